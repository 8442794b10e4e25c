/* SPDX-License-Identifier: Apache-2.0
 *
 * The worksheet as a worker reads it: the run in words, then once more for
 * each fact that nobody has proved, to say what hangs on it.
 */
#include "domain/worksheet.h"

#include <string.h>

#include "base/str.h"
#include "domain/render.h"
#include "domain/worksheet_words.h"

struct making {
	struct worksheet *sheet;
	struct sheet_run run;
	struct arena *arena;
};

static const char *
say(const struct making *with, const struct program_text *text)
{
	return program_say(with->run.input->program, text, with->run.input->language, NULL);
}

/* ---- steps ---- */

static void
describe_rounding(
	struct making *with, const struct program_step *of, const struct run_step *run,
	struct worksheet_step *step)
{
	const char *before;

	if (of->round == ROUND_NONE)
		return;
	step->round = arena_printf(
		with->arena, "%s %s", round_way_word(of->round), round_to_word(of->round_to));
	before = value_words(with->arena, of->unit, &run->before);
	if (before && !str_eq(before, step->value))
		step->unrounded = before;
}

/* A single number is its own working. */
static void
describe_working(struct making *with, const struct program_step *of, struct worksheet_step *step)
{
	struct buf out = BUF_INIT(WORKSHEET_BYTES_MAX);

	if (of->unit == STEP_IS_MONEY || of->unit == STEP_IS_NUMBER) {
		rule_print_working(&out, of->rule, &with->run.scope, with->arena);
		if (buf_ok(&out) && strpbrk(out.data, " /"))
			step->working = arena_strdup(with->arena, out.data);
	}
	buf_done(&out);
}

/* "More than nothing" is no limit to show while it is met. */
static bool
is_limit(const struct rule_value *value, enum truth holds)
{
	return holds == TRUTH_NO || value->kind != RULE_NUMBER || !fraction_is_number(value->number) ||
		fraction_compare(value->number, fraction_of(0)) != 0;
}

/* The other side of the first test that compares this step and can deny. */
static void
describe_limit(struct making *with, const struct program_step *of, struct worksheet_step *step)
{
	const struct program_rules *rules = with->run.rules;
	struct rule_comparison compared;
	struct rule_value value;

	for (size_t i = 0; i < rules->tests.count; i++) {
		const struct run_test *test = &with->run.tests[i];

		if (test->applies != TRUTH_YES || !rules->tests.at[i].fails.reason ||
			!rule_compares(rules->tests.at[i].rule, &compared) || !str_starts(compared.path, "step.") ||
			!str_eq(compared.path + strlen("step."), of->id))
			continue;
		value = rule_value(compared.with, &with->run.scope, with->arena);
		if (!is_limit(&value, test->holds))
			continue;
		step->limit = value_words(with->arena, of->unit, &value);
		if (test->holds != TRUTH_UNKNOWN)
			step->verdict = test->holds == TRUTH_YES ? "ok" : "not_met";
		return;
	}
	if (!of->cap)
		return;
	value = rule_value(of->cap, &with->run.scope, with->arena);
	if (value.kind == RULE_NULL)
		return; /* no cap applies */
	step->limit = value_words(with->arena, of->unit, &value);
	step->verdict = step->limit ? "cap" : NULL;
}

static void
describe_step(struct making *with, size_t index)
{
	const struct program_step *of = &with->run.rules->steps.at[index];
	const struct run_step *run = &with->run.steps[index];
	struct worksheet_step *step = &with->sheet->steps.at[index];
	struct unknown_list unknown = { 0 };

	step->number = (int64_t)index + 1;
	step->id = of->id;
	step->label = say(with, &of->label);
	step->unit = step_unit_word(of->unit);
	step->citation = of->citation;
	step->rule = of->rule_text;
	step->value = value_words(with->arena, of->unit, &run->value);
	describe_rounding(with, of, run, step);
	describe_working(with, of, step);
	describe_limit(with, of, step);
	unknown_words(&unknown, &with->run, &run->unknown);
	step->unknown.at = unknown.at;
	step->unknown.count = unknown.count;
	evidence_words(step, &with->run, of->rule);
}

/* ---- tests ---- */

