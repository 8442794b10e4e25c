/* SPDX-License-Identifier: Apache-2.0
 *
 * The record as it looks, tab by tab, and what it tells the server: who has
 * it open, what was seen, why a number was revealed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "record_fixture.h"

static void
the_summary_answers_what_a_caseworker_asks_first(void **state)
{
	(void)state;
	record_serve();
	fake_screen(&fake, "record-summary");
	fake_resize(&fake, 15, 60);
	fake_screen(&fake, "record-summary-60x15");
	fake_resize(&fake, 40, 120);
	fake_screen(&fake, "record-summary-120x40");
}

static void
each_tab_is_one_digit(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "2");
	record_serve();
	fake_screen(&fake, "record-answers");
	fake_keys(&fake, "3");
	fake_screen(&fake, "record-proofs");
	fake_keys(&fake, "j Enter");
	fake_screen(&fake, "record-proof");
	fake_keys(&fake, "q 4");
	record_serve();
	fake_screen(&fake, "record-worksheet");
	fake_keys(&fake, "j j Enter");
	fake_screen(&fake, "record-worksheet-step");
	fake_keys(&fake, "q");
	fake_keys(&fake, "5");
	fake_screen(&fake, "record-history");
	fake_keys(&fake, "7");
	record_serve();
	fake_screen(&fake, "record-notices");
	fake_keys(&fake, "6");
	record_serve();
	assert_true(fake_shows(&fake, "No conversation yet."));
}

#define DECISION \
	"{\"id\":\"d_1\",\"version\":1,\"application_id\":\"a_0\",\"application_version\":7," \
	"\"outcome\":\"denied\",\"state\":\"issued\",\"reasons\":[{\"code\":\"D02\"," \
	"\"text\":\"Your income after deductions is over the limit.\",\"legal_basis\":\"7 CFR 273.9(a)(2)\"}]," \
	"\"amounts\":[],\"decided_by\":{\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"}," \
	"\"decided_at\":\"2025-11-21T20:00:00Z\",\"advice_differs_because\":\"the rent was paid by her son\""

/* Kept with the decision: what the record comes to today is another matter. */
static void
a_decision_shows_the_worksheet_it_was_made_by(void **state)
{
	struct buf whole = BUF_INIT(20000);

	(void)state;
	buf_printf(&whole, "%s,\"worksheet\":%s}", DECISION, record_worksheet);
	record_served.decisions = "{\"items\":[" DECISION "}]," LIST_END;
	record_serve();
	fake_keys(&fake, "7");
	record_serve();
	record_served.decisions = NULL;
	fake_keys(&fake, "k Enter");
	fake_reply(&fake, "GET /v1/decisions/d_1", 200, whole.data);
	fake_screen(&fake, "record-decision");
	fake_resize(&fake, 40, 80);
	assert_true(fake_shows(&fake, "limit 2888 ok"));
	assert_true(fake_shows(&fake, "not met: Income after deductions (D02)"));
	assert_false(fake_shows(&fake, "Enter: the evidence"));
	buf_done(&whole);
}

static void
a_decision_without_a_worksheet_says_nothing_of_one(void **state)
{
	(void)state;
	record_served.decisions = "{\"items\":[" DECISION "}]," LIST_END;
	record_serve();
	fake_keys(&fake, "7");
	record_serve();
	record_served.decisions = NULL;
	fake_keys(&fake, "k Enter");
	fake_reply(&fake, "GET /v1/decisions/d_1", 200, DECISION "}");
	assert_true(fake_shows(&fake, "the rent was paid by her son"));
	assert_false(fake_shows(&fake, "Worksheet, as it was"));
	/* Nor does one that cannot be read hide the decision. */
	fake_keys(&fake, "R");
	fake_reply(&fake, "GET /v1/decisions/d_1", 200, DECISION ",\"worksheet\":{\"steps\":7}}");
	assert_true(fake_shows(&fake, "the rent was paid by her son"));
	assert_false(fake_shows(&fake, "Worksheet, as it was"));
}

static const char cash_changed[] =
	"{\"items\":[{\"seq\":98,\"at\":\"2025-11-20T15:00:00Z\","
	"\"by\":{\"kind\":\"worker\",\"id\":\"w_ana\",\"name\":\"Ana Ruiz\"},\"questions\":[\"cash\"],"
	"\"before\":{\"cash\":{\"amount\":\"400.00\",\"currency\":\"USD\"}},"
	"\"after\":{\"cash\":{\"amount\":\"40.00\",\"currency\":\"USD\"}},\"how\":\"said by \\u001b[31mphone\"},"
	"{\"seq\":90,\"at\":\"2025-11-18T15:00:00Z\",\"by\":{\"kind\":\"customer\",\"id\":\"c_0\","
	"\"name\":\"Nguyen Thi Hoa\"},\"questions\":[\"cash\",\"household\"],\"before\":{},\"after\":{}}]," LIST_END;

