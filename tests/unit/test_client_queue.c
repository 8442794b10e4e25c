/* SPDX-License-Identifier: Apache-2.0
 *
 * Sign-in and the queue as they look: whose move it is, rows that come by pages,
 * the cursor that follows its record, searching.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "client_begin.h"

#include "base/str.h"

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
	fake_queue_of(3);
	assert_string_equal(fake.token, "tok");
	assert_int_equal(fake.feed_after, 100);
	fake_screen(&fake, "queue");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "queue-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "queue-120x40");
}

#define FREE_ROW(id, number) \
	"{\"id\":\"" id "\",\"version\":3,\"number\":\"" number "\",\"program\":{\"id\":\"snap\",\"version\":1," \
	"\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_1\",\"name\":\"Zora DeLozier\",\"case_number\":\"C-000001\"}," \
	"\"status\":\"submitted\",\"expedited\":true,\"filed_on\":\"2025-11-12\",\"due_on\":\"2025-11-19\"," \
	"\"clock\":\"overdue\",\"county\":\"Davidson\",\"language\":\"en\",\"channel\":\"phone\",\"turn\":\"agency\"," \
	"\"next_act\":\"claim\",\"allowed_actions\":[\"claim\",\"note\"]}"

/* What is taken goes from this list, and X on it is about another row. */
static void
what_was_taken_is_given_back_where_it_is(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_resize(&fake, 40, 120);
	fake_keys(&fake, "3");
	fake_reply(&fake, "GET /v1/applications?assignee=none", 200,
	           "{\"items\":[" FREE_ROW("a_7", "A-26-000007") "," FREE_ROW("a_8", "A-26-000008") "],"
	           "\"total\":{\"count\":2,\"relation\":\"eq\"}," LIST_END);
	/* In the words of this desk, not of the wire. */
	assert_true(fake_shows(&fake, "Davidson  English  telephone"));
	fake_keys(&fake, "C");
	fake_reply(&fake, "POST /v1/applications/a_7/claim", 200, FREE_ROW("a_7", "A-26-000007"));
	assert_true(fake_shows(&fake, "A-26-000007 is yours now, in your queue (1): X there gives it back."));
	fake_keys(&fake, "B");
	fake_reply(&fake, "POST /v1/applications/next", 200, FREE_ROW("a_8", "A-26-000008"));
	assert_true(fake_shows(&fake, "A-26-000008 is yours now: expedited, overdue since 19 Nov. X gives it back."));
}

static void
who_else_has_a_row_open_shows_on_the_row(void **state)
{
	(void)state;
	fake_queue_of(3);
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
	fake_queue_of(47);
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
		fake_queue_of(3);
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
		fake_close(state);
		fake_open(state);
	}
}

