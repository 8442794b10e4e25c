/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to a program's arithmetic: its parts by name, its words, the
 * figure of a table for a day.
 */
#include "domain/program_rules.h"

#include "base/str.h"

static const char *const unit_words[STEP_UNIT_COUNT] = {
#define STEP_UNIT(id, word) [STEP_IS_##id] = word,
#include "domain/worksheet_words.def"
};
static const char *const way_words[ROUND_WAY_COUNT] = {
#define ROUND_WAY(id, word) [ROUND_##id] = word,
#include "domain/worksheet_words.def"
};
static const struct rounding_unit {
	const char *word;
	int64_t parts;
} to_units[ROUND_TO_COUNT] = {
#define ROUND_TO(id, word, parts) [ROUND_TO_##id] = { word, parts },
#include "domain/worksheet_words.def"
};
static const struct known_advice {
	const char *word;
	const char *text;
} advices[ADVICE_COUNT] = {
#define ADVICE(id, word, text) [ADVICE_##id] = { word, text },
#include "domain/worksheet_words.def"
};

const struct program_parameter *
rules_find_parameter(const struct program_rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->parameters.count; i++)
		if (str_eq(rules->parameters.at[i].id, id))
			return &rules->parameters.at[i];
	return NULL;
}

const struct program_step *
rules_find_step(const struct program_rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->steps.count; i++)
		if (str_eq(rules->steps.at[i].id, id))
			return &rules->steps.at[i];
	return NULL;
}

const struct parameter_span *
parameter_span_on(const struct program_parameter *parameter, civil_date on)
{
	for (size_t i = 0; i < parameter->spans.count; i++) {
		const struct parameter_span *span = &parameter->spans.at[i];

		if (span->from <= on && (span->to == DATE_NONE || on <= span->to))
			return span;
	}
	return NULL;
}

struct fraction
parameter_span_at(const struct parameter_span *span, int64_t size)
{
	int64_t count = (int64_t)span->at.count;

	if (size < 1 || count == 0 || (size > count && !span->goes_on))
		return FRACTION_NONE;
	if (size <= count)
		return span->at.at[size - 1];
	return fraction_add(span->at.at[count - 1],
		fraction_multiply(span->each_further, fraction_of(size - count)));
}

const char *
step_unit_word(enum step_unit unit)
{
	return unit_words[unit] ? unit_words[unit] : "";
}

const char *
round_way_word(enum round_way way)
{
	return way_words[way] ? way_words[way] : "";
}

const char *
round_to_word(enum round_to to)
{
	return to_units[to].word ? to_units[to].word : "";
}

int64_t
round_to_parts(enum round_to to)
{
	return to_units[to].parts;
}

const char *
advice_word(enum advice advice)
{
	return advices[advice].word ? advices[advice].word : "";
}

const char *
advice_text(enum advice advice)
{
	return advices[advice].text ? advices[advice].text : "";
}
