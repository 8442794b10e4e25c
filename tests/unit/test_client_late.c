/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers that come late, or when nobody waits for them any more: the screen was
 * left, the question was stopped or asked anew, somebody else sits here, or more
 * is under way than anybody thought of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "client_begin.h"

#include "base/str.h"

#define APPLICATION                                                                             \
	"{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000000\",\"program\":{\"id\":\"snap\","    \
	"\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"," \
	"\"case_number\":\"C-000000\"},\"status\":\"in_review\",\"expedited\":true,"                \
	"\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\",\"county\":\"Davidson\","            \
	"\"language\":\"es\",\"allowed_actions\":[\"deny\",\"note\"],\"missing\":[],"               \
	"\"interviews\":[],\"answers\":{}}"
#define MERGED                                                                                  \
	"{\"id\":\"a_0\",\"version\":8,\"number\":\"A-26-000000\",\"program\":{\"id\":\"snap\","    \
	"\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_9\",\"name\":\"Nguyen Thi Hoa\"," \
	"\"case_number\":\"C-000009\"},\"status\":\"in_review\",\"allowed_actions\":[\"note\"]}"
#define EXPIRED "{\"code\":\"session_expired\",\"status\":401}"
#define NOTES "POST /v1/applications/a_0/notes"

static void
write_note(const char *words)
{
	fake_keys(&fake, "W");
	if (fake_was_asked(&fake, "GET /v1/applications/a_0"))
		fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	fake_type(&fake, words);
}

/* ---- the screen was left ---- */

static void
what_was_sent_from_a_form_left_since_is_told_and_is_no_draft(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R Esc");
	fake_reply(&fake, NOTES, 201, "{\"id\":\"n_1\"}");
	assert_true(fake_shows(&fake, "has arrived"));
	assert_true(app_journal_is_empty(fake.app));
	fake_keys(&fake, "W");
	assert_false(fake_shows(&fake, "called"));
}

static void
a_refusal_of_what_was_sent_from_a_form_left_since_is_told(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R Esc");
	fake_reply(&fake, NOTES, 403, "{\"code\":\"forbidden\"}");
	assert_true(fake_shows(&fake, "You may not do this"));
	fake_keys(&fake, "W");
	assert_true(fake_shows(&fake, "called"));
}

static void
a_form_opened_again_does_not_send_the_same_twice(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R Esc");
	fake_fail(&fake, NOTES, ERR_OUTCOME_UNKNOWN);
	fake_keys(&fake, "W");
	assert_true(fake_shows(&fake, "called"));
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, NOTES));
	fake_wait(&fake, 1100);
	fake_reply(&fake, NOTES, 201, "{\"id\":\"n_1\"}");
	/* It is on file as it stood there: nothing is left to send. */
	assert_false(fake_shows(&fake, "called"));
	assert_true(app_journal_is_empty(fake.app));
}

static void
what_was_typed_since_stays_when_what_was_sent_arrives(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R Esc");
	fake_wait(&fake, 100);
	fake_keys(&fake, "W");
	fake_type(&fake, " again");
	fake_reply(&fake, NOTES, 201, "{\"id\":\"n_1\"}");
	assert_true(fake_shows(&fake, "called again"));
	assert_false(app_journal_is_empty(fake.app));
}

static void
nothing_typed_after_the_send_goes_under_with_it(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R");
	fake_type(&fake, " never");
	fake_keys(&fake, "BS");
	fake_paste(&fake, " at all");
	assert_true(fake_shows(&fake, "called"));
	assert_false(fake_shows(&fake, "never"));
	assert_false(fake_shows(&fake, "at all"));
	assert_true(fake_shows(&fake, "being sent already"));
	/* Refused, it may be mended. */
	fake_reply(&fake, NOTES, 422, "{\"code\":\"validation_failed\"}");
	fake_type(&fake, " twice");
	assert_true(fake_shows(&fake, "called twice"));
}

/* ---- the session ---- */

static void
a_question_of_a_screen_left_since_is_not_told_of(void **state)
{
	(void)state;
	fake_keys(&fake, "^T");
	fake_type(&fake, "hoa");
	fake_wait(&fake, 200);
	fake_reply(&fake, "GET /v1/search", 401, EXPIRED);
	fake_sign_in_again(&fake);
	assert_true(fake_was_asked(&fake, "GET /v1/search"));
	fake_keys(&fake, "Esc");
	assert_false(fake_was_asked(&fake, "GET /v1/search"));
	assert_false(fake_shows(&fake, "has arrived"));
}

