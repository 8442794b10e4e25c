/* SPDX-License-Identifier: Apache-2.0
 *
 * Deciding as it looks: the form and its amounts, the rehearsal with its STOPs,
 * what is issued, and what the second person reads and signs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "writing_fixture.h"

#include "base/str.h"

static void
nothing_of_a_decision_is_chosen_beforehand(void **state)
{
	(void)state;
	desk_keys("D");
	fake_screen(&fake, "decision");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "decision-60x15");
	fake_resize(&fake, 24, 80);
	desk_keys("a");
	fake_screen(&fake, "decision-approve");
}

/* Filed in October; December's figures are another year's here. */
static void
an_amount_of_another_month_is_compared_with_that_months_figures(void **state)
{
	(void)state;
	static const char december[] = "GET /v1/applications/a_0/worksheet?month=2025-12";

	desk_keys("D a Tab");
	desk_type("a01");
	desk_keys("Enter");
	desk_facts(desk_approval);
	fake_keys(&fake, "Tab");
	fake_type(&fake, "2025-12-01");
	fake_keys(&fake, "Tab Tab");
	fake_type(&fake, "423");
	fake_keys(&fake, "Tab");
	/* Not by the sheet at hand, which says 423 of its own month. */
	assert_false(fake_shows(&fake, "= step"));
	fake_reply(&fake, december, 200,
	           "{\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},\"month\":\"2025-12\","
	           "\"amount\":\"430.00\",\"amount_step\":18}");
	assert_true(fake_shows(&fake, "not step 18 (430): say why"));
	fake_keys(&fake, "S-Tab BS BS BS");
	fake_type(&fake, "430");
	fake_keys(&fake, "Tab");
	assert_true(fake_shows(&fake, "= step 18"));
	assert_false(fake_was_asked(&fake, december));
}

/* Typing an amount is the certification: no key copies one, and what is typed
 * is held against its step only once it is left. */
static void
an_amount_is_compared_with_its_step_on_leaving_it(void **state)
{
	(void)state;
	desk_keys("D a Tab");
	desk_type("a01");
	desk_keys("Enter");
	desk_facts(desk_approval);
	desk_keys("Tab");
	desk_type("2025-10-12");
	desk_keys("Tab Tab");
	desk_type("267");
	assert_false(fake_shows(&fake, "= step"));
	desk_keys("Tab");
	assert_true(fake_shows(&fake, "= step 19"));
	desk_type("2025-11-01");
	desk_keys("Tab Tab");
	desk_type("400");
	assert_false(fake_shows(&fake, "not step"));
	desk_keys("Tab");
	assert_true(fake_shows(&fake, "not step 18 (423): say why"));
	fake_screen(&fake, "decision-amounts");

	/* Taken up again it is not nagged about; put right it is. */
	desk_keys("S-Tab BS");
	assert_false(fake_shows(&fake, "not step"));
	desk_keys("BS BS");
	desk_type("423.00");
	desk_keys("Tab");
	assert_true(fake_shows(&fake, "= step 18"));
	assert_false(fake_shows(&fake, "not step"));
	desk_keys("S-Tab BS BS BS BS BS BS Tab");
	assert_false(fake_shows(&fake, "step 18"));

	/* Why is a field of its own, and goes along. */
	desk_keys("S-Tab");
	desk_type("400");
	desk_keys("Tab");
	desk_type("as the file shows");
	desk_keys("Tab");
	desk_type("he moved out");
	fake_screen(&fake, "decision-differs");
	desk_keys("^R");
	const char *body = fake_request(&fake, "POST /v1/applications/a_0/decisions?dry_run=true")->body;
	assert_non_null(strstr(body, "\"advice_differs_because\":\"he moved out\""));
	assert_non_null(strstr(body, "\"amount\":\"400.00\""));
}

/* October and November as they should be, but for the first amount. */
static void
type_amounts(void)
{
	desk_keys("D a Tab");
	desk_type("a01");
	desk_keys("Enter");
	desk_facts(desk_approval);
	desk_keys("Tab");
	desk_type("2025-10-12");
	desk_keys("Tab");
	desk_type("2025-10-31");
	desk_keys("Tab");
	desk_type("200");
	desk_keys("Tab");
	desk_type("2025-11-01");
	desk_keys("Tab");
	desk_type("2026-03-31");
	desk_keys("Tab");
	desk_type("423");
	desk_keys("Tab");
}

