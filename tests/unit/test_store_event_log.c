/* SPDX-License-Identifier: Apache-2.0
 *
 * The chain: what it hashes, what a reader gets back, and that no change of a
 * row, a payload or the order goes unseen.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/secret.h"
#include "server/store/event_log.h"
#include "server/store/limits.h"
#include "event_fixture.h"

enum { EVENTS = 60 };

static void
an_envelope_comes_back_as_it_went_in(void **state)
{
	struct test_store store;
	struct arena arena = ARENA_INIT;
	struct txn txn;
	struct event *back, event = test_note_event("n_1");
	const char *changed[] = { "status", "assignee" };
	(void)state;

	test_store_open(&store);
	event.changed = (struct text_list){ changed, 2 };
	test_txn_begin(&store, &txn);
	assert_true(event_append(&txn, &event, "{\"v\":1,\"text\":\"hello\"}"));
	test_txn_commit(&txn);
	assert_int_equal(event.seq, 1);
	assert_int_equal(event.at_ms, test_now_ms());
	assert_int_equal(event_list(store.db, 0, 10, &arena, &back), 1);
	assert_int_equal(back->type, EVENT_NOTE_ADDED);
	assert_string_equal(back->subject.type, "note");
	assert_string_equal(back->subject.id, "n_1");
	assert_string_equal(back->application_id, "a_1");
	assert_null(back->decision_id);
	assert_int_equal(back->version, 3);
	assert_string_equal(back->actor.name, "Ana Ruiz");
	assert_string_equal(back->scope.customer_id, "c_1");
	assert_string_equal(back->scope.county, "Van Buren");
	assert_string_equal(back->scope.assignee_before, "w_ben");
	assert_string_equal(back->scope.assignee_after, "w_ana");
	assert_true(back->scope.sealed);
	assert_int_equal(back->changed.count, 2);
	assert_string_equal(back->changed.at[1], "assignee");
	assert_string_equal(event_payload(store.db, 1, &arena), "{\"v\":1,\"text\":\"hello\"}");
	assert_null(event_payload(store.db, 2, &arena));
	assert_int_equal(event_list(store.db, 1, 10, &arena, &back), 0);
	arena_done(&arena);
	test_store_close(&store);
}

static void
a_customers_name_never_reaches_the_envelope(void **state)
{
	struct test_store store;
	struct txn txn;
	struct event event = { .type = EVENT_APPLICATION_FILED,
		               .actor = { AUTHOR_CUSTOMER, "c_1", "Nguyen Thi Hoa" } };
	(void)state;

	test_store_open(&store);
	test_txn_begin(&store, &txn);
	assert_true(event_append(&txn, &event, NULL));
	test_txn_commit(&txn);
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM event WHERE actor_name = ''"), 1);
	test_store_close(&store);
}

static void
put_number(struct sha256_state *hash, uint64_t number, int bytes)
{
	while (bytes-- > 0) {
		uint8_t byte = (uint8_t)(number >> (8 * bytes));
		sha256_add(hash, &byte, 1);
	}
}

static void
put_text(struct sha256_state *hash, const char *text)
{
	put_number(hash, strlen(text), 4);
	sha256_add(hash, text, strlen(text));
}

/* event_log.h's description, followed by hand. */
static void
the_hash_is_the_one_that_is_written_down(void **state)
{
	static const uint8_t zero[SECRET_HASH_BYTES];
	struct sha256_state hash;
	uint8_t payload_hash[SECRET_HASH_BYTES], expected[SECRET_HASH_BYTES];
	struct test_store store;
	struct stmt *stmt;
	size_t len;
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, 2);
	/* The second has a payload; its predecessor's hash is read from the row. */
	stmt = db_query(store.db, "SELECT salt, payload FROM event_payload WHERE seq = 2");
	assert_true(stmt_row(stmt));
	sha256_start(&hash);
	const void *salt = column_blob(stmt, 0, &len);
	sha256_add(&hash, salt, len);
	assert_int_equal(len, 16);
	sha256_add(&hash, column_text(stmt, 1), strlen(column_text(stmt, 1)));
	sha256_end(&hash, payload_hash);
	stmt_reset(stmt);

	stmt = db_query(store.db, "SELECT prev_hash, hash FROM event ORDER BY seq");
	assert_true(stmt_row(stmt));
	assert_memory_equal(column_blob(stmt, 0, &len), zero, sizeof(zero));
	assert_true(stmt_row(stmt));
	sha256_start(&hash);
	sha256_add(&hash, "caseload-event-1", 17);
	put_number(&hash, 2, 8);
	put_number(&hash, (uint64_t)test_now_ms(), 8);
	put_text(&hash, "note.added");
	put_text(&hash, "note|n_1|3|a_1|||||2|0");
	put_text(&hash, "c_1");
	put_text(&hash, "1|w_ana|Ana Ruiz");
	put_text(&hash, "t_1|Van Buren|snap|w_ben|w_ana|1");
	sha256_add(&hash, payload_hash, sizeof(payload_hash));
	sha256_add(&hash, column_blob(stmt, 0, &len), SECRET_HASH_BYTES);
	sha256_end(&hash, expected);
	assert_memory_equal(column_blob(stmt, 1, &len), expected, sizeof(expected));
	stmt_reset(stmt);
	test_store_close(&store);
}

