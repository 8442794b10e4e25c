/* SPDX-License-Identifier: Apache-2.0
 *
 * One connection: what goes in comes out, a failure is remembered until it is
 * rolled back, and a database of another shape is refused with a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/store/limits.h"
#include "base/clock.h"
#include "server/store/migration.h"
#include "server/store/outcome.h"
#include "server/store/queue.h"
#include "server/store/setting.h"
#include "server/store/sqlite_db.h"
#include "server/store/total.h"
#include "store_fixture.h"

static void
values_come_back_as_they_went_in(void **state)
{
	static const uint8_t bytes[] = { 0, 1, 0xff, '\'', 0, 'x' };
	static const char text[] = "O'Brien \"x\" \\ \xf0\x9f\x8f\xa0 \xe2\x80\xae; DROP TABLE setting; -- $1";
	struct test_store store;
	struct err err = { 0 };
	size_t len;
	(void)state;

	test_store_open(&store);
	test_store_exec(&store, test_store_is_postgres()
	                                ? "CREATE TABLE t (i BIGINT, s TEXT, b BYTEA)"
	                                : "CREATE TABLE t (i BIGINT, s TEXT, b BLOB)");
	/* Bound out of order, one twice. */
	struct stmt *stmt = db_query(store.db, "INSERT INTO t (b, s, i) VALUES ($3, $2, $1)");
	bind_blob(stmt, 3, bytes, sizeof(bytes));
	bind_int(stmt, 1, INT64_MIN);
	bind_text(stmt, 2, text);
	assert_true(stmt_run(stmt));
	assert_int_equal(stmt_changes(stmt), 1);
	stmt = db_query(store.db, "INSERT INTO t (b, s, i) VALUES ($3, $2, $1)");
	bind_blob(stmt, 3, NULL, 0);
	bind_int(stmt, 1, INT64_MAX);
	bind_text_or_null(stmt, 2, NULL);
	assert_true(stmt_run(stmt));

	stmt = db_query(store.db, "SELECT i, s, b FROM t WHERE i = $1 OR s = $2 ORDER BY i");
	bind_int(stmt, 1, INT64_MAX);
	bind_text(stmt, 2, text);
	assert_true(stmt_row(stmt));
	assert_true(column_int(stmt, 0) == INT64_MIN);
	assert_string_equal(column_text(stmt, 1), text);
	const void *back = column_blob(stmt, 2, &len);
	assert_int_equal(len, sizeof(bytes));
	assert_memory_equal(back, bytes, len);
	assert_true(stmt_row(stmt));
	assert_true(column_int(stmt, 0) == INT64_MAX);
	assert_true(column_is_null(stmt, 1));
	assert_string_equal(column_text(stmt, 1), "");
	(void)column_blob(stmt, 2, &len);
	assert_int_equal(len, 0);
	assert_false(stmt_row(stmt));
	assert_false(db_take_failure(store.db, &err));
	test_store_close(&store);
}

static void
a_failure_is_remembered_until_it_is_rolled_back(void **state)
{
	struct test_store store;
	struct err err = { 0 };
	(void)state;

	test_store_open(&store);
	assert_true(db_begin(store.db, &err));
	assert_true(setting_put(store.db, "before", "1"));
	assert_true(db_savepoint(store.db));
	assert_true(setting_put(store.db, "inside", "1"));
	struct stmt *stmt = db_query(store.db, "SELECT nothing FROM nowhere");
	assert_false(stmt_row(stmt));
	assert_true(db_failed(store.db));
	/* Nothing happens any more, and nothing crashes. */
	assert_false(setting_put(store.db, "after", "1"));
	assert_string_equal(column_text(stmt, 0), "");
	assert_false(db_release(store.db));
	assert_true(db_take_failure(store.db, &err));
	assert_int_equal(err.code, ERR_INTERNAL);
	assert_true(db_failed(store.db));
	db_rollback_to(store.db);
	assert_false(db_failed(store.db));
	assert_true(setting_put(store.db, "last", "1"));
	assert_true(db_commit(store.db, &err));
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM setting WHERE name IN"
	                                        " ('before', 'last')"), 2);
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM setting"), 2);
	test_store_close(&store);
}

