/* SPDX-License-Identifier: Apache-2.0
 *
 * What is acknowledged is there, what failed left no trace, and the log has
 * neither gap nor fork.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/str.h"
#include "server/store/event_log.h"
#include "store_fixture.h"

enum { THREADS = 8, JOBS_EACH = 50 };

struct note_job {
	struct write_job job;
	char id[40];
	bool fails;
	int64_t seq;
	bool answered, ok;
	pthread_mutex_t lock;
	pthread_cond_t done;
};

/* A setting and an event that tells of it; some jobs then change their mind. */
static bool
run_note(struct write_job *job, struct txn *txn, struct err *err)
{
	struct note_job *note = (struct note_job *)job;
	struct event event = {
		.type = EVENT_NOTE_ADDED,
		.subject = { "note", note->id },
		.actor = { AUTHOR_WORKER, "w_ana", "Ana" },
		.scope = { .customer_id = "c_1", .team_id = "t_1" },
	};
	struct stmt *stmt = db_query(txn->db, "INSERT INTO setting (name, value) VALUES ($1, $2)");

	bind_text(stmt, 1, note->id);
	bind_text(stmt, 2, "x");
	if (!stmt_run(stmt) || !event_append(txn, &event, "{\"v\":1,\"text\":\"hello\"}"))
		return false;
	note->seq = event.seq;
	if (note->fails)
		return err_set(err, ERR_VERSION_CONFLICT, "as asked");
	return true;
}

static void
note_done(struct write_job *job, bool ok)
{
	struct note_job *note = (struct note_job *)job;
	pthread_mutex_lock(&note->lock);
	note->ok = ok;
	note->answered = true;
	pthread_cond_signal(&note->done);
	pthread_mutex_unlock(&note->lock);
}

static void
note_init(struct note_job *note, const char *id, bool fails)
{
	memset(note, 0, sizeof(*note));
	note->job.run = run_note;
	note->job.done = note_done;
	(void)str_copy(note->id, sizeof(note->id), id);
	note->fails = fails;
	pthread_mutex_init(&note->lock, NULL);
	pthread_cond_init(&note->done, NULL);
}

static void
note_wait(struct note_job *note)
{
	pthread_mutex_lock(&note->lock);
	while (!note->answered)
		pthread_cond_wait(&note->done, &note->lock);
	pthread_mutex_unlock(&note->lock);
}

struct submitter {
	struct writer *writer;
	int number;
	int64_t newest;
	int wrong;
};

static void *
submit_many(void *ctx)
{
	struct submitter *submitter = ctx;

	for (int i = 0; i < JOBS_EACH; i++) {
		struct note_job note;
		char id[40];
		bool fails = i % 5 == 3;
		(void)snprintf(id, sizeof(id), "n_%d_%d", submitter->number, i);
		note_init(&note, id, fails);
		if (!writer_submit(submitter->writer, &note.job))
			submitter->wrong++;
		note_wait(&note);
		submitter->wrong += note.ok == fails;
		if (fails && note.job.err.code != ERR_VERSION_CONFLICT)
			submitter->wrong++;
		if (note.ok)
			submitter->newest = note.seq;
	}
	return NULL;
}

static void
assert_chain_whole(struct test_store *store, int64_t events)
{
	struct err err = { 0 };
	struct chain_fault fault;
	struct chain_count count;
	struct db *db = test_store_reader(store);

	assert_true(event_verify(db, NULL, &fault, &count, &err));
	if (fault.what)
		fail_msg("event %lld: %s", (long long)fault.seq, fault.what);
	assert_int_equal(count.events, events);
	db_close(db);
}

static void
jobs_that_fail_leave_no_trace_and_no_gap(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct err err = { 0 };
	pthread_t threads[THREADS];
	struct submitter submitters[THREADS] = { 0 };
	(void)state;

	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	for (int i = 0; i < THREADS; i++) {
		submitters[i] = (struct submitter){ .writer = writer, .number = i };
		pthread_create(&threads[i], NULL, submit_many, &submitters[i]);
	}
	int64_t newest = 0;
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(submitters[i].wrong, 0);
		newest = submitters[i].newest > newest ? submitters[i].newest : newest;
	}
	int expected = THREADS * JOBS_EACH * 4 / 5;
	assert_int_equal(newest, expected);
	assert_int_equal(writer_committed_seq(writer), expected);
	struct writer_counts counts = writer_counts(writer);
	assert_int_equal(counts.jobs, THREADS * JOBS_EACH);
	assert_int_equal(counts.refused, THREADS * JOBS_EACH / 5);
	writer_free(writer);
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM setting"), expected);
	assert_chain_whole(&store, expected);
	test_store_close(&store);
}

