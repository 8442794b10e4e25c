/* SPDX-License-Identifier: Apache-2.0
 *
 * Nothing typed is lost, nothing is sent twice: what the workstation does when
 * an answer does not come, and with what an earlier run left.
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

#define REHEARSAL                                                                               \
	"{\"decision\":{\"application_id\":\"a_0\",\"application_version\":7,\"outcome\":\"denied\","  \
	"\"reasons\":[{\"code\":\"D06\",\"text\":\"You told us.\",\"facts\":{}}],\"amounts\":[]},"  \
	"\"status_update\":{\"code\":\"denied\",\"text\":\"Denied.\"},"                             \
	"\"notice\":{\"language\":\"es\",\"rendered_text\":\"Carta\"},\"stops\":[],\"warnings\":[]}"

/* The note of one row, typed and sent; its key. */
static const char *
send_note(void)
{
	static char key[64];

	fake_keys(&fake, "W");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	fake_type(&fake, "called, no answer");
	fake_keys(&fake, "^R");
	str_copy(key, sizeof(key), fake_request(&fake, "POST /v1/applications/a_0/notes")->key);
	return key;
}

static void
a_write_without_an_answer_is_sent_again_under_its_key(void **state)
{
	char key[64];

	(void)state;
	str_copy(key, sizeof(key), send_note());
	fake_fail(&fake, "POST /v1/applications/a_0/notes", ERR_OUTCOME_UNKNOWN);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	assert_true(fake_shows(&fake, "called, no answer"));
	fake_wait(&fake, 1100);
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/notes")->key, key);
	fake_fail(&fake, "POST /v1/applications/a_0/notes", ERR_OFFLINE);
	fake_wait(&fake, 2100);
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/notes")->key, key);
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201, "{\"id\":\"n_1\"}");
	/* As if the first try had been answered: the form is gone, once. */
	assert_true(fake_shows(&fake, "The note is on the file."));
	assert_false(fake_shows(&fake, "called, no answer"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	assert_true(app_journal_is_empty(fake.app));
}

static void
a_refusal_ends_the_tries_and_keeps_the_text(void **state)
{
	(void)state;
	send_note();
	fake_fail(&fake, "POST /v1/applications/a_0/notes", ERR_OUTCOME_UNKNOWN);
	fake_wait(&fake, 1100);
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 422,
	           "{\"code\":\"validation_failed\",\"detail\":\"Too long.\"}");
	assert_true(fake_shows(&fake, "called, no answer"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	/* Still a draft. */
	assert_false(app_journal_is_empty(fake.app));
}

static void
after_five_minutes_it_is_left_to_the_person(void **state)
{
	int tries = 0;

	(void)state;
	send_note();
	fake_fail(&fake, "POST /v1/applications/a_0/notes", ERR_OUTCOME_UNKNOWN);
	for (int64_t waited = 0; waited < 7 * 60000; waited += 1000) {
		fake_wait(&fake, 1000);
		if (!fake_was_asked(&fake, "POST /v1/applications/a_0/notes"))
			continue;
		tries++;
		fake_fail(&fake, "POST /v1/applications/a_0/notes", ERR_OFFLINE);
	}
	assert_in_range(tries, 50, 80);
	assert_true(fake_shows(&fake, "called, no answer"));
	assert_false(app_journal_is_empty(fake.app));
	/* With the line back it is asked what became of it; until then it is not sent twice. */
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	fake_feed(&fake, FEED_DOWN);
	fake_feed(&fake, FEED_LIVE);
	fake_reply(&fake, "DELETE /v1/outcomes/", 404, "{\"code\":\"not_found\"}");
	assert_true(fake_shows(&fake, "It never arrived"));
	fake_keys(&fake, "^R");
	assert_true(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
}

/* From the queue to a rehearsal without a STOP. */
static void
rehearse(void)
{
	fake_keys(&fake, "D");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	fake_reply(&fake, "GET /v1/reason-codes", 200,
	           "{\"items\":[{\"code\":\"D06\",\"kind\":\"deny\",\"for_inaction\":false,"
	           "\"text\":\"You told us you do not live here.\",\"facts\":[]}]}");
	fake_keys(&fake, "d Tab");
	fake_type(&fake, "d06");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 200, REHEARSAL);
	fake_keys(&fake, "^R");
	fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 200, REHEARSAL);
	fake_reply(&fake, "GET /v1/applications/a_0/decisions", 200, "{\"items\":[]}");
}

static void
issue(void)
{
	fake_keys(&fake, "I");
	fake_type(&fake, "deny");
	fake_keys(&fake, "Enter");
}

static void
a_decision_without_an_answer_is_only_asked_about(void **state)
{
	char key[64], question[128];

	(void)state;
	rehearse();
	issue();
	str_copy(key, sizeof(key), fake_request(&fake, "POST /v1/applications/a_0/decisions")->key);
	fake_fail(&fake, "POST /v1/applications/a_0/decisions", ERR_OUTCOME_UNKNOWN);
	fake_wait(&fake, 1100);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
	snprintf(question, sizeof(question), "DELETE /v1/outcomes/%s", key);
	fake_fail(&fake, question, ERR_OFFLINE);
	fake_wait(&fake, 2100);
	fake_reply(&fake, question, 200, "{\"id\":\"d_1\",\"state\":\"issued\"}");
	assert_true(fake_shows(&fake, "decided"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
	assert_true(app_journal_is_empty(fake.app));
}

static void
a_decision_that_never_arrived_is_a_draft_again(void **state)
{
	char question[128];

	(void)state;
	rehearse();
	issue();
	snprintf(question, sizeof(question), "DELETE /v1/outcomes/%s",
	         fake_request(&fake, "POST /v1/applications/a_0/decisions")->key);
	fake_fail(&fake, "POST /v1/applications/a_0/decisions", ERR_OUTCOME_UNKNOWN);
	fake_wait(&fake, 1100);
	fake_reply(&fake, question, 404, "{\"code\":\"not_found\"}");
	assert_true(fake_shows(&fake, "never arrived"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
	/* A person sends it again, under a new key. */
	issue();
	fake_request(&fake, "POST /v1/applications/a_0/decisions");
	assert_false(app_journal_is_empty(fake.app));
}

#define EXPIRED "{\"code\":\"session_expired\",\"status\":401}"

static void
a_write_that_meets_the_sessions_end_goes_on_after_it(void **state)
{
	char key[64];

	(void)state;
	str_copy(key, sizeof(key), send_note());
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 401, EXPIRED);
	assert_false(fake_shows(&fake, "called"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	fake_sign_in_again(&fake);
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/notes")->key, key);
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201, "{\"id\":\"n_1\"}");
	assert_true(fake_shows(&fake, "The note is on the file."));
	assert_true(app_journal_is_empty(fake.app));
}

static void
after_five_minutes_without_a_session_it_is_asked_about(void **state)
{
	char question[128];

	(void)state;
	snprintf(question, sizeof(question), "DELETE /v1/outcomes/%s", send_note());
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 401, EXPIRED);
	for (int minute = 0; minute < 6; minute++)
		fake_wait(&fake, 60000);
	fake_sign_in_again(&fake);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	fake_reply(&fake, question, 404, "{\"code\":\"not_found\"}");
	assert_true(fake_shows(&fake, "never arrived"));
	assert_true(fake_shows(&fake, "called, no answer"));
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
}

static void
a_decision_that_meets_the_sessions_end_is_not_sent_by_itself(void **state)
{
	char question[128];

	(void)state;
	rehearse();
	issue();
	snprintf(question, sizeof(question), "DELETE /v1/outcomes/%s",
	         fake_request(&fake, "POST /v1/applications/a_0/decisions")->key);
	fake_reply(&fake, "POST /v1/applications/a_0/decisions", 401, EXPIRED);
	fake_sign_in_again(&fake);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
	fake_reply(&fake, question, 404, "{\"code\":\"not_found\"}");
	assert_true(fake_shows(&fake, "never arrived"));
	fake_wait(&fake, 60000);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
}

static void
what_an_earlier_run_sent_is_asked_about_at_sign_in(void **state)
{
	static const char sent[] =
		"{\"record\":\"sent\",\"place\":{\"kind\":\"note\",\"id\":\"a_0\",\"arg\":\"\"},"
		"\"key\":\"k_old\",\"method\":\"POST\",\"path\":\"/v1/applications/a_0/notes\","
		"\"body\":\"{}\",\"title\":\"Note, Hoa\",\"if_match\":0,\"at\":1000,\"person\":false}";
	static const char draft[] =
		"{\"record\":\"draft\",\"place\":{\"kind\":\"note\",\"id\":\"a_0\",\"arg\":\"\"},"
		"\"title\":\"Note, Hoa\",\"text\":\"{\\\"/text\\\":\\\"old words\\\"}\",\"version\":7,"
		"\"begun\":500,\"changed\":900}";

	(void)state;
	app_journal_record(fake.app, draft, sizeof(draft) - 1);
	app_journal_record(fake.app, sent, sizeof(sent) - 1);
	app_journal_ready(fake.app, &fake.fx);
	fake_wait(&fake, 10);
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/notes"));
	fake_reply(&fake, "DELETE /v1/outcomes/k_old", 200, "{\"id\":\"n_1\"}");
	assert_true(fake_shows(&fake, "It had arrived: Note, Hoa."));
	/* Sent and answered: nothing is left to offer. */
	assert_true(app_journal_is_empty(fake.app));
}

static void
what_an_earlier_run_typed_is_offered_and_restored(void **state)
{
	static const char draft[] =
		"{\"record\":\"draft\",\"place\":{\"kind\":\"note\",\"id\":\"a_0\",\"arg\":\"\"},"
		"\"title\":\"Note, Hoa\",\"text\":\"{\\\"/text\\\":\\\"old words\\\"}\",\"version\":7,"
		"\"begun\":500,\"changed\":900}";

	(void)state;
	app_journal_record(fake.app, draft, sizeof(draft) - 1);
	app_journal_ready(fake.app, &fake.fx);
	fake_wait(&fake, 10);
	assert_true(fake_shows(&fake, "Note, Hoa"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "old words"));
	assert_false(fake_was_asked(&fake, "POST"));
}

static void
typing_is_recorded_within_a_second(void **state)
{
	int before;

	(void)state;
	fake_keys(&fake, "W");
	before = fake.journal_records;
	fake_type(&fake, "x");
	fake_wait(&fake, 1000);
	assert_int_equal(fake.journal_records, before + 1);
	/* Nothing typed, nothing recorded. */
	fake_wait(&fake, 10000);
	assert_int_equal(fake.journal_records, before + 1);
}

static void
what_is_not_kept_is_said_for_as_long_and_given_again(void **state)
{
	struct err err = { 0 };
	int before;

	(void)state;
	fake_keys(&fake, "W");
	fake_type(&fake, "x");
	fake_wait(&fake, 1000);
	assert_true(fake_shows(&fake, "saved"));
	before = fake.journal_records;
	(void)err_set(&err, ERR_LOCAL_FILE, "No space left on device");
	app_journal_failed(fake.app, &err, &fake.fx);
	fake_wait(&fake, 1);
	assert_true(fake_shows(&fake, "What is typed is NOT being kept: No space left on device"));
	assert_true(fake_shows(&fake, "NOT kept here"));
	assert_false(fake_shows(&fake, "saved"));
	fake_type(&fake, "y");
	assert_true(fake_shows(&fake, "NOT kept here"));
	fake_wait(&fake, 5000);
	assert_int_equal(fake.journal_records, before + 1);
	app_journal_kept(fake.app);
	fake_wait(&fake, 1);
	assert_true(fake_shows(&fake, "What is typed is kept again."));
	assert_false(fake_shows(&fake, "NOT kept here"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_write_without_an_answer_is_sent_again_under_its_key, fake_open_queue,
		                                fake_close),
		cmocka_unit_test_setup_teardown(a_refusal_ends_the_tries_and_keeps_the_text, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(after_five_minutes_it_is_left_to_the_person, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(a_write_that_meets_the_sessions_end_goes_on_after_it, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(after_five_minutes_without_a_session_it_is_asked_about, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(a_decision_that_meets_the_sessions_end_is_not_sent_by_itself, fake_open_queue,
		                                fake_close),
		cmocka_unit_test_setup_teardown(a_decision_without_an_answer_is_only_asked_about, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(a_decision_that_never_arrived_is_a_draft_again, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(what_an_earlier_run_sent_is_asked_about_at_sign_in, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(what_an_earlier_run_typed_is_offered_and_restored, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(typing_is_recorded_within_a_second, fake_open_queue, fake_close),
		cmocka_unit_test_setup_teardown(what_is_not_kept_is_said_for_as_long_and_given_again, fake_open_queue,
		                                fake_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
