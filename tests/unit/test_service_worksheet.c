/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision beside its worksheet.  The arithmetic advises: who decides
 * otherwise is stopped until they say why, and what they said is kept.  Where
 * it knows nothing, or has no say, it stops nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/worksheet.h"
#include "proto/proto.h"
#include "server/service/decision.h"
#include "server/service/intake.h"
#include "server/service/interview.h"
#include "server/service/packet.h"
#include "server/service/verification.h"
#include "server/service/worksheet.h"
#include "server/store/application.h"
#include "desk_fixture.h"

/* Of one person, filed on 21 November 2025; a month's income of some kind. */
#define HOME(pension, utilities)                                                          \
	"{\"month_income\":{\"amount\":\"" pension "\",\"currency\":\"USD\"},"            \
	"\"cash\":{\"amount\":\"500.00\",\"currency\":\"USD\"},"                          \
	"\"rent\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"                            \
	"\"utilities\":{\"amount\":\"" utilities "\",\"currency\":\"USD\"},"              \
	"\"migrant\":false,\"homeless\":false,"                                           \
	"\"household\":[{\"name\":\"Hoa\",\"relation\":\"self\",\"born_on\":\"1985-03-04\"," \
	"\"status\":\"citizen\",\"ssn\":\"has\",\"disabled\":false,\"student\":false}],"  \
	"\"anyone_works\":false,\"anyone_self_employed\":false,\"anyone_other_income\":true," \
	"\"other_income\":[{\"person\":\"Hoa\",\"kind\":\"child_support\","               \
	"\"amount\":{\"amount\":\"" pension "\",\"currency\":\"USD\"}}],"                 \
	"\"care_cost\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"                       \
	"\"support_paid\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"                    \
	"\"medical_cost\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"                    \
	"\"rights_read\":true,\"signature\":\"Hoa\"}"

/* 500 - 209 = 291 net; 298 - 88 = 210 a month, 70 of it in the month of filing. */
static const char poor[] = HOME("500.00", "0.00");
/* Over 1696 before deductions, and over 1305 after them. */
static const char rich[] = HOME("2000.00", "0.00");
/* Which utilities they pay was not said, so neither shelter nor net is known. */
static const char not_known[] = HOME("500.00", "100.00");

enum { THIRTIETH_OF_SEPTEMBER = 20361, TWENTY_FIRST_OF_NOVEMBER = 20413, END_OF_NOVEMBER = 20422, FIRST_OF_DECEMBER = 20423 };

/* ---- getting there ---- */

static const struct application *
in_review(const char *name, const char *answers)
{
	struct address address = { .line1 = "1 Elm St", .city = "Nashville", .state = "TN",
		                   .zip = "37201" };
	struct customer customer = { .name = name, .born_on = DATE_NONE, .language = "en",
		                     .address = &address, .county = "Davidson" };
	struct intake_request request = { .program = "snap", .customer = &customer,
		                          .channel = "office", .filed_on = DATE_NONE,
		                          .answers = answers };
	const struct application *filed = NULL;
	struct err err;

	if (!TEST_ACT(&agency, &agency.ina, -1, &err, intake_file(&call, &request, &filed, &err)))
		fail_msg("%s %s %s", err_wire(err.code), err.detail, err.fields[0].pointer);
	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	return test_read(&agency, &agency.ana, filed->id);
}

/* All that was owed is accepted, and the interview held. */
static const char *
ready(const char *name, const char *answers)
{
	const struct application *filed = in_review(name, answers), *after = NULL;
	struct verification_request accept = { ITEM_ACCEPTED, "seen" };
	struct interview_request held = { INTERVIEW_HELD, 0, "phone", NULL };
	struct err err;

	for (size_t i = 0; i < filed->missing.count; i++)
		if (!str_eq(filed->missing.at[i].requirement, "interview"))
			assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
				verification_put(&call, filed->id, filed->missing.at[i].id, &accept,
			                         &after, &err)));
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &held, &after, &err)));
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	return filed->id;
}

/* ---- asking ---- */

struct asking {
	struct decision_request request;
	struct reason_ask reasons[2];
	struct decision_amount amounts[3];
};

