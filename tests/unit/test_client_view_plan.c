/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan of moves, from an absence to its being taken back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "board_fixture.h"

#include "base/str.h"

#define ITEM(id, number, name, due, to, to_name, reason, more) \
	"{\"application_id\":\"" id "\",\"application_version\":7,\"number\":\"" number "\"," \
	"\"customer\":{\"id\":\"c_1\",\"name\":\"" name "\"},\"program_id\":\"snap\",\"due_on\":\"" due "\"," \
	"\"expedited\":true,\"from\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"to\":{\"id\":\"" to "\"," \
	"\"name\":\"" to_name "\"},\"reason\":\"" reason "\"" more "}"
#define HOA(more) ITEM("a_1", "A-26-000412", "Nguyen Thi Hoa", "2025-11-19", "w_joy", "Joy O'Neill", \
	"Joy O'Neill speaks the customer's language", more)
#define CHIDI(more) ITEM("a_2", "A-26-000398", "Okafor, Chidi", "2025-11-21", "w_ben", "Ben Carter", \
	"It evens out the work", ",\"bends\":[\"the customer knows the worker it leaves\"]" more)

static const char *
plan(int version, const char *state, const char *acts, const char *items, int item_count, int conflicts)
{
	static char body[6000];

	snprintf(body, sizeof(body),
	         "{\"id\":\"p_31\",\"version\":%d,\"state\":\"%s\",\"strategy\":\"balance\",\"kind\":\"absence\","
	         "\"reason\":\"Ana Ruiz is away until 28 Nov\",\"created_at\":\"2025-11-21T21:00:00Z\","
	         "\"expires_at\":\"2025-11-21T21:30:00Z\",\"item_count\":%d,\"skip_count\":1,\"conflict_count\":%d,"
	         "\"hidden_count\":0,\"items\":[%s],\"skipped\":[{\"application_id\":\"a_9\",\"number\":\"A-26-000351\","
	         "\"why\":\"An appeal is open: it stays where it is.\"}],\"loads\":["
	         "{\"worker_id\":\"w_ana\",\"name\":\"Ana Ruiz\",\"capacity\":4000,\"before\":" LOAD("47", "6100", "3", "9", "12", "0", "0")
	         ",\"after\":" LOAD("45", "5800", "2", "8", "12", "0", "0") "},"
	         "{\"worker_id\":\"w_ben\",\"name\":\"Ben Carter\",\"capacity\":5200,\"before\":" LOAD("39", "4400", "0", "2", "14", "0", "0")
	         ",\"after\":" LOAD("40", "4550", "0", "3", "14", "0", "0") "},"
	         "{\"worker_id\":\"w_joy\",\"name\":\"Joy O'Neill\",\"capacity\":5200,\"before\":" LOAD("5", "400", "0", "0", "1", "0", "0")
	         ",\"after\":" LOAD("6", "550", "1", "0", "1", "0", "0") "},"
	         "{\"worker_id\":\"w_zed\",\"name\":\"Zed\",\"capacity\":5200,\"before\":" LOAD("1", "100", "0", "0", "0", "0", "0")
	         ",\"after\":" LOAD("1", "100", "0", "0", "0", "0", "0") "}],"
	         "\"allowed_actions\":[%s]}",
	         version, state, item_count, conflicts, items, acts);
	return body;
}

#define DRAFT_ACTS "\"edit\",\"hand_over\",\"commit\",\"delete\""

static void
open_plan(void)
{
	board_open();
	fake_keys(&fake, "j L");
	assert_true(fake_shows(&fake, "Ana Ruiz is away from today until"));
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "PUT /v1/workers/w_ana/leave")->body,
	                    "{\"from\":\"2025-11-21\",\"to\":\"2025-11-21\"}");
	fake_reply(&fake, "PUT /v1/workers/w_ana/leave", 200, "{\"worker\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}}");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/reassignments")->body,
	                       "\"from\":{\"absence\":{\"worker_id\":\"w_ana\"}}"));
	fake_reply(&fake, "POST /v1/reassignments", 201, plan(1, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0));
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(1, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0));
	board_answer(",\"presence\":\"here\"");
}