static void
a_commit_after_a_failure_saves_nothing(void **state)
{
	struct test_store store;
	struct err err = { 0 };
	(void)state;

	test_store_open(&store);
	assert_true(db_begin(store.db, &err));
	assert_true(setting_put(store.db, "before", "1"));
	assert_false(db_exec(store.db, "SELECT nothing FROM nowhere", &err));
	assert_false(db_commit(store.db, &err));
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM setting"), 0);
	test_store_close(&store);
}

static void
more_statements_than_are_kept_still_work(void **state)
{
	struct test_store store;
	char sql[64];
	(void)state;

	test_store_open(&store);
	for (int i = 0; i < 3 * STATEMENTS_MAX; i++) {
		(void)snprintf(sql, sizeof(sql), "SELECT %d + $1", i % (2 * STATEMENTS_MAX));
		struct stmt *stmt = db_query(store.db, sql);
		bind_int(stmt, 1, 1);
		assert_true(stmt_row(stmt));
		assert_int_equal(column_int(stmt, 0), i % (2 * STATEMENTS_MAX) + 1);
		assert_false(stmt_row(stmt));
	}
	test_store_close(&store);
}

static void
nothing_reaches_outside_the_one_file(void **state)
{
	static const char *const forbidden[] = {
		"ATTACH DATABASE ':memory:' AS other",
		"PRAGMA journal_mode = MEMORY",
		"PRAGMA writable_schema = ON",
		"PRAGMA synchronous = OFF",
	};
	struct test_store store;
	struct err err;
	(void)state;

	test_store_open(&store);
	for (size_t i = 0; i < countof(forbidden); i++) {
		memset(&err, 0, sizeof(err));
		assert_false(db_exec(store.db, forbidden[i], &err));
	}
	test_store_close(&store);
}

static const char *
refusal(struct db *db)
{
	static struct err err;
	memset(&err, 0, sizeof(err));
	assert_false(schema_check(db, &err));
	memset(&err, 0, sizeof(err));
	assert_false(schema_upgrade(db, test_now_ms(), &err));
	return err.detail;
}

static void
another_shape_of_database_is_refused_with_a_sentence(void **state)
{
	struct test_store store;
	struct err err = { 0 };
	(void)state;

	test_store_open_empty(&store);
	assert_non_null(strstr(refusal(store.db), "caseload-server init"));
	test_store_exec(&store, "CREATE TABLE recipe (id BIGINT)");
	assert_non_null(strstr(refusal(store.db), "not a caseload database"));
	assert_false(schema_create(store.db, test_now_ms(), &err));
	test_store_close(&store);

	test_store_open(&store);
	assert_true(schema_check(store.db, &err));
	memset(&err, 0, sizeof(err));
	assert_false(schema_create(store.db, test_now_ms(), &err));
	assert_non_null(strstr(err.detail, "already"));
	test_store_exec(&store, "INSERT INTO migration (number, name, at) VALUES (9999, '', 0)");
	assert_non_null(strstr(refusal(store.db), "newer"));
	test_store_close(&store);

	/* A folder, and a name that is not there. */
	struct db *db;
	memset(&err, 0, sizeof(err));
	assert_false(db_open(&db, "/", DB_WRITE, &err));
	assert_false(db_open(&db, "/nowhere/at/all", DB_WRITE, &err));
	assert_non_null(strstr(err.detail, "init"));
}

