/* SPDX-License-Identifier: Apache-2.0
 *
 * Sign-in and the queue as they look, and the manners every screen keeps:
 * questions, pastes, refusals, lists that do not jump, a line that goes away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_fake.h"

#include "base/str.h"

static struct fake fake;

#define APPLICATION                                                                             \
	"{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000000\",\"program\":{\"id\":\"snap\","    \
	"\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\"," \
	"\"case_number\":\"C-000000\"},\"status\":\"in_review\",\"expedited\":true,"                \
	"\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\",\"county\":\"Davidson\","            \
	"\"language\":\"es\",\"allowed_actions\":[\"deny\",\"note\"],\"missing\":[],"               \
	"\"interviews\":[],\"answers\":{}}"

static int
start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	fake_stop(&fake);
	return 0;
}

static void
queue_of(int total)
{
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200,
	           fake_applications(&fake, 0, total < 50 ? total : 50, total));
}

static void
sign_in_is_painted_before_anything_is_waited_for(void **state)
{
	(void)state;
	fake_screen(&fake, "sign-in");
	fake_type(&fake, "ana");
	fake_keys(&fake, "Enter");
	fake_type(&fake, "secret");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Signing in..."));
	assert_false(fake_shows(&fake, "secret"));
	assert_string_equal(fake_request(&fake, "POST /v1/sessions")->body,
	                    "{\"username\":\"ana\",\"password\":\"secret\"}");
}

static void
a_wrong_password_keeps_the_name_and_says_so(void **state)
{
	(void)state;
	fake_type(&fake, "ana");
	fake_keys(&fake, "Tab");
	fake_type(&fake, "wrong");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 401, "{\"code\":\"unauthenticated\"}");
	fake_screen(&fake, "sign-in-refused");
}

static void
the_queue_shows_whose_move_it_is(void **state)
{
	(void)state;
	queue_of(3);
	assert_string_equal(fake.token, "tok");
	assert_int_equal(fake.feed_after, 100);
	fake_screen(&fake, "queue");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "queue-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "queue-120x40");
}

static void
who_else_has_a_row_open_shows_on_the_row(void **state)
{
	(void)state;
	queue_of(3);
	fake_event(&fake, 0, "presence", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200,
	           "{\"items\":[{\"worker_id\":\"w_ray\",\"name\":\"R. Hall\",\"typing\":false},"
	           "{\"worker_id\":\"w_ben\",\"name\":\"Ben Carter\",\"typing\":true}]}");
	/* Who writes comes before who reads; the name stands where the cursor is. */
	assert_non_null(strstr(fake_line(&fake, 1), "!w"));
	assert_true(fake_shows(&fake, "Ben Carter is writing and 1 more"));
	fake_keys(&fake, "j");
	assert_false(fake_shows(&fake, "Ben Carter"));
	assert_non_null(strstr(fake_line(&fake, 1), "!w"));
	fake_event(&fake, 0, "presence", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200, "{\"items\":[]}");
	assert_null(strstr(fake_line(&fake, 1), "!w"));
	/* Of what is not in this list nothing is asked. */
	fake_event(&fake, 0, "presence", "application", "a_77");
	assert_false(fake_was_asked(&fake, "GET /v1/applications/a_77"));
}

static void
the_title_counts_whose_move_it_is_over_all_pages(void **state)
{
	static const struct {
		const char *path;
		const char *total;
	} answers[] = {
		{ "GET /v1/applications?turn=me", "{\"items\":[],\"total\":{\"count\":14,\"relation\":\"eq\"}}" },
		{ "GET /v1/applications?turn=customer", "{\"items\":[],\"total\":{\"count\":25,\"relation\":\"eq\"}}" },
		{ "GET /v1/applications?turn=agency", "{\"items\":[],\"total\":{\"count\":5,\"relation\":\"eq\"}}" },
		{ "GET /v1/applications?turn=second", "{\"items\":[],\"total\":{\"count\":3,\"relation\":\"eq\"}}" },
	};

	(void)state;
	queue_of(47);
	assert_false(fake_shows(&fake, "14 me"));
	fake_wait(&fake, 1100);
	for (size_t i = 0; i < countof(answers); i++)
		fake_reply(&fake, answers[i].path, 200, answers[i].total);
	assert_true(fake_shows(&fake, "My queue 47: 14 me 25 cust 5 agency 3 2nd"));
	/* The first time at this desk there is nothing since when. */
	fake_reply(&fake, "GET /v1/me/news", 200, "{\"documents\":9,\"bounces\":1}");
	assert_false(fake_shows(&fake, "since"));
}

