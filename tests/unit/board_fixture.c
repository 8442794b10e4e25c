/* SPDX-License-Identifier: Apache-2.0
 *
 * The supervisor of the board's tests; the promises are in the header.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "board_fixture.h"

static const char board_supervisor[] =
	"{\"token\":\"t\",\"expires_at\":\"2025-11-22T09:00:00Z\",\"idle_timeout_s\":1800,"
	"\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	"\"worker\":{\"id\":\"w_sam\",\"username\":\"sam\",\"name\":\"Sam Whitfield\","
	"\"roles\":[\"supervisor\",\"caseworker\"],\"team_ids\":[\"t_1\"],\"led_team_ids\":[\"t_1\"]},"
	"\"signing_key\":{\"key\":\"k\",\"public_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
	"\"sealed\":\"" FAKE_SEALED "\"}}";

const char board_teams[] =
	"{\"items\":[{\"id\":\"t_1\",\"name\":\"East\",\"open\":94,\"unassigned\":3,\"load\":" LOAD("94", "9900", "5", "12", "27", "7", "2")
	",\"nobodys\":" LOAD("3", "300", "2", "1", "0", "0", "0") "},"
	"{\"id\":\"t_9\",\"name\":\"West\",\"open\":9,\"unassigned\":0}]," LIST_END;

/* ana_leave: more members of the one who is away, or not. */
static const char *
team_workers(const char *ana_leave)
{
	static char body[4000];

	snprintf(body, sizeof(body),
	         "{\"items\":[{\"id\":\"w_ana\",\"username\":\"ana\",\"name\":\"Ana Ruiz\",\"roles\":[\"caseworker\"],"
	         "\"team_ids\":[\"t_1\"],\"capacity\":52%s,\"load\":" LOAD("47", "6100", "3", "9", "12", "2", "0") "},"
	         WORKER("w_ben", "Ben Carter", ",\"presence\":\"here\"", LOAD("39", "4400", "0", "2", "14", "5", "2")) ","
	         WORKER("w_joy", "Joy O'Neill", ",\"presence\":\"away\"", LOAD("5", "400", "0", "0", "1", "0", "0")) ","
	         "{\"id\":\"w_out\",\"username\":\"o\",\"name\":\"Out of sight\",\"team_ids\":[\"t_9\"]}]," LIST_END,
	         ana_leave);
	return body;
}

const char *
board_leads_two(void)
{
	static char body[2000];
	const char *one = strstr(board_supervisor, "\"led_team_ids\":[\"t_1\"") + strlen("\"led_team_ids\":[\"t_1\"");

	snprintf(body, sizeof(body), "%.*s,\"t_9\"%s", (int)(one - board_supervisor), board_supervisor, one);
	return body;
}

void
board_begin(void)
{
	fake_begin_as("sam", board_supervisor);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 0, 0));
}

void
board_sign_in(int rows, int cols)
{
	fake_start(&fake, rows, cols);
	board_begin();
}

void
board_answer(const char *ana_leave)
{
	fake_reply(&fake, "GET /v1/teams", 200, board_teams);
	fake_reply(&fake, "GET /v1/workers", 200, team_workers(ana_leave));
}

void
board_open(void)
{
	fake_keys(&fake, "6");
	board_answer(",\"presence\":\"here\"");
}

int
board_start(void **state)
{
	(void)state;
	board_sign_in(24, 80);
	return 0;
}
