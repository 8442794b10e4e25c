/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose move the applications of my queue are, and what came in since I was
 * here last, counted by the server: the rows at hand are only a page.
 */
#ifndef CLIENT_VIEW_QUEUE_TURNS_H
#define CLIENT_VIEW_QUEUE_TURNS_H

#include "client/view/view.h"

enum { TURNS_TAG_FIRST = 700, TURNS_TIMER = 700, TURNS_DELAY_MS = 1000, TURNS_MAX = 4 };

struct queue_turns {
	int64_t count[TURNS_MAX]; /* -1: not known yet */
	int64_t since_ms;         /* 0: not known yet, or never here before */
	int64_t documents, bounces;
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
/* ": 14 me 25 cust 5 agency 3 2nd | since 17:02 9 docs 1 bounce"; of each half
 * nothing before it is known. */
void turns_print(const struct queue_turns *turns, int64_t now_ms, struct buf *out);

#endif
