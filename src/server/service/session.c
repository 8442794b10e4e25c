/* SPDX-License-Identifier: Apache-2.0
 *
 * Who is asking: sessions in memory, read from their rows at first use.
 */
#include "config.h"

#include "server/service/session.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "base/str.h"
#include "server/limits.h"
#include "server/service/agency.h"
#include "server/store/session.h"
#include "server/store/worker.h"

enum { BUCKETS = 4096 };

struct sessions {
	const struct agency *agency;
	pthread_rwlock_t lock;
	atomic_llong endings; /* how often some were ended: what was read before may be out of date */
	size_t count;
	struct session *buckets[BUCKETS];
};

struct sessions *
sessions_new(const struct agency *agency)
{
	struct sessions *sessions = calloc(1, sizeof(*sessions));

	if (sessions == NULL)
		oom_exit();
	sessions->agency = agency;
	pthread_rwlock_init(&sessions->lock, NULL);
	return sessions;
}

void
session_release(struct session *session)
{
	if (session != NULL && atomic_fetch_sub(&session->held, 1) == 1) {
		arena_done(&session->arena);
		free(session);
	}
}

void
sessions_free(struct sessions *sessions)
{
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		while (sessions->buckets[i] != NULL) {
			struct session *session = sessions->buckets[i];
			sessions->buckets[i] = session->next;
			session_release(session);
		}
	}
	pthread_rwlock_destroy(&sessions->lock);
	free(sessions);
}

static size_t
bucket_of(const uint8_t hash[SECRET_HASH_BYTES])
{
	return (size_t)(hash[0] | hash[1] << 8) % BUCKETS;
}

/* Held, or NULL. */
static struct session *
session_in_memory(struct sessions *sessions, const uint8_t hash[SECRET_HASH_BYTES])
{
	struct session *session;

	pthread_rwlock_rdlock(&sessions->lock);
	for (session = sessions->buckets[bucket_of(hash)]; session != NULL; session = session->next)
		if (same_bytes(session->token_hash, hash, SECRET_HASH_BYTES))
			break;
	if (session != NULL)
		atomic_fetch_add(&session->held, 1);
	pthread_rwlock_unlock(&sessions->lock);
	return session;
}

static bool
is_named(const struct session *session, const void *worker_id, const void *session_id)
{
	return (worker_id != NULL && str_eq(session->actor.id, worker_id))
	       || (session_id != NULL && str_eq(session->actor.session_id, session_id));
}

static bool
is_any(const struct session *session, const void *a, const void *b)
{
	(void)session;
	(void)a;
	(void)b;
	return true;
}

static bool
is_over(const struct session *session, const void *now_ms, const void *unused)
{
	const int64_t *now = now_ms;

	(void)unused;
	return atomic_load(&session->ended) || *now > session->ends_mono_ms;
}

/* Takes out of memory what matches; whoever holds one keeps it until released. */
static void
sessions_drop(struct sessions *sessions,
              bool (*matches)(const struct session *session, const void *a, const void *b), const void *a,
              const void *b, bool ended)
{
	size_t i;

	pthread_rwlock_wrlock(&sessions->lock);
	if (ended)
		atomic_fetch_add(&sessions->endings, 1);
	for (i = 0; i < BUCKETS; i++) {
		struct session **at = &sessions->buckets[i];
		while (*at != NULL) {
			struct session *session = *at;
			if (!matches(session, a, b)) {
				at = &session->next;
				continue;
			}
			*at = session->next;
			if (ended)
				atomic_store(&session->ended, true);
			sessions->count--;
			session_release(session);
		}
	}
	pthread_rwlock_unlock(&sessions->lock);
}

/* Seconds of a setting. */
static int64_t
idle_s(const struct sessions *sessions)
{
	return agency_setting_int(sessions->agency, "session_idle_s", SESSION_IDLE_S);
}

static struct session *
session_load(struct sessions *sessions, struct db *db, const uint8_t hash[SECRET_HASH_BYTES], int64_t now_ms)
{
	struct session *session = calloc(1, sizeof(*session));
	struct session_row row = { .id = NULL };
	int64_t mono_ms = clock_mono_ms();

	if (session == NULL)
		oom_exit();
	session->held = 1;
	if (!session_find(db, hash, &session->arena, &row)
	    || !worker_actor(db, row.worker_id, &session->arena, &session->actor)) {
		session_release(session);
		return NULL;
	}
	session->actor.session_id = row.id;
	memcpy(session->token_hash, hash, SECRET_HASH_BYTES);
	session->created_at_ms = row.created_at_ms;
	session->ends_at_ms = row.ends_at_ms;
	session->ends_mono_ms = mono_ms + (row.ends_at_ms - now_ms);
	atomic_store(&session->active_mono_ms, mono_ms - (now_ms - row.active_at_ms));
	atomic_store(&session->written_mono_ms, atomic_load(&session->active_mono_ms));
	session->idle_ms = 1000 * idle_s(sessions);
	session->second_factor_due = second_factor_is_due(sessions->agency, db, session->actor.id, session->actor.roles,
	                                                  &session->arena);
	return session;
}

