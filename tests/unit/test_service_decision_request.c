/* SPDX-License-Identifier: Apache-2.0
 *
 * What a request for a decision may not be, and how it is told: part by part.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/proposal.h"
#include "server/store/event_log.h"
#include "decision_fixture.h"

/* ---- what a request may not be ---- */

static void
each_part_that_cannot_be_taken_is_named(void **state)
{
	(void)state;
	enum { TOO_MANY = 100, LONG_TEXT = 20001 };
	struct asking *asking = test_ask(test_ready("Too Much")->id, OUTCOME_DENIED, "D06", NULL);
	struct reason_ask many_reasons[TOO_MANY] = { { .code = "D06" } };
	struct decision_amount many_amounts[TOO_MANY] = { { .amount = 1 } };
	const struct decision *decision;
	char *text = arena_alloc(&agency.arena, LONG_TEXT + 1);
	struct err err;

	memset(text, 'x', LONG_TEXT);
	asking->request.rationale = asking->request.override_reason = text;
	asking->request.advice_differs_because = text;
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_true(test_names(&err, "/rationale", "too_long"));
	assert_true(test_names(&err, "/advice_differs_because", "too_long"));
	assert_true(test_names(&err, "/override_reason", "too_long"));

	/* The first is refused also where the rest is in order. */
	asking->request.override_reason = asking->request.advice_differs_because = NULL;
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.field_count, 1);
	asking->request.rationale = "";
	asking->request.reasons.at = many_reasons;
	asking->request.reasons.count = TOO_MANY;
	asking->request.amounts.at = many_amounts;
	asking->request.amounts.count = TOO_MANY;
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_true(test_names(&err, "/reasons", "too_many"));
	assert_true(test_names(&err, "/amounts", "too_many"));

	asking = test_ask(asking->request.application_id, OUTCOME_DENIED, "D06", NULL);
	asking->request.outcome = (enum outcome)0;
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_true(test_names(&err, "/outcome", "required"));
}

static void
every_reason_that_cannot_be_read_is_named(void **state)
{
	(void)state;
	struct asking *asking = test_ask(test_ready("Not Read")->id, OUTCOME_DENIED, "D98", "D99");
	const struct decision *decision;
	struct err err;

	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_true(test_names(&err, "/reasons/0/code", "unknown"));
	assert_true(test_names(&err, "/reasons/1/code", "unknown"));
	asking->reasons[1].code = "D06";
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.field_count, 1);
	asking->reasons[0].code = NULL;
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_true(test_names(&err, "/reasons/0/code", "unknown"));
	asking->reasons[0] = (struct reason_ask) { .code = "D06", .facts = "{" };
	asking->request.reasons.count = 1;
	assert_false(test_decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.code, ERR_MALFORMED_JSON);
}

static void
a_rehearsal_is_refused_as_the_decision_would_be(void **state)
{
	(void)state;
	struct asking *asking = test_ask(test_ready("Refused")->id, OUTCOME_DENIED, "D98", NULL);
	const char *id = asking->request.application_id;
	const struct rehearsal *rehearsal;
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);

	assert_false(decision_rehearse(&call, id, &asking->request, &rehearsal, &err));
	assert_true(test_names(&err, "/reasons/0/code", "unknown"));
	err = (struct err) { .code = ERR_NONE };
	asking->request.application_version--;
	assert_false(decision_rehearse(&call, id, &asking->request, &rehearsal, &err));
	assert_true(test_names(&err, "/application_version", "differs"));
}

static void
a_rehearsal_warns_of_all_that_is_odd_and_of_the_second_person(void **state)
{
	(void)state;
	struct asking *asking = test_ask(test_ready("Odd")->id, OUTCOME_APPROVED, "A04", NULL);
	const char *id = asking->request.application_id;
	struct event written = { .type = EVENT_MESSAGE_ADDED, .subject = { "message", "m_1" },
		                 .application_id = id, .actor = { AUTHOR_CUSTOMER, "c_1", NULL } };
	const struct rehearsal *rehearsal;
	bool second = false, message = false;
	struct txn txn;

	test_txn_begin(&agency.store, &txn);
	assert_true(event_append(&txn, &written, NULL));
	test_txn_commit(&txn);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET email = '', address = '' WHERE id ="
		" (SELECT customer_id FROM application WHERE id = '%s')", id));
	asking->request.rationale = "";
	asking->amount.amount = OVER_LIMIT_CENTS;
	rehearsal = test_rehearse(asking);
	assert_int_equal(rehearsal->stops.count, 0);
	assert_int_equal(rehearsal->warnings.count, 4);
	for (size_t i = 0; i < rehearsal->warnings.count; i++) {
		second |= str_eq(rehearsal->warnings.at[i].code, "second_person");
		message |= str_starts(rehearsal->warnings.at[i].text, "Not looked at: message");
	}
	assert_true(second);
	assert_true(message);
	/* An address without a street reaches nobody either. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET address = '{\"city\":\"Nashville\",\"state\":\"TN\",\"zip\":\"37201\"}'"
		" WHERE id = (SELECT customer_id FROM application WHERE id = '%s')", id));
	assert_int_equal(test_rehearse(asking)->warnings.count, 4);
}

static void
a_refusal_says_that_nobody_can_lift_it(void **state)
{
	(void)state;
	struct finding stop = { "agency_delay", "The delay is the agency's.", NULL };
	struct proposal proposal = { .findings.stops = { &stop, 1 } };
	struct err err = { .code = ERR_NONE };

	assert_false(proposal_refuse(&proposal, &err));
	assert_string_equal(err.fields[0].detail, "The delay is the agency's. Nobody can lift it.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(each_part_that_cannot_be_taken_is_named, test_same_day_again),
		cmocka_unit_test_teardown(every_reason_that_cannot_be_read_is_named, test_same_day_again),
		cmocka_unit_test_teardown(a_rehearsal_is_refused_as_the_decision_would_be, test_same_day_again),
		cmocka_unit_test_teardown(a_rehearsal_warns_of_all_that_is_odd_and_of_the_second_person, test_same_day_again),
		cmocka_unit_test_teardown(a_refusal_says_that_nobody_can_lift_it, test_same_day_again),
	};

	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
