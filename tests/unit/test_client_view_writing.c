/* SPDX-License-Identifier: Apache-2.0
 *
 * The writing screens as they look: what each says it is, what it asks, and how
 * few keys it takes.  Deciding is test_client_view_deciding.c's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "writing_fixture.h"

#include "base/str.h"

static void
each_form_says_what_it_is_and_what_is_asked(void **state)
{
	static const struct { const char *keys, *name; } forms[] = {
		{ "W", "note" },   { "P", "call" },   { "I", "interview" },
		{ "M", "ask" },    { "A", "assign" }, { "S", "status" },
		{ "T", "remind" },
	};

	(void)state;
	for (size_t i = 0; i < countof(forms); i++) {
		desk_keys(forms[i].keys);
		fake_screen(&fake, forms[i].name);
		desk_keys("Esc");
	}
}

/* The 300th of a team is given work as well as the first. */
static void
everybody_of_a_large_team_can_be_given_it(void **state)
{
	struct buf body = BUF_INIT(256 * 1024);

	(void)state;
	buf_puts(&body, "{\"items\":[");
	for (int i = 1; i <= 300; i++)
		buf_printf(&body, "%s{\"id\":\"w_%d\",\"name\":\"Worker %03d\",\"languages\":[\"en\"],"
		           "\"load\":{\"open\":%d,\"overdue\":0}}", i > 1 ? "," : "", i, i, i);
	buf_puts(&body, "],\"next_cursor\":null,\"prev_cursor\":null}");
	served.workers = body.data;
	desk_keys("A");
	desk_type("300");
	assert_true(fake_shows(&fake, "Worker 300"));
	served.workers = NULL;
	buf_done(&body);
}

/* Nobody at hand has that name: the server knows who it is, and says who could give it there. */
static void
a_worker_of_another_team_is_looked_up_and_who_can_is_named(void **state)
{
	static const char refusal[] =
		"{\"code\":\"validation_failed\",\"title\":\"x\",\"status\":422,\"errors\":[{\"pointer\":\"/worker_id\","
		"\"code\":\"not_in_team\",\"detail\":\"Knox Hill is in another team. Who leads both can move it there: "
		"Bo Lane, Wanda Reed.\"}]}";

	(void)state;
	desk_keys("A");
	fake_type(&fake, "knox");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "GET /v1/workers?named=knox", 200, "{\"items\":[]," LIST_END);
	assert_true(fake_shows(&fake, "Nobody who works here has that in the name."));
	fake_keys(&fake, "^R");
	fake_reply(&fake, "GET /v1/workers?named=knox", 200,
	           "{\"items\":[{\"id\":\"w_1\",\"name\":\"Knox Hill\"},{\"id\":\"w_2\",\"name\":\"Knox Reed\"}]," LIST_END);
	fake_screen(&fake, "assign-two-named");
	fake_type(&fake, " h");
	fake_keys(&fake, "^R y");
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/assignment")->body, "{\"worker_id\":\"w_1\"}");
	fake_reply(&fake, "PUT /v1/applications/a_0/assignment", 422, refusal);
	fake_screen(&fake, "assign-not-led");
}

/* To correct the agency's error is for who leads the application's team. */
static void
a_ground_for_opening_again_is_offered_to_whom_it_is_open(void **state)
{
	char body[4096];

	(void)state;
	snprintf(body, sizeof body, "%s", APPLICATION("8", "denied", SEEN, ""));
	str_copy(strstr(body, "[\"ask_missing\""), 30, "[\"note\",\"reopen\"]}");
	served.application = body;
	desk_keys("R");
	desk_keys("S");
	assert_true(fake_shows(&fake, "( ) within the window  ( ) hearing order"));
	assert_false(fake_shows(&fake, "agency error"));
}

