/* SPDX-License-Identifier: Apache-2.0
 *
 * Short conversations between applicants, the virtual agent and workers,
 * written for the sample agency.  Knows no application; braces are filled by
 * whoever speaks.
 */
#ifndef SAMPLE_DIALOGUE_H
#define SAMPLE_DIALOGUE_H

#include "server/sample/dice.h"

/* Each turn begins with who speaks: C customer, B bot, W worker, I worker
 * (internal), E an event such as a hand-over. */
struct dialogue {
	const char *language;
	const char *topic;
	const char *handoff; /* why the virtual agent handed over; NULL: it did not */
	const char *const *turns;
};

/* One in the language, or else in English. */
const struct dialogue *dialogue_roll(struct dice *dice, const char *language);
/* One that a worker takes over, for a chat that is open now. */
const struct dialogue *dialogue_handed_over(struct dice *dice, const char *language);

/* Things workers write in a file, by what happened. */
const char *dialogue_note(struct dice *dice);
const char *dialogue_call(struct dice *dice);
const char *dialogue_rationale(struct dice *dice, bool approved);

#endif
