/* SPDX-License-Identifier: Apache-2.0
 *
 * Customers, conversations, the agenda and unfinished work as they look, and
 * what they keep when somebody else was faster.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "client_fake.h"

#include "base/str.h"

static struct fake fake;

#define PAGE "\"next_cursor\":null,\"prev_cursor\":null," \
	     "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}"

static const char *const empty = "{\"items\":[]," PAGE;

/* The customer with a telephone and a version. */
static const char *
customer(const char *phone, const char *city, int version)
{
	static char body[4000];

	snprintf(body, sizeof(body),
	         "{\"id\":\"c_1\",\"version\":%d,\"kind\":\"person\",\"case_number\":\"C-104882\","
	         "\"name\":\"Nguyen Thi Hoa\",\"born_on\":\"1961-03-04\",\"language\":\"vi\","
	         "\"phone\":\"%s\",\"ssn_last4\":\"1234\",\"county\":\"Davidson\",\"open_applications\":1,"
	         "\"address\":{\"line1\":\"12 Oak St\",\"city\":\"%s\",\"state\":\"TN\",\"zip\":\"37201\"},"
	         "\"household\":[{\"customer_id\":\"c_2\",\"name\":\"Linh Nguyen\",\"relation\":\"child\","
	         "\"born_on\":\"1990-05-01\"},{\"name\":\"Bao\",\"relation\":\"grandchild\"}],"
	         "\"pinned_notes\":[{\"text\":\"daughter Linh interprets\",\"priority\":1}],"
	         "\"applications\":[{\"id\":\"a_0\",\"number\":\"A-26-000412\",\"program_id\":\"snap\","
	         "\"status\":\"in_review\",\"due_on\":\"2025-11-19\"},{\"id\":\"a_8\","
	         "\"number\":\"A-24-000008\",\"program_id\":\"snap\",\"status\":\"approved\"}]}",
	         version, phone, city);
	return body;
}

static int
start(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
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
open_by_name(const char *command)
{
	fake_keys(&fake, ":");
	fake_type(&fake, command);
	fake_keys(&fake, "Enter");
}

/* ---- customers ---- */

static void
a_customer_is_found_as_one_types(void **state)
{
	(void)state;
	open_by_name("customers");
	fake_screen(&fake, "customers-empty");
	fake_type(&fake, "hoa ngu");
	assert_false(fake_was_asked(&fake, "GET /v1/customers"));
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\","
	           "\"born_on\":\"1961-03-04\",\"phone\":\"(615) 555-0142\",\"county\":\"Davidson\","
	           "\"open_applications\":1},{\"id\":\"c_7\",\"case_number\":\"C-100007\","
	           "\"name\":\"Nguyen Hoa\",\"open_applications\":0}],"
	           "\"total\":{\"count\":2,\"relation\":\"eq\"}," PAGE);
	fake_screen(&fake, "customers");
	fake_keys(&fake, "Enter Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_1"));
}

/* What was found goes into a file, without who they are. */
static void
what_was_found_goes_into_a_file(void **state)
{
	(void)state;
	open_by_name("customers");
	fake_type(&fake, "hoa ngu");
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\"}," 
	           "{\"id\":\"c_7\",\"case_number\":\"C-100007\",\"name\":\"Nguyen Hoa\"}]," PAGE);
	fake_keys(&fake, "Enter");
	open_by_name("export");
	fake_keys(&fake, "c");
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu&export=csv&limit=200", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\","
	           "\"county\":\"=Davidson\",\"open_applications\":1}],\"next_cursor\":\"x\"}");
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu&export=csv&limit=200&cursor=x", 200,
	           "{\"items\":[{\"id\":\"c_7\",\"case_number\":\"C-100007\",\"name\":\"Nguyen Hoa\"}]," PAGE);
	assert_string_equal(fake.exported_name, "customers-2025-11-21.csv");
	assert_string_equal(fake.exported, "case_number,county,language,open_applications\r\n"
	                                   "C-104882,\"'=Davidson\",,1\r\nC-100007,,,0\r\n");
}

static void
open_customer(void)
{
	open_by_name("customers");
	fake_type(&fake, "104882");
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=104882", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\"}]," PAGE);
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	fake_reply(&fake, "GET /v1/customers/c_1/alike", 200, empty);
}

