/* SPDX-License-Identifier: Apache-2.0
 *
 * What a denial is held back by, at each boundary, and who can lift it.
 */
#include "findings_fixture.h"

/* ---- denial ---- */

static void
inaction_waits_for_day_30(void **state)
{
	(void)state;
	record.today = test_date("2025-12-11"); /* day 29 */
	test_one_stop("too_early", "supervisor", "D07 D08: not before day 30, December 12, 2025.");
	assert_true(decision_stops_can_be_lifted(&found));
	record.today = test_date("2025-12-12"); /* day 30 */
	test_check();
	assert_int_equal(found.stops.count, 0);
	record.today = test_date("2025-12-13"); /* day 31 */
	test_check();
	assert_int_equal(found.stops.count, 0);
	/* other reasons need not wait */
	input.reason_count = 0;
	record.today = test_date("2025-11-13");
	test_use_reason(0, "D06", NULL);
	test_check();
	assert_int_equal(found.stops.count, 0);
}

static void
two_interviews_are_offered_first(void **state)
{
	(void)state;
	record.interview_count = 1;
	test_use_reason(0, "D07", "{'d2':'2025-11-21'}");
	test_one_stop("interviews_offered", "supervisor",
		"D07: 1 of 2 interviews were offered and missed. Offer another.");
	record.interview_count = 3;
	interviews[2] = (struct interview){ 3, test_instant("2025-12-15T15:00:00Z"), "phone",
		INTERVIEW_SET, NULL };
	test_one_stop("interview_set", "supervisor", "D07: an interview is still set for December 15, 2025.");
	interviews[2].state = INTERVIEW_HELD;
	test_one_stop("interview_held", "worker", "D07: an interview was held or waived.");
	interviews[2].state = INTERVIEW_WAIVED;
	test_one_stop("interview_held", "worker", "D07: an interview was held or waived.");
}

static void
items_named_are_those_asked_for_and_past_due(void **state)
{
	struct missing_item *rent = test_item(&items, "rent_proof", 0);

	(void)state;
	rent->due_on = test_date("2025-12-12"); /* due today: the day is not over */
	test_one_stop("not_past_due", "worker",
		"D08: the customer has until December 12, 2025 for this: Rent receipt or lease.");
	rent->due_on = test_date("2025-12-11");
	test_check();
	assert_int_equal(found.stops.count, 0);
	rent->requested_on = rent->due_on = DATE_NONE;
	rent->state = ITEM_UNMET;
	test_one_stop("not_requested", "worker",
		"D08: never asked for: Rent receipt or lease. Ask for it and wait for its date.");
	/* Asked for without a date to bring it by: nobody can be late. */
	rent->state = ITEM_REQUESTED;
	rent->requested_on = test_date("2025-11-17");
	test_one_stop("not_requested", "worker",
		"D08: never asked for: Rent receipt or lease. Ask for it and wait for its date.");
	rent->state = ITEM_RECEIVED;
	test_one_stop("on_file", "supervisor",
		"D08: on file, so it cannot be called missing: Rent receipt or lease. Look at it.");
	rent->state = ITEM_ACCEPTED;
	test_one_stop("item_accepted", "worker", "D08: already accepted: Rent receipt or lease.");
}

/* Their letter was answered, and of what is wrong with the answer none has told
 * them: "we did not get it" would be untrue, whoever says so. */
static void
what_came_and_was_not_enough_is_asked_for_again(void **state)
{
	struct missing_item *rent = test_item(&items, "rent_proof", 0);

	(void)state;
	rent->state = ITEM_INSUFFICIENT;
	rent->how = "The second page is not there.";
	test_one_stop("not_enough", "worker",
		"D08: what came for this was not enough, and no letter has asked for it since: Rent receipt or "
		"lease. Ask for it again and wait for its date.");
	/* Nor is it a way out to leave it unnamed. */
	char *given = arena_printf(&arena, "{'items':['%s']}", test_item(&items, "pay_stubs", 0)->id);
	test_use_reason(1, "D08", given);
	test_check();
	assert_non_null(test_find_stop("left_out"));
	/* Asked again, by a letter, and its days are over. */
	test_use_reason(1, "D08", NULL);
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-12-01", "2025-12-11");
	test_check();
	test_nothing_found();
}