/* While the password was on its way, something was asked with the session that it ended. */
static void
an_answer_to_what_was_asked_during_the_sign_in_does_not_lock_again(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R");
	fake_fail(&fake, NOTES, ERR_OUTCOME_UNKNOWN);
	fake_keys(&fake, "Esc ^X");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	fake_wait(&fake, 1100);
	fake_request(&fake, NOTES);
	fake_reply(&fake, "POST /v1/sessions", 201, fake_session());
	fake_reply(&fake, NOTES, 401, EXPIRED);
	assert_false(fake_shows(&fake, "Locked"));
	fake_reply(&fake, NOTES, 201, "{\"id\":\"n_1\"}");
	assert_true(app_journal_is_empty(fake.app));
}

static void
sign_out(void)
{
	fake_command("sign-out");
	fake_keys(&fake, "y");
	assert_true(fake_shows(&fake, "Password"));
}

static void
an_answer_to_the_person_before_does_not_lock_the_next_one_out(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R Esc");
	sign_out();
	fake_request(&fake, NOTES);
	fake_sign_in(&fake);
	fake_reply(&fake, NOTES, 401, EXPIRED);
	assert_false(fake_shows(&fake, "Locked"));
}

static void
what_one_person_was_told_the_next_one_does_not_read(void **state)
{
	(void)state;
	fake_keys(&fake, "C");
	assert_true(fake_shows(&fake, "It is somebody's already"));
	fake_wait(&fake, 2000);
	sign_out();
	fake_sign_in(&fake);
	assert_false(fake_shows(&fake, "somebody's already"));
	fake_keys(&fake, "a");
	assert_true(fake_shows(&fake, "Nothing was said yet"));
}

static void
what_stands_among_old_answers_is_asked_again_and_nobody_is_told_to_sign_in(void **state)
{
	(void)state;
	fake_keys(&fake, "R ^X");
	fake_sign_in_again(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 401, "{\"code\":\"unauthenticated\"}");
	assert_false(fake_shows(&fake, "Sign in first"));
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=me"));
}

/* ^C and the way out work while a server that does not answer has the password. */
static void
the_lock_can_be_left_while_it_waits(void **state)
{
	(void)state;
	fake_keys(&fake, "^X");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter ^C");
	assert_true(fake.quit);
}

/* Stopped for an hour, then a key before any timer: it is locked, and the key does nothing. */
static void
a_key_after_an_hour_stopped_is_not_taken_for_a_presence(void **state)
{
	(void)state;
	fake.mono_ms += 60 * 60000;
	fake.real_ms += 60 * 60000;
	fake_keys(&fake, "q");
	assert_true(fake_shows(&fake, "Locked"));
	fake_sign_in_again(&fake);
}

/* Whatever comes at the very moment it is due does not put the lock off. */
static void
an_answer_at_that_very_moment_does_not_keep_the_screen_open(void **state)
{
	(void)state;
	fake_wait(&fake, 15 * 60000 - 1);
	fake.mono_ms += 1;
	fake.real_ms += 1;
	fake_event(&fake, 120, "presence", "", "");
	fake_wait(&fake, 60000);
	assert_true(fake_shows(&fake, "Locked"));
}

/* Typed and signed out within half a second, without a line to the server. */
static void
the_last_words_before_a_sign_out_are_kept(void **state)
{
	char folder[] = "/tmp/caseload-test-XXXXXX", command[64];
	struct keeper keeper = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	setenv("XDG_STATE_HOME", folder, 1);
	fake_start(&fake, 24, 80);
	fake.keeper = &keeper;
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	write_note("called twice");
	fake_keys(&fake, "Esc");
	sign_out();
	fake_sign_in(&fake);
	assert_true(fake_shows(&fake, "unfinished"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "called twice"));
	keeper_close(&keeper, fake.app);
	fake_stop(&fake);
	snprintf(command, sizeof command, "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

/* An answer that is none: who sits here is still who they are. */
static void
an_unlock_that_fails_forgets_nobody(void **state)
{
	(void)state;
	fake_keys(&fake, "^X");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201,
	           "{\"token\":\"t\",\"worker\":{\"id\":\"w_mal\",\"version\":1,\"username\":\"mallory\","
	           "\"name\":\"Mallory\",\"roles\":[\"caseworker\"],\"team_ids\":[]}}");
	assert_true(fake_shows(&fake, "Locked"));
	fake_keys(&fake, "Esc");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/sessions")->body, "\"username\":\"ana\""));
}