static void
who_was_erased_before_has_no_birth_date_either(void **state)
{
	struct test_store store;
	struct err err = { 0 };
	(void)state;

	test_store_open_empty(&store);
	assert_true(schema_create_as_of(store.db, 35, test_now_ms(), &err));
	test_store_exec(&store, "INSERT INTO customer (id, version, kind, case_number, name, sort_key, preferred_name,"
	                        " born_on, language, spoken_language, phone, phone_last4, email, address, county,"
	                        " ssn_last4, household, contacts, pinned_notes, address_hidden, vulnerable, sealed,"
	                        " open_applications, changed_by, changed_fields, changed_at) VALUES"
	                        " ('c_1', 1, 1, 'C-1', 'erased', 'erased', '', 2147483647, 'en', 'en', '', '', '', '',"
	                        " '', '', '[]', '[]', '[]', 0, 0, 0, 0, '', '', 0),"
	                        " ('c_2', 1, 1, 'C-2', 'Li Wu', 'li wu', '', 12, 'en', 'en', '', '', '', '',"
	                        " '', '', '[]', '[]', '[]', 0, 0, 0, 0, '', '', 0)");
	assert_true(schema_upgrade(store.db, test_now_ms(), &err));
	assert_int_equal(test_store_int(&store, "SELECT born_on FROM customer WHERE id = 'c_1'"), DATE_NONE);
	assert_int_equal(test_store_int(&store, "SELECT born_on FROM customer WHERE id = 'c_2'"), 12);
	test_store_close(&store);
}

static void
an_interrupted_init_is_finished_by_an_upgrade(void **state)
{
	struct test_store store;
	struct err err = { 0 };
	(void)state;

	test_store_open_empty(&store);
	assert_true(schema_create_as_of(store.db, 1, test_now_ms(), &err));
	assert_false(schema_check(store.db, &err));
	assert_non_null(strstr(err.detail, "serve"));
	assert_true(schema_upgrade(store.db, test_now_ms(), &err));
	assert_true(schema_check(store.db, &err));
	test_store_close(&store);
}

static void
an_outcome_is_kept_for_its_actor_until_it_expires(void **state)
{
	struct outcome_row outcome = { .key = "k_1", .status = 201, .effect_type = "note",
		                   .effect_id = "n_1", .effect_version = 4, .seq = 9 };
	struct outcome_row back;
	struct arena arena = ARENA_INIT;
	struct test_store store;
	struct txn txn;
	int64_t hour_ms = 3600 * 1000;
	(void)state;

	test_store_open(&store);
	memset(outcome.body_hash, 7, sizeof(outcome.body_hash));
	test_txn_begin(&store, &txn);
	assert_true(outcome_add(&txn, "w_1", &outcome));
	assert_true(outcome_add(&txn, "w_2", &outcome));
	test_txn_commit(&txn);
	assert_true(outcome_find(store.db, "w_1", "k_1", test_now_ms(), &arena, &back));
	assert_int_equal(back.status, 201);
	assert_string_equal(back.effect_id, "n_1");
	assert_int_equal(back.effect_version, 4);
	assert_int_equal(back.seq, 9);
	assert_memory_equal(back.body_hash, outcome.body_hash, sizeof(back.body_hash));
	assert_false(outcome_find(store.db, "w_3", "k_1", test_now_ms(), &arena, &back));
	assert_true(outcome_find(store.db, "w_1", "k_1", test_now_ms() + 71 * hour_ms, &arena, &back));
	assert_false(outcome_find(store.db, "w_1", "k_1", test_now_ms() + 72 * hour_ms, &arena, &back));

	/* The same key twice is refused; after it expired it is a new one. */
	test_txn_begin(&store, &txn);
	assert_false(outcome_add(&txn, "w_1", &outcome));
	txn_rollback(&txn);
	test_txn_begin(&store, &txn);
	txn.now_ms += 73 * hour_ms;
	assert_true(outcome_add(&txn, "w_1", &outcome));
	assert_true(outcome_expire(&txn));
	test_txn_commit(&txn);
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM outcome"), 1);
	arena_done(&arena);
	test_store_close(&store);
}

