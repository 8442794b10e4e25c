/* SPDX-License-Identifier: Apache-2.0
 *
 * Chats: each has a beginning, perhaps a hand-over, and an end, at their times.
 */
#ifndef SAMPLE_CHATS_H
#define SAMPLE_CHATS_H

#include "server/sample/plan.h"

struct transcript;

enum chat_moment { CHAT_OPENED, CHAT_HANDED_OVER, CHAT_CLOSED, CHAT_MOMENTS };

struct chats {
	struct transcript *transcripts; /* NULL: the built-in dialogues */
	size_t transcript_count;
	int64_t waiting[8]; /* applications whose customers wait now */
	size_t waiting_count;
};

/* Reads the lines of a transcripts file; every one becomes a chat. */
bool chats_load(struct chats *chats, const struct world *world, struct err *err) must_use;
/* When each moment of a chat is; 0: it has none. */
void chat_times(const struct world *world, const struct chats *chats, int64_t number,
	int64_t ret_at_ms[CHAT_MOMENTS]);
bool chat_step(struct world *world, const struct chats *chats, int64_t number,
	enum chat_moment moment, struct arena *arena) must_use;

#endif
