/* SPDX-License-Identifier: Apache-2.0
 *
 * What each writing screen owes the one who types: drafts come back, a lost race
 * keeps the text, errors stand by their fields, pastes answer nothing, a key held
 * down sends once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "writing_fixture.h"

static void
a_paste_answers_no_question(void **state)
{
	(void)state;
	desk_keys("M Enter");
	fake_reply(&fake, "POST /v1/applications/a_0/missing?dry_run=true", 200,
	           APPLICATION("7", "in_review", UNSEEN,
	                       "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Le falta.\"},"));
	fake_paste(&fake, "y\n");
	assert_false(desk_was_sent("POST /v1/applications/a_0/missing"));
}

/* Before the fields are there each of these letters was a command: Q left the
 * workstation. */
static void
what_is_typed_before_the_fields_came_is_in_them(void **state)
{
	(void)state;
	desk_keys("q j");
	fake_keys(&fake, "S");
	fake_type(&fake, "w");
	fake_keys(&fake, "Tab");
	fake_type(&fake, "Quit: asked by phone");
	assert_false(fake.quit);
	fake_reply(&fake, "GET /v1/applications/a_1", 200, served.application);
	desk_serve();
	assert_true(fake_shows(&fake, "(*) withdraw"));
	assert_true(fake_shows(&fake, "Quit: asked by phone"));
	desk_keys("^R");
	assert_true(fake_shows(&fake, "letter in Spanish"));
}

static void
what_is_typed_for_what_cannot_be_loaded_is_no_command(void **state)
{
	(void)state;
	desk_keys("q j");
	fake_keys(&fake, "S");
	fake_type(&fake, "Q");
	fake_reply(&fake, "GET /v1/applications/a_1", 404, "{\"code\":\"not_found\"}");
	assert_false(fake.quit);
	assert_true(fake_shows(&fake, "is dropped"));
	fake_keys(&fake, "q");
	assert_true(fake_shows(&fake, "My queue"));
}

static void
esc_leaves_a_form_that_is_still_to_come(void **state)
{
	(void)state;
	desk_keys("q j");
	fake_keys(&fake, "S");
	fake_type(&fake, "wQ");
	fake_keys(&fake, "Esc");
	assert_true(fake_shows(&fake, "My queue"));
	desk_serve();
	fake_reply(&fake, "GET /v1/applications/a_1", 200, served.application);
	assert_false(fake.quit);
}

/* Their texts come a moment after the record: Enter takes the code all the same. */
static void
reasons_are_typed_before_their_texts_came(void **state)
{
	(void)state;
	desk_keys("q j");
	fake_keys(&fake, "D d Tab");
	fake_type(&fake, "d07");
	fake_keys(&fake, "Enter");
	fake_type(&fake, "d08");
	fake_keys(&fake, "Enter");
	assert_false(fake_shows(&fake, "No reason of this program"));
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "still being loaded"));
	fake_reply(&fake, "GET /v1/applications/a_1", 200, served.application);
	desk_serve();
	assert_true(fake_shows(&fake, "D07  We set talks"));
	assert_true(fake_shows(&fake, "D08  We asked you"));
}

/* A slip among the codes was left out, and the letter named one reason less. */
static void
a_reason_that_is_none_is_not_left_out(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	desk_type("d80");
	desk_keys("Tab ^R");
	assert_false(desk_was_sent("POST /v1/applications/a_0/decisions"));
	assert_true(fake_shows(&fake, "No reason of this program is called \"D80\"."));
}

static void
a_key_held_down_sends_once(void **state)
{
	(void)state;
	desk_keys("W");
	desk_type("She called.");
	fake_keys_at_once(&fake, "^R ^R ^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 201,
	           "{\"id\":\"t_1\",\"application_id\":\"a_0\",\"text\":\"She called.\"}");
	assert_false(desk_was_sent("POST /v1/applications/a_0/notes"));
	assert_true(fake_shows(&fake, "The note is on the file."));
}

static void
a_draft_comes_back_where_it_was_typed(void **state)
{
	(void)state;
	desk_keys("W");
	desk_type("Half a sent");
	desk_keys("Esc W");
	assert_true(fake_shows(&fake, "Half a sent"));
}