static struct asking *
deny(const char *id, const char *first, const char *second)
{
	struct asking *asking = arena_alloc(&agency.arena, sizeof *asking);

	asking->request = (struct decision_request) {
		.application_id = id,
		.application_version = test_version_of(id),
		.outcome = OUTCOME_DENIED,
		.rationale = "as the file shows",
	};
	asking->reasons[0].code = first;
	asking->reasons[1].code = second;
	asking->request.reasons.at = asking->reasons;
	asking->request.reasons.count = second ? 2 : 1;
	return asking;
}

/* The rest of November, and from December on. */
static struct asking *
approve(const char *id, int64_t first_cents, int64_t later_cents)
{
	struct asking *asking = deny(id, "A03", NULL);

	asking->request.outcome = OUTCOME_APPROVED;
	asking->amounts[0] = (struct decision_amount) { TWENTY_FIRST_OF_NOVEMBER, END_OF_NOVEMBER,
		                                        first_cents };
	asking->amounts[1] = (struct decision_amount) { FIRST_OF_DECEMBER, DATE_NONE, later_cents };
	asking->request.amounts.at = asking->amounts;
	asking->request.amounts.count = 2;
	return asking;
}

static bool
decide(struct asking *asking, const struct decision **ret, struct err *fault)
{
	const char *id = asking->request.application_id;

	return TEST_ACT(&agency, &agency.ana, asking->request.application_version, fault,
	                decision_make(&call, id, &asking->request, ret, fault));
}

static const struct rehearsal *
rehearse(struct asking *asking)
{
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);
	const struct rehearsal *rehearsal = NULL;

	if (!decision_rehearse(&call, asking->request.application_id, &asking->request, &rehearsal,
	                       &err))
		fail_msg("%s %s %s", err_wire(err.code), err.detail, err.fields[0].detail);
	return rehearsal;
}

static const struct finding *
stop_of(const struct rehearsal *rehearsal, const char *code)
{
	for (size_t i = 0; i < rehearsal->stops.count; i++)
		if (str_eq(rehearsal->stops.at[i].code, code))
			return &rehearsal->stops.at[i];
	return NULL;
}

static size_t
stops_of(const struct rehearsal *rehearsal, const char *code)
{
	size_t count = 0;

	for (size_t i = 0; i < rehearsal->stops.count; i++)
		count += str_eq(rehearsal->stops.at[i].code, code);
	return count;
}

static void
expect_no_stop(struct asking *asking)
{
	const struct rehearsal *rehearsal = rehearse(asking);

	for (size_t i = 0; i < rehearsal->stops.count; i++)
		fail_msg("%s: %s", rehearsal->stops.at[i].code, rehearsal->stops.at[i].text);
}

/*
 * The life of a STOP of the worksheet: the rehearsal shows it with these words,
 * the decision is refused by its name, a blank reason does not lift it, a
 * reason does; it is kept and shown back.
 */
static void
expect_advice(struct asking *asking, const char *code, const char *words)
{
	const struct finding *stop = stop_of(rehearse(asking), code);
	const struct decision *decision;
	bool named = false;
	struct err err;

	if (!stop)
		fail_msg("no STOP %s", code);
	assert_string_equal(stop->lifted_by, "worker");
	if (!strstr(stop->text, words))
		fail_msg("\"%s\" does not say \"%s\"", stop->text, words);
	if (decide(asking, &decision, &err))
		fail_msg("decided in spite of %s", code);
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	for (size_t i = 0; i < err.field_count; i++)
		named |= str_eq(err.fields[i].code, code);
	assert_true(named);
	asking->request.advice_differs_because = "";
	assert_non_null(stop_of(rehearse(asking), code));

	asking->request.advice_differs_because = "the father moved in and is paid in cash";
	expect_no_stop(asking);
	assert_true(decide(asking, &decision, &err));
	assert_string_equal(decision->advice_differs_because,
	                    "the father moved in and is paid in cash");
}

static const struct decision *
read_back(const char *id)
{
	struct call call = test_call(&agency, &agency.ana, -1);
	const struct decision *read = NULL;
	struct err err = { .code = ERR_NONE };

	assert_true(decision_read(&call, id, &read, &err));
	return read;
}

static const struct worksheet *
sheet_kept(const struct decision *decision)
{
	struct worksheet *sheet = arena_alloc(&agency.arena, sizeof *sheet);
	struct err err = { .code = ERR_NONE };
	struct json *json;

	assert_non_null(decision->worksheet);
	json = json_parse(decision->worksheet, strlen(decision->worksheet), &err);
	assert_non_null(json);
	assert_true(proto_decode(&resource_worksheet, json, sheet, &agency.arena, PROTO_LENIENT, &err));
	json_free(json);
	return sheet;
}