/* "d" instead of nothing on the outcome, and "a" to put it right: six fields were empty. */
static void
one_letter_of_the_outcome_empties_no_amount(void **state)
{
	static const char *const typed[] = { "2025-10-12", "2025-10-31", "200 ", "2025-11-01", "2026-03-31", "423 " };

	(void)state;
	type_amounts();
	for (int i = 0; i < 8; i++)
		desk_keys("S-Tab");
	desk_keys("d");
	assert_false(fake_shows(&fake, "2026-03-31"));
	desk_keys("a");
	for (size_t i = 0; i < countof(typed); i++)
		assert_true(fake_shows(&fake, typed[i]));
	assert_true(fake_shows(&fake, "not step 19 (267): say why"));
	assert_true(fake_shows(&fake, "= step 18"));
	/* A denial does not send them, and its draft still has them. */
	desk_keys("d ^R");
	assert_null(strstr(fake_request(&fake, "POST /v1/applications/a_0/decisions?dry_run=true")->body, "amounts"));
	desk_facts(desk_stopped);
	desk_keys("q Esc D");
	assert_true(fake_shows(&fake, "(*) deny"));
	desk_keys("a");
	for (size_t i = 0; i < countof(typed); i++)
		assert_true(fake_shows(&fake, typed[i]));
	/* What was emptied by hand stays empty. */
	desk_keys("Tab Tab Tab BS BS BS BS BS BS BS BS BS BS S-Tab S-Tab S-Tab d a");
	assert_false(fake_shows(&fake, "2025-10-31"));
	assert_true(fake_shows(&fake, "2025-10-12"));
}

static void
a_draft_says_again_where_it_is_not_the_worksheet(void **state)
{
	(void)state;
	type_amounts();
	assert_true(fake_shows(&fake, "not step 19 (267): say why"));
	desk_keys("Esc");
	desk_keys("D");
	assert_true(fake_shows(&fake, "(*) approve"));
	assert_true(fake_shows(&fake, "not step 19 (267): say why"));
	assert_true(fake_shows(&fake, "= step 18"));
	desk_keys("Esc");
	/* Of a month that is not at hand as soon as it has come. */
	desk_keys("D Tab Tab Tab Tab Tab BS BS BS BS BS");
	desk_type("12-01");
	desk_keys("Esc");
	fake_keys(&fake, "D");
	fake_reply(&fake, "GET /v1/applications/a_0/worksheet?month=2025-12", 200,
	           "{\"program\":{\"id\":\"snap\",\"version\":1,\"name\":\"SNAP\"},\"month\":\"2025-12\","
	           "\"amount\":\"430.00\",\"amount_step\":18}");
	assert_true(fake_shows(&fake, "not step 18 (430): say why"));
}

/* "say why" pointed at a field that was out of sight, with rows left blank below. */
static void
the_field_that_says_why_is_in_sight_or_named(void **state)
{
	(void)state;
	type_amounts();
	fake_resize(&fake, 15, 60);
	for (int i = 0; i < 4; i++)
		desk_keys("S-Tab");
	fake_screen(&fake, "decision-why-below-60x15");
	/* The rows for reasons that fit stay empty only while there are codes to type. */
	fake_resize(&fake, 20, 80);
	for (int i = 0; i < 3; i++)
		desk_keys("S-Tab");
	assert_true(fake_shows(&fake, ">Reasons"));
	assert_true(fake_shows(&fake, "below: Differs because"));
	desk_keys("Tab");
	assert_true(fake_shows(&fake, ">First month from"));
	assert_true(fake_shows(&fake, "Differs because"));
	/* Said, it is not asked for. */
	for (int i = 0; i < 7; i++)
		desk_keys("Tab");
	assert_true(fake_shows(&fake, ">Differs because"));
	desk_type("he moved out");
	fake_resize(&fake, 15, 60);
	for (int i = 0; i < 5; i++)
		desk_keys("S-Tab");
	assert_false(fake_shows(&fake, "below: "));
	assert_true(fake_shows(&fake, "more below"));
}

