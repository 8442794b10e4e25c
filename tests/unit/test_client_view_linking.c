/* SPDX-License-Identifier: Apache-2.0
 *
 * Somebody of a household is linked to their own record: by what, whom, over
 * which list, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "client_begin.h"

#define LINH "{\"customer_id\":\"c_2\",\"name\":\"Linh Nguyen\",\"relation\":\"child\",\"born_on\":\"1990-05-01\"}"
#define BAO "{\"name\":\"Bao\",\"relation\":\"grandchild\"}"
#define MAI "{\"name\":\"Mai Nguyen\",\"relation\":\"sibling\",\"born_on\":\"1959-08-02\"}"
#define MAI_LINKED "{\"customer_id\":\"c_4\",\"name\":\"Mai Nguyen\",\"relation\":\"sibling\",\"born_on\":\"1959-08-02\"}"
#define FOUND_BAO "{\"id\":\"c_3\",\"case_number\":\"C-100003\",\"name\":\"Bao Nguyen\",\"born_on\":\"2015-06-07\"," \
		  "\"county\":\"Davidson\",\"open_applications\":0}"
#define FOUND_MAI "{\"id\":\"c_4\",\"case_number\":\"C-100004\",\"name\":\"MAI NGUYEN\",\"born_on\":\"1959-08-02\"," \
		  "\"county\":\"Rutherford\",\"open_applications\":1}"

/* Nguyen Thi Hoa; household: the list's inside. */
static const char *
hoa(const char *household, int version)
{
	static char body[2000];

	snprintf(body, sizeof(body),
	         "{\"id\":\"c_1\",\"version\":%d,\"kind\":\"person\",\"case_number\":\"C-104882\","
	         "\"name\":\"Nguyen Thi Hoa\",\"language\":\"vi\",\"county\":\"Davidson\",\"open_applications\":1,"
	         "\"household\":[%s],\"applications\":[]}",
	         version, household);
	return body;
}

static void
open_with(const char *customer)
{
	fake_command("customers");
	fake_type(&fake, "104882");
	fake_wait(&fake, 250);
	fake_reply(&fake, "GET /v1/customers?q=104882", 200,
	           "{\"items\":[{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\"}]," LIST_END);
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, customer);
	fake_reply(&fake, "GET /v1/customers/c_1/alike", 200, "{\"items\":[]," LIST_END);
}

static void
look_for(const char *words, const char *found)
{
	char path[200], body[2000];

	fake_command("link-customer");
	fake_type(&fake, words);
	fake_keys(&fake, "Enter");
	snprintf(path, sizeof(path), "GET /v1/customers?q=%s&limit=20", words);
	snprintf(body, sizeof(body), "{\"items\":[%s]," LIST_END, found);
	fake_reply(&fake, path, 200, body);
}

/* Of several found one is picked; who of the list that is, where no name and
 * birth date say it. */
static void
whom_and_who_of_the_list_is_asked_and_both_are_named(void **state)
{
	(void)state;
	open_with(hoa(LINH "," BAO "," MAI, 3));
	look_for("nguyen", FOUND_BAO "," FOUND_MAI);
	fake_screen(&fake, "link-customer-whom");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Who of the household is that"));
	fake_screen(&fake, "link-customer-member");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "What is Bao Nguyen to Nguyen Thi Hoa? grandchild"));
	fake_keys(&fake, "Enter");
	fake_screen(&fake, "link-customer");
	/* No links nothing. */
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, "PATCH"));
	look_for("nguyen", FOUND_BAO);
	fake_keys(&fake, "Enter Enter Enter y");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 3);
	assert_true(request->key[0] != '\0');
	assert_string_equal(request->body, "{\"household\":[" LINH ",{\"customer_id\":\"c_3\",\"name\":\"Bao Nguyen\","
	                    "\"relation\":\"grandchild\",\"born_on\":\"2015-06-07\"}," MAI "]}");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 200, "{\"id\":\"c_1\",\"version\":4,\"name\":\"Nguyen Thi Hoa\"}");
	assert_true(fake_shows(&fake, "Linked; Enter on their line"));
	fake_reply(&fake, "GET /v1/customers/c_1", 200, hoa(LINH ",{\"customer_id\":\"c_3\",\"name\":\"Bao Nguyen\"}", 4));
	assert_true(fake_was_asked(&fake, "GET /v1/applications?customer=c_3"));
	assert_false(fake_shows(&fake, "(no record)"));
}