/* ---- the three STOPs ---- */

static void
an_approval_over_a_rule_says_why(void **state)
{
	(void)state;
	struct asking *asking = approve(ready("Over The Limit", rich), 0, 2400);
	const struct rehearsal *rehearsal = rehearse(asking);

	/* Before deductions and after them: each rule by its name. */
	assert_int_equal(stops_of(rehearsal, "rule_not_met"), 2);
	assert_null(stop_of(rehearsal, "amount_differs"));
	expect_advice(asking, "rule_not_met", "Income before deductions (D01)");
}

static void
a_denial_for_a_rule_that_is_met_says_why(void **state)
{
	(void)state;
	struct asking *asking = deny(ready("Under The Limit", poor), "D02", NULL);

	asking->reasons[0].facts = "{\"net\":{\"amount\":\"1400.00\",\"currency\":\"USD\"},"
				   "\"limit\":{\"amount\":\"1305.00\",\"currency\":\"USD\"}}";
	expect_advice(asking, "reason_not_given", "D02");
}

static void
an_amount_that_is_not_the_step_says_why(void **state)
{
	(void)state;
	const char *id = ready("Other Amount", poor);
	struct asking *asking = approve(id, 7000, 21000);

	expect_no_stop(asking);
	/* A cent is a difference; each amount is held against its own month. */
	asking = approve(id, 7000, 21001);
	assert_int_equal(stops_of(rehearse(asking), "amount_differs"), 1);
	assert_non_null(strstr(stop_of(rehearse(asking), "amount_differs")->text, "Amount 2"));
	assert_int_equal(stops_of(rehearse(approve(id, 21000, 21000)), "amount_differs"), 1);
	assert_int_equal(stops_of(rehearse(approve(id, 21000, 7000)), "amount_differs"), 2);
	expect_advice(approve(id, 21000, 21000), "amount_differs",
	              "Amount 1 is not step 19 of the worksheet ($70.00)");
}

/* On the last day before the year's figures change: September's sheet says $203,
 * October's $210. */
static void
an_amount_is_held_against_its_own_months_figures_and_that_is_kept(void **state)
{
	(void)state;
	const struct worksheet *kept, *october;
	const struct decision *decision;
	struct err err = { .code = ERR_NONE };

	agency.now_ms = THIRTIETH_OF_SEPTEMBER * DAY_MS + 20 * 3600 * 1000;
	const char *id = ready("Year's End", poor);
	struct asking *asking = approve(id, 21000, 0);
	asking->amounts[0].from = THIRTIETH_OF_SEPTEMBER + 1;
	asking->amounts[0].to = DATE_NONE;
	asking->request.amounts.count = 1;
	assert_int_equal(stops_of(rehearse(asking), "amount_differs"), 0);
	asking->amounts[0].amount = 20300;
	assert_int_equal(stops_of(rehearse(asking), "amount_differs"), 1);
	/* What the form is told of that month is what the server holds it against. */
	struct call call = test_call(&agency, &agency.ana, -1);
	assert_true(worksheet_read(&call, id, "2025-10", &october, &err));
	assert_string_equal(october->amount, "210.00");
	asking->amounts[0].amount = 21000;
	if (!decide(asking, &decision, &err))
		fail_msg("%s %s", err_wire(err.code), err.fields[0].detail);
	kept = sheet_kept(read_back(decision->id));
	assert_string_equal(kept->month, "2025-09");
	assert_string_equal(kept->amount, "203.00");
	assert_int_equal(kept->months.count, 1);
	assert_string_equal(kept->months.at[0].month, "2025-10");
	assert_string_equal(kept->months.at[0].amount, "210.00");
	assert_int_equal(kept->months.at[0].amount_step, october->amount_step);
}

