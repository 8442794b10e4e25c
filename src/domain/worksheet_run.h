/* SPDX-License-Identifier: Apache-2.0
 *
 * One run of a worksheet's steps and tests over a document of facts: numbers
 * alone, no words.  For worksheet*.c alone.
 */
#ifndef DOMAIN_WORKSHEET_RUN_H
#define DOMAIN_WORKSHEET_RUN_H

#include "domain/worksheet_facts.h"

/* Asked for and not known: a name of the document, or of an entry in a list. */
struct asked {
	const struct json *entry;
	const char *path;
};
struct asked_list {
	struct asked *at;
	size_t count;
};

struct run_step {
	struct rule_value value;      /* rounded as the law does */
	struct rule_value before;     /* as the rule has it */
	struct asked_list unknown;    /* why it is not known */
};

struct run_test {
	enum truth applies;
	enum truth holds;
	struct asked_list unknown;
};

struct sheet_run {
	const struct worksheet_input *input;
	const struct program_rules *rules;
	struct arena *arena;
	struct json *facts;
	civil_date month_on; /* its first day: tables are looked up there */
	struct rule_scope scope;
	struct run_step *steps; /* parallel to rules->steps */
	size_t steps_done;
	struct run_test *tests;
	struct asked_list *asked; /* where unknowns are being told to; NULL: nowhere */
	enum advice advice;
};

bool sheet_run(struct sheet_run *run, struct arena *arena, const struct worksheet_input *input,
	const struct left_out *left_out, struct err *err) must_use;
void sheet_run_done(struct sheet_run *run);

/* The reason a test gives as it came out; NULL: none. */
const struct test_reason *sheet_run_reason(const struct sheet_run *run, size_t test);
/* The figure of a table in this month, by its step; no number where there is none. */
struct fraction sheet_run_figure(
	const struct sheet_run *run, const struct program_parameter *parameter);
/* NULL: no such step, or not worked out yet. */
const struct run_step *sheet_run_step(const struct sheet_run *run, const char *id);

#endif