/* A name of any length leaves the state in sight, and stands whole under the cursor. */
static void
what_is_on_file_is_seen_beside_a_long_name(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "in_review",
		UNSEEN ",\"person\":\"Nguyen Thi Minh Hoa\"", "");
	desk_keys("R");
	for (int cols = 80; cols >= 60; cols -= 20) {
		fake_resize(&fake, 24, cols);
		desk_keys("M");
		assert_true(fake_shows(&fake, "> ON FILE, nobody looked: why?"));
		assert_true(fake_shows(&fake, "14-27 Oct, Nguyen Thi Minh Hoa"));
		desk_keys("Esc");
	}
}

static void
asking_takes_three_keys(void **state)
{
	(void)state;
	desk_keys("M Enter");
	assert_int_equal(served.keys_pressed, 2);
	fake_reply(&fake, "POST /v1/applications/a_0/missing?dry_run=true", 200,
	           APPLICATION("7", "in_review", UNSEEN,
	                       "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Le falta el recibo.\"},"));
	fake_screen(&fake, "ask-letter");
	desk_keys("y");
	assert_int_equal(served.keys_pressed, 3);
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/missing");
	assert_non_null(strstr(sent->body, "rent_proof"));
	assert_null(strstr(sent->body, "earned_income"));
}

static void
an_interview_offers_what_its_record_allows(void **state)
{
	(void)state;
	desk_keys("I");
	assert_true(fake_shows(&fake, "( ) set"));
	assert_false(fake_shows(&fake, "no-show"));
	assert_false(fake_shows(&fake, "moved"));
	/* Who simply came by was still spoken with somehow. */
	desk_keys("h Tab Tab o ^R");
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/interview");
	assert_string_equal(sent->body, "{\"state\":\"held\",\"mode\":\"office\"}");
	fake_reply(&fake, "POST /v1/applications/a_0/interview", 200, served.application);
	desk_serve();
	served.application = APPLICATION("8", "interview_scheduled", UNSEEN, "\"interview_at\":\"2025-11-21T15:30:00Z\",");
	desk_keys("R I");
	assert_false(fake_shows(&fake, ") set"));
	assert_true(fake_shows(&fake, "( ) held  ( ) no-show  ( ) moved  ( ) waived"));
	desk_keys("n Enter Enter");
	/* As screens show a day, not as it is typed. */
	assert_true(fake_shows(&fake, "No-show; offer 25 Nov 09:00, letter in Spanish to Nguyen Thi Hoa, SNAP? y/N"));
	desk_keys("n BS BS BS BS BS BS BS BS");
	desk_type("01 09:00");
	desk_keys("^R");
	assert_true(fake_shows(&fake, "That time has passed."));
	/* Who was missed twice is not owed a third offer. */
	for (int i = 0; i < 16; i++)
		desk_keys("BS");
	desk_keys("^R");
	assert_true(fake_shows(&fake, "No other time: letter in Spanish to Nguyen Thi Hoa, SNAP, to call us? y/N"));
	desk_keys("y");
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/interview")->body, "{\"state\":\"missed\"}");
}

/* One letter was enough to say that a talk of the afternoon had been held in the morning. */
static void
before_its_time_an_interview_is_asked_about_and_is_not_missed(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "interview_scheduled", UNSEEN, "\"interview_at\":\"2025-11-21T21:30:00Z\",");
	desk_keys("R");
	desk_keys("I h ^R");
	assert_false(desk_was_sent("POST /v1/applications/a_0/interview"));
	fake_screen(&fake, "interview-early");
	desk_keys("n");
	assert_false(desk_was_sent("POST /v1/applications/a_0/interview"));
	/* Who calls before the time was spoken with all the same. */
	desk_keys("^R y");
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/interview")->body, "{\"state\":\"held\"}");
	fake_fail(&fake, "POST /v1/applications/a_0/interview", ERR_OFFLINE);
}

static const char *
in_knox(const char *application)
{
	static char out[8192];
	const char *county = strstr(application, "Davidson");

	snprintf(out, sizeof out, "%.*sKnox%s", (int)(county - application), application, county + strlen("Davidson"));
	return out;
}

