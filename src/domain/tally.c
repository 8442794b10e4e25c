/* SPDX-License-Identifier: Apache-2.0
 *
 * Tallies of days.
 */
#include "domain/tally.h"

void
tally_add(struct tally *tally, int64_t days)
{
	if (days < 0)
		days = 0;
	if (days > TALLY_DAYS_MAX)
		days = TALLY_DAYS_MAX;
	tally->days[days]++;
	tally->count++;
}

void
tally_without(const struct tally *whole, const struct tally *part, struct tally *ret)
{
	assert(whole->count >= part->count);
	ret->count = whole->count - part->count;
	for (int i = 0; i <= TALLY_DAYS_MAX; i++)
		ret->days[i] = whole->days[i] - part->days[i];
}

/* The nth smallest, from 1. */
static int64_t
nth(const struct tally *tally, int64_t n)
{
	int64_t seen = 0;

	for (int day = 0; day <= TALLY_DAYS_MAX; day++) {
		seen += tally->days[day];
		if (seen >= n)
			return day;
	}
	return TALLY_DAYS_MAX;
}

int64_t
tally_median_tenths(const struct tally *tally)
{
	int64_t half = tally->count / 2;

	if (tally->count == 0)
		return -1;
	if (tally->count % 2 == 1)
		return nth(tally, half + 1) * TALLY_TENTHS;
	return (nth(tally, half) + nth(tally, half + 1)) * TALLY_TENTHS / 2;
}

int64_t
tally_within_tenths(const struct tally *tally, int percent)
{
	if (tally->count == 0)
		return -1;
	return nth(tally, (tally->count * percent + 99) / 100) * TALLY_TENTHS;
}

int64_t
percent_tenths(int64_t part, int64_t of)
{
	if (of <= 0)
		return -1;
	return (part * 100 * TALLY_TENTHS * 2 / of + 1) / 2;
}

void
tally_hide(const int64_t *counts, size_t count, bool *hidden)
{
	int64_t hidden_sum = 0;
	size_t hidden_count = 0;

	for (size_t i = 0; i < count; i++) {
		hidden[i] = hidden[i] || tally_is_small(counts[i]);
		hidden_count += hidden[i];
		hidden_sum += hidden[i] ? counts[i] : 0;
	}
	while (hidden_count > 0 && (hidden_count < 2 || hidden_sum < TALLY_SMALL)) {
		size_t next = count;

		for (size_t i = 0; i < count; i++)
			if (!hidden[i] && counts[i] > 0 && (next == count || counts[i] < counts[next]))
				next = i;
		if (next == count)
			return; /* all of them are: the total is for the caller to hide */
		hidden[next] = true;
		hidden_count++;
		hidden_sum += counts[next];
	}
}
