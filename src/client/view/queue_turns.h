/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose move the applications of my queue are, counted by the server: the
 * rows at hand are only a page.
 */
#ifndef CLIENT_VIEW_QUEUE_TURNS_H
#define CLIENT_VIEW_QUEUE_TURNS_H

#include "client/view/view.h"

enum { TURNS_TAG_FIRST = 700, TURNS_TIMER = 700, TURNS_DELAY_MS = 1000, TURNS_MAX = 4 };

struct queue_turns {
	int64_t count[TURNS_MAX]; /* -1: not known yet */
	int64_t as_of_seq;        /* of the list they were asked for */
	bool due;                 /* the timer is set */
};

void turns_init(struct queue_turns *turns);
/* The list is as of seq: count again, once it has been quiet for a moment. */
void turns_list_changed(struct queue_turns *turns, const struct view *view, int64_t seq,
                        struct fx *fx);
/* MSG_TIMER and MSG_REPLY; true when it was theirs. */
bool turns_handle(struct queue_turns *turns, const struct view *view, const struct msg *msg,
                  struct fx *fx);
/* ": 14 me 25 cust 5 agency 3 2nd"; nothing before all are known. */
void turns_print(const struct queue_turns *turns, struct buf *out);

#endif
