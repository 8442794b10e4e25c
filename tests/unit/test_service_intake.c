/* SPDX-License-Identifier: Apache-2.0
 *
 * An application arrives: it has a number, a date, a clock and a team whether
 * or not it is complete, and the applicant is told at once what it lacks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/access_code.h"
#include "server/service/application_view.h"
#include "server/service/intake.h"
#include "server/service/interview.h"
#include "server/store/application.h"
#include "server/store/notice.h"
#include "desk_fixture.h"

static void
incomplete_filing_lists_what_is_owed(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Nguyen Thi Hoa", false);
	const struct missing_item *rent = test_item(filed, "rent_proof");
	struct notice *notices;

	assert_string_equal(filed->number, "A-25-000001");
	assert_string_equal(filed->customer.case_number, "C-000001");
	assert_int_equal(filed->status, APPLICATION_INCOMPLETE);
	assert_int_equal(filed->due_on, filed->filed_on + 30);
	assert_string_equal(filed->team_id, "t_mid");
	assert_null(filed->assignee);
	assert_int_equal(filed->turn, TURN_CUSTOMER);
	assert_int_equal(rent->state, ITEM_REQUESTED);
	assert_int_equal(rent->due_on, filed->filed_on + 10);
	assert_int_equal(notice_list(agency.store.db, filed->id, &agency.arena, &notices), 1);
	assert_string_equal(notices[0].kind, "missing");
	assert_string_equal(notices[0].language, "es");
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM event WHERE type = 'application.incomplete'"), 1);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM event WHERE type = 'customer.created'"), 1);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT open_applications FROM customer"), 1);
}

static void
next_number_follows(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Okafor, Chidi", false);

	assert_string_equal(filed->number, "A-25-000002");
	assert_string_equal(filed->customer.case_number, "C-000002");
}

static void
access_code_is_shown_once_and_kept_as_a_tag(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Maria Lopez", false);
	struct application_row row;
	uint8_t tag[SECRET_KEY_BYTES];

	assert_int_equal(strlen(filed->access_code), ACCESS_CODE_DIGITS);
	assert_true(application_row_find(agency.store.db, filed->id, &agency.arena, &row));
	access_code_tag(tag, agency.agency, filed->number, filed->access_code);
	assert_memory_equal(tag, row.access_code_tag, sizeof tag);
	assert_null(test_read(&agency, &agency.ina, filed->id)->access_code);
}

static void
rehearsed_intake_uses_no_number(void **state)
{
	(void)state;
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, &agency.ina, -1);
	struct customer customer = { .name = "Nobody Yet", .born_on = DATE_NONE,
		                     .county = "Davidson",
		                     .address = &(struct address) { .line1 = "2 Elm St" } };
	struct intake_request request = { .program = "snap", .customer = &customer,
		                          .filed_on = DATE_NONE,
		                          .answers = "{\"signature\":\"N\"}" };
	const struct application *would = NULL;
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");

	assert_true(intake_file(&call, &request, &would, &err));
	assert_int_equal(would->status, APPLICATION_INCOMPLETE);
	assert_null(would->access_code);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events);
	assert_string_equal(test_file(&agency, "Real One", false)->number, "A-25-000004");
}

static void
refusals_name_the_member(void **state)
{
	(void)state;
	struct err err;
	const struct application *none = NULL;
	struct customer customer = { .name = "", .county = "Atlantis", .born_on = DATE_NONE };
	struct intake_request request = { .program = "snap", .customer = &customer,
		                          .filed_on = DATE_NONE };

	assert_false(TEST_ACT(&agency, &agency.ina, -1, &err,
	                      intake_file(&call, &request, &none, &err)));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_int_equal(err.field_count, 2);
	assert_string_equal(err.fields[0].pointer, "/customer/name");
	assert_string_equal(err.fields[1].pointer, "/customer/county");

	request.customer_id = "c_1";
	assert_false(TEST_ACT(&agency, &agency.ina, -1, &err,
	                      intake_file(&call, &request, &none, &err)));
	assert_string_equal(err.fields[0].pointer, "/customer");

	assert_false(TEST_ACT(&agency, &agency.ada, -1, &err,
	                      intake_file(&call, &request, &none, &err)));
	assert_int_equal(err.code, ERR_FORBIDDEN);
}

/* An organization asks by a contact who is named and can be reached; the
 * program has no interview, and its act is not offered. */
