/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens between reading and sending: somebody else decides, the list
 * moves, one types on.  What goes out is what was read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "writing_fixture.h"

#include "base/str.h"

/* ---- what is signed is what was read ---- */

#define REHEARSED "POST /v1/applications/a_0/decisions?dry_run=true"
#define SIGNED "POST /v1/decisions/d_1/approval?dry_run=true"
#define WAITING_ANEW \
	"{\"items\":[{\"id\":\"d_2\",\"version\":1,\"application_id\":\"a_0\",\"application_version\":8," \
	"\"outcome\":\"denied\",\"state\":\"awaiting_second_approval\",\"reasons\":[],\"amounts\":[]," \
	"\"decided_by\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},\"rationale\":\"x\"}]," LIST_END

static void
rehearse_d08(void)
{
	desk_keys("D d Tab");
	desk_type("d08");
	desk_keys("Enter");
	desk_facts(desk_denial);
	desk_keys("^R");
	desk_facts(desk_denial);
}

static void
something_happened(void)
{
	fake_event(&fake, 130, "application.updated", "application", "a_0");
	desk_serve();
}

static void
a_form_changed_beneath_its_rehearsal_is_rehearsed_anew(void **state)
{
	(void)state;
	rehearse_d08();
	desk_keys("^T");
	desk_type("decide");
	desk_keys("Enter");
	desk_type("d02");
	desk_keys("Enter");
	desk_facts(desk_denial);
	desk_keys("^R");
	/* Not the letter of before, over a decision of now. */
	assert_non_null(strstr(fake_request(&fake, REHEARSED)->body, "D02"));
	desk_keys("I");
	assert_true(fake_shows(&fake, "has not come yet"));
}

static void
the_second_person_does_not_sign_another_decision_than_the_one_read(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	served.decisions = desk_waiting;
	desk_keys("R D");
	fake_reply(&fake, SIGNED, 200, desk_approval);
	/* Returned by another supervisor, and made anew by its maker. */
	served.decisions = WAITING_ANEW;
	something_happened();
	desk_keys("I");
	desk_type("approve");
	desk_keys("Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/decisions/d_1/approval"));
	assert_true(fake_was_asked(&fake, "POST /v1/decisions/d_2/approval?dry_run=true"));
	assert_true(fake_shows(&fake, "Someone changed this"));
}

static void
nothing_is_signed_once_no_decision_waits(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	served.decisions = desk_waiting;
	desk_keys("R D");
	fake_reply(&fake, SIGNED, 200, desk_approval);
	served.decisions = NULL;
	something_happened();
	desk_keys("I");
	desk_type("approve");
	desk_keys("Enter");
	assert_false(desk_was_sent("POST /v1/applications/a_0/decisions"));
	assert_false(desk_was_sent("POST /v1/decisions"));
}

static void
a_decision_on_what_is_out_of_sight_by_then_is_told(void **state)
{
	(void)state;
	rehearse_d08();
	desk_keys("I");
	desk_type("deny");
	desk_keys("Enter");
	fake_event(&fake, 130, "gone", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0", 404, "{\"code\":\"not_found\"}");
	fake_reply(&fake, "POST /v1/applications/a_0/decisions", 201,
	           "{\"id\":\"d_9\",\"version\":1,\"state\":\"issued\",\"outcome\":\"denied\"}");
	assert_true(fake_shows(&fake, "It cannot be recalled."));
}

static void
an_event_before_the_answer_leaves_no_draft_of_what_was_decided(void **state)
{
	(void)state;
	rehearse_d08();
	desk_keys("I");
	desk_type("deny");
	desk_keys("Enter");
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_9\",");
	something_happened();
	fake_reply(&fake, "POST /v1/applications/a_0/decisions", 201,
	           "{\"id\":\"d_9\",\"version\":1,\"state\":\"awaiting_second_approval\",\"outcome\":\"denied\"}");
	desk_serve();
	assert_null(model_draft(app_model(fake.app), &(struct place){ PLACE_DECISION, "a_0", "" }));
	assert_true(app_journal_is_empty(fake.app));
}

