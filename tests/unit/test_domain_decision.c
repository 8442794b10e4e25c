/* SPDX-License-Identifier: Apache-2.0
 *
 * The rehearsal's STOPs and WARNs: each check, at its boundary, and who can
 * lift it.
 */
#include "test_domain_case.h"

#include <limits.h>

#include "domain/decision_check.h"

static struct arena arena = ARENA_INIT;
static const struct program *snap, *child_care;

static struct interview interviews[3];
static struct item_list items;
static struct fact_record record;
static struct reason_facts reasons[4];
static struct decision_amount amounts[2];
static struct decision_input input;
static struct decision_findings found;

static void
use_reason(size_t index, const char *code, const char *given_text)
{
	struct json *given = given_text ? test_json(&arena, given_text) : NULL;
	const struct program_reason *reason = program_find_reason(input.program, code);
	struct err err = { 0 };

	assert_non_null(reason);
	if (!facts_read(&reasons[index], &arena, reason, given, &record, "/f", &err))
		fail_msg("%s: %s", err.fields[0].pointer, err.fields[0].code);
	json_free(given);
	if (input.reason_count <= index)
		input.reason_count = index + 1;
}

/* A denial that is in order: two talks missed, two proofs asked for and past due, day 30. */
static int
good_denial(void **state)
{
	(void)state;
	interviews[0] = (struct interview){ 1, test_instant("2025-11-16T16:00:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	interviews[1] = (struct interview){ 2, test_instant("2025-11-21T21:30:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	test_accept_all(&items);
	test_item(&items, "interview", 0)->state = ITEM_UNMET;
	test_set(&items, "pay_stubs", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	record = (struct fact_record){ .program = snap,
		.language = "en",
		.filed_on = test_date("2025-11-12"),
		.today = test_date("2025-12-12"),
		.zone = ZONE_CENTRAL,
		.items = items.at,
		.item_count = items.count,
		.interviews = interviews,
		.interview_count = 2,
		.household_size = 3 };
	input = (struct decision_input){ .program = snap,
		.outcome = OUTCOME_DENIED,
		.reasons = reasons,
		.rationale = "No answer to two letters.",
		.record = &record,
		.customer_language = "en",
		.notice_can_be_addressed = true };
	use_reason(0, "D07", NULL);
	use_reason(1, "D08", NULL);
	return 0;
}

/* An approval that is in order. */
static int
good_approval(void **state)
{
	good_denial(state);
	test_accept_all(&items);
	amounts[0] = (struct decision_amount){ test_date("2025-11-12"), test_date("2025-11-30"), 26700 };
	amounts[1] = (struct decision_amount){ test_date("2025-12-01"), test_date("2026-10-31"), 42300 };
	record.amounts = amounts;
	record.amount_count = 2;
	input.outcome = OUTCOME_APPROVED;
	input.amounts = amounts;
	input.amount_count = 2;
	input.reason_count = 0;
	use_reason(0, "A01", NULL);
	return 0;
}

static void
check(void)
{
	decision_check(&found, &arena, &input);
}

static const struct finding *
find_stop(const char *code)
{
	for (size_t i = 0; i < found.stops.count; i++)
		if (str_eq(found.stops.at[i].code, code))
			return &found.stops.at[i];
	return NULL;
}

static bool
warns(const char *code)
{
	for (size_t i = 0; i < found.warnings.count; i++)
		if (str_eq(found.warnings.at[i].code, code))
			return true;
	return false;
}

static void
assert_nothing_found(void)
{
	if (found.stops.count)
		fail_msg("STOP %s: %s", found.stops.at[0].code, found.stops.at[0].text);
	if (found.warnings.count)
		fail_msg("WARN %s: %s", found.warnings.at[0].code, found.warnings.at[0].text);
}

/* Exactly this one STOP. */
static void
assert_stop(const char *code, const char *lifted_by, const char *text)
{
	check();
	if (!find_stop(code))
		fail_msg("no STOP %s (%zu others)", code, found.stops.count);
	assert_string_equal(find_stop(code)->text, text);
	assert_string_equal(find_stop(code)->lifted_by ? find_stop(code)->lifted_by : "nobody", lifted_by);
	assert_int_equal(found.stops.count, 1);
}

static void
decisions_in_order_find_nothing(void **state)
{
	check();
	assert_nothing_found();
	assert_false(found.needs_second_person);
	good_approval(state);
	check();
	assert_nothing_found();
	assert_false(found.needs_second_person);
}

/* ---- denial ---- */

static void
inaction_waits_for_day_30(void **state)
{
	(void)state;
	record.today = test_date("2025-12-11"); /* day 29 */
	assert_stop("too_early", "supervisor", "D07 D08: not before day 30, December 12, 2025.");
	assert_true(decision_stops_can_be_lifted(&found));
	record.today = test_date("2025-12-12"); /* day 30 */
	check();
	assert_int_equal(found.stops.count, 0);
	record.today = test_date("2025-12-13"); /* day 31 */
	check();
	assert_int_equal(found.stops.count, 0);
	/* other reasons need not wait */
	input.reason_count = 0;
	record.today = test_date("2025-11-13");
	use_reason(0, "D06", NULL);
	check();
	assert_int_equal(found.stops.count, 0);
}

static void
two_interviews_are_offered_first(void **state)
{
	(void)state;
	record.interview_count = 1;
	use_reason(0, "D07", "{'d2':'2025-11-21'}");
	assert_stop("interviews_offered", "supervisor",
		"D07: 1 of 2 interviews were offered and missed. Offer another.");
	record.interview_count = 3;
	interviews[2] = (struct interview){ 3, test_instant("2025-12-15T15:00:00Z"), "phone",
		INTERVIEW_SET, NULL };
	assert_stop("interview_set", "supervisor", "D07: an interview is still set for December 15, 2025.");
	interviews[2].state = INTERVIEW_HELD;
	assert_stop("interview_held", "worker", "D07: an interview was held or waived.");
	interviews[2].state = INTERVIEW_WAIVED;
	assert_stop("interview_held", "worker", "D07: an interview was held or waived.");
}

static void
items_named_are_those_asked_for_and_past_due(void **state)
{
	struct missing_item *rent = test_item(&items, "rent_proof", 0);

	(void)state;
	rent->due_on = test_date("2025-12-12"); /* due today: the day is not over */
	assert_stop("not_past_due", "worker",
		"D08: the customer has until December 12, 2025 for this: Rent receipt or lease.");
	rent->due_on = test_date("2025-12-11");
	check();
	assert_int_equal(found.stops.count, 0);
	rent->requested_on = rent->due_on = DATE_NONE;
	rent->state = ITEM_UNMET;
	assert_stop("not_requested", "worker",
		"D08: never asked for: Rent receipt or lease. Ask for it and wait for its date.");
	/* Asked for without a date to bring it by: nobody can be late. */
	rent->state = ITEM_REQUESTED;
	rent->requested_on = test_date("2025-11-17");
	assert_stop("not_requested", "worker",
		"D08: never asked for: Rent receipt or lease. Ask for it and wait for its date.");
	rent->state = ITEM_RECEIVED;
	assert_stop("on_file", "supervisor",
		"D08: on file, so it cannot be called missing: Rent receipt or lease. Look at it.");
	rent->state = ITEM_ACCEPTED;
	assert_stop("item_accepted", "worker", "D08: already accepted: Rent receipt or lease.");
}

static void
no_item_may_be_left_out(void **state)
{
	char given[120];

	(void)state;
	snprintf(given, sizeof(given), "{'items':['%s']}", test_item(&items, "rent_proof", 0)->id);
	use_reason(1, "D08", given);
	assert_stop("left_out", "worker",
		"D08: also asked for and past due, but not named: Pay stub, Acme Foods, for Nguyen Thi Hoa, "
		"October 14 to October 27, 2025.");
}

/* What the worker has to do themselves is not for the letter to name. */
static void
only_what_the_customer_owes_can_be_left_out(void **state)
{
	struct missing_item *rent = test_item(&items, "rent_proof", 0);
	char given[120];

	(void)state;
	snprintf(given, sizeof(given), "{'items':['%s']}", test_item(&items, "pay_stubs", 0)->id);
	rent->cured_by = CURED_BY_WORKER;
	use_reason(1, "D08", given);
	check();
	assert_nothing_found();
}

static void
a_denial_for_proof_names_something(void **state)
{
	(void)state;
	test_accept_all(&items);
	use_reason(1, "D08", "{'items':[],'date':'2025-11-17','due':'2025-11-27'}");
	check();
	assert_non_null(find_stop("names_nothing"));
	assert_non_null(find_stop("fact_missing"));
}

static void
who_was_asked_too_late_is_not_late(void **state)
{
	struct missing_item *rent = test_item(&items, "rent_proof", 0);

	(void)state;
	/* Filed 12 November, so that day 30 is 12 December: asked on the 2nd there is just time. */
	rent->requested_on = test_date("2025-12-02");
	rent->due_on = test_date("2025-12-12");
	record.today = test_date("2025-12-13");
	check();
	assert_null(find_stop("asked_too_late"));
	rent->requested_on = test_date("2025-12-03");
	check();
	assert_non_null(find_stop("asked_too_late"));
	/* As many days again, and it is theirs. */
	record.today = test_date("2026-01-12");
	check();
	assert_null(find_stop("asked_too_late"));
}

static void
the_agencys_own_delay_is_no_reason(void **state)
{
	(void)state;
	input.is_agency_delay = true;
	assert_stop("agency_delay", "nobody",
		"D07 D08: the delay is the agency's. Keep working on it; it cannot be denied for this.");
	assert_false(decision_stops_can_be_lifted(&found));
}

static void
what_nobody_looked_at(void **state)
{
	struct unseen unseen[3] = { { NULL, "message of 13:12", false },
		{ test_item(&items, "disability", 0)->id, "document of 12:00", true },
		{ test_item(&items, "rent_proof", 0)->id, "document of 13:58", true } };

	(void)state;
	input.unseen = unseen;
	input.unseen_count = 2;
	check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 2);
	assert_string_equal(found.warnings.at[0].text, "Not looked at: message of 13:12.");
	input.unseen_count = 3;
	assert_stop("unseen_called_missing", "supervisor",
		"Not looked at, and the denial may call it missing: document of 13:58.");
	/* filed under nothing: it could be what is called missing */
	unseen[2].item_id = NULL;
	check();
	assert_non_null(find_stop("unseen_called_missing"));
	/* a denial that calls nothing missing is only warned */
	input.reason_count = 0;
	use_reason(0, "D06", NULL);
	check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 3);
	/* and an approval misses nothing at all */
	good_approval(NULL);
	input.unseen = unseen;
	input.unseen_count = 3;
	check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 3);
}

