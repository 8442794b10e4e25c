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
	struct write_job *next;
};

enum { WRITE_GROUP_MAX = 256 };

bool writer_start(struct writer **ret, const char *where, struct err *err) must_use;
/* May be called from any thread; false when the server is stopping. */
bool writer_submit(struct writer *writer, struct write_job *job) must_use;
/* Runs what is queued, commits, ends the thread. */
void writer_stop(struct writer *writer);

#endif
