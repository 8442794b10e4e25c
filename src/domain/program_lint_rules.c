/* SPDX-License-Identifier: Apache-2.0
 *
 * The arithmetic of a program, read again: figures that are missing for some
 * days, tables and tests that nothing uses or tries, and the file's own cases,
 * which must come out as it says.
 */
#include "domain/program_linter.h"

#include <string.h>

#include "base/str.h"
#include "domain/program_trial.h"

/* ---- tables ---- */

static const char *
day(struct linter *linter, civil_date date)
{
	char text[DATE_TEXT_MAX];

	return arena_strdup(linter->arena, date_to_text(date, text));
}

/* A gap may be lawful, where the figures are not known yet; it is never silent. */
static void
lint_spans(struct linter *linter, const struct program_parameter *parameter, const char *pointer)
{
	const char *values = lint_below(linter, pointer, "values");

	for (size_t i = 0; i < parameter->spans.count; i++) {
		const struct parameter_span *span = &parameter->spans.at[i];
		civil_date since = i == 0 ? linter->program->effective_on : span[-1].to + 1;

		if (span->from <= since)
			continue;
		lint_note(linter, false, lint_entry(linter, values, i),
			"no figures from %s to %s: add them, or leave it so: a worksheet says then that it does not know",
			day(linter, since), day(linter, span->from - 1));
	}
}

/* A sheet needs them all: where one ends and others go on, it no longer knows. */
static void
lint_ends(struct linter *linter, const struct program_parameter *parameter, const char *pointer)
{
	const struct program_rules *rules = linter->program->rules;
	const struct parameter_span *last = &parameter->spans.at[parameter->spans.count - 1];
	civil_date furthest = last->to;

	for (size_t i = 0; furthest != DATE_NONE && i < rules->parameters.count; i++) {
		const struct program_parameter *other = &rules->parameters.at[i];
		if (other->spans.count == 0)
			continue;
		civil_date to = other->spans.at[other->spans.count - 1].to;
		if (to == DATE_NONE || to > furthest)
			furthest = to;
	}
	if (furthest != last->to)
		lint_note(linter, false, lint_entry(linter, lint_below(linter, pointer, "values"), parameter->spans.count - 1),
			"no figures from %s on, and other tables go on: add them when they are published",
			day(linter, last->to + 1));
}

struct table_use {
	const char *path; /* "table.most" */
	bool is_used;
};

static void
note_use(void *context, const char *path)
{
	struct table_use *use = context;

	use->is_used |= str_eq(path, use->path);
}

static void
note_fact_uses(const struct test_reason *reason, struct table_use *use)
{
	for (size_t i = 0; i < reason->facts.count; i++)
		rule_each_path(reason->facts.at[i].value, note_use, use);
}

static bool
is_table_used(struct linter *linter, const struct program_parameter *parameter)
{
	const struct program_rules *rules = linter->program->rules;
	struct table_use use = { .path = arena_printf(linter->arena, "table.%s", parameter->id) };

	for (size_t i = 0; i < rules->steps.count; i++) {
		rule_each_path(rules->steps.at[i].rule, note_use, &use);
		rule_each_path(rules->steps.at[i].cap, note_use, &use);
	}
	for (size_t i = 0; i < rules->tests.count; i++) {
		rule_each_path(rules->tests.at[i].when, note_use, &use);
		rule_each_path(rules->tests.at[i].rule, note_use, &use);
		note_fact_uses(&rules->tests.at[i].fails, &use);
		note_fact_uses(&rules->tests.at[i].holds, &use);
	}
	return use.is_used;
}

static void
lint_tables(struct linter *linter)
{
	const struct program_rules *rules = linter->program->rules;

	for (size_t i = 0; i < rules->parameters.count; i++) {
		const struct program_parameter *parameter = &rules->parameters.at[i];
		const char *pointer = lint_below(linter, "/parameters", parameter->id);

		lint_text(linter, &parameter->label, lint_below(linter, pointer, "label"), false);
		lint_spans(linter, parameter, pointer);
		if (parameter->spans.count > 0)
			lint_ends(linter, parameter, pointer);
		if (!is_table_used(linter, parameter))
			lint_note(linter, false, pointer,
				"no rule looks into this table: use it as {\"var\": \"table.%s\"} or take it out",
				parameter->id);
	}
}

/* ---- steps and tests ---- */

static void
lint_steps(struct linter *linter)
{
	const struct program_rules *rules = linter->program->rules;

	for (size_t i = 0; i < rules->steps.count; i++)
		lint_text(linter, &rules->steps.at[i].label,
			lint_below(linter, lint_entry(linter, "/worksheet/steps", i), "label"), false);
	for (size_t i = 0; i < rules->tests.count; i++)
		lint_text(linter, &rules->tests.at[i].label,
			lint_below(linter, lint_entry(linter, "/eligibility", i), "label"), false);
}

/* What no case fails, or none meets, could be wrong without anybody seeing it. */
static void
lint_tried(struct linter *linter, const struct trial_list *trials)
{
	const struct program_rules *rules = linter->program->rules;

	for (size_t i = 0; i < rules->tests.count; i++) {
		const char *pointer = lint_entry(linter, "/eligibility", i);

		if (!trials->tests[i].is_met)
			lint_note(linter, false, pointer,
				"no case meets this test: add one to \"cases\" that does");
		if (rules->tests.at[i].fails.reason && !trials->tests[i].is_not_met)
			lint_note(linter, false, pointer,
				"no case fails this test: add one to \"cases\" that does");
	}
}

static void
lint_expedited_tried(struct linter *linter, const struct trial_list *trials)
{
	for (size_t i = 0; i < linter->program->clocks.expedited_tests.count; i++) {
		const char *pointer = lint_entry(linter, "/clocks/expedited_tests", i);

		if (!trials->expedited[i].is_met)
			lint_note(linter, false, pointer,
				"no case with \"expedited\" meets this test: add one to \"cases\" that does");
		if (!trials->expedited[i].is_not_met)
			lint_note(linter, false, pointer,
				"no case with \"expedited\" fails this test: add one to \"cases\" that does");
	}
}

static void
lint_cases(struct linter *linter)
{
	const struct program_rules *rules = linter->program->rules;
	struct trial_list trials;
	struct err err = { 0 };

	if (!program_trial(&trials, linter->arena, linter->program, &err)) {
		lint_note(linter, true, "/cases", "the cases cannot be worked out: %s", err.detail);
		return;
	}
	for (size_t i = 0; i < trials.count; i++)
		for (size_t j = 0; j < trials.at[i].differences.count; j++) {
			const struct trial_difference *differs = &trials.at[i].differences.at[j];

			lint_note(linter, true, lint_entry(linter, "/cases", i),
				"%s: the case expects %s, the rules come to %s: correct the one that is wrong",
				differs->of, differs->expected, differs->came);
		}
	if (rules->tests.count > 0 && rules->cases.count == 0)
		lint_note(linter, false, "/eligibility",
			"no case tries these tests: add \"cases\", on either side of each");
	else
		lint_tried(linter, &trials);
	lint_expedited_tried(linter, &trials);
}

void
lint_rules(struct linter *linter)
{
	if (!linter->program->rules)
		return;
	lint_tables(linter);
	lint_steps(linter);
	lint_cases(linter);
}
