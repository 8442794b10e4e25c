/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers, questions and proofs of a worksheet in words.
 */
#include "domain/worksheet_words.h"

#include <string.h>

#include "base/str.h"
#include "domain/answers.h"
#include "domain/render.h"
#include "domain/words.h"

static const char *
say(const struct sheet_run *run, const struct program_text *text)
{
	return program_say(run->input->program, text, run->input->language, NULL);
}

/* ---- values ---- */

static const char *
number_words(struct arena *arena, enum step_unit unit, struct fraction number)
{
	struct buf out = BUF_INIT(64);
	const char *text;

	rule_print_number(&out, number);
	/* "2310" of money is "2310.00"; less than a cent stays as it is. */
	if (unit == STEP_IS_MONEY && number.over == 1)
		buf_puts(&out, ".00");
	text = arena_strdup(arena, out.data);
	buf_done(&out);
	return text;
}

const char *
value_words(struct arena *arena, enum step_unit unit, const struct rule_value *value)
{
	if (value->kind == RULE_UNKNOWN)
		return NULL;
	switch (unit) {
	case STEP_IS_MONEY:
	case STEP_IS_NUMBER:
		return number_words(arena, unit, rule_value_number(value));
	case STEP_IS_YESNO:
		return rule_value_truth(value) == TRUTH_YES ? "yes" : "no";
	case STEP_IS_LIST:
		return arena_printf(arena, "%zu", value->kind == RULE_LIST ? value->count : 0);
	default:
		return value->kind == RULE_TEXT ? arena_strdup(arena, value->text) : "";
	}
}

/* ---- what is not known ---- */

/* Where an entry of the facts stands: its list, its index, and whether it is
 * the person inside it that is meant. */
struct entry_place {
	const struct program_question *question;
	const struct json *answer; /* the same entry in the answers */
};

static const struct json *
nth(const struct json *list, size_t index)
{
	const struct json *at = json_first(list);

	while (at && index-- > 0)
		at = json_next(at);
	return at;
}

static bool
find_entry(const struct sheet_run *run, const struct json *entry, struct entry_place *ret)
{
	for (const struct json *list = json_first(run->facts); list; list = json_next(list)) {
		size_t index = 0;

		if (json_kind(list) != JSON_LIST)
			continue;
		for (const struct json *at = json_first(list); at; at = json_next(at), index++) {
			if (at != entry)
				continue;
			ret->question = program_find_question(run->input->program, json_name(list));
			ret->answer = nth(json_get(run->input->answers, json_name(list)), index);
			return ret->question && ret->answer;
		}
	}
	return false;
}

/* The person that "who" of an entry stands for. */
static bool
find_who(const struct sheet_run *run, const struct entry_place *entry, struct entry_place *ret)
{
	const struct program_question *persons =
		program_find_question(run->input->program, run->input->program->persons);
	const char *name = NULL;

	for (size_t i = 0; i < entry->question->fields.count && !name; i++)
		if (entry->question->fields.at[i].type == QUESTION_PERSON)
			name = json_text(json_get(entry->answer, entry->question->fields.at[i].id));
	if (!persons || !name)
		return false;
	for (const struct json *at = json_first(json_get(run->input->answers, persons->id)); at;
		at = json_next(at))
		if (str_eq(json_text(json_get(at, "name")), name)) {
			*ret = (struct entry_place){ persons, at };
			return true;
		}
	return false;
}

/* Does a proof of this requirement bear the question out? */
static bool
requirement_proves(
	const struct program_requirement *requirement, const struct program_question *question)
{
	if (requirement->per == PER_SOURCE)
		return requirement->proves.count > 0 && str_eq(requirement->each, question->id);
	if (requirement->per == PER_PERSON)
		return requirement->proves.count > 0 && question->type == QUESTION_PERSONS;
	return text_list_has(&requirement->proves, question->id);
}