/* ---- reasons ---- */

static void
reasons_are_there_and_fit(void **state)
{
	(void)state;
	input.reason_count = 0;
	assert_stop("no_reason", "worker", "No reason is chosen. Choose at least one.");
	use_reason(0, "A04", NULL);
	assert_stop("wrong_kind", "worker", "A04 is not a reason for this outcome.");
	use_reason(0, "D06", NULL);
	use_reason(1, "D06", NULL);
	assert_stop("reason_twice", "worker", "D06 is named twice.");
	input.reason_count = 1;
	use_reason(0, "D01", "{'gross':" USD("2901.50") "}");
	assert_stop("fact_missing", "worker", "D01 needs a fact: limit.");
	use_reason(0, "D01", "{'gross':" USD("2901.50") ",'limit':" USD("2888.00") ",'n':4}");
	check();
	assert_int_equal(found.stops.count, 0);
	assert_true(warns("fact_differs"));
	assert_string_equal(found.warnings.at[0].text,
		"D01: people counted is not what the record holds (3).");
	use_reason(0, "D07", "{'d1':'2025-11-17'}");
	check();
	assert_string_equal(found.warnings.at[0].text,
		"D07: first talk missed is not what the record holds (November 16, 2025).");
}

/* A reason to reduce goes with replacing a decision, and with nothing else. */
static void
a_reduction_replaces_a_decision(void **state)
{
	const struct program_reason *reduction = NULL;

	(void)state;
	for (size_t i = 0; i < snap->reasons.count && !reduction; i++)
		if (snap->reasons.at[i].kind == REASON_REDUCE)
			reduction = &snap->reasons.at[i];
	assert_non_null(reduction);
	input.reason_count = 0;
	use_reason(0, reduction->code, NULL);
	check();
	assert_non_null(find_stop("wrong_kind"));
	input.is_superseding = true;
	check();
	assert_null(find_stop("wrong_kind"));
	/* A reason of the other outcome stays wrong. */
	use_reason(0, "A04", NULL);
	check();
	assert_non_null(find_stop("wrong_kind"));
}