static void
nobody_misses_what_is_still_to_come(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "interview_scheduled", UNSEEN, "\"interview_at\":\"2025-11-21T21:05:00Z\",");
	desk_keys("R");
	desk_keys("I n ^R");
	assert_true(fake_shows(&fake, "! It is set for 15:05 CT, and that has not come yet: nobody has missed it."));
	assert_false(fake_shows(&fake, "y/N"));
	/* The county's hour, its zone once. */
	desk_keys("Esc");
	served.application = in_knox(served.application);
	desk_keys("R");
	desk_keys("I n ^R");
	assert_true(fake_shows(&fake, "! It is set for 16:05 ET, and that has not come yet: nobody has missed it."));
	fake_wait(&fake, 6 * 60 * 1000);
	desk_serve();
	desk_keys("^R");
	assert_true(fake_shows(&fake, "y/N"));
}

/* The program speaks English and Spanish, and the prompt promised a letter in Chinese. */
static void
a_letter_is_promised_in_the_language_it_will_be_in(void **state)
{
	(void)state;
	served.customer = "{\"id\":\"c_0\",\"version\":3,\"kind\":\"person\",\"case_number\":\"C-104882\","
		"\"name\":\"Wei Chen\",\"born_on\":\"1961-03-04\",\"language\":\"zh\",\"county\":\"Davidson\"}";
	served.application = APPLICATION("8", "interview_scheduled", UNSEEN, "\"interview_at\":\"2025-11-21T15:30:00Z\",");
	desk_keys("R");
	desk_keys("I n ^R");
	fake_screen(&fake, "interview-letter");
	/* The first offer, and none at all. */
	desk_keys("n Esc I m ^R");
	assert_true(fake_shows(&fake, "letter in English (no Chinese wording)"));
	desk_keys("n n Tab");
	for (int i = 0; i < 16; i++)
		desk_keys("BS");
	desk_keys("^R");
	assert_true(fake_shows(&fake, "No other time: letter in English (no Chinese wording) to"));
	desk_keys("n Esc S w Tab");
	desk_type("by telephone");
	desk_keys("^R");
	fake_screen(&fake, "status-withdrawn-letter");
	/* One that it has needs no more words. */
	desk_keys("n Esc");
	served.customer = NULL;
	desk_keys("R");
	desk_keys("S ^R");
	assert_true(fake_shows(&fake, "letter in Spanish. Cannot be recalled."));
}

static void
a_reminder_is_a_day_a_few_words_and_whose(void **state)
{
	(void)state;
	desk_keys("T");
	/* Friday's next working day is Monday. */
	desk_keys("Tab");
	desk_type("call the landlord");
	desk_keys("Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/reminders")->body,
		"{\"on\":\"2025-11-24\",\"text\":\"call the landlord\",\"mine\":false}");
	fake_reply(&fake, "POST /v1/applications/a_0/reminders", 201,
	           "{\"id\":\"rm_1\",\"application_id\":\"a_0\",\"on\":\"2025-11-24\",\"text\":\"call\"}");
	assert_true(fake_shows(&fake, "It comes up on 24 Nov"));
}

/* The day that is proposed need not be emptied first: no date goes on with a plus. */
static void
days_from_today_take_the_place_of_the_day_that_was_proposed(void **state)
{
	(void)state;
	desk_keys("T");
	desk_type("+5");
	desk_keys("Tab");
	desk_type("call the landlord");
	desk_keys("Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/applications/a_0/reminders")->body,
		"{\"on\":\"2025-11-26\",\"text\":\"call the landlord\",\"mine\":false}");
}