static void
no_item_may_be_left_out(void **state)
{
	char given[120];

	(void)state;
	snprintf(given, sizeof(given), "{'items':['%s']}", test_item(&items, "rent_proof", 0)->id);
	test_use_reason(1, "D08", given);
	test_one_stop("left_out", "worker",
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
	test_use_reason(1, "D08", given);
	test_check();
	test_nothing_found();
}

static void
a_denial_for_proof_names_something(void **state)
{
	(void)state;
	test_accept_all(&items);
	test_use_reason(1, "D08", "{'items':[],'date':'2025-11-17','due':'2025-11-27'}");
	test_check();
	assert_non_null(test_find_stop("names_nothing"));
	assert_non_null(test_find_stop("fact_missing"));
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
	test_check();
	assert_null(test_find_stop("asked_too_late"));
	rent->requested_on = test_date("2025-12-03");
	test_check();
	assert_non_null(test_find_stop("asked_too_late"));
	/* As many days again, and it is theirs. */
	record.today = test_date("2026-01-12");
	test_check();
	assert_null(test_find_stop("asked_too_late"));
}

static void
the_agencys_own_delay_is_no_reason(void **state)
{
	(void)state;
	/* Filed 12 November: the second of December is the last first day that leaves ten before day 30. */
	interviews[0].at_ms = test_instant("2025-12-02T15:00:00Z");
	interviews[1].at_ms = test_instant("2025-12-05T15:00:00Z");
	record.today = test_date("2025-12-13");
	test_check();
	assert_null(test_find_stop("agency_delay"));
	interviews[0].at_ms = test_instant("2025-12-03T15:00:00Z");
	test_one_stop("agency_delay", "supervisor",
		"D07: the first interview was on December 3, 2025, too late to leave 10 days; the delay is the agency's. "
		"Keep working on it.");
	assert_true(decision_stops_can_be_lifted(&found));
	/* The first by its day, whichever stands first. */
	interviews[1].at_ms = test_instant("2025-12-02T15:00:00Z");
	test_check();
	assert_null(test_find_stop("agency_delay"));
	interviews[1].at_ms = test_instant("2025-12-05T15:00:00Z");
	/* Missed without a day: none can be called late. */
	interviews[0].at_ms = interviews[1].at_ms = 0;
	test_check();
	assert_null(test_find_stop("agency_delay"));
	/* As many days again, and it is theirs. */
	interviews[0].at_ms = test_instant("2025-12-03T15:00:00Z");
	record.today = test_date("2026-01-12");
	test_check();
	assert_null(test_find_stop("agency_delay"));
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
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 2);
	assert_string_equal(found.warnings.at[0].text, "Not looked at: message of 13:12.");
	input.unseen_count = 3;
	test_one_stop("unseen_called_missing", "supervisor",
		"Not looked at, and the denial may call it missing: document of 13:58.");
	/* filed under nothing: it could be what is called missing */
	unseen[2].item_id = NULL;
	test_check();
	assert_non_null(test_find_stop("unseen_called_missing"));
	/* a denial that calls nothing missing is only warned */
	input.reason_count = 0;
	test_use_reason(0, "D06", NULL);
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 3);
	/* and an approval misses nothing at all */
	test_good_approval(NULL);
	input.unseen = unseen;
	input.unseen_count = 3;
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_int_equal(found.warnings.count, 3);
}

/* ---- reasons ---- */

static void
reasons_are_there_and_fit(void **state)
{
	(void)state;
	input.reason_count = 0;
	test_one_stop("no_reason", "worker", "No reason is chosen. Choose at least one.");
	test_use_reason(0, "A04", NULL);
	test_one_stop("wrong_kind", "worker", "A04 is not a reason for this outcome.");
	test_use_reason(0, "D06", NULL);
	test_use_reason(1, "D06", NULL);
	test_one_stop("reason_twice", "worker", "D06 is named twice.");
	input.reason_count = 1;
	test_use_reason(0, "D01", "{'gross':" USD("2901.50") "}");
	test_one_stop("fact_missing", "worker", "D01 needs a fact: limit.");
	test_use_reason(0, "D01", "{'gross':" USD("2901.50") ",'limit':" USD("2888.00") ",'n':4}");
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_true(test_warns("fact_differs"));
	assert_string_equal(found.warnings.at[0].text,
		"D01: people counted is not what the record holds (3).");
	test_use_reason(0, "D07", "{'d1':'2025-11-17'}");
	test_check();
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
	test_use_reason(0, reduction->code, NULL);
	test_check();
	assert_non_null(test_find_stop("wrong_kind"));
	input.is_superseding = true;
	test_check();
	assert_null(test_find_stop("wrong_kind"));
	/* A reason of the other outcome stays wrong. */
	test_use_reason(0, "A04", NULL);
	test_check();
	assert_non_null(test_find_stop("wrong_kind"));
}

/* Ten days from the day after its letter; the record's today is the letter's. */
static void
what_was_approved_ends_ten_days_after_its_letter(void **state)
{
	(void)state;
	input.reason_count = 0;
	test_use_reason(0, "D06", NULL);
	input.is_superseding = true;
	input.less_from = DATE_NONE; /* it replaces a denial */
	test_check();
	test_nothing_found();
	input.less_from = record.today;
	test_one_stop("less_too_soon", "supervisor",
		"What was approved would become less, or end, before December 23, 2025: its letter has to be out "
		"10 days ahead. Let it begin then, or have a supervisor say why it may begin sooner.");
	assert_true(decision_stops_can_be_lifted(&found));
	/* The letter names the day. */
	test_use_reason(1, "R01", "{'date':'2025-12-22','benefit':'SNAP','old':" USD("423.00") ",'new':"
		USD("0.00") ",'reason':'you moved'}");
	test_check();
	assert_non_null(test_find_stop("less_too_soon"));
	test_use_reason(1, "R01", "{'date':'2025-12-23','benefit':'SNAP','old':" USD("423.00") ",'new':"
		USD("0.00") ",'reason':'you moved'}");
	test_check();
	test_nothing_found();
}

