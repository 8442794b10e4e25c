/* SPDX-License-Identifier: Apache-2.0
 *
 * A worksheet made before the writer's turn: given again while all that it was
 * made of is the same, and never once any of that has changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/verification.h"
#include "server/service/worksheet.h"
#include "decision_fixture.h"

static struct worksheet *
sheet_in(struct call *call, const char *id, civil_date month)
{
	struct application_file file;
	struct worksheet *sheet = NULL;
	struct err err = { .code = ERR_NONE };

	if (!application_open(call, id, &file, &err) || !worksheet_of(call, &file, month, &sheet, &err))
		fail_msg("%s", err.detail);
	application_close(&file);
	return sheet;
}

static struct call
call_ahead(const char *id)
{
	struct call call = test_call(&agency, &agency.ana, -1);
	civil_date months[] = { DATE_NONE, FIRST_OF_DECEMBER };

	worksheet_make_ahead(&call, id, months, countof(months));
	assert_non_null(call.ahead);
	return call;
}

static bool
is_given_again(struct call *call, const char *id, civil_date month)
{
	return sheet_in(call, id, month)->steps.at == sheet_in(call, id, month)->steps.at;
}

static void
it_is_given_again_for_its_own_month(void **state)
{
	(void)state;
	const char *id = test_ready("Again")->id;
	struct call plain = test_call(&agency, &agency.ana, -1), call = call_ahead(id);
	struct worksheet *own = sheet_in(&call, id, DATE_NONE);

	assert_false(is_given_again(&plain, id, DATE_NONE));
	assert_true(is_given_again(&call, id, DATE_NONE));
	assert_true(is_given_again(&call, id, FIRST_OF_DECEMBER));
	assert_string_not_equal(own->month, sheet_in(&call, id, FIRST_OF_DECEMBER)->month);
	assert_false(is_given_again(&call, id, FIRST_OF_DECEMBER + 40));
	/* What a decision writes on its own copy is on no other. */
	own->months.count = 1;
	assert_int_equal(sheet_in(&call, id, DATE_NONE)->months.count, 0);
	assert_string_equal(worksheet_kept(&call, sheet_in(&call, id, DATE_NONE)),
	                    worksheet_kept(&plain, sheet_in(&plain, id, DATE_NONE)));
}

static void
what_it_was_made_of_changed_meanwhile(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"UPDATE application SET answers = replace(answers, '\"500.00\"', '\"501.00\"') WHERE id = '%s'",
		"UPDATE queue SET filed_on = filed_on - 1 WHERE application_id = '%s'",
		"UPDATE queue SET expedited = 1 - expedited WHERE application_id = '%s'",
		"UPDATE missing_item SET state = 0 WHERE application_id = '%s'",
		"DELETE FROM missing_item WHERE application_id = '%s'",
	};

	for (size_t i = 0; i < countof(changes); i++) {
		const char *id = test_ready("Changed")->id;
		struct call call = call_ahead(id);

		assert_true(is_given_again(&call, id, DATE_NONE));
		test_store_exec(&agency.store, arena_printf(&agency.arena, changes[i], id));
		if (is_given_again(&call, id, DATE_NONE))
			fail_msg("stale after: %s", changes[i]);
	}
}

static void
a_decision_keeps_the_sheet_of_its_own_moment(void **state)
{
	(void)state;
	const char *id = test_ready("Moment")->id;
	struct asking *asking = test_ask(id, OUTCOME_DENIED, "D06", NULL);
	const struct decision *decision;
	struct err err;
	struct call before = test_call(&agency, &agency.ana, -1);

	decision_make_ahead(&before, id, &asking->request);
	assert_non_null(before.ahead);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET answers = replace(answers, '1961-03-04', '1985-03-04') WHERE id = '%s'", id));
	assert_true(TEST_ACT(&agency, &agency.ana, asking->request.application_version, &err,
		(call.ahead = before.ahead, decision_make(&call, id, &asking->request, &decision, &err))));
	assert_non_null(strstr(decision->worksheet, "March 4, 1985"));
	assert_null(strstr(decision->worksheet, "1961"));
}

/* Of the many months an approval may name, the first three and its own. */
static void
so_many_months_are_made_and_no_more(void **state)
{
	(void)state;
	const char *id = test_ready("Months")->id;
	struct asking *asking = test_ask(id, OUTCOME_APPROVED, "A01", NULL);
	struct decision_amount amounts[] = {
		{ DATE_NONE, DATE_NONE, 100 }, { FIRST_OF_DECEMBER, DATE_NONE, 100 },
		{ FIRST_OF_DECEMBER + 31, DATE_NONE, 100 }, { FIRST_OF_DECEMBER + 62, DATE_NONE, 100 },
		{ FIRST_OF_DECEMBER + 90, DATE_NONE, 100 },
	};
	struct call call = test_call(&agency, &agency.ana, -1);

	asking->request.amounts.at = amounts;
	asking->request.amounts.count = countof(amounts);
	decision_make_ahead(&call, id, &asking->request);
	assert_true(is_given_again(&call, id, DATE_NONE));
	for (size_t i = 1; i < 4; i++)
		assert_true(is_given_again(&call, id, amounts[i].from));
	assert_false(is_given_again(&call, id, amounts[4].from));
}

static void
what_cannot_be_made_is_left_to_the_decision_to_say(void **state)
{
	(void)state;
	const char *id = test_ready("Broken")->id;
	struct asking *asking = test_ask(id, OUTCOME_DENIED, "D06", NULL);
	struct call call = test_call(&agency, &agency.ana, -1);

	decision_make_ahead(&call, "a_nobody", &asking->request);
	assert_null(call.ahead);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET answers = '{' WHERE id = '%s'", id));
	decision_make_ahead(&call, id, &asking->request);
	assert_null(call.ahead);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_is_given_again_for_its_own_month, test_same_day_again),
		cmocka_unit_test_setup(what_it_was_made_of_changed_meanwhile, test_same_day_again),
		cmocka_unit_test_setup(a_decision_keeps_the_sheet_of_its_own_moment, test_same_day_again),
		cmocka_unit_test_setup(so_many_months_are_made_and_no_more, test_same_day_again),
		cmocka_unit_test_setup(what_cannot_be_made_is_left_to_the_decision_to_say, test_same_day_again),
	};

	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
