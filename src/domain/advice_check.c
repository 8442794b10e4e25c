/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a decision and its worksheet part.  Only what the worksheet knows is
 * held against a decision: a denial for missing proof is not its business, nor
 * is an amount that it could not work out.
 */
#include "domain/advice_check.h"

#include "base/money.h"
#include "base/str.h"
#include "domain/wording.h"

/* An approval although a rule is known not to be met. */
static void
check_rules_met(struct check *check)
{
	const struct worksheet *sheet = check->input->sheet;

	for (size_t i = 0; i < sheet->tests.count; i++) {
		const struct worksheet_test *test = &sheet->tests.at[i];

		if (str_eq(test->verdict, "not_met") && test->reason)
			find_it(check, FINDING_RULE_NOT_MET,
				(struct particulars){ .label = test->label, .code = test->reason });
	}
}

static const struct worksheet_test *
sheet_test(const struct worksheet *sheet, const char *id)
{
	for (size_t i = 0; i < sheet->tests.count; i++)
		if (str_eq(sheet->tests.at[i].id, id))
			return &sheet->tests.at[i];
	return NULL;
}

/* Rules give this reason, and each is known not to give it as things stand. */
static bool
is_refuted(const struct decision_input *input, const struct program_reason *reason)
{
	const struct program_rules *rules = input->program->rules;
	bool is_ruled = false;

	for (size_t i = 0; i < rules->tests.count; i++) {
		const struct worksheet_test *test = sheet_test(input->sheet, rules->tests.at[i].id);

		if (rules->tests.at[i].fails.reason != reason || !test)
			continue;
		if (str_eq(test->reason, reason->code) || str_eq(test->verdict, "unknown"))
			return false;
		is_ruled = true;
	}
	return is_ruled;
}

/* A denial for what the rules say is met, or passed over. */
static void
check_reasons_hold(struct check *check)
{
	for (size_t i = 0; i < check->input->reason_count; i++) {
		const struct program_reason *reason = check->input->reasons[i].reason;

		if (is_refuted(check->input, reason))
			find_it(check, FINDING_REASON_NOT_GIVEN,
				(struct particulars){ .code = reason->code });
	}
}

static void
check_sheet_amount(struct check *check, size_t index)
{
	const struct decision_amount *amount = &check->input->amounts[index];
	const struct worksheet *sheet = check->input->amount_sheets[index];
	int64_t first_step = sheet->first_amount_step;
	const char *advised = first_step ? sheet->first_amount : sheet->amount;
	struct particulars of = { .number = (int64_t)index + 1,
		.count = first_step ? first_step : sheet->amount_step };
	struct buf shown = BUF_INIT(FINDING_TEXT_MAX);
	int64_t cents;

	if (advised && money_from_text(advised, &cents) && cents != amount->amount) {
		wording_money(&shown, cents);
		of.recorded = shown.data;
		find_it(check, FINDING_AMOUNT_DIFFERS, of);
	}
	buf_done(&shown);
}

void
check_advice(struct check *check)
{
	const struct decision_input *input = check->input;

	if (!input->sheet || !str_empty(input->advice_differs_because))
		return;
	if (input->outcome == OUTCOME_DENIED) {
		check_reasons_hold(check);
		return;
	}
	check_rules_met(check);
	for (size_t i = 0; i < input->amount_count; i++)
		if (input->amount_sheets && input->amount_sheets[i])
			check_sheet_amount(check, i);
}
