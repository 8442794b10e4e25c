/* SPDX-License-Identifier: Apache-2.0
 *
 * The supervisor's board, and what is behind its numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "board_fixture.h"

#include "base/str.h"

static void
the_board_shows_who_has_how_much(void **state)
{
	(void)state;
	board_open();
	fake_screen(&fake, "board");
	assert_false(fake_shows(&fake, "Out of sight"));
	assert_false(fake_shows(&fake, "West"));
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "board-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "board-120x40");
}

/* An agency of that many, in one answer as the server gives it. */
static const char *
many_workers(int count)
{
	static struct buf body = BUF_INIT(4 * 1024 * 1024);

	buf_reset(&body);
	buf_puts(&body, "{\"items\":[");
	for (int i = 1; i <= count; i++)
		buf_printf(&body, "%s{\"id\":\"w_%d\",\"username\":\"u%d\",\"name\":\"Worker %05d\",\"team_ids\":[\"t_1\"],"
		           "\"capacity\":52,\"load\":" LOAD("1", "100", "0", "0", "0", "0", "0") "}", i > 1 ? "," : "", i, i, i);
	buf_puts(&body, "]," LIST_END);
	return body.data;
}

static void
nobody_is_missing_from_a_board_of_thousands(void **state)
{
	(void)state;
	fake_keys(&fake, "6");
	fake_reply(&fake, "GET /v1/teams", 200, board_teams);
	fake_reply(&fake, "GET /v1/workers", 200, many_workers(4000));
	assert_true(fake_shows(&fake, "1 of 4002"));
	fake_keys(&fake, "s n G");
	assert_true(fake_shows(&fake, "Worker 04000"));
	assert_true(fake_shows(&fake, "4002 of 4002"));
	/* And again where fewer have come. */
	fake_keys(&fake, "R");
	board_answer(",\"presence\":\"here\"");
	assert_true(fake_shows(&fake, "5 of 5"));
}

static void
its_bars_are_of_plain_signs_where_that_is_set(void **state)
{
	(void)state;
	/* The setting is read when the workstation starts. */
	str_copy(fake.config.value[SETTING_ASCII_CHARTS], CONFIG_VALUE_MAX, "yes");
	fake_restart(&fake, 24, 80);
	board_begin();
	board_open();
	assert_true(fake_shows(&fake, "61/52 #######+"));
	assert_true(fake_shows(&fake, "44/52 #####"));
}

/* A team's name goes up to the number of who is here, and in a wide window all names on. */
static void
a_long_name_is_cut_only_where_it_must_be(void **state)
{
	static const char teams[] = "{\"items\":[{\"id\":\"t_1\",\"name\":\"Shelby County, North East\",\"open\":94,"
		"\"unassigned\":0,\"load\":" LOAD("94", "9900", "5", "12", "27", "7", "2") "}]," LIST_END;
	static const char workers[] = "{\"items\":["
		WORKER("w_ben", "Benjamin Carter-Abernathy", ",\"presence\":\"here\"", LOAD("39", "4400", "0", "2", "14", "5", "2"))
		"]," LIST_END;

	(void)state;
	fake_keys(&fake, "6");
	fake_reply(&fake, "GET /v1/teams", 200, teams);
	fake_reply(&fake, "GET /v1/workers", 200, workers);
	assert_true(fake_shows(&fake, "Shelby County, North E> 1 94"));
	/* Nobody is away by the row of a team. */
	assert_false(fake_shows(&fake, "L absence"));
	fake_keys(&fake, "j");
	assert_true(fake_shows(&fake, "L absence"));
	fake_resize(&fake, 24, 100);
	assert_true(fake_shows(&fake, "Shelby County, North East"));
	assert_true(fake_shows(&fake, "Benjamin Carter-Abernathy"));
}

static void
enter_shows_the_applications_behind_the_number(void **state)
{
	(void)state;
	board_open();
	fake_keys(&fake, "j Right Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=w_ana&clock=overdue&sort=due"));
	fake_reply(&fake, "GET /v1/applications?assignee=w_ana&clock=overdue", 200, fake_applications(&fake, 0, 3, 3));
	assert_true(fake_shows(&fake, "Ana Ruiz, overdue 3"));
	fake_keys(&fake, "q Right Enter");
	/* Another number, another list. */
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=w_ana&turn=customer"));
	fake_keys(&fake, "q Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?decided_by=w_ana&decided_after=2025-11-20&sort=due"));
	fake_keys(&fake, "q j Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/interactions?state=active&worker=w_ben"));
	assert_true(fake_was_asked(&fake, "GET /v1/interactions?state=wrap_up&worker=w_ben"));
	assert_false(fake_was_asked(&fake, "GET /v1/interactions?state=bot"));
	assert_true(fake_shows(&fake, "Ben Carter, chats"));
}

static void
a_number_of_the_team_opens_the_teams_list(void **state)
{
	(void)state;
	board_open();
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?team=t_1&sort=due"));
	fake_keys(&fake, "q Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?team=t_1&clock=due_soon"));
	fake_keys(&fake, "q Right Right Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?team=t_1&decided_after=2025-11-20"));
	fake_keys(&fake, "q Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/interactions?state=waiting&team=t_1"));
	/* Nobody decided what is nobody's. */
	fake_keys(&fake, "q G Enter");
	assert_false(fake_was_asked(&fake, "GET /v1/interactions?state=waiting&team=t_1&assignee=none"));
	assert_true(fake_shows(&fake, "decided by nobody"));
}

