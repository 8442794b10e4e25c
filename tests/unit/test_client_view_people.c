/* SPDX-License-Identifier: Apache-2.0
 *
 * Customers and unfinished work as they look, and what they keep when
 * somebody else was faster.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "client_begin.h"

static const char *const empty = "{\"items\":[]," LIST_END;

/* ---- customers ---- */

static void
a_customer_is_found_as_one_types(void **state)
{
	(void)state;
	fake_command("customers");
	fake_screen(&fake, "customers-empty");
	fake_type(&fake, "hoa ngu");
	assert_false(fake_was_asked(&fake, "GET /v1/customers"));
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\","
	           "\"born_on\":\"1961-03-04\",\"phone\":\"(615) 555-0142\",\"county\":\"Davidson\","
	           "\"open_applications\":1},{\"id\":\"c_7\",\"case_number\":\"C-100007\","
	           "\"name\":\"Nguyen Hoa\",\"open_applications\":0}],"
	           "\"total\":{\"count\":2,\"relation\":\"eq\"}," LIST_END);
	fake_screen(&fake, "customers");
	fake_keys(&fake, "Enter Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_1"));
}

static void
nobody_is_opened_whom_earlier_letters_found(void **state)
{
	(void)state;
	fake_command("customers");
	fake_type(&fake, "smi");
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=smi", 200,
	           "{\"items\":[{\"id\":\"c_5\",\"case_number\":\"C-000005\",\"name\":\"Smiley, Al\"}],"
	           "\"total\":{\"count\":1,\"relation\":\"eq\"}," LIST_END);
	fake_type(&fake, "th");
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "GET /v1/customers/c_5"));
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=smith", 200,
	           "{\"items\":[{\"id\":\"c_6\",\"case_number\":\"C-000006\",\"name\":\"Smith, Al\"}],"
	           "\"total\":{\"count\":1,\"relation\":\"eq\"}," LIST_END);
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_6"));
}

/* What was found goes into a file, without who they are. */
static void
what_was_found_goes_into_a_file(void **state)
{
	(void)state;
	fake_command("customers");
	fake_type(&fake, "hoa ngu");
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\"}," 
	           "{\"id\":\"c_7\",\"case_number\":\"C-100007\",\"name\":\"Nguyen Hoa\"}]," LIST_END);
	fake_keys(&fake, "Enter");
	fake_command("export");
	fake_keys(&fake, "c");
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu&export=csv&limit=200", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\","
	           "\"county\":\"=Davidson\",\"open_applications\":1}],\"next_cursor\":\"x\"}");
	fake_reply(&fake, "GET /v1/customers?q=hoa%20ngu&export=csv&limit=200&cursor=x", 200,
	           "{\"items\":[{\"id\":\"c_7\",\"case_number\":\"C-100007\",\"name\":\"Nguyen Hoa\"}]," LIST_END);
	assert_string_equal(fake.exported_name, "customers-2025-11-21.csv");
	assert_string_equal(fake.exported, "case_number,county,language,open_applications\r\n"
	                                   "C-104882,\"'=Davidson\",,1\r\nC-100007,,,0\r\n");
}

