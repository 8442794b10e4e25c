/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision that was kept: read from rows that are not as they were written,
 * from a database that fails, and held against its statement and the log.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/store/event_log.h"
#include "decision_fixture.h"

/* ---- kept rows that are not as they were written ---- */

static const struct decision *
read_in(const char *language, const char *id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	const struct decision *decision;
	struct err err = { .code = ERR_NONE };

	call.language = language;
	if (!decision_read(&call, id, &decision, &err))
		fail_msg("%s", err.detail);
	return decision;
}

static void
a_kept_row_reads_as_what_is_left_of_it(void **state)
{
	(void)state;
	const struct decision *decision = test_large_approval("Kept"), *read;
	const char *id = decision->id;
	struct err err;

	test_keep(id, "reasons", "[{\"code\":\"A04\",\"legal_basis\":\"b\",\"text\":{\"es\":\"una\"}}]");
	test_keep(id, "amounts", "[{\"from\":\"soon\",\"to\":\"late\",\"amount\":\"much\"}]");
	read = read_in("vi", id);
	assert_string_equal(read->reasons.at[0].text, "una");
	assert_null(read->reasons.at[0].facts);
	assert_int_equal(read->amounts.at[0].from, DATE_NONE);
	assert_int_equal(read->amounts.at[0].to, DATE_NONE);
	assert_int_equal(read->amounts.at[0].amount, 0);
	/* No such month can be issued. */
	assert_false(test_sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(test_names(&err, "/reasons", "bad_amount"));

	test_keep(id, "reasons", "[{\"code\":\"Z99\",\"legal_basis\":\"b\",\"text\":{\"en\":\"one\"}}]");
	assert_string_equal(read_in("vi", id)->reasons.at[0].text, "one");
	assert_false(test_sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(test_names(&err, "/reasons/0/code", "unknown"));
	assert_false(test_rehearse_signature(&agency.sam, id, true, &err));
	assert_true(test_names(&err, "/reasons/0/code", "unknown"));

	test_keep(id, "reasons", "");
	test_keep(id, "amounts", "");
	read = read_in("en", id);
	assert_int_equal(read->reasons.count, 0);
	assert_int_equal(read->amounts.count, 0);
	assert_false(test_sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(test_names(&err, "/reasons", "no_reason"));

	/* Nobody's decision is nobody's in a conflict, too. */
	test_keep(id, "decided_by_id", "");
	assert_false(test_sign_as(&agency.sam, id, 7, true, NULL, &err));
	assert_int_equal(err.code, ERR_VERSION_CONFLICT);
	assert_string_equal(err.changed_by, "");
	assert_false(test_sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(test_names(&err, "/reasons", "no_reason"));
}

static void
answers_that_are_gone_are_a_home_of_one_and_broken_ones_a_fault(void **state)
{
	(void)state;
	struct asking *asking = test_ask(test_ready("No Answers")->id, OUTCOME_DENIED, "D06", NULL);
	const char *id = asking->request.application_id;
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);
	const struct rehearsal *rehearsal;
	struct err err = { .code = ERR_NONE };

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET answers = '{}' WHERE id = '%s'", id));
	assert_int_equal(test_rehearse(asking)->stops.count, 0);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET answers = '{' WHERE id = '%s'", id));
	assert_false(decision_rehearse(&call, id, &asking->request, &rehearsal, &err));
	assert_int_equal(err.code, ERR_MALFORMED_JSON);
}

/* ---- a database that fails ---- */

/* "There is no such thing" would be a lie. */
static void
what_cannot_be_read_is_not_called_missing(void **state)
{
	(void)state;
	static const struct {
		const char *table;
		bool decision, decisions, notice, notices; /* which reads rest on it */
	} cases[] = {
		{ "decision", true, true, false, false },
		{ "notice", false, false, true, true },
		{ "queue", true, true, true, true },
	};
	const struct decision *first, *second = test_to_be_replaced("Unreadable", &first), *one;
	const char *id = first->application_id;

	for (size_t i = 0; i < countof(cases); i++) {
		struct call call = test_call(&agency, &agency.sam, -1);
		struct decision *decisions;
		const struct notice *notice;
		struct notice *notices;
		struct err err = { .code = ERR_NONE };
		size_t count;

		test_store_exec(&agency.store, arena_printf(&agency.arena, "ALTER TABLE %s RENAME TO away",
		                                            cases[i].table));
		assert_int_equal(decision_read(&call, first->id, &one, &err), !cases[i].decision);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		assert_int_equal(decisions_of(&call, id, &decisions, &count, &err), !cases[i].decisions);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		assert_int_equal(notice_read_one(&call, first->notice_id, &notice, &err), !cases[i].notice);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		assert_int_equal(notices_of(&call, id, &notices, &count, &err), !cases[i].notices);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		/* Nor is it signed, where its letter cannot be kept either. */
		assert_false(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		test_store_exec(&agency.store, arena_printf(&agency.arena, "ALTER TABLE away RENAME TO %s",
		                                            cases[i].table));
	}
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_AWAITING_SECOND_APPROVAL);
	struct err err;
	assert_true(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	struct asking *asking = test_ask(test_ready("Unwritable")->id, OUTCOME_DENIED, "D06", NULL);
	test_store_exec(&agency.store, "ALTER TABLE notice RENAME TO away");
	assert_false(test_decide_as(&agency.ana, asking, &one, &err));
	test_store_exec(&agency.store, "ALTER TABLE away RENAME TO notice");
	assert_true(test_decide_as(&agency.ana, asking, &one, &err));
}

/* ---- what the proof makes of them ---- */

static struct decision_fault
prove(struct decision_count *ret_count)
{
	struct decision_fault fault;
	struct err err = { .code = ERR_NONE };

	if (!decision_verify(agency.store.db, &agency.arena, &fault, ret_count, &err))
		fail_msg("%s", err.detail);
	return fault;
}

static void
expect_fault(const char *what)
{
	struct decision_count count;
	struct decision_fault fault = prove(&count);

	if (!fault.what)
		fail_msg("nothing found, wanted %s", what);
	assert_non_null(strstr(fault.what, what));
}

static void
state_in(const char *id, const char *statement)
{
	test_keep(id, "statement", statement);
}

/* The log's texts tell no hash, as before one was kept: a row is held against its statement alone. */
static void
the_proof_holds_rows_against_their_statements(void **state)
{
	(void)state;
	static const char whole[] = "{\"application_id\":\"%s\",\"application_version\":%lld,\"outcome\":\"approved\","
		"\"rationale\":\"as the file shows\",\"reasons\":[{\"code\":\"A04\"}],\"amounts\":[{%s}]}";
	static const struct {
		const char *amount, *what;
	} cases[] = {
		{ "\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"1500.01\",\"currency\":\"USD\"}", NULL },
		{ "\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"1500.02\",\"currency\":\"USD\"}", "its statement says" },
		{ "\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"much\"}", "its statement says" },
		{ "\"from\":\"2025-12-01\"", "its statement says" },
		{ "\"from\":\"2025-12-02\"", "its statement says" },
	};
	struct decision_count count;
	struct err err;

	const struct decision *decision = test_large_approval("Proved");
	assert_non_null(prove(&count).what); /* its statement is "{}" */
	/* Of before statements were kept, and of who has no key: nothing to hold it against. */
	state_in(decision->id, "");
	test_store_exec(&agency.store, "UPDATE event_payload SET payload = '{}'");
	assert_null(prove(&count).what);
	assert_int_equal(count.unproved, 1);
	for (size_t i = 0; i < countof(cases); i++) {
		state_in(decision->id, arena_printf(&agency.arena, whole, decision->application_id,
			(long long)decision->application_version, cases[i].amount));
		if (cases[i].what)
			expect_fault(cases[i].what);
		else
			assert_null(prove(&count).what);
	}
	state_in(decision->id, "");
	test_keep(decision->id, "signature", "x");
	expect_fault("Its signature is none");
	test_keep(decision->id, "signature", "");
	assert_true(test_sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	test_store_exec(&agency.store, "DELETE FROM approval; UPDATE event_payload SET payload = '{}'");
	assert_null(prove(&count).what);
}

static void
tell_of_key(const char *payload)
{
	struct event event = { .type = EVENT_KEY_MADE, .subject = { "worker", "w_ana" },
		               .actor = { AUTHOR_WORKER, "w_ana", "Ana Ruiz" } };
	struct txn txn;

	test_txn_begin(&agency.store, &txn);
	assert_true(event_append(&txn, &event, payload));
	test_txn_commit(&txn);
}

static void
the_proof_misses_every_key_the_log_tells_of(void **state)
{
	(void)state;
	enum { KEYS = 150 };
	struct decision_count count;
	struct decision_fault fault;
	struct err err = { .code = ERR_NONE };

	/* What names no key tells of none. */
	tell_of_key("{}");
	tell_of_key("{\"key\":\"k_half\"}");
	assert_null(prove(&count).what);
	for (int i = 0; i < KEYS; i++)
		tell_of_key(arena_printf(&agency.arena, "{\"key\":\"k_%d\",\"public_key\":\"p\"}", i));
	fault = prove(&count);
	assert_true(fault.is_key);
	assert_string_equal(fault.id, "k_0");
	assert_string_equal(fault.what, "Its row is gone.");
	test_store_exec(&agency.store, "DELETE FROM event_payload");
	/* A text that says nothing of the row proves nothing of it. */
	test_store_exec(&agency.store, "INSERT INTO event_payload (chain_id, seq, salt, payload)"
		" SELECT chain_id, seq, hash, 'no json' FROM event WHERE decision_id <> ''");
	assert_null(prove(&count).what);
	assert_int_equal(count.unproved, count.rows);
	test_store_exec(&agency.store, "ALTER TABLE event RENAME TO away");
	assert_false(decision_verify(agency.store.db, &agency.arena, &fault, &count, &err));
	assert_int_not_equal(err.code, ERR_NONE);
	test_store_exec(&agency.store, "ALTER TABLE away RENAME TO event");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_kept_row_reads_as_what_is_left_of_it, test_same_day_again),
		cmocka_unit_test_teardown(answers_that_are_gone_are_a_home_of_one_and_broken_ones_a_fault, test_same_day_again),
		cmocka_unit_test_teardown(what_cannot_be_read_is_not_called_missing, test_same_day_again),
	};
	/* An agency of their own, where nothing was broken before. */
	const struct CMUnitTest proofs[] = {
		cmocka_unit_test_teardown(the_proof_holds_rows_against_their_statements, test_same_day_again),
		cmocka_unit_test_teardown(the_proof_misses_every_key_the_log_tells_of, test_same_day_again),
	};
	int failed = cmocka_run_group_tests(tests, test_desk_open, test_desk_close);

	return failed + cmocka_run_group_tests(proofs, test_desk_open, test_desk_close);
}