static void
findings_name_things_as_the_worker_reads_them(void **state)
{
	(void)state;
	record.language = "en";
	input.reader_language = "es";
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-12-05", "2025-12-15");
	assert_stop("not_past_due", "worker",
		"D08: the customer has until 15 de diciembre de 2025 for this: Recibo de renta o contrato.");
}

/* ---- approval ---- */

static void
completeness_gates_approval_only(void **state)
{
	(void)state;
	test_item(&items, "rent_proof", 0)->state = ITEM_RECEIVED;
	assert_stop("not_complete", "worker",
		"Not complete, so it cannot be approved yet: Rent receipt or lease.");
	assert_false(decision_stops_can_be_lifted(&found));
	record.expedited = true; /* rent can wait */
	check();
	assert_int_equal(found.stops.count, 0);
	assert_true(warns("not_proved_yet"));
	good_denial(state);
	input.reason_count = 0;
	use_reason(0, "D06", NULL);
	check();
	assert_int_equal(found.stops.count, 0);
}

static void
amounts_are_there_and_follow_each_other(void **state)
{
	(void)state;
	amounts[1].from = test_date("2025-11-30");
	assert_stop("bad_amount", "worker",
		"Amount 2: the months must follow each other and the amount cannot be below zero.");
	good_approval(state);
	amounts[0].amount = -1;
	assert_stop("bad_amount", "worker",
		"Amount 1: the months must follow each other and the amount cannot be below zero.");
	good_approval(state);
	amounts[1].to = test_date("2025-11-30"); /* ends before it begins */
	use_reason(0, "A01", NULL);
	assert_stop("bad_amount", "worker",
		"Amount 2: the months must follow each other and the amount cannot be below zero.");
	good_approval(state);
	amounts[0].to = DATE_NONE; /* without an end nothing can follow */
	assert_stop("bad_amount", "worker",
		"Amount 2: the months must follow each other and the amount cannot be below zero.");
	good_approval(state);
	amounts[0].from = DATE_NONE;
	check();
	assert_non_null(find_stop("bad_amount"));
	assert_false(found.needs_second_person); /* no day to count back to */
	good_approval(state);
	input.amount_count = 0;
	assert_stop("no_amount", "worker", "An approval needs an amount a month and the month it begins.");
	/* an open end leaves the letter without its last day */
	good_approval(state);
	amounts[1].to = DATE_NONE;
	use_reason(0, "A01", NULL);
	assert_stop("fact_missing", "worker", "A01 needs a fact: to.");
	good_approval(state);
	use_reason(0, "A01", "{'amount':" USD("400.00") "}");
	check();
	assert_string_equal(found.warnings.at[0].text,
		"A01: amount a month is not what the record holds ($423.00).");
	good_denial(state);
	input.amounts = amounts;
	input.amount_count = 1;
	assert_stop("amount_on_denial", "worker", "A denial carries no amount.");
}

