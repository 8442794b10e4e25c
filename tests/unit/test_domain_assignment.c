/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may be given an application, each limit by itself; what work weighs; how
 * much of a worker leave takes off; which soft rules a move bends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/assignment.h"
#include "domain/plan.h"

static const char *team[] = { "t_east" }, *snap[] = { "snap" }, *knox[] = { "Knox" }, *spanish[] = { "es" },
	*customer[] = { "c_1" }, *other[] = { "c_2" };
static civil_date monday; /* Monday 2 November 2026: working days follow */

static struct assignment_rules rules = {
	.expedited_percent = 150, .waiting_weight = 40, .more_programs_weight = 50,
	.interpreter_percent = 130, .late_percent = 150, .late_day = 25, .has_interpreter = true,
};

static struct assignment_case
plain_case(void)
{
	return (struct assignment_case) { .application_id = "a_1", .customer_id = "c_1", .program_id = "snap",
		.team_id = "t_east", .county = "Knox", .language = "en", .assignee_id = "w_ana",
		.status = APPLICATION_IN_REVIEW, .filed_on = monday - 5, .due_on = monday + 25,
		.today = monday };
}

static struct assignment_worker
plain_worker(void)
{
	return (struct assignment_worker) { .id = "w_ben", .name = "Ben", .roles = ROLE_CASEWORKER,
		.is_active = true, .team_ids = { team, 1 }, .capacity = 40,
		.on_leave_from = DATE_NONE, .on_leave_to = DATE_NONE };
}

static void
limit_is(enum assignment_limit expected, const struct assignment_case *one,
         const struct assignment_worker *worker)
{
	enum assignment_limit limit = assignment_limit(&rules, one, worker);

	assert_string_equal(limit_wire(limit), limit_wire(expected));
	assert_true(limit == LIMIT_NONE || limit_text(limit)[0]);
}

static void
each_limit_keeps_by_itself(void **state)
{
	(void)state;
	struct assignment_case one = plain_case();
	struct assignment_worker ben = plain_worker();

	limit_is(LIMIT_NONE, &one, &ben);
	ben.is_active = false;
	limit_is(LIMIT_GONE, &one, &ben);
	ben = plain_worker(), ben.roles = ROLE_INTAKE;
	limit_is(LIMIT_NO_CASES, &one, &ben);
	ben = plain_worker(), ben.conflict_customer_ids = (struct text_list) { customer, 1 };
	limit_is(LIMIT_CONFLICT, &one, &ben);
	ben = plain_worker(), ben.team_ids.count = 0;
	limit_is(LIMIT_NOT_IN_TEAM, &one, &ben);
	ben = plain_worker(), ben.capacity = 0;
	limit_is(LIMIT_NO_CAPACITY, &one, &ben);
	ben = plain_worker(), ben.programs = (struct text_list) { snap, 1 };
	limit_is(LIMIT_NONE, &one, &ben);
	one.program_id = "child-care";
	limit_is(LIMIT_NOT_CERTIFIED, &one, &ben);
	one = plain_case(), ben = plain_worker(), ben.counties = (struct text_list) { knox, 1 };
	limit_is(LIMIT_NONE, &one, &ben);
	one.county = "Davidson";
	limit_is(LIMIT_COUNTY, &one, &ben);
	one = plain_case(), ben = plain_worker(), one.sealed = true;
	ben.sealed_customer_ids = (struct text_list) { other, 1 };
	limit_is(LIMIT_SEALED, &one, &ben);
	ben.sealed_customer_ids = (struct text_list) { customer, 1 };
	limit_is(LIMIT_NONE, &one, &ben);
	one = plain_case(), one.has_open_appeal = true;
	limit_is(LIMIT_APPEAL, &one, &ben);
	one.assignee_id = "w_ben";
	limit_is(LIMIT_NONE, &one, &ben);
	one = plain_case(), one.status = APPLICATION_AWAITING_SECOND_APPROVAL, one.decision_maker_id = "w_ben";
	limit_is(LIMIT_MAKER, &one, &ben);
}

static void
language_is_a_limit_only_without_an_interpreter(void **state)
{
	(void)state;
	struct assignment_case one = plain_case();
	struct assignment_worker ben = plain_worker();
	struct assignment_rules without = rules;

	without.has_interpreter = false;
	one.language = "es";
	assert_int_equal(assignment_limit(&rules, &one, &ben), LIMIT_NONE);
	assert_int_equal(assignment_limit(&without, &one, &ben), LIMIT_LANGUAGE);
	assert_true(assignment_bends(&rules, &one, &ben) & 1u << BEND_INTERPRETER);
	ben.languages = (struct text_list) { spanish, 1 };
	assert_int_equal(assignment_limit(&without, &one, &ben), LIMIT_NONE);
	assert_false(assignment_bends(&rules, &one, &ben) & 1u << BEND_INTERPRETER);
}