static void
the_title_says_what_came_in_since_i_was_here(void **state)
{
	static const struct { const char *news, *words; } answers[] = {
		{ "{\"since\":\"2025-11-20T23:02:00Z\",\"documents\":9,\"bounces\":1}", "5 me | since 17:02 9 docs 1 bounce  " },
		{ "{\"since\":\"2025-11-20T20:02:00Z\",\"documents\":1,\"bounces\":0}", "5 me | since 20 Nov 1 doc  " },
		{ "{\"since\":\"2025-11-21T15:02:00Z\",\"documents\":0,\"bounces\":2}", "5 me | since 09:02 2 bounces  " },
		{ "{\"since\":\"2025-11-21T15:02:00Z\",\"documents\":0,\"bounces\":0}", "5 me | since 09:02 nothing new  " },
	};

	for (size_t i = 0; i < countof(answers); i++) {
		queue_of(3);
		fake_wait(&fake, 1100);
		fake_reply(&fake, "GET /v1/applications?turn=me", 200, "{\"items\":[],\"total\":{\"count\":5,\"relation\":\"eq\"}}");
		fake_reply(&fake, "GET /v1/applications?turn=customer", 200, "{\"items\":[],\"total\":{\"count\":0,\"relation\":\"eq\"}}");
		fake_reply(&fake, "GET /v1/applications?turn=agency", 200, "{\"items\":[],\"total\":{\"count\":0,\"relation\":\"eq\"}}");
		fake_reply(&fake, "GET /v1/applications?turn=second", 200, "{\"items\":[],\"total\":{\"count\":0,\"relation\":\"eq\"}}");
		fake_reply(&fake, "GET /v1/me/news", 200, answers[i].news);
		if (!fake_shows(&fake, answers[i].words))
			fail_msg("%s: %s", answers[i].words, fake_line(&fake, 0));
		if (i == 0)
			fake_screen(&fake, "queue-news");
		stop(state);
		start(state);
	}
}

static void
go_to_waits_for_the_answer_and_opens_no_one_by_speed(void **state)
{
	(void)state;
	queue_of(3);
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
under_60x15_one_sentence_and_only_q_acts(void **state)
{
	(void)state;
	queue_of(3);
	fake_resize(&fake, 14, 60);
	fake_screen(&fake, "too-small");
	fake_keys(&fake, "j D Enter");
	assert_false(fake.quit);
	fake_keys(&fake, "q");
	assert_true(fake.quit);
}

static void
the_cursor_follows_the_record_and_not_the_row(void **state)
{
	(void)state;
	queue_of(3);
	fake_keys(&fake, "j");
	assert_true(str_starts(fake_line(&fake, 2), ">"));
	assert_non_null(strstr(fake_line(&fake, 2), "A-26-000001"));
	/* Another row comes in above it. */
	fake_event(&fake, 101, "application.assigned", "application", "a_9");
	fake_wait(&fake, 200);
	struct buf body = BUF_INIT(64 * 1024);
	const char *rows = fake_applications(&fake, 0, 3, 4);
	buf_puts(&body, rows);
	char *items = strchr(body.data, '[') + 1;
	struct buf more = BUF_INIT(64 * 1024);
	buf_add(&more, body.data, (size_t)(items - body.data));
	/* The fourth application, first. */
	const char *other = strstr(fake_applications(&fake, 3, 1, 4), "{\"id\"");
	buf_add(&more, other, (size_t)(strstr(other, "}],") + 1 - other));
	buf_putc(&more, ',');
	buf_puts(&more, items);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, more.data);
	assert_true(fake_shows(&fake, "A-26-000003"));
	/* The same record, on the same line of the screen. */
	int row = fake.canvas.cursor_row;
	assert_non_null(strstr(fake_line(&fake, row), ">"));
	assert_non_null(strstr(fake_line(&fake, row), "A-26-000001"));
	buf_done(&body);
	buf_done(&more);
}

static void
rows_beyond_the_page_come_and_the_screen_stays_meanwhile(void **state)
{
	(void)state;
	queue_of(500);
	fake_keys(&fake, "PgDn");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=50&cursor=at50", 200,
	           fake_applications(&fake, 50, 50, 500));
	fake_keys(&fake, "G");
	/* A word that would be taken back at once is not said. */
	assert_false(fake_shows(&fake, "loading"));
	fake_wait(&fake, 200);
	assert_true(fake_shows(&fake, "loading"));
	assert_true(fake_shows(&fake, "A-26-000022"));
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=50&from=end", 200,
	           fake_applications(&fake, 450, 50, 500));
	assert_true(fake_shows(&fake, "A-26-000499"));
	assert_true(fake_shows(&fake, "500 of 500"));
	/* And backwards, from there. */
	for (int i = 0; i < 3; i++)
		fake_keys(&fake, "PgUp");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=50&cursor=to450", 200,
	           fake_applications(&fake, 400, 50, 500));
	assert_true(fake_shows(&fake, "of 500"));
	assert_false(fake_shows(&fake, "loading"));
}