static void
what_is_queued_when_it_stops_is_still_written(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct err err = { 0 };
	static struct note_job notes[600];
	(void)state;

	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	for (size_t i = 0; i < countof(notes); i++) {
		char id[40];
		(void)snprintf(id, sizeof(id), "n_%zu", i);
		note_init(&notes[i], id, false);
		assert_true(writer_submit(writer, &notes[i].job));
	}
	writer_free(writer);
	for (size_t i = 0; i < countof(notes); i++)
		assert_true(notes[i].answered && notes[i].ok);
	assert_chain_whole(&store, countof(notes));
	test_store_close(&store);
}

static void
a_second_program_and_the_writer_share_one_chain(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct err err = { 0 };
	struct note_job note;
	(void)state;

	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	for (int i = 0; i < 10; i++) {
		struct txn txn;
		struct event event = { .type = EVENT_WORKER_CHANGED, .subject = { "worker", "w" } };
		char id[40];
		(void)snprintf(id, sizeof(id), "n_%d", i);
		note_init(&note, id, false);
		assert_true(writer_submit(writer, &note.job));
		note_wait(&note);
		assert_true(note.ok);
		test_txn_begin(&store, &txn);
		assert_true(event_append(&txn, &event, NULL));
		assert_int_equal(event.seq, note.seq + 1);
		test_txn_commit(&txn);
	}
	writer_free(writer);
	assert_chain_whole(&store, 20);
	test_store_close(&store);
}

static void
a_broken_statement_is_one_jobs_trouble(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct err err = { 0 };
	static struct note_job notes[40];
	(void)state;

	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	/* Every second one uses a name that is taken: the database refuses it. */
	for (size_t i = 0; i < countof(notes); i++) {
		char id[40];
		(void)snprintf(id, sizeof(id), "n_%zu", i / 2);
		note_init(&notes[i], id, false);
		assert_true(writer_submit(writer, &notes[i].job));
	}
	writer_free(writer);
	for (size_t i = 0; i < countof(notes); i++) {
		assert_int_equal(notes[i].ok, i % 2 == 0);
		if (i % 2)
			assert_int_equal(notes[i].job.err.code, ERR_INTERNAL);
	}
	assert_chain_whole(&store, countof(notes) / 2);
	test_store_close(&store);
}

static void
a_reader_keeps_its_snapshot(void **state)
{
	struct test_store store;
	struct txn txn;
	struct err err = { 0 };
	(void)state;

	test_store_open(&store);
	struct db *reader = test_store_reader(&store);
	assert_true(db_begin(reader, &err));
	assert_int_equal(event_head_seq(reader), 0);
	struct event event = { .type = EVENT_DATABASE_CREATED };
	test_txn_begin(&store, &txn);
	assert_true(event_append(&txn, &event, NULL));
	test_txn_commit(&txn);
	assert_int_equal(event_head_seq(reader), 0);
	db_rollback(reader);
	assert_int_equal(event_head_seq(reader), 1);
	/* And it cannot write. */
	assert_false(db_exec(reader, "DELETE FROM event", &err));
	db_close(reader);
	test_store_close(&store);
}

/* For those who have nothing else to do: written, or why not, when it returns. */
static void
who_waits_for_a_job_finds_it_committed(void **state)
{
	struct test_store store;
	struct writer *writer;
	struct note_job kept, refused, late;
	struct err err = { 0 };
	(void)state;

	test_store_open(&store);
	assert_true(writer_start(&writer, store.where, (struct write_clock){ 0 }, &err));
	note_init(&kept, "n_kept", false);
	note_init(&refused, "n_refused", true);
	note_init(&late, "n_late", false);
	assert_true(writer_run(writer, &kept.job));
	assert_int_equal(event_head_seq(store.db), 1);
	assert_false(writer_run(writer, &refused.job));
	assert_int_equal(refused.job.err.code, ERR_VERSION_CONFLICT);
	writer_stop(writer);
	assert_false(writer_run(writer, &late.job));
	assert_int_equal(late.job.err.code, ERR_NONE);
	writer_free(writer);
	assert_chain_whole(&store, 1);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_that_fail_leave_no_trace_and_no_gap),
		cmocka_unit_test(what_is_queued_when_it_stops_is_still_written),
		cmocka_unit_test(who_waits_for_a_job_finds_it_committed),
		cmocka_unit_test(a_second_program_and_the_writer_share_one_chain),
		cmocka_unit_test(a_broken_statement_is_one_jobs_trouble),
		cmocka_unit_test(a_reader_keeps_its_snapshot),
	};
	return cmocka_run_group_tests_name("store writer", tests, NULL, NULL);
}
