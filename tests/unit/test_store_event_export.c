/* SPDX-License-Identifier: Apache-2.0
 *
 * The log as it leaves the house, and what its proof says where it cannot be read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/secret.h"
#include "server/store/event_export.h"
#include "server/store/event_log.h"
#include "server/store/limits.h"
#include "event_fixture.h"

enum { EVENTS = 60 };

/* ---- a database that fails ---- */

static void
what_cannot_be_written_whole_is_not_written(void **state)
{
	struct test_store store;
	struct event event = test_note_event("n_1");
	uint8_t hash[SECRET_HASH_BYTES];
	struct chain_count count;
	struct txn txn;
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, 3);
	test_store_exec(&store, "ALTER TABLE event_payload RENAME TO away");
	test_txn_begin(&store, &txn);
	assert_false(event_append(&txn, &event, "{\"v\":1}"));
	txn_rollback(&txn);
	test_store_exec(&store, "ALTER TABLE away RENAME TO event_payload");
	test_store_exec(&store, "ALTER TABLE event RENAME TO away");
	test_txn_begin(&store, &txn);
	assert_false(event_append(&txn, &event, NULL));
	txn_rollback(&txn);
	test_store_exec(&store, "ALTER TABLE away RENAME TO event");
	assert_int_equal(event_head_seq(store.db), 3);
	/* What is added after a head that is no hash does not follow, and is found. */
	test_store_exec(&store, "UPDATE chain_head SET hash = (SELECT salt FROM event_payload WHERE seq = 2)");
	test_append_notes(&store, 1);
	assert_int_equal(test_verify_chain(&store, &count).seq, 4);
	/* A head that cannot be read is none. */
	test_store_exec(&store, "ALTER TABLE chain_head RENAME TO away");
	assert_int_equal(event_head(store.db, hash), 0);
	test_store_close(&store);
}

static void
a_proof_of_what_cannot_be_read_is_none(void **state)
{
	struct test_store store;
	struct chain_fault fault = { 0 };
	struct chain_count count;
	struct err err = { 0 };
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, 3);
	test_store_exec(&store, "ALTER TABLE event_payload RENAME TO away");
	assert_false(event_verify(store.db, NULL, &fault, &count, &err));
	assert_int_not_equal(err.code, ERR_NONE);
	assert_null(fault.what);
	test_store_close(&store);
}

/* ---- the export ---- */

static bool
write_some(void *ctx, const struct buf *line)
{
	int *left = ctx;

	assert_int_equal(line->data[line->len - 1], '\n');
	return (*left)-- > 0;
}

static void
an_export_is_whole_or_says_that_it_is_not(void **state)
{
	static char sql[5 * EVENT_PAYLOAD_MAX];
	struct test_store store;
	struct err err = { 0 };
	int64_t count;
	int left = 100;
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, 5);
	assert_true(event_export(store.db, 1, true, write_some, &left, &count, &err));
	assert_int_equal(count, 4);
	/* The disk is full at the third. */
	left = 2;
	assert_false(event_export(store.db, 0, true, write_some, &left, &count, &err));
	assert_int_equal(err.code, ERR_LOCAL_FILE);
	assert_int_equal(count, 2);
	/* A salt that was put there by hand does not run over. */
	left = 100;
	test_store_exec(&store, "UPDATE event_payload SET salt = (SELECT hash FROM event WHERE seq = 2) WHERE seq = 2");
	err = (struct err){ 0 };
	assert_true(event_export(store.db, 0, true, write_some, &left, &count, &err));
	/* No line is as long as this payload, so the row cannot be told. */
	(void)snprintf(sql, sizeof(sql), "UPDATE event_payload SET payload = '%0*d' WHERE seq = 3",
	               4 * EVENT_PAYLOAD_MAX, 0);
	test_store_exec(&store, sql);
	assert_false(event_export(store.db, 0, true, write_some, &left, &count, &err));
	assert_int_equal(count, 2);
	err = (struct err){ 0 };
	assert_true(event_export(store.db, 0, false, write_some, &left, &count, &err));
	assert_int_equal(count, 5);
	test_store_exec(&store, "ALTER TABLE event RENAME TO away");
	err = (struct err){ 0 };
	assert_false(event_export(store.db, 0, true, write_some, &left, &count, &err));
	assert_int_not_equal(err.code, ERR_NONE);
	test_store_close(&store);
}

static void
an_erased_text_leaves_the_chain_whole_and_is_counted(void **state)
{
	struct test_store store;
	struct chain_count count;
	struct txn txn;
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, EVENTS);
	test_txn_begin(&store, &txn);
	assert_true(event_erase_payload(&txn, 2));
	assert_true(event_erase_payload(&txn, 5));
	test_txn_commit(&txn);
	assert_null(test_verify_chain(&store, &count).what);
	assert_int_equal(count.erased, 2);
	test_append_notes(&store, 3);
	assert_null(test_verify_chain(&store, &count).what);
	assert_int_equal(count.events, EVENTS + 3);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_written_whole_is_not_written),
		cmocka_unit_test(a_proof_of_what_cannot_be_read_is_none),
		cmocka_unit_test(an_export_is_whole_or_says_that_it_is_not),
		cmocka_unit_test(an_erased_text_leaves_the_chain_whole_and_is_counted),
	};
	return cmocka_run_group_tests_name("store event log", tests, NULL, NULL);
}