static void
the_days_run_from_the_first_letter_that_arrived_in_whatever_order(void **state)
{
	const struct request_letter letters[] = {
		{ test_date("2025-12-05"), false, false, NULL, NULL },
		{ test_date("2025-11-17"), false, false, NULL, NULL },
		{ test_date("2025-11-25"), false, false, NULL, NULL },
	};

	(void)state;
	input.letters = letters;
	input.letter_count = 1;
	test_check();
	assert_non_null(test_find_stop("served_too_late"));
	input.letter_count = countof(letters);
	test_check();
	test_nothing_found();
}

static void
a_letter_nobody_posted_is_pointed_out(void **state)
{
	struct request_letter letters[] = {
		{ test_date("2025-11-17"), false, true, NULL, NULL },
		{ test_date("2025-11-18"), true, false, NULL, NULL },
	};

	(void)state;
	input.letters = letters;
	input.letter_count = countof(letters);
	test_check();
	assert_int_equal(found.stops.count, 0);
	assert_true(found.warnings.count > 0);
	assert_string_equal(found.warnings.at[0].code, "not_sent");
	/* Posted late, the days run from then. */
	letters[0] = (struct request_letter){ .on = test_date("2025-12-05") };
	test_check();
	assert_non_null(test_find_stop("served_too_late"));
}

/* Its own letter came back; that another of later days arrived mends nothing. */
static void
a_letter_that_asked_for_something_else_asked_for_nothing(void **state)
{
	struct request_letter letters[] = {
		{ test_date("2025-11-17"), true, false, "We need:\n  - Rent receipt or lease\n", "en" },
		{ test_date("2025-11-19"), false, false, "We need:\n  - Proof of who you are\n", "en" },
	};

	(void)state;
	input.letters = letters;
	input.letter_count = countof(letters);
	test_one_stop("not_served", "supervisor",
		"D08: the letter that asked for this did not reach the customer: Rent receipt or lease. "
		"Send it again.");
	letters[1].text = "We need:\n  - Proof of who you are\n  - Rent receipt or lease\n";
	test_check();
	test_nothing_found();
}

static void
a_talk_whose_letter_came_back_was_not_offered(void **state)
{
	int64_t first = test_instant("2025-11-13T15:00:00Z"), second = test_instant("2025-11-16T18:00:00Z");
	struct talk_letter letters[] = { { second, second, true }, { first, first, false } };

	(void)state;
	input.talk_letters = letters;
	input.talk_letter_count = countof(letters);
	test_one_stop("interview_not_served", "supervisor",
		"D07: the letter for the interview of November 21, 2025 did not reach the customer in time, "
		"so it was not offered. Offer another.");
	/* Posted instead, when its time was over: no better. */
	letters[0] = (struct talk_letter){ second, test_instant("2025-11-22T15:00:00Z"), false };
	test_check();
	assert_non_null(test_find_stop("interview_not_served"));
	letters[0].reached_at_ms = test_instant("2025-11-18T15:00:00Z");
	test_check();
	test_nothing_found();
	/* Two others reached them. */
	letters[0].is_unserved = true;
	interviews[2] = (struct interview){ 3, test_instant("2025-11-25T15:00:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	record.interview_count = 3;
	input.talk_letter_count = 1;
	interviews[0].at_ms = first;
	test_check();
	assert_non_null(test_find_stop("interview_not_served"));
	struct talk_letter three[] = { letters[0], letters[1],
		{ test_instant("2025-11-22T15:00:00Z"), test_instant("2025-11-22T15:00:00Z"), false } };
	input.talk_letters = three;
	input.talk_letter_count = countof(three);
	test_check();
	assert_null(test_find_stop("interview_not_served"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		denial_test(the_days_run_from_the_first_letter_that_arrived_in_whatever_order),
		denial_test(a_letter_nobody_posted_is_pointed_out),
		denial_test(a_letter_that_asked_for_something_else_asked_for_nothing),
		denial_test(a_talk_whose_letter_came_back_was_not_offered),
		denial_test(inaction_waits_for_day_30),
		denial_test(two_interviews_are_offered_first),
		denial_test(items_named_are_those_asked_for_and_past_due),
		denial_test(what_came_and_was_not_enough_is_asked_for_again),
		denial_test(no_item_may_be_left_out),
		denial_test(only_what_the_customer_owes_can_be_left_out),
		denial_test(a_denial_for_proof_names_something),
		denial_test(who_was_asked_too_late_is_not_late),
		denial_test(the_agencys_own_delay_is_no_reason),
		denial_test(what_nobody_looked_at),
		denial_test(reasons_are_there_and_fit),
		denial_test(a_reduction_replaces_a_decision),
		denial_test(what_was_approved_ends_ten_days_after_its_letter),
	};

	return cmocka_run_group_tests(tests, test_open_programs, test_close_programs);
}
