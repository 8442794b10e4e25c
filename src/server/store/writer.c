/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer thread.  While one group is being made durable the next one
 * gathers; nothing else decides how large a group is.
 */
#include "server/store/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/store/checkpoint.h"
#include "server/store/driver.h"
#include "server/store/event_log.h"

struct writer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t arrived;
	struct write_job *first; /* waiting */
	struct write_job **last;
	bool stopping;
	struct write_clock clock;
	struct db *db;
	struct event_log *log;
	struct checkpointer *checkpointer;
	_Atomic int64_t committed_seq;
	_Atomic uint64_t begun, jobs, refused, groups;
	_Atomic int wal_pages;
};

static int64_t
now_ms(const struct writer *writer)
{
	return writer->clock.now_ms ? writer->clock.now_ms(writer->clock.ctx) : clock_real_ms();
}

/* One job in its savepoint; what it wrote stays only if all of it worked. */
static void
run_job(struct writer *writer, struct write_job *job)
{
	struct txn txn = { writer->db, writer->log, now_ms(writer) };

	event_log_mark(writer->log);
	job->ok = db_savepoint(writer->db) && job->run(job, &txn, &job->err) &&
	          !db_failed(writer->db) && db_release(writer->db);
	if (job->ok)
		return;
	/* A row that could not be read looks like one that is not there: where
	 * the disk failed, that is the reason, whatever the job made of it. */
	struct err failure = { 0 };
	bool broken = db_take_failure(writer->db, &failure);
	if (broken && (job->err.code == ERR_NONE || failure.code == ERR_BACKEND_UNAVAILABLE))
		job->err = failure;
	else if (job->err.code == ERR_NONE)
		err_set(&job->err, ERR_INTERNAL, "The change was given up without a reason.");
	event_log_restore(writer->log);
	db_rollback_to(writer->db);
}

static void
refuse_group(struct write_job *group, const struct err *err)
{
	for (struct write_job *job = group; job; job = job->next) {
		job->ok = false;
		job->err = *err;
	}
}

/* Runs all, commits all.  Nobody hears anything yet. */
static void
write_group(struct writer *writer, struct write_job *group)
{
	struct err err = { 0 };
	bool any = false;

	if (db_disk_free_mib(writer->db) < DISK_RESERVE_MIB) {
		err_set(&err, ERR_BACKEND_UNAVAILABLE,
		        "The server's disk is full: nothing can be saved until there is room.");
		log_line(LOG_ERROR, "disk_full", "Less than %d MiB free: refusing to write",
		         DISK_RESERVE_MIB);
		refuse_group(group, &err);
		return;
	}
	if (!db_begin(writer->db, &err)) {
		refuse_group(group, &err);
		return;
	}
	if (!event_log_load(writer->log, writer->db)) {
		(void)db_take_failure(writer->db, &err);
		db_rollback(writer->db);
		refuse_group(group, &err);
		return;
	}
	for (struct write_job *job = group; job && db_in_transaction(writer->db); job = job->next) {
		run_job(writer, job);
		any |= job->ok;
	}
	/* A full disk in the middle takes the whole transaction, and all jobs. */
	if (!db_in_transaction(writer->db)) {
		db_rollback(writer->db);
		err_set(&err, ERR_BACKEND_UNAVAILABLE,
		        "The server's disk is full or broken: nothing was saved.");
		refuse_group(group, &err);
		return;
	}
	if (!any) {
		db_rollback(writer->db);
		return;
	}
	if (!event_log_save(writer->log, writer->db) || !db_commit(writer->db, &err)) {
		/* Saved or not, nobody knows: what was not acknowledged is asked
		 * for again, by its key, after the restart. */
		log_line(LOG_ERROR, "commit_failed",
		         "A commit failed; stopping so that nothing is acknowledged");
		_exit(EXIT_STORAGE);
	}
	writer->committed_seq = event_log_seq(writer->log);
}

static void
answer_group(struct writer *writer, struct write_job *group)
{
	writer->groups++;
	while (group) {
		struct write_job *job = group;
		group = job->next; /* done() may free or reuse the job */
		job->next = NULL;
		writer->jobs++;
		writer->refused += !job->ok;
		job->done(job, job->ok);
	}
}

/* Takes what waits, at most one group; NULL when stopping and all is done. */
static struct write_job *
take_group(struct writer *writer)
{
	pthread_mutex_lock(&writer->lock);
	while (!writer->first && !writer->stopping)
		pthread_cond_wait(&writer->arrived, &writer->lock);
	struct write_job *group = writer->first;
	struct write_job **end = &writer->first;
	for (int count = 0; *end && count < WRITE_GROUP_MAX; count++)
		end = &(*end)->next;
	struct write_job *rest = *end;
	*end = NULL;
	writer->first = rest;
	if (!rest)
		writer->last = &writer->first;
	pthread_mutex_unlock(&writer->lock);
	return group;
}

