/* SPDX-License-Identifier: Apache-2.0
 *
 * Chance that repeats: the same seed, stream and number give the same rolls on
 * every machine.  Knows nothing of what is being made.
 */
#ifndef SAMPLE_DICE_H
#define SAMPLE_DICE_H

#include "base/base.h"

struct dice {
	uint64_t state;
};

/* One stream of rolls for one thing: the n-th customer, the n-th chat. */
struct dice dice_for(uint64_t seed, uint64_t stream, uint64_t number);
/* 0 .. sides - 1; sides is at least 1. */
size_t dice_roll(struct dice *dice, size_t sides);
/* from .. to, both included. */
int64_t dice_between(struct dice *dice, int64_t from, int64_t to);
bool dice_percent(struct dice *dice, unsigned percent);
/* An index, by weights that add up to anything but zero. */
size_t dice_weighed(struct dice *dice, const unsigned *weights, size_t count);
/* Deterministic stand-in for random_id(): the same shape, the same order in time. */
enum { SAMPLE_ID_MAX = 24 };
char *dice_id(struct dice *dice, char out[SAMPLE_ID_MAX], const char *prefix, int64_t at_ms);

#define dice_pick(dice, list) ((list)[dice_roll((dice), countof(list))])

#endif
