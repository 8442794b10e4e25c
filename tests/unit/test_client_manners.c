/* SPDX-License-Identifier: Apache-2.0
 *
 * The manners every screen keeps: questions, pastes, refusals, the palette, a line
 * that goes away, a session that ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_begin.h"

#include "base/str.h"

#define APPLICATION                                                                             \
	"{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000000\",\"program\":{\"id\":\"snap\","    \
	"\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"," \
	"\"case_number\":\"C-000000\"},\"status\":\"in_review\",\"expedited\":true,"                \
	"\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\",\"county\":\"Davidson\","            \
	"\"language\":\"es\",\"allowed_actions\":[\"deny\",\"note\"],\"missing\":[],"               \
	"\"interviews\":[],\"answers\":{}}"

static void
go_to_waits_for_the_answer_and_opens_no_one_by_speed(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "^T");
	fake_type(&fake, "hoa");
	fake_keys(&fake, "Enter");
	fake_wait(&fake, 200);
	fake_reply(&fake, "GET /v1/search?types=application%2Ccustomer&q=hoa", 200,
	           "{\"items\":[{\"type\":\"application\",\"id\":\"a_1\",\"title\":\"A-26-000001 Hoa\"},"
	           "{\"type\":\"application\",\"id\":\"a_2\",\"title\":\"A-26-000002 Hoa\"}]}");
	/* Two of that name: the list stays, to be looked at. */
	assert_true(fake_shows(&fake, "A-26-000001 Hoa"));
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_1"));
}

static void
go_to_by_a_number_opens_the_application_of_that_number(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "^T");
	fake_type(&fake, "000453");
	/* In one go, with a key for what it leads to. */
	fake_keys(&fake, "Enter t");
	fake_wait(&fake, 200);
	assert_false(fake_shows(&fake, "000453t"));
	fake_reply(&fake, "GET /v1/search?types=application%2Ccustomer&q=000453", 200,
	           "{\"items\":[{\"type\":\"customer\",\"id\":\"c_9\",\"title\":\"Ann Smith\"},"
	           "{\"type\":\"application\",\"id\":\"a_9\",\"title\":\"A-26-000453 Ann Smith\"}]}");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_9"));
	assert_false(fake_was_asked(&fake, "GET /v1/customers/c_9"));
}

static void
keys_after_enter_are_no_words_of_the_search(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "^T");
	fake_type(&fake, "hoa");
	fake_keys(&fake, "Enter t");
	fake_wait(&fake, 200);
	fake_reply(&fake, "GET /v1/search?types=application%2Ccustomer&q=hoa", 200,
	           "{\"items\":[{\"type\":\"application\",\"id\":\"a_1\",\"title\":\"A-26-000001 Hoa\"},"
	           "{\"type\":\"application\",\"id\":\"a_2\",\"title\":\"A-26-000002 Hoa\"}]}");
	assert_false(fake_shows(&fake, "hoat"));
	assert_true(fake_shows(&fake, "More than one is found"));
}

static void
under_60x15_one_sentence_and_only_q_acts(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_resize(&fake, 14, 60);
	fake_screen(&fake, "too-small");
	fake_keys(&fake, "j D Enter");
	assert_false(fake.quit);
	fake_keys(&fake, "q");
	assert_true(fake.quit);
}

static void
a_question_is_answered_only_by_keys_typed_after_it_was_painted(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys_at_once(&fake, "X y");
	fake_paint(&fake);
	assert_true(fake_shows(&fake, "Give A-26-000000 back to the team? y/N"));
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/release"));
	fake_paste(&fake, "y");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/release"));
	fake_screen(&fake, "queue-release");
	fake_keys(&fake, "y");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/release"));
	fake_type(&fake, "sick");
	fake_keys(&fake, "Enter");
	struct request *request = fake_request(&fake, "POST /v1/applications/a_0/release");
	assert_string_equal(request->body, "{\"reason\":\"sick\"}");
	assert_int_equal(request->if_match, 7);
	assert_true(request->key[0] != '\0');
}