static void
an_organization_asks_by_its_contact(void **state)
{
	(void)state;
	struct err err;
	const struct application *filed = NULL;
	struct contact contact = { .name = "Ada Hill", .role = "director" };
	struct interview_request talk = { .state = INTERVIEW_SET, .mode = "phone",
		                          .at_ms = agency.now_ms + 86400000 };
	struct customer customer = { .name = "Sunny Days", .county = "Davidson", .born_on = DATE_NONE,
		                     .kind = CUSTOMER_ORGANIZATION,
		                     .address = &(struct address) { .line1 = "9 Oak St" },
		                     .contacts = { &contact, 1 } };
	struct intake_request request = { .program = "provider-grant", .customer = &customer,
		                          .filed_on = DATE_NONE,
		                          .answers = "{\"signature\":\"Ada Hill\"}" };

	assert_false(TEST_ACT(&agency, &agency.ina, -1, &err,
	                      intake_file(&call, &request, &filed, &err)));
	assert_string_equal(err.fields[0].pointer, "/customer/contact");
	contact.email = "ada@example.com";
	assert_true(TEST_ACT(&agency, &agency.ina, -1, &err,
	                     intake_file(&call, &request, &filed, &err)));
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM customer WHERE kind = 2 AND email = 'ada@example.com'"
		" AND contacts LIKE '%Ada Hill%'"), 1);
	assert_int_equal(test_item(filed, "tax_form")->state, ITEM_REQUESTED);

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE queue SET status = %d, assignee_id = 'w_ana' WHERE application_id = '%s'",
		APPLICATION_IN_REVIEW, filed->id));
	filed = test_read(&agency, &agency.ana, filed->id);
	assert_false(test_may(filed, "interview"));
	assert_true(test_may(filed, "deny"));
	assert_false(TEST_ACT(&agency, &agency.ana, filed->version, &err,
	                      interview_record(&call, filed->id, &talk, &filed, &err)));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

static void
whom_a_program_is_for(void **state)
{
	(void)state;
	struct err err;
	const struct application *none = NULL;
	struct customer customer = { .name = "Sunny Days", .county = "Davidson", .born_on = DATE_NONE,
		                     .kind = CUSTOMER_ORGANIZATION,
		                     .address = &(struct address) { .line1 = "9 Oak St" } };
	struct intake_request request = { .program = "snap", .customer = &customer,
		                          .filed_on = DATE_NONE,
		                          .answers = "{\"signature\":\"Ada Hill\"}" };

	assert_false(TEST_ACT(&agency, &agency.ina, -1, &err,
	                      intake_file(&call, &request, &none, &err)));
	assert_string_equal(err.fields[0].pointer, "/customer/kind");
	request.program = "provider-grant";
	customer.kind = CUSTOMER_PERSON;
	assert_false(TEST_ACT(&agency, &agency.ina, -1, &err,
	                      intake_file(&call, &request, &none, &err)));
	assert_string_equal(err.fields[0].pointer, "/customer/kind");
	customer.kind = CUSTOMER_ORGANIZATION;
	customer.born_on = 4000;
	assert_false(TEST_ACT(&agency, &agency.ina, -1, &err,
	                      intake_file(&call, &request, &none, &err)));
	assert_string_equal(err.fields[0].pointer, "/customer/born_on");
}

static void
expedited_filing_is_due_in_seven_days(void **state)
{
	(void)state;
	struct err err;
	struct customer customer = { .name = "Quick Need", .born_on = DATE_NONE,
		                     .county = "Knox",
		                     .address = &(struct address) { .line1 = "3 Elm St" } };
	struct intake_request request = {
		.program = "snap", .customer = &customer, .filed_on = DATE_NONE,
		.answers = "{\"month_income\":{\"amount\":\"0.00\",\"currency\":\"USD\"},"
			   "\"cash\":{\"amount\":\"20.00\",\"currency\":\"USD\"},"
			   "\"signature\":\"Q\"}",
	};
	const struct application *filed = NULL;

	assert_true(TEST_ACT(&agency, &agency.ina, -1, &err,
	                     intake_file(&call, &request, &filed, &err)));
	assert_true(filed->expedited);
	assert_int_equal(filed->due_on, filed->filed_on + 7);
	assert_string_equal(filed->team_id, "t_east"); /* named for Knox before those for all */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(incomplete_filing_lists_what_is_owed),
		cmocka_unit_test(next_number_follows),
		cmocka_unit_test(access_code_is_shown_once_and_kept_as_a_tag),
		cmocka_unit_test(rehearsed_intake_uses_no_number),
		cmocka_unit_test(refusals_name_the_member),
		cmocka_unit_test(an_organization_asks_by_its_contact),
		cmocka_unit_test(whom_a_program_is_for),
		cmocka_unit_test(expedited_filing_is_due_in_seven_days),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