static void
totals_are_those_of_the_rows(void **state)
{
	struct queue_row row = { .application_id = "a_1", .team_id = "t_1", .proof_due_on = DATE_NONE,
		                 .status = APPLICATION_SUBMITTED };
	struct test_store store;
	struct queue_row before;
	struct txn txn;
	(void)state;

	test_store_open(&store);
	test_txn_begin(&store, &txn);
	assert_true(queue_put(&txn, NULL, &row));
	assert_int_equal(total_read(txn.db, TOTAL_UNASSIGNED, "t_1", APPLICATION_NO_STATUS), 1);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "", APPLICATION_SUBMITTED), 1);
	before = row;
	row.assignee_id = "w_1";
	row.status = APPLICATION_IN_REVIEW;
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_UNASSIGNED, "t_1", APPLICATION_NO_STATUS), 0);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "", APPLICATION_NO_STATUS), 0);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "w_1", APPLICATION_IN_REVIEW), 1);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "w_1", APPLICATION_SUBMITTED), 0);
	assert_int_equal(total_read(txn.db, TOTAL_TEAM, "t_1", APPLICATION_NO_STATUS), 1);
	assert_int_equal(total_read(txn.db, TOTAL_ALL, "", APPLICATION_IN_REVIEW), 1);
	/* Only whose it is changes; then only its team; then nothing that is counted. */
	before = row;
	row.assignee_id = "w_2";
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "w_1", APPLICATION_NO_STATUS), 0);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "w_2", APPLICATION_IN_REVIEW), 1);
	before = row;
	row.team_id = "t_2";
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_TEAM, "t_1", APPLICATION_NO_STATUS), 0);
	assert_int_equal(total_read(txn.db, TOTAL_TEAM, "t_2", APPLICATION_IN_REVIEW), 1);
	before = row;
	row.version = 9;
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_ALL, "", APPLICATION_NO_STATUS), 1);
	before = row;
	row.status = APPLICATION_READY_FOR_DECISION;
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_TEAM, "t_2", APPLICATION_READY_FOR_DECISION), 1);
	assert_int_equal(total_read(txn.db, TOTAL_TEAM, "t_2", APPLICATION_NO_STATUS), 1);
	before = row;
	row.assignee_id = NULL;
	row.status = APPLICATION_SUBMITTED;
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_UNASSIGNED, "t_2", APPLICATION_SUBMITTED), 1);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "w_2", APPLICATION_NO_STATUS), 0);
	before = row;
	row.status = APPLICATION_DENIED;
	assert_true(queue_put(&txn, &before, &row));
	assert_int_equal(total_read(txn.db, TOTAL_UNASSIGNED, "t_2", APPLICATION_NO_STATUS), 0);
	assert_int_equal(total_read(txn.db, TOTAL_ASSIGNEE, "w_1", APPLICATION_NO_STATUS), 0);
	assert_int_equal(total_read(txn.db, TOTAL_ALL, "", APPLICATION_NO_STATUS), 0);
	test_txn_commit(&txn);
	test_store_close(&store);
}

/* SQLite asks whether to go on every 20000 instructions of one prepared
 * statement, all its runs added up: sooner or later in the middle of a BEGIN. */
static void
a_question_answered_long_ago_does_not_end_the_next_transaction(void **state)
{
	enum { BEGINNINGS = 30000 };
	struct test_store store;
	struct err err = { 0 };
	(void)state;

	if (test_store_is_postgres())
		skip();
	test_store_open(&store);
	struct db *reader = test_store_reader(&store);
	for (int i = 0; i < BEGINNINGS; i++) {
		sqlite_of(reader)->limit_until_ms = 1; /* of a question that took its time, and hours ago */
		if (!db_begin(reader, &err))
			fail_msg("The %dth: %s", i, err.detail);
		db_rollback(reader);
		assert_false(db_in_transaction(reader));
	}
	db_close(reader);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_back_as_they_went_in),
		cmocka_unit_test(a_failure_is_remembered_until_it_is_rolled_back),
		cmocka_unit_test(a_commit_after_a_failure_saves_nothing),
		cmocka_unit_test(more_statements_than_are_kept_still_work),
		cmocka_unit_test(nothing_reaches_outside_the_one_file),
		cmocka_unit_test(another_shape_of_database_is_refused_with_a_sentence),
		cmocka_unit_test(who_was_erased_before_has_no_birth_date_either),
		cmocka_unit_test(an_interrupted_init_is_finished_by_an_upgrade),
		cmocka_unit_test(a_question_answered_long_ago_does_not_end_the_next_transaction),
		cmocka_unit_test(an_outcome_is_kept_for_its_actor_until_it_expires),
		cmocka_unit_test(totals_are_those_of_the_rows),
	};
	return cmocka_run_group_tests_name("store db", tests, NULL, NULL);
}