/* Each kind of tampering, and the first event that must be named for it. */
static const struct {
	const char *sql;
	int64_t seq;
} tamperings[] = {
	{ "UPDATE event SET at = at + 1 WHERE seq = 17", 17 },
	{ "UPDATE event SET type = 'call.logged' WHERE seq = 17", 17 },
	{ "UPDATE event SET subject_id = 'n_2' WHERE seq = 17", 17 },
	{ "UPDATE event SET version = 4 WHERE seq = 17", 17 },
	{ "UPDATE event SET customer_id = 'c_2' WHERE seq = 17", 17 },
	{ "UPDATE event SET application_id = '' WHERE seq = 17", 17 },
	{ "UPDATE event SET actor_name = 'Ben' WHERE seq = 17", 17 },
	{ "UPDATE event SET changed = 'x' WHERE seq = 17", 17 },
	{ "UPDATE event SET scope = '' WHERE seq = 17", 17 },
	{ "UPDATE event SET history_kind = 0 WHERE seq = 17", 17 },
	{ "UPDATE event SET public_code = 1 WHERE seq = 17", 17 },
	{ "UPDATE event SET payload_hash = (SELECT payload_hash FROM event e WHERE e.seq = 18)"
	  " WHERE seq = 17", 17 },
	{ "UPDATE event SET prev_hash = hash WHERE seq = 17", 17 },
	{ "UPDATE event SET hash = prev_hash WHERE seq = 17", 17 },
	{ "UPDATE event_payload SET payload = '{}' WHERE seq = 17", 17 },
	{ "UPDATE event_payload SET salt = payload_hash FROM event WHERE event.seq = 17"
	  " AND event_payload.seq = 17", 17 },
	{ "DELETE FROM event WHERE seq = 1", 1 },
	{ "DELETE FROM event WHERE seq = 30", 30 },
	{ "DELETE FROM event WHERE seq = 60", 60 },
	{ "DELETE FROM event WHERE seq > 40", 41 },
	{ "DELETE FROM event", 1 },
	{ "UPDATE event SET seq = -seq WHERE seq IN (20, 21);"
	  "UPDATE event SET seq = 41 + seq WHERE seq IN (-20, -21)", 20 },
	{ "UPDATE event SET seq = seq + 1000 WHERE seq > 25; UPDATE event SET seq = seq - 999 WHERE"
	  " seq > 1000", 26 },
	{ "UPDATE event SET seq = 0 WHERE seq = 60", 0 },
	{ "UPDATE event SET hash = (SELECT salt FROM event_payload e WHERE e.seq = 17) WHERE seq = 17", 17 },
	{ "UPDATE chain_head SET hash = (SELECT hash FROM event WHERE seq = 59)", 60 },
	{ "UPDATE chain_head SET hash = (SELECT salt FROM event_payload WHERE seq = 17)", 60 },
	{ "UPDATE chain_head SET seq = 61", 61 },
	{ "UPDATE chain_head SET seq = 59", 60 },
	{ "DELETE FROM chain_head", 1 },
	{ "INSERT INTO event SELECT chain_id, seq + 1, at, type, subject_type, subject_id, version,"
	  " customer_id, application_id, interaction_id, decision_id, notice_id, actor_kind,"
	  " actor_id, actor_name, changed, scope, history_kind, public_code, payload_hash,"
	  " hash, hash FROM event WHERE seq = 60", 61 },
};

static void
every_tampering_is_found_and_the_first_bad_row_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < countof(tamperings); i++) {
		struct test_store store;
		struct chain_count count;

		test_store_open(&store);
		test_append_notes(&store, EVENTS);
		struct chain_fault fault = test_verify_chain(&store, &count);
		assert_null(fault.what);
		assert_int_equal(count.events, EVENTS);
		test_store_exec(&store, tamperings[i].sql);
		fault = test_verify_chain(&store, &count);
		if (!fault.what || fault.seq != tamperings[i].seq)
			fail_msg("%s: named %lld (%s)", tamperings[i].sql, (long long)fault.seq,
			         fault.what ? fault.what : "nothing");
		test_store_close(&store);
	}
}