static void
nobody_is_led_away_when_somebody_else_decides(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d08");
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	served.decisions = desk_waiting;
	something_happened();
	/* Neither from what is typed, nor from another screen. */
	assert_true(fake_shows(&fake, "d08"));
	desk_keys("Esc");
	fake_command("note");
	desk_type("I saw");
	something_happened();
	assert_true(fake_shows(&fake, "I saw"));
	assert_false(fake_was_asked(&fake, SIGNED));
}

/* ---- a decision that came second ---- */

/* Everything was read and the word typed: somebody else's decision came in between. */
static void
lose_to_a_decision(const char *status_now)
{
	desk_keys("D d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	desk_keys("Tab Tab Tab");
	desk_type("her words stay");
	desk_keys("^R");
	desk_facts(desk_denial);
	desk_keys("I");
	desk_type("deny");
	desk_keys("Enter");
	served.application = status_now;
	fake_reply(&fake, "POST /v1/applications/a_0/decisions", 412,
	           "{\"code\":\"version_conflict\",\"current_version\":8,\"changed_fields\":[\"status\",\"decision_id\"],"
	           "\"changed_by\":\"R. Hall\",\"changed_at\":\"2025-11-21T20:01:00Z\"}");
	desk_serve();
}

static void
a_decision_that_came_second_shows_both_sides_and_keeps_the_text(void **state)
{
	(void)state;
	lose_to_a_decision(APPLICATION("8", "denied", SEEN, "\"decision_id\":\"d_1\","));
	fake_screen(&fake, "merge-decision");
	/* The form goes on with it, and nothing of it is sent by itself. */
	fake_wait(&fake, 1500);
	desk_keys("S");
	assert_true(fake_shows(&fake, "Your text stands on version 8 now; nothing is sent yet"));
	assert_true(fake_shows(&fake, "D07"));
	assert_true(fake_shows(&fake, "her words stay"));
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
}

static void
a_decision_that_came_second_is_kept_while_the_first_waits_for_its_signature(void **state)
{
	(void)state;
	lose_to_a_decision(APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\","));
	assert_true(fake_shows(&fake, "second person"));
	assert_true(fake_shows(&fake, "her words stay"));
	fake_wait(&fake, 1500);
	desk_keys("S");
	assert_true(fake_shows(&fake, "Your text stands on version 8 now; nothing is sent yet"));
	assert_true(fake_shows(&fake, "her words stay"));
	desk_keys("Esc :");
	desk_type("unfinished");
	desk_keys("Enter");
	assert_true(fake_shows(&fake, "Decide, A-26-000412"));
	desk_keys("Enter");
	assert_true(fake_shows(&fake, "her words stay"));
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
}

static void
assert_own_decision_is_kept(void)
{
	const struct draft *draft = model_draft(app_model(fake.app), &(struct place){ PLACE_DECISION, "a_0", "" });

	assert_non_null(draft);
	assert_non_null(strstr(draft->text, "her words stay"));
}

static void
who_may_sign_the_decision_that_came_first_is_told_that_their_own_is_kept(void **state)
{
	(void)state;
	served.decisions = desk_waiting;
	lose_to_a_decision("{\"id\":\"a_0\",\"version\":8,\"number\":\"A-26-000412\",\"status\":\"awaiting_second_approval\","
	                   "\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},"
	                   "\"customer\":{\"id\":\"c_1\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-1\"},"
	                   "\"language\":\"es\",\"decision_id\":\"d_1\",\"allowed_actions\":[\"second\"]}");
	assert_true(fake_shows(&fake, "her words stay"));
	fake_wait(&fake, 1500);
	desk_keys("S");
	assert_true(fake_shows(&fake, "SECOND PERSON"));
	assert_true(fake_shows(&fake, "Your own is kept, unsent; :unfinished shows it once this one is settled."));
	assert_own_decision_is_kept();
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/decisions"));
	/* Nor does it go with what they say of the other's, whose answer comes late. */
	fake_reply(&fake, SIGNED, 200, desk_approval);
	desk_keys("I");
	desk_type("approve");
	desk_keys("Enter q");
	fake_command("unfinished");
	assert_true(fake_shows(&fake, "SECOND PERSON - A-26-000412"));
	assert_true(fake_shows(&fake, "asking what became of"));
	fake_reply(&fake, "POST /v1/decisions/d_1/approval", 200,
	           "{\"id\":\"d_1\",\"version\":3,\"state\":\"issued\",\"outcome\":\"approved\"}");
	assert_true(fake_shows(&fake, "has arrived"));
	assert_own_decision_is_kept();
}