static const char *
test_verdict(const struct run_test *test)
{
	if (test->applies == TRUTH_NO)
		return "passed_over";
	if (test->holds == TRUTH_UNKNOWN)
		return "unknown";
	return test->holds == TRUTH_YES ? "met" : "not_met";
}

static void
describe_test(struct making *with, size_t index)
{
	const struct program_test *of = &with->run.rules->tests.at[index];
	const struct test_reason *reason = sheet_run_reason(&with->run, index);
	struct worksheet_test *test = &with->sheet->tests.at[index];
	struct unknown_list unknown = { 0 };

	test->id = of->id;
	test->label = say(with, &of->label);
	test->citation = of->citation;
	test->verdict = test_verdict(&with->run.tests[index]);
	if (reason) {
		test->reason = reason->reason->code;
		test->facts = fact_words(&with->run, reason);
	}
	unknown_words(&unknown, &with->run, &with->run.tests[index].unknown);
	test->unknown.at = unknown.at;
	test->unknown.count = unknown.count;
}

/* Reasons to approve are only worth saying where nothing speaks against it. */
static void
gather_reasons(struct making *with)
{
	struct text_list *reasons = &with->sheet->reasons;
	enum reason_kind kind = with->run.advice == ADVICE_DENIED ? REASON_DENY : REASON_APPROVE;

	if (with->run.advice == ADVICE_UNKNOWN)
		return;
	reasons->at = arena_array(with->arena, with->run.rules->tests.count + 1, sizeof(*reasons->at));
	for (size_t i = 0; i < with->run.rules->tests.count; i++) {
		const struct test_reason *given = sheet_run_reason(&with->run, i);

		if (given && given->reason->kind == kind &&
			!text_list_has(reasons, given->reason->code))
			reasons->at[reasons->count++] = given->reason->code;
	}
}

static void
gather_unknown(struct making *with)
{
	struct unknown_list unknown = { 0 };

	for (size_t i = 0; i < with->run.rules->steps.count; i++)
		unknown_words(&unknown, &with->run, &with->run.steps[i].unknown);
	for (size_t i = 0; i < with->run.rules->tests.count; i++)
		if (with->run.tests[i].holds == TRUTH_UNKNOWN)
			unknown_words(&unknown, &with->run, &with->run.tests[i].unknown);
	with->sheet->unknown.at = unknown.at;
	with->sheet->unknown.count = unknown.count;
}

/* ---- what is not proved ---- */

static size_t
last_step(const struct program_rules *rules)
{
	const struct program_step *step = rules->amount;

	return step ? (size_t)(step - rules->steps.at) : rules->steps.count - 1;
}

static const char *
doubt_label(struct making *with, const struct program_requirement *requirement,
	const struct missing_item *item)
{
	const struct program *program = with->run.input->program;
	const struct program_question *question;
	struct missing_item all = *item;
	const char *value;

	/* The papers of all its periods are one doubt. */
	all.period = NULL;
	if (requirement->per != PER_HOUSEHOLD)
		return render_item(with->arena, program, &all, with->run.input->language);
	question = program_find_question(program, requirement->proves.at[0]);
	value = answer_words(&with->run, question);
	return arena_printf(with->arena, "%s%s%s", say(with, &question->label),
		*value ? " " : "", value);
}

static bool
is_told(const struct making *with, const struct missing_item *item, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct missing_item *other = &with->run.input->items[i];

		if (other->state != ITEM_ACCEPTED && str_eq(other->requirement, item->requirement) &&
			str_eq(other->person, item->person) && str_eq(other->source, item->source))
			return true;
	}
	return false;
}

static bool
describe_doubt(struct making *with, const struct program_requirement *requirement,
	const struct missing_item *item, struct err *err)
{
	struct left_out left_out = { requirement, item->person, item->source };
	struct worksheet_doubt *doubt = &with->sheet->doubts.at[with->sheet->doubts.count++];
	const struct worksheet_step *as_is;
	struct sheet_run run;
	size_t step = last_step(with->run.rules);

	doubt->item = item->id;
	doubt->label = doubt_label(with, requirement, item);
	if (!sheet_run(&run, with->arena, with->run.input, &left_out, err))
		return false;
	doubt->advice = advice_word(run.advice);
	doubt->value = value_words(with->arena, run.rules->steps.at[step].unit, &run.steps[step].value);
	as_is = &with->sheet->steps.at[step];
	/* A fact that changes nothing is still not proved, and said to be. */
	if (!str_eq(doubt->value, as_is->value)) {
		doubt->step = as_is->id;
		doubt->step_number = as_is->number;
	}
	sheet_run_done(&run);
	return true;
}

