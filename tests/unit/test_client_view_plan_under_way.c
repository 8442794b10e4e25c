/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan of very many while it is applied and taken back: how far it is, and
 * that no key waits for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "board_fixture.h"

#define ITEM(n) "{\"application_id\":\"a_" #n "\",\"application_version\":7,\"number\":\"A-26-00040" #n "\"," \
	"\"customer\":{\"id\":\"c_1\",\"name\":\"Okafor, Chidi\"},\"program_id\":\"snap\",\"due_on\":\"2025-11-29\"," \
	"\"from\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"to\":{\"id\":\"w_ben\",\"name\":\"Ben Carter\"}," \
	"\"reason\":\"It evens out the work.\"}"
#define DRAFT "draft", "\"edit\",\"hand_over\",\"commit\",\"delete\""
#define APPLIED "committed", "\"revert\""

/* Two stand for the fifty thousand.  done < 0: it is not under way. */
static const char *
plan(const char *state, const char *acts, int done)
{
	static char body[4000], progress[80];

	progress[0] = '\0';
	if (done >= 0)
		snprintf(progress, sizeof(progress), "\"progress\":{\"done\":%d,\"total\":50000},", done);
	snprintf(body, sizeof(body), "{\"id\":\"p_7\",\"version\":1,\"state\":\"%s\",\"strategy\":\"balance\",\"kind\":\"team\","
	         "\"reason\":\"Evening out East\",\"created_at\":\"2025-11-21T21:00:00Z\",%s"
	         "\"expires_at\":\"2025-11-21T21:30:00Z\",\"item_count\":2,\"skip_count\":0,\"conflict_count\":0,"
	         "\"hidden_count\":0,\"items\":[" ITEM(1) "," ITEM(2) "],\"skipped\":[],\"loads\":["
	         "{\"worker_id\":\"w_ben\",\"name\":\"Ben Carter\",\"capacity\":5200,\"before\":" LOAD("39", "4400", "0", "2", "14", "0", "0")
	         ",\"after\":" LOAD("40", "4550", "0", "3", "14", "0", "0") "}],\"allowed_actions\":[%s]}",
	         state, progress, acts);
	return body;
}

static void
open_plan(const char *state, const char *acts, int done)
{
	board_open();
	fake_keys(&fake, "E");
	fake_reply(&fake, "POST /v1/reassignments", 201, plan(DRAFT, -1));
	fake_reply(&fake, "GET /v1/reassignments/p_7", 200, plan(state, acts, done));
}

static void
tell_how_far(const char *state, const char *acts, int done)
{
	assert_false(fake_was_asked(&fake, "GET /v1/reassignments/p_7"));
	fake_wait(&fake, 1000);
	fake_reply(&fake, "GET /v1/reassignments/p_7", 200, plan(state, acts, done));
}

static void
how_far_it_is_stands_above_it_each_second(void **state)
{
	(void)state;
	open_plan(DRAFT, -1);
	fake_keys(&fake, "A y");
	assert_true(fake_was_asked(&fake, "POST /v1/reassignments/p_7/commit"));
	assert_true(fake_shows(&fake, "2 moves, 0 stay. being applied"));
	tell_how_far(DRAFT, 0);
	assert_true(fake_shows(&fake, "being applied: 0 of 50000 moved"));
	tell_how_far(DRAFT, 12000);
	fake_screen(&fake, "plan-under-way");
	/* A question that is not answered is not put again, and no key waits for it. */
	fake_wait(&fake, 1000);
	fake_wait(&fake, 5000);
	fake_keys(&fake, "j");
	assert_true(fake_shows(&fake, "3 of 3"));
	fake_keys(&fake, "A");
	assert_true(fake_shows(&fake, "It is under way"));
	fake_wait(&fake, 2000);
	fake_keys(&fake, "k");
	fake_reply(&fake, "GET /v1/reassignments/p_7", 200, plan(DRAFT, 41000));
	assert_true(fake_shows(&fake, "being applied: 41000 of 50000 moved"));
	fake_reply(&fake, "POST /v1/reassignments/p_7/commit", 200, plan(APPLIED, -1));
	assert_true(fake_shows(&fake, "2 applications moved"));
	assert_true(fake_shows(&fake, "APPLIED"));
	fake_reply(&fake, "GET /v1/reassignments/p_7", 200, plan(APPLIED, -1));
	fake_wait(&fake, 5000);
	assert_false(fake_was_asked(&fake, "GET /v1/reassignments/p_7"));
}

static void
when_it_is_over_it_is_not_asked_again(void **state)
{
	(void)state;
	open_plan(DRAFT, -1);
	fake_keys(&fake, "A y");
	fake_reply(&fake, "POST /v1/reassignments/p_7/commit", 403, "{\"code\":\"forbidden\",\"title\":\"x\",\"status\":403,\"retryable\":false}");
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "GET /v1/reassignments/p_7"));
	assert_true(fake_shows(&fake, "nothing moved yet"));
}

/* Another has begun it, or this one is back from elsewhere. */
static void
who_opens_it_meanwhile_sees_it_too(void **state)
{
	(void)state;
	open_plan(DRAFT, 7000);
	assert_true(fake_shows(&fake, "being applied: 7000 of 50000 moved"));
	tell_how_far(DRAFT, 9000);
	assert_true(fake_shows(&fake, "being applied: 9000 of 50000 moved"));
	tell_how_far(APPLIED, -1);
	assert_true(fake_shows(&fake, "APPLIED"));
	fake_wait(&fake, 3000);
	assert_false(fake_was_asked(&fake, "GET /v1/reassignments/p_7"));
}

static void
taking_it_back_is_followed_too(void **state)
{
	(void)state;
	open_plan(APPLIED, -1);
	fake_keys(&fake, "T");
	fake_type(&fake, "she came in");
	fake_keys(&fake, "Enter");
	tell_how_far(APPLIED, 3000);
	assert_true(fake_shows(&fake, "being taken back: 3000 of 50000"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(how_far_it_is_stands_above_it_each_second, board_start, fake_close),
		cmocka_unit_test_setup_teardown(when_it_is_over_it_is_not_asked_again, board_start, fake_close),
		cmocka_unit_test_setup_teardown(who_opens_it_meanwhile_sees_it_too, board_start, fake_close),
		cmocka_unit_test_setup_teardown(taking_it_back_is_followed_too, board_start, fake_close),
	};

	return cmocka_run_group_tests_name("plan under way", tests, NULL, NULL);
}
