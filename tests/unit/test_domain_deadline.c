/* SPDX-License-Identifier: Apache-2.0
 *
 * The clocks: day 29, 30 and 31, leap days, weekends, holidays and the two
 * zones.  A due date that is one day off is a family a day without food.
 */
#include "test_domain.h"

#include "domain/county.h"
#include "domain/deadline.h"
#include "domain/pay_period.h"

static struct arena arena = ARENA_INIT;
static const struct program *snap, *families_first, *child_care;

static civil_date
due(const struct program *program, const char *filed, bool expedited)
{
	return deadline_decision(program, test_date(filed), expedited, DATE_NONE);
}

static void
filing_date_is_day_0(void **state)
{
	(void)state;
	assert_date(due(snap, "2025-11-12", false), "2025-12-12");
	assert_date(due(snap, "2025-05-10", true), "2025-05-17");
	assert_date(due(families_first, "2025-11-12", false), "2025-12-27");
	assert_date(due(child_care, "2025-11-12", false), "2025-12-12");
	/* a program without an expedited clock has but one */
	assert_date(due(child_care, "2025-11-12", true), "2025-12-12");
}

static void
leap_days_and_year_ends_count_like_any_day(void **state)
{
	(void)state;
	assert_date(due(snap, "2028-01-31", false), "2028-03-01");
	assert_date(due(snap, "2027-01-31", false), "2027-03-02");
	assert_date(due(snap, "2028-02-29", false), "2028-03-30");
	assert_date(due(snap, "2028-02-22", true), "2028-02-29");
	assert_date(due(snap, "2025-12-15", false), "2026-01-14");
}

static void
expedited_found_late_runs_from_the_discovery(void **state)
{
	civil_date filed = test_date("2025-11-12");

	(void)state;
	assert_date(deadline_decision(snap, filed, true, test_date("2025-11-20")), "2025-11-27");
	/* but never past the plain clock */
	assert_date(deadline_decision(snap, filed, true, test_date("2025-12-10")), "2025-12-12");
	assert_date(deadline_decision(snap, filed, true, test_date("2025-11-01")), "2025-11-19");
	assert_date(deadline_decision(snap, filed, false, test_date("2025-11-20")), "2025-12-12");
}

static void
overdue_begins_the_day_after(void **state)
{
	civil_date on = test_date("2025-12-12");

	(void)state;
	assert_int_equal(deadline_clock(snap, on, false, on + 1), CLOCK_OVERDUE);
	assert_int_equal(deadline_clock(snap, on, false, on), CLOCK_DUE_SOON);
	assert_int_equal(deadline_clock(snap, on, false, on - 7), CLOCK_DUE_SOON);
	assert_int_equal(deadline_clock(snap, on, false, on - 8), CLOCK_ON_TIME);
	assert_int_equal(deadline_clock(snap, on, true, on - 2), CLOCK_DUE_SOON);
	assert_int_equal(deadline_clock(snap, on, true, on - 3), CLOCK_ON_TIME);
	assert_int_equal(deadline_clock(families_first, on, false, on - 10), CLOCK_DUE_SOON);
	assert_int_equal(deadline_clock(families_first, on, false, on - 11), CLOCK_ON_TIME);
	assert_int_equal(deadline_clock(snap, DATE_NONE, false, on), CLOCK_NONE);
}

static void
the_other_days_of_a_program(void **state)
{
	(void)state;
	assert_date(deadline_inaction(snap, test_date("2025-11-12")), "2025-12-12");
	assert_date(deadline_proof(snap, test_date("2025-11-21")), "2025-12-01");
	assert_date(deadline_appeal(snap, test_date("2025-11-21")), "2026-02-19");
	assert_date(deadline_reopen(snap, test_date("2025-12-12")), "2026-01-11");
}

/* ---- working days ---- */

static void
weekends_move_only_the_day_to_act(void **state)
{
	(void)state;
	assert_date(workday_act_by(test_date("2025-12-13")), "2025-12-12"); /* Saturday */
	assert_date(workday_act_by(test_date("2025-12-14")), "2025-12-12");
	assert_date(workday_act_by(test_date("2025-12-15")), "2025-12-15");
	/* Thanksgiving, the Friday after it and the weekend */
	assert_date(workday_act_by(test_date("2025-11-30")), "2025-11-26");
	/* New Year's Day of 2028 is a Saturday, kept on the Friday before */
	assert_date(workday_act_by(test_date("2028-01-01")), "2027-12-30");
	assert_date(workday_after(test_date("2025-11-26"), 1), "2025-12-01");
	assert_date(workday_after(test_date("2025-11-26"), 0), "2025-11-26");
}

