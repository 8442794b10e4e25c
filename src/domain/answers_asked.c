/* SPDX-License-Identifier: Apache-2.0
 *
 * Which questions are asked.
 *
 * One that is not asked has no answer, whatever was typed there before: what
 * depends on it is told as with nothing there.  One that is asked and not
 * answered leaves open what depends on it.  So the conditions of a form are
 * worked out from the questions they name upward, each once.
 */
#include "domain/answer_list.h"

#include <string.h>

#include "base/str.h"

/* Longer chains, and rings, cannot be told. */
enum { ASKED_DEPTH_MAX = 24 };

/* A question, or a field of one entry. */
struct place {
	const struct program_question *list;     /* NULL: a question */
	const struct program_question *question; /* NULL: no such */
	const struct json *entry;
};

struct told {
	struct place place;
	enum truth asked;
};

/* One answer to "is it asked?", with all that has to be told first. */
struct finding_out {
	const struct program *program;
	const struct json *answers;
	struct arena arena;
	struct told *told;
	size_t told_count;
	int depth;
};

/* One condition, and what it may look at. */
struct condition {
	struct finding_out *with;
	const struct form_scope *scope;
	bool waits; /* for a question that is required */
};

static enum truth is_asked(struct finding_out *with, const struct place *place);

/* ---- names ---- */

/* The first part of a path as a question, or a field of the list; ret_rest what follows it. */
static const struct program_question *
first_named(const struct program *program, const struct program_question *list, const char *path,
	const char **ret_rest)
{
	char id[RULE_PATH_MAX + 1];
	size_t len = strcspn(path, ".");

	*ret_rest = path[len] ? path + len + 1 : "";
	if (len >= sizeof(id))
		return NULL;
	str_copy(id, len + 1, path);
	return list ? question_find_field(list, id) : program_find_question(program, id);
}

static struct place
field_named(const struct condition *condition, const struct program_question *list,
	const struct json *entry, const char *path)
{
	const char *rest;

	return (struct place){
		list, first_named(condition->with->program, list, path, &rest), entry };
}

/* "jobs", or the field in "jobs.0.employer": *ret_list is what is asked before it. */
static struct place
question_named(const struct condition *condition, const char *path, struct place *ret_list)
{
	const struct program *program = condition->with->program;
	const char *rest;
	struct place list = { NULL, first_named(program, NULL, path, &rest), NULL };
	char number[24];
	size_t len = strcspn(rest, ".");
	const struct json *entry;
	int64_t index;

	*ret_list = list;
	if (!list.question || !rest[len] || len >= sizeof(number))
		return list;
	str_copy(number, len + 1, rest);
	entry = str_to_i64(number, &index) && index >= 0
		? answer_entry(condition->with->answers, list.question, (size_t)index)
		: NULL;
	return entry ? field_named(condition, list.question, entry, rest + len + 1) : list;
}

/* The list whose entry it is; NULL: none's. */
static const struct program_question *
list_of_entry(const struct finding_out *with, const struct json *entry)
{
	for (const struct json *list = json_first(with->answers); list; list = json_next(list)) {
		if (json_kind(list) != JSON_LIST)
			continue;
		for (const struct json *at = json_first(list); at; at = json_next(at))
			if (at == entry)
				return program_find_question(with->program, json_name(list));
	}
	return NULL;
}

/* What the path names; nothing where it is no question. */
static struct place
named(const struct condition *condition, const char *path, struct place *ret_list)
{
	const struct form_scope *scope = condition->scope;

	*ret_list = (struct place){ 0 };
	if (scope->person && str_starts(path, "person."))
		return field_named(condition, scope->person_of, scope->person, path + strlen("person."));
	if (scope->source && str_starts(path, "source."))
		return field_named(condition, scope->source_of, scope->source, path + strlen("source."));
	return question_named(condition, path, ret_list);
}

static bool
is_left_out(struct condition *condition, const struct place *place)
{
	return place->question && is_asked(condition->with, place) == TRUTH_NO;
}

static bool
find_nothing(void *context, const char *path, struct rule_value *ret)
{
	struct condition *condition = context;
	struct place list, place = named(condition, path, &list);

	*ret = (struct rule_value){ .kind = RULE_NULL };
	return is_left_out(condition, &list) || is_left_out(condition, &place);
}

static bool
is_nothing_of_entry(void *context, const struct json *entry, const char *path)
{
	struct condition *condition = context;
	const struct program_question *list = list_of_entry(condition->with, entry);
	struct place place = { 0 };

	if (list && list->fields.count > 0)
		place = field_named(condition, list, entry, path);
	return is_left_out(condition, &place);
}

