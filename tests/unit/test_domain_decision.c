/* SPDX-License-Identifier: Apache-2.0
 *
 * The rehearsal's STOPs and WARNs but for those of a denial: each check, at its
 * boundary, and who can lift it.
 */
#include "findings_fixture.h"

#include <limits.h>

static void
decisions_in_order_find_nothing(void **state)
{
	test_check();
	test_nothing_found();
	assert_false(found.needs_second_person);
	test_good_approval(state);
	test_check();
	test_nothing_found();
	assert_false(found.needs_second_person);
}

/* ---- reasons ---- */

static void
findings_name_things_as_the_worker_reads_them(void **state)
{
	(void)state;
	record.language = "en";
	input.reader_language = "es";
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-12-05", "2025-12-15");
	test_one_stop("not_past_due", "worker",
		"D08: the customer has until 15 de diciembre de 2025 for this: Recibo de renta o contrato.");
}

/* ---- approval ---- */

static void
completeness_gates_approval_only(void **state)
{
	(void)state;
	test_item(&items, "rent_proof", 0)->state = ITEM_RECEIVED;
	test_one_stop("not_complete", "worker",
		"Not complete, so it cannot be approved yet: Rent receipt or lease.");
	assert_false(decision_stops_can_be_lifted(&found));
	record.expedited = true; /* rent can wait */
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_true(test_warns("not_proved_yet"));
	test_good_denial(state);
	input.reason_count = 0;
	test_use_reason(0, "D06", NULL);
	test_check();
	assert_int_equal(found.stops.count, 0);
}

/* The first month by its first day is how a month is named. */
static void
help_from_before_the_filing_day_is_looked_at_again(void **state)
{
	test_check();
	assert_false(test_warns("before_filing"));
	amounts[0].from = test_date("2025-11-01");
	test_check();
	assert_false(test_warns("before_filing"));
	amounts[0].from = test_date("2025-11-11");
	test_check();
	assert_true(test_warns("before_filing"));
	assert_int_equal(found.stops.count, 0);
	test_good_approval(state);
	amounts[0].from = test_date("2025-10-01");
	test_check();
	assert_true(test_warns("before_filing"));
	record.filed_on = DATE_NONE; /* nobody filed: no day to be before */
	test_check();
	assert_false(test_warns("before_filing"));
}

static void
amounts_are_there_and_follow_each_other(void **state)
{
	(void)state;
	amounts[1].from = test_date("2025-11-30");
	test_one_stop("bad_amount", "worker",
		"Amount 2: the months must follow each other and the amount cannot be below zero.");
	test_good_approval(state);
	amounts[0].amount = -1;
	test_one_stop("bad_amount", "worker",
		"Amount 1: the months must follow each other and the amount cannot be below zero.");
	test_good_approval(state);
	amounts[1].to = test_date("2025-11-30"); /* ends before it begins */
	test_use_reason(0, "A01", NULL);
	test_one_stop("bad_amount", "worker",
		"Amount 2: the months must follow each other and the amount cannot be below zero.");
	test_good_approval(state);
	amounts[0].to = DATE_NONE; /* without an end nothing can follow */
	test_one_stop("bad_amount", "worker",
		"Amount 2: the months must follow each other and the amount cannot be below zero.");
	test_good_approval(state);
	amounts[0].from = DATE_NONE;
	test_check();
	assert_non_null(test_find_stop("bad_amount"));
	assert_false(found.needs_second_person); /* no day to count back to */
	test_good_approval(state);
	input.amount_count = 0;
	test_one_stop("no_amount", "worker", "An approval needs an amount a month and the month it begins.");
	/* an open end leaves the letter without its last day */
	test_good_approval(state);
	amounts[1].to = DATE_NONE;
	test_use_reason(0, "A01", NULL);
	test_one_stop("fact_missing", "worker", "A01 needs a fact: to.");
	test_good_approval(state);
	test_use_reason(0, "A01", "{'amount':" USD("400.00") "}");
	test_check();
	assert_string_equal(found.warnings.at[0].text,
		"A01: amount a month is not what the record holds ($423.00).");
	test_good_denial(state);
	input.amounts = amounts;
	input.amount_count = 1;
	test_one_stop("amount_on_denial", "worker", "A denial carries no amount.");
}

/* December was lost between two amounts, and the letter said "each month". */
static void
no_month_between_two_amounts_is_skipped(void **state)
{
	(void)state;
	test_check();
	test_nothing_found();
	amounts[1].from = test_date("2026-01-01");
	test_one_stop("amount_gap", "worker",
		"Amount 2 leaves days unpaid: it must begin on December 1, 2025, the day after the one before it "
		"ends.");
	amounts[1].from = test_date("2025-12-02"); /* a day is enough */
	test_check();
	assert_non_null(test_find_stop("amount_gap"));
}