static void
open_customer(void)
{
	fake_command("customers");
	fake_type(&fake, "104882");
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=104882", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\"}]," LIST_END);
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
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
	           "\"name\":\"Hoa T. Nguyen\"},\"because\":[\"name\",\"born_on\",\"phone\"]}]," LIST_END);
	assert_true(fake_shows(&fake, "SAME?    C-100009 Hoa T. Nguyen: name, birth date, telephone"));
	fake_keys(&fake, "j j Enter");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	while (fake_was_asked(&fake, "GET /v1/customers/c_1"))
		fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_reply(&fake, "GET /v1/customers/c_9", 200,
	           "{\"id\":\"c_9\",\"version\":4,\"kind\":\"person\",\"case_number\":\"C-100009\","
	           "\"name\":\"Hoa T. Nguyen\",\"born_on\":\"1961-03-04\",\"language\":\"vi\","
	           "\"phone\":\"615.555.0142\",\"county\":\"Rutherford\",\"household\":[],\"pinned_notes\":[],"
	           "\"address\":{\"line1\":\"1200 Old Murfreesboro Road, Apt 14\",\"city\":\"Nashville\",\"zip\":\"37217\"},"
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
	fake_wait(&fake, 20000);
	fake_keys(&fake, "S");
	fake_type(&fake, "both letters shown");
	fake_keys(&fake, "Enter y");
	struct request *sent = fake_request(&fake, "POST /v1/customers/c_1/merge");
	assert_int_equal(sent->if_match, 3);
	assert_string_equal(sent->body, "{\"other_id\":\"c_9\",\"reason\":\"both letters shown\"}");
	fake_reply(&fake, "POST /v1/customers/c_1/merge", 200, fake_customer("(615) 555-0142", "Nashville", 4));
	assert_true(fake_shows(&fake, "C-100009 is part of C-104882 now, with all its applications."));
	/* The page below is the one record now. */
	while (fake_was_asked(&fake, "GET /v1/customers/c_1/alike"))
		fake_reply(&fake, "GET /v1/customers/c_1/alike", 200, "{\"items\":[]}");
	assert_false(fake_shows(&fake, "SAME?"));
}

/* The letters of the other go nowhere by what this one shows. */
static void
that_one_address_is_hidden_is_said_before_and_after(void **state)
{
	(void)state;
	open_customer();
	fake_event(&fake, 120, "customer.updated", "customer", "c_1");
	fake_reply(&fake, "GET /v1/customers/c_1/alike", 200,
	           "{\"items\":[{\"customer\":{\"id\":\"c_9\",\"case_number\":\"C-100009\","
	           "\"name\":\"Hoa T. Nguyen\"},\"because\":[\"name\"]}]," LIST_END);
	fake_keys(&fake, "j j Enter");
	while (fake_was_asked(&fake, "GET /v1/customers/c_1"))
		fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_reply(&fake, "GET /v1/customers/c_9", 200,
	           "{\"id\":\"c_9\",\"version\":4,\"kind\":\"person\",\"case_number\":\"C-100009\","
	           "\"name\":\"Hoa T. Nguyen\",\"address_hidden\":true,\"vulnerable\":true,\"applications\":[]}");
	assert_true(fake_shows(&fake, "One address is hidden: so will the record's be, and no letter names it."));
	assert_true(fake_shows(&fake, "One is marked as vulnerable: so will the record be that stays."));
	fake_keys(&fake, "S");
	fake_type(&fake, "both letters shown");
	fake_keys(&fake, "Enter y");
	fake_reply(&fake, "POST /v1/customers/c_1/merge", 200, fake_customer("(615) 555-0142", "Nashville", 4));
	assert_true(fake_shows(&fake, "C-100009 is part of C-104882 now; its address is hidden"));
}

static void
a_conflict_is_with_the_customer_of_the_page(void **state)
{
	(void)state;
	open_customer();
	fake_command("declare-conflict");
	fake_type(&fake, "a neighbor");
	fake_keys(&fake, "Enter y");
	assert_string_equal(fake_request(&fake, "POST /v1/me/conflicts")->body,
	                    "{\"customer_id\":\"c_1\",\"reason\":\"a neighbor\"}");
	fake_reply(&fake, "POST /v1/me/conflicts", 204, "");
	assert_true(fake_shows(&fake, "is out of your sight"));
	assert_false(fake_shows(&fake, "Household"));
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
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_screen(&fake, "customer-edit");
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "Nothing differs"));
	fake_keys(&fake, "Tab Tab Tab");
	fake_type(&fake, " x9");
	fake_keys(&fake, "^R");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 3);
	assert_string_equal(request->body, "{\"phone\":\"(615) 555-0142 x9\"}");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 200, fake_customer("(615) 555-0142 x9", "Nashville", 4));
	assert_true(fake_shows(&fake, "Saved."));
}

static void
edit(const char *customer)
{
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer);
}

/* A field holds no controls; the record may. */
static void
what_nobody_typed_in_stays_as_it_came(void **state)
{
	(void)state;
	open_customer();
	edit(fake_customer("(615)\\t555-0142", "Nash\\u001bville", 3));
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "Nothing differs"));
	fake_type(&fake, " Hoa");
	fake_keys(&fake, "^R");
	const char *body = fake_request(&fake, "PATCH /v1/customers/c_1")->body;
	assert_non_null(strstr(body, " Hoa\"}"));
	assert_null(strstr(body, "phone"));
	assert_null(strstr(body, "address"));
}

