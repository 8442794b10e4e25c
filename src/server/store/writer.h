/* SPDX-License-Identifier: Apache-2.0
 *
 * The one writer thread of a server.  It takes queued jobs, runs each in a
 * savepoint, and commits them as a group: one fsync for many.  A job that
 * fails rolls back alone and answers alone.  A failed COMMIT acknowledges
 * nobody and the process exits.  When idle it commits at once.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "base/arena.h"
#include "base/err.h"

struct db;
struct event_log;
struct writer;

/* What a job may use while it runs. */
struct txn {
	struct db *db;
	struct event_log *log;
	int64_t now_ms; /* the agency's clock, one value for the whole job */
};

struct write_job {
	/* On the writer thread, inside the job's savepoint. Must not wait. */
	bool (*run)(struct write_job *job, struct txn *txn, struct err *err);
	/* On the writer thread, after the group's commit; ok is false when run()
	 * returned false.  Only wakes whoever waits. */
	void (*done)(struct write_job *job, bool ok);
	struct err err;
	/* The writer's own. */
	struct write_job *next;
	struct write_wait *wait; /* writer_run()'s */
	bool ok;
};

enum { WRITE_GROUP_MAX = 256 };

/* Where a job's now_ms comes from; now_ms NULL: real time. */
struct write_clock {
	int64_t (*now_ms)(const void *ctx);
	const void *ctx;
};

bool writer_start(struct writer **ret, const char *where, struct write_clock clock,
                  struct err *err) must_use;
/* May be called from any thread; false when the server is stopping. */
bool writer_submit(struct writer *writer, struct write_job *job) must_use;
/* The same, and waits until it is committed or has failed: never on the
 * writer's own thread.  done is not asked for.  False also for a job that
 * failed; why is in its err, unless the server is stopping. */
bool writer_run(struct writer *writer, struct write_job *job) must_use;
/* Runs what is queued, commits, ends the thread; what is submitted later is refused. */
void writer_stop(struct writer *writer);
/* Stopped first, if it is not; when nobody can submit any more. */
void writer_free(struct writer *writer);
/* The newest seq that is committed; any thread. */
int64_t writer_committed_seq(const struct writer *writer);

struct writer_counts { /* since the start; any thread */
	uint64_t begun; /* taken on; what is not among the jobs waits */
	uint64_t jobs;
	uint64_t refused;
	uint64_t groups;
	int wal_pages;
};
struct writer_counts writer_counts(struct writer *writer);

/*
 * The same without a thread, for a program that writes alone: init, sample,
 * worker.  txn->now_ms may be moved between events.
 */
bool txn_begin(struct txn *txn, struct db *db, int64_t now_ms, struct err *err) must_use;
bool txn_commit(struct txn *txn, struct err *err) must_use;
void txn_rollback(struct txn *txn);

#endif