static void
the_first_month_alone_is_pointed_out(void **state)
{
	(void)state;
	input.amount_count = record.amount_count = 1;
	test_use_reason(0, "A01", NULL);
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 1);
	assert_string_equal(found.warnings.at[0].code, "one_month_only");
	assert_string_equal(found.warnings.at[0].text,
		"Nothing is paid after November 30, 2025: the amounts end in the month they begin. Give the later "
		"months, too.");
	/* A program that pays once has no later months. */
	input.program = record.program = test_program(&arena, "tornado-relief");
	test_check();
	assert_false(test_warns("one_month_only"));
	input.program = record.program = snap;
	amounts[0].to = test_date("2025-12-01");
	test_check();
	assert_false(test_warns("one_month_only"));
	amounts[0].to = DATE_NONE; /* it goes on */
	test_check();
	assert_false(test_warns("one_month_only"));
}

static void
child_care_needs_no_amount(void **state)
{
	(void)state;
	input.program = record.program = child_care;
	input.amount_count = 0;
	input.reason_count = 0;
	record.item_count = 0;
	test_use_reason(0, "A01", "{'copay':" USD("12.00") ",'start':'2025-12-01','end':'2026-11-30'}");
	test_check();
	test_nothing_found();
}

static void
when_a_second_person_signs(void **state)
{
	(void)state;
	amounts[1].amount = 150000;
	test_check();
	assert_false(found.needs_second_person);
	amounts[1].amount = 150001;
	test_check();
	assert_true(found.needs_second_person);
	assert_int_equal(found.second_grounds, 1U << SECOND_AMOUNT);
	amounts[1].from = record.today - 400;
	input.is_superseding = true;
	test_check();
	assert_int_equal(found.second_grounds, 1U << SECOND_AMOUNT | 1U << SECOND_BACK_DATED | 1U << SECOND_SUPERSEDES);
	input.is_superseding = false;
	test_good_approval(state);
	amounts[0].from = record.today - 60;
	test_check();
	assert_false(found.needs_second_person);
	amounts[0].from = record.today - 61;
	test_check();
	assert_true(found.needs_second_person);
	test_good_approval(state);
	input.is_superseding = true;
	test_check();
	assert_true(found.needs_second_person);
	/* A program may set no limit to the days. */
	static struct program patient;
	test_good_approval(state);
	patient = *snap;
	patient.second_person.back_dated_days_over = INT_MAX;
	input.program = &patient;
	amounts[0].from = record.today - 400;
	test_check();
	assert_false(found.needs_second_person);
	test_good_denial(state);
	input.is_override = true;
	test_check();
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
	test_check();
	/* A letter of denial that reaches nobody denies nothing. */
	assert_int_equal(found.stops.count, 1);
	assert_non_null(test_find_stop("unaddressed"));
	assert_true(test_warns("no_rationale"));
	assert_false(test_warns("no_address"));
	assert_true(test_warns("wording_fell_back"));
	input.customer_language = "es";
	test_check();
	assert_false(test_warns("wording_fell_back"));
	/* Of whom no language is known there is none to fall back from. */
	input.customer_language = "";
	test_check();
	assert_false(test_warns("wording_fell_back"));
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
	test_one_stop("no_reason", "worker", "¡No hay razón!");
	/* a broken translation falls back, and is not shown with its brace */
	test_use_reason(0, "A04", NULL);
	test_one_stop("wrong_kind", "worker", "A04 is not a reason for this outcome.");
}

/* Who did not get a letter was not told by it. */
static void
a_letter_that_did_not_arrive_serves_nobody(void **state)
{
	static const struct {
		enum notice_state state;
		int64_t back_at_ms;
		bool unserved;
	} cases[] = {
		{ NOTICE_SENT, 0, false }, { NOTICE_QUEUED, 0, false }, { NOTICE_BOUNCED, 0, true },
		{ NOTICE_FAILED, 0, true }, { NOTICE_QUEUED, 5, true }, { NOTICE_SENT, 5, false },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct notice notice = { .state = cases[i].state, .back_at_ms = cases[i].back_at_ms };

		assert_int_equal(notice_is_unserved(&notice), cases[i].unserved);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		denial_test(decisions_in_order_find_nothing),
		denial_test(findings_name_things_as_the_worker_reads_them),
		approval_test(completeness_gates_approval_only),
		approval_test(help_from_before_the_filing_day_is_looked_at_again),
		approval_test(amounts_are_there_and_follow_each_other),
		approval_test(no_month_between_two_amounts_is_skipped),
		approval_test(the_first_month_alone_is_pointed_out),
		approval_test(child_care_needs_no_amount),
		approval_test(when_a_second_person_signs),
		denial_test(letter_and_file),
		denial_test(findings_speak_the_workers_language),
		cmocka_unit_test(a_letter_that_did_not_arrive_serves_nobody),
	};

	return cmocka_run_group_tests(tests, test_open_programs, test_close_programs);
}
