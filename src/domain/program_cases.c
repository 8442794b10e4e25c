/* SPDX-License-Identifier: Apache-2.0
 *
 * The cases a program file carries: inputs, and what must come of them.
 * Running them is program_trial.h's business.
 */
#include "base/str.h"
#include "domain/answers.h"
#include "domain/json_line.h"
#include "domain/program_reader.h"

static const char *const advice_words[ADVICE_COUNT] = {
#define ADVICE(id, word, text) [ADVICE_##id] = word,
#include "domain/worksheet_words.def"
};

static const char *const expedited_words[] = { NULL, "no", "yes", "unknown" };

static const char *
read_kept_object(struct reader *reader, struct place in, const char *name)
{
	struct place at = place_member(reader, in, name);

	if (at.json && json_kind(at.json) != JSON_OBJECT) {
		reader_complain(reader, at.pointer, "wrong_type", "an object {...} is needed here");
		return NULL;
	}
	return read_kept(reader, in, name);
}

static void
check_case_steps(struct reader *reader, struct place in, const char *name,
	const struct program_rules *rules)
{
	struct place steps = place_member(reader, in, name);

	for (const struct json *at = json_first(steps.json); at; at = json_next(at))
		if (!json_name(at) || !rules_find_step(rules, json_name(at)))
			reader_complain(reader, steps.pointer, "dangling", "there is no step \"%s\"",
				json_name(at) ? json_name(at) : "");
}

/* The inputs are held to the form, as an applicant's would be. */
static void
check_case_answers(struct reader *reader, struct place in)
{
	struct place answers = place_member(reader, in, "answers");
	struct err err = { 0 };

	if (!answers.json || json_kind(answers.json) != JSON_OBJECT ||
		answers_check(reader->program, answers.json, NULL, DATE_NONE, &err))
		return;
	for (size_t i = 0; i < err.field_count; i++)
		reader_complain(reader,
			arena_printf(reader->arena, "%s%s", in.pointer, err.fields[i].pointer),
			err.fields[i].code, "%s", err.fields[i].detail);
}

static void
read_case_outcome(struct reader *reader, struct place in, struct program_case *ret)
{
	if (json_get(in.json, "advice"))
		ret->advice = (enum advice)read_word(
			reader, in, "advice", WORD_TABLE(advice_words), 0);
	int expedited = json_get(in.json, "expedited")
		? read_word(reader, in, "expedited", WORD_TABLE(expedited_words), 0) : 0;
	ret->has_expedited = expedited > 0;
	ret->expedited = expedited == 1 ? TRUTH_NO : expedited == 2 ? TRUTH_YES : TRUTH_UNKNOWN;
	ret->has_reasons = json_get(in.json, "reasons") != NULL;
	read_words(reader, in, "reasons", &ret->reasons);
	read_words(reader, in, "unknown", &ret->unknown);
	for (size_t i = 0; i < ret->reasons.count; i++)
		if (!program_find_reason(reader->program, ret->reasons.at[i]))
			reader_complain(reader, in.pointer, "dangling", "there is no reason \"%s\"",
				ret->reasons.at[i]);
	if (!ret->steps && !ret->advice && !ret->has_expedited && !ret->has_reasons && !ret->unknown.count)
		reader_complain(reader, in.pointer, "empty",
			"a case expects \"steps\", \"advice\", \"expedited\", \"reasons\" or \"unknown\"");
}

static void
read_case(struct reader *reader, struct place in, const struct program_rules *rules,
	struct program_case *ret)
{
	const char *month = read_text(reader, in, "month", false);

	ret->name = read_text(reader, in, "name", true);
	ret->line = json_pointer_line(reader->text, reader->len, in.pointer);
	ret->filed_on = read_date(reader, in, "filed_on", true);
	ret->month = DATE_NONE;
	if (month && !date_from_text(arena_printf(reader->arena, "%s-01", month), &ret->month))
		reader_complain(reader, place_member(reader, in, "month").pointer, "bad_date",
			"a month YYYY-MM is needed");
	ret->answers = read_kept_object(reader, in, "answers");
	if (!json_get(in.json, "answers"))
		reader_complain(reader, in.pointer, "required", "\"answers\" is missing");
	check_case_answers(reader, in);
	ret->given = read_kept_object(reader, in, "given");
	ret->steps = read_kept_object(reader, in, "steps");
	check_case_steps(reader, in, "given", rules);
	check_case_steps(reader, in, "steps", rules);
	read_case_outcome(reader, in, ret);
}

void
read_cases(struct reader *reader, struct place root, struct program_rules *rules)
{
	struct place list = place_member(reader, root, "cases");
	size_t count = read_list(reader, list, false);
	size_t index = 0;

	rules->cases.at = arena_array(reader->arena, count + 1, sizeof(*rules->cases.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);

		if (read_object(reader, place,
			    "name,filed_on,month,answers,given,steps,advice,expedited,reasons,unknown"))
			read_case(reader, place, rules, &rules->cases.at[rules->cases.count++]);
	}
}