static void *
run(void *ctx)
{
	struct writer *writer = ctx;
	struct write_job *group;

	while ((group = take_group(writer))) {
		write_group(writer, group);
		answer_group(writer, group);
		writer->wal_pages = db_wal_pages(writer->db);
		checkpointer_note(writer->checkpointer, writer->wal_pages);
	}
	return NULL;
}

static void
free_writer(struct writer *writer)
{
	checkpointer_stop(writer->checkpointer);
	event_log_free(writer->log);
	db_close(writer->db);
	pthread_cond_destroy(&writer->arrived);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}

bool
writer_start(struct writer **ret, const char *where, struct write_clock clock, struct err *err)
{
	struct writer *writer = calloc(1, sizeof(*writer));
	if (!writer)
		oom_exit();
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->arrived, NULL);
	writer->last = &writer->first;
	writer->clock = clock;
	writer->log = event_log_new();
	bool ok = db_open(&writer->db, where, DB_WRITE, err) && db_sync_folder(writer->db, err) &&
	          checkpointer_start(&writer->checkpointer, where, err);
	if (ok) {
		db_leave_checkpoints(writer->db);
		writer->committed_seq = event_head_seq(writer->db);
		ok = !db_take_failure(writer->db, err);
	}
	if (ok && pthread_create(&writer->thread, NULL, run, writer) != 0)
		ok = err_set(err, ERR_BACKEND_UNAVAILABLE, "No thread for the writer.");
	if (!ok) {
		free_writer(writer);
		return false;
	}
	*ret = writer;
	return true;
}

bool
writer_submit(struct writer *writer, struct write_job *job)
{
	assert(job->run && job->done);
	job->next = NULL;
	job->ok = false;
	memset(&job->err, 0, sizeof(job->err));
	pthread_mutex_lock(&writer->lock);
	bool open = !writer->stopping;
	if (open) {
		*writer->last = job;
		writer->last = &job->next;
		writer->begun++;
		pthread_cond_signal(&writer->arrived);
	}
	pthread_mutex_unlock(&writer->lock);
	return open;
}

struct write_wait {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_done;
};

static void
wake(struct write_job *job, bool ok)
{
	struct write_wait *wait = job->wait;

	(void)ok;
	pthread_mutex_lock(&wait->lock);
	wait->is_done = true;
	pthread_cond_signal(&wait->changed);
	pthread_mutex_unlock(&wait->lock);
}

bool
writer_run(struct writer *writer, struct write_job *job)
{
	struct write_wait wait = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };
	bool submitted;

	job->done = wake;
	job->wait = &wait;
	submitted = writer_submit(writer, job);
	pthread_mutex_lock(&wait.lock);
	while (submitted && !wait.is_done)
		pthread_cond_wait(&wait.changed, &wait.lock);
	pthread_mutex_unlock(&wait.lock);
	pthread_cond_destroy(&wait.changed);
	pthread_mutex_destroy(&wait.lock);
	return submitted && job->ok;
}

void
writer_stop(struct writer *writer)
{
	if (!writer || writer->stopping)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->stopping = true;
	pthread_cond_signal(&writer->arrived);
	pthread_mutex_unlock(&writer->lock);
	pthread_join(writer->thread, NULL);
}

void
writer_free(struct writer *writer)
{
	writer_stop(writer);
	if (writer)
		free_writer(writer);
}

int64_t
writer_committed_seq(const struct writer *writer)
{
	return writer->committed_seq;
}

struct writer_counts
writer_counts(struct writer *writer)
{
	return (struct writer_counts){ writer->begun, writer->jobs, writer->refused, writer->groups,
	                               writer->wal_pages };
}

/* ---- without a thread ---- */

bool
txn_begin(struct txn *txn, struct db *db, int64_t at_ms, struct err *err)
{
	if (!db_begin(db, err))
		return false;
	*txn = (struct txn){ db, event_log_new(), at_ms };
	if (event_log_load(txn->log, db))
		return true;
	(void)db_take_failure(db, err);
	txn_rollback(txn);
	return false;
}

bool
txn_commit(struct txn *txn, struct err *err)
{
	bool ok = event_log_save(txn->log, txn->db);
	if (!ok) {
		(void)db_take_failure(txn->db, err);
		db_rollback(txn->db);
	} else {
		ok = db_commit(txn->db, err);
	}
	event_log_free(txn->log);
	txn->log = NULL;
	return ok;
}

void
txn_rollback(struct txn *txn)
{
	db_rollback(txn->db);
	event_log_free(txn->log);
	txn->log = NULL;
}
