/* SPDX-License-Identifier: Apache-2.0
 *
 * Timers.  There are a handful, so a plain array is enough.
 */
#include "client/loop/timers.h"

static size_t
find(const struct timers *timers, int owner, int tag)
{
	size_t i = 0;

	while (i < timers->count && (timers->at[i].owner != owner || timers->at[i].tag != tag))
		i++;
	return i;
}

void
timers_set(struct timers *timers, int owner, int tag, int64_t due_ms)
{
	size_t at = find(timers, owner, tag);

	if (due_ms < 0) {
		if (at < timers->count)
			timers->at[at] = timers->at[--timers->count];
		return;
	}
	assert(at < TIMERS_MAX);
	timers->at[at] = (struct timer){ owner, tag, due_ms };
	if (at == timers->count)
		timers->count++;
}

bool
timers_take(struct timers *timers, int64_t now_ms, struct timer *ret)
{
	for (size_t i = 0; i < timers->count; i++) {
		if (timers->at[i].due_ms <= now_ms) {
			*ret = timers->at[i];
			timers->at[i] = timers->at[--timers->count];
			return true;
		}
	}
	return false;
}

int64_t
timers_next_ms(const struct timers *timers)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < timers->count; i++) {
		if (timers->at[i].due_ms < next)
			next = timers->at[i].due_ms;
	}
	return next;
}
