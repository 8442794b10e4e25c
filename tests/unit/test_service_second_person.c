/* SPDX-License-Identifier: Apache-2.0
 *
 * Who signs a decision: large amounts, lifted STOPs and replacements take two
 * people, and what changed before the second signature counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/service/application.h"
#include "decision_fixture.h"

/* ---- the second person ---- */

static void
large_amount_waits_for_a_second_person(void **state)
{
	(void)state;
	const struct decision *decision = test_large_approval("Large");
	const char *id = decision->application_id;
	const struct application *waiting = test_read(&agency, &agency.sam, id);
	struct err err;

	assert_int_equal(decision->state, DECISION_AWAITING_SECOND_APPROVAL);
	assert_int_equal(waiting->status, APPLICATION_AWAITING_SECOND_APPROVAL);
	assert_int_equal(waiting->turn, TURN_SECOND);
	assert_true(test_may(waiting, "second"));
	assert_false(test_may(test_read(&agency, &agency.ana, id), "second"));
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE decision_id = '%s'", decision->id)), 0);

	assert_false(test_sign_as(&agency.ana, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_false(test_sign_as(&agency.ben, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	assert_true(test_sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_APPROVED);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE decision_id = '%s'", decision->id)), 1);
	assert_false(test_sign_as(&agency.sue, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_VERSION_CONFLICT);
	assert_string_equal(err.changed_by, "Sam Hill");
	assert_false(test_sign_as(&agency.sue, decision->id, 2, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

static void
returned_decision_goes_back_to_its_maker(void **state)
{
	(void)state;
	const struct decision *decision = test_large_approval("Returned");
	const char *id = decision->application_id;
	struct err err;

	assert_false(test_sign_as(&agency.sam, decision->id, 1, false, "", &err));
	assert_string_equal(err.fields[0].pointer, "/reason");
	assert_true(test_sign_as(&agency.sam, decision->id, 1, false, "rent is counted twice", &err));
	const struct application *after = test_read(&agency, &agency.ana, id);
	/* It is still complete, so the gate lets it through again at once. */
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	assert_string_equal(after->assignee->id, "w_ana");
	assert_null(after->decision_id);
	struct call call = test_call(&agency, &agency.ana, -1);
	const struct decision *again;
	assert_true(decision_read(&call, decision->id, &again, &err));
	assert_int_equal(again->state, DECISION_RETURNED);
	assert_string_equal(again->return_reason, "rent is counted twice");
}

static void
lifting_a_stop_takes_two_people(void **state)
{
	(void)state;
	const char *id = test_in_review("Lifted")->id;
	const struct decision *decision;
	struct err err;

	agency.now_ms += 15 * DAY_MS;
	struct asking *asking = test_deny_for_all_proof(id);
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	/* Who is stopped does not let themselves through, whatever the reason. */
	asking->request.override_reason = "she moved away and wrote so";
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_string_equal(err.fields[0].code, "too_early");
	assert_int_equal(test_read(&agency, &agency.ana, id)->status, APPLICATION_IN_REVIEW);

	/* A supervisor does it in the assignee's place; never alone. */
	id = test_in_review("Lifted By Sam")->id;
	agency.now_ms += 15 * DAY_MS;
	asking = test_deny_for_all_proof(id);
	assert_false(test_decide_as(&agency.sam, asking, &decision, &err));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	asking->request.override_reason = "hearing officer's order";
	assert_true(test_decide_as(&agency.sam, asking, &decision, &err));
	assert_false(test_sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_true(test_sign_as(&agency.sue, decision->id, 1, true, NULL, &err));

	/* On a case of Sam's own the STOP stands, too, until it is lifted with a reason. */
	id = test_in_review("Sam's Own")->id;
	test_put(id, APPLICATION_IN_REVIEW, agency.sam.id);
	agency.now_ms += 15 * DAY_MS;
	asking = test_deny_for_all_proof(id);
	assert_false(test_decide_as(&agency.sam, asking, &decision, &err));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_string_equal(err.fields[0].code, "too_early");
	asking->request.override_reason = "she moved away and wrote so";
	assert_true(test_decide_as(&agency.sam, asking, &decision, &err));
	assert_int_equal(decision->state, DECISION_AWAITING_SECOND_APPROVAL);

	/* What a supervisor cannot lift stays a STOP. */
	id = test_in_review("Not Liftable")->id;
	asking = test_deny_for_proof(id, "identity");
	asking->request.override_reason = "please";
	assert_false(test_decide_as(&agency.sam, asking, &decision, &err));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
}

/* A letter that came back asked for nothing; the days run from the next. */
static void
a_request_that_was_not_served_is_no_request(void **state)
{
	(void)state;
	const char *id = test_in_review("Letter Came Back")->id;
	const char *of = arena_printf(&agency.arena, " WHERE application_id = '%s' AND kind = 'missing'", id);

	agency.now_ms += 35 * DAY_MS;
	assert_int_equal(test_rehearse(test_deny_for_all_proof(id))->stops.count, 0);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE notice SET state = %d, back_at = %lld%s", NOTICE_BOUNCED,
		(long long)(agency.now_ms - 30 * DAY_MS), of));
	test_expect_stop(test_deny_for_all_proof(id), "not_served", "supervisor");
	/* Sent again four days ago: six are left. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO notice (id, application_id, customer_id, decision_id, kind, channel, language,"
		" state, rendered_text, sha256, created_at) SELECT id || 'b', application_id, customer_id,"
		" decision_id, kind, 'letter', language, %d, rendered_text, sha256, %lld FROM notice%s",
		NOTICE_SENT, (long long)(agency.now_ms - 4 * DAY_MS), of));
	test_expect_stop(test_deny_for_all_proof(id), "served_too_late", "supervisor");
	agency.now_ms += 7 * DAY_MS;
	assert_int_equal(test_rehearse(test_deny_for_all_proof(id))->stops.count, 0);
}

static void
superseding_names_the_old_and_takes_a_second_person(void **state)
{
	(void)state;
	const char *id = test_ready("Superseded")->id;
	const struct decision *first, *second, *read;
	struct err err;

	assert_true(test_decide_as(&agency.ana, test_ask(id, OUTCOME_DENIED, "D06", NULL), &first, &err));
	struct asking *asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	asking->request.supersedes = "d_other";
	assert_false(test_decide_as(&agency.sam, asking, &second, &err));
	assert_string_equal(err.fields[0].code, "not_in_force");
	asking->request.supersedes = first->id;
	assert_false(test_decide_as(&agency.ana, asking, &second, &err));
	assert_int_equal(err.code, ERR_FORBIDDEN);

	/* Returned: the old one stays in force. */
	assert_true(test_decide_as(&agency.sam, asking, &second, &err));
	assert_int_equal(second->state, DECISION_AWAITING_SECOND_APPROVAL);
	assert_true(test_sign_as(&agency.sue, second->id, 1, false, "why?", &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_DENIED);
	assert_string_equal(test_read(&agency, &agency.sam, id)->decision_id, first->id);

	asking->request.application_version = test_version_of(id);
	assert_true(test_decide_as(&agency.sam, asking, &second, &err));
	assert_false(test_sign_as(&agency.sam, second->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_true(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_APPROVED);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(decision_read(&call, first->id, &read, &err));
	assert_int_equal(read->state, DECISION_SUPERSEDED);
	assert_true(decision_read(&call, second->id, &read, &err));
	assert_string_equal(read->supersedes, first->id);
	assert_string_equal(read->approved_by->id, "w_sue");
}

/* What the letter of a decision says of keeping what was approved; NULL: nothing. */
static const char *
says_of_keeping(const char *decision_id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	const struct decision *decision;
	const struct notice *notice;
	struct err err;

	assert_true(decision_read(&call, decision_id, &decision, &err));
	assert_true(notice_read_one(&call, decision->notice_id, &notice, &err));
	return strstr(notice->rendered_text, "siga como estaba hasta que la audiencia decida");
}

/* 7 CFR 273.13(a)(2): that it can go on until a hearing, and what that may cost. */
static void
a_letter_that_takes_from_what_was_approved_says_how_to_keep_it(void **state)
{
	(void)state;
	const struct decision *first, *second;
	const char *says;
	struct err err;

	second = test_to_be_replaced("Ended", &first);
	assert_null(says_of_keeping(first->id));
	assert_true(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	says = says_of_keeping(second->id);
	assert_non_null(says);
	assert_non_null(strstr(says, "devolver"));

	/* Lowered, but not raised, nor what was never had. */
	for (int more = 0; more <= 1; more++) {
		const char *id = test_ready(more ? "Raised" : "Lowered")->id;

		struct asking *asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
		asking->amount.from = FIRST_OF_JANUARY;
		assert_true(test_decide_as(&agency.ana, asking, &first, &err));
		asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
		asking->amount.from = FIRST_OF_JANUARY;
		asking->request.supersedes = first->id;
		asking->request.advice_differs_because = "worked out by hand";
		asking->amount.amount += more ? 100 : -100;
		assert_true(test_decide_as(&agency.sam, asking, &second, &err));
		assert_true(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
		assert_int_equal(says_of_keeping(second->id) != NULL, !more);
	}
}

/* 7 CFR 273.13(a)(1): ten days from the day after the letter, on the eleventh it may be less. */
static void
what_was_approved_is_not_taken_before_its_letter_is_ten_days_old(void **state)
{
	(void)state;
	const char *id = test_ready("Too Soon")->id;
	struct decision_amount two[2] = { { FIRST_OF_DECEMBER, 0, 29100 }, { 0, DATE_NONE, 29000 } };
	struct asking *asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	civil_date today = zone_date(ZONE_CENTRAL, agency.now_ms);
	const struct decision *first, *second;
	struct err err;

	asking->amount.from = two[0].from = today;
	assert_true(test_decide_as(&agency.ana, asking, &first, &err));
	/* At once: by an end, by less, and by less from the tenth day. */
	asking = test_ask(id, OUTCOME_DENIED, "D06", NULL);
	asking->request.supersedes = first->id;
	assert_false(test_decide_as(&agency.sam, asking, &second, &err));
	assert_true(test_names(&err, "/reasons", "less_too_soon"));
	asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	asking->request.supersedes = first->id;
	asking->request.advice_differs_because = "worked out by hand";
	asking->amount = (struct decision_amount) { today, DATE_NONE, 29000 };
	assert_false(test_decide_as(&agency.sam, asking, &second, &err));
	assert_true(test_names(&err, "/reasons", "less_too_soon"));
	asking->request.amounts.at = two;
	asking->request.amounts.count = 2;
	for (int days = 10; days <= 11; days++) {
		two[0].to = today + days - 1;
		two[1].from = today + days;
		assert_int_equal(test_decide_as(&agency.sam, asking, &second, &err), days == 11);
		assert_int_equal(test_names(&err, "/reasons", "less_too_soon"), days == 10);
	}
	assert_true(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
}

static void
withdrawing_takes_a_waiting_decision_along(void **state)
{
	(void)state;
	const struct decision *decision = test_large_approval("Changed Her Mind"), *read;
	const char *id = decision->application_id;
	struct withdraw_request phone = { "by phone" };
	const struct application *after;
	struct err err;

	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
		application_withdraw(&call, id, &phone, &after, &err)));
	assert_null(after->decision_id);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(decision_read(&call, decision->id, &read, &err));
	assert_int_equal(read->state, DECISION_RETURNED);
	assert_false(test_sign_as(&agency.sam, decision->id, 2, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

/* ---- what changed before the second signature ---- */

static void
the_second_signature_is_checked_as_of_its_own_day(void **state)
{
	(void)state;
	const struct decision *decision = test_large_approval("Later");
	const char *id = decision->application_id;
	struct asking *asking;
	struct err err;

	/* A proof is owed again, and nobody gave a reason to go past it. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 2 WHERE application_id = '%s'", id));
	assert_false(test_sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	assert_true(test_names(&err, "/reasons", "not_complete"));

	/* Asked to lift one STOP, she is not taken to have lifted another. */
	id = test_in_review("Later Lifted")->id;
	agency.now_ms += 15 * DAY_MS;
	asking = test_deny_for_all_proof(id);
	asking->request.override_reason = "she moved away";
	assert_true(test_decide_as(&agency.sam, asking, &decision, &err));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 4 WHERE application_id = '%s'", id));
	assert_false(test_sign_as(&agency.sue, decision->id, 1, true, NULL, &err));
	assert_true(test_names(&err, "/reasons", "item_accepted"));
}

static void
a_return_says_why_in_so_many_words(void **state)
{
	(void)state;
	enum { LONG_TEXT = 2001 };
	const struct decision *decision = test_large_approval("Wordy");
	char *text = arena_alloc(&agency.arena, LONG_TEXT + 1);
	struct err err;

	memset(text, 'x', LONG_TEXT);
	assert_false(test_sign_as(&agency.sam, decision->id, 1, false, text, &err));
	assert_true(test_names(&err, "/reason", "too_long"));
}

static void
what_is_not_replaced_after_all_stays_in_force(void **state)
{
	(void)state;
	const struct decision *first, *second = test_to_be_replaced("Stays", &first);
	const char *id = first->application_id;
	struct err err;

	/* The one in force waits for nobody. */
	assert_false(test_sign_as(&agency.sue, first->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_true(test_sign_as(&agency.sue, second->id, 1, false, "why?", &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_APPROVED);
	assert_string_equal(test_read(&agency, &agency.sam, id)->decision_id, first->id);

	second = test_to_be_replaced("Not In Force", &first);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE decision SET state = %d WHERE id = '%s'", DECISION_RETURNED, first->id));
	assert_false(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"DELETE FROM decision WHERE id = '%s'", first->id));
	assert_false(test_sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_false(test_sign_as(&agency.sue, second->id, 1, false, "why?", &err));
	assert_int_equal(err.code, ERR_INTERNAL);
}

static void
a_signature_is_rehearsed_by_who_could_give_it(void **state)
{
	(void)state;
	const struct decision *decision = test_large_approval("Rehearsed Signature");
	struct err err;

	assert_false(test_rehearse_signature(&agency.ana, decision->id, true, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_false(test_rehearse_signature(&agency.ana, decision->id, false, &err));
	assert_true(test_rehearse_signature(&agency.sam, decision->id, true, &err));
	assert_true(test_rehearse_signature(&agency.sam, decision->id, false, &err));
	assert_false(test_rehearse_with(&agency.sam, decision->id, false, "", &err));
	assert_true(test_names(&err, "/reason", "required"));
	assert_int_equal(test_read(&agency, &agency.sam, decision->application_id)->status,
	                 APPLICATION_AWAITING_SECOND_APPROVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(large_amount_waits_for_a_second_person, test_same_day_again),
		cmocka_unit_test_teardown(returned_decision_goes_back_to_its_maker, test_same_day_again),
		cmocka_unit_test_teardown(lifting_a_stop_takes_two_people, test_same_day_again),
		cmocka_unit_test_teardown(a_request_that_was_not_served_is_no_request, test_same_day_again),
		cmocka_unit_test_teardown(a_letter_that_takes_from_what_was_approved_says_how_to_keep_it, test_same_day_again),
		cmocka_unit_test_teardown(withdrawing_takes_a_waiting_decision_along, test_same_day_again),
		cmocka_unit_test_teardown(what_was_approved_is_not_taken_before_its_letter_is_ten_days_old, test_same_day_again),
		cmocka_unit_test_teardown(superseding_names_the_old_and_takes_a_second_person, test_same_day_again),
		cmocka_unit_test_teardown(the_second_signature_is_checked_as_of_its_own_day, test_same_day_again),
		cmocka_unit_test_teardown(a_return_says_why_in_so_many_words, test_same_day_again),
		cmocka_unit_test_teardown(what_is_not_replaced_after_all_stays_in_force, test_same_day_again),
		cmocka_unit_test_teardown(a_signature_is_rehearsed_by_who_could_give_it, test_same_day_again),
	};

	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