static void
a_search_goes_through_the_rows_at_hand(void **state)
{
	(void)state;
	queue_of(3);
	fake_keys(&fake, "/");
	fake_type(&fake, "zzz");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "No row of this list has that."));
	assert_false(fake_was_asked(&fake, "GET /v1/applications?assignee=me&q="));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "/");
	fake_type(&fake, "000002");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "3 of 3"));
}

static void
a_search_of_a_long_list_asks_the_server(void **state)
{
	(void)state;
	queue_of(500);
	fake_keys(&fake, "/");
	fake_type(&fake, "Zzz O");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications?assignee=me&q=Zzz%20O&sort=due&limit=50", 200,
	           fake_applications(&fake, 470, 1, 1));
	assert_true(fake_shows(&fake, "A-26-000470"));
	assert_true(fake_shows(&fake, "the server was asked"));
	fake_wait(&fake, 7000);
	assert_true(fake_shows(&fake, "filter: Zzz O"));
}

static void
no_more_than_five_pages_are_kept(void **state)
{
	(void)state;
	char path[128];

	queue_of(1000);
	for (int page = 1; page < 12; page++) {
		snprintf(path, sizeof path,
		         "GET /v1/applications?assignee=me&sort=due&limit=50&cursor=at%d", page * 50);
		while (!fake_was_asked(&fake, path))
			fake_keys(&fake, "PgDn");
		fake_reply(&fake, path, 200, fake_applications(&fake, page * 50, 50, 1000));
	}
	const struct model *model = app_model(fake.app);
	for (int i = 0; i < LISTS_MAX; i++) {
		if (model->list_used[i])
			assert_true(model->lists[i].page_count <= PAGES_MAX);
	}
	assert_true(fake_shows(&fake, "of 1000"));
	/* The top is loaded again when one goes there. */
	fake_keys(&fake, "g");
	fake_wait(&fake, 200);
	assert_true(fake_shows(&fake, "loading"));
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=50", 200,
	           fake_applications(&fake, 0, 50, 1000));
	assert_true(fake_shows(&fake, "1 of 1000"));
}

static void
a_question_is_answered_only_by_keys_typed_after_it_was_painted(void **state)
{
	(void)state;
	queue_of(3);
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

static void
no_is_the_default(void **state)
{
	(void)state;
	queue_of(3);
	fake_keys(&fake, "X Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/applications/a_0/release"));
	assert_false(fake_shows(&fake, "y/N"));
}

static void
a_paste_is_never_commands(void **state)
{
	(void)state;
	queue_of(3);
	fake_paste(&fake, "Xy");
	assert_false(fake_was_asked(&fake, "POST "));
	assert_true(fake_shows(&fake, "A paste is never taken as commands"));
}

static void
a_refusal_stays_until_it_could_be_read(void **state)
{
	(void)state;
	queue_of(3);
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
	queue_of(3);
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
	queue_of(3);
	fake_keys(&fake, "W");
	fake_type(&fake, "text");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "POST /v1/applications/a_0/notes", 403, "{\"code\":\"forbidden\"}");
	assert_true(fake_shows(&fake, "Your role does not allow this"));
	fake_wait(&fake, 300);
	fake_type(&fake, "s");
	assert_true(fake_shows(&fake, "Your role does not allow this"));
	fake_wait(&fake, 1100);
	fake_type(&fake, "s");
	assert_false(fake_shows(&fake, "Your role does not allow this"));
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
	queue_of(3);
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
	queue_of(3);
	fake_keys(&fake, "Space Space D");
	assert_true(fake_shows(&fake, "Nobody decides in bulk"));
}

static void
a_slow_answer_is_named_after_a_moment(void **state)
{
	(void)state;
	queue_of(3);
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
	queue_of(3);
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
	queue_of(3);
	fake_keys(&fake, "j R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 401, "{\"code\":\"session_expired\"}");
	fake_screen(&fake, "locked-expired");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201,
	           "{\"token\":\"tok2\",\"expires_at\":\"2025-11-22T03:00:00Z\",\"idle_timeout_s\":1800,"
	           "\"journal_key\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"worker\":"
	           "{\"id\":\"w_ana\",\"version\":1,\"username\":\"ana\",\"name\":\"Ana Ruiz\","
	           "\"roles\":[\"caseworker\"],\"team_ids\":[\"t_1\"]}}");
	assert_string_equal(fake.token, "tok2");
	assert_true(str_starts(fake_line(&fake, 2), ">"));
}