static void
a_refusal_stands_by_its_field_and_keeps_the_text(void **state)
{
	(void)state;
	desk_keys("W");
	desk_type("Hm");
	desk_keys("^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 422,
	           "{\"code\":\"validation_failed\",\"errors\":[{\"pointer\":\"/text\",\"code\":\"too_short\","
	           "\"detail\":\"Say more than that.\"}]}");
	assert_true(fake_shows(&fake, "! Say more than that."));
	assert_true(fake_shows(&fake, "Hm"));
}

static void
a_lost_race_shows_both_sides_and_keeps_the_text(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d07 ");
	desk_facts(desk_denial);
	desk_keys("^R");
	served.application = APPLICATION("9", "pended", SEEN, "");
	fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 412,
	           "{\"code\":\"version_conflict\",\"current_version\":9,\"changed_fields\":[\"status\",\"missing\"],"
	           "\"changed_by\":\"R. Hall\",\"changed_at\":\"2025-11-21T20:01:00Z\"}");
	desk_serve();
	/* By the names that screens have for them. */
	assert_true(fake_shows(&fake, "R. Hall changed this while you were working on it (status, what is missing)."));
	fake_screen(&fake, "merge");
	/* The refusal stays until a key after it could be read. */
	fake_wait(&fake, 1500);
	desk_keys("m");
	assert_true(fake_shows(&fake, "Nothing to choose here"));
	desk_keys("S");
	assert_true(fake_shows(&fake, "D07"));
	desk_keys("^R");
	assert_int_equal(fake_request(&fake, "POST /v1/applications/a_0/decisions?dry_run=true")->if_match, 9);
}

static void
nobody_accepts_what_nobody_looked_at(void **state)
{
	(void)state;
	desk_keys("3 j E");
	fake_screen(&fake, "proof");
	desk_keys("a Tab");
	desk_type("stub seen");
	desk_keys("^R");
	assert_true(fake_shows(&fake, "! Nobody has looked"));
	assert_false(desk_was_sent("PUT /v1/applications/a_0/verifications/i_2"));
	desk_keys("l Enter y");
	assert_string_equal(fake_request(&fake, "PUT /v1/applications/a_0/verifications/i_2")->body,
	                    "{\"state\":\"received\"}");
	served.application = APPLICATION("8", "in_review", SEEN, "");
	fake_reply(&fake, "PUT /v1/applications/a_0/verifications/i_2", 200, served.application);
	desk_serve();
	desk_keys("a ^R");
	struct request *sent = fake_request(&fake, "PUT /v1/applications/a_0/verifications/i_2");
	assert_string_equal(sent->body, "{\"state\":\"accepted\",\"how\":\"stub seen\"}");
	assert_int_equal(sent->if_match, 8);
}

/* Who reads what is typed is said where it is typed, before it is sent. */
static void
what_the_applicant_will_read_is_typed_under_a_warning(void **state)
{
	(void)state;
	desk_keys("3 j E");
	assert_false(fake_shows(&fake, "THE APPLICANT READS"));
	desk_keys("n");
	assert_true(fake_shows(&fake, "THE APPLICANT READS THESE WORDS"));
	desk_keys("Tab");
	desk_type("the name is cut off");
	fake_screen(&fake, "proof-not-enough");
	desk_keys("S-Tab a");
	assert_false(fake_shows(&fake, "THE APPLICANT READS"));
	assert_true(fake_shows(&fake, "(file only)"));
}

