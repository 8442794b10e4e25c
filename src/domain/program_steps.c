/* SPDX-License-Identifier: Apache-2.0
 *
 * The arithmetic of a program file: tables, steps, tests.  A rule that asks
 * for what is neither a question, nor a table, nor an earlier step is refused
 * here, so that none is found wanting while a worker waits for a number.
 */
#include <string.h>

#include "base/str.h"
#include "domain/program_reader.h"

static const char *const unit_words[STEP_UNIT_COUNT] = {
#define STEP_UNIT(id, word) [STEP_IS_##id] = word,
#include "domain/worksheet_words.def"
};
static const char *const way_words[ROUND_WAY_COUNT] = {
#define ROUND_WAY(id, word) [ROUND_##id] = word,
#include "domain/worksheet_words.def"
};
static const char *const to_words[ROUND_TO_COUNT] = {
#define ROUND_TO(id, word, parts) [ROUND_TO_##id] = word,
#include "domain/worksheet_words.def"
};

/* Of the case itself, beside questions, tables and steps. */
static const char case_members[] = "filed.on,filed.day,month.on,month.first,expedited";

struct rules_reader {
	struct reader *reader;
	struct program_rules *rules;
	size_t steps_known; /* a rule may ask for these, the steps before it */
	const char *pointer;
};

/* ---- names ---- */

static bool
is_step_known(const struct rules_reader *with, const char *id)
{
	for (size_t i = 0; i < with->steps_known; i++)
		if (str_eq(with->rules->steps.at[i].id, id))
			return true;
	return false;
}

/* Its column is picked by a step that must have come before. */
static void
check_table(const struct rules_reader *with, const char *id)
{
	const struct program_parameter *parameter = rules_find_parameter(with->rules, id);

	if (!parameter)
		reader_complain(with->reader, with->pointer, "dangling",
			"there is no table \"%s\" in \"parameters\"", id);
	else if (parameter->by && !is_step_known(with, parameter->by))
		reader_complain(with->reader, with->pointer, "dangling",
			"the table \"%s\" is by the step \"%s\", which is not worked out yet", id,
			parameter->by);
}

static void
check_rule_path(void *context, const char *path)
{
	const struct rules_reader *with = context;
	char id[RULE_PATH_MAX + 1];
	size_t len = strcspn(path, ".");

	if (str_starts(path, "step.")) {
		if (!is_step_known(with, path + strlen("step.")))
			reader_complain(with->reader, with->pointer, "dangling",
				"the rule asks for \"%s\", which is no earlier step", path);
	} else if (str_starts(path, "table.")) {
		check_table(with, path + strlen("table."));
	} else if (!str_in_list(case_members, path)) {
		str_copy(id, len + 1 < sizeof(id) ? len + 1 : sizeof(id), path);
		if (!program_find_question(with->reader->program, id))
			reader_complain(with->reader, with->pointer, "dangling",
				"the rule asks for \"%s\", which is no question here", path);
	}
}

static const struct rule *
read_step_rule(struct rules_reader *with, struct place in, const char *name, bool required)
{
	const struct rule *rule = read_rule(with->reader, in, name);

	with->pointer = place_member(with->reader, in, name).pointer;
	if (!json_get(in.json, name) && required)
		reader_complain(
			with->reader, with->pointer, "required", "\"%s\" is missing", name);
	rule_each_path(rule, check_rule_path, with);
	return rule;
}

/* ---- tables ---- */

static void
read_span_figures(struct reader *reader, struct place in, struct parameter_span *ret)
{
	struct place list = place_member(reader, in, "at");
	size_t count = read_list(reader, list, true);
	size_t index = 0;

	if (count > PARAMETER_SIZES_MAX) {
		reader_complain(reader, list.pointer, "too_many", "a table has at most %d columns",
			PARAMETER_SIZES_MAX);
		count = 0;
	}
	ret->at.at = arena_array(reader->arena, count + 1, sizeof(*ret->at.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at))
		ret->at.at[ret->at.count++] =
			read_fraction(reader, place_entry(reader, list, index++, at));
	if (!json_get(in.json, "each_further"))
		return;
	ret->goes_on = true;
	ret->each_further = read_fraction(reader, place_member(reader, in, "each_further"));
}

static void
read_span(struct reader *reader, struct place in, bool by_size, struct parameter_span *ret)
{
	ret->from = read_date(reader, in, "from", true);
	ret->to = read_date(reader, in, "to", false);
	if (ret->to != DATE_NONE && ret->to < ret->from)
		reader_complain(reader, in.pointer, "bad_date", "\"to\" is before \"from\"");
	if (!json_get(in.json, "value") == !json_get(in.json, "at") ||
		by_size != (json_get(in.json, "at") != NULL)) {
		reader_complain(reader, in.pointer, "required",
			"a table \"by\" a step has figures in \"at\", any other one in \"value\"");
		return;
	}
	if (by_size) {
		read_span_figures(reader, in, ret);
		return;
	}
	ret->at.at = arena_array(reader->arena, 1, sizeof(*ret->at.at));
	ret->at.at[ret->at.count++] = read_fraction(reader, place_member(reader, in, "value"));
}