static void
one_by_the_same_name_and_birth_date_becomes_the_link(void **state)
{
	(void)state;
	open_with(hoa(BAO "," MAI, 3));
	look_for("mai", FOUND_MAI);
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "What is MAI NGUYEN to Nguyen Thi Hoa? sibling"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "link Mai Nguyen to MAI NGUYEN, sibling,"));
	fake_keys(&fake, "y");
	assert_string_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->body,
	                    "{\"household\":[" BAO ",{\"customer_id\":\"c_4\",\"name\":\"MAI NGUYEN\","
	                    "\"relation\":\"sibling\",\"born_on\":\"1959-08-02\"}]}");
}

/* Of a newborn too: a day without its year could be any. */
static void
a_birth_date_of_this_year_has_its_year(void **state)
{
	(void)state;
	open_with(hoa("{\"name\":\"Mai Nguyen\",\"relation\":\"child\",\"born_on\":\"2025-11-02\"}", 3));
	assert_true(fake_shows(&fake, "Mai Nguyen, child, b. 2 Nov 2025"));
}

/* It is shown in words, and sent as the form's own. */
static void
a_relation_of_the_form_is_shown_in_words_and_stays_the_forms(void **state)
{
	(void)state;
	open_with(hoa("{\"name\":\"Mai Nguyen\",\"relation\":\"other_relative\",\"born_on\":\"1959-08-02\"}", 3));
	assert_true(fake_shows(&fake, "Mai Nguyen, other relative, b. 2 Aug 1959"));
	look_for("mai", FOUND_MAI);
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "What is MAI NGUYEN to Nguyen Thi Hoa? other relative"));
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "link Mai Nguyen to MAI NGUYEN, other"));
	fake_keys(&fake, "y");
	assert_string_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->body,
	                    "{\"household\":[{\"customer_id\":\"c_4\",\"name\":\"MAI NGUYEN\","
	                    "\"relation\":\"other_relative\",\"born_on\":\"1959-08-02\"}]}");
}

static void
who_is_not_in_the_list_is_added(void **state)
{
	(void)state;
	open_with(hoa(LINH, 3));
	look_for("mai", FOUND_MAI);
	fake_keys(&fake, "Enter");
	fake_type(&fake, "sister");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Household of Nguyen Thi Hoa, C-104882: add MAI NGUYEN, sister,"));
	fake_keys(&fake, "y");
	assert_string_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->body,
	                    "{\"household\":[" LINH ",{\"customer_id\":\"c_4\",\"name\":\"MAI NGUYEN\","
	                    "\"relation\":\"sister\",\"born_on\":\"1959-08-02\"}]}");
	/* What the server has against it is said in its words. */
	fake_reply(&fake, "PATCH /v1/customers/c_1", 422,
	           "{\"code\":\"validation_failed\",\"errors\":[{\"pointer\":\"/household\",\"code\":\"too_many\","
	           "\"detail\":\"At most 60 people.\"}]}");
	assert_true(fake_shows(&fake, "At most 60 people."));
}

static void
nobody_is_linked_to_themselves_or_twice(void **state)
{
	(void)state;
	open_with(hoa(LINH, 3));
	look_for("104882", "{\"id\":\"c_1\",\"case_number\":\"C-104882\",\"name\":\"Nguyen Thi Hoa\"}");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "That is this record itself: nobody is linked to themselves."));
	fake_wait(&fake, 1500);
	look_for("linh", "{\"id\":\"c_2\",\"case_number\":\"C-100002\",\"name\":\"Linh Nguyen\"}");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "They are linked already"));
	fake_wait(&fake, 1500);
	look_for("sunny", "{\"id\":\"c_6\",\"kind\":\"organization\",\"case_number\":\"C-100006\",\"name\":\"Sunny Days\"}");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "That is a business; a household has people."));
	fake_wait(&fake, 1500);
	look_for("xyz", "");
	assert_true(fake_shows(&fake, "Nobody by these words that you may see."));
	fake_wait(&fake, 1500);
	fake_command("link-customer");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "Type a case number, parts of a name"));
	assert_false(fake_was_asked(&fake, "PATCH"));
}

static void
a_business_has_no_household(void **state)
{
	(void)state;
	open_with("{\"id\":\"c_1\",\"version\":3,\"kind\":\"organization\",\"case_number\":\"C-104882\",\"name\":\"Sunny Days\"}");
	fake_command("link-customer");
	assert_true(fake_shows(&fake, "A business has no household."));
}

