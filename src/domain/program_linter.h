/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the linter share; for program_lint*.c only.
 */
#ifndef DOMAIN_PROGRAM_LINTER_H
#define DOMAIN_PROGRAM_LINTER_H

#include "base/json.h"
#include "domain/program_lint.h"

struct linter {
	struct program_lint_list *list;
	struct arena *arena;
	const struct program *program;
	const char *text;
	size_t len;
	const struct json *file; /* the same, read */
};

/* Says what is wrong and what to do about it. */
void lint_note(struct linter *linter, bool is_error, const char *pointer, const char *fmt, ...)
	printf_like(4, 5);
const char *lint_below(struct linter *linter, const char *pointer, const char *name);
const char *lint_entry(struct linter *linter, const char *pointer, size_t index);
/* Is it in every language, with every brace of the first?  must: a customer is
 * sent it, so that a missing translation is an error. */
void lint_text(struct linter *linter, const struct program_text *text, const char *pointer,
	bool must);

/* A condition that never holds, or compares with an option that is not there. */
void lint_condition(struct linter *linter, const struct rule *rule, const char *pointer,
	const struct program_question *entry_of);

/* program_lint_rules.c: tables with gaps, rules no case tries, cases that fail. */
void lint_rules(struct linter *linter);
/* program_lint_reach.c: pages, questions and proofs that no answers lead to. */
void lint_reach(struct linter *linter);

#endif