/* Puts it in memory, unless another thread was faster; returns the one there,
 * held.  NULL when rights may have changed since it was read: read it again. */
static struct session *
session_keep(struct sessions *sessions, struct session *session, long long endings)
{
	struct session **bucket = &sessions->buckets[bucket_of(session->token_hash)];
	struct session *other;
	int64_t mono_ms = clock_mono_ms();
	bool full;

	pthread_rwlock_wrlock(&sessions->lock);
	if (atomic_load(&sessions->endings) != endings) {
		pthread_rwlock_unlock(&sessions->lock);
		session_release(session);
		return NULL;
	}
	full = sessions->count >= SESSIONS_MAX;
	for (other = *bucket; other != NULL; other = other->next)
		if (same_bytes(other->token_hash, session->token_hash, SECRET_HASH_BYTES))
			break;
	if (other != NULL) {
		atomic_fetch_add(&other->held, 1);
	} else if (!full) {
		atomic_fetch_add(&session->held, 1);
		session->next = *bucket;
		*bucket = session;
		sessions->count++;
	}
	pthread_rwlock_unlock(&sessions->lock);
	if (full)
		sessions_drop(sessions, is_over, &mono_ms, NULL, false);
	if (other == NULL)
		return session;
	session_release(session);
	return other;
}

bool
session_is_live(const struct session *session)
{
	int64_t mono_ms = clock_mono_ms();

	return !atomic_load(&session->ended) && mono_ms < session->ends_mono_ms
	       && mono_ms - atomic_load(&session->active_mono_ms) < session->idle_ms;
}

/* Idle here, it may have been used at another of the agency's servers, which
 * wrote that down: within a minute, as ours does. */
static bool
is_renewed(struct session *session, struct db *db)
{
	struct arena arena = ARENA_INIT;
	struct session_row row = { .id = NULL };
	int64_t active = atomic_load(&session->active_mono_ms), mono_ms = clock_mono_ms();

	if (atomic_load(&session->ended) || mono_ms >= session->ends_mono_ms)
		return false;
	if (session_find(db, session->token_hash, &arena, &row)) {
		int64_t there = session->ends_mono_ms - (row.ends_at_ms - row.active_at_ms);
		if (there > active)
			atomic_compare_exchange_strong(&session->active_mono_ms, &active, there);
	}
	arena_done(&arena);
	return session_is_live(session);
}

/* Held; from memory, or read.  NULL where there is none. */
static struct session *
session_get(struct sessions *sessions, struct db *db, const uint8_t hash[SECRET_HASH_BYTES], int64_t now_ms)
{
	struct session *session = session_in_memory(sessions, hash);

	while (session == NULL) {
		long long endings = atomic_load(&sessions->endings);
		session = session_load(sessions, db, hash, now_ms);
		if (session == NULL)
			return NULL;
		session = session_keep(sessions, session, endings);
	}
	return session;
}

struct session *
session_of_token(struct sessions *sessions, struct db *db, const char *token, bool active, int64_t now_ms,
                 struct err *err)
{
	uint8_t hash[SECRET_HASH_BYTES];
	struct session *session;
	bool ended;

	sha256(hash, token, strlen(token));
	do {
		session = session_get(sessions, db, hash, now_ms);
		if (session == NULL) {
			if (!db_take_failure(db, err))
				err_set(err, ERR_UNAUTHENTICATED, "This token opens no session; sign in.");
			return NULL;
		}
		if (session_is_live(session) || is_renewed(session, db))
			break;
		/* Taken out of memory since it was found there: what was written
		 * down says whether it is over, or only other than it was. */
		ended = atomic_load(&session->ended);
		session_release(session);
		if (!ended) {
			err_set(err, ERR_SESSION_EXPIRED, "Nothing typed is lost: sign in again.");
			return NULL;
		}
	} while (true);
	if (active)
		atomic_store(&session->active_mono_ms, clock_mono_ms());
	return session;
}

bool
session_wants_touch(struct session *session)
{
	int64_t written = atomic_load(&session->written_mono_ms);
	int64_t active = atomic_load(&session->active_mono_ms);

	return active - written > 1000LL * SESSION_TOUCH_S
	       && atomic_compare_exchange_strong(&session->written_mono_ms, &written, active);
}

void
sessions_forget(struct sessions *sessions, const char *worker_id)
{
	sessions_drop(sessions, is_named, worker_id, NULL, true);
}

void
sessions_event(struct sessions *sessions, const struct event *event)
{
	switch (event->type) {
	case EVENT_SESSION_CLOSED:
		sessions_drop(sessions, is_named, NULL, event->subject.id, true);
		break;
	case EVENT_WORKER_CHANGED:
	case EVENT_SECOND_FACTOR_CHANGED:
		/* Read again at the next request; streams end and come back. */
		sessions_forget(sessions, event->subject.id);
		break;
	case EVENT_SETTING_CHANGED:
		sessions_drop(sessions, is_any, NULL, NULL, true);
		break;
	default:
		break;
	}
}