/* Spans of one table follow each other; a gap between them is lawful, and said. */
static void
read_spans(struct reader *reader, struct place in, struct program_parameter *parameter)
{
	struct place list = place_member(reader, in, "values");
	size_t count = read_list(reader, list, true);
	size_t index = 0;

	parameter->spans.at =
		arena_array(reader->arena, count + 1, sizeof(*parameter->spans.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);
		struct parameter_span *span = &parameter->spans.at[parameter->spans.count];

		if (!read_object(reader, place, "from,to,value,at,each_further"))
			continue;
		read_span(reader, place, parameter->by != NULL, span);
		if (parameter->spans.count > 0 &&
			(span[-1].to == DATE_NONE || span->from <= span[-1].to))
			reader_complain(reader, place.pointer, "overlap",
				"this span begins before the one above it has ended");
		parameter->spans.count++;
	}
}

static void
read_parameters(struct rules_reader *with, struct place in)
{
	struct reader *reader = with->reader;
	size_t count = in.json && json_kind(in.json) == JSON_OBJECT ? json_count(in.json) : 0;

	if (in.json && json_kind(in.json) != JSON_OBJECT)
		reader_complain(reader, in.pointer, "wrong_type", "an object of tables is needed");
	if (count > PROGRAM_LIST_MAX) {
		reader_complain(reader, in.pointer, "too_many", "more than %d", PROGRAM_LIST_MAX);
		return;
	}
	with->rules->parameters.at =
		arena_array(reader->arena, count + 1, sizeof(*with->rules->parameters.at));
	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_member(reader, in, json_name(at));
		struct program_parameter *parameter =
			&with->rules->parameters.at[with->rules->parameters.count];

		if (!read_object(reader, place, "label,citation,by,values"))
			continue;
		parameter->id = arena_strdup(reader->arena, json_name(at));
		read_wording(reader, place, "label", true, &parameter->label);
		parameter->citation = read_text(reader, place, "citation", true);
		parameter->by = read_text(reader, place, "by", false);
		read_spans(reader, place, parameter);
		with->rules->parameters.count++;
	}
}

/* ---- steps ---- */

static void
read_rounding(struct reader *reader, struct place in, struct program_step *ret)
{
	struct place at = place_member(reader, in, "round");

	if (!at.json || !read_object(reader, at, "way,to"))
		return;
	ret->round = (enum round_way)read_word(reader, at, "way", WORD_TABLE(way_words), 0);
	ret->round_to = (enum round_to)read_word(reader, at, "to", WORD_TABLE(to_words), 0);
}

static void
read_step(struct rules_reader *with, struct place in, struct program_step *ret)
{
	struct reader *reader = with->reader;

	ret->id = read_id(reader, in, "id");
	read_wording(reader, in, "label", true, &ret->label);
	ret->unit = (enum step_unit)read_word(
		reader, in, "unit", WORD_TABLE(unit_words), STEP_IS_MONEY);
	ret->citation = read_text(reader, in, "citation", true);
	read_rounding(reader, in, ret);
	ret->rule = read_step_rule(with, in, "rule", true);
	ret->rule_text = read_kept(reader, in, "rule");
	ret->cap = read_step_rule(with, in, "cap", false);
	if (rules_find_step(with->rules, ret->id))
		reader_complain(
			reader, in.pointer, "twice", "the step \"%s\" is there twice", ret->id);
}

static const struct program_step *
read_step_name(struct rules_reader *with, struct place in, const char *name)
{
	const char *id = read_text(with->reader, in, name, false);
	const struct program_step *step = id ? rules_find_step(with->rules, id) : NULL;

	if (id && !step)
		reader_complain(with->reader, place_member(with->reader, in, name).pointer,
			"dangling", "there is no step \"%s\"", id);
	return step;
}

