/* SPDX-License-Identifier: Apache-2.0
 *
 * The live feed: a ring of envelopes, the watches, and the thread.
 */
#include "config.h"

#include "server/feed.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/timed_wait.h"
#include "server/limits.h"
#include "server/store/event_log.h"

enum { READ_AT_ONCE = 500, SLOT_CHANGED_MAX = 8 };

/* An event with its texts packed behind it. */
struct slot {
	struct event event;
	const char *changed[SLOT_CHANGED_MAX];
	char text[EVENT_SLOT_BYTES];
};

struct feed {
	struct db *db;
	void (*on_event)(void *ctx, const struct event *event);
	void *ctx;
	pthread_t thread;

	pthread_mutex_t lock; /* kicked, stopping, watches */
	pthread_cond_t kick;
	bool kicked, stopping;
	struct feed_watch *watches;

	pthread_rwlock_t ring_lock;
	struct slot *ring;
	int64_t first, last; /* seqs in the ring; first > last: none */
};

/* ---- the ring ---- */

/* A copy behind the slot; what does not fit is left out (readers look it up). */
static const char *
pack(struct slot *slot, size_t *used, const char *text)
{
	size_t len = text != NULL ? strlen(text) + 1 : 0;
	char *at = slot->text + *used;

	if (len == 0 || *used + len > sizeof(slot->text))
		return NULL;
	memcpy(at, text, len);
	*used += len;
	return at;
}

static void
slot_fill(struct slot *slot, const struct event *event)
{
	size_t used = 0, i;

	slot->event = *event;
	slot->event.subject.type = pack(slot, &used, event->subject.type);
	slot->event.subject.id = pack(slot, &used, event->subject.id);
	slot->event.scope.customer_id = pack(slot, &used, event->scope.customer_id);
	slot->event.scope.team_id = pack(slot, &used, event->scope.team_id);
	slot->event.scope.team_before = pack(slot, &used, event->scope.team_before);
	slot->event.scope.county = pack(slot, &used, event->scope.county);
	slot->event.scope.program_id = pack(slot, &used, event->scope.program_id);
	slot->event.scope.assignee_before = pack(slot, &used, event->scope.assignee_before);
	slot->event.scope.assignee_after = pack(slot, &used, event->scope.assignee_after);
	slot->event.application_id = pack(slot, &used, event->application_id);
	slot->event.interaction_id = pack(slot, &used, event->interaction_id);
	slot->event.actor.id = pack(slot, &used, event->actor.id);
	slot->event.actor.name = NULL;
	slot->event.decision_id = NULL;
	slot->event.notice_id = NULL;
	slot->event.changed.at = slot->changed;
	slot->event.changed.count = 0;
	for (i = 0; i < event->changed.count && i < SLOT_CHANGED_MAX; i++) {
		slot->changed[i] = pack(slot, &used, event->changed.at[i]);
		if (slot->changed[i] == NULL)
			break;
		slot->event.changed.count++;
	}
}

/* A seal is on what came before it, too, for whoever asks for that from now on. */
static void
ring_seal(struct feed *feed, const char *customer_id)
{
	for (int64_t seq = feed->first; seq <= feed->last; seq++) {
		struct event *before = &feed->ring[seq % EVENT_RING_SLOTS].event;

		if (!before->scope.sealed && str_eq(before->scope.customer_id, customer_id))
			before->scope.sealed_since = true;
	}
}

static void
ring_add(struct feed *feed, const struct event *event)
{
	pthread_rwlock_wrlock(&feed->ring_lock);
	if (event->scope.sealed && text_list_has(&event->changed, "sealed"))
		ring_seal(feed, event->scope.customer_id);
	slot_fill(&feed->ring[event->seq % EVENT_RING_SLOTS], event);
	/* What came before two records were made one stands here under both; the log
	 * says whose it is now. */
	if (feed->first > feed->last || event->type == EVENT_CUSTOMER_MERGED)
		feed->first = event->seq;
	feed->last = event->seq;
	if (feed->last - feed->first >= EVENT_RING_SLOTS)
		feed->first = feed->last - EVENT_RING_SLOTS + 1;
	pthread_rwlock_unlock(&feed->ring_lock);
}

int64_t
feed_each(struct feed *feed, int64_t after, bool (*visit)(void *ctx, const struct event *event), void *ctx)
{
	int64_t seq = after;

	pthread_rwlock_rdlock(&feed->ring_lock);
	if (after < feed->last && after + 1 < feed->first) {
		seq = -1;
	} else {
		while (seq < feed->last) {
			seq++;
			if (!visit(ctx, &feed->ring[seq % EVENT_RING_SLOTS].event))
				break;
		}
	}
	pthread_rwlock_unlock(&feed->ring_lock);
	return seq;
}

int64_t
feed_head(struct feed *feed)
{
	int64_t last;

	pthread_rwlock_rdlock(&feed->ring_lock);
	last = feed->last;
	pthread_rwlock_unlock(&feed->ring_lock);
	return last;
}

/* ---- watches ---- */

void
feed_watch_add(struct feed *feed, struct feed_watch *watch)
{
	pthread_mutex_lock(&feed->lock);
	watch->prev = NULL;
	watch->next = feed->watches;
	if (watch->next != NULL)
		watch->next->prev = watch;
	feed->watches = watch;
	pthread_mutex_unlock(&feed->lock);
}

void
feed_watch_remove(struct feed *feed, struct feed_watch *watch)
{
	pthread_mutex_lock(&feed->lock);
	if (watch->prev != NULL)
		watch->prev->next = watch->next;
	else
		feed->watches = watch->next;
	if (watch->next != NULL)
		watch->next->prev = watch->prev;
	pthread_mutex_unlock(&feed->lock);
}

