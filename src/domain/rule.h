/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions of a program file: the JsonLogic operators
 * var == != < <= > >= and or ! in missing, checked when the file is loaded
 * and answered with yes, no, or "not known yet".  Knows no program.
 */
#ifndef DOMAIN_RULE_H
#define DOMAIN_RULE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

enum { RULE_DEPTH_MAX = 16, RULE_PATH_MAX = 120 };

struct rule; /* compiled, lives in the arena it was compiled into */

/*
 * What a condition may look at.  "person.age" and "source.employer" are
 * looked for in the person and the source at hand, all else in answers.
 */
struct rule_scope {
	const struct json *answers;
	const struct json *person;
	const struct json *source;
};

enum rule_value_kind { RULE_NULL, RULE_BOOL, RULE_NUMBER, RULE_TEXT, RULE_LIST, RULE_OBJECT,
	RULE_UNKNOWN };

struct rule_value {
	enum rule_value_kind kind;
	bool truth;
	double number;           /* of a list: how many it holds */
	const char *text;
	const struct json *json; /* a list or object of the document */
	const struct rule *list; /* a list written in the rule, or "missing" */
};

/*
 * Compile; pointer is where the rule stands in its document and heads every
 * complaint.  The rule borrows nothing from json.
 */
bool rule_compile(struct rule **ret, struct arena *arena, const struct json *json,
	const char *pointer, struct err *err) must_use;

/* A NULL rule is always true. */
enum truth rule_test(const struct rule *rule, const struct rule_scope *scope);
/* What it amounts to; texts and lists are borrowed from rule and document. */
struct rule_value rule_value(const struct rule *rule, const struct rule_scope *scope);

/* Every path the rule asks for, by var or missing, in order of writing. */
typedef void rule_path_fn(void *context, const char *path);
void rule_each_path(const struct rule *rule, rule_path_fn *visit, void *context);

/* Every text that a path is compared with by == != or in. */
typedef void rule_compared_fn(void *context, const char *path, const char *text);
void rule_each_compared(const struct rule *rule, rule_compared_fn *visit, void *context);
/* It asks for nothing and says no: it can never hold. */
bool rule_never_holds(const struct rule *rule);

/* "employer.name" in a document; NULL when there is no such member. */
const struct json *rule_lookup(const struct json *document, const char *path);

#endif
