/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations that wait, one that is open and who speaks in it; the agenda.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "client_begin.h"

static const char *const empty = "{\"items\":[]," LIST_END;

/* ---- conversations ---- */

static const char *
messages(int from, int count, int total)
{
	static struct buf body = BUF_INIT(1024 * 1024);
	static const char *const who[] = { "customer", "bot", "worker" };

	buf_reset(&body);
	buf_puts(&body, "{\"items\":[");
	for (int i = from; i < from + count; i++)
		buf_printf(&body,
		           "%s{\"id\":\"m_%d\",\"seq\":%d,\"at\":\"2025-11-21T19:%02d:00Z\",\"kind\":\"text\","
		           "\"author\":{\"kind\":\"%s\",\"name\":\"Ana Ruiz\"},\"text\":\"turn %d%s\","
		           "\"internal\":%s}",
		           i > from ? "," : "", i, i + 1, i % 60, who[i % 3], i + 1,
		           i == 0 ? " \\u001b]0;title\\u0007 \\u202eevil" : "", i == 5 ? "true" : "false");
	buf_puts(&body, "],");
	if (from + count < total)
		buf_printf(&body, "\"next_cursor\":\"at%d\",", from + count);
	else
		buf_puts(&body, "\"next_cursor\":null,");
	if (from > 0)
		buf_printf(&body, "\"prev_cursor\":\"to%d\",", from);
	else
		buf_puts(&body, "\"prev_cursor\":null,");
	buf_puts(&body, "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}");
	return body.data;
}

static void
open_chat(int total)
{
	char body[600];

	fake_keys(&fake, "4");
	fake_reply(&fake, "GET /v1/interactions?state=waiting", 200,
	           "{\"items\":[{\"id\":\"x_1\",\"version\":1,\"customer_id\":\"c_1\",\"channel\":\"web_chat\","
	           "\"customer_name\":\"Nguyen Thi Hoa\",\"state\":\"waiting\",\"language\":\"vi\",\"topic\":\"receipt\","
	           "\"started_at\":\"2025-11-21T19:00:00Z\",\"message_count\":18}]," LIST_END);
	fake_reply(&fake, "GET /v1/interactions?state=active", 200, empty);
	fake_reply(&fake, "GET /v1/interactions?state=bot", 200, empty);
	if (total == 0)
		return;
	fake_keys(&fake, "Enter");
	snprintf(body, sizeof(body),
	         "{\"id\":\"x_1\",\"version\":1,\"customer_id\":\"c_1\",\"channel\":\"web_chat\","
	         "\"state\":\"waiting\",\"language\":\"vi\",\"topic\":\"receipt\",\"message_count\":%d,"
	         "\"handoff\":{\"reason\":\"wants a person\"},\"started_at\":\"2025-11-21T19:00:00Z\"}",
	         total);
	fake_reply(&fake, "GET /v1/interactions/x_1/messages", 200,
	           messages(0, total < 50 ? total : 50, total));
	fake_reply(&fake, "GET /v1/interactions/x_1", 200, body);
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
}

static void
waiting_conversations_come_first(void **state)
{
	(void)state;
	open_chat(0);
	fake_screen(&fake, "chats");
}

static void
who_speaks_is_told_by_words_and_hostile_text_is_marked(void **state)
{
	(void)state;
	open_chat(18);
	fake_screen(&fake, "transcript");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "transcript-60x15");
}

/* Its customer is sealed while it is read. */
static void
a_conversation_that_goes_out_of_sight_leaves_the_screen(void **state)
{
	(void)state;
	open_chat(18);
	fake_event(&fake, 900, "gone", "customer", "c_2");
	assert_false(fake_was_asked(&fake, "GET /v1/interactions/x_1"));
	fake_event(&fake, 901, "gone", "customer", "c_1");
	fake_reply(&fake, "GET /v1/interactions/x_1", 404, "{\"code\":\"not_found\"}");
	assert_true(fake_shows(&fake, "no longer yours to see"));
	assert_false(fake_shows(&fake, "CUSTOMER"));
	assert_false(fake_shows(&fake, "Conversation - "));
}