static void
what_is_nobodys_stands_below_and_is_counted_in(void **state)
{
	(void)state;
	board_open();
	/* Overdue: 9, 2 and 0 of the workers, 1 that nobody has. */
	fake_keys(&fake, "G");
	assert_true(fake_shows(&fake, "nobody's yet"));
	fake_keys(&fake, "Right Right Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?team=t_1&assignee=none&clock=overdue&sort=due"));
}

static void
an_order_is_chosen_and_the_cursor_stays_with_its_worker(void **state)
{
	(void)state;
	board_open();
	fake_keys(&fake, "j j");
	assert_true(str_starts(fake_line(&fake, 4), ">"));
	assert_non_null(strstr(fake_line(&fake, 4), "Ben Carter"));
	fake_keys(&fake, "s n");
	assert_non_null(strstr(fake_line(&fake, 4), "Ben Carter"));
	fake_keys(&fake, "s l");
	assert_non_null(strstr(fake_line(&fake, 3), "Ana Ruiz"));
}

static void
events_bring_it_up_to_date_together(void **state)
{
	(void)state;
	board_open();
	fake_event(&fake, 101, "application.assigned", "application", "a_5");
	fake_event(&fake, 102, "application.assigned", "application", "a_6");
	assert_false(fake_was_asked(&fake, "GET /v1/teams"));
	fake_wait(&fake, 1500);
	board_answer(",\"on_leave_from\":\"2025-11-21\",\"on_leave_to\":\"2025-11-28\"");
	assert_false(fake_was_asked(&fake, "GET /v1/teams"));
	assert_true(fake_shows(&fake, "1 on leave"));
	assert_true(fake_shows(&fake, "LEAVE"));
	assert_true(fake_shows(&fake, "28 Nov"));
	/* Leave is taken off the 52 hours of her week, as in a plan, and so from the team's. */
	assert_true(fake_shows(&fake, "61/40 "));
	assert_true(fake_shows(&fake, "112/144 "));
}

/* No date goes on with a plus: it begins another one. */
static void
days_from_today_take_the_place_of_the_day_that_was_proposed(void **state)
{
	(void)state;
	board_open();
	fake_keys(&fake, "j L");
	fake_type(&fake, "+7");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "PUT /v1/workers/w_ana/leave")->body,
	                    "{\"from\":\"2025-11-21\",\"to\":\"2025-11-28\"}");
}

static void
an_absence_is_ended_where_it_was_begun(void **state)
{
	(void)state;
	board_open();
	fake_event(&fake, 101, "application.assigned", "application", "a_5");
	fake_wait(&fake, 1500);
	board_answer(",\"on_leave_from\":\"2025-11-21\",\"on_leave_to\":\"2025-11-28\"");
	fake_keys(&fake, "j L");
	assert_true(fake_shows(&fake, "Ana Ruiz is away until 28 Nov. Until (date, +days, or: back):"));
	fake_type(&fake, "back");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "PUT /v1/workers/w_ana/leave")->body, "{}");
	fake_reply(&fake, "PUT /v1/workers/w_ana/leave", 200, "{\"worker\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}}");
	assert_true(fake_shows(&fake, "Ana Ruiz is back"));
	assert_false(fake_was_asked(&fake, "POST /v1/reassignments"));
}

static void
nobody_but_a_supervisor_comes_to_it(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	fake_keys(&fake, "6");
	assert_true(fake_shows(&fake, "The board is for supervisors"));
	assert_false(fake_was_asked(&fake, "GET /v1/teams"));
}

static void
a_number_opened_before_the_board_came_is_of_its_row(void **state)
{
	(void)state;
	fake_keys(&fake, "6 j Right Right Enter");
	assert_true(fake_shows(&fake, "Still loading; what is typed waits for it"));
	board_answer("");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=w_ana&clock=overdue&sort=due"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_board_shows_who_has_how_much, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_number_opened_before_the_board_came_is_of_its_row, board_start, fake_close),
		cmocka_unit_test_setup_teardown(nobody_is_missing_from_a_board_of_thousands, board_start, fake_close),
		cmocka_unit_test_setup_teardown(its_bars_are_of_plain_signs_where_that_is_set, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_long_name_is_cut_only_where_it_must_be, board_start, fake_close),
		cmocka_unit_test_setup_teardown(enter_shows_the_applications_behind_the_number, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_number_of_the_team_opens_the_teams_list, board_start, fake_close),
		cmocka_unit_test_setup_teardown(what_is_nobodys_stands_below_and_is_counted_in, board_start, fake_close),
		cmocka_unit_test_setup_teardown(an_order_is_chosen_and_the_cursor_stays_with_its_worker, board_start, fake_close),
		cmocka_unit_test_setup_teardown(events_bring_it_up_to_date_together, board_start, fake_close),
		cmocka_unit_test_setup_teardown(days_from_today_take_the_place_of_the_day_that_was_proposed, board_start, fake_close),
		cmocka_unit_test_setup_teardown(an_absence_is_ended_where_it_was_begun, board_start, fake_close),
		cmocka_unit_test_teardown(nobody_but_a_supervisor_comes_to_it, fake_close),
	};

	return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
