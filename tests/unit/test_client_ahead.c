/* SPDX-License-Identifier: Apache-2.0
 *
 * Who types fast types ahead of a slow line: keys reach the record and the rows
 * they were meant for, or nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "writing_fixture.h"

static const char record[] = "GET /v1/applications/a_1";
static const char queue[] = "GET /v1/applications?assignee=me";

/* The record of the second row is asked for, and has not come. */
static void
open_the_second(void)
{
	desk_keys("q j");
	fake_keys(&fake, "Enter");
}

static void
a_note_typed_before_the_record_came_is_that_note(void **state)
{
	(void)state;
	open_the_second();
	fake_keys(&fake, "W");
	assert_true(fake_shows(&fake, "Still loading; what is typed waits for it"));
	fake_type(&fake, "Called: D q ] Q");
	assert_true(fake_was_asked(&fake, record));
	fake_reply(&fake, record, 200, served.application);
	desk_serve();
	assert_true(fake_shows(&fake, "Note - A-26-000412"));
	assert_true(fake_shows(&fake, "Called: D q ] Q"));
	assert_false(fake.quit);
}

static void
what_needs_no_record_acts_at_once(void **state)
{
	(void)state;
	open_the_second();
	fake_keys(&fake, "?");
	assert_true(fake_shows(&fake, "Help"));
	fake_keys(&fake, "Esc q");
	assert_true(fake_shows(&fake, "My queue"));
}

static void
escape_drops_what_waits(void **state)
{
	(void)state;
	open_the_second();
	fake_keys(&fake, "W");
	fake_type(&fake, "for another");
	fake_keys(&fake, "Esc");
	assert_true(fake_shows(&fake, "What was typed ahead is dropped."));
	fake_reply(&fake, record, 200, served.application);
	desk_serve();
	assert_true(fake_shows(&fake, "[1 Summary]"));
	assert_false(fake_shows(&fake, "Note - "));
}

static void
who_goes_elsewhere_takes_nothing_along(void **state)
{
	(void)state;
	open_the_second();
	fake_keys(&fake, "D ^T");
	fake_reply(&fake, record, 200, served.application);
	desk_serve();
	fake_keys(&fake, "Esc");
	assert_true(fake_shows(&fake, "[1 Summary]"));
	assert_false(fake_shows(&fake, "Outcome"));
}

static void
what_follows_a_refused_key_is_no_command(void **state)
{
	(void)state;
	served.application = "{\"id\":\"a_1\",\"version\":8,\"number\":\"A-26-000413\","
		"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
		"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-104882\"},"
		"\"status\":\"in_review\",\"county\":\"Davidson\",\"language\":\"es\",\"interviews\":[],\"missing\":[],"
		"\"allowed_actions\":[\"ask_missing\"]}";
	open_the_second();
	fake_keys(&fake, "W");
	fake_type(&fake, "Quite sure: q");
	fake_reply(&fake, record, 200, served.application);
	desk_serve();
	assert_true(fake_shows(&fake, "[1 Summary]"));
	assert_true(fake_shows(&fake, "The rest is dropped."));
	assert_false(fake.quit);
	fake_keys(&fake, "q");
	assert_true(fake_shows(&fake, "My queue"));
}

static void
a_record_that_does_not_come_takes_no_key(void **state)
{
	(void)state;
	open_the_second();
	fake_keys(&fake, "W");
	fake_type(&fake, "Qq");
	fake_reply(&fake, record, 404, "{\"code\":\"not_found\",\"title\":\"x\",\"status\":404}");
	desk_serve();
	assert_false(fake.quit);
	assert_false(fake_shows(&fake, "My queue"));
	assert_true(fake_shows(&fake, "The rest is dropped."));
}

static void
a_locked_screen_keeps_no_commands(void **state)
{
	(void)state;
	open_the_second();
	fake_keys(&fake, "D ^X");
	assert_false(fake_shows(&fake, "Decide"));
	fake_reply(&fake, record, 200, served.application);
	desk_serve();
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201, fake_session());
	desk_serve();
	assert_true(fake_shows(&fake, "[1 Summary]"));
	assert_false(fake_shows(&fake, "Outcome"));
}

static void
rows_are_gone_to_that_were_still_to_come(void **state)
{
	(void)state;
	fake_sign_in(&fake);
	fake_keys(&fake, "j j");
	assert_true(fake_shows(&fake, "Still loading; what is typed waits for it"));
	fake_keys(&fake, "Enter");
	fake_reply(&fake, queue, 200, fake_applications(&fake, 0, 3, 3));
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_2"));
	assert_false(fake_was_asked(&fake, "GET /v1/applications/a_0"));
}

static void
other_rooms_are_open_while_the_rows_are_to_come(void **state)
{
	(void)state;
	fake_sign_in(&fake);
	fake_keys(&fake, "2");
	assert_true(fake_shows(&fake, "Team"));
	fake_keys(&fake, ":");
	assert_true(fake_shows(&fake, "Commands"));
}

static void
a_customer_opened_a_moment_ago_takes_what_is_meant_for_them(void **state)
{
	(void)state;
	fake_keys(&fake, "h E");
	assert_true(fake_shows(&fake, "Still loading; what is typed waits for it"));
	desk_serve();
	assert_true(fake_shows(&fake, "Change customer"));
}

static void
what_waits_for_a_form_is_not_for_the_record_gone_to(void **state)
{
	(void)state;
	desk_keys("q j");
	fake_keys(&fake, "M D ^T");
	fake_type(&fake, "000453");
	fake_keys(&fake, "Enter");
	fake_wait(&fake, 200);
	fake_reply(&fake, "GET /v1/search", 200,
	           "{\"items\":[{\"type\":\"application\",\"id\":\"a_0\",\"title\":\"A-26-000453 Ann Smith\"}]}");
	desk_serve();
	assert_true(fake_shows(&fake, "[1 Summary]"));
	assert_false(fake_shows(&fake, "Outcome"));
}

static void
words_so_few_that_nobody_is_asked_keep_no_keys(void **state)
{
	(void)state;
	desk_keys("^T");
	fake_type(&fake, "z");
	fake_keys(&fake, "Enter");
	fake_wait(&fake, 200);
	assert_true(fake_shows(&fake, "Nobody and nothing is found by these words."));
	fake_type(&fake, "y");
	assert_false(fake_shows(&fake, "Still loading"));
	assert_true(fake_shows(&fake, "zy"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
#define AT_SIGN_IN(test) cmocka_unit_test_setup_teardown(test, fake_open, fake_close)
		AT_DESK(a_note_typed_before_the_record_came_is_that_note),
		AT_DESK(what_needs_no_record_acts_at_once),
		AT_DESK(escape_drops_what_waits),
		AT_DESK(who_goes_elsewhere_takes_nothing_along),
		AT_DESK(what_follows_a_refused_key_is_no_command),
		AT_DESK(a_record_that_does_not_come_takes_no_key),
		AT_DESK(a_locked_screen_keeps_no_commands),
		AT_DESK(a_customer_opened_a_moment_ago_takes_what_is_meant_for_them),
		AT_DESK(what_waits_for_a_form_is_not_for_the_record_gone_to),
		AT_DESK(words_so_few_that_nobody_is_asked_keep_no_keys),
		AT_SIGN_IN(rows_are_gone_to_that_were_still_to_come),
		AT_SIGN_IN(other_rooms_are_open_while_the_rows_are_to_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