static void
a_sick_workers_urgent_work_is_handed_over_in_six_keys(void **state)
{
	(void)state;
	/* 6 j L Enter have been pressed. */
	open_plan();
	fake_screen(&fake, "plan");
	fake_keys(&fake, "A");
	assert_true(fake_shows(&fake, "Move 2 applications as planned, clocks running on? y/N"));
	fake_keys(&fake, "y");
	assert_int_equal(fake_request(&fake, "POST /v1/reassignments/p_31/commit")->if_match, 1);
	fake_reply(&fake, "POST /v1/reassignments/p_31/commit", 200,
	           plan(2, "committed", "\"revert\"", HOA(",\"outcome\":\"moved\"") "," CHIDI(",\"outcome\":\"moved\""), 2, 0));
	assert_true(fake_shows(&fake, "2 applications moved"));
	assert_true(fake_shows(&fake, "APPLIED"));
}

/* A page of moves from the place on. */
static const char *
page_of_moves(int first, int count, int total)
{
	static struct buf body = BUF_INIT(256 * 1024);

	buf_reset(&body);
	buf_puts(&body, "{\"items\":[");
	for (int i = first; i < first + count; i++)
		buf_printf(&body, "%s{\"application_id\":\"m_%d\",\"application_version\":1,\"number\":\"A-30-%06d\","
		           "\"customer\":{\"id\":\"c_%d\",\"name\":\"Customer %d\"},\"to\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"},"
		           "\"reason\":\"Nobody has it yet\"}", i > first ? "," : "", i, i, i, i);
	buf_printf(&body, "],\"next_cursor\":%s,\"prev_cursor\":%s,\"total\":{\"count\":%d,\"relation\":\"eq\"},"
	           "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}", first + count < total ? "\"next\"" : "null",
	           first > 0 ? "\"prev\"" : "null", total);
	return body.data;
}

static void
a_plan_of_many_is_read_by_page_to_its_end(void **state)
{
	enum { MOVES = 50000 };

	(void)state;
	open_plan();
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(1, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), MOVES, 0));
	fake_reply(&fake, "GET /v1/reassignments/p_31/items?limit=50", 200, page_of_moves(0, 50, MOVES));
	fake_keys(&fake, "j j j");
	assert_true(fake_shows(&fake, "A-30-000003"));
	/* Marked, then far away: what is sent is what was marked, at hand or not. */
	fake_keys(&fake, "Space");
	fake_keys(&fake, "G");
	fake_reply(&fake, "GET /v1/reassignments/p_31/items?limit=50&from=end", 200, page_of_moves(MOVES - 50, 50, MOVES));
	assert_true(fake_shows(&fake, "A-30-049999"));
	fake_keys(&fake, "X");
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body, "{\"drop\":[\"m_3\"]}");
}

static void
a_plan_fits_other_windows(void **state)
{
	(void)state;
	open_plan();
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "plan-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "plan-120x40");
}

static void
no_is_the_answer_of_every_other_key(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "A Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/reassignments/p_31/commit"));
	/* Keys pressed before the question was painted do not answer it. */
	fake_keys_at_once(&fake, "A y");
	assert_false(fake_was_asked(&fake, "POST /v1/reassignments/p_31/commit"));
}

static void
rows_are_dropped_and_given_to_others(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "Space Space X");
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body, "{\"drop\":[\"a_1\",\"a_2\"]}");
	fake_reply(&fake, "PATCH /v1/reassignments/p_31", 200, plan(2, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0));
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(2, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0));
	fake_keys(&fake, "g j j j E");
	fake_type(&fake, "carter b");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body,
	                    "{\"choose\":[{\"application_id\":\"a_1\",\"to\":\"w_ben\"}]}");
	assert_int_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->if_match, 2);
}