/* ---- out of sight ---- */

/* What hangs on the application is there; what is left are its own loads. */
static void
answer_the_rest(void)
{
	while (fake_was_asked(&fake, "GET /v1/applications/a_0/"))
		fake_reply(&fake, "GET /v1/applications/a_0/", 200, "{\"items\":[]}");
}

static void
rows_that_may_not_be_seen_any_more_are_gone(void **state)
{
	(void)state;
	assert_true(fake_shows(&fake, "Nguyen"));
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 403, "{\"code\":\"forbidden\"}");
	assert_false(fake_shows(&fake, "Nguyen"));
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	assert_true(fake_shows(&fake, "Nguyen"));
}

static void
nothing_of_a_record_comes_after_it_went_out_of_sight(void **state)
{
	(void)state;
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	fake_request(&fake, "GET /v1/customers/c_0");
	answer_the_rest();
	fake_event(&fake, 120, "gone", "application", "a_0");
	answer_the_rest();
	fake_reply(&fake, "GET /v1/applications/a_0", 404, "{\"code\":\"not_found\"}");
	fake_reply(&fake, "GET /v1/customers/c_0", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	assert_null(model_record_find(app_model(fake.app), "a_0")->customer);
}

static void
a_record_whose_customer_was_merged_follows_it(void **state)
{
	(void)state;
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	while (fake_was_asked(&fake, "GET /v1/customers/c_0"))
		fake_reply(&fake, "GET /v1/customers/c_0", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	answer_the_rest();
	fake_event(&fake, 120, "application.updated", "application", "a_0");
	answer_the_rest();
	while (fake_was_asked(&fake, "GET /v1/customers/c_0"))
		fake_reply(&fake, "GET /v1/customers/c_0", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_reply(&fake, "GET /v1/applications/a_0", 200, MERGED);
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_9"));
}

/* ---- stopped ---- */

static void
a_stop_does_not_keep_drafts_from_the_server(void **state)
{
	(void)state;
	write_note("x");
	fake_wait(&fake, 1000);
	fake_request(&fake, "PUT /v1/me/drafts/");
	fake_keys(&fake, "^C");
	fake_reply(&fake, "PUT /v1/me/drafts/", 204, "");
	fake_type(&fake, "y");
	fake_wait(&fake, 1000);
	assert_true(fake_was_asked(&fake, "PUT /v1/me/drafts/"));
}

static void
a_question_asked_again_can_be_stopped_and_asked_anew(void **state)
{
	(void)state;
	fake_keys(&fake, "^T");
	fake_type(&fake, "hoa");
	fake_wait(&fake, 200);
	fake_reply(&fake, "GET /v1/search", 200,
	           "{\"items\":[{\"type\":\"customer\",\"id\":\"c_9\",\"title\":\"Hoa\"}]}");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/customers/c_9", 401, EXPIRED);
	fake_sign_in_again(&fake);
	fake_request(&fake, "GET /v1/customers/c_9");
	fake_keys(&fake, "^C");
	assert_false(fake_was_asked(&fake, "GET /v1/customers/c_9"));
	fake_keys(&fake, "R");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_9"));
}

static void
what_became_of_a_decision_is_asked_until_it_is_known(void **state)
{
	(void)state;
	write_note("called");
	fake_keys(&fake, "^R");
	fake_reply(&fake, NOTES, 401, EXPIRED);
	for (int minute = 0; minute < 6; minute++)
		fake_wait(&fake, 60000);
	fake_sign_in_again(&fake);
	fake_request(&fake, "DELETE /v1/outcomes/");
	fake_keys(&fake, "^C");
	fake_reply(&fake, "DELETE /v1/outcomes/", 404, "{\"code\":\"not_found\"}");
	assert_true(fake_shows(&fake, "never arrived"));
}

/* ---- asked anew ---- */

static void
what_earlier_words_found_is_not_gone_to(void **state)
{
	(void)state;
	fake_keys(&fake, "^T");
	fake_type(&fake, "smi");
	fake_wait(&fake, 200);
	fake_request(&fake, "GET /v1/search?types=application%2Ccustomer&q=smi");
	fake_type(&fake, "th");
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "GET /v1/search"));
	fake_wait(&fake, 200);
	fake_reply(&fake, "GET /v1/search?types=application%2Ccustomer&q=smith", 200,
	           "{\"items\":[{\"type\":\"customer\",\"id\":\"c_9\",\"title\":\"Ann Smith\"}]}");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_9"));
}

static void
a_second_factor_that_cannot_be_loaded_can_be_asked_for_again(void **state)
{
	(void)state;
	fake_command("second-factor");
	fake_fail(&fake, "GET /v1/me/second-factor", ERR_OFFLINE);
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/me/second-factor", 200, "{\"on\":false,\"policy\":\"optional\"}");
	assert_true(fake_shows(&fake, "Type your password to begin"));
}

/* In a field for a password no command can be typed. */
static void
who_has_to_set_up_a_second_factor_can_sign_out_without(void **state)
{
	struct buf due = BUF_INIT(4096);

	(void)state;
	fake_start(&fake, 24, 80);
	buf_printf(&due, "{\"second_factor_due\":true,%s", fake_session() + 1);
	fake_type(&fake, "ana");
	fake_keys(&fake, "Tab");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201, due.data);
	buf_done(&due);
	fake_reply(&fake, "GET /v1/me/second-factor", 200, "{\"on\":false,\"policy\":\"required\"}");
	assert_true(fake_shows(&fake, "Your role needs a second factor beside the password"));
	fake_keys(&fake, "Esc");
	assert_true(fake_shows(&fake, "Sign out without one?"));
	fake_keys(&fake, "n");
	assert_true(fake_shows(&fake, "Type your password to begin"));
	fake_keys(&fake, "Esc y");
	fake_request(&fake, "DELETE /v1/sessions/current");
	fake_stop(&fake);
}

