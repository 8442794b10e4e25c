/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting lengths in whole days, and keeping small counts to oneself.  Knows
 * no application and no person.
 */
#ifndef DOMAIN_TALLY_H
#define DOMAIN_TALLY_H

#include "base/base.h"

enum {
	TALLY_DAYS_MAX = 400,  /* what took longer counts as this long */
	TALLY_SMALL = 11,      /* counts of 1 to 10 of a kind of people stay hidden */
	TALLY_TENTHS = 10
};

struct tally {
	int64_t count;
	int32_t days[TALLY_DAYS_MAX + 1];
};

void tally_add(struct tally *tally, int64_t days);
/* All of whole that is not in part; part is counted in whole. */
void tally_without(const struct tally *whole, const struct tally *part, struct tally *ret);
/* In tenths of a day; -1 where nothing was counted.  The median of an even
 * count lies between the two in the middle. */
int64_t tally_median_tenths(const struct tally *tally);
/* The least number of days within which this percentage was done. */
int64_t tally_within_tenths(const struct tally *tally, int percent);
/* In tenths of a per cent, rounded; -1 of nothing. */
int64_t percent_tenths(int64_t part, int64_t of);

/*
 * Which of these counts stay hidden: those that are marked so already, those
 * of 1 to 10, and so many of the next larger ones that what is hidden cannot
 * be had by taking what is shown from the total: either nothing is hidden, or
 * two groups and TALLY_SMALL in all.
 */
void tally_hide(const int64_t *counts, size_t count, bool *hidden);
static inline bool
tally_is_small(int64_t count)
{
	return count > 0 && count < TALLY_SMALL;
}

#endif