static void
an_answer_is_put_right_and_shows_what_it_was(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "2");
	record_serve();
	fake_keys(&fake, "j j E");
	record_serve();
	fake_screen(&fake, "record-answer");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, "PATCH /v1/applications/a_0/answers"));
	/* Not without how it is known: there it waits. */
	fake_type(&fake, "said by phone");
	fake_keys(&fake, "^R");
	assert_string_equal(fake_request(&fake, "PATCH /v1/applications/a_0/answers")->body,
	                    "{\"answers\":{\"cash\":{\"amount\":\"40.00\",\"currency\":\"USD\"}},"
	                    "\"how\":\"said by phone\"}");
	assert_int_equal(fake_request(&fake, "PATCH /v1/applications/a_0/answers")->if_match, 7);
	record_served.answer_changes = cash_changed;
	fake_reply(&fake, "PATCH /v1/applications/a_0/answers", 200, record_application);
	record_serve();
	fake_screen(&fake, "record-answers-changed");
	/* A heading is no answer. */
	fake_keys(&fake, "k k E");
	assert_true(fake_shows(&fake, "Go to an answer"));
	record_served.answer_changes = NULL;
}

#define HOA_SHOWN "{\"name\":\"Nguyen Thi Hoa\",\"relation\":\"self\",\"born_on\":\"1961-03-04\"}"

static void
who_may_be_known_already_is_said_and_compared(void **state)
{
	(void)state;
	record_served.alike = "{\"items\":[{\"customer\":{\"id\":\"c_7\",\"version\":1,\"kind\":\"person\","
		"\"case_number\":\"C-104999\",\"name\":\"Hoa \\u001b[2JNguyen\"},"
		"\"because\":[\"name\",\"born_on\"]}]," LIST_END;
	fake_event(&fake, 0, "customer.changed", "customer", "c_0");
	record_serve();
	record_served.alike = NULL;
	assert_true(fake_shows(&fake, "SAME?"));
	assert_true(fake_shows(&fake, ": name, birth date"));
	fake_keys(&fake, "Enter");
	assert_true(fake_was_asked(&fake, "GET /v1/customers/c_7"));
	assert_true(fake_shows(&fake, "The same person?"));
}

static void
people_and_jobs_are_put_in_changed_and_taken_off(void **state)
{
	(void)state;
	static const char patch[] = "PATCH /v1/applications/a_0/answers";

	record_serve();
	fake_keys(&fake, "2");
	record_serve();
	/* On the list itself: one more, and only what such an entry is asked. */
	fake_keys(&fake, "j j j j j j j j j j E");
	record_serve();
	fake_screen(&fake, "record-entry-new");
	fake_type(&fake, "Linh");
	fake_keys(&fake, "^R");
	assert_false(fake_was_asked(&fake, patch));
	fake_type(&fake, "said by phone");
	fake_keys(&fake, "^R");
	assert_string_equal(fake_request(&fake, patch)->body,
	                    "{\"answers\":{\"household\":[" HOA_SHOWN ",{\"name\":\"Linh\"}]},"
	                    "\"how\":\"said by phone\"}");
	assert_int_equal(fake_request(&fake, patch)->if_match, 7);
	fake_reply(&fake, patch, 200, record_application);
	record_serve();
	/* Below it the people, each on the lines of its answers. */
	fake_keys(&fake, "j j E");
	record_serve();
	fake_screen(&fake, "record-entry");
	/* A job hangs on her: she is not taken off before it. */
	fake_keys(&fake, "S-Tab S-Tab Space Tab");
	fake_type(&fake, "moved out");
	fake_keys(&fake, "^R");
	assert_true(fake_shows(&fake, "Nguyen Thi Hoa is named in Jobs; change that first."));
	assert_false(fake_was_asked(&fake, patch));
	/* It is kept as a draft; the list stays as it is. */
	fake_keys(&fake, "Esc /");
	fake_type(&fake, "acme");
	fake_keys(&fake, "Enter E");
	record_serve();
	assert_true(fake_shows(&fake, "Jobs 1: Acme Foods"));
	fake_keys(&fake, "S-Tab S-Tab Space Tab");
	fake_type(&fake, "laid off");
	fake_keys(&fake, "^R");
	assert_string_equal(fake_request(&fake, patch)->body,
	                    "{\"answers\":{\"jobs\":[]},\"how\":\"laid off\"}");
}