static void
an_intake_shows_its_code_once(void **state)
{
	(void)state;
	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab n Tab");
	desk_type("Ivo");
	fake_screen(&fake, "intake");
	desk_keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab o");
	bool read_out = false;
	for (int page = 0; page < 6 && !desk_was_sent("POST /v1/applications?dry_run=true"); page++) {
		desk_keys("^R");
		/* A question is read out to somebody: whole, on as many rows as it takes. */
		read_out = read_out || (fake_shows(&fake, "In the last 3 years") && fake_shows(&fake, "work or training?"));
	}
	assert_true(read_out);
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, served.application);
	desk_keys("y");
	struct request *sent = fake_request(&fake, "POST /v1/applications");
	assert_non_null(strstr(sent->body, "\"name\":\"Ivo\""));
	fake_reply(&fake, "POST /v1/applications", 201,
	           APPLICATION("1", "submitted", UNSEEN, "\"access_code\":\"1902415818\","));
	fake_screen(&fake, "intake-filed");
	desk_keys("q");
	assert_false(fake_shows(&fake, "1902415818"));
}

static void
an_organization_applies_by_its_contact(void **state)
{
	(void)state;
	served.programs = "{\"items\":[{\"id\":\"provider-grant\",\"version\":1,\"name\":\"Grant\"}]," LIST_END;
	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab n");
	assert_true(fake_shows(&fake, "Organization"));
	assert_false(fake_shows(&fake, "Born"));
	desk_keys("Tab");
	desk_type("Sunny Days");
	desk_keys("Tab");
	desk_type("Ada Hill");
	desk_keys("Tab");
	desk_type("director");
	desk_keys("Tab");
	desk_type("615-555-0100");
	fake_screen(&fake, "intake-organization");
	/* The second contact is asked for once there is a first. */
	desk_keys("Tab Tab");
	desk_type("Bo Reed");
	desk_keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab o");
	for (int page = 0; page < 6 && !desk_was_sent("POST /v1/applications?dry_run=true"); page++)
		desk_keys("^R");
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, served.application);
	desk_keys("y");
	struct request *sent = fake_request(&fake, "POST /v1/applications");
	assert_non_null(strstr(sent->body, "\"customer\":{\"kind\":\"organization\",\"contacts\":["
		"{\"name\":\"Ada Hill\",\"role\":\"director\",\"phone\":\"615-555-0100\"},"
		"{\"name\":\"Bo Reed\"}],\"name\":\"Sunny Days\""));
}

#define ALIKE_HOA "{\"customer\":{\"id\":\"c_7\",\"version\":1,\"kind\":\"person\",\"case_number\":\"C-104882\"," \
	"\"name\":\"Nguyen \\u001b[31mThi Hoa\",\"born_on\":\"1961-03-04\",\"county\":\"Davidson\"}," \
	"\"because\":[\"name\",\"born_on\"]}"

static void
who_is_known_already_stands_beside_who_is_typed(void **state)
{
	(void)state;
	static const char alike[] =
		"GET /v1/customers/alike?name=Hoa%20Nguyen&born_on=1961-03-04&phone=615-555-0142";

	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab n Tab");
	desk_type("Hoa Nguyen");
	fake_wait(&fake, 400);
	/* A name alone is hundreds'. */
	assert_false(fake_was_asked(&fake, "GET /v1/customers/alike?name=Hoa%20Nguyen"));
	desk_keys("Tab");
	desk_type("3/4/1961");
	desk_keys("Tab");
	desk_type("615-555-0142");
	fake_wait(&fake, 400);
	fake_reply(&fake, alike, 200, "{\"items\":[" ALIKE_HOA "]," LIST_END);
	fake_screen(&fake, "intake-alike");
	/* Nobody goes on before it is said who it is; q says nothing. */
	desk_keys("Tab Tab Tab Tab Tab Tab Tab o ^R");
	assert_true(fake_shows(&fake, "none of them: a new record"));
	desk_keys("Esc");
	assert_true(fake_shows(&fake, "1/6"));
	desk_keys("^R n");
	assert_true(fake_shows(&fake, "2/6"));
	/* Said once; what is typed after is somebody else again. */
	desk_keys("S-Tab");
	assert_true(fake_shows(&fake, "1/6"));
	desk_keys("^R");
	assert_true(fake_shows(&fake, "2/6"));
}

