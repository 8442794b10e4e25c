/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts a reason rests on: typed, complete, and taken from the record
 * wherever the record holds them.
 */
#ifndef DOMAIN_FACTS_H
#define DOMAIN_FACTS_H

#include "domain/application.h"
#include "domain/decision.h"
#include "domain/program.h"

enum { FACTS_MAX = 12, FACT_ITEMS_MAX = 40, FACT_TEXT_MAX = 300, REASONS_MAX = 12 };

struct worksheet;

struct fact {
	const struct program_fact *of;
	bool is_given;     /* false: neither the worker nor the record has it */
	bool is_of_record; /* filled from the record (a star on the screen) */
	const char *text;  /* FACT_TEXT, FACT_PERSON */
	int64_t cents;
	int64_t number;
	civil_date date;
	LIST_OF(const struct missing_item *) items;
};

struct reason_facts {
	const struct program_reason *reason;
	struct fact facts[FACTS_MAX]; /* in the order of reason->facts */
	size_t count;
};

/* What the record holds, for facts with a source. */
struct fact_record {
	const struct program *program;
	const char *language;
	civil_date filed_on;
	civil_date today; /* in the county's zone: the date of the decision */
	enum zone zone;
	const struct missing_item *items;
	size_t item_count;
	const struct interview *interviews;
	size_t interview_count;
	const struct decision_amount *amounts;
	size_t amount_count;
	int64_t household_size;
	bool expedited;
	const struct worksheet *sheet; /* NULL: the program carries no arithmetic */
};

/*
 * Read the facts a worker gave for one reason and add those the record holds.
 * A fact of the record that the worker also gave keeps the worker's value.
 * given may be NULL (none).  Facts of the wrong type, unknown or too long are
 * fields of err under pointer; an absent one is not an error here: is_given is
 * false, which decision_check() turns into a STOP.
 */
bool facts_read(struct reason_facts *ret, struct arena *arena, const struct program_reason *reason,
	const struct json *given, const struct fact_record *record, const char *pointer,
	struct err *err) must_use;
/*
 * What the record holds for one fact: false when it has no source, or the
 * record does not hold it.  named (may be NULL) are the items the reason
 * names, for the dates of their requests.
 */
bool fact_of_record(struct fact *ret, struct arena *arena, const struct program_fact *of,
	const struct fact_record *record, const struct fact *named) must_use;
/* What the worksheet knows for one fact of a reason that its rules give. */
bool fact_of_sheet(struct fact *ret, struct arena *arena, const struct program_fact *of,
	const struct program_reason *reason, const struct worksheet *sheet) must_use;
/* Not for items: decision_check() has more to say of them. */
bool fact_equal(const struct fact *a, const struct fact *b);
/* The reason's items; NULL when it has no such fact. */
const struct fact *reason_items(const struct reason_facts *facts);
/* As the wire has them: {"items":["…"],"date":"2026-11-17"}. */
void facts_print(struct buf *out, const struct reason_facts *facts);

/* The items that for_inaction may name: asked for, and past due today. */
bool item_is_past_due(const struct missing_item *item, civil_date today);

#endif
