/* SPDX-License-Identifier: Apache-2.0
 *
 * The checkpoint thread.  It reads, signs, and sends; the writer only puts in
 * the finished row.  What could not be sent is tried again until it arrives or
 * a newer one, which covers all that it does, takes its place.
 */
#include "server/job/audit_checkpoint.h"

#include <curl/curl.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/job/checkpoint_place.h"
#include "server/job/rest.h"
#include "server/service/agency.h"
#include "server/store/audit_checkpoint.h"
#include "server/store/event_log.h"

enum { LOOK_MS = 1000, RETRY_FIRST_MS = 1000, RETRY_MOST_MS = 60000 };

struct checkpoint_job {
	struct write_job write; /* first */
	pthread_t thread;
	struct rest rest;
	_Atomic bool give_up;
	const struct agency *agency;
	struct writer *writer;
	struct db *db;
	struct checkpoint_places places;
	/* The thread's own. */
	struct arena arena;
	struct audit_checkpoint row; /* being put in, or marked as sent */
	int64_t newest;              /* count of the newest that is known */
	int64_t newest_seen_ms;      /* when it was first seen here; monotonic */
	int64_t newest_at_ms;
	char unsent[CHECKPOINT_NOTE_MAX]; /* "": nothing has to be sent */
	bool unsent_in_file;              /* its copy in the file is made */
	int64_t unsent_count;
	int64_t retry_at_ms, retry_wait_ms;
	bool added;
};

/* ---- through the writer ---- */

static bool
add_run(struct write_job *write, struct txn *txn, struct err *err)
{
	struct checkpoint_job *job = (struct checkpoint_job *)write;

	if (audit_checkpoint_add(txn, &job->row, job->newest, &job->added))
		return true;
	(void)db_take_failure(txn->db, err);
	return false;
}

static bool
sent_run(struct write_job *write, struct txn *txn, struct err *err)
{
	struct checkpoint_job *job = (struct checkpoint_job *)write;

	if (audit_checkpoint_sent(txn, job->unsent_count))
		return true;
	(void)db_take_failure(txn->db, err);
	return false;
}

static bool
nothing_run(struct write_job *write, struct txn *txn, struct err *err)
{
	(void)write;
	(void)txn;
	(void)err;
	return true;
}

static bool
write_down(struct checkpoint_job *job, bool (*run)(struct write_job *, struct txn *, struct err *))
{
	job->write.run = run;
	if (writer_run(job->writer, &job->write))
		return true;
	if (job->write.err.code != ERR_NONE)
		log_line(LOG_ERROR, "checkpoint", "A checkpoint could not be kept: %s",
		         job->write.err.detail);
	return false;
}

/* ---- signing ---- */

static void
take_newest(struct checkpoint_job *job, const struct audit_checkpoint *row)
{
	if (row->count == job->newest)
		return;
	job->newest = row->count;
	job->newest_at_ms = row->at_ms;
	job->newest_seen_ms = clock_mono_ms();
}

static void
to_be_sent(struct checkpoint_job *job, const struct audit_checkpoint *row)
{
	if (!job->places.file && !job->places.url)
		return;
	(void)snprintf(job->unsent, sizeof(job->unsent), "%s", row->note);
	job->unsent_count = row->count;
	job->unsent_in_file = !job->places.file;
	job->retry_at_ms = 0;
	job->retry_wait_ms = RETRY_FIRST_MS;
}

static void
sign(struct checkpoint_job *job, int64_t count, const uint8_t head[SECRET_HASH_BYTES])
{
	struct buf note = BUF_INIT(CHECKPOINT_NOTE_MAX);
	struct checkpoint checkpoint = { .count = count };

	/* A clock that was set back must not look like a log that was. */
	checkpoint.at_ms = agency_now_ms(job->agency);
	if (checkpoint.at_ms < job->newest_at_ms)
		checkpoint.at_ms = job->newest_at_ms;
	memcpy(checkpoint.head, head, sizeof(checkpoint.head));
	checkpoint_write(&note, agency_key(job->agency, KEY_CHECKPOINT), &checkpoint);
	job->row = (struct audit_checkpoint){ count, checkpoint.at_ms, note.data, false };
	job->added = false;
	if (write_down(job, add_run) && job->added) {
		take_newest(job, &job->row);
		to_be_sent(job, &job->row);
	}
	buf_done(&note);
}