static void
a_template_begins_a_note_and_is_changed_like_any_text(void **state)
{
	(void)state;
	desk_keys("W");
	desk_type("x");
	/* In a text a stroke is a stroke. */
	desk_type("/");
	assert_true(fake_shows(&fake, "x/"));
	desk_keys("BS BS");
	desk_type("/");
	assert_true(fake_shows(&fake, "Begin with"));
	fake_screen(&fake, "note-templates");
	desk_keys("Down Down Enter");
	assert_true(fake_shows(&fake, "called Nguyen Thi Hoa about A-26-000412. No answer"));
	assert_false(fake_shows(&fake, "{name}"));
	desk_type(" 2 pm.");
	desk_keys("^R");
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/notes");
	assert_non_null(strstr(sent->body, "Next try: ____. 2 pm."));
	assert_non_null(strstr(sent->body, "\"kind\":\"note\""));
}

static void
an_appeal_is_recorded_as_it_was_said_and_then_its_result(void **state)
{
	(void)state;
	desk_keys("S a Enter");
	desk_keys("p Tab Tab Space Tab");
	desk_type("that is not fair");
	fake_screen(&fake, "appeal");
	/* The answer No records nothing. */
	desk_keys("^R n");
	assert_false(desk_was_sent("POST /v1/applications/a_0/appeals"));
	desk_keys("^R y");
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/appeals");
	assert_int_equal(sent->if_match, 7);
	assert_string_equal(sent->body, "{\"how\":\"phone\",\"asked_on\":\"2025-11-21\","
		"\"keep_benefits\":true,\"text\":\"that is not fair\"}");
	served.application = APPLICATION("8", "in_review", UNSEEN, "\"appeal_open\":true,");
	fake_reply(&fake, "POST /v1/applications/a_0/appeals", 200, served.application);
	served.appeals = "{\"items\":[{\"id\":\"ap_1\",\"application_id\":\"a_0\",\"state\":\"open\","
		"\"asked_on\":\"2025-11-21\",\"how\":\"phone\",\"late\":false,\"keep_benefits\":true,"
		"\"benefits_go_on\":true,\"decide_by\":\"2026-01-20\"}]," LIST_END;
	desk_serve();
	desk_keys("S a Enter o Tab");
	desk_type("order of 3 January");
	fake_screen(&fake, "appeal-result");
	desk_keys("^R y");
	assert_string_equal(fake_request(&fake, "POST /v1/appeals/ap_1/result")->body,
		"{\"result\":\"overturned\",\"note\":\"order of 3 January\"}");
	/* It was about a delay: nothing was denied, and nothing opens again. */
	fake_reply(&fake, "POST /v1/appeals/ap_1/result", 200, served.application);
	assert_true(fake_shows(&fake, "The result is recorded and cannot be recalled."));
}

static void
an_appeal_that_cannot_be_read_is_asked_for_again(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "in_review", UNSEEN, "\"appeal_open\":true,");
	desk_keys("R");
	fake_keys(&fake, "S a Enter");
	fake_reply(&fake, "GET /v1/applications/a_0/appeals", 500, "{\"code\":\"internal\",\"status\":500,\"retryable\":false}");
	assert_true(fake_shows(&fake, "The appeals cannot be read now; ^R tries again."));
	/* Its line is no other's: the hint of the field stands above. */
	assert_true(fake_shows(&fake, "Overturned opens a denied application again."));
	fake_keys(&fake, "^R");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_0/appeals"));
}

static void
who_was_found_by_a_part_of_the_name_is_told_by_all_of_it(void **state)
{
	(void)state;
	desk_keys("A");
	desk_type("carter");
	desk_keys("^R y");
	fake_reply(&fake, "PUT /v1/applications/a_0/assignment", 200, served.application);
	assert_true(fake_shows(&fake, "Given to Ben Carter."));
}

static void
what_came_and_is_not_enough_is_ticked_again(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "in_review",
		"\"state\":\"insufficient\",\"requested_on\":\"2025-11-01\",\"how\":\"dark\"", "");
	desk_keys("R");
	desk_keys("M");
	assert_true(fake_shows(&fake, "[x] Pay stub, Acme Foods"));
	desk_keys("Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications/a_0/missing?dry_run=true")->body,
	                       "earned_income"));
}