static void
fifteen_idle_minutes_lock_with_a_warning(void **state)
{
	(void)state;
	queue_of(3);
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
	queue_of(3);
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
	queue_of(3);
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
	queue_of(3);
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
	queue_of(3);
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
	queue_of(3);
	fake_keys(&fake, ":");
	fake_type(&fake, "second");
	fake_keys(&fake, "Enter");
	assert_false(fake_shows(&fake, "Only supervisors approve"));
	assert_true(fake_shows(&fake, "factor"));
}

static void
a_row_that_waits_for_a_second_person_says_why(void **state)
{
	static const char list[] =
		"{\"items\":[{\"id\":\"a_1\",\"version\":3,\"number\":\"A-26-000001\",\"program\":{\"id\":\"snap\",\"version\":1},"
		"\"customer\":{\"id\":\"c_1\",\"name\":\"Okafor\",\"case_number\":\"C-1\"},\"status\":\"awaiting_second_approval\","
		"\"expedited\":false,\"filed_on\":\"2025-11-12\",\"turn\":\"second\",\"next_act\":\"second_approval\"%s}],"
		"\"next_cursor\":null,\"prev_cursor\":null,\"total\":{\"count\":1,\"relation\":\"eq\"},\"as_of_seq\":1,"
		"\"as_of\":\"2025-11-21T20:00:00Z\"}";
	char body[1200];

	(void)state;
	queue_of(3);
	fake_keys(&fake, "R");
	snprintf(body, sizeof body, list, ",\"second_person_because\":[\"amount\",\"back_dated\"]");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, body);
	assert_true(fake_shows(&fake, "sign: large amount, back"));
	/* An older server does not say. */
	snprintf(body, sizeof body, list, "");
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, body);
	assert_true(fake_shows(&fake, "second person"));
	assert_false(fake_shows(&fake, "sign:"));
}

/* The feed may live on while the answer to a refresh is lost. */
static void
a_refresh_that_failed_is_tried_again_without_an_event(void **state)
{
	static const char list[] = "GET /v1/applications?assignee=me";

	(void)state;
	queue_of(3);
	fake_event(&fake, 101, "application.assigned", "application", "a_9");
	fake_wait(&fake, 200);
	fake_fail(&fake, list, ERR_OFFLINE);
	assert_false(fake_was_asked(&fake, list));
	fake_wait(&fake, 2100);
	fake_fail(&fake, list, ERR_BACKEND_UNAVAILABLE);
	fake_wait(&fake, 2100);
	fake_reply(&fake, list, 200, fake_applications(&fake, 0, 2, 2));
	assert_true(fake_shows(&fake, "My queue 2"));
	fake_wait(&fake, 10000);
	assert_false(fake_was_asked(&fake, list));
}

static void
a_record_whose_refresh_failed_is_loaded_again(void **state)
{
	(void)state;
	queue_of(3);
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, APPLICATION);
	fake_event(&fake, 101, "note.added", "application", "a_0");
	fake_fail(&fake, "GET /v1/applications/a_0", ERR_OFFLINE);
	fake_wait(&fake, 2100);
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_0"));
}

#define screen_test(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		screen_test(sign_in_is_painted_before_anything_is_waited_for),
		screen_test(a_wrong_password_keeps_the_name_and_says_so),
		screen_test(the_queue_shows_whose_move_it_is),
		screen_test(who_else_has_a_row_open_shows_on_the_row),
		screen_test(the_title_counts_whose_move_it_is_over_all_pages),
		screen_test(the_title_says_what_came_in_since_i_was_here),
		screen_test(go_to_waits_for_the_answer_and_opens_no_one_by_speed),
		screen_test(under_60x15_one_sentence_and_only_q_acts),
		screen_test(the_cursor_follows_the_record_and_not_the_row),
		screen_test(rows_beyond_the_page_come_and_the_screen_stays_meanwhile),
		screen_test(the_palette_takes_the_best_match_of_what_was_typed),
		screen_test(a_row_that_waits_for_a_second_person_says_why),
		screen_test(a_refresh_that_failed_is_tried_again_without_an_event),
		screen_test(a_record_whose_refresh_failed_is_loaded_again),
		screen_test(a_search_goes_through_the_rows_at_hand),
		screen_test(a_search_of_a_long_list_asks_the_server),
		screen_test(no_more_than_five_pages_are_kept),
		screen_test(a_question_is_answered_only_by_keys_typed_after_it_was_painted),
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
		screen_test(fifteen_idle_minutes_lock_with_a_warning),
		screen_test(help_says_why_a_command_cannot_be_run),
		screen_test(the_palette_runs_by_name),
		screen_test(three_alerts_fold),
		screen_test(a_prefix_lists_what_may_follow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