/* Only where the arithmetic has a say is there anything to explain. */
static void
why_is_asked_only_where_the_worksheet_has_a_say(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	assert_false(fake_shows(&fake, "Differs because"));
	desk_type("d02");
	desk_keys("Enter");
	assert_true(fake_shows(&fake, "Differs because"));
}

static void
a_denial_with_two_reasons_takes_nineteen_keys(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	desk_type("d08");
	desk_keys("Enter");
	desk_facts(desk_denial);
	fake_screen(&fake, "decision-two-reasons");
	desk_keys("^R");
	desk_facts(desk_denial);
	fake_screen(&fake, "rehearsal");
	desk_keys("I");
	desk_type("deny");
	assert_false(desk_was_sent("POST /v1/applications/a_0/decisions"));
	desk_keys("Enter");
	assert_true(served.keys_pressed <= 19);
	struct request *sent = fake_request(&fake, "POST /v1/applications/a_0/decisions");
	assert_int_equal(sent->if_match, 7);
	assert_non_null(strstr(sent->body, "\"code\":\"D07\""));
	assert_non_null(strstr(sent->body, "\"code\":\"D08\""));
	fake_reply(&fake, "POST /v1/applications/a_0/decisions", 201,
	           "{\"id\":\"d_9\",\"version\":1,\"state\":\"issued\",\"outcome\":\"denied\"}");
	desk_serve();
	assert_true(fake_shows(&fake, "It cannot be recalled."));
	assert_null(model_draft(app_model(fake.app), &(struct place){ PLACE_DECISION, "a_0", "" }));
}

static void
a_stop_says_who_can_lift_it_and_issues_nothing(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d08");
	desk_keys("Enter");
	desk_facts(desk_stopped);
	desk_keys("^R");
	desk_facts(desk_stopped);
	fake_screen(&fake, "rehearsal-stopped");
	desk_keys("I");
	desk_type("deny");
	desk_keys("Enter");
	assert_false(desk_was_sent("POST /v1/applications/a_0/decisions"));
}

static void
a_supervisor_goes_past_a_stop_for_a_reason_and_issues(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d08");
	desk_keys("Enter");
	desk_facts(desk_liftable);
	desk_keys("^R");
	desk_facts(desk_liftable);
	desk_keys("I");
	assert_true(fake_shows(&fake, "A STOP stands in the way"));
	desk_keys("S Enter");
	assert_true(fake_shows(&fake, "lifted only for a reason"));
	desk_keys("S");
	desk_type("hearing order");
	desk_keys("Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications/a_0/decisions?dry_run=true")->body,
	                       "\"override_reason\":\"hearing order\"}"));
	desk_facts(desk_liftable);
	assert_true(fake_shows(&fake, "D08: not before day 30. (LIFTED: hearing order)"));
	desk_keys("I");
	desk_type("deny");
	desk_keys("Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/applications/a_0/decisions")->body,
	                       "\"override_reason\":\"hearing order\"}"));
}

static void
the_second_person_signs_past_a_stop_that_its_maker_lifted(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	served.decisions = desk_waiting;
	desk_keys("R D");
	fake_reply(&fake, "POST /v1/decisions/d_1/approval?dry_run=true", 200, desk_lifted);
	assert_true(fake_shows(&fake, "(LIFTED: hearing order)"));
	assert_false(fake_shows(&fake, "S lift"));
	desk_keys("I");
	desk_type("deny");
	desk_keys("Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/decisions/d_1/approval")->body, "\"approve\":true"));
}