static void
another_team_is_open_only_where_both_are_led(void **state)
{
	(void)state;
	static const char *west[] = { "t_west" }, *both[] = { "t_west", "t_east" };
	const struct text_list led = { west, 1 };
	struct assignment_case one = plain_case();
	struct assignment_worker wes = plain_worker();

	wes.team_ids = (struct text_list) { west, 1 };
	limit_is(LIMIT_NOT_IN_TEAM, &one, &wes);
	assert_null(assignment_team(&one, &wes));
	one.other_teams = &led;
	limit_is(LIMIT_NONE, &one, &wes);
	assert_string_equal(assignment_team(&one, &wes), "t_west");
	assert_true(assignment_bends(&rules, &one, &wes) & 1u << BEND_TEAM);
	/* Its own team before others. */
	wes.team_ids = (struct text_list) { both, 2 };
	assert_string_equal(assignment_team(&one, &wes), "t_east");
	assert_false(assignment_bends(&rules, &one, &wes) & 1u << BEND_TEAM);
	/* All else holds there, too. */
	wes.team_ids = (struct text_list) { west, 1 }, wes.counties = (struct text_list) { knox, 1 };
	one.county = "Davidson";
	limit_is(LIMIT_COUNTY, &one, &wes);
	/* What is in no team goes nowhere. */
	one = plain_case(), one.other_teams = &led, one.team_id = NULL;
	limit_is(LIMIT_NOT_IN_TEAM, &one, &wes);
}

static void
leave_counts_by_the_day(void **state)
{
	(void)state;
	struct assignment_case one = plain_case();
	struct assignment_worker ben = plain_worker();

	ben.on_leave_from = monday - 3, ben.on_leave_to = monday - 1;
	limit_is(LIMIT_NONE, &one, &ben); /* back today */
	ben.on_leave_to = monday;
	limit_is(LIMIT_ON_LEAVE, &one, &ben);
	ben.on_leave_to = DATE_NONE; /* nobody knows until when */
	limit_is(LIMIT_ON_LEAVE, &one, &ben);
	ben.on_leave_from = one.due_on - 1, ben.on_leave_to = one.due_on + 1;
	limit_is(LIMIT_AWAY_WHEN_DUE, &one, &ben);
	ben.on_leave_to = one.due_on - 1;
	limit_is(LIMIT_NONE, &one, &ben); /* back when it is due */
	assert_int_equal(assignment_capacity(&(struct assignment_worker) { .capacity = 40,
		.on_leave_from = DATE_NONE, .on_leave_to = DATE_NONE }, monday), 4000);
	ben.on_leave_from = monday, ben.on_leave_to = monday + 13; /* two of four weeks */
	int64_t half = assignment_capacity(&ben, monday);
	assert_true(half >= 1800 && half <= 2200);
	ben.on_leave_to = DATE_NONE;
	assert_int_equal(assignment_capacity(&ben, monday), 0);
}

static void
work_is_weighed_as_it_stands(void **state)
{
	(void)state;
	struct program_weight programs[] = { { "families-first", 180 } };
	struct assignment_rules weighed = rules;
	struct assignment_worker ben = plain_worker();
	struct assignment_case one = plain_case();

	weighed.programs = programs;
	weighed.program_count = 1;
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 100);
	one.expedited = true;
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 150);
	one.program_id = "families-first";
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 270);
	one.is_waiting = true; /* the customer's move: little to do, whatever it is */
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 40);
	one.has_more_programs = true;
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 90);
	one = plain_case(), one.filed_on = monday - 24;
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 100);
	one.filed_on = monday - 25;
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 150);
	one = plain_case(), one.language = "vi";
	assert_int_equal(assignment_weight(&weighed, &one, &ben), 130);
	assert_int_equal(assignment_weight(&weighed, &one, NULL), 100);
}

static void
a_move_bends_what_it_bends(void **state)
{
	(void)state;
	struct assignment_case one = plain_case();
	struct assignment_worker ben = plain_worker(), ana = plain_worker();

	ana.id = "w_ana";
	assert_int_equal(assignment_bends(&rules, &one, &ben), 0);
	one.contacts = 2;
	assert_int_equal(assignment_bends(&rules, &one, &ben), 1u << BEND_CONTINUITY);
	assert_int_equal(assignment_bends(&rules, &one, &ana), 0); /* it stays */
	one.contacts = 1, one.vulnerable = true;
	assert_int_equal(assignment_bends(&rules, &one, &ben), 1u << BEND_CONTINUITY);
	one.assignee_id = NULL;
	assert_int_equal(assignment_bends(&rules, &one, &ben), 0); /* nobody's */
	one = plain_case(), one.due_on = monday + 1;
	assert_int_equal(assignment_bends(&rules, &one, &ben), 1u << BEND_DUE_SOON);
	one.due_on = monday + 2;
	assert_int_equal(assignment_bends(&rules, &one, &ben), 0);
	one.due_on = monday - 1; /* overdue: no reason to leave it where it is */
	assert_int_equal(assignment_bends(&rules, &one, &ben), 0);
}

static void
every_word_reads_back(void **state)
{
	(void)state;
	for (int why = 1; why < SKIP_COUNT; why++)
		assert_int_equal(skip_from_wire(skip_wire((enum plan_skip_why)why)), why);
	assert_int_equal(skip_from_wire("no such word"), SKIP_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_limit_keeps_by_itself),
		cmocka_unit_test(language_is_a_limit_only_without_an_interpreter),
		cmocka_unit_test(another_team_is_open_only_where_both_are_led),
		cmocka_unit_test(leave_counts_by_the_day),
		cmocka_unit_test(work_is_weighed_as_it_stands),
		cmocka_unit_test(a_move_bends_what_it_bends),
		cmocka_unit_test(every_word_reads_back),
	};

	if (!date_from_text("2026-11-02", &monday))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