static void
holidays_of_the_state(void **state)
{
	static const char *const kept[] = { "2025-01-01", "2025-01-20", "2025-02-17", "2025-04-18",
		"2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01", "2025-11-11", "2025-11-27",
		"2025-11-28", "2025-12-25", "2026-04-03", "2026-07-03", "2027-12-24", "2024-03-29",
		"2038-04-23", "2027-07-05" };
	static const char *const worked[] = { "2025-01-02", "2025-04-17", "2025-04-21", "2025-10-13",
		"2025-12-26", "2026-07-06", "2025-12-31" };

	(void)state;
	for (size_t i = 0; i < countof(kept); i++)
		if (workday_is(test_date(kept[i])))
			fail_msg("worked on %s", kept[i]);
	for (size_t i = 0; i < countof(worked); i++)
		if (!workday_is(test_date(worked[i])))
			fail_msg("not worked on %s", worked[i]);
}

/* ---- counties ---- */

static void
each_county_keeps_its_own_day(void **state)
{
	int64_t late; /* 23:30 in Nashville is 00:30 in Knoxville */

	(void)state;
	assert_true(instant_from_text("2025-11-22T05:30:00Z", &late));
	assert_date(county_date("Davidson", late), "2025-11-21");
	assert_date(county_date("Knox", late), "2025-11-22");
	assert_date(county_date("Marion", late), "2025-11-21");   /* south, but Central */
	assert_date(county_date("Hamilton", late), "2025-11-22");
	assert_date(county_date("nowhere", late), "2025-11-21");
	assert_date(county_date(NULL, late), "2025-11-21");
}

static void
all_counties_are_there(void **state)
{
	int eastern = 0;
	int64_t population = 0;

	(void)state;
	for (size_t i = 0; i < COUNTY_COUNT; i++) {
		const struct county *county = county_at(i);

		assert_ptr_equal(county_find(county->name), county);
		assert_int_equal(strlen(county->fips), 5);
		eastern += county->zone == ZONE_EASTERN;
		population += county->population;
	}
	assert_int_equal(eastern, 30);
	assert_int_equal(population, 7227750);
	assert_non_null(county_find("DeKalb"));
	assert_non_null(county_find("Van Buren"));
	assert_null(county_find("knox"));
}

/* Who looks for DeKalb in a list looks behind Decatur. */
static void
counties_are_in_the_order_people_read(void **state)
{
	(void)state;
	for (size_t i = 1; i < COUNTY_COUNT; i++)
		if (strcasecmp(county_at(i - 1)->name, county_at(i)->name) >= 0)
			fail_msg("%s stands before %s", county_at(i - 1)->name, county_at(i)->name);
	assert_ptr_equal(county_find("DeKalb"), county_find("Decatur") + 1);
	assert_null(county_find("Dekalb"));
	assert_null(county_find("De"));
	assert_null(county_find(""));
}

/* ---- expedited ---- */

static enum truth
expedited(const char *answers_text, const char **test_id)
{
	struct json *answers = test_json(&arena, answers_text);
	const struct expedited_test *met;
	enum truth truth = deadline_expedited(snap, answers, &met);

	*test_id = met ? met->id : "";
	json_free(answers);
	return truth;
}

#define USD(text) "{'amount':'" text "','currency':'USD'}"
#define QUICK(income, cash, rent, utilities, migrant)                                  \
	"{'month_income':" USD(income) ",'cash':" USD(cash) ",'rent':" USD(rent)       \
		",'utilities':" USD(utilities) ",'migrant':" migrant "}"

static void
the_expedited_screen(void **state)
{
	const char *met;

	(void)state;
	assert_int_equal(expedited(QUICK("149.99", "100.00", "0.00", "0.00", "false"), &met), TRUTH_YES);
	assert_string_equal(met, "little_money");
	assert_int_equal(expedited(QUICK("150.00", "100.00", "0.00", "0.00", "false"), &met), TRUTH_NO);
	assert_string_equal(met, "");
	assert_int_equal(expedited(QUICK("149.99", "100.01", "0.00", "0.00", "false"), &met), TRUTH_NO);
	/* income and cash against rent and utilities: equal is not below */
	assert_int_equal(expedited(QUICK("700.00", "200.00", "650.00", "250.00", "false"), &met), TRUTH_NO);
	assert_int_equal(expedited(QUICK("700.00", "200.00", "650.00", "250.01", "false"), &met), TRUTH_YES);
	assert_string_equal(met, "costs_above_money");
	/* a yes is certain even while other answers are missing */
	assert_int_equal(expedited("{'month_income':" USD("10.00") ",'cash':" USD("0.00") "}", &met),
		TRUTH_YES);
	assert_int_equal(expedited("{'month_income':" USD("900.00") "}", &met), TRUTH_UNKNOWN);
	assert_int_equal(expedited("{}", &met), TRUTH_UNKNOWN);
	assert_int_equal(deadline_expedited(child_care, NULL, NULL), TRUTH_NO);
}