static void
note_unknown(void *context, const struct json *entry, const char *path)
{
	struct condition *condition = context;
	const struct program_question *of = entry ? list_of_entry(condition->with, entry) : NULL;
	struct place list, place;

	if (!entry)
		place = named(condition, path, &list);
	else if (of && of->fields.count > 0)
		place = field_named(condition, of, entry, path);
	else
		return;
	condition->waits |= place.question && place.question->required;
}

/* ---- conditions ---- */

static enum truth
test(struct finding_out *with, const struct rule *rule, const struct form_scope *scope, bool *ret_waits)
{
	struct condition condition = { .with = with, .scope = scope };
	struct rule_scope look = { .answers = with->answers,
		.person = scope->person,
		.source = scope->source,
		.find = find_nothing,
		.nothing = is_nothing_of_entry,
		.unknown = note_unknown,
		.context = &condition };
	enum truth truth = rule_test(rule, &look);

	*ret_waits = truth == TRUTH_UNKNOWN && condition.waits;
	return truth;
}

/* Of an entry person and source are the entry itself. */
static enum truth
ask_about(struct finding_out *with, const struct place *place, bool *ret_waits)
{
	struct form_scope scope = { .person_of = place->list, .person = place->entry,
		.source_of = place->list, .source = place->entry };
	const struct rule *around = place->list ? NULL : program_section_when(with->program, place->question);
	bool page_waits, waits;
	enum truth page, asked;

	page = test(with, around, &scope, &page_waits);
	*ret_waits = page_waits;
	if (page == TRUTH_NO)
		return TRUTH_NO;
	asked = test(with, place->question->when, &scope, &waits);
	*ret_waits = asked != TRUTH_NO && (page_waits || waits);
	return asked == TRUTH_YES ? page : asked;
}

/* What is being told already waits for itself. */
static enum truth
is_asked(struct finding_out *with, const struct place *place)
{
	size_t at = with->told_count;
	enum truth asked;
	bool ignored;

	for (size_t i = 0; i < with->told_count; i++)
		if (with->told[i].place.question == place->question &&
			with->told[i].place.entry == place->entry)
			return with->told[i].asked;
	if (with->depth == ASKED_DEPTH_MAX)
		return TRUTH_UNKNOWN;
	with->told = arena_more(&with->arena, with->told, with->told_count, sizeof(*with->told));
	with->told[with->told_count++] = (struct told){ *place, TRUTH_UNKNOWN };
	with->depth++;
	asked = ask_about(with, place, &ignored);
	with->depth--;
	return with->told[at].asked = asked;
}

/* ---- what the others ask ---- */

static enum truth
find_out(const struct program *program, const struct json *answers, struct place place, bool *ret_waits)
{
	struct finding_out with = { .program = program, .answers = answers, .arena = ARENA_INIT };
	enum truth asked = ask_about(&with, &place, ret_waits);

	arena_done(&with.arena);
	return asked;
}

enum truth
answers_test(const struct program *program, const struct rule *rule, const struct json *answers,
	const struct form_scope *scope)
{
	static const struct form_scope nobody = { 0 };
	struct finding_out with = { .program = program, .answers = answers, .arena = ARENA_INIT };
	bool ignored;
	enum truth truth = test(&with, rule, scope ? scope : &nobody, &ignored);

	arena_done(&with.arena);
	return truth;
}

enum truth
answers_asked(const struct program *program, const struct program_question *question,
	const struct json *answers)
{
	bool ignored;

	return find_out(program, answers, (struct place){ .question = question }, &ignored);
}

enum truth
answers_asked_field(const struct program *program, const struct program_question *list,
	const struct program_question *field, const struct json *answers, const struct json *entry)
{
	bool ignored;

	return find_out(program, answers, (struct place){ list, field, entry }, &ignored);
}

bool
answers_ask(const struct program *program, const struct program_question *question,
	const struct json *answers)
{
	return answers_asked(program, question, answers) != TRUTH_NO;
}

bool
answers_ask_field(const struct program *program, const struct program_question *list,
	const struct program_question *field, const struct json *answers, const struct json *entry)
{
	return answers_asked_field(program, list, field, answers, entry) != TRUTH_NO;
}

bool
answers_demand(const struct program *program, const struct program_question *question,
	const struct json *answers)
{
	bool waits;

	return find_out(program, answers, (struct place){ .question = question }, &waits) != TRUTH_NO &&
		!waits;
}

bool
answers_demand_field(const struct program *program, const struct program_question *list,
	const struct program_question *field, const struct json *answers, const struct json *entry)
{
	bool waits;

	return find_out(program, answers, (struct place){ list, field, entry }, &waits) != TRUTH_NO &&
		!waits;
}