static void
the_cursor_follows_the_record_and_not_the_row(void **state)
{
	(void)state;
	fake_queue_of(3);
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
	fake_queue_of(500);
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
	fake_queue_of(3);
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
	fake_queue_of(500);
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
filter_by(const char *words)
{
	fake_keys(&fake, "f ^U");
	fake_type(&fake, words);
	fake_keys(&fake, "Enter");
}

static void
a_filter_that_is_none_is_refused_by_name_and_not_asked_for(void **state)
{
	(void)state;
	fake_queue_of(3);
	filter_by("county:Nowhere");
	assert_true(fake_shows(&fake, "There is no county \"Nowhere\"."));
	fake_wait(&fake, 7000);
	filter_by("clok:overdue");
	assert_true(fake_shows(&fake, "There is no filter \"clok\"; there are: clock, county"));
	fake_wait(&fake, 7000);
	filter_by("status:asleep");
	assert_true(fake_shows(&fake, "There is no status \"asleep\"; there are: open, closed, submitted"));
	assert_false(fake_was_asked(&fake, "GET /v1/applications?assignee=me&"));
	assert_true(fake_shows(&fake, "A-26-000002"));
}

static void
a_county_of_two_words_is_typed_in_quotes(void **state)
{
	(void)state;
	fake_queue_of(3);
	filter_by("county:\"van buren\" Status:Pended nguyen");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=me&county=van%20buren&status=Pended&q=nguyen&sort=due"));
}

static void
what_the_server_alone_knows_is_none_is_named_too(void **state)
{
	(void)state;
	fake_queue_of(3);
	filter_by("program:xyz");
	fake_reply(&fake, "GET /v1/applications?assignee=me&program=xyz", 422,
	           "{\"code\":\"validation_failed\",\"errors\":[{\"pointer\":\"?program\",\"code\":\"unknown\","
	           "\"detail\":\"-\"}]}");
	assert_true(fake_shows(&fake, "There is no program \"xyz\"."));
	/* An empty line shows all again. */
	filter_by("");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=me&sort=due"));
}

static void
no_more_than_five_pages_are_kept(void **state)
{
	(void)state;
	char path[128];

	fake_queue_of(1000);
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
	fake_queue_of(3);
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

static void
an_empty_list_offers_nothing_to_open(void **state)
{
	(void)state;
	fake_queue_of(0);
	assert_true(fake_shows(&fake, "Nothing is assigned to you."));
	assert_false(fake_shows(&fake, "Enter open"));
	assert_true(fake_shows(&fake, "B next best"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "There is nothing here to open."));
}

/* Which one came back is in the list before the person. */
static void
what_happens_to_a_row_names_it(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_event(&fake, 101, "decision.returned", "application", "a_1");
	assert_true(fake_shows(&fake, "A decision was returned: A-26-000001."));
	fake_event(&fake, 102, "decision.returned", "application", "a_77");
	assert_true(fake_shows(&fake, "A decision was returned: an application."));
}

/* The feed may live on while the answer to a refresh is lost. */
static void
a_refresh_that_failed_is_tried_again_without_an_event(void **state)
{
	static const char list[] = "GET /v1/applications?assignee=me";

	(void)state;
	fake_queue_of(3);
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

#define screen_test(name) cmocka_unit_test_setup_teardown(name, fake_open, fake_close)

/* Two rows given back, one after the other: each answer names its own. */
static void
each_answer_names_its_own_row(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "X y");
	fake_type(&fake, "a");
	fake_keys(&fake, "Enter j X y");
	fake_type(&fake, "b");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/applications/a_0/release", 200, "{\"id\":\"a_0\",\"number\":\"A-26-000000\"}");
	assert_true(fake_shows(&fake, "A-26-000000 is the team's again"));
	fake_reply(&fake, "POST /v1/applications/a_1/release", 409, "{\"code\":\"transition_not_allowed\"}");
	assert_false(fake_shows(&fake, "A-26-000001 is the team's again"));
}

/* What waits for its customer is not claimed: then no key is named that would. */
static void
what_was_given_back_is_said_to_be_taken_only_where_it_can_be(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "X y");
	fake_type(&fake, "a");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/applications/a_0/release", 200,
	           "{\"id\":\"a_0\",\"number\":\"A-26-000000\",\"allowed_actions\":[\"note\",\"claim\"]}");
	assert_true(fake_shows(&fake, "A-26-000000 is the team's again: in Unassigned (3), C takes it back."));
	fake_keys(&fake, "j X y");
	fake_type(&fake, "b");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/applications/a_1/release", 200,
	           "{\"id\":\"a_1\",\"number\":\"A-26-000001\",\"allowed_actions\":[\"note\"]}");
	assert_true(fake_shows(&fake, "A-26-000001 is the team's again. A supervisor gives it out."));
}

static void
release_marked(const char *why)
{
	fake_keys(&fake, "X y");
	fake_type(&fake, why);
	fake_keys(&fake, "Enter");
}

/* Only one's own act changed what is marked: the next act is on what that one left. */
static void
what_was_done_to_the_marked_is_no_change_underneath(void **state)
{
	(void)state;
	fake_queue_of(3);
	fake_keys(&fake, "Space Space");
	release_marked("a");
	fake_reply(&fake, "POST /v1/applications/a_0/release", 200, "{\"id\":\"a_0\",\"version\":31}");
	fake_reply(&fake, "POST /v1/applications/a_1/release", 409, "{\"code\":\"transition_not_allowed\"}");
	release_marked("b");
	assert_int_equal(fake_request(&fake, "POST /v1/applications/a_0/release")->if_match, 31);
	assert_int_equal(fake_request(&fake, "POST /v1/applications/a_1/release")->if_match, 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		screen_test(sign_in_is_painted_before_anything_is_waited_for),
		screen_test(a_wrong_password_keeps_the_name_and_says_so),
		screen_test(the_queue_shows_whose_move_it_is),
		screen_test(what_was_taken_is_given_back_where_it_is),
		screen_test(what_was_done_to_the_marked_is_no_change_underneath),
		screen_test(who_else_has_a_row_open_shows_on_the_row),
		screen_test(the_title_counts_whose_move_it_is_over_all_pages),
		screen_test(the_title_says_what_came_in_since_i_was_here),
		screen_test(the_cursor_follows_the_record_and_not_the_row),
		screen_test(rows_beyond_the_page_come_and_the_screen_stays_meanwhile),
		screen_test(what_happens_to_a_row_names_it),
		screen_test(an_empty_list_offers_nothing_to_open),
		screen_test(a_row_that_waits_for_a_second_person_says_why),
		screen_test(a_refresh_that_failed_is_tried_again_without_an_event),
		screen_test(a_search_goes_through_the_rows_at_hand),
		screen_test(a_search_of_a_long_list_asks_the_server),
		screen_test(a_filter_that_is_none_is_refused_by_name_and_not_asked_for),
		screen_test(a_county_of_two_words_is_typed_in_quotes),
		screen_test(what_the_server_alone_knows_is_none_is_named_too),
		screen_test(each_answer_names_its_own_row),
		screen_test(what_was_given_back_is_said_to_be_taken_only_where_it_can_be),
		screen_test(no_more_than_five_pages_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