/* ---- pay periods ---- */

static void
assert_periods(const char *every, const char *last, const char *filed, const char *expected)
{
	struct pay_period periods[PAY_PERIODS_MAX];
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	struct buf out = BUF_INIT(4096);
	size_t count = pay_periods(periods, 30, every, last ? test_date(last) : DATE_NONE, test_date(filed));

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s%s/%s", i ? " " : "", date_to_text(periods[i].from, from),
			date_to_text(periods[i].to, to));
	assert_string_equal(out.data, expected);
	buf_done(&out);
}

static void
pay_periods_of_the_last_30_days(void **state)
{
	(void)state;
	assert_periods("two_weeks", "2025-11-10", "2025-11-12", "2025-10-14/2025-10-27 2025-10-28/2025-11-10");
	/* one that ended on the first of the 30 days still counts */
	assert_periods("two_weeks", "2025-11-11", "2025-11-12",
		"2025-10-01/2025-10-14 2025-10-15/2025-10-28 2025-10-29/2025-11-11");
	assert_periods("week", "2025-11-08", "2025-11-12",
		"2025-10-12/2025-10-18 2025-10-19/2025-10-25 2025-10-26/2025-11-01 2025-11-02/2025-11-08");
	assert_periods("half_month", "2025-10-31", "2025-11-12", "2025-10-01/2025-10-15 2025-10-16/2025-10-31");
	assert_periods("half_month", "2028-02-29", "2028-03-05", "2028-02-01/2028-02-15 2028-02-16/2028-02-29");
	assert_periods("month", "2025-10-31", "2025-11-12", "2025-10-01/2025-10-31");
	assert_periods("month", "2025-03-30", "2025-04-02", "2025-03-01/2025-03-30");
	assert_periods("month", "2025-01-15", "2025-01-20", "2024-12-16/2025-01-15");
	/* a job that ended long ago: its last period */
	assert_periods("week", "2025-06-07", "2025-11-12", "2025-06-01/2025-06-07");
	/* not known, or after the filing: the 30 days themselves */
	assert_periods("week", NULL, "2025-11-12", "2025-10-14/2025-11-12");
	assert_periods(NULL, "2025-11-08", "2025-11-12", "2025-10-14/2025-11-12");
	assert_periods("week", "2025-11-13", "2025-11-12", "2025-10-14/2025-11-12");
}

static void
found_expedited_late_it_is_due_from_that_day_and_never_later(void **state)
{
	(void)state;
	civil_date filed = test_date("2025-11-01"), plain = filed + 30;

	assert_date(deadline_expedite(snap, plain, test_date("2025-11-10")), "2025-11-17");
	assert_date(deadline_expedite(snap, plain, test_date("2025-11-29")), "2025-12-01");
	assert_date(deadline_decision(snap, filed, true, test_date("2025-11-10")), "2025-11-17");
	assert_date(deadline_decision(snap, filed, true, DATE_NONE), "2025-11-08");
	/* A program without such a clock has none to start. */
	const struct program *care = test_program(&arena, "child-care");
	assert_int_equal(deadline_expedite(care, plain, filed), plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(filing_date_is_day_0),
		cmocka_unit_test(leap_days_and_year_ends_count_like_any_day),
		cmocka_unit_test(expedited_found_late_runs_from_the_discovery),
		cmocka_unit_test(found_expedited_late_it_is_due_from_that_day_and_never_later),
		cmocka_unit_test(overdue_begins_the_day_after),
		cmocka_unit_test(the_other_days_of_a_program),
		cmocka_unit_test(weekends_move_only_the_day_to_act),
		cmocka_unit_test(holidays_of_the_state),
		cmocka_unit_test(each_county_keeps_its_own_day),
		cmocka_unit_test(all_counties_are_there),
		cmocka_unit_test(counties_are_in_the_order_people_read),
		cmocka_unit_test(the_expedited_screen),
		cmocka_unit_test(pay_periods_of_the_last_30_days),
	};
	int failed;

	snap = test_program(&arena, "snap");
	families_first = test_program(&arena, "families-first");
	child_care = test_program(&arena, "child-care");
	failed = cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
	arena_done(&arena);
	return failed;
}