/* Whoever is called away locks at once; neither that nor painting again is a No. */
static void
the_lock_goes_over_a_question_and_leaves_it(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "X ^L");
	assert_true(fake_shows(&fake, "Give A-26-000000 back to the team? y/N"));
	fake_keys(&fake, "^X");
	assert_true(fake_shows(&fake, "Locked"));
	assert_false(fake_shows(&fake, "A-26-000000"));
	fake_type(&fake, "secret");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201, fake_session());
	assert_true(fake_shows(&fake, "Give A-26-000000 back to the team? y/N"));
	fake_keys(&fake, "y");
	fake_type(&fake, "so");
	fake_keys(&fake, "^X");
	assert_true(fake_shows(&fake, "Locked"));
}

static void
no_is_the_default(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "X Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/release"));
	assert_false(fake_shows(&fake, "y/N"));
}

static void
a_paste_is_never_commands(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_paste(&fake, "Xy");
	assert_false(fake_was_asked(&fake, "POST "));
	assert_true(fake_shows(&fake, "A paste is never taken as commands"));
}

static void
a_refusal_stays_until_it_could_be_read(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "C");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 500);
	fake_keys(&fake, "j");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 10000);
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_keys(&fake, "j");
	assert_false(fake_shows(&fake, "It is somebody's already"));
}

/* A question is above it in rank, and who answers has not read what it covers. */
static void
a_refusal_under_a_question_stays_until_it_could_be_read(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "C");
	fake_wait(&fake, 300);
	fake_keys(&fake, "/");
	assert_false(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 5000);
	fake_keys(&fake, "x");
	fake_keys(&fake, "Esc");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 500);
	fake_keys(&fake, "j");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 600);
	fake_keys(&fake, "j");
	assert_false(fake_shows(&fake, "It is somebody's already"));
}

/* Any key that comes late enough, in a form as in a list; and none that comes too soon, Esc no more than another. */
static void
a_refusal_in_a_form_goes_with_the_next_letter(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "W");
	fake_type(&fake, "text");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 403, "{\"code\":\"forbidden\"}");
	assert_true(fake_shows(&fake, "You may not do this"));
	fake_wait(&fake, 300);
	fake_type(&fake, "s");
	assert_true(fake_shows(&fake, "You may not do this"));
	fake_wait(&fake, 1100);
	fake_type(&fake, "s");
	assert_false(fake_shows(&fake, "You may not do this"));
	fake_keys(&fake, "Esc");
	fake_wait(&fake, 1100);
	fake_keys(&fake, "C");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_keys(&fake, "Esc");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 1100);
	fake_keys(&fake, "Esc");
	assert_false(fake_shows(&fake, "It is somebody's already"));
}

static void
a_result_goes_after_six_seconds(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "y");
	assert_string_equal(fake.clipboard, "A-26-000000");
	assert_true(fake_shows(&fake, "Copied A-26-000000."));
	fake_wait(&fake, 5000);
	assert_true(fake_shows(&fake, "Copied"));
	fake_wait(&fake, 1500);
	assert_false(fake_shows(&fake, "Copied"));
	/* It is among the messages. */
	fake_keys(&fake, "a");
	assert_true(fake_shows(&fake, "Copied A-26-000000."));
}

static void
nobody_decides_in_bulk(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "Space Space D");
	assert_true(fake_shows(&fake, "Nobody decides in bulk"));
}

static void
a_slow_answer_is_named_after_a_moment(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "R");
	assert_false(fake_shows(&fake, "asking 1"));
	fake_wait(&fake, 200);
	assert_true(fake_shows(&fake, "asking 1 live"));
	fake_keys(&fake, "j");
	assert_true(str_starts(fake_line(&fake, 2), ">"));
	fake_keys(&fake, "^C");
	assert_true(fake_shows(&fake, "Stopped"));
	assert_false(fake_was_asked(&fake, "GET /v1/applications"));
}

static void
a_line_that_goes_away_is_said_and_writes_are_refused(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_feed(&fake, FEED_SILENT);
	fake_wait(&fake, 1000);
	assert_true(fake_shows(&fake, "stale"));
	fake_feed(&fake, FEED_DOWN);
	assert_true(fake_shows(&fake, "offline"));
	fake_keys(&fake, "X");
	assert_true(fake_shows(&fake, "cannot be reached"));
	/* Back again: what is shown is loaded anew. */
	fake_feed(&fake, FEED_LIVE);
	assert_true(fake_shows(&fake, "live"));
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=me"));
}