static void
who_leads_one_team_evens_it_out_unasked(void **state)
{
	(void)state;
	board_open();
	fake_keys(&fake, "E");
	assert_string_equal(fake_request(&fake, "POST /v1/reassignments")->body,
	                    "{\"from\":{\"even_out\":{\"team_id\":\"t_1\"}},\"strategy\":\"balance\","
	                    "\"reason\":\"Evening out East\"}");
}

static int
start_leading_two(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	fake_begin_as("sam", board_leads_two());
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 0, 0));
	board_open();
	return 0;
}

static void
evening_out_is_of_one_team_or_of_all_that_are_led(void **state)
{
	(void)state;
	fake_keys(&fake, "E");
	fake_screen(&fake, "board-even-out");
	fake_keys(&fake, "Esc");
	assert_false(fake_was_asked(&fake, "POST /v1/reassignments"));
	fake_keys(&fake, "E a");
	assert_string_equal(fake_request(&fake, "POST /v1/reassignments")->body,
	                    "{\"from\":{\"even_out\":{\"team_id\":\"t_1\"}},\"strategy\":\"balance\","
	                    "\"teams\":[\"t_1\",\"t_9\"],\"reason\":\"Evening out several teams\"}");
	fake_reply(&fake, "POST /v1/reassignments", 503, "{\"code\":\"backend_unavailable\"}");
	fake_keys(&fake, "E Enter");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/reassignments")->body, "\"reason\":\"Evening out East\"}"));
	assert_null(strstr(fake_request(&fake, "POST /v1/reassignments")->body, "\"teams\""));
}

static void
a_name_that_fits_several_or_nobody_is_asked_again(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "E");
	fake_type(&fake, "e");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "More than one has that in the name"));
	fake_wait(&fake, 2000);
	fake_keys(&fake, "E");
	fake_type(&fake, "xyz");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/workers?named=xyz", 200, "{\"items\":[]," LIST_END);
	assert_true(fake_shows(&fake, "Nobody here has \"xyz\" in the name"));
	fake_wait(&fake, 2000);
	fake_keys(&fake, "H");
	fake_type(&fake, "xyz");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/workers?named=xyz", 200, "{\"items\":[]," LIST_END);
	assert_true(fake_shows(&fake, "No supervisor has \"xyz\""));
	assert_false(fake_was_asked(&fake, "PATCH /v1/reassignments/p_31"));
}

#define NAMED(id, name, roles) \
	"{\"id\":\"" id "\",\"username\":\"" id "\",\"name\":\"" name "\",\"roles\":[" roles "],\"team_ids\":[\"t_west\"]}"
#define REFUSED(http, code, pointer, why, detail) \
	"{\"code\":\"" code "\",\"title\":\"x\",\"status\":" http ",\"retryable\":false" why ",\"errors\":[{\"pointer\":\"" pointer \
	"\",\"code\":\"not_in_team\",\"detail\":\"" detail "\"}]}"

/* Whom she does not see she cannot give work to: who can is named, and her marks stay. */
static void
a_refused_worker_of_another_team_is_told_with_who_can(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "Space E");
	fake_type(&fake, "knox h");
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "PATCH /v1/reassignments/p_31"));
	/* What was meant is what was under the cursor then, wherever it goes meanwhile. */
	fake_keys(&fake, "u j");
	fake_reply(&fake, "GET /v1/workers?named=knox%20h", 200,
	           "{\"items\":[" NAMED("w_knox", "Knox Hill", "\"caseworker\"") "]," LIST_END);
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body,
	                    "{\"choose\":[{\"application_id\":\"a_1\",\"to\":\"w_knox\"}]}");
	fake_reply(&fake, "PATCH /v1/reassignments/p_31", 422,
	           REFUSED("422", "validation_failed", "/choose/0", "",
	                   "Knox Hill is in another team. Who leads both can move it there: Bo Lane, Wanda Reed."));
	fake_screen(&fake, "plan-not-led");
	fake_keys(&fake, "X");
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body, "{\"drop\":[\"a_1\"]}");
}

