/* SPDX-License-Identifier: Apache-2.0
 *
 * The live feed: one thread follows the log and wakes whoever waits for what
 * was appended.  The newest envelopes are kept in a ring, so that a reader
 * that keeps up never asks the database.
 *
 * It reads the log rather than being told: what another server or program
 * committed is seen too, half a second later at most.
 */
#ifndef SERVER_FEED_H
#define SERVER_FEED_H

#include "base/err.h"
#include "domain/event.h"

struct feed;

/* Somebody who waits; embedded in whatever waits. */
struct feed_watch {
	/* Does this event concern it?  On the feed's thread; must be quick. */
	bool (*wants)(const struct feed_watch *watch, const struct event *event);
	/* Only wakes; must not call the feed. */
	void (*wake)(struct feed_watch *watch);
	const char *owner_id;        /* worker, or application of a page; or NULL */
	_Atomic int64_t wake_at_ms;  /* monotonic; woken then in any case */
	struct feed_watch *prev, *next;
};

/* on_event sees every event, in order, before anybody is woken for it. */
bool feed_start(struct feed **ret, const char *where, void (*on_event)(void *ctx, const struct event *event),
                void *ctx, struct err *err) must_use;
void feed_stop(struct feed *feed);

/* Something was committed. Any thread. */
void feed_kick(struct feed *feed);
/* The newest event seen. */
int64_t feed_head(struct feed *feed);

void feed_watch_add(struct feed *feed, struct feed_watch *watch);
void feed_watch_remove(struct feed *feed, struct feed_watch *watch);
/* Wakes what one worker waits with. */
void feed_wake_owner(struct feed *feed, const char *owner_id);
/* Of one owner's all but the newest few: end, which must be as quick as wake. */
void feed_end_older(struct feed *feed, const char *owner_id, int kept, void (*end)(struct feed_watch *watch));

/*
 * Shows the events after a seq, oldest first, until visit returns false or
 * there are no more; the event is only borrowed.  Returns the last seq shown
 * (after when none), or -1 when the ring does not go back that far.
 */
int64_t feed_each(struct feed *feed, int64_t after, bool (*visit)(void *ctx, const struct event *event),
                  void *ctx);

#endif