void
feed_wake_owner(struct feed *feed, const char *owner_id)
{
	struct feed_watch *watch;

	pthread_mutex_lock(&feed->lock);
	for (watch = feed->watches; watch != NULL; watch = watch->next)
		if (watch->owner_id != NULL && str_eq(watch->owner_id, owner_id))
			watch->wake(watch);
	pthread_mutex_unlock(&feed->lock);
}

void
feed_end_older(struct feed *feed, const char *owner_id, int kept, void (*end)(struct feed_watch *watch))
{
	struct feed_watch *watch;

	pthread_mutex_lock(&feed->lock);
	/* The newest stand in front. */
	for (watch = feed->watches; watch != NULL; watch = watch->next)
		if (watch->owner_id != NULL && str_eq(watch->owner_id, owner_id) && kept-- <= 0)
			end(watch);
	pthread_mutex_unlock(&feed->lock);
}

static void
wake_wanting(struct feed *feed, const struct event *event)
{
	struct feed_watch *watch;

	pthread_mutex_lock(&feed->lock);
	for (watch = feed->watches; watch != NULL; watch = watch->next)
		if (watch->wants(watch, event))
			watch->wake(watch);
	pthread_mutex_unlock(&feed->lock);
}

static void
wake_due(struct feed *feed)
{
	struct feed_watch *watch;
	int64_t now_ms = clock_mono_ms();

	pthread_mutex_lock(&feed->lock);
	for (watch = feed->watches; watch != NULL; watch = watch->next)
		if (now_ms >= atomic_load(&watch->wake_at_ms))
			watch->wake(watch);
	pthread_mutex_unlock(&feed->lock);
}

/* ---- the thread ---- */

/* Everything appended since the last look. */
static void
follow(struct feed *feed, struct arena *arena)
{
	struct err err = { .code = ERR_NONE };
	struct event *events;
	size_t count, i;

	do {
		arena_reset(arena);
		if (!db_begin(feed->db, &err)) {
			log_line(LOG_ERROR, "feed", "The log cannot be read: %s", err.detail);
			return;
		}
		count = event_list(feed->db, feed->last, READ_AT_ONCE, arena, &events);
		/* What came before the fault is whole and in order. */
		if (db_take_failure(feed->db, &err))
			log_line(LOG_ERROR, "feed", "The log cannot be read: %s", err.detail);
		db_rollback(feed->db);
		for (i = 0; i < count; i++) {
			ring_add(feed, &events[i]);
			feed->on_event(feed->ctx, &events[i]);
			wake_wanting(feed, &events[i]);
		}
	} while (count == READ_AT_ONCE);
}

/* Until kicked, or for one poll. */
static bool
wait_for_kick(struct feed *feed)
{
	int64_t until_ms = clock_mono_ms() + FEED_POLL_MS;
	bool stopping;

	pthread_mutex_lock(&feed->lock);
	while (!feed->kicked && !feed->stopping && timed_wait(&feed->kick, &feed->lock, until_ms))
		continue;
	feed->kicked = false;
	stopping = feed->stopping;
	pthread_mutex_unlock(&feed->lock);
	return !stopping;
}

static void *
feed_main(void *cls)
{
	struct feed *feed = cls;
	struct arena arena = ARENA_INIT;
	int64_t looked_ms = 0;

	while (wait_for_kick(feed)) {
		follow(feed, &arena);
		if (clock_mono_ms() - looked_ms >= FEED_POLL_MS) {
			wake_due(feed);
			looked_ms = clock_mono_ms();
		}
	}
	arena_done(&arena);
	return NULL;
}

void
feed_kick(struct feed *feed)
{
	pthread_mutex_lock(&feed->lock);
	if (!feed->kicked) {
		feed->kicked = true;
		pthread_cond_signal(&feed->kick);
	}
	pthread_mutex_unlock(&feed->lock);
}

bool
feed_start(struct feed **ret, const char *where, void (*on_event)(void *ctx, const struct event *event),
           void *ctx, struct err *err)
{
	struct feed *feed = calloc(1, sizeof(*feed));

	if (feed == NULL)
		oom_exit();
	if (!db_open(&feed->db, where, DB_READ, err)) {
		free(feed);
		return false;
	}
	/* Pages of it are only touched as it fills. */
	feed->ring = calloc(EVENT_RING_SLOTS, sizeof(*feed->ring));
	if (feed->ring == NULL)
		oom_exit();
	feed->on_event = on_event;
	feed->ctx = ctx;
	feed->last = event_head_seq(feed->db);
	feed->first = feed->last + 1;
	pthread_mutex_init(&feed->lock, NULL);
	pthread_rwlock_init(&feed->ring_lock, NULL);
	timed_wait_init(&feed->kick);
	if (pthread_create(&feed->thread, NULL, feed_main, feed) != 0)
		oom_exit();
	*ret = feed;
	return true;
}

void
feed_stop(struct feed *feed)
{
	pthread_mutex_lock(&feed->lock);
	feed->stopping = true;
	pthread_cond_signal(&feed->kick);
	pthread_mutex_unlock(&feed->lock);
	pthread_join(feed->thread, NULL);
	db_close(feed->db);
	free(feed->ring);
	pthread_mutex_destroy(&feed->lock);
	pthread_rwlock_destroy(&feed->ring_lock);
	pthread_cond_destroy(&feed->kick);
	free(feed);
}
