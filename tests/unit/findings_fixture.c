/* SPDX-License-Identifier: Apache-2.0
 *
 * A denial and an approval that are in order, for a test to put one thing
 * wrong, and what is then found.
 */
#include "findings_fixture.h"

struct arena arena = ARENA_INIT;
const struct program *snap, *child_care;
struct interview interviews[3];
struct item_list items;
struct fact_record record;
struct reason_facts reasons[4];
struct decision_amount amounts[2];
struct decision_input input;
struct decision_findings found;

int
test_open_programs(void **state)
{
	(void)state;
	snap = test_program(&arena, "snap");
	child_care = test_program(&arena, "child-care");
	return 0;
}

int
test_close_programs(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

void
test_use_reason(size_t index, const char *code, const char *given_text)
{
	struct json *given = given_text ? test_json(&arena, given_text) : NULL;
	const struct program_reason *reason = program_find_reason(input.program, code);
	struct err err = { 0 };

	assert_non_null(reason);
	if (!facts_read(&reasons[index], &arena, reason, given, &record, "/f", &err))
		fail_msg("%s: %s", err.fields[0].pointer, err.fields[0].code);
	json_free(given);
	if (input.reason_count <= index)
		input.reason_count = index + 1;
}

int
test_good_denial(void **state)
{
	(void)state;
	interviews[0] = (struct interview){ 1, test_instant("2025-11-16T16:00:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	interviews[1] = (struct interview){ 2, test_instant("2025-11-21T21:30:00Z"), "phone",
		INTERVIEW_MISSED, NULL };
	items = test_items(&arena, snap, CASE_ANSWERS, NULL, interviews, 2);
	test_accept_all(&items);
	test_item(&items, "interview", 0)->state = ITEM_UNMET;
	test_set(&items, "pay_stubs", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	test_set(&items, "rent_proof", 0, ITEM_REQUESTED, "2025-11-17", "2025-11-27");
	record = (struct fact_record){ .program = snap,
		.language = "en",
		.filed_on = test_date("2025-11-12"),
		.today = test_date("2025-12-12"),
		.zone = ZONE_CENTRAL,
		.items = items.at,
		.item_count = items.count,
		.interviews = interviews,
		.interview_count = 2,
		.household_size = 3 };
	input = (struct decision_input){ .program = snap,
		.outcome = OUTCOME_DENIED,
		.reasons = reasons,
		.rationale = "No answer to two letters.",
		.record = &record,
		.less_from = DATE_NONE,
		.customer_language = "en",
		.notice_can_be_addressed = true };
	test_use_reason(0, "D07", NULL);
	test_use_reason(1, "D08", NULL);
	return 0;
}

int
test_good_approval(void **state)
{
	test_good_denial(state);
	test_accept_all(&items);
	amounts[0] = (struct decision_amount){ test_date("2025-11-12"), test_date("2025-11-30"), 26700 };
	amounts[1] = (struct decision_amount){ test_date("2025-12-01"), test_date("2026-10-31"), 42300 };
	record.amounts = amounts;
	record.amount_count = 2;
	input.outcome = OUTCOME_APPROVED;
	input.amounts = amounts;
	input.amount_count = 2;
	input.reason_count = 0;
	test_use_reason(0, "A01", NULL);
	return 0;
}

void
test_check(void)
{
	decision_check(&found, &arena, &input);
}

const struct finding *
test_find_stop(const char *code)
{
	for (size_t i = 0; i < found.stops.count; i++)
		if (str_eq(found.stops.at[i].code, code))
			return &found.stops.at[i];
	return NULL;
}

bool
test_warns(const char *code)
{
	for (size_t i = 0; i < found.warnings.count; i++)
		if (str_eq(found.warnings.at[i].code, code))
			return true;
	return false;
}

void
test_nothing_found(void)
{
	if (found.stops.count)
		fail_msg("STOP %s: %s", found.stops.at[0].code, found.stops.at[0].text);
	if (found.warnings.count)
		fail_msg("WARN %s: %s", found.warnings.at[0].code, found.warnings.at[0].text);
}

void
test_one_stop(const char *code, const char *lifted_by, const char *text)
{
	test_check();
	if (!test_find_stop(code))
		fail_msg("no STOP %s (%zu others)", code, found.stops.count);
	assert_string_equal(test_find_stop(code)->text, text);
	assert_string_equal(test_find_stop(code)->lifted_by ? test_find_stop(code)->lifted_by : "nobody", lifted_by);
	assert_int_equal(found.stops.count, 1);
}