static void
an_ended_session_locks_and_the_password_goes_on_where_one_was(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "j R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 401, "{\"code\":\"session_expired\"}");
	fake_screen(&fake, "locked-expired");
	fake_sign_in_again(&fake);
	assert_true(str_starts(fake_line(&fake, 2), ">"));
}

/* The new session ended the one before: an answer to what was asked with that one is late, and no end. */
static void
an_answer_to_the_session_before_does_not_lock_again(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "j R ^X");
	fake_sign_in_again(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 401, "{\"code\":\"unauthenticated\"}");
	assert_false(fake_shows(&fake, "Locked"));
}

static void
fifteen_idle_minutes_lock_with_a_warning(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_wait(&fake, 14 * 60000 + 1000);
	assert_true(fake_shows(&fake, "locks in a minute"));
	fake_wait(&fake, 60000);
	assert_true(fake_shows(&fake, "Locked"));
	assert_false(fake_shows(&fake, "Nguyen"));
}

static void
help_says_why_a_command_cannot_be_run(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "?");
	fake_keys(&fake, "/");
	fake_type(&fake, "claim");
	fake_keys(&fake, "Enter");
	fake_screen(&fake, "help-claim");
}

static void
the_palette_runs_by_name(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, ":");
	fake_type(&fake, "copy");
	fake_screen(&fake, "palette");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake.clipboard, "A-26-000000");
}

static void
three_alerts_fold(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_event(&fake, 101, "interaction.waiting", "interaction", "i_1");
	assert_true(fake_shows(&fake, "A chat waits"));
	fake_event(&fake, 102, "interaction.waiting", "interaction", "i_2");
	fake_event(&fake, 103, "interaction.waiting", "interaction", "i_3");
	assert_true(fake_shows(&fake, "3 changes: a"));
}

static void
a_prefix_lists_what_may_follow(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "'");
	fake_wait(&fake, 350);
	assert_true(fake_shows(&fake, "'2 team"));
	fake_keys(&fake, "2");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?team=t_1"));
}

/* "approvals" speaks of a second signature, too, and stands before it at first. */
static void
the_palette_takes_the_best_match_of_what_was_typed(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_command("second");
	assert_false(fake_shows(&fake, "Only supervisors approve"));
	assert_true(fake_shows(&fake, "factor"));
}

static void
a_record_whose_refresh_failed_is_loaded_again(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	fake_event(&fake, 101, "note.added", "application", "a_0");
	fake_fail(&fake, "GET /v1/applications/a_0", ERR_OFFLINE);
	fake_wait(&fake, 2100);
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_0"));
}

#define screen_test(name) cmocka_unit_test_setup_teardown(name, fake_open, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		screen_test(go_to_waits_for_the_answer_and_opens_no_one_by_speed),
		screen_test(go_to_by_a_number_opens_the_application_of_that_number),
		screen_test(keys_after_enter_are_no_words_of_the_search),
		screen_test(under_60x15_one_sentence_and_only_q_acts),
		screen_test(the_palette_takes_the_best_match_of_what_was_typed),
		screen_test(a_record_whose_refresh_failed_is_loaded_again),
		screen_test(a_question_is_answered_only_by_keys_typed_after_it_was_painted),
		screen_test(the_lock_goes_over_a_question_and_leaves_it),
		screen_test(no_is_the_default),
		screen_test(a_paste_is_never_commands),
		screen_test(a_refusal_stays_until_it_could_be_read),
		screen_test(a_refusal_under_a_question_stays_until_it_could_be_read),
		screen_test(a_refusal_in_a_form_goes_with_the_next_letter),
		screen_test(a_result_goes_after_six_seconds),
		screen_test(nobody_decides_in_bulk),
		screen_test(a_slow_answer_is_named_after_a_moment),
		screen_test(a_line_that_goes_away_is_said_and_writes_are_refused),
		screen_test(an_ended_session_locks_and_the_password_goes_on_where_one_was),
		screen_test(an_answer_to_the_session_before_does_not_lock_again),
		screen_test(fifteen_idle_minutes_lock_with_a_warning),
		screen_test(help_says_why_a_command_cannot_be_run),
		screen_test(the_palette_runs_by_name),
		screen_test(three_alerts_fold),
		screen_test(a_prefix_lists_what_may_follow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