/* Longer than what is hashed: an empty text must not do in its place. */
static void
a_name_too_long_to_hash_is_a_change(void **state)
{
	static char sql[EVENT_PAYLOAD_MAX + 200];
	struct test_store store;
	struct chain_count count;
	struct chain_fault fault;
	struct event event = { .type = EVENT_APPLICATION_FILED, .actor = { AUTHOR_CUSTOMER, "c_1", NULL } };
	struct txn txn;
	(void)state;

	test_store_open(&store);
	test_txn_begin(&store, &txn);
	assert_true(event_append(&txn, &event, NULL));
	test_txn_commit(&txn);
	assert_null(test_verify_chain(&store, &count).what);
	(void)snprintf(sql, sizeof(sql), "UPDATE event SET actor_name = '%0*d'", EVENT_PAYLOAD_MAX, 0);
	test_store_exec(&store, sql);
	fault = test_verify_chain(&store, &count);
	assert_non_null(fault.what);
	assert_int_equal(fault.seq, 1);
	test_store_close(&store);
}

static void
a_number_below_zero_is_hashed_as_one(void **state)
{
	struct test_store store;
	struct chain_count count;
	struct event event = test_note_event("n_1");
	struct txn txn;
	(void)state;

	test_store_open(&store);
	event.version = -3;
	test_txn_begin(&store, &txn);
	assert_true(event_append(&txn, &event, NULL));
	test_txn_commit(&txn);
	assert_null(test_verify_chain(&store, &count).what);
	test_store_exec(&store, "UPDATE event SET version = 3");
	assert_int_equal(test_verify_chain(&store, &count).seq, 1);
	test_store_close(&store);
}

struct watcher {
	int calls;
	int64_t seq;
	_Atomic bool stop;
	bool stops;
};

static void
note_progress(void *ctx, int64_t seq)
{
	struct watcher *watcher = ctx;

	watcher->calls++;
	watcher->seq = seq;
	watcher->stop = watcher->stops;
}

static void
a_long_proof_tells_how_far_it_is_and_can_be_given_up(void **state)
{
	struct test_store store;
	struct watcher watcher = { .stops = false };
	struct chain_watch watch = { note_progress, &watcher, &watcher.stop, NULL };
	struct chain_watch stop_only = { NULL, NULL, &watcher.stop, NULL };
	struct chain_fault fault = { 0 };
	struct chain_count count;
	struct err err = { 0 };
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, VERIFY_PAGE + 10);
	assert_true(event_verify(store.db, &watch, &fault, &count, &err));
	assert_null(fault.what);
	assert_int_equal(watcher.calls, 1);
	assert_int_equal(watcher.seq, VERIFY_PAGE);
	assert_int_equal(count.events, VERIFY_PAGE + 10);
	watcher.stops = true;
	assert_false(event_verify(store.db, &watch, &fault, &count, &err));
	assert_int_equal(err.code, ERR_BACKEND_UNAVAILABLE);
	err = (struct err){ 0 };
	assert_false(event_verify(store.db, &stop_only, &fault, &count, &err));
	/* What was given up left nothing behind: the next one is whole. */
	assert_null(test_verify_chain(&store, &count).what);
	test_store_close(&store);
}

/* A reader of the feed is never led past the end of what a row holds. */
static void
an_envelope_that_was_edited_reads_as_what_is_left(void **state)
{
	struct test_store store;
	struct arena arena = ARENA_INIT;
	struct event *back;
	(void)state;

	test_store_open(&store);
	test_append_notes(&store, 2);
	test_store_exec(&store, "UPDATE event SET scope = '' WHERE seq = 1;"
	                        "UPDATE event SET scope = 't|c|p|b|a|1|more' WHERE seq = 2");
	assert_int_equal(event_list(store.db, 0, 10, &arena, &back), 2);
	assert_null(back[0].scope.team_id);
	assert_null(back[0].scope.assignee_after);
	assert_false(back[0].scope.sealed);
	assert_string_equal(back[1].scope.assignee_after, "a");
	arena_done(&arena);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_envelope_comes_back_as_it_went_in),
		cmocka_unit_test(a_customers_name_never_reaches_the_envelope),
		cmocka_unit_test(the_hash_is_the_one_that_is_written_down),
		cmocka_unit_test(every_tampering_is_found_and_the_first_bad_row_named),
		cmocka_unit_test(a_name_too_long_to_hash_is_a_change),
		cmocka_unit_test(a_number_below_zero_is_hashed_as_one),
		cmocka_unit_test(a_long_proof_tells_how_far_it_is_and_can_be_given_up),
		cmocka_unit_test(an_envelope_that_was_edited_reads_as_what_is_left),
	};
	return cmocka_run_group_tests_name("store event log", tests, NULL, NULL);
}
