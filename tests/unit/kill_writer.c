/* SPDX-License-Identifier: Apache-2.0
 *
 * The victim of test_store_kill: a writer that is given jobs from several
 * threads and says on its standard output, a byte string a job, what has been
 * acknowledged.  It runs until it is killed.
 *
 *   kill_writer DB          acknowledge after the commit, as the writer does
 *   kill_writer DB early    acknowledge from inside the job: the planted fault
 *   kill_writer DB full     no file may grow by more than a megabyte: a commit will fail
 */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"
#include "server/store/db.h"
#include "server/store/event_log.h"
#include "server/store/writer.h"

enum { THREADS = 8, NAME_BYTES = 32, FULL_BYTES = 1000 * 1000 };

struct kill_job {
	struct write_job job;
	char name[NAME_BYTES];
	bool done;
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static struct writer *writer;
static bool acknowledges_early;

/* One write() of fewer than PIPE_BUF bytes is whole or absent. */
static void
acknowledge(const struct kill_job *job)
{
	char line[NAME_BYTES + 1];
	int len = snprintf(line, sizeof(line), "%s\n", job->name);
	if (write(STDOUT_FILENO, line, (size_t)len) != len)
		_exit(1);
}

static bool
run_job(struct write_job *write_job, struct txn *txn, struct err *err)
{
	struct kill_job *job = (struct kill_job *)write_job;
	struct event event = { .type = EVENT_NOTE_ADDED, .subject = { "note", job->name } };
	struct stmt *stmt = db_query(txn->db, "INSERT INTO setting (name, value) VALUES ($1, $2)");
	(void)err;

	bind_text(stmt, 1, job->name);
	bind_text(stmt, 2, "kept");
	bool ok = stmt_run(stmt) && event_append(txn, &event, "{\"v\":1,\"text\":\"kept\"}");
	if (acknowledges_early)
		acknowledge(job);
	return ok;
}

static void
job_done(struct write_job *write_job, bool ok)
{
	struct kill_job *job = (struct kill_job *)write_job;
	if (ok && !acknowledges_early)
		acknowledge(job);
	if (!ok)
		_exit(2);
	pthread_mutex_lock(&job->lock);
	job->done = true;
	pthread_cond_signal(&job->changed);
	pthread_mutex_unlock(&job->lock);
}

static void *
submit_for_ever(void *ctx)
{
	const char *prefix = ctx;
	struct kill_job job = { .job = { .run = run_job, .done = job_done },
		                .lock = PTHREAD_MUTEX_INITIALIZER,
		                .changed = PTHREAD_COND_INITIALIZER };

	for (unsigned long i = 0;; i++) {
		(void)snprintf(job.name, sizeof(job.name), "%s-%lu", prefix, i);
		job.done = false;
		if (!writer_submit(writer, &job.job))
			return NULL;
		pthread_mutex_lock(&job.lock);
		while (!job.done)
			pthread_cond_wait(&job.changed, &job.lock);
		pthread_mutex_unlock(&job.lock);
	}
}

/* Of the database and its log: both have grown with every migration. */
static rlim_t
largest_file(const char *where)
{
	static const char *const ends[] = { "", "-wal" };
	off_t most = 0;

	for (size_t i = 0; i < countof(ends); i++) {
		struct stat about;
		char name[500];

		(void)snprintf(name, sizeof(name), "%s%s", where, ends[i]);
		if (stat(name, &about) == 0 && about.st_size > most)
			most = about.st_size;
	}
	return (rlim_t)most;
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };
	pthread_t threads[THREADS];
	static char prefixes[THREADS][NAME_BYTES / 2];

	if (argc < 2 || !secret_init())
		return 1;
	acknowledges_early = argc > 2 && str_eq(argv[2], "early");
	if (argc > 2 && str_eq(argv[2], "full")) {
		rlim_t most = largest_file(argv[1]) + FULL_BYTES;

		(void)signal(SIGXFSZ, SIG_IGN);
		if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){ most, most }) != 0)
			return 1;
	}
	if (!writer_start(&writer, argv[1], (struct write_clock){ 0 }, &err)) {
		(void)fprintf(stderr, "%s\n", err.detail);
		return 1;
	}
	for (int i = 0; i < THREADS; i++) {
		/* Runs follow each other on one database: names may not repeat. */
		(void)snprintf(prefixes[i], sizeof(prefixes[i]), "%d.%d", (int)getpid(), i);
		if (pthread_create(&threads[i], NULL, submit_for_ever, prefixes[i]) != 0)
			return 1;
	}
	pthread_join(threads[0], NULL);
	return 1;
}