/* What it rests on is read, not cut; and where somebody else was first, that is said. */
static void
the_second_person_reads_why_and_whether_it_still_waits(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	served.decisions = desk_waiting;
	desk_keys("R D");
	fake_reply(&fake, "POST /v1/decisions/d_1/approval?dry_run=true", 200, desk_reasoned);
	assert_true(fake_shows(&fake, "MADE by Ben Carter: Her employer was called on 18 November"));
	assert_true(fake_shows(&fake, "gave her notice on the 14th."));
	assert_true(fake_shows(&fake, "NOT AS THE WORKSHEET: The stubs are of the job that ended"));
	desk_keys("^O");
	assert_true(fake_shows(&fake, "[1 Summary]"));
	desk_keys("q");
	assert_true(fake_shows(&fake, "SECOND PERSON"));
	desk_keys("X Enter");
	assert_true(fake_shows(&fake, "Say why: its maker reads it"));
	served.application = APPLICATION("9", "in_review", SEEN, "");
	served.decisions = NULL;
	desk_keys("X");
	desk_type("the rent counts twice");
	desk_keys("Enter");
	fake_reply(&fake, "POST /v1/decisions/d_1/approval", 409, "{\"code\":\"version_conflict\",\"title\":\"x\",\"status\":409}");
	desk_serve();
	/* It may have been rehearsed again before that was known. */
	while (fake_was_asked(&fake, "POST /v1/decisions/d_1/approval?dry_run=true")) {
		fake_reply(&fake, "POST /v1/decisions/d_1/approval?dry_run=true", 409,
		           "{\"code\":\"version_conflict\",\"title\":\"x\",\"status\":409}");
		desk_serve();
	}
	assert_true(fake_shows(&fake, "No decision of it waits for a second person any more."));
}

static void
the_second_person_signs_the_same_screen_or_returns_it(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "awaiting_second_approval", SEEN, "\"decision_id\":\"d_1\",");
	served.decisions = desk_waiting;
	desk_keys("R D");
	assert_int_equal(fake_request(&fake, "POST /v1/decisions/d_1/approval?dry_run=true")->if_match, 2);
	fake_reply(&fake, "POST /v1/decisions/d_1/approval?dry_run=true", 200, desk_approval);
	fake_screen(&fake, "rehearsal-second-person");
	desk_keys("X");
	desk_type("the rent counts twice");
	desk_keys("Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/decisions/d_1/approval")->body,
	                    "{\"decision_id\":\"d_1\",\"application_id\":\"a_0\",\"application_version\":8,\"approve\":false,\"reason\":\"the rent counts twice\"}");
}

