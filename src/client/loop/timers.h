/* SPDX-License-Identifier: Apache-2.0
 *
 * One-shot timers named by owner and tag.
 */
#ifndef CLIENT_LOOP_TIMERS_H
#define CLIENT_LOOP_TIMERS_H

#include "base/base.h"

enum { TIMERS_MAX = 512 };

struct timer {
	int owner;
	int tag;
	int64_t due_ms;
};

struct timers {
	struct timer at[TIMERS_MAX];
	size_t count;
};

/* Replaces one of the same owner and tag; due_ms < 0 removes it. */
void timers_set(struct timers *timers, int owner, int tag, int64_t due_ms);
/* Takes one that is due. */
bool timers_take(struct timers *timers, int64_t now_ms, struct timer *ret) must_use;
int64_t timers_next_ms(const struct timers *timers); /* INT64_MAX: none */

#endif