static void
a_plan_is_handed_to_who_can_though_out_of_sight(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "H");
	fake_type(&fake, "lane");
	fake_keys(&fake, "Enter");
	/* A caseworker of that name is not meant. */
	fake_reply(&fake, "GET /v1/workers?named=lane", 200,
	           "{\"items\":[" NAMED("w_al", "Al Lane", "\"caseworker\"") "," NAMED("w_bo", "Bo Lane", "\"supervisor\"")
	           "]," LIST_END);
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body, "{\"hand_to\":\"w_bo\"}");
}

/* Handed over once, each later change is told as what it is. */
static void
a_change_of_a_handed_plan_is_told_as_a_change(void **state)
{
	static char handed[7000];
	const char *whole;

	(void)state;
	open_plan();
	whole = plan(2, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0);
	snprintf(handed, sizeof(handed), "{\"handed_to\":{\"id\":\"w_bo\",\"name\":\"Bo Lane\"},%s", whole + 1);
	fake_keys(&fake, "H");
	fake_type(&fake, "lane");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/workers?named=lane", 200, "{\"items\":[" NAMED("w_bo", "Bo Lane", "\"supervisor\"") "]," LIST_END);
	fake_reply(&fake, "PATCH /v1/reassignments/p_31", 200, handed);
	assert_true(fake_shows(&fake, "Bo Lane may change and apply it now"));
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, handed);
	fake_keys(&fake, "X");
	fake_reply(&fake, "PATCH /v1/reassignments/p_31", 200, handed);
	assert_true(fake_shows(&fake, "2 applications would move. A applies."));
	/* Where A does something else, that is not said any more. */
	fake_keys(&fake, "q");
	assert_true(fake_shows(&fake, "load/capacity"));
	assert_false(fake_shows(&fake, "A applies"));
}

/* It is another's, whose rows one leads: it is read, and each key that would change it says why not. */
static void
anothers_draft_is_read_and_not_touched(void **state)
{
	static const char *const keys[] = { "A", "X", "E", "H" };

	(void)state;
	open_plan();
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(1, "draft", "", HOA("") "," CHIDI(""), 2, 0));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		fake_keys(&fake, keys[i]);
		assert_true(fake_shows(&fake, "Only who made it, or was handed it, changes and applies it."));
		fake_wait(&fake, 2000);
	}
	assert_false(fake_was_asked(&fake, "PATCH /v1/reassignments/p_31"));
	assert_false(fake_was_asked(&fake, "POST /v1/reassignments/p_31/commit"));
}

/* Why something stays is looked into as well as why something moves; a load is of no record. */
static void
what_stays_is_opened_too(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "G Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_9"));
	fake_keys(&fake, "q g");
	assert_false(fake_shows(&fake, "Enter open"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Put the cursor on an application first."));
}

static void
a_plan_that_may_not_be_applied_says_who_can(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "A y");
	fake_reply(&fake, "POST /v1/reassignments/p_31/commit", 409,
	           REFUSED("409", "plan_stale", "/items/0", ",\"detail\":\"1 of 2 rows have changed since; nothing was moved.\"",
	                   "A-26-000412: Knox Hill is in another team. Who leads both can move it there: Bo Lane."));
	assert_true(fake_shows(&fake, "Nothing was moved. A-26-000412: Knox Hill is in another team. Who leads both"));
	assert_true(fake_shows(&fake, "Bo Lane."));
}

/* What stays because another leads it: in whole below, where the row has no room. */
static void
what_is_not_led_stays_and_says_who_can(void **state)
{
	static char body[6000];
	const char *whole, *why;

	(void)state;
	open_plan();
	whole = plan(1, "draft", DRAFT_ACTS, HOA(""), 1, 0);
	why = strstr(whole, "An appeal is open: it stays where it is.");
	snprintf(body, sizeof(body), "%.*s%s%s", (int)(why - whole), whole,
	         "You do not lead its team; Bo Lane, Wanda Reed, Montgomery Abernathy can move it.",
	         strchr(why, '"'));
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, body);
	fake_keys(&fake, "G");
	fake_screen(&fake, "plan-skip-not-led");
}