/* Empty as ever, but for who gave it back, and why; cleaned and whole. */
static void
what_came_back_says_why_above_the_form(void **state)
{
	(void)state;
	served.application = APPLICATION("8", "in_review", SEEN, "");
	served.decisions =
		"{\"items\":[{\"id\":\"d_1\",\"version\":3,\"application_id\":\"a_0\",\"application_version\":7,"
		"\"outcome\":\"approved\",\"state\":\"returned\",\"reasons\":[],\"amounts\":[],"
		"\"decided_by\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},"
		"\"approved_by\":{\"id\":\"w_sam\",\"name\":\"Sam Poe\"},"
		"\"return_reason\":\"the rent \\u001b[31mcounts twice, once as rent and once again under the"
		" costs of the shelter, see page three\"}]," LIST_END;
	desk_keys("R D");
	assert_true(fake_shows(&fake, "Returned by Sam Poe: the rent"));
	assert_true(fake_shows(&fake, "see page three"));
	assert_null(strstr(fake_line(&fake, 2), "\033"));
	assert_true(fake_shows(&fake, "Outcome"));
	/* What is typed first is the outcome still. */
	desk_keys("d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	assert_true(fake_shows(&fake, "Returned by Sam Poe: the rent"));
	assert_true(fake_shows(&fake, "D07 "));
}

/* The hint names what the key does for who reads it, and not a key that does nothing. */
static void
the_second_person_is_not_told_to_decide(void **state)
{
	char body[4096];

	(void)state;
	assert_true(fake_shows(&fake, "D decide"));
	snprintf(body, sizeof body, "%s", APPLICATION("8", "awaiting_second_approval", SEEN, ""));
	str_copy(strstr(body, "[\"ask_missing\""), 30, "[\"note\",\"second\"]}");
	served.application = body;
	desk_keys("R");
	assert_true(fake_shows(&fake, "D approve or return"));
	assert_false(fake_shows(&fake, "D decide"));
	str_copy(strstr(body, "[\"note\""), 30, "[\"note\"]}");
	strstr(body, "\"version\":8")[strlen("\"version\":")] = '9';
	desk_keys("R");
	assert_false(fake_shows(&fake, "D approve or return"));
	assert_false(fake_shows(&fake, "D decide"));
}

/* The case went to somebody else: that stays to be read when the bottom line has moved on. */
static void
a_rehearsal_that_is_refused_says_why_for_good(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	desk_keys("^R");
	fake_reply(&fake, "POST /v1/applications/a_0/decisions?dry_run=true", 403,
	           "{\"code\":\"forbidden\",\"title\":\"x\",\"status\":403,"
	           "\"detail\":\"Only the worker it is assigned to may do this.\"}");
	desk_keys("j");
	fake_wait(&fake, 20000);
	desk_keys("j");
	assert_non_null(strstr(fake_line(&fake, 2), "Only the worker it is assigned to may do this."));
}

/* Who made it is the worker of it, and C would not help; who leads its team can move it. */
static void
a_key_that_decides_nothing_says_who_does(void **state)
{
	char body[4096];

	(void)state;
	snprintf(body, sizeof body, "%s", APPLICATION("8", "awaiting_second_approval", SEEN, ""));
	str_copy(strstr(body, "[\"ask_missing\""), 20, "[\"note\"]}");
	served.application = body;
	desk_keys("R");
	desk_keys("D");
	assert_true(fake_shows(&fake, "A second person signs it: a supervisor of its team who did not make it."));
	snprintf(body, sizeof body, "%s", APPLICATION("9", "in_review", SEEN, ""));
	str_copy(strstr(body, "[\"ask_missing\""), 30, "[\"note\",\"assign\"]}");
	desk_keys("R");
	desk_keys("D");
	assert_true(fake_shows(&fake, "Only its worker decides, once it is in review. A gives it to you, or another."));
	desk_keys("C");
	assert_true(fake_shows(&fake, "It is somebody's already. A gives it to you, or to another."));
}

static void
in_spanish(void **state)
{
	(void)state;
	desk_keys("D d Tab");
	desk_type("d07");
	desk_keys("Enter");
	desk_facts(desk_denial);
	fake_screen(&fake, "decision-es");
	desk_keys("^R");
	desk_facts(desk_denial);
	fake_screen(&fake, "rehearsal-es");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define SCREEN(test) cmocka_unit_test_setup_teardown(test, desk_start, desk_stop)
		SCREEN(nothing_of_a_decision_is_chosen_beforehand),
		SCREEN(an_amount_of_another_month_is_compared_with_that_months_figures),
		SCREEN(an_amount_is_compared_with_its_step_on_leaving_it),
		SCREEN(one_letter_of_the_outcome_empties_no_amount),
		SCREEN(a_draft_says_again_where_it_is_not_the_worksheet),
		SCREEN(the_field_that_says_why_is_in_sight_or_named),
		SCREEN(why_is_asked_only_where_the_worksheet_has_a_say),
		SCREEN(a_denial_with_two_reasons_takes_nineteen_keys),
		SCREEN(a_stop_says_who_can_lift_it_and_issues_nothing),
		SCREEN(a_supervisor_goes_past_a_stop_for_a_reason_and_issues),
		SCREEN(the_second_person_signs_past_a_stop_that_its_maker_lifted),
		SCREEN(the_second_person_reads_why_and_whether_it_still_waits),
		SCREEN(the_second_person_signs_the_same_screen_or_returns_it),
		SCREEN(what_came_back_says_why_above_the_form),
		SCREEN(the_second_person_is_not_told_to_decide),
		SCREEN(a_key_that_decides_nothing_says_who_does),
		SCREEN(a_rehearsal_that_is_refused_says_why_for_good),
	};
	/* Last: from there on all is Spanish. */
	const struct CMUnitTest spanish[] = {
		cmocka_unit_test_setup_teardown(in_spanish, desk_start_spanish, desk_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(spanish, NULL, NULL);
}
