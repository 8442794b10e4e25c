/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing down what a check found, in the reader's language.  For
 * decision_check.c only.
 */
#ifndef DOMAIN_FINDING_H
#define DOMAIN_FINDING_H

#include "domain/decision_check.h"

enum { FINDINGS_MAX = 64, FINDING_TEXT_MAX = 4000 };

/* What fills the braces of a finding; only those its text asks for are set. */
struct particulars {
	const char *code;
	const char *label;
	const char *recorded;
	const char *items;
	const char *item;
	const char *what;
	const char *language;
	const char *instead;
	civil_date date;
	int64_t day;
	int64_t count;
	int64_t needed;
	int64_t number;
};

struct check {
	const struct decision_input *input;
	struct decision_findings *found;
	struct arena *arena;
};

/* Past FINDINGS_MAX of a kind no more are written: there are enough. */
void find_it(struct check *check, enum finding_id id, struct particulars of);
const char *reader_language(const struct check *check);
const char *name_item(struct check *check, const struct missing_item *item);
/* The value of a fact as a letter would write it. */
const char *fact_text(struct check *check, const struct fact *fact);

#endif