static void
a_row_that_moved_since_stops_all_of_it_and_is_named(void **state)
{
	static const char stale[] = "{\"type\":\"urn:caseload:problem:plan_stale\",\"code\":\"plan_stale\",\"title\":\"x\","
		"\"status\":409,\"retryable\":false,\"detail\":\"A-26-000412 was moved by Ben Carter.\"}";

	(void)state;
	open_plan();
	fake_keys(&fake, "A y");
	fake_reply(&fake, "POST /v1/reassignments/p_31/commit", 409, stale);
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200,
	           plan(1, "draft", DRAFT_ACTS, HOA(",\"conflict\":\"moved to Ben Carter\"") "," CHIDI(""), 2, 1));
	fake_screen(&fake, "plan-stale");
	fake_wait(&fake, 2000);
	fake_keys(&fake, "A");
	assert_true(fake_shows(&fake, "1 row changed since. Leave it where it is? y/N"));
	fake_keys(&fake, "y");
	assert_string_equal(fake_request(&fake, "PATCH /v1/reassignments/p_31")->body, "{\"drop_conflicts\":true}");
}

/* Whoever it was handed to took a row out while the question stood. */
static void
no_other_plan_is_applied_than_the_one_asked_about(void **state)
{
	(void)state;
	open_plan();
	fake_keys(&fake, "A");
	assert_true(fake_shows(&fake, "Move 2 applications"));
	fake_event(&fake, 140, "plan.changed", "plan", "p_31");
	fake_wait(&fake, 1500);
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(2, "draft", DRAFT_ACTS, HOA(""), 1, 0));
	fake_keys(&fake, "y");
	assert_false(fake_was_asked(&fake, "POST /v1/reassignments/p_31/commit"));
	assert_true(fake_shows(&fake, "Someone changed this"));
}

/* Ben was asked about before the answer to Ana's came. */
static void
the_plan_of_an_absence_is_of_whose_it_is(void **state)
{
	(void)state;
	board_open();
	fake_keys(&fake, "j L Enter j L");
	fake_reply(&fake, "PUT /v1/workers/w_ana/leave", 200, "{\"worker\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}}");
	assert_non_null(strstr(fake_request(&fake, "POST /v1/reassignments")->body,
	                       "\"absence\":{\"worker_id\":\"w_ana\"}"));
}

static void
an_old_plan_says_so_and_does_nothing(void **state)
{
	(void)state;
	open_plan();
	assert_true(fake_shows(&fake, "kept 30 min"));
	fake_wait(&fake, 61 * 1000);
	assert_true(fake_shows(&fake, "kept 29 min"));
	fake_keys(&fake, "k");
	fake_wait(&fake, 14 * 60 * 1000);
	fake_keys(&fake, "k");
	fake_wait(&fake, 14 * 60 * 1000);
	fake_keys(&fake, "k");
	fake_wait(&fake, 2 * 60 * 1000);
	assert_true(fake_shows(&fake, "EXPIRED"));
	fake_keys(&fake, "A");
	assert_true(fake_shows(&fake, "not open any more"));
}

static void
an_applied_plan_is_taken_back_as_one(void **state)
{
	static const char stale[] = "{\"type\":\"urn:caseload:problem:plan_stale\",\"code\":\"plan_stale\",\"title\":\"x\","
		"\"status\":409,\"retryable\":false}";
	const char *moved = HOA(",\"outcome\":\"moved\"") "," CHIDI(",\"outcome\":\"moved\"");

	(void)state;
	open_plan();
	fake_keys(&fake, "T");
	assert_true(fake_shows(&fake, "Only an applied plan is taken back"));
	fake_wait(&fake, 2000);
	fake_keys(&fake, "A y");
	fake_reply(&fake, "POST /v1/reassignments/p_31/commit", 200, plan(2, "committed", "\"revert\"", moved, 2, 0));
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(2, "committed", "\"revert\"", moved, 2, 0));
	fake_keys(&fake, "T");
	fake_type(&fake, "she came in");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/reassignments/p_31/revert")->body, "{\"reason\":\"she came in\"}");
	fake_reply(&fake, "POST /v1/reassignments/p_31/revert", 409, stale);
	assert_true(fake_shows(&fake, "Some have gone elsewhere since"));
	fake_keys(&fake, "y");
	assert_string_equal(fake_request(&fake, "POST /v1/reassignments/p_31/revert")->body,
	                    "{\"reason\":\"she came in\",\"leave_changed\":true}");
}