static void
read_steps(struct rules_reader *with, struct place in)
{
	struct program_rules *rules = with->rules;
	struct place list = place_member(with->reader, in, "steps");
	size_t count;
	size_t index = 0;

	if (!read_object(with->reader, in, "steps,size,amount,first_amount"))
		return;
	count = read_list(with->reader, list, true);
	if (count > STEPS_MAX) {
		reader_complain(with->reader, list.pointer, "too_many", "at most %d", STEPS_MAX);
		return;
	}
	rules->steps.at = arena_array(with->reader->arena, count + 1, sizeof(*rules->steps.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(with->reader, list, index++, at);

		if (!read_object(with->reader, place, "id,label,unit,rule,round,cap,citation"))
			continue;
		read_step(with, place, &rules->steps.at[rules->steps.count]);
		with->steps_known = ++rules->steps.count;
	}
	rules->size = read_step_name(with, in, "size");
	rules->amount = read_step_name(with, in, "amount");
	rules->first_amount = read_step_name(with, in, "first_amount");
}

/* ---- tests ---- */

static void
read_reason_facts(struct rules_reader *with, struct place in, struct test_reason *ret)
{
	struct place facts = place_member(with->reader, in, "facts");
	size_t count = facts.json && json_kind(facts.json) == JSON_OBJECT ? json_count(facts.json) : 0;

	ret->facts.at = arena_array(with->reader->arena, count + 1, sizeof(*ret->facts.at));
	for (const struct json *at = count ? json_first(facts.json) : NULL; at; at = json_next(at)) {
		struct test_fact *fact = &ret->facts.at[ret->facts.count];

		fact->fact = reason_find_fact(ret->reason, json_name(at));
		fact->value = read_step_rule(with, facts, json_name(at), true);
		if (fact->fact)
			ret->facts.count++;
		else
			reader_complain(with->reader, facts.pointer, "dangling",
				"\"%s\" is no fact of %s", json_name(at), ret->reason->code);
	}
}

static void
read_test_reason(
	struct rules_reader *with, struct place in, const char *name, struct test_reason *ret)
{
	struct place at = place_member(with->reader, in, name);
	const char *code;

	if (!at.json || !read_object(with->reader, at, "reason,facts"))
		return;
	code = read_text(with->reader, at, "reason", true);
	ret->reason = code ? program_find_reason(with->reader->program, code) : NULL;
	if (ret->reason)
		read_reason_facts(with, at, ret);
	else if (code)
		reader_complain(
			with->reader, at.pointer, "dangling", "there is no reason \"%s\"", code);
}

static void
read_test(struct rules_reader *with, struct place in, struct program_test *ret)
{
	struct reader *reader = with->reader;

	ret->id = read_id(reader, in, "id");
	read_wording(reader, in, "label", true, &ret->label);
	ret->citation = read_text(reader, in, "citation", true);
	ret->when = read_step_rule(with, in, "when", false);
	ret->rule = read_step_rule(with, in, "rule", true);
	read_test_reason(with, in, "fails", &ret->fails);
	read_test_reason(with, in, "holds", &ret->holds);
	if (!ret->fails.reason && !ret->holds.reason)
		reader_complain(reader, in.pointer, "required",
			"a test gives a reason where it \"fails\", or where it \"holds\"");
	if (ret->fails.reason && ret->fails.reason->kind != REASON_DENY)
		reader_complain(reader, in.pointer, "wrong_kind",
			"%s is no reason to deny", ret->fails.reason->code);
	if (ret->holds.reason && ret->holds.reason->kind != REASON_APPROVE)
		reader_complain(reader, in.pointer, "wrong_kind",
			"%s is no reason to approve", ret->holds.reason->code);
}

static void
read_tests(struct rules_reader *with, struct place list)
{
	struct program_rules *rules = with->rules;
	size_t count = read_list(with->reader, list, false);
	size_t index = 0;

	if (count > TESTS_MAX) {
		reader_complain(with->reader, list.pointer, "too_many", "at most %d", TESTS_MAX);
		return;
	}
	rules->tests.at = arena_array(with->reader->arena, count + 1, sizeof(*rules->tests.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(with->reader, list, index++, at);

		if (read_object(with->reader, place, "id,label,when,rule,citation,fails,holds"))
			read_test(with, place, &rules->tests.at[rules->tests.count++]);
	}
}

static void
check_tables(struct rules_reader *with)
{
	for (size_t i = 0; i < with->rules->parameters.count; i++) {
		const struct program_parameter *parameter = &with->rules->parameters.at[i];

		if (parameter->by && !rules_find_step(with->rules, parameter->by))
			reader_complain(with->reader,
				arena_printf(with->reader->arena, "/parameters/%s/by", parameter->id),
				"dangling", "there is no step \"%s\"", parameter->by);
	}
}

void
read_rules(struct reader *reader, struct place root)
{
	struct place worksheet = place_member(reader, root, "worksheet");
	struct rules_reader with = { .reader = reader };

	with.rules = arena_alloc(reader->arena, sizeof(*with.rules));
	if (!worksheet.json || json_text(worksheet.json)) {
		if (!worksheet.json || !str_eq(json_text(worksheet.json), "none"))
			reader_complain(reader, worksheet.pointer,
				worksheet.json ? "unknown" : "required",
				"write the steps of the arithmetic, or \"none\"");
		for (const char *const *name = (const char *const[]){ "parameters", "eligibility",
			     "cases", NULL }; *name; name++)
			if (json_get(root.json, *name))
				reader_complain(reader, place_member(reader, root, *name).pointer,
					"unknown", "without a worksheet there is no \"%s\"", *name);
		return;
	}
	read_parameters(&with, place_member(reader, root, "parameters"));
	read_steps(&with, worksheet);
	read_tests(&with, place_member(reader, root, "eligibility"));
	check_tables(&with);
	read_cases(reader, root, with.rules);
	reader->program->rules = with.rules;
}
