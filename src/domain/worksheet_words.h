/* SPDX-License-Identifier: Apache-2.0
 *
 * A run of a worksheet put into words.  For worksheet*.c alone.
 */
#ifndef DOMAIN_WORKSHEET_WORDS_H
#define DOMAIN_WORKSHEET_WORDS_H

#include "domain/worksheet_run.h"

struct unknown_list {
	struct worksheet_unknown *at;
	size_t count;
};

/* NULL for what is not known. */
const char *value_words(struct arena *arena, enum step_unit unit, const struct rule_value *value);
/* In the reader's language, each once; adds to the list. */
void unknown_words(struct unknown_list *list, const struct sheet_run *run,
	const struct asked_list *asked);
/* What a rule rests on. */
void evidence_words(struct worksheet_step *step, const struct sheet_run *run,
	const struct rule *rule);
/* The facts of a reason as a decision has them, JSON. */
const char *fact_words(struct sheet_run *run, const struct test_reason *reason);
/* The answer to a question in a line; "" for none and for what is not to be shown. */
const char *answer_words(const struct sheet_run *run, const struct program_question *question);

#endif
