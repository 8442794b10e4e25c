/* SPDX-License-Identifier: Apache-2.0
 *
 * The day-end thread: every minute it gives the writer one small job, and
 * another at once while there is more to do.  Each is whole by itself, so that
 * a crash leaves nothing half done and several servers do it only once.
 */
#include "server/job/day_end.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/timed_wait.h"
#include "server/service/agency.h"
#include "server/service/assign_new.h"

enum { LOOK_MS = 60 * 1000 };

struct day_end_job {
	struct write_job write; /* first */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping;
	const struct agency *agency;
	struct writer *writer;
	void (*changed)(void *ctx);
	void *ctx;
	size_t looked_at, assigned;
};

static bool
is_on(const struct agency *agency, const char *name)
{
	return !str_eq(agency_setting(agency, name, "on"), "off");
}

static bool
run(struct write_job *write, struct txn *txn, struct err *err)
{
	struct day_end_job *job = (struct day_end_job *)write;
	struct arena arena = ARENA_INIT;
	const struct actor system = { .kind = ACTOR_SYSTEM, .name = "system" };
	struct call call = { .agency = job->agency, .db = txn->db, .txn = txn, .arena = &arena,
		             .actor = &system, .now_ms = txn->now_ms, .language = "en", .if_match = -1 };
	bool ok;

	job->looked_at = job->assigned = 0;
	ok = !is_on(job->agency, "claims_return") || claims_return(&call, &job->looked_at, err);
	ok = ok && (!is_on(job->agency, "assign_new") || assign_near_due(&call, &job->assigned, err));
	arena_done(&arena);
	return ok;
}

/* True while another such job would find something. */
static bool
look(struct day_end_job *job)
{
	job->write.run = run;
	if (!writer_run(job->writer, &job->write)) {
		if (job->write.err.code != ERR_NONE)
			log_line(LOG_ERROR, "day_end", "%s", job->write.err.detail);
		return false;
	}
	if (job->looked_at || job->assigned)
		job->changed(job->ctx);
	return job->looked_at == HOUSE_ROWS_AT_ONCE || job->assigned == HOUSE_ROWS_AT_ONCE;
}

static bool
wait_a_minute(struct day_end_job *job)
{
	int64_t until_ms = clock_mono_ms() + LOOK_MS;

	pthread_mutex_lock(&job->lock);
	while (!job->stopping && timed_wait(&job->woken, &job->lock, until_ms))
		continue;
	bool stopping = job->stopping;
	pthread_mutex_unlock(&job->lock);
	return !stopping;
}

static bool
is_stopping(struct day_end_job *job)
{
	pthread_mutex_lock(&job->lock);
	bool stopping = job->stopping;
	pthread_mutex_unlock(&job->lock);
	return stopping;
}

static void *
thread(void *ctx)
{
	struct day_end_job *job = ctx;

	do {
		while (!is_stopping(job) && look(job))
			continue;
	} while (wait_a_minute(job));
	return NULL;
}

bool
day_end_start(struct day_end_job **ret, const struct agency *agency, struct writer *writer,
              void (*changed)(void *ctx), void *ctx, struct err *err)
{
	struct day_end_job *job = calloc(1, sizeof *job);
	if (!job)
		oom_exit();
	job->agency = agency;
	job->writer = writer;
	job->changed = changed;
	job->ctx = ctx;
	pthread_mutex_init(&job->lock, NULL);
	timed_wait_init(&job->woken);
	if (pthread_create(&job->thread, NULL, thread, job) != 0) {
		free(job);
		return err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread for the end of the day.");
	}
	*ret = job;
	return true;
}

void
day_end_stop(struct day_end_job *job)
{
	if (!job)
		return;
	pthread_mutex_lock(&job->lock);
	job->stopping = true;
	pthread_cond_broadcast(&job->woken);
	pthread_mutex_unlock(&job->lock);
	pthread_join(job->thread, NULL);
	pthread_cond_destroy(&job->woken);
	pthread_mutex_destroy(&job->lock);
	free(job);
}
