/* SPDX-License-Identifier: Apache-2.0
 *
 * What an application still needs, by person, source and period, and whether
 * it can be decided.  Pure: answers and the state of each proof come in, the
 * list goes out.
 */
#ifndef DOMAIN_COMPLETENESS_H
#define DOMAIN_COMPLETENESS_H

#include "domain/application.h"
#include "domain/program.h"

enum { COMPLETENESS_ITEMS_MAX = 400, ITEM_ID_MAX = 41 };

/* What is known of an application, borrowed by the call. */
struct completeness_input {
	const struct program *program;
	const struct json *answers;
	const char *customer_name;    /* the only person when the form lists none */
	civil_date filed_on;
	const char *language;         /* of the labels */
	const struct missing_item *known; /* items as last recorded; matched by what they are about */
	size_t known_count;
	const struct interview *interviews;
	size_t interview_count;
};

struct item_list {
	struct missing_item *at;
	size_t count;
};

/*
 * Every requirement that applies, met or not, in the order of the program
 * file.  Id, state, dates and how come from the known item about the same; a known
 * item that no longer applies is left out.  The first items are the required
 * questions without an answer.  Text lives in the arena.
 */
bool completeness_items(struct item_list *ret, struct arena *arena,
	const struct completeness_input *input, struct err *err) must_use;

/* "Pay stub, Acme Foods" in a language, from the program and the item's names. */
const char *item_label(struct arena *arena, const struct program *program,
	const struct missing_item *item, const char *language);
/* Is it about these?  What is empty is as good as NULL. */
bool item_is_of(const struct missing_item *item, const char *requirement, const char *person,
	const char *source, const char *period);
/* Of an item that is new, from what it is about; writes ITEM_ID_MAX bytes. */
char *item_id(char *out, const char *requirement, const char *person, const char *source,
	const char *period);

/* Not accepted, and does not wait because the application is expedited. */
bool item_blocks(const struct program *program, const struct missing_item *item, bool expedited);
/* The applicant has to act on it now: nothing came, or what came was not enough. */
bool item_is_owed(const struct program *program, const struct missing_item *item, bool expedited);
/* Ticked beforehand when asking: the applicant can cure it, nothing came, not asked yet. */
bool item_is_to_ask(const struct missing_item *item);

/* The gate before an approval: nothing blocks. */
bool completeness_gate(const struct program *program, const struct missing_item *items, size_t count,
	bool expedited);
/* Something the applicant can cure is missing: "incomplete" rather than "submitted". */
bool completeness_owes(const struct program *program, const struct missing_item *items, size_t count,
	bool expedited);
/* The first interview-type requirement, NULL: the program asks for none. */
const struct program_requirement *completeness_interview(const struct program *program);

#endif