/* ---- in another language ---- */

/* From here on in Spanish, by the catalogue that was built. */
static int
speak_spanish(void **state)
{
	fake_speak_spanish();
	return board_start(state);
}

static void
all_of_it_is_said_in_spanish(void **state)
{
	(void)state;
	board_open();
	fake_screen(&fake, "board-es");
	fake_keys(&fake, "j L Enter");
	fake_reply(&fake, "PUT /v1/workers/w_ana/leave", 200, "{\"worker\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}}");
	fake_reply(&fake, "POST /v1/reassignments", 201, plan(1, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0));
	fake_reply(&fake, "GET /v1/reassignments/p_31", 200, plan(1, "draft", DRAFT_ACTS, HOA("") "," CHIDI(""), 2, 0));
	fake_screen(&fake, "plan-es");
	fake_keys(&fake, "A y");
	fake_reply(&fake, "POST /v1/reassignments/p_31/commit", 200,
	           plan(2, "committed", "\"revert\"", HOA(",\"outcome\":\"moved\"") "," CHIDI(",\"outcome\":\"moved\""), 2, 0));
	assert_true(fake_shows(&fake, "APLICADO"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_sick_workers_urgent_work_is_handed_over_in_six_keys, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_plan_fits_other_windows, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_plan_of_many_is_read_by_page_to_its_end, board_start, fake_close),
		cmocka_unit_test_setup_teardown(no_is_the_answer_of_every_other_key, board_start, fake_close),
		cmocka_unit_test_setup_teardown(rows_are_dropped_and_given_to_others, board_start, fake_close),
		cmocka_unit_test_setup_teardown(who_leads_one_team_evens_it_out_unasked, board_start, fake_close),
		cmocka_unit_test_setup_teardown(evening_out_is_of_one_team_or_of_all_that_are_led, start_leading_two, fake_close),
		cmocka_unit_test_setup_teardown(a_refused_worker_of_another_team_is_told_with_who_can, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_plan_is_handed_to_who_can_though_out_of_sight, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_change_of_a_handed_plan_is_told_as_a_change, board_start, fake_close),
		cmocka_unit_test_setup_teardown(anothers_draft_is_read_and_not_touched, board_start, fake_close),
		cmocka_unit_test_setup_teardown(what_stays_is_opened_too, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_plan_that_may_not_be_applied_says_who_can, board_start, fake_close),
		cmocka_unit_test_setup_teardown(what_is_not_led_stays_and_says_who_can, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_name_that_fits_several_or_nobody_is_asked_again, board_start, fake_close),
		cmocka_unit_test_setup_teardown(a_row_that_moved_since_stops_all_of_it_and_is_named, board_start, fake_close),
		cmocka_unit_test_setup_teardown(no_other_plan_is_applied_than_the_one_asked_about, board_start, fake_close),
		cmocka_unit_test_setup_teardown(the_plan_of_an_absence_is_of_whose_it_is, board_start, fake_close),
		cmocka_unit_test_setup_teardown(an_old_plan_says_so_and_does_nothing, board_start, fake_close),
		cmocka_unit_test_setup_teardown(an_applied_plan_is_taken_back_as_one, board_start, fake_close),
		cmocka_unit_test_setup_teardown(all_of_it_is_said_in_spanish, speak_spanish, fake_close),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
