/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything that will happen, in the order of time.
 */
#ifndef SAMPLE_SCHEDULE_H
#define SAMPLE_SCHEDULE_H

#include "server/sample/chats.h"

enum moment_kind { MOMENT_PERSON, MOMENT_STEP, MOMENT_CHAT };

struct moment {
	int64_t at_ms;
	uint32_t number;
	uint8_t kind;
	uint8_t part; /* of a plan or a chat */
};

struct schedule {
	struct moment *at;
	size_t count;
	size_t capacity;
};

/* Which part of it: people, lives, or of lives one share.  A customer's lives
 * are all in one share, ana's customers' in the first. */
struct share {
	bool people;
	bool lives;
	size_t number;
	size_t of; /* 1: all */
};
bool share_has_application(
	const struct share *share, const struct world *world, int64_t application);

/* years, if not NULL, gets the last two digits of the year each application of
 * the share is filed in. */
void schedule_make(const struct world *world, const struct chats *chats, const struct share *share,
	uint8_t *years, struct schedule *ret);
/* How far it is, and what that means for the time it will take. */
void say_progress(const struct sample_options *options, size_t done, size_t count,
	int64_t since_ms);
bool moment_happen(struct world *world, const struct chats *chats, const struct moment *moment,
	struct arena *arena, struct err *err) must_use;

#endif
