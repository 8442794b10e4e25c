/* SPDX-License-Identifier: Apache-2.0
 *
 * The checkpoint thread.  It knows the length of the log and nothing of what
 * is in it.
 */
#include "server/store/checkpoint.h"

#include <pthread.h>

#include "base/log.h"
#include "server/store/driver.h"

struct checkpointer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct db *db;
	bool stopping;
	bool wanted;
	bool full_wanted;
	bool full_done;   /* the log can start again */
	/* Only the writer touches these. */
	int last_pages;
	int ask_at;
	int wait_at;
};

static void *
run(void *ctx)
{
	struct checkpointer *checkpointer = ctx;

	pthread_mutex_lock(&checkpointer->lock);
	while (!checkpointer->stopping) {
		if (!checkpointer->wanted && !checkpointer->full_wanted) {
			pthread_cond_wait(&checkpointer->changed, &checkpointer->lock);
			continue;
		}
		bool full = checkpointer->full_wanted;
		checkpointer->wanted = false;
		pthread_mutex_unlock(&checkpointer->lock);
		bool done = db_checkpoint(checkpointer->db, full);
		pthread_mutex_lock(&checkpointer->lock);
		if (full) {
			checkpointer->full_wanted = false;
			checkpointer->full_done = done;
			pthread_cond_broadcast(&checkpointer->changed);
		}
	}
	pthread_mutex_unlock(&checkpointer->lock);
	return NULL;
}

bool
checkpointer_start(struct checkpointer **ret, const char *where, struct err *err)
{
	struct db *db;

	if (!db_open(&db, where, DB_WRITE, err))
		return false;
	if (db_kind(db) != DB_SQLITE) {
		db_close(db);
		*ret = NULL;
		return true;
	}
	db_leave_checkpoints(db);
	struct checkpointer *checkpointer = calloc(1, sizeof(*checkpointer));
	if (!checkpointer)
		oom_exit();
	checkpointer->db = db;
	checkpointer->ask_at = WAL_CHECKPOINT_PAGES;
	checkpointer->wait_at = WAL_CEILING_PAGES;
	pthread_mutex_init(&checkpointer->lock, NULL);
	pthread_cond_init(&checkpointer->changed, NULL);
	if (pthread_create(&checkpointer->thread, NULL, run, checkpointer) != 0) {
		db_close(db);
		free(checkpointer);
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread for checkpoints.");
	}
	*ret = checkpointer;
	return true;
}

static bool
wait_for_full(struct checkpointer *checkpointer)
{
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->full_wanted = true;
	pthread_cond_broadcast(&checkpointer->changed);
	/* db_checkpoint gives up by itself after WAL_CEILING_WAIT_MS. */
	while (checkpointer->full_wanted && !checkpointer->stopping)
		pthread_cond_wait(&checkpointer->changed, &checkpointer->lock);
	bool done = checkpointer->full_done;
	pthread_mutex_unlock(&checkpointer->lock);
	return done;
}

void
checkpointer_note(struct checkpointer *checkpointer, int pages)
{
	if (!checkpointer)
		return;
	if (pages < checkpointer->last_pages) { /* the log has started again */
		checkpointer->ask_at = WAL_CHECKPOINT_PAGES;
		checkpointer->wait_at = WAL_CEILING_PAGES;
	}
	checkpointer->last_pages = pages;
	if (pages >= checkpointer->wait_at) {
		if (!wait_for_full(checkpointer)) {
			/* A reader holds its snapshot.  Go on, and try again later. */
			log_line(LOG_WARN, "checkpoint",
			         "The write-ahead log has %d pages and is still being read", pages);
			checkpointer->wait_at = pages + WAL_CEILING_PAGES / 4;
		}
	} else if (pages >= checkpointer->ask_at) {
		checkpointer->ask_at = pages + WAL_CHECKPOINT_PAGES;
		pthread_mutex_lock(&checkpointer->lock);
		checkpointer->wanted = true;
		pthread_cond_broadcast(&checkpointer->changed);
		pthread_mutex_unlock(&checkpointer->lock);
	}
}

void
checkpointer_stop(struct checkpointer *checkpointer)
{
	if (!checkpointer)
		return;
	pthread_mutex_lock(&checkpointer->lock);
	checkpointer->stopping = true;
	pthread_cond_broadcast(&checkpointer->changed);
	pthread_mutex_unlock(&checkpointer->lock);
	pthread_join(checkpointer->thread, NULL);
	db_close(checkpointer->db);
	pthread_cond_destroy(&checkpointer->changed);
	pthread_mutex_destroy(&checkpointer->lock);
	free(checkpointer);
}
