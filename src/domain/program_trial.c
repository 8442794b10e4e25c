/* SPDX-License-Identifier: Apache-2.0
 *
 * A program's own cases, worked out and compared.
 */
#include "domain/program_trial.h"

#include <string.h>

#include "base/str.h"
#include "domain/deadline.h"
#include "domain/worksheet.h"

struct trying {
	struct arena *arena;
	struct trial *trial;
	struct trial_sides *tests;
	struct trial_sides *expedited;
	const struct worksheet *sheet;
};

static void
differ(struct trying *with, const char *of, const char *expected, const char *came)
{
	struct trial *trial = with->trial;

	trial->differences.at = arena_more(with->arena, trial->differences.at,
		trial->differences.count, sizeof(*trial->differences.at));
	trial->differences.at[trial->differences.count++] = (struct trial_difference){ of, expected, came };
}

/* ---- steps ---- */

static const char *
expected_words(struct arena *arena, const struct json *expected)
{
	struct buf text = BUF_INIT(4096);
	const char *words;

	if (json_kind(expected) == JSON_TEXT)
		return json_text(expected);
	if (json_kind(expected) == JSON_BOOL)
		return json_bool(expected, false) ? "yes" : "no";
	json_print(&text, expected);
	words = json_kind(expected) == JSON_NULL ? "not known" : arena_strdup(arena, text.data);
	buf_done(&text);
	return words;
}

static bool
step_agrees(const struct worksheet_step *step, const struct json *expected)
{
	struct fraction came, wanted;

	if (json_kind(expected) == JSON_NULL || !step->value)
		return json_kind(expected) == JSON_NULL && !step->value;
	if (json_kind(expected) == JSON_BOOL)
		return str_eq(step->value, json_bool(expected, false) ? "yes" : "no");
	if (json_kind(expected) == JSON_TEXT)
		return str_eq(step->value, json_text(expected));
	return fraction_from_text(step->value, &came) && fraction_from_json(expected, &wanted) &&
		fraction_compare(came, wanted) == 0;
}

static void
compare_steps(struct trying *with, const struct json *expected)
{
	for (const struct json *at = json_first(expected); at; at = json_next(at)) {
		const struct worksheet_step *step = worksheet_find_step(with->sheet, json_name(at));

		assert(step); /* looked at when the file was read */
		if (!step_agrees(step, at))
			differ(with, arena_printf(with->arena, "step %s", step->id),
				expected_words(with->arena, at),
				step->value ? step->value : "not known");
	}
}

/* ---- the rest ---- */

static const char *
join(struct arena *arena, const struct text_list *list)
{
	const char *joined = "none";

	for (size_t i = 0; i < list->count; i++)
		joined = i == 0 ? list->at[0] : arena_printf(arena, "%s, %s", joined, list->at[i]);
	return joined;
}

static bool
same_texts(const struct text_list *a, const struct text_list *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!text_list_has(b, a->at[i]))
			return false;
	for (size_t i = 0; i < b->count; i++)
		if (!text_list_has(a, b->at[i]))
			return false;
	return true;
}

static void
compare_outcome(struct trying *with)
{
	const struct program_case *of = with->trial->of;
	struct text_list unknown = { 0 };

	if (of->advice != ADVICE_NONE && !str_eq(advice_word(of->advice), with->sheet->advice))
		differ(with, "advice", advice_word(of->advice), with->sheet->advice);
	if (of->has_reasons && !same_texts(&of->reasons, &with->sheet->reasons))
		differ(with, "reasons", join(with->arena, &of->reasons),
			join(with->arena, &with->sheet->reasons));
	unknown.at = arena_array(with->arena, with->sheet->unknown.count + 1, sizeof(*unknown.at));
	for (size_t i = 0; i < with->sheet->unknown.count; i++)
		unknown.at[unknown.count++] = with->sheet->unknown.at[i].path;
	if (of->unknown.count > 0 && !same_texts(&of->unknown, &unknown))
		differ(with, "unknown", join(with->arena, &of->unknown),
			join(with->arena, &unknown));
}

static void
note_sides(struct trying *with)
{
	for (size_t i = 0; i < with->sheet->tests.count; i++) {
		with->tests[i].is_met |= str_eq(with->sheet->tests.at[i].verdict, "met");
		with->tests[i].is_not_met |= str_eq(with->sheet->tests.at[i].verdict, "not_met");
	}
}

static struct json *
parse_kept(const char *text, struct err *err)
{
	return text ? json_parse(text, strlen(text), err) : json_parse("{}", 2, err);
}

static const char *
truth_word(enum truth truth)
{
	return truth == TRUTH_YES ? "yes" : truth == TRUTH_NO ? "no" : "unknown";
}

/* Each way to the expedited clock by itself: the first that is met hides the rest. */
static void
try_expedited(struct trying *with, const struct program *program, const struct json *answers)
{
	const struct program_case *of = with->trial->of;
	enum truth came = deadline_expedited(program, answers, NULL);

	if (of->has_expedited && of->expedited != came)
		differ(with, "expedited", truth_word(of->expedited), truth_word(came));
	for (size_t i = 0; of->has_expedited && i < program->clocks.expedited_tests.count; i++) {
		enum truth met = deadline_expedited_test(program, i, answers);

		with->expedited[i].is_met |= met == TRUTH_YES;
		with->expedited[i].is_not_met |= met == TRUTH_NO;
	}
}

static bool
try_case(struct trying *with, const struct program *program, struct err *err)
{
	const struct program_case *of = with->trial->of;
	struct json *answers = parse_kept(of->answers, err);
	struct json *given = parse_kept(of->given, err);
	struct json *steps = parse_kept(of->steps, err);
	struct worksheet_input input = { .program = program,
		.answers = answers,
		.filed_on = of->filed_on,
		.month = of->month,
		.language = program->languages.at[0],
		.given = given };
	struct worksheet *sheet = NULL;
	bool ok = answers && given && steps && worksheet_make(&sheet, with->arena, &input, err);

	if (ok) {
		with->sheet = sheet;
		compare_steps(with, steps);
		compare_outcome(with);
		try_expedited(with, program, answers);
		note_sides(with);
	}
	json_free(answers);
	json_free(given);
	json_free(steps);
	return ok;
}

bool
program_trial(
	struct trial_list *ret, struct arena *arena, const struct program *program, struct err *err)
{
	size_t count = program->rules ? program->rules->cases.count : 0;

	*ret = (struct trial_list){ .at = arena_array(arena, count + 1, sizeof(*ret->at)) };
	if (program->rules)
		ret->tests = arena_array(
			arena, program->rules->tests.count + 1, sizeof(*ret->tests));
	ret->expedited = arena_array(arena, program->clocks.expedited_tests.count + 1, sizeof(*ret->expedited));
	for (; ret->count < count; ret->count++) {
		struct trying with = { .arena = arena, .trial = &ret->at[ret->count],
			.tests = ret->tests, .expedited = ret->expedited };

		with.trial->of = &program->rules->cases.at[ret->count];
		if (!try_case(&with, program, err))
			return false;
		ret->failed += with.trial->differences.count > 0;
	}
	return true;
}
