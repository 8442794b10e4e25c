/* SPDX-License-Identifier: Apache-2.0
 *
 * Due dates from a filing date and a program's clocks.  Counting is in
 * calendar days and knows no weekend; see workday.c for working days.
 */
#include "domain/deadline.h"

#include "domain/answers.h"

/* The sum of money questions; false while one that is asked has no answer. */
static bool
sum_answers(const struct program *program, const struct text_list *names,
	const struct json *answers, int64_t *ret_cents)
{
	int64_t sum = 0;

	for (size_t i = 0; i < names->count; i++) {
		const struct program_question *question =
			program_find_question(program, names->at[i]);
		int64_t cents;

		assert(question);
		if (!answers_ask(program, question, answers))
			continue;
		if (!answer_money(json_get(answers, names->at[i]), &cents))
			return false;
		sum += cents;
	}
	*ret_cents = sum;
	return true;
}

static enum truth
test_sums(const struct program *program, const struct expedited_test *test,
	const struct json *answers)
{
	int64_t have, need;

	if (!sum_answers(program, &test->sum_of, answers, &have) ||
		!sum_answers(program, &test->below_sum_of, answers, &need))
		return TRUTH_UNKNOWN;
	return have < need ? TRUTH_YES : TRUTH_NO;
}

enum truth
deadline_expedited_test(const struct program *program, size_t number, const struct json *answers)
{
	assert(number < program->clocks.expedited_tests.count);
	const struct expedited_test *test = &program->clocks.expedited_tests.at[number];

	return test->when ? answers_test(program, test->when, answers, NULL) : test_sums(program, test, answers);
}

enum truth
deadline_expedited(const struct program *program, const struct json *answers,
	const struct expedited_test **ret_test)
{
	enum truth answer = TRUTH_NO;

	if (ret_test)
		*ret_test = NULL;
	for (size_t i = 0; i < program->clocks.expedited_tests.count; i++) {
		enum truth met = deadline_expedited_test(program, i, answers);

		if (met == TRUTH_YES) {
			if (ret_test)
				*ret_test = &program->clocks.expedited_tests.at[i];
			return TRUTH_YES;
		}
		if (met == TRUTH_UNKNOWN)
			answer = TRUTH_UNKNOWN;
	}
	return answer;
}

civil_date
deadline_decision(
	const struct program *program, civil_date filed_on, bool expedited, civil_date found_on)
{
	civil_date due_on = filed_on + program->clocks.decision_days;
	bool late = found_on != DATE_NONE && found_on > filed_on;

	return expedited ? deadline_expedite(program, due_on, late ? found_on : filed_on) : due_on;
}

/* Found late, the seven days run from the discovery, but never past the plain clock. */
civil_date
deadline_expedite(const struct program *program, civil_date due_on, civil_date found_on)
{
	civil_date sooner = found_on + program->clocks.expedited_days;

	return program->clocks.expedited_days > 0 && sooner < due_on ? sooner : due_on;
}

enum clock_state
deadline_clock(const struct program *program, civil_date due_on, bool expedited, civil_date today)
{
	int soon = expedited && program->clocks.expedited_days > 0
		? program->clocks.due_soon_expedited_days
		: program->clocks.due_soon_days;

	if (due_on == DATE_NONE)
		return CLOCK_NONE;
	if (today > due_on)
		return CLOCK_OVERDUE;
	return due_on - today <= soon ? CLOCK_DUE_SOON : CLOCK_ON_TIME;
}

civil_date
deadline_inaction(const struct program *program, civil_date filed_on)
{
	return filed_on + program->clocks.inaction_days;
}

civil_date
deadline_inaction_on_proof(const struct program *program, civil_date filed_on, civil_date asked_on,
	civil_date due_on)
{
	civil_date first = deadline_inaction(program, filed_on);

	/* Too late to leave all their days: the delay is the agency's for as long again. */
	if (deadline_proof(program, asked_on) > first)
		first += program->clocks.inaction_days + 1;
	return due_on >= first ? due_on + 1 : first;
}

civil_date
deadline_proof(const struct program *program, civil_date asked_on)
{
	return asked_on + program->clocks.proof_days;
}

civil_date
deadline_appeal(const struct program *program, civil_date decided_on)
{
	return decided_on + program->clocks.appeal_days;
}

civil_date
deadline_appeal_decision(const struct program *program, civil_date asked_on)
{
	return asked_on + program->clocks.appeal_decided_days;
}

civil_date
deadline_keep_benefits(civil_date decided_on)
{
	civil_date last = decided_on + KEEP_BENEFITS_DAYS;

	while (!workday_is(last))
		last++;
	return last;
}

/* Counted from the day after the letter, and acted on when the last is over. */
civil_date
deadline_adverse_action(civil_date told_on)
{
	return told_on + KEEP_BENEFITS_DAYS + 1;
}

civil_date
deadline_hearing_order(civil_date ordered_on)
{
	return ordered_on + HEARING_ORDER_DAYS;
}

civil_date
deadline_reopen(const struct program *program, civil_date decided_on)
{
	return decided_on + program->clocks.reopen_days;
}
