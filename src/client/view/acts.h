/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes that are one key and perhaps one question, on queue and record
 * alike: claim, release, next best.
 */
#ifndef CLIENT_VIEW_ACTS_H
#define CLIENT_VIEW_ACTS_H

#include "client/view/view.h"

/* Tags and questions from here on are taken; a view's own begin at 1. */
enum { ACT_TAG_FIRST = 900, ACT_QUESTION_FIRST = 900, ACT_TARGETS_MAX = 100 };

/* One application an act is done to; the texts are copied. */
struct act_target {
	char id[PLACE_ID_MAX];
	char number[24];
	int64_t version;
};

struct acts {
	enum cmd_id asked; /* a question is open about this */
	struct act_target targets[ACT_TARGETS_MAX];
	int count;
	/* Of the last ones sent together, more than one: told of when all have come. */
	uint64_t first, last;
	int left;
	int done;
	int refused;
	int given_out; /* released, and not to be claimed again */
};

void acts_add(struct acts *acts, const char *id, const char *number, int64_t version);
/* MSG_COMMAND, MSG_ANSWER, MSG_REPLY: true when it was one of these acts.
 * For a command the targets have been set: acts->count = 0, acts_add() ... */
bool acts_handle(struct acts *acts, const struct view *view, const struct msg *msg, struct fx *fx);
/* Is this a command of this file? */
bool acts_has(enum cmd_id cmd);

#endif