static void
who_is_known_is_filed_to_the_record_there_is(void **state)
{
	(void)state;
	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab n Tab");
	desk_type("Hoa Nguyen");
	desk_keys("Tab");
	desk_type("3/4/1961");
	fake_wait(&fake, 400);
	fake_reply(&fake, "GET /v1/customers/alike?name=Hoa%20Nguyen&born_on=1961-03-04", 200,
	           "{\"items\":[" ALIKE_HOA "]," LIST_END);
	desk_keys("Tab Tab Tab Tab Tab Tab Tab Tab o ^R C");
	assert_true(fake_shows(&fake, "It goes to C-104882"));
	for (int page = 0; page < 6 && !desk_was_sent("POST /v1/applications?dry_run=true"); page++)
		desk_keys("^R");
	struct request *sent = fake_request(&fake, "POST /v1/applications?dry_run=true");
	assert_non_null(strstr(sent->body, "\"customer_id\":\"c_7\""));
	assert_null(strstr(sent->body, "\"customer\":"));
}

static void
an_unfinished_intake_comes_back(void **state)
{
	(void)state;
	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab n Tab");
	desk_type("Ivo");
	desk_keys("Esc :");
	desk_type("intake");
	desk_keys("Enter");
	assert_true(fake_shows(&fake, "Ivo"));
}

static void
what_is_typed_while_it_is_checked_is_filed_too(void **state)
{
	(void)state;
	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab n Tab");
	desk_type("Ivo");
	desk_keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab o");
	for (int page = 0; page < 6 && !desk_was_sent("POST /v1/applications?dry_run=true"); page++)
		desk_keys("^R");
	for (int key = 0; key < 60 && !fake_shows(&fake, ">Name"); key++)
		desk_keys("S-Tab");
	desk_type("n");
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, served.application);
	assert_false(fake_shows(&fake, "y/N"));
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications?dry_run=true")->body, "\"name\":\"Ivon\""));
	fake_reply(&fake, "POST /v1/applications?dry_run=true", 200, served.application);
	assert_true(fake_shows(&fake, "y/N"));
	desk_keys("y");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications")->body, "\"name\":\"Ivon\""));
	/* On its way it is what it is. */
	desk_type("x");
	assert_false(fake_shows(&fake, "Ivonx"));
}

/* The application would be another person's. */
static void
whom_earlier_letters_found_is_not_taken(void **state)
{
	(void)state;
	desk_keys(":");
	desk_type("intake");
	desk_keys("Enter");
	desk_keys("Right Tab k Tab");
	desk_type("smi");
	fake_wait(&fake, 300);
	fake_reply(&fake, "GET /v1/customers?q=smi", 200,
	           "{\"items\":[{\"id\":\"c_5\",\"case_number\":\"C-000005\",\"name\":\"Smiley, Al\"}]," LIST_END);
	assert_true(fake_shows(&fake, "Smiley"));
	desk_type("th");
	desk_keys("Enter");
	assert_false(fake_shows(&fake, "Smiley"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
		SCREEN(a_paste_answers_no_question),
		SCREEN(what_is_typed_before_the_fields_came_is_in_them),
		SCREEN(what_is_typed_for_what_cannot_be_loaded_is_no_command),
		SCREEN(esc_leaves_a_form_that_is_still_to_come),
		SCREEN(reasons_are_typed_before_their_texts_came),
		SCREEN(a_reason_that_is_none_is_not_left_out),
		SCREEN(a_key_held_down_sends_once),
		SCREEN(a_draft_comes_back_where_it_was_typed),
		SCREEN(a_refusal_stands_by_its_field_and_keeps_the_text),
		SCREEN(a_lost_race_shows_both_sides_and_keeps_the_text),
		SCREEN(nobody_accepts_what_nobody_looked_at),
		SCREEN(what_the_applicant_will_read_is_typed_under_a_warning),
		SCREEN(an_intake_shows_its_code_once),
		SCREEN(an_organization_applies_by_its_contact),
		SCREEN(who_is_known_already_stands_beside_who_is_typed),
		SCREEN(who_is_known_is_filed_to_the_record_there_is),
		SCREEN(an_unfinished_intake_comes_back),
		SCREEN(what_is_typed_while_it_is_checked_is_filed_too),
		SCREEN(whom_earlier_letters_found_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