static void
two_records_stand_side_by_side_until_somebody_says(void **state)
{
	(void)state;
	open_customer();
	fake_event(&fake, 120, "customer.updated", "customer", "c_1");
	fake_reply(&fake, "GET /v1/customers/c_1/alike", 200,
	           "{\"items\":[{\"customer\":{\"id\":\"c_9\",\"case_number\":\"C-100009\","
	           "\"name\":\"Hoa T. Nguyen\"},\"because\":[\"name\",\"born_on\",\"phone\"]}]," PAGE);
	assert_true(fake_shows(&fake, "SAME?    C-100009 Hoa T. Nguyen: name, birth date, telephone"));
	fake_keys(&fake, "j j Enter");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	while (fake_was_asked(&fake, "GET /v1/customers/c_1"))
		fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	fake_reply(&fake, "GET /v1/customers/c_9", 200,
	           "{\"id\":\"c_9\",\"version\":4,\"kind\":\"person\",\"case_number\":\"C-100009\","
	           "\"name\":\"Hoa T. Nguyen\",\"born_on\":\"1961-03-04\",\"language\":\"vi\","
	           "\"phone\":\"615.555.0142\",\"county\":\"Rutherford\",\"household\":[],\"pinned_notes\":[],"
	           "\"applications\":[{\"id\":\"a_5\",\"number\":\"A-25-000019\",\"program_id\":\"snap\","
	           "\"status\":\"denied\"}]}");
	fake_screen(&fake, "alike");
	/* How one knows is asked, then whether; No makes nothing. */
	fake_keys(&fake, "S Enter");
	assert_false(fake_shows(&fake, "Cannot be undone"));
	fake_keys(&fake, "S");
	fake_type(&fake, "both letters shown");
	fake_keys(&fake, "Enter n");
	assert_false(fake_was_asked(&fake, "POST /v1/customers/c_1/merge"));
	fake_keys(&fake, "S");
	fake_type(&fake, "both letters shown");
	fake_keys(&fake, "Enter y");
	struct request *sent = fake_request(&fake, "POST /v1/customers/c_1/merge");
	assert_int_equal(sent->if_match, 3);
	assert_string_equal(sent->body, "{\"other_id\":\"c_9\",\"reason\":\"both letters shown\"}");
}

static void
the_page_has_household_and_their_applications(void **state)
{
	(void)state;
	open_customer();
	fake_reply(&fake, "GET /v1/applications?customer=c_2", 200, fake_applications(&fake, 0, 1, 1));
	fake_screen(&fake, "customer");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "customer-60x15");
	fake_keys(&fake, "h Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_2"));
}

static void
an_application_under_the_cursor_takes_its_commands(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "W");
	assert_true(fake_shows(&fake, "Put the cursor on an application first."));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "j j j j W");
	assert_true(fake_was_asked(&fake, "GET /v1/applications/a_0"));
}

static void
only_what_differs_is_sent_with_the_version_seen(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	fake_screen(&fake, "customer-edit");
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "Nothing differs"));
	fake_keys(&fake, "Tab Tab Tab");
	fake_type(&fake, " x9");
	fake_keys(&fake, "^R");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 3);
	assert_string_equal(request->body, "{\"phone\":\"(615) 555-0142 x9\"}");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 200, customer("(615) 555-0142 x9", "Nashville", 4));
	assert_true(fake_shows(&fake, "Saved."));
}

static void
the_loser_keeps_the_text_and_sees_both_sides(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	fake_keys(&fake, "Tab Tab Tab");
	fake_type(&fake, " x9");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(629) 555-0100", "Antioch", 4));
	fake_screen(&fake, "customer-edit-conflict");
	/* Both changed the telephone: nothing is saved until somebody chooses. */
	fake_wait(&fake, 1500);
	fake_keys(&fake, "S");
	assert_false(fake_was_asked(&fake, "PATCH"));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "m S");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 4);
	assert_string_equal(request->body, "{\"phone\":\"(615) 555-0142 x9\"}");
}

static void
a_draft_of_yesterday_undoes_nothing_written_since(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	fake_keys(&fake, "Tab Tab Tab");
	fake_type(&fake, " x9");
	fake_keys(&fake, "Esc E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Antioch", 4));
	fake_keys(&fake, "^R");
	assert_int_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->if_match, 3);
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Antioch", 4));
	assert_true(fake_shows(&fake, "Antioch"));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "S");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 4);
	assert_string_equal(request->body, "{\"phone\":\"(615) 555-0142 x9\"}");
}

/* contacts: the list's inside. */
static const char *
organization(const char *contacts, int version)
{
	static char body[2000];

	snprintf(body, sizeof(body),
	         "{\"id\":\"c_1\",\"version\":%d,\"kind\":\"organization\",\"case_number\":\"C-104882\","
	         "\"name\":\"Sunny Days\",\"language\":\"en\",\"county\":\"Davidson\",\"open_applications\":1,"
	         "\"contacts\":[%s]}",
	         version, contacts);
	return body;
}

#define ADA "{\"name\":\"Ada Hill\",\"role\":\"director\",\"phone\":\"615-555-0100\"}"
#define BO "{\"name\":\"Bo Reed\",\"role\":\"bookkeeper\"}"