static void
a_long_conversation_comes_by_pages_and_is_searched_whole(void **state)
{
	(void)state;
	open_chat(120);
	assert_true(fake_shows(&fake, "turn 1 of 120"));
	fake_keys(&fake, "/");
	fake_type(&fake, "turn 90");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/interactions/x_1/messages?q=turn%2090", 200,
	           "{\"items\":[{\"id\":\"m_89\",\"seq\":90}]," LIST_END);
	/* Page by page to where it was said. */
	fake_reply(&fake, "GET /v1/interactions/x_1/messages", 200, messages(50, 50, 120));
	assert_true(fake_shows(&fake, "turn 90 of 120"));
	assert_true(fake_shows(&fake, "turn 90"));
}

static void
the_end_is_one_key_away(void **state)
{
	(void)state;
	open_chat(1200);
	fake_keys(&fake, "G");
	assert_true(fake_was_asked(&fake, "GET /v1/interactions/x_1/messages?limit=50&from=end"));
}

/* ---- the agenda ---- */

#define DAY_ITEM(kind, number, on, more) \
	"{\"kind\":\"" kind "\",\"application_id\":\"a_1\",\"number\":\"" number "\"," \
	"\"customer_name\":\"O'Neill-Castaneda\",\"program_id\":\"snap\",\"program_name\":\"SNAP\"," \
	"\"county\":\"Davidson\",\"on\":\"" on "\"" more "}"

static const char day[] =
	"{\"items\":["
	DAY_ITEM("interview", "A-26-000398", "2025-11-18", ",\"at\":\"2025-11-18T15:30:00Z\",\"state\":\"missed\",\"offer\":1") ","
	DAY_ITEM("interview", "A-26-000399", "2025-11-21", ",\"at\":\"2025-11-21T16:00:00Z\",\"state\":\"held\",\"offer\":2") ","
	DAY_ITEM("reminder", "A-26-000398", "2025-11-21", ",\"id\":\"rm_1\",\"text\":\"call the landlord about the lease\"") ","
	DAY_ITEM("appeal", "A-25-000017", "2025-12-30", ",\"id\":\"ap_1\",\"state\":\"benefits_go_on\"")
	"],\"next_cursor\":null,\"prev_cursor\":null,\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}";

static void
the_agenda_is_by_day_in_the_county_s_zone(void **state)
{
	(void)state;
	fake_keys(&fake, "5");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200", 200,
	           fake_applications(&fake, 0, 3, 3));
	fake_reply(&fake, "GET /v1/me/agenda", 200, day);
	fake_screen(&fake, "agenda");
	/* All its words, since the row has no room for them. */
	assert_true(fake_shows(&fake, "call the landlord about the lease"));
	fake_keys(&fake, "n");
	assert_true(fake_shows(&fake, "/ searches first."));
	fake_keys(&fake, "j j j Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_0"));
	/* A reminder is ended there, and nothing else is. */
	fake_keys(&fake, "q X");
	assert_true(fake_shows(&fake, "Only a reminder is ended here."));
	fake_keys(&fake, "g j j j X");
	assert_true(fake_was_asked(&fake, "POST /v1/reminders/rm_1/done"));
	fake_reply(&fake, "POST /v1/reminders/rm_1/done", 200,
	           "{\"id\":\"rm_1\",\"application_id\":\"a_1\",\"on\":\"2025-11-21\",\"text\":\"call\"}");
	assert_true(fake_was_asked(&fake, "GET /v1/applications?assignee=me&sort=due"));
	/* A name is found as it is spoken, not as its accents were typed. */
	fake_keys(&fake, "/");
	fake_type(&fake, "CASTA\xC3\x91" "EDA");
	fake_keys(&fake, "Enter");
	assert_false(fake_shows(&fake, "Not on the agenda"));
}