/* ---- what is asked for is what was ticked ---- */

#define MISSING_DRY "POST /v1/applications/a_0/missing?dry_run=true"
/* The same items, newest first. */
#define REORDERED \
	"{\"id\":\"a_0\",\"version\":8,\"number\":\"A-26-000412\"," \
	"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"}," \
	"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-104882\"}," \
	"\"status\":\"in_review\",\"county\":\"Davidson\",\"language\":\"es\",\"interviews\":[],\"missing\":[" \
	ITEM("i_3", "rent_proof", "Rent receipt or lease", "\"state\":\"unmet\"") "," \
	ITEM("i_2", "earned_income", "Pay stub, Acme Foods, 14-27 Oct", UNSEEN) "," \
	ITEM("i_1", "identity", "Proof of who you are", "\"state\":\"unmet\"") "]," \
	"\"allowed_actions\":[\"ask_missing\",\"note\"]}"

static void
a_list_that_moved_asks_for_what_was_ticked(void **state)
{
	(void)state;
	desk_keys("M");
	served.application = REORDERED;
	something_happened();
	desk_keys("Enter");
	assert_non_null(strstr(fake_request(&fake, MISSING_DRY)->body, "rent_proof"));
	assert_null(strstr(fake_request(&fake, MISSING_DRY)->body, "identity"));
}

#define STUB(id, period, person) \
	ITEM(id, "pay_stubs", "Pay stub, Acme Foods", \
	     "\"state\":\"unmet\",\"period\":\"" period "\",\"person\":\"" person "\"")
#define ALIKE \
	"{\"id\":\"a_0\",\"version\":8,\"number\":\"A-26-000412\"," \
	"\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"}," \
	"\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\",\"case_number\":\"C-104882\"}," \
	"\"status\":\"in_review\",\"county\":\"Davidson\",\"language\":\"es\",\"interviews\":[],\"missing\":[" \
	STUB("i_1", "2025-10-14/2025-10-27", "Hoa") "," STUB("i_2", "2025-10-28/2025-11-10", "Hoa") "," \
	STUB("i_3", "2025-10-14/2025-10-27", "Minh") "," \
	ITEM("i_4", "child_birth", "Birth record", "\"state\":\"unmet\",\"person\":\"Baby\"") "," \
	ITEM("i_5", "child_birth", "Birth record", "\"state\":\"unmet\",\"person\":\"Lan\"") "]," \
	"\"allowed_actions\":[\"ask_missing\",\"verify\",\"note\"]}"

static void
papers_of_one_name_are_told_apart_by_person_and_period(void **state)
{
	static const char *const names[] = { "Pay stub, Acme Foods, 14-27 Oct, Hoa",
		                             "Pay stub, Acme Foods, 28 Oct-10 Nov, Hoa",
		                             "Pay stub, Acme Foods, 14-27 Oct, Minh", "Birth record, Baby",
		                             "Birth record, Lan" };

	(void)state;
	served.application = ALIKE;
	something_happened();
	desk_keys("M");
	for (size_t i = 0; i < countof(names); i++)
		assert_true(fake_shows(&fake, names[i]));
	desk_keys("Esc 3");
	for (size_t i = 0; i < countof(names); i++)
		assert_true(fake_shows(&fake, names[i]));
	desk_keys("Down Down E");
	assert_true(fake_shows(&fake, "Pay stub, Acme Foods, 14-27 Oct, Minh"));
}