/* Another server's checkpoint is as good as one's own. */
static void
look(struct checkpoint_job *job, bool is_last)
{
	struct audit_checkpoint newest;
	uint8_t head[SECRET_HASH_BYTES];
	struct err err = { 0 };

	arena_reset(&job->arena);
	if (!db_begin(job->db, &err))
		return;
	if (audit_checkpoint_newest(job->db, &job->arena, &newest))
		take_newest(job, &newest);
	int64_t count = event_head(job->db, head);
	bool ok = !db_take_failure(job->db, &err);
	db_rollback(job->db);
	if (!ok) {
		log_line(LOG_ERROR, "checkpoint", "The log's head cannot be read: %s", err.detail);
		return;
	}
	int64_t age_ms = clock_mono_ms() - job->newest_seen_ms;
	if (count > job->newest && (is_last || count - job->newest >= CHECKPOINT_EVERY_EVENTS ||
	                            age_ms >= (int64_t)job->places.every_s * 1000))
		sign(job, count, head);
}

/* ---- sending ---- */

static void
send_unsent(struct checkpoint_job *job, bool is_last)
{
	struct err err = { 0 };

	if (!*job->unsent || (!is_last && clock_mono_ms() < job->retry_at_ms))
		return;
	if (!job->unsent_in_file)
		job->unsent_in_file = checkpoint_append(job->places.file, job->unsent, &err);
	if (job->unsent_in_file &&
	    (!job->places.url ||
	     checkpoint_post(job->places.url, job->unsent,
	                     is_last ? CHECKPOINT_LAST_POST_MS : CHECKPOINT_POST_MS,
	                     is_last ? NULL : &job->give_up, &err))) {
		*job->unsent = '\0';
		(void)write_down(job, sent_run);
		return;
	}
	log_line(LOG_ERROR, "checkpoint", "The checkpoint of %lld events has not arrived: %s",
	         (long long)job->unsent_count, err.detail);
	job->retry_at_ms = clock_mono_ms() + job->retry_wait_ms;
	job->retry_wait_ms = job->retry_wait_ms < RETRY_MOST_MS / 2 ? job->retry_wait_ms * 2
	                                                            : RETRY_MOST_MS;
}

static void *
run(void *ctx)
{
	struct checkpoint_job *job = ctx;

	while (rest_for(&job->rest, LOOK_MS)) {
		look(job, false);
		send_unsent(job, false);
	}
	/* What is queued before the end is covered by the last one. */
	if (write_down(job, nothing_run)) {
		look(job, true);
		send_unsent(job, true);
	}
	return NULL;
}

/* ---- starting and stopping ---- */

static void
job_init(struct checkpoint_job *job)
{
	rest_init(&job->rest);
	job->newest_seen_ms = clock_mono_ms();
}

static void
job_free(struct checkpoint_job *job)
{
	db_close(job->db);
	arena_done(&job->arena);
	rest_done(&job->rest);
	free(job);
}

bool
checkpoint_job_start(struct checkpoint_job **ret, const char *where, const struct agency *agency,
                     struct writer *writer, const struct checkpoint_places *places, struct err *err)
{
	struct audit_checkpoint newest;
	struct db *db;

	if (places->file && !checkpoint_append(places->file, "", err))
		return false;
	if (places->url && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_INTERNAL, "libcurl cannot start.");
	if (!db_open(&db, where, DB_READ, err))
		return false;
	struct checkpoint_job *job = calloc(1, sizeof(*job));
	if (!job)
		oom_exit();
	job->agency = agency;
	job->writer = writer;
	job->db = db;
	job->places = *places;
	job_init(job);
	/* One that was signed just before a crash has not arrived yet. */
	if (audit_checkpoint_newest(db, &job->arena, &newest)) {
		take_newest(job, &newest);
		if (!newest.sent)
			to_be_sent(job, &newest);
	}
	bool ok = !db_take_failure(db, err);
	if (ok && pthread_create(&job->thread, NULL, run, job) != 0)
		ok = err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread for checkpoints.");
	if (!ok) {
		job_free(job);
		return false;
	}
	*ret = job;
	return true;
}

void
checkpoint_job_stop(struct checkpoint_job *job)
{
	if (!job)
		return;
	job->give_up = true;
	rest_end(&job->rest);
	pthread_join(job->thread, NULL);
	job_free(job);
}
