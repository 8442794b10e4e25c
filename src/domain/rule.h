/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules of a program file: JsonLogic (jsonlogic.com) with all its operators,
 * checked when the file is loaded, worked out in exact fractions, and with one
 * answer more than yes and no: "not known yet".  Knows no program.
 */
#ifndef DOMAIN_RULE_H
#define DOMAIN_RULE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/fraction.h"
#include "base/json.h"

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

enum {
	RULE_DEPTH_MAX = 24,
	RULE_PATH_MAX = 120,
	RULE_EFFORT_MAX = 200 * 1000,       /* parts looked at in one answer */
	RULE_CELLS_MAX = 20 * 1000,         /* entries of lists made on the way */
	RULE_TEXT_BYTES_MAX = 256 * 1024    /* of texts made on the way */
};

struct rule; /* compiled, lives in the arena it was compiled into */

enum rule_value_kind { RULE_NULL, RULE_BOOL, RULE_NUMBER, RULE_TEXT, RULE_LIST, RULE_OBJECT,
	RULE_UNKNOWN };

struct rule_value {
	enum rule_value_kind kind;
	bool truth;
	struct fraction number; /* may be no number, as after a division by nought */
	const char *text;
	const struct json *json;       /* a list or object of the document; else a list is */
	const struct rule_value *list; /* worked out */
	size_t count;                  /* of a list */
};

/* What is not in the document: not known, or nothing? */
enum rule_absent {
	RULE_NULL_IS_UNKNOWN,   /* a form as it is filled in: a null is a question not answered */
	RULE_ABSENT_IS_UNKNOWN, /* a null is known to be nothing */
	RULE_ABSENT_IS_NULL     /* plain JsonLogic */
};

/* A name that stands for something beside the document; false: it does not. */
typedef bool rule_find_fn(void *context, const char *path, struct rule_value *ret);
/* A member of an entry of a list that is nothing, whatever stands there. */
typedef bool rule_nothing_fn(void *context, const struct json *entry, const char *path);
/* Something was asked for and is not known; entry is the entry of a list that
 * path begins at, NULL the document. */
typedef void rule_unknown_fn(void *context, const struct json *entry, const char *path);

/*
 * What a rule may look at.  "person.age" and "source.employer" are looked for
 * in the person and the source at hand, all else in answers.
 */
struct rule_scope {
	const struct json *answers;
	const struct json *person;
	const struct json *source;
	enum rule_absent absent;
	rule_find_fn *find;       /* NULL: nothing beside the document */
	rule_nothing_fn *nothing; /* NULL: all that stands there counts */
	rule_unknown_fn *unknown; /* NULL: nobody asks */
	void *context;            /* of these */
};

/*
 * Compile; pointer is where the rule stands in its document and heads every
 * complaint.  The rule borrows nothing from json.
 */
bool rule_compile(struct rule **ret, struct arena *arena, const struct json *json,
	const char *pointer, struct err *err) must_use;

/* A NULL rule is always true. */
enum truth rule_test(const struct rule *rule, const struct rule_scope *scope);
/* What it amounts to, made in the arena or borrowed from rule and document.
 * Past RULE_EFFORT_MAX and its neighbours it is unknown. */
struct rule_value rule_value(const struct rule *rule, const struct rule_scope *scope,
	struct arena *arena);

enum truth rule_value_truth(const struct rule_value *value);
/* As arithmetic takes it: a text of digits, money by its amount, nothing as nought. */
struct fraction rule_value_number(const struct rule_value *value);
struct rule_value rule_value_of_json(const struct json *json, enum rule_absent absent);
struct rule_value rule_value_of_number(struct fraction number);
struct rule_value rule_value_of_bool(bool truth);
struct rule_value rule_value_of_text(const char *text);
/* Entry of a list, from 0; index < count. */
struct rule_value rule_value_entry(const struct rule_value *list, size_t index,
	enum rule_absent absent);

/* Every name the rule asks the document for, by var or missing, in order of
 * writing.  Inside map and its like a name means the entry: those are left out. */
typedef void rule_path_fn(void *context, const char *path);
void rule_each_path(const struct rule *rule, rule_path_fn *visit, void *context);

/* Every text that a path is compared with by == != or in. */
typedef void rule_compared_fn(void *context, const char *path, const char *text);
void rule_each_compared(const struct rule *rule, rule_compared_fn *visit, void *context);
/* Every number that is written in the rule. */
typedef void rule_number_fn(void *context, struct fraction number);
void rule_each_number(const struct rule *rule, rule_number_fn *visit, void *context);
/* It asks for nothing and says no: it can never hold. */
bool rule_never_holds(const struct rule *rule);

/* The rule with its numbers put in, "1842 + 468": of a choice the branch taken,
 * of min and max the one that counts, of a sum over a list its parts. */
void rule_print_working(struct buf *out, const struct rule *rule, const struct rule_scope *scope,
	struct arena *arena);
/* A number as a worker reads it: "1842", "866.30". */
void rule_print_number(struct buf *out, struct fraction number);

/* A rule that compares a name with something: {"<=": [{"var": "step.net"}, x]}. */
struct rule_comparison {
	const char *path;
	const struct rule *with;
	const char *operator;
};
bool rule_compares(const struct rule *rule, struct rule_comparison *ret) must_use;

#endif