static void
what_is_ticked_after_the_letter_was_asked_for_is_in_it(void **state)
{
	(void)state;
	desk_keys("M Enter Space");
	fake_reply(&fake, MISSING_DRY, 200,
	           APPLICATION("7", "in_review", UNSEEN, "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Uno.\"},"));
	assert_false(fake_shows(&fake, "y/N"));
	assert_non_null(strstr(fake_request(&fake, MISSING_DRY)->body, "earned_income"));
}

static void
a_lost_race_waits_until_its_form_is_shown(void **state)
{
	(void)state;
	desk_keys("M Enter");
	fake_reply(&fake, MISSING_DRY, 200,
	           APPLICATION("7", "in_review", UNSEEN, "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Uno.\"},"));
	desk_keys("y ^O");
	served.application = REORDERED;
	fake_reply(&fake, "POST /v1/applications/a_0/missing", 412,
	           "{\"code\":\"version_conflict\",\"current_version\":8,\"changed_by\":\"Ben\"}");
	desk_serve();
	assert_true(fake_shows(&fake, "Summary"));
	desk_keys("q");
	assert_true(fake_shows(&fake, "Changed meanwhile"));
}

/* ---- nobody is led away, or asked, by what comes late ---- */

static void
a_question_of_a_screen_left_since_is_put_off(void **state)
{
	(void)state;
	desk_keys("M Enter ^O");
	fake_reply(&fake, MISSING_DRY, 200,
	           APPLICATION("7", "in_review", UNSEEN, "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Uno.\"},"));
	assert_false(fake_shows(&fake, "y/N"));
	assert_true(fake_shows(&fake, "Waits behind this"));
	desk_keys("y");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/missing"));
	/* There again it is asked again. */
	desk_keys("q Enter");
	fake_reply(&fake, MISSING_DRY, 200,
	           APPLICATION("7", "in_review", UNSEEN, "\"would_send\":{\"language\":\"es\",\"rendered_text\":\"Uno.\"},"));
	assert_true(fake_shows(&fake, "y/N"));
}

static void
what_is_taken_opens_behind_what_is_being_typed(void **state)
{
	(void)state;
	desk_keys("q B W");
	desk_type("I saw");
	fake_reply(&fake, "POST /v1/applications/next", 200, "{\"id\":\"a_2\",\"number\":\"A-26-000002\",\"why\":\"It is due.\"}");
	desk_type(" it");
	assert_true(fake_shows(&fake, "I saw it"));
	desk_keys("^T Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_2"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
		SCREEN(a_form_changed_beneath_its_rehearsal_is_rehearsed_anew),
		SCREEN(the_second_person_does_not_sign_another_decision_than_the_one_read),
		SCREEN(nothing_is_signed_once_no_decision_waits),
		SCREEN(a_decision_on_what_is_out_of_sight_by_then_is_told),
		SCREEN(an_event_before_the_answer_leaves_no_draft_of_what_was_decided),
		SCREEN(nobody_is_led_away_when_somebody_else_decides),
		SCREEN(a_decision_that_came_second_shows_both_sides_and_keeps_the_text),
		SCREEN(a_decision_that_came_second_is_kept_while_the_first_waits_for_its_signature),
		SCREEN(who_may_sign_the_decision_that_came_first_is_told_that_their_own_is_kept),
		SCREEN(a_list_that_moved_asks_for_what_was_ticked),
		SCREEN(papers_of_one_name_are_told_apart_by_person_and_period),
		SCREEN(what_is_ticked_after_the_letter_was_asked_for_is_in_it),
		SCREEN(a_lost_race_waits_until_its_form_is_shown),
		SCREEN(a_question_of_a_screen_left_since_is_put_off),
		SCREEN(what_is_taken_opens_behind_what_is_being_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