/* The proof of a question, of an entry where there is one. */
static const struct missing_item *
find_proof(const struct sheet_run *run, const struct program_question *question, const char *entry)
{
	const struct worksheet_input *input = run->input;

	for (size_t i = 0; i < input->item_count; i++) {
		const struct program_requirement *requirement =
			program_find_requirement(input->program, input->items[i].requirement);

		if (!requirement || !requirement_proves(requirement, question))
			continue;
		if (!entry || requirement->per == PER_HOUSEHOLD ||
			str_eq(entry, requirement->per == PER_SOURCE ? input->items[i].source
								     : input->items[i].person))
			return &input->items[i];
	}
	return NULL;
}

static void
add_unknown(struct unknown_list *list, const struct sheet_run *run, struct worksheet_unknown unknown)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->at[i].path, unknown.path) && str_eq(list->at[i].label, unknown.label))
			return;
	list->at = arena_more(run->arena, list->at, list->count, sizeof(*list->at));
	list->at[list->count++] = unknown;
}

static struct worksheet_unknown
entry_unknown(const struct sheet_run *run, struct entry_place place, const char *path)
{
	const char *name;
	const char *id;
	const struct program_question *field;
	const struct missing_item *proof;
	struct entry_place who;

	if (str_starts(path, "who.") && find_who(run, &place, &who)) {
		place = who;
		path += strlen("who.");
	}
	id = str_eq(path, "age") ? "born_on" : path;
	field = question_find_field(place.question, id);
	name = entry_name(place.question, place.answer);
	proof = find_proof(run, place.question, name);
	return (struct worksheet_unknown){
		.path = arena_printf(run->arena, "%s.%s", place.question->id, id),
		.label = arena_printf(run->arena, "%s, %s",
			say(run, field ? &field->label : &place.question->label), name ? name : "?"),
		.question = place.question->id,
		.item = proof ? proof->id : NULL,
	};
}

static struct worksheet_unknown
plain_unknown(const struct sheet_run *run, const char *path)
{
	struct worksheet_unknown unknown = { .path = path, .label = path };
	const struct program_parameter *parameter;
	const struct program_question *question;
	const struct missing_item *proof;

	if (str_starts(path, "table.")) {
		parameter = rules_find_parameter(run->rules, path + strlen("table."));
		if (parameter)
			unknown.label = say(run, &parameter->label);
		return unknown;
	}
	question = program_find_question(run->input->program,
		arena_strndup(run->arena, path, strcspn(path, ".")));
	if (!question)
		return unknown;
	proof = find_proof(run, question, NULL);
	unknown.label = say(run, &question->label);
	unknown.question = question->id;
	unknown.item = proof ? proof->id : NULL;
	return unknown;
}

void
unknown_words(
	struct unknown_list *list, const struct sheet_run *run, const struct asked_list *asked)
{
	for (size_t i = 0; i < asked->count; i++) {
		const struct asked *at = &asked->at[i];
		struct entry_place place;

		if (at->entry && find_entry(run, at->entry, &place))
			add_unknown(list, run, entry_unknown(run, place, at->path));
		else
			add_unknown(list, run, plain_unknown(run, at->path));
	}
}

/* ---- evidence ---- */

struct gathering {
	struct worksheet_step *step;
	const struct sheet_run *run;
};

static void
add_evidence(struct gathering *to, const char *label, const char *value, const char *item)
{
	for (size_t i = 0; i < to->step->evidence.count; i++)
		if (str_eq(to->step->evidence.at[i].label, label) &&
			str_eq(to->step->evidence.at[i].value, value))
			return;
	to->step->evidence.at = arena_more(to->run->arena, to->step->evidence.at,
		to->step->evidence.count, sizeof(*to->step->evidence.at));
	to->step->evidence.at[to->step->evidence.count++] =
		(struct worksheet_evidence){ label, value, item };
}