static bool
describe_doubts(struct making *with, struct err *err)
{
	const struct worksheet_input *input = with->run.input;

	with->sheet->doubts.at =
		arena_array(with->arena, input->item_count + 1, sizeof(*with->sheet->doubts.at));
	for (size_t i = 0; i < input->item_count; i++) {
		const struct missing_item *item = &input->items[i];
		const struct program_requirement *requirement =
			program_find_requirement(input->program, item->requirement);

		if (!requirement || requirement->proves.count == 0 ||
			item->state == ITEM_ACCEPTED || is_told(with, item, i) ||
			with->sheet->doubts.count >= WORKSHEET_DOUBTS_MAX)
			continue;
		if (!describe_doubt(with, requirement, item, err))
			return false;
	}
	return true;
}

/* ---- the whole ---- */

static void
describe_heading(struct making *with)
{
	const struct worksheet_input *input = with->run.input;
	const struct program_rules *rules = with->run.rules;
	struct worksheet *sheet = with->sheet;
	struct fraction size;
	int year, month, day, filed_year, filed_month;

	date_split(with->run.month_on, &year, &month, &day);
	date_split(input->filed_on, &filed_year, &filed_month, &day);
	sheet->month = arena_printf(with->arena, "%04d-%02d", year, month);
	sheet->is_first_month = year == filed_year && month == filed_month;
	sheet->filed_on = input->filed_on;
	sheet->program = (struct program_ref){ input->program->id, input->program->version,
		say(with, &input->program->name) };
	sheet->advice = advice_word(with->run.advice);
	if (rules->size) {
		size = rule_value_number(&with->run.steps[rules->size - rules->steps.at].value);
		sheet->size = size.over == 1 ? size.part : 0;
	}
}

static void
describe_amounts(struct making *with)
{
	const struct program_rules *rules = with->run.rules;
	struct worksheet *sheet = with->sheet;

	if (rules->amount) {
		sheet->amount_step = rules->amount - rules->steps.at + 1;
		sheet->amount = sheet->steps.at[sheet->amount_step - 1].value;
	}
	if (rules->first_amount && sheet->is_first_month) {
		sheet->first_amount_step = rules->first_amount - rules->steps.at + 1;
		sheet->first_amount = sheet->steps.at[sheet->first_amount_step - 1].value;
	}
}

bool
worksheet_make(struct worksheet **ret, struct arena *arena, const struct worksheet_input *input,
	struct err *err)
{
	struct making with = { .arena = arena };
	const struct program_rules *rules = input->program->rules;
	bool ok;

	if (!rules)
		return err_set(err, ERR_NOT_FOUND, "This program's file carries no arithmetic.");
	if (!sheet_run(&with.run, arena, input, NULL, err))
		return false;
	with.sheet = arena_alloc(arena, sizeof(*with.sheet));
	with.sheet->steps.at = arena_array(arena, rules->steps.count + 1, sizeof(*with.sheet->steps.at));
	with.sheet->tests.at = arena_array(arena, rules->tests.count + 1, sizeof(*with.sheet->tests.at));
	describe_heading(&with);
	for (; with.sheet->steps.count < rules->steps.count; with.sheet->steps.count++)
		describe_step(&with, with.sheet->steps.count);
	for (; with.sheet->tests.count < rules->tests.count; with.sheet->tests.count++)
		describe_test(&with, with.sheet->tests.count);
	describe_amounts(&with);
	gather_reasons(&with);
	gather_unknown(&with);
	ok = describe_doubts(&with, err);
	sheet_run_done(&with.run);
	*ret = with.sheet;
	return ok;
}

const struct worksheet_step *
worksheet_find_step(const struct worksheet *sheet, const char *id)
{
	for (size_t i = 0; i < sheet->steps.count; i++)
		if (str_eq(sheet->steps.at[i].id, id))
			return &sheet->steps.at[i];
	return NULL;
}
