/* SPDX-License-Identifier: Apache-2.0
 *
 * The worksheet as a worker reads it: working, limits, what is not known and
 * what is not proved.  That the numbers are right is tests/rules/.
 */
#include "test_domain.h"

#include "domain/worksheet.h"

static struct arena arena = ARENA_INIT;

#define HOME(pay, medical) \
	"{'cash':{'amount':'100.00','currency':'USD'},'rent':{'amount':'910.00','currency':'USD'}," \
	"'utilities':{'amount':'200.00','currency':'USD'},'homeless':false,'utility_kinds':['heat_cool']," \
	"'household':[{'name':'Ana','relation':'self','born_on':'1990-03-04','status':'citizen','disabled':false,'student':false}," \
	"{'name':'Leo','relation':'child','born_on':'2015-06-01','status':'citizen','disabled':false,'student':false,'eats_with_you':true}," \
	"{'name':'Eva','relation':'child','born_on':'2018-06-01','status':'citizen','disabled':false,'student':false,'eats_with_you':true}]," \
	"'anyone_works':true,'jobs':[{'person':'Ana','employer':'Acme','pay_every':'month'" pay "}]," \
	"'anyone_self_employed':false,'anyone_other_income':true," \
	"'other_income':[{'person':'Ana','kind':'child_support','amount':{'amount':'468.00','currency':'USD'}}]," \
	"'care_cost':{'amount':'0.00','currency':'USD'},'support_paid':{'amount':'0.00','currency':'USD'}" medical "}"

#define PAY ",'gross':{'amount':'1842.00','currency':'USD'}"
#define MEDICAL ",'medical_cost':{'amount':'0.00','currency':'USD'}"

static const struct worksheet *
sheet_of(const char *home, const char *month, const struct missing_item *items, size_t item_count)
{
	struct json *answers = test_json(&arena, home);
	struct worksheet_input input = { .program = test_program(&arena, "snap"),
		.answers = answers,
		.filed_on = test_date("2025-11-12"),
		.month = month ? test_date(month) : DATE_NONE,
		.language = "en",
		.items = items,
		.item_count = item_count };
	struct worksheet *sheet = NULL;
	struct err err = { 0 };

	if (!worksheet_make(&sheet, &arena, &input, &err))
		fail_msg("%s", err.detail);
	json_free(answers);
	return sheet;
}

static void
a_step_shows_its_working_and_its_limit(void **state)
{
	const struct worksheet *sheet = sheet_of(HOME(PAY, MEDICAL), NULL, NULL, 0);
	const struct worksheet_step *gross = worksheet_find_step(sheet, "gross");
	const struct worksheet_step *shelter = worksheet_find_step(sheet, "shelter");

	(void)state;
	assert_string_equal(gross->working, "1842 + 468 - 0");
	assert_string_equal(gross->value, "2310.00");
	assert_string_equal(gross->limit, "2888.00");
	assert_string_equal(gross->verdict, "ok");
	assert_string_equal(shelter->working, "910 + 485 - 1732.60/2");
	assert_string_equal(shelter->limit, "744.00");
	assert_string_equal(shelter->verdict, "cap");
	assert_string_equal(worksheet_find_step(sheet, "net")->unrounded, "1203.90");
	assert_string_equal(worksheet_find_step(sheet, "first")->working, "423 x (31 - 12)/30");
	assert_string_equal(sheet->amount, "423.00");
	assert_string_equal(sheet->first_amount, "267.00");
	assert_int_equal(sheet->size, 3);
	assert_string_equal(sheet->advice, "approved");
	/* another month is no first one */
	sheet = sheet_of(HOME(PAY, MEDICAL), "2025-12-01", NULL, 0);
	assert_null(sheet->first_amount);
	assert_false(sheet->is_first_month);
}

static void
what_is_not_known_is_said_and_not_guessed(void **state)
{
	const struct worksheet *sheet = sheet_of(HOME("", MEDICAL), NULL, NULL, 0);

	(void)state;
	assert_null(worksheet_find_step(sheet, "earned")->value);
	assert_null(sheet->amount);
	assert_string_equal(sheet->advice, "unknown");
	assert_int_equal(sheet->unknown.count, 1);
	assert_string_equal(sheet->unknown.at[0].path, "jobs.gross");
	assert_non_null(strstr(sheet->unknown.at[0].label, "Acme"));
	assert_string_equal(sheet->unknown.at[0].question, "jobs");
	/* medical costs do not matter where nobody is 60 or has a disability */
	sheet = sheet_of(HOME(PAY, ""), NULL, NULL, 0);
	assert_string_equal(sheet->amount, "423.00");
	assert_int_equal(sheet->unknown.count, 0);
}

static void
a_year_without_tables_is_a_gap(void **state)
{
	const struct worksheet *sheet = sheet_of(HOME(PAY, MEDICAL), "2026-10-01", NULL, 0);

	(void)state;
	assert_string_equal(worksheet_find_step(sheet, "gross")->value, "2310.00");
	assert_null(sheet->amount);
	assert_string_equal(sheet->advice, "unknown");
	assert_true(sheet->unknown.count > 0);
	for (size_t i = 0; i < sheet->unknown.count; i++)
		assert_true(str_starts(sheet->unknown.at[i].path, "table."));
}

static bool
rests_on(const struct worksheet_step *step, const char *label)
{
	for (size_t i = 0; i < step->evidence.count; i++)
		if (str_eq(step->evidence.at[i].label, label))
			return true;
	return false;
}

static void
what_is_not_proved_says_what_hangs_on_it(void **state)
{
	const struct missing_item items[] = {
		{ .id = "i1", .requirement = "rent_proof", .state = ITEM_REQUESTED },
		{ .id = "i2", .requirement = "pay_stubs", .person = "Ana", .source = "Acme",
			.period = "2025-10-14/2025-10-27", .state = ITEM_UNMET },
		{ .id = "i3", .requirement = "pay_stubs", .person = "Ana", .source = "Acme", .state = ITEM_UNMET },
		{ .id = "i4", .requirement = "other_income_proof", .person = "Ana", .source = "child_support",
			.state = ITEM_ACCEPTED },
	};
	const struct worksheet *sheet = sheet_of(HOME(PAY, MEDICAL), NULL, items, countof(items));

	(void)state;
	/* two stubs of one job are one doubt, what is accepted is none */
	assert_int_equal(sheet->doubts.count, 2);
	assert_string_equal(sheet->doubts.at[0].item, "i1");
	assert_string_equal(sheet->doubts.at[0].step, "a_month");
	assert_string_equal(sheet->doubts.at[0].value, "265.00");
	assert_string_equal(sheet->doubts.at[1].item, "i2");
	assert_string_equal(sheet->doubts.at[1].label, "Pay stub, Acme, for Ana");
	assert_true(rests_on(worksheet_find_step(sheet, "earned"), "Pay stub, Acme, for Ana, October 14 to October 27, 2025"));
	assert_string_equal(sheet->amount, "423.00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_shows_its_working_and_its_limit),
		cmocka_unit_test(what_is_not_known_is_said_and_not_guessed),
		cmocka_unit_test(a_year_without_tables_is_a_gap),
		cmocka_unit_test(what_is_not_proved_says_what_hangs_on_it),
	};
	int failed = cmocka_run_group_tests_name("worksheet", tests, NULL, NULL);

	arena_done(&arena);
	return failed;
}