/* Two amounts of October and one of November: each month is told once. */
static void
each_month_that_amounts_begin_in_is_kept_once(void **state)
{
	(void)state;
	const civil_date first = THIRTIETH_OF_SEPTEMBER + 1;
	const struct decision *decision;
	const struct worksheet *kept;
	struct err err = { .code = ERR_NONE };

	agency.now_ms = THIRTIETH_OF_SEPTEMBER * DAY_MS + 20 * 3600 * 1000;
	struct asking *asking = approve(ready("Two Months", poor), 21000, 0);
	asking->amounts[0] = (struct decision_amount) { first, first + 14, 21000 };
	asking->amounts[1] = (struct decision_amount) { first + 15, first + 30, 21000 };
	asking->amounts[2] = (struct decision_amount) { first + 31, DATE_NONE, 21000 };
	asking->request.amounts.count = 3;
	asking->request.advice_differs_because = "the second half of October is told by itself";
	if (!decide(asking, &decision, &err))
		fail_msg("%s %s", err_wire(err.code), err.fields[0].detail);
	kept = sheet_kept(read_back(decision->id));
	assert_int_equal(kept->months.count, 2);
	assert_string_equal(kept->months.at[0].month, "2025-10");
	assert_string_equal(kept->months.at[1].month, "2025-11");
}

static void
who_decides_as_the_worksheet_says_is_not_asked_why(void **state)
{
	(void)state;
	const struct decision *decision;
	struct err err;

	assert_true(decide(approve(ready("As Advised", poor), 7000, 21000), &decision, &err));
	assert_true(str_empty(read_back(decision->id)->advice_differs_because));
	assert_true(decide(deny(ready("As Advised, Denied", rich), "D01", "D02"), &decision, &err));
	assert_true(str_empty(read_back(decision->id)->advice_differs_because));
}

/* ---- what is not its business ---- */

static void
a_denial_for_inaction_is_not_its_business(void **state)
{
	(void)state;
	const struct application *app = in_review("Nothing Came", poor);
	struct interview_request set = { INTERVIEW_SET, agency.now_ms + DAY_MS, "phone", NULL };
	struct interview_request missed = { INTERVIEW_MISSED, 0, NULL, NULL };
	const char *list = "";
	struct err err;

	/* Two talks are offered, and nobody answers the telephone. */
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(app->id), &err,
		interview_record(&call, app->id, &set, &app, &err)));
	for (int i = 0; i < 2; i++) {
		agency.now_ms += 2 * DAY_MS;
		missed.at_ms = i == 0 ? agency.now_ms + DAY_MS : 0;
		assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(app->id), &err,
			interview_record(&call, app->id, &missed, &app, &err)));
	}
	app = test_read(&agency, &agency.ana, app->id);
	for (size_t i = 0; i < app->missing.count; i++)
		if (app->missing.at[i].state == ITEM_REQUESTED &&
			!str_eq(app->missing.at[i].requirement, "interview"))
			list = arena_printf(&agency.arena, "%s%s\"%s\"", list, *list ? "," : "",
			                    app->missing.at[i].id);
	agency.now_ms = test_now_ms() + 35 * DAY_MS;
	struct asking *asking = deny(app->id, "D07", "D08");

	asking->reasons[1].facts = arena_printf(&agency.arena, "{\"items\":[%s]}", list);
	expect_no_stop(asking);
	/* A reason of its own beside them is. */
	asking->reasons[0].code = "D03";
	assert_int_equal(stops_of(rehearse(asking), "reason_not_given"), 1);
}

static void
what_it_does_not_know_stops_nobody(void **state)
{
	(void)state;
	const char *id = ready("Not Known", not_known);
	const struct decision *decision;
	struct err err;

	/* Nor a denial for what may be so. */
	struct asking *asking = deny(id, "D02", NULL);

	asking->reasons[0].facts = "{\"net\":{\"amount\":\"1400.00\",\"currency\":\"USD\"},"
				   "\"limit\":{\"amount\":\"1305.00\",\"currency\":\"USD\"}}";
	expect_no_stop(asking);
	/* What is known is held against it all the same. */
	asking->reasons[0].code = "D01";
	asking->reasons[0].facts = "{\"gross\":{\"amount\":\"1800.00\",\"currency\":\"USD\"},"
				   "\"limit\":{\"amount\":\"1696.00\",\"currency\":\"USD\"}}";
	assert_non_null(stop_of(rehearse(asking), "reason_not_given"));
	expect_no_stop(approve(id, 1200, 4100));
	assert_true(decide(approve(id, 1200, 4100), &decision, &err));
	assert_string_equal(sheet_kept(read_back(decision->id))->advice, "unknown");
}

/* ---- what a denial says, and what is kept ---- */

