/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a decision needs a second person, and every ground for it.
 */
#ifndef DOMAIN_SECOND_PERSON_H
#define DOMAIN_SECOND_PERSON_H

#include "domain/decision.h"
#include "domain/program.h"

enum second_ground {
	SECOND_NONE,
#define GROUND(id, wire, row_text, sentence) SECOND_##id,
#include "domain/second_grounds.def"
#undef GROUND
	SECOND_COUNT
};

struct second_input {
	const struct program *program;
	const struct decision_amount *amounts;
	size_t amount_count;
	bool is_superseding;
	bool is_override; /* a supervisor lifts the STOPs */
	civil_date on;    /* the day it is decided */
};

/* The set (1 << ground); 0: one person is enough. */
unsigned second_grounds(const struct second_input *input);
const char *second_ground_wire(enum second_ground ground);
enum second_ground second_ground_from_wire(const char *word);
const char *second_ground_row_text(enum second_ground ground); /* msgid */
const char *second_ground_sentence(enum second_ground ground); /* msgid */

#endif