/* What was answered is kept, and goes over the list as it is now. */
static void
when_somebody_was_faster_it_is_asked_again(void **state)
{
	(void)state;
	open_with(hoa(MAI, 3));
	look_for("mai", FOUND_MAI);
	fake_keys(&fake, "Enter Enter y");
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	assert_false(fake_was_asked(&fake, "PATCH"));
	fake_reply(&fake, "GET /v1/customers/c_1", 200, hoa(LINH "," MAI, 4));
	assert_true(fake_shows(&fake, "It was changed meanwhile. Household of Nguyen Thi Hoa"));
	fake_keys(&fake, "y");
	struct request *request = fake_request(&fake, "PATCH /v1/customers/c_1");
	assert_int_equal(request->if_match, 4);
	assert_string_equal(request->body, "{\"household\":[" LINH ",{\"customer_id\":\"c_4\",\"name\":\"MAI NGUYEN\","
	                    "\"relation\":\"sibling\",\"born_on\":\"1959-08-02\"}]}");
	/* The faster one did the same. */
	fake_reply(&fake, "PATCH /v1/customers/c_1", 412, "{\"code\":\"version_conflict\"}");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, hoa(LINH "," MAI_LINKED, 5));
	assert_true(fake_shows(&fake, "They are linked already"));
	assert_false(fake_was_asked(&fake, "PATCH"));
}

/* The list changed while the question stood: yes was not said to that. */
static void
yes_is_said_to_the_list_that_was_shown(void **state)
{
	(void)state;
	open_with(hoa(MAI, 3));
	look_for("mai", FOUND_MAI);
	fake_keys(&fake, "Enter Enter");
	fake_event(&fake, 120, "customer.updated", "customer", "c_1");
	fake_reply(&fake, "GET /v1/customers/c_1", 200, hoa(LINH, 4));
	fake_keys(&fake, "y");
	assert_false(fake_was_asked(&fake, "PATCH"));
	assert_true(fake_shows(&fake, "It was changed meanwhile. Household of Nguyen Thi Hoa, C-104882: add"));
	fake_keys(&fake, "y");
	assert_int_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->if_match, 4);
}

/* No answer came: sent again with the same key, and what came of it is told here. */
static void
a_lost_answer_is_asked_for_with_the_same_key(void **state)
{
	char key[48];

	(void)state;
	open_with(hoa(MAI, 3));
	look_for("mai", FOUND_MAI);
	fake_keys(&fake, "Enter Enter y");
	snprintf(key, sizeof(key), "%s", fake_request(&fake, "PATCH /v1/customers/c_1")->key);
	fake_fail(&fake, "PATCH /v1/customers/c_1", ERR_OUTCOME_UNKNOWN);
	fake_wait(&fake, 1500);
	assert_string_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->key, key);
	fake_reply(&fake, "PATCH /v1/customers/c_1", 200, hoa(MAI_LINKED, 4));
	assert_true(fake_shows(&fake, "Linked; Enter on their line"));
}

/* From an application: its customer's page, which asks at once. */
static void
a_record_leads_to_its_customers_page(void **state)
{
	(void)state;
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "GET /v1/applications/a_0", 200,
	           "{\"id\":\"a_0\",\"version\":7,\"number\":\"A-26-000412\",\"program\":{\"id\":\"snap\","
	           "\"version\":1,\"name\":\"SNAP\"},\"customer\":{\"id\":\"c_1\",\"name\":\"Nguyen Thi Hoa\","
	           "\"case_number\":\"C-104882\"},\"status\":\"in_review\",\"expedited\":false,"
	           "\"filed_on\":\"2025-11-12\",\"missing\":[],\"interviews\":[]}");
	while (fake_was_asked(&fake, "GET /v1/customers/c_1"))
		fake_reply(&fake, "GET /v1/customers/c_1", 200, hoa(MAI, 3));
	look_for("mai", FOUND_MAI);
	while (fake_was_asked(&fake, "GET /v1/customers/c_1"))
		fake_reply(&fake, "GET /v1/customers/c_1", 200, hoa(MAI, 3));
	fake_keys(&fake, "Enter Enter y");
	assert_int_equal(fake_request(&fake, "PATCH /v1/customers/c_1")->if_match, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_open_queue, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whom_and_who_of_the_list_is_asked_and_both_are_named),
		TEST(one_by_the_same_name_and_birth_date_becomes_the_link),
		TEST(a_birth_date_of_this_year_has_its_year),
		TEST(a_relation_of_the_form_is_shown_in_words_and_stays_the_forms),
		TEST(who_is_not_in_the_list_is_added),
		TEST(nobody_is_linked_to_themselves_or_twice),
		TEST(a_business_has_no_household),
		TEST(when_somebody_was_faster_it_is_asked_again),
		TEST(yes_is_said_to_the_list_that_was_shown),
		TEST(a_lost_answer_is_asked_for_with_the_same_key),
		TEST(a_record_leads_to_its_customers_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
