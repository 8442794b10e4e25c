/* SPDX-License-Identifier: Apache-2.0
 *
 * Working out steps and tests.  A step rounds after its rule, as its law says;
 * one that is not known leaves those after it unknown, and says why.
 */
#include "domain/worksheet_run.h"

#include <string.h>

#include "base/str.h"

/* ---- what rules may ask for beside the answers ---- */

const struct run_step *
sheet_run_step(const struct sheet_run *run, const char *id)
{
	for (size_t i = 0; i < run->steps_done; i++)
		if (str_eq(run->rules->steps.at[i].id, id))
			return &run->steps[i];
	return NULL;
}

struct fraction
sheet_run_figure(const struct sheet_run *run, const struct program_parameter *parameter)
{
	const struct parameter_span *span = parameter_span_on(parameter, run->month_on);
	const struct run_step *by = parameter->by ? sheet_run_step(run, parameter->by) : NULL;
	struct fraction size = fraction_of(1);

	if (!span)
		return FRACTION_NONE;
	if (parameter->by)
		size = by && by->value.kind != RULE_UNKNOWN ? rule_value_number(&by->value)
							    : FRACTION_NONE;
	return size.over == 1 ? parameter_span_at(span, size.part) : FRACTION_NONE;
}

static struct rule_value
find_table(const struct sheet_run *run, const char *id)
{
	const struct program_parameter *parameter = rules_find_parameter(run->rules, id);
	struct fraction figure = parameter ? sheet_run_figure(run, parameter) : FRACTION_NONE;

	/* Where the tables end nothing is guessed. */
	if (!fraction_is_number(figure))
		return (struct rule_value){ .kind = RULE_UNKNOWN };
	return rule_value_of_number(figure);
}

static struct rule_value
date_value(const struct sheet_run *run, civil_date date)
{
	char text[DATE_TEXT_MAX];

	return rule_value_of_text(arena_strdup(run->arena, date_to_text(date, text)));
}

static bool
is_month_of_filing(const struct sheet_run *run)
{
	int filed[3], month[3];

	date_split(run->input->filed_on, &filed[0], &filed[1], &filed[2]);
	date_split(run->month_on, &month[0], &month[1], &month[2]);
	return filed[0] == month[0] && filed[1] == month[1];
}

static bool
find_name(void *context, const char *path, struct rule_value *ret)
{
	const struct sheet_run *run = context;
	const struct run_step *step;
	int year, month, day;

	if (str_starts(path, "step.")) {
		step = sheet_run_step(run, path + strlen("step."));
		*ret = step ? step->value : (struct rule_value){ .kind = RULE_UNKNOWN };
	} else if (str_starts(path, "table.")) {
		*ret = find_table(run, path + strlen("table."));
	} else if (str_eq(path, "filed.on")) {
		*ret = date_value(run, run->input->filed_on);
	} else if (str_eq(path, "filed.day")) {
		date_split(run->input->filed_on, &year, &month, &day);
		*ret = rule_value_of_number(fraction_of(day));
	} else if (str_eq(path, "month.on")) {
		*ret = date_value(run, run->month_on);
	} else if (str_eq(path, "month.first")) {
		*ret = rule_value_of_bool(is_month_of_filing(run));
	} else if (str_eq(path, "expedited")) {
		*ret = rule_value_of_bool(run->input->expedited);
	} else {
		return false;
	}
	return true;
}

/* ---- what is not known ---- */

static void
add_asked(struct sheet_run *run, struct asked_list *list, const struct json *entry, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->at[i].entry == entry && str_eq(list->at[i].path, path))
			return;
	if (list->count >= WORKSHEET_UNKNOWN_MAX)
		return;
	list->at = arena_more(run->arena, list->at, list->count, sizeof(*list->at));
	list->at[list->count++] = (struct asked){ entry, arena_strdup(run->arena, path) };
}

static void
add_all(struct sheet_run *run, struct asked_list *list, const struct asked_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		add_asked(run, list, from->at[i].entry, from->at[i].path);
}

/* A step that waits for another, or for a table picked by another, waits for
 * what that one waits for. */
static void
note_unknown(void *context, const struct json *entry, const char *path)
{
	struct sheet_run *run = context;
	const struct run_step *step = NULL;
	const struct program_parameter *parameter;

	if (!run->asked)
		return;
	if (!entry && str_starts(path, "step."))
		step = sheet_run_step(run, path + strlen("step."));
	if (!entry && str_starts(path, "table.")) {
		parameter = rules_find_parameter(run->rules, path + strlen("table."));
		step = parameter && parameter->by ? sheet_run_step(run, parameter->by) : NULL;
		if (step && step->value.kind != RULE_UNKNOWN)
			step = NULL;
	}
	if (step)
		add_all(run, run->asked, &step->unknown);
	else
		add_asked(run, run->asked, entry, path);
}

static struct rule_value
ask(struct sheet_run *run, const struct rule *rule, struct asked_list *asked)
{
	struct asked_list told = { 0 };
	struct rule_value value;

	run->asked = &told;
	value = rule_value(rule, &run->scope, run->arena);
	run->asked = NULL;
	/* What was not known on the way, yet did not matter, is no matter. */
	if (value.kind == RULE_UNKNOWN)
		add_all(run, asked, &told);
	return value;
}