static void
the_whole_number_needs_a_reason_and_hides_after_ten_seconds(void **state)
{
	(void)state;
	record_serve();
	fake_keys(&fake, "# Enter");
	assert_false(fake_was_asked(&fake, "POST /v1/customers/c_0/ssn"));
	assert_true(fake_shows(&fake, "only for a reason"));
	fake_wait(&fake, 1500);
	fake_keys(&fake, "#");
	fake_type(&fake, "match with SSA");
	fake_keys(&fake, "Enter");
	assert_string_equal(fake_request(&fake, "POST /v1/customers/c_0/ssn")->body,
	                    "{\"reason\":\"match with SSA\"}");
	fake_reply(&fake, "POST /v1/customers/c_0/ssn", 200, "{\"ssn\":\"900-12-1234\"}");
	assert_true(fake_shows(&fake, "900-12-1234"));
	fake_wait(&fake, 10100);
	assert_false(fake_shows(&fake, "900-12-1234"));
	assert_true(fake_shows(&fake, "***-**-1234"));
}

/* Why, then what it means; the record is left once the server has it. */
static void
a_conflict_is_declared_for_a_reason_and_the_record_is_left(void **state)
{
	static const char post[] = "POST /v1/me/conflicts";

	(void)state;
	record_serve();
	fake_command("declare-conflict");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "only for a reason"));
	fake_wait(&fake, 1500);
	fake_command("declare-conflict");
	fake_type(&fake, "my sister");
	fake_keys(&fake, "Enter");
	assert_true(fake_shows(&fake, "You will no longer see Nguyen Thi Hoa or their cases"));
	fake_screen(&fake, "record-conflict");
	fake_keys(&fake, "Enter");
	assert_false(fake_was_asked(&fake, post));
	fake_command("declare-conflict");
	fake_type(&fake, "my sister");
	fake_keys(&fake, "Enter y");
	assert_string_equal(fake_request(&fake, post)->body, "{\"customer_id\":\"c_0\",\"reason\":\"my sister\"}");
	/* Refused, the record stays. */
	fake_reply(&fake, post, 422, "{\"code\":\"validation_failed\",\"detail\":\"too long\"}");
	assert_true(fake_shows(&fake, "Summary"));
	fake_wait(&fake, 1500);
	fake_command("declare-conflict");
	fake_type(&fake, "my sister");
	fake_keys(&fake, "Enter y");
	fake_reply(&fake, post, 204, "");
	assert_false(fake_shows(&fake, "Summary"));
	assert_true(fake_shows(&fake, "is out of your sight"));
}

static void
a_record_that_moved_out_of_sight_shows_nothing_of_it(void **state)
{
	(void)state;
	record_serve();
	fake_event(&fake, 101, "gone", "application", "a_0");
	fake_reply(&fake, "GET /v1/applications/a_0", 404, "{\"code\":\"not_found\"}");
	record_serve();
	assert_false(fake_shows(&fake, "Nguyen Thi Hoa"));
	assert_true(fake_shows(&fake, "It may have moved to somebody else"));
}

/* From here on in Spanish, by the catalogue that was built. */
static int
speak_spanish(void **state)
{
	fake_speak_spanish();
	return record_open(state);
}

static void
all_of_it_is_said_in_spanish(void **state)
{
	(void)state;
	record_serve();
	fake_screen(&fake, "record-summary-es");
	/* The form's own words come from the program file. */
	fake_keys(&fake, "2");
	assert_true(fake_shows(&fake, "Efectivo y dinero en el banco"));
	fake_keys(&fake, "5");
	assert_true(fake_shows(&fake, "cliente"));
	fake_keys(&fake, "q");
	fake_screen(&fake, "queue-es");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, record_open, fake_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_summary_answers_what_a_caseworker_asks_first),
		TEST(each_tab_is_one_digit),
		TEST(a_decision_shows_the_worksheet_it_was_made_by),
		TEST(a_decision_without_a_worksheet_says_nothing_of_one),
		TEST(an_answer_is_put_right_and_shows_what_it_was),
		TEST(who_may_be_known_already_is_said_and_compared),
		TEST(people_and_jobs_are_put_in_changed_and_taken_off),
		TEST(the_whole_number_needs_a_reason_and_hides_after_ten_seconds),
		TEST(a_conflict_is_declared_for_a_reason_and_the_record_is_left),
		TEST(a_record_that_moved_out_of_sight_shows_nothing_of_it),
		cmocka_unit_test_setup_teardown(all_of_it_is_said_in_spanish, speak_spanish, fake_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