static int
line_of(const char *words)
{
	for (int line = 0; line < 24; line++)
		if (strstr(fake_line(&fake, line), words))
			return line;
	return -1;
}

static void
the_agenda_goes_by_the_moment_not_by_the_clock_on_the_wall(void **state)
{
	static const char two[] =
		"{\"items\":["
		DAY_ITEM("interview", "A-26-000399", "2025-11-21", ",\"at\":\"2025-11-21T20:45:00Z\",\"state\":\"held\",\"offer\":1") ","
		"{\"kind\":\"interview\",\"application_id\":\"a_9\",\"number\":\"A-26-000397\",\"customer_name\":\"Joy\","
		"\"program_id\":\"snap\",\"program_name\":\"SNAP\",\"county\":\"Knox\",\"on\":\"2025-11-21\","
		"\"at\":\"2025-11-21T20:30:00Z\",\"state\":\"held\",\"offer\":1}"
		"],\"next_cursor\":null,\"prev_cursor\":null,\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}";

	(void)state;
	fake_keys(&fake, "5");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200", 200, empty);
	fake_reply(&fake, "GET /v1/me/agenda", 200, two);
	assert_true(line_of("15:30 ET") > 0);
	assert_int_equal(line_of("15:30 ET") + 1, line_of("14:45 CT"));
}

/* ---- typed ahead of the rows ---- */

static void
the_agenda_s_row_is_gone_to_that_was_still_to_come(void **state)
{
	(void)state;
	fake_keys(&fake, "5 g j j j");
	assert_true(fake_shows(&fake, "Still loading; what is typed waits for it"));
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications?assignee=me&sort=due&limit=200", 200,
	           fake_applications(&fake, 0, 3, 3));
	assert_false(fake_was_asked(&fake, "GET /v1/applications/a_"));
	fake_reply(&fake, "GET /v1/me/agenda", 200, day);
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_1"));
}

static void
conversations_wait_for_all_that_stand_before_them(void **state)
{
	(void)state;
	fake_keys(&fake, "4 Enter");
	fake_reply(&fake, "GET /v1/interactions?state=bot", 200,
	           "{\"items\":[{\"id\":\"x_2\",\"version\":1,\"channel\":\"web_chat\",\"state\":\"bot\","
	           "\"language\":\"en\",\"topic\":\"hours\",\"started_at\":\"2025-11-21T19:00:00Z\","
	           "\"message_count\":2}]," LIST_END);
	fake_reply(&fake, "GET /v1/interactions?state=active", 200, empty);
	assert_false(fake_was_asked(&fake, "GET /v1/interactions/x_"));
	fake_reply(&fake, "GET /v1/interactions?state=waiting", 200,
	           "{\"items\":[{\"id\":\"x_1\",\"version\":1,\"channel\":\"web_chat\",\"state\":\"waiting\","
	           "\"language\":\"en\",\"topic\":\"receipt\",\"started_at\":\"2025-11-21T19:00:00Z\","
	           "\"message_count\":2}]," LIST_END);
	assert_true(fake_was_asked(&fake, "GET /v1/interactions/x_1"));
	assert_false(fake_was_asked(&fake, "GET /v1/interactions/x_2"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_open_queue, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(waiting_conversations_come_first),
		TEST(who_speaks_is_told_by_words_and_hostile_text_is_marked),
		TEST(a_conversation_that_goes_out_of_sight_leaves_the_screen),
		TEST(a_long_conversation_comes_by_pages_and_is_searched_whole),
		TEST(the_end_is_one_key_away),
		TEST(the_agenda_is_by_day_in_the_county_s_zone),
		TEST(the_agenda_goes_by_the_moment_not_by_the_clock_on_the_wall),
		TEST(the_agenda_s_row_is_gone_to_that_was_still_to_come),
		TEST(conversations_wait_for_all_that_stand_before_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