/* To the field whose hint this is. */
static void
go_to(const char *hint)
{
	for (int field = 0; field < 20 && !fake_shows(&fake, hint); field++)
		fake_keys(&fake, "Tab");
	assert_true(fake_shows(&fake, hint));
}

static void
an_address_is_hidden_and_shown_by_a_box_of_its_own(void **state)
{
	static const char hidden[] = "{\"id\":\"c_1\",\"version\":4,\"kind\":\"person\",\"case_number\":\"C-100001\","
		"\"name\":\"Nguyen Thi Hoa\",\"language\":\"vi\",\"county\":\"Davidson\",\"address_hidden\":true}";

	(void)state;
	open_customer();
	edit(fake_customer("(615) 555-0142", "Nashville", 3));
	go_to("where they live");
	fake_keys(&fake, "Space ^R");
	assert_string_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->body, "{\"address_hidden\":true}");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 200, hidden);
	assert_true(fake_shows(&fake, "Saved."));
	/* Of what is hidden only the way back is offered, and not taken by itself. */
	edit(hidden);
	assert_false(fake_shows(&fake, "Hide the address"));
	go_to("Ask them first");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, "PATCH"));
	fake_keys(&fake, "Space ^R");
	assert_string_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->body, "{\"address_hidden\":false}");
}

static void
the_loser_keeps_the_text_and_sees_both_sides(void **state)
{
	(void)state;
	open_customer();
	fake_keys(&fake, "E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_keys(&fake, "Tab Tab Tab");
	fake_type(&fake, " x9");
	fake_keys(&fake, "^R");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(629) 555-0100", "Antioch", 4));
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
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_keys(&fake, "Tab Tab Tab");
	fake_type(&fake, " x9");
	fake_keys(&fake, "Esc E");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Antioch", 4));
	fake_keys(&fake, "^R");
	assert_int_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->if_match, 3);
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Antioch", 4));
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
	fake_reply(&fake, "GET /v1/customers/c_1", 200, fake_customer("(615) 555-0142", "Nashville", 3));
	fake_keys(&fake, "Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab");
	fake_type(&fake, "shire");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, "PATCH"));
	assert_true(fake_shows(&fake, "Davidsonshire"));
	assert_true(fake_shows(&fake, "no county of that name"));
}

/* ---- unfinished ---- */

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
	fake_command("unfinished");
	fake_reply(&fake, "GET /v1/applications/a_0", 200, "{\"version\":9}");
	fake_screen(&fake, "unfinished");
	fake_keys(&fake, "X n");
	assert_true(fake_shows(&fake, "Note, A-26-000412"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "half a sen"));
	fake_keys(&fake, "Esc X y");
	assert_true(fake_shows(&fake, "Nothing is unfinished."));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_open_queue, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_customer_is_found_as_one_types),
		TEST(nobody_is_opened_whom_earlier_letters_found),
		TEST(what_was_found_goes_into_a_file),
		TEST(a_conflict_is_with_the_customer_of_the_page),
		TEST(the_page_has_household_and_their_applications),
		TEST(two_records_stand_side_by_side_until_somebody_says),
		TEST(that_one_address_is_hidden_is_said_before_and_after),
		TEST(an_application_under_the_cursor_takes_its_commands),
		TEST(only_what_differs_is_sent_with_the_version_seen),
		TEST(what_nobody_typed_in_stays_as_it_came),
		TEST(an_address_is_hidden_and_shown_by_a_box_of_its_own),
		TEST(the_loser_keeps_the_text_and_sees_both_sides),
		TEST(a_draft_of_yesterday_undoes_nothing_written_since),
		TEST(an_organizations_contacts_are_seen_and_changed),
		TEST(a_contact_that_is_emptied_goes),
		TEST(a_contact_that_somebody_else_added_meanwhile_stays),
		TEST(a_county_that_is_none_is_said_before_sending),
		TEST(what_was_typed_is_offered_and_thrown_away_only_after_a_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