static void
child_care_needs_no_amount(void **state)
{
	(void)state;
	input.program = record.program = child_care;
	input.amount_count = 0;
	input.reason_count = 0;
	record.item_count = 0;
	use_reason(0, "A01", "{'copay':" USD("12.00") ",'start':'2025-12-01','end':'2026-11-30'}");
	check();
	assert_nothing_found();
}

static void
when_a_second_person_signs(void **state)
{
	(void)state;
	amounts[1].amount = 150000;
	check();
	assert_false(found.needs_second_person);
	amounts[1].amount = 150001;
	check();
	assert_true(found.needs_second_person);
	assert_int_equal(found.second_grounds, 1U << SECOND_AMOUNT);
	amounts[1].from = record.today - 400;
	input.is_superseding = true;
	check();
	assert_int_equal(found.second_grounds, 1U << SECOND_AMOUNT | 1U << SECOND_BACK_DATED | 1U << SECOND_SUPERSEDES);
	input.is_superseding = false;
	good_approval(state);
	amounts[0].from = record.today - 60;
	check();
	assert_false(found.needs_second_person);
	amounts[0].from = record.today - 61;
	check();
	assert_true(found.needs_second_person);
	good_approval(state);
	input.is_superseding = true;
	check();
	assert_true(found.needs_second_person);
	/* A program may set no limit to the days. */
	static struct program patient;
	good_approval(state);
	patient = *snap;
	patient.second_person.back_dated_days_over = INT_MAX;
	input.program = &patient;
	amounts[0].from = record.today - 400;
	check();
	assert_false(found.needs_second_person);
	good_denial(state);
	input.is_override = true;
	check();
	assert_true(found.needs_second_person);
}