static void
an_organizations_contacts_are_seen_and_changed(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, organization(ADA, 3));
	fake_screen(&fake, "customer-edit-organization");
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "Nothing differs"));
	/* A second one; without a name nothing is sent. */
	fake_keys(&fake, "Tab Tab Tab Tab Tab Tab");
	fake_type(&fake, "bookkeeper");
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "A contact has a name."));
	assert_false(fake_was_asked(&fake, "PATCH"));
	fake_type(&fake, "Bo Reed"); /* the field at fault has the focus */
	fake_keys(&fake, "^R");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_string_equal(request->body, "{\"contacts\":[" ADA "," BO "]}");
}

static void
a_contact_that_is_emptied_goes(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, organization(ADA "," BO, 3));
	for (size_t part = 0; part < 3; part++) {
		fake_keys(&fake, "Tab");
		for (size_t i = 0; i < strlen("615-555-0100"); i++)
			fake_keys(&fake, "BS");
	}
	fake_keys(&fake, "^R");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_string_equal(request->body, "{\"contacts\":[" BO "]}");
}

static void
a_contact_that_somebody_else_added_meanwhile_stays(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, organization(ADA, 3));
	fake_keys(&fake, "Tab Tab");
	fake_type(&fake, " here");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, organization(ADA "," BO ",{\"name\":\"Cyd\"}", 4));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "S");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 4);
	assert_string_equal(request->body, "{\"contacts\":[{\"name\":\"Ada Hill\",\"role\":\"director here\","
		"\"phone\":\"615-555-0100\"}," BO ",{\"name\":\"Cyd\"}]}");
}

static void
a_county_that_is_none_is_said_before_sending(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
	fake_keys(&fake, "Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab");
	fake_type(&fake, "shire");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, "PATCH"));
	assert_true(fake_shows(&fake, "Davidsonshire"));
	assert_true(fake_shows(&fake, "no county of that name"));
}

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
	           "\"started_at\":\"2025-11-21T19:00:00Z\",\"message_count\":18}]," PAGE);
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
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer("(615) 555-0142", "Nashville", 3));
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
	           "{\"items\":[{\"id\":\"m_89\",\"seq\":90}]," PAGE);
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
	DAY_ITEM("reminder", "A-26-000398", "2025-11-21", ",\"id\":\"rm_1\",\"text\":\"call the landlord\"") ","
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

/* ---- unfinished ---- */

static void
what_was_typed_is_offered_and_thrown_away_only_after_a_question(void **state)
{
	(void)state;
	fake_keys(&fake, "W");
	fake_reply(&fake, "GET /v1/applications/a_0", 200,
	           "{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000412\",\"program\":{\"id\":\"snap\","
	           "\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_0\",\"name\":\"Nguyen Thi Hoa\","
	           "\"case_number\":\"C-104882\"},\"status\":\"in_review\",\"expedited\":false,"
	           "\"filed_on\":\"2025-11-12\",\"missing\":[],\"interviews\":[]}");
	fake_type(&fake, "half a sen");
	fake_keys(&fake, "Esc");
	fake_wait(&fake, 3 * 60 * 1000);
	fake_reply(&fake, "GET /v1/applications/a_0/presence", 200, empty);
	fake_reply(&fake, "GET /v1/me/news", 200, "{\"documents\":0,\"bounces\":0}");
	open_by_name("unfinished");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, "{\"version\":9}");
	fake_screen(&fake, "unfinished");
	fake_keys(&fake, "X n");
	assert_true(fake_shows(&fake, "Note, A-26-000412"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "half a sen"));
	fake_keys(&fake, "Esc X y");
	assert_true(fake_shows(&fake, "Nothing is unfinished."));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
		TEST(a_customer_is_found_as_one_types),
		TEST(what_was_found_goes_into_a_file),
		TEST(the_page_has_household_and_their_applications),
		TEST(two_records_stand_side_by_side_until_somebody_says),
		TEST(an_application_under_the_cursor_takes_its_commands),
		TEST(only_what_differs_is_sent_with_the_version_seen),
		TEST(the_loser_keeps_the_text_and_sees_both_sides),
		TEST(a_draft_of_yesterday_undoes_nothing_written_since),
		TEST(an_organizations_contacts_are_seen_and_changed),
		TEST(a_contact_that_is_emptied_goes),
		TEST(a_contact_that_somebody_else_added_meanwhile_stays),
		TEST(a_county_that_is_none_is_said_before_sending),
		TEST(waiting_conversations_come_first),
		TEST(who_speaks_is_told_by_words_and_hostile_text_is_marked),
		TEST(a_conversation_that_goes_out_of_sight_leaves_the_screen),
		TEST(a_long_conversation_comes_by_pages_and_is_searched_whole),
		TEST(the_end_is_one_key_away),
		TEST(the_agenda_is_by_day_in_the_county_s_zone),
		TEST(what_was_typed_is_offered_and_thrown_away_only_after_a_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