static void
only_what_the_customer_can_supply_is_offered(void **state)
{
	(void)state;
	served.application =
		"{\"id\":\"a_0\",\"version\":8,\"number\":\"A-26-000412\","
		"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
		"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-104882\"},"
		"\"status\":\"in_review\",\"county\":\"Davidson\",\"language\":\"es\",\"interviews\":[],\"missing\":["
		"{\"id\":\"i_9\",\"requirement\":\"interview\",\"label\":\"Interview\",\"cured_by\":\"worker\","
		"\"state\":\"unmet\"}],\"allowed_actions\":[\"ask_missing\",\"note\"]}";
	desk_keys("R");
	desk_keys("M");
	assert_false(fake_shows(&fake, "Interview"));
	assert_true(fake_shows(&fake, "Nothing is open that the customer could supply."));
}

static void
what_is_typed_before_the_record_came_waits_for_it(void **state)
{
	static const char dry_run[] = "POST /v1/applications/a_1/missing?dry_run=true";

	(void)state;
	desk_keys("q j");
	fake_keys(&fake, "M Enter y");
	assert_true(fake_shows(&fake, "Still loading; what is typed waits for it"));
	assert_false(desk_was_sent(dry_run));
	fake_reply(&fake, "GET /v1/applications/a_1", 200, served.application);
	assert_true(desk_was_sent(dry_run));
	assert_false(desk_was_sent("POST /v1/applications/a_1/missing "));
}

static void
help_lists_no_key_that_does_nothing_here(void **state)
{
	(void)state;
	desk_keys("? /");
	desk_type("sideways");
	desk_keys("Enter");
	assert_true(fake_shows(&fake, "left"));
	assert_true(fake_shows(&fake, "right"));
	desk_keys("Esc Esc q ? /");
	desk_type("sideways");
	desk_keys("Enter");
	assert_false(fake_shows(&fake, "left"));
	assert_false(fake_shows(&fake, "right"));
	desk_keys("/ ^U");
	desk_type("newest entry");
	desk_keys("Enter");
	assert_false(fake_shows(&fake, "follow"));
}

static void
proof_in_spanish(void **state)
{
	(void)state;
	desk_keys("3 j E n Tab");
	fake_screen(&fake, "proof-not-enough-es");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
		SCREEN(each_form_says_what_it_is_and_what_is_asked),
		SCREEN(everybody_of_a_large_team_can_be_given_it),
		SCREEN(a_worker_of_another_team_is_looked_up_and_who_can_is_named),
		SCREEN(what_is_on_file_is_seen_beside_a_long_name),
		SCREEN(asking_takes_three_keys),
		SCREEN(a_ground_for_opening_again_is_offered_to_whom_it_is_open),
		SCREEN(an_interview_offers_what_its_record_allows),
		SCREEN(before_its_time_an_interview_is_asked_about_and_is_not_missed),
		SCREEN(nobody_misses_what_is_still_to_come),
		SCREEN(a_letter_is_promised_in_the_language_it_will_be_in),
		SCREEN(a_template_begins_a_note_and_is_changed_like_any_text),
		SCREEN(a_reminder_is_a_day_a_few_words_and_whose),
		SCREEN(days_from_today_take_the_place_of_the_day_that_was_proposed),
		SCREEN(an_appeal_is_recorded_as_it_was_said_and_then_its_result),
		SCREEN(an_appeal_that_cannot_be_read_is_asked_for_again),
		SCREEN(who_was_found_by_a_part_of_the_name_is_told_by_all_of_it),
		SCREEN(what_came_and_is_not_enough_is_ticked_again),
		SCREEN(only_what_the_customer_can_supply_is_offered),
		SCREEN(what_is_typed_before_the_record_came_waits_for_it),
		SCREEN(help_lists_no_key_that_does_nothing_here),
	};
	/* Last: from there on all is Spanish. */
	const struct CMUnitTest spanish[] = {
		cmocka_unit_test_setup_teardown(proof_in_spanish, desk_start_spanish, desk_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(spanish, NULL, NULL);
}