/* ---- steps ---- */

static bool
is_left_unrounded(const struct sheet_run *run, const char *id)
{
	return run->input->unrounded && text_list_has(run->input->unrounded, id);
}

static struct rule_value
round_value(const struct program_step *step, struct rule_value value)
{
	static const enum fraction_way ways[ROUND_WAY_COUNT] = { [ROUND_DOWN] = FRACTION_DOWN,
		[ROUND_UP] = FRACTION_UP,
		[ROUND_HALF_UP] = FRACTION_HALF_UP };

	if (step->round == ROUND_NONE || value.kind != RULE_NUMBER)
		return value;
	return rule_value_of_number(fraction_round(
		value.number, ways[step->round], round_to_parts(step->round_to)));
}

/* A number is meant: what is none, as after a division by nought, is not known. */
static struct rule_value
settle_value(const struct program_step *step, struct rule_value value)
{
	if (value.kind == RULE_UNKNOWN || (step->unit != STEP_IS_MONEY && step->unit != STEP_IS_NUMBER))
		return value;
	value = rule_value_of_number(rule_value_number(&value));
	if (!fraction_is_number(value.number))
		value.kind = RULE_UNKNOWN;
	return value;
}

static void
run_step(struct sheet_run *run, size_t index)
{
	const struct program_step *step = &run->rules->steps.at[index];
	struct run_step *result = &run->steps[index];
	const struct json *given = json_get(run->input->given, step->id);

	if (given)
		result->before = rule_value_of_json(given, RULE_NULL_IS_UNKNOWN);
	else
		result->before = ask(run, step->rule, &result->unknown);
	result->before = settle_value(step, result->before);
	result->value = given || is_left_unrounded(run, step->id)
		? result->before
		: round_value(step, result->before);
	run->steps_done = index + 1;
}

/* ---- tests ---- */

static void
run_test(struct sheet_run *run, size_t index)
{
	const struct program_test *test = &run->rules->tests.at[index];
	struct run_test *result = &run->tests[index];
	struct rule_value value;

	result->applies = TRUTH_YES;
	if (test->when) {
		value = ask(run, test->when, &result->unknown);
		result->applies = rule_value_truth(&value);
	}
	if (result->applies == TRUTH_NO)
		return;
	value = ask(run, test->rule, &result->unknown);
	result->holds = rule_value_truth(&value);
	/* Met either way: whether it applies does not matter. */
	if (result->applies == TRUTH_UNKNOWN && result->holds != TRUTH_YES)
		result->holds = TRUTH_UNKNOWN;
}

const struct test_reason *
sheet_run_reason(const struct sheet_run *run, size_t test)
{
	const struct program_test *of = &run->rules->tests.at[test];
	const struct run_test *result = &run->tests[test];

	if (result->applies != TRUTH_YES || result->holds == TRUTH_UNKNOWN)
		return NULL;
	return result->holds == TRUTH_YES ? (of->holds.reason ? &of->holds : NULL)
					  : (of->fails.reason ? &of->fails : NULL);
}

/* One rule not met is enough; met is when all are, and the amount is known. */
static enum advice
advice_of(const struct sheet_run *run)
{
	const struct program_step *amount = run->rules->amount;
	bool unknown = false;

	for (size_t i = 0; i < run->rules->tests.count; i++) {
		const struct run_test *test = &run->tests[i];

		if (!run->rules->tests.at[i].fails.reason || test->applies == TRUTH_NO)
			continue;
		if (test->applies == TRUTH_YES && test->holds == TRUTH_NO)
			return ADVICE_DENIED;
		if (test->holds != TRUTH_YES)
			unknown = true;
	}
	if (amount && sheet_run_step(run, amount->id)->value.kind == RULE_UNKNOWN)
		unknown = true;
	return unknown ? ADVICE_UNKNOWN : ADVICE_APPROVED;
}

bool
sheet_run(struct sheet_run *run, struct arena *arena, const struct worksheet_input *input,
	const struct left_out *left_out, struct err *err)
{
	const struct program_rules *rules = input->program->rules;
	int year, month, day;

	*run = (struct sheet_run){ .input = input, .rules = rules, .arena = arena };
	date_split(input->month == DATE_NONE ? input->filed_on : input->month, &year, &month, &day);
	run->month_on = date_make(year, month, 1);
	run->facts = worksheet_facts(input, left_out, err);
	if (!run->facts)
		return false;
	run->scope = (struct rule_scope){ .answers = run->facts,
		.absent = RULE_ABSENT_IS_UNKNOWN,
		.find = find_name,
		.unknown = note_unknown,
		.context = run };
	run->steps = arena_array(arena, rules->steps.count + 1, sizeof(*run->steps));
	run->tests = arena_array(arena, rules->tests.count + 1, sizeof(*run->tests));
	for (size_t i = 0; i < rules->steps.count; i++)
		run_step(run, i);
	for (size_t i = 0; i < rules->tests.count; i++)
		run_test(run, i);
	run->advice = advice_of(run);
	return true;
}

void
sheet_run_done(struct sheet_run *run)
{
	json_free(run->facts);
	run->facts = NULL;
}
