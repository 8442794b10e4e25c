/* SPDX-License-Identifier: Apache-2.0
 *
 * Who has which application open at this moment.
 */
#include "config.h"

#include "server/route/readers.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/str.h"
#include "server/feed.h"
#include "server/limits.h"

enum { NAME_MAX_BYTES = 80, AT_ONCE_MAX = 32 };

struct reader {
	char application_id[64];
	char worker_id[64];
	char name[NAME_MAX_BYTES];
	bool typing;
	int64_t until_ms; /* monotonic; 0: free */
	int64_t change;   /* number of the change that made it so */
};

struct readers {
	pthread_mutex_t lock;
	int64_t changes;
	size_t used; /* entries beyond this were never used */
	struct reader entries[PRESENCE_MAX];
};

struct readers *
readers_new(void)
{
	struct readers *readers = calloc(1, sizeof(*readers));

	if (readers == NULL)
		oom_exit();
	pthread_mutex_init(&readers->lock, NULL);
	return readers;
}

void
readers_free(struct readers *readers)
{
	pthread_mutex_destroy(&readers->lock);
	free(readers);
}

/* The entry of this pair, or a free one to fill; NULL when all are taken. */
static struct reader *
entry_for(struct readers *readers, const char *application_id, const char *worker_id, int64_t now_ms)
{
	struct reader *free_entry = NULL;
	size_t i;

	for (i = 0; i < readers->used; i++) {
		struct reader *entry = &readers->entries[i];
		if (entry->until_ms > now_ms && str_eq(entry->worker_id, worker_id)
		    && str_eq(entry->application_id, application_id))
			return entry;
		if (entry->until_ms <= now_ms && free_entry == NULL)
			free_entry = entry;
	}
	if (free_entry == NULL && readers->used < PRESENCE_MAX)
		free_entry = &readers->entries[readers->used++];
	return free_entry;
}

void
readers_put(struct readers *readers, struct feed *feed, const char *application_id, const char *worker_id,
            const char *name, bool typing)
{
	char others[AT_ONCE_MAX][64];
	size_t other_count = 0, i;
	int64_t now_ms = clock_mono_ms();
	struct reader *mine;
	bool is_news;

	pthread_mutex_lock(&readers->lock);
	mine = entry_for(readers, application_id, worker_id, now_ms);
	if (mine == NULL) {
		pthread_mutex_unlock(&readers->lock);
		return;
	}
	is_news = mine->until_ms <= now_ms || mine->typing != typing;
	if (is_news)
		mine->change = ++readers->changes;
	str_copy(mine->application_id, sizeof(mine->application_id), application_id);
	str_copy(mine->worker_id, sizeof(mine->worker_id), worker_id);
	str_copy(mine->name, sizeof(mine->name), name);
	mine->typing = typing;
	mine->until_ms = now_ms + PRESENCE_KEEP_MS;
	for (i = 0; is_news && i < readers->used && other_count < AT_ONCE_MAX; i++) {
		struct reader *entry = &readers->entries[i];
		if (entry != mine && entry->until_ms > now_ms && str_eq(entry->application_id, application_id))
			str_copy(others[other_count++], sizeof(others[0]), entry->worker_id);
	}
	pthread_mutex_unlock(&readers->lock);
	for (i = 0; i < other_count; i++)
		feed_wake_owner(feed, others[i]);
}

size_t
readers_list(struct readers *readers, const char *application_id, const char *but_worker_id,
             struct arena *arena, struct reader_view **ret)
{
	struct reader_view *rows = arena_array(arena, AT_ONCE_MAX, sizeof(*rows));
	int64_t now_ms = clock_mono_ms();
	size_t count = 0, i;

	pthread_mutex_lock(&readers->lock);
	for (i = 0; i < readers->used && count < AT_ONCE_MAX; i++) {
		const struct reader *entry = &readers->entries[i];
		if (entry->until_ms <= now_ms || !str_eq(entry->application_id, application_id)
		    || str_eq(entry->worker_id, but_worker_id))
			continue;
		rows[count].worker_id = arena_strdup(arena, entry->worker_id);
		rows[count].name = arena_strdup(arena, entry->name);
		rows[count++].typing = entry->typing;
	}
	pthread_mutex_unlock(&readers->lock);
	*ret = rows;
	return count;
}

static bool
has_open(const struct readers *readers, const char *worker_id, const char *application_id, int64_t now_ms)
{
	size_t i;

	for (i = 0; i < readers->used; i++)
		if (readers->entries[i].until_ms > now_ms && str_eq(readers->entries[i].worker_id, worker_id)
		    && str_eq(readers->entries[i].application_id, application_id))
			return true;
	return false;
}

bool
readers_changed(struct readers *readers, const char *worker_id, int64_t *change, char application_id[64])
{
	int64_t now_ms = clock_mono_ms();
	const struct reader *found = NULL;
	size_t i;

	pthread_mutex_lock(&readers->lock);
	for (i = 0; *change < readers->changes && i < readers->used; i++) {
		const struct reader *entry = &readers->entries[i];
		if (entry->until_ms <= now_ms || entry->change <= *change || str_eq(entry->worker_id, worker_id)
		    || (found != NULL && entry->change > found->change))
			continue;
		if (has_open(readers, worker_id, entry->application_id, now_ms))
			found = entry;
	}
	*change = found != NULL ? found->change : readers->changes;
	if (found != NULL)
		str_copy(application_id, 64, found->application_id);
	pthread_mutex_unlock(&readers->lock);
	return found != NULL;
}