/* ---- more than anybody thought of ---- */

static void
however_much_is_under_way_no_answer_is_lost(void **state)
{
	char path[64];

	(void)state;
	for (int i = 0; i < 150; i++) {
		snprintf(path, sizeof path, "/v1/test/%d", i);
		(void)fx_get(&fake.fx, OWNER_VIEW_FIRST, 1, path);
	}
	/* Carried out with the next turn. */
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 3, 1, 1));
	assert_true(fake_shows(&fake, "A-26-000003"));
}

int
main(void)
{
#define QUEUE(test) cmocka_unit_test_setup_teardown(test, fake_open_queue, fake_close)
	const struct CMUnitTest tests[] = {
		QUEUE(what_was_sent_from_a_form_left_since_is_told_and_is_no_draft),
		QUEUE(a_refusal_of_what_was_sent_from_a_form_left_since_is_told),
		QUEUE(a_form_opened_again_does_not_send_the_same_twice),
		QUEUE(what_was_typed_since_stays_when_what_was_sent_arrives),
		QUEUE(nothing_typed_after_the_send_goes_under_with_it),
		QUEUE(a_question_of_a_screen_left_since_is_not_told_of),
		QUEUE(an_answer_to_what_was_asked_during_the_sign_in_does_not_lock_again),
		QUEUE(an_answer_to_the_person_before_does_not_lock_the_next_one_out),
		QUEUE(what_one_person_was_told_the_next_one_does_not_read),
		QUEUE(what_stands_among_old_answers_is_asked_again_and_nobody_is_told_to_sign_in),
		QUEUE(the_lock_can_be_left_while_it_waits),
		QUEUE(a_key_after_an_hour_stopped_is_not_taken_for_a_presence),
		QUEUE(an_answer_at_that_very_moment_does_not_keep_the_screen_open),
		cmocka_unit_test(the_last_words_before_a_sign_out_are_kept),
		QUEUE(an_unlock_that_fails_forgets_nobody),
		QUEUE(rows_that_may_not_be_seen_any_more_are_gone),
		QUEUE(nothing_of_a_record_comes_after_it_went_out_of_sight),
		QUEUE(a_record_whose_customer_was_merged_follows_it),
		QUEUE(a_stop_does_not_keep_drafts_from_the_server),
		QUEUE(a_question_asked_again_can_be_stopped_and_asked_anew),
		QUEUE(what_became_of_a_decision_is_asked_until_it_is_known),
		QUEUE(what_earlier_words_found_is_not_gone_to),
		QUEUE(a_second_factor_that_cannot_be_loaded_can_be_asked_for_again),
		cmocka_unit_test(who_has_to_set_up_a_second_factor_can_sign_out_without),
		QUEUE(however_much_is_under_way_no_answer_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
