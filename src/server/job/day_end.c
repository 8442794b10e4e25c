/* SPDX-License-Identifier: Apache-2.0
 *
 * The day-end thread: every minute it gives the writer one small job, and
 * another at once while there is more to do.  Each is whole by itself, so that
 * a crash leaves nothing half done and several servers do it only once.
 */
#include "server/job/day_end.h"

#include <pthread.h>

#include "base/log.h"
#include "base/str.h"
#include "server/job/rest.h"
#include "server/service/agency.h"
#include "server/service/assign_new.h"

enum { LOOK_MS = 60 * 1000 };

struct day_end_job {
	struct write_job write; /* first */
	pthread_t thread;
	struct rest rest;
	const struct agency *agency;
	struct writer *writer;
	void (*changed)(void *ctx);
	void *ctx;
	size_t looked_at, assigned;
	/* Found once a minute, given out over as many jobs as it takes. */
	struct near_due near;
	struct arena near_ids;
};

static bool
is_on(const struct agency *agency, const char *name)
{
	return !str_eq(agency_setting(agency, name, "on"), "off");
}

static bool
assign_some(struct day_end_job *job, struct call *call, struct err *err)
{
	if (!is_on(job->agency, "assign_new"))
		return true;
	if (job->near.next == job->near.count) {
		arena_done(&job->near_ids);
		if (!near_due_find(call, &job->near_ids, &job->near, err))
			return false;
	}
	return near_due_assign(call, &job->near, &job->assigned, err);
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
	ok = ok && assign_some(job, &call, err);
	arena_done(&arena);
	return ok;
}

/* True while another such job would find something. */
static bool
look(struct day_end_job *job)
{
	job->write.run = run;
	if (!writer_run(job->writer, &job->write)) {
		job->near.count = job->near.next = 0; /* found anew */
		if (job->write.err.code != ERR_NONE)
			log_line(LOG_ERROR, "day_end", "%s", job->write.err.detail);
		return false;
	}
	if (job->looked_at || job->assigned)
		job->changed(job->ctx);
	return job->looked_at == HOUSE_ROWS_AT_ONCE || job->near.next < job->near.count;
}

static void *
thread(void *ctx)
{
	struct day_end_job *job = ctx;

	do {
		while (!rest_is_over(&job->rest) && look(job))
			continue;
	} while (rest_for(&job->rest, LOOK_MS));
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
	rest_init(&job->rest);
	if (pthread_create(&job->thread, NULL, thread, job) != 0) {
		rest_done(&job->rest);
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
	rest_end(&job->rest);
	pthread_join(job->thread, NULL);
	rest_done(&job->rest);
	arena_done(&job->near_ids);
	free(job);
}