static void
an_income_denial_is_filled_from_the_steps(void **state)
{
	(void)state;
	struct asking *asking = deny(ready("Filled", rich), "D01", "D02");
	const struct rehearsal *rehearsal = rehearse(asking);

	assert_int_equal(rehearsal->stops.count, 0);
	assert_non_null(strstr(rehearsal->decision->reasons.at[0].text, "$2,000.00"));
	assert_non_null(strstr(rehearsal->decision->reasons.at[0].text, "$1,696.00"));
	assert_non_null(strstr(rehearsal->decision->reasons.at[1].text, "$1,791.00"));
	assert_non_null(strstr(rehearsal->notice->rendered_text, "$1,696.00"));
	/* What the worker types stands, and nothing is made up for a rule that is met. */
	asking->reasons[0].facts = "{\"gross\":{\"amount\":\"2100.00\",\"currency\":\"USD\"}}";
	assert_non_null(strstr(rehearse(asking)->decision->reasons.at[0].text, "$2,100.00"));
	assert_non_null(stop_of(rehearse(deny(ready("Not Filled", poor), "D02", NULL)),
	                        "fact_missing"));
}

static void
the_sheet_is_kept_as_it_was(void **state)
{
	(void)state;
	struct asking *asking = approve(ready("Kept", rich), 0, 2400);
	const struct decision *decision, *read;
	const struct worksheet *sheet;
	struct err err;

	asking->request.advice_differs_because = "the pension ended in October";
	assert_true(decide(asking, &decision, &err));
	read = read_back(decision->id);
	assert_string_equal(read->advice_differs_because, "the pension ended in October");
	sheet = sheet_kept(read);
	assert_string_equal(sheet->advice, "denied");
	assert_string_equal(worksheet_find_step(sheet, "gross")->value, "2000.00");
	assert_string_equal(worksheet_find_step(sheet, "gross")->limit, "1696.00");
}

/* Who hears the appeal has no screen: each number with how it comes about. */
static void
a_packet_prints_the_sheet_it_was_decided_by(void **state)
{
	(void)state;
	const char *id = ready("Packet", rich);
	struct call call = test_call(&agency, &agency.ana, -1);
	struct packet_view *packet = NULL;
	const struct decision *decision;
	struct err err = { .code = ERR_NONE };

	assert_true(packet_make(&call, id, &packet, &err));
	assert_null(strstr(packet->text, "It comes to"));
	assert_true(decide(deny(id, "D01", NULL), &decision, &err));
	assert_true(packet_make(&call, id, &packet, &err));
	const char *sheet = strstr(packet->text, "Worksheet, as it was when it was decided");

	assert_non_null(sheet);
	assert_non_null(strstr(sheet, decision->id));
	assert_non_null(strstr(sheet, "  6  Gross income: 2000.00; limit 1696.00: not met\n"
				      "     = 0 + 2000 - 0\n     7 CFR 273.9(b)\n"));
	assert_non_null(strstr(sheet, " 18  A month: 24.00\n"));
	assert_non_null(strstr(sheet, "Income after deductions: not met (D02)  7 CFR 273.9(a)(2)\n"));
	assert_non_null(strstr(sheet, "It comes to: a rule is not met D01 D02"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_approval_over_a_rule_says_why, test_same_day_again),
		cmocka_unit_test_setup(a_denial_for_a_rule_that_is_met_says_why, test_same_day_again),
		cmocka_unit_test_setup(an_amount_that_is_not_the_step_says_why, test_same_day_again),
		cmocka_unit_test_setup(an_amount_is_held_against_its_own_months_figures_and_that_is_kept,
		                       test_same_day_again),
		cmocka_unit_test_setup(each_month_that_amounts_begin_in_is_kept_once, test_same_day_again),
		cmocka_unit_test_setup(who_decides_as_the_worksheet_says_is_not_asked_why,
		                       test_same_day_again),
		cmocka_unit_test_setup(a_denial_for_inaction_is_not_its_business, test_same_day_again),
		cmocka_unit_test_setup(what_it_does_not_know_stops_nobody, test_same_day_again),
		cmocka_unit_test_setup(an_income_denial_is_filled_from_the_steps, test_same_day_again),
		cmocka_unit_test_setup(the_sheet_is_kept_as_it_was, test_same_day_again),
		cmocka_unit_test_setup(a_packet_prints_the_sheet_it_was_decided_by, test_same_day_again),
	};

	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