const char *
answer_words(const struct sheet_run *run, const struct program_question *question)
{
	const struct json *answer = json_get(run->input->answers, question->id);
	struct buf out = BUF_INIT(ANSWERS_BYTES_MAX);
	const char *text;

	/* What stands where nothing is asked any more was not counted. */
	if (!question->sensitive && answers_ask(run->input->program, question, run->input->answers))
		answer_print(&out, run->input->program, question, answer, run->input->language);
	text = arena_strdup(run->arena, out.data);
	buf_done(&out);
	return text;
}

static void
gather_question(struct gathering *to, const struct program_question *question)
{
	const struct worksheet_input *input = to->run->input;
	const struct json *answer = json_get(input->answers, question->id);

	add_evidence(to, say(to->run, &question->label), answer_words(to->run, question), NULL);
	for (size_t i = 0; i < input->item_count && answer_given(answer); i++) {
		const struct missing_item *item = &input->items[i];
		const struct program_requirement *requirement =
			program_find_requirement(input->program, item->requirement);

		if (requirement && requirement_proves(requirement, question))
			add_evidence(to,
				render_item(to->run->arena, input->program, item, input->language),
				word_of(words_item_state, (int)item->state), item->id);
	}
}

static void
gather_path(void *context, const char *path)
{
	struct gathering *to = context;
	const struct program_parameter *parameter;
	const struct program_question *question;
	const struct program_step *step;
	struct rule_value figure;

	if (str_starts(path, "step.")) {
		step = rules_find_step(to->run->rules, path + strlen("step."));
		if (step && sheet_run_step(to->run, step->id))
			add_evidence(to, say(to->run, &step->label),
				value_words(to->run->arena, step->unit,
					&sheet_run_step(to->run, step->id)->value),
				NULL);
	} else if (str_starts(path, "table.")) {
		parameter = rules_find_parameter(to->run->rules, path + strlen("table."));
		figure = rule_value_of_number(sheet_run_figure(to->run, parameter));
		if (!fraction_is_number(figure.number))
			figure.kind = RULE_UNKNOWN;
		add_evidence(to,
			arena_printf(to->run->arena, "%s, %s", say(to->run, &parameter->label),
				parameter->citation),
			value_words(to->run->arena, STEP_IS_NUMBER, &figure), NULL);
	} else {
		question = program_find_question(to->run->input->program,
			arena_strndup(to->run->arena, path, strcspn(path, ".")));
		if (question)
			gather_question(to, question);
	}
}

void
evidence_words(
	struct worksheet_step *step, const struct sheet_run *run, const struct rule *rule)
{
	struct gathering to = { step, run };

	rule_each_path(rule, gather_path, &to);
}

/* ---- facts of a reason ---- */

static void
put_fact(struct json_out *out, const struct program_fact *fact, const struct rule_value *value)
{
	struct fraction number = rule_value_number(value);
	struct buf text = BUF_INIT(64);

	if (value->kind == RULE_UNKNOWN)
		return;
	switch (fact->type) {
	case FACT_MONEY:
		/* A letter has whole cents. */
		number = fraction_round(number, FRACTION_HALF_UP, 100);
		rule_print_number(&text, number);
		json_begin_object(out, fact->name);
		if (number.over == 1)
			buf_puts(&text, ".00");
		json_put_text(out, "amount", text.data);
		json_put_text(out, "currency", "USD");
		json_end_object(out);
		break;
	case FACT_NUMBER:
		if (number.over == 1)
			json_put_int(out, fact->name, number.part);
		break;
	default:
		if (value->kind == RULE_TEXT)
			json_put_text(out, fact->name, value->text);
		break;
	}
	buf_done(&text);
}

const char *
fact_words(struct sheet_run *run, const struct test_reason *reason)
{
	struct buf text = BUF_INIT(ANSWERS_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	const char *facts;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < reason->facts.count; i++) {
		struct rule_value value =
			rule_value(reason->facts.at[i].value, &run->scope, run->arena);

		put_fact(&out, reason->facts.at[i].fact, &value);
	}
	json_end_object(&out);
	facts = arena_strdup(run->arena, text.data);
	buf_done(&text);
	return facts;
}
