/* SPDX-License-Identifier: Apache-2.0
 *
 * A backup taken while decisions are being saved is one moment, whole; and the
 * database coming and going does not stop the writer.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/store/backup.h"
#include "server/store/event_log.h"
#include "server/store/migration.h"
#include "server/store/setting.h"
#include "store_fixture.h"

enum { BACKUPS = 5, WAIT_US = 1000, WAITS_MAX = 20000 };

struct load_job {
	struct write_job job;
	struct writer *writer;
	_Atomic int written;
	_Atomic int refused;
	_Atomic bool stopping;
	_Atomic bool idle;
	bool again; /* submits itself until it is told to stop */
};

static bool
run_load(struct write_job *write_job, struct txn *txn, struct err *err)
{
	struct load_job *job = (struct load_job *)write_job;
	struct event event = { .type = EVENT_NOTE_ADDED, .subject = { "note", "n" } };
	char name[32];
	(void)err;

	(void)snprintf(name, sizeof(name), "load.%d", job->written);
	return setting_put(txn->db, name, "x") && event_append(txn, &event, "{\"v\":1}");
}

static void
load_done(struct write_job *write_job, bool ok)
{
	struct load_job *job = (struct load_job *)write_job;
	if (ok)
		job->written++;
	else
		job->refused++;
	if (!job->again || job->stopping || !writer_submit(job->writer, write_job))
		job->idle = true;
}

static void
submit(struct load_job *job, struct writer *writer, bool again)
{
	job->job.run = run_load;
	job->job.done = load_done;
	job->writer = writer;
	job->again = again;
	job->idle = false;
	assert_true(writer_submit(writer, &job->job));
}

static void
wait_idle(struct load_job *job)
{
	for (int i = 0; !job->idle && i < WAITS_MAX; i++)
		usleep(WAIT_US);
	assert_true(job->idle);
}

static int64_t
whole_events(const char *where)
{
	struct err err = { 0 };
	struct db *db;
	struct chain_fault fault;
	struct chain_count count;

	if (!db_open(&db, where, DB_READ, &err) || !schema_check(db, &err) ||
	    !event_verify(db, NULL, &fault, &count, &err))
		fail_msg("%s", err.detail);
	if (fault.what)
		fail_msg("event %lld: %s", (long long)fault.seq, fault.what);
	struct stmt *stmt = db_query(db, "SELECT count(*) FROM setting WHERE name LIKE 'load.%'");
	assert_true(stmt_row(stmt));
	assert_int_equal(column_int(stmt, 0), count.events);
	db_close(db);
	return count.events;
}

static void
a_backup_of_a_busy_database_is_one_whole_moment(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct err err = { 0 };
	struct load_job job = { 0 };
	int64_t before = 0;
	(void)state;

	if (test_store_is_postgres()) {
		print_message("# skipped: PostgreSQL has its own backups\n");
		skip();
	}
	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	submit(&job, writer, true);
	for (int i = 0; i < BACKUPS; i++) {
		char copy[440];
		int written = job.written;
		while (job.written < written + 50)
			usleep(WAIT_US);
		(void)snprintf(copy, sizeof(copy), "%s.copy", store.where);
		if (!backup_make(store.where, copy, NULL, NULL, &err))
			fail_msg("%s", err.detail);
		/* Never over another, and nothing half done is left. */
		assert_false(backup_make(store.where, copy, NULL, NULL, &err));
		int64_t events = whole_events(copy);
		assert_true(events > before);
		before = events;
		assert_int_equal(unlink(copy), 0);
		(void)snprintf(copy, sizeof(copy), "%s.copy.part", store.where);
		assert_int_equal(access(copy, F_OK), -1);
		memset(&err, 0, sizeof(err));
	}
	job.stopping = true;
	wait_idle(&job);
	writer_free(writer);
	assert_int_equal(job.refused, 0);
	assert_int_equal(whole_events(store.where), job.written);
	test_store_close(&store);
}

static void
a_lost_connection_is_made_again_for_the_next_job(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct err err = { 0 };
	struct load_job job = { 0 };
	(void)state;

	if (!test_store_is_postgres()) {
		print_message("# skipped: SQLite has no connection to lose\n");
		skip();
	}
	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	struct db *reader = test_store_reader(&store);
	for (int i = 0; i < 3; i++) {
		submit(&job, writer, false);
		wait_idle(&job);
		assert_int_equal(job.written, i + 1);
		assert_true(db_begin(reader, &err));
		assert_int_equal(event_head_seq(reader), i + 1);
		db_rollback(reader);
		test_store_exec(&store, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
		                        " pid <> pg_backend_pid() AND datname = current_database()");
	}
	/* And in the middle of a reader's transaction it is an error, once. */
	assert_true(db_begin(reader, &err));
	test_store_exec(&store, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
	                        " pid <> pg_backend_pid() AND datname = current_database()");
	(void)event_head_seq(reader);
	assert_true(db_failed(reader));
	assert_true(db_take_failure(reader, &err));
	assert_int_equal(err.code, ERR_BACKEND_UNAVAILABLE);
	db_rollback(reader);
	assert_true(db_begin(reader, &err));
	assert_int_equal(event_head_seq(reader), 3);
	db_rollback(reader);
	db_close(reader);
	writer_free(writer);
	assert_int_equal(whole_events(store.where), 3);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_backup_of_a_busy_database_is_one_whole_moment),
		cmocka_unit_test(a_lost_connection_is_made_again_for_the_next_job),
	};
	return cmocka_run_group_tests_name("store backup", tests, NULL, NULL);
}