/* ---- letter and language ---- */

static void
letter_and_file(void **state)
{
	(void)state;
	input.rationale = "";
	input.notice_can_be_addressed = false;
	input.customer_language = "vi";
	check();
	/* A letter of denial that reaches nobody denies nothing. */
	assert_int_equal(found.stops.count, 1);
	assert_non_null(find_stop("unaddressed"));
	assert_true(warns("no_rationale"));
	assert_false(warns("no_address"));
	assert_true(warns("wording_fell_back"));
	input.customer_language = "es";
	check();
	assert_false(warns("wording_fell_back"));
	/* Of whom no language is known there is none to fall back from. */
	input.customer_language = "";
	check();
	assert_false(warns("wording_fell_back"));
}

static const char *
say_shouting(void *context, const char *msgid)
{
	(void)context;
	if (str_starts(msgid, "No reason"))
		return "¡No hay razón!";
	return str_starts(msgid, "{code} is not") ? "mangled {brace}" : msgid;
}

static void
findings_speak_the_workers_language(void **state)
{
	(void)state;
	input.say = say_shouting;
	input.reason_count = 0;
	assert_stop("no_reason", "worker", "¡No hay razón!");
	/* a broken translation falls back, and is not shown with its brace */
	use_reason(0, "A04", NULL);
	assert_stop("wrong_kind", "worker", "A04 is not a reason for this outcome.");
}

#define denial_test(test) cmocka_unit_test_setup(test, good_denial)
#define approval_test(test) cmocka_unit_test_setup(test, good_approval)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		denial_test(decisions_in_order_find_nothing),
		denial_test(inaction_waits_for_day_30),
		denial_test(two_interviews_are_offered_first),
		denial_test(items_named_are_those_asked_for_and_past_due),
		denial_test(no_item_may_be_left_out),
		denial_test(only_what_the_customer_owes_can_be_left_out),
		denial_test(a_denial_for_proof_names_something),
		denial_test(who_was_asked_too_late_is_not_late),
		denial_test(the_agencys_own_delay_is_no_reason),
		denial_test(what_nobody_looked_at),
		denial_test(reasons_are_there_and_fit),
		denial_test(a_reduction_replaces_a_decision),
		denial_test(findings_name_things_as_the_worker_reads_them),
		approval_test(completeness_gates_approval_only),
		approval_test(amounts_are_there_and_follow_each_other),
		approval_test(child_care_needs_no_amount),
		approval_test(when_a_second_person_signs),
		denial_test(letter_and_file),
		denial_test(findings_speak_the_workers_language),
	};
	int failed;

	snap = test_program(&arena, "snap");
	child_care = test_program(&arena, "child-care");
	failed = cmocka_run_group_tests_name("decision", tests, NULL, NULL);
	arena_done(&arena);
	return failed;
}
