/* SPDX-License-Identifier: Apache-2.0
 *
 * The form and the requirements of a program file: reading them, and seeing
 * that every name in them stands for something.
 */
#include "domain/program_reader.h"

#include <string.h>

#include "base/str.h"
#include "domain/answers.h"

enum { NUMBER_MAX = 1000000, ENTRIES_DEFAULT = 20 };

static const char *const question_words[QUESTION_TYPE_COUNT] = {
#define QUESTION_TYPE(id, word) [QUESTION_##id] = word,
#include "domain/program_words.def"
};
static const char *const per_words[REQUIREMENT_PER_COUNT] = {
#define REQUIREMENT_PER(id, word) [PER_##id] = word,
#include "domain/program_words.def"
};
static const char *const met_by_words[REQUIREMENT_MET_BY_COUNT] = {
#define REQUIREMENT_MET_BY(id, word) [MET_BY_##id] = word,
#include "domain/program_words.def"
};
static const char *const cured_by_words[] = { NULL, "applicant", "worker", "agency" };

/* Each ends in a comma, and the last one's place is an empty word. */
static const char filing_fields[] =
#define FILING_FIELD(id, word) word ","
#include "domain/program_words.def"
	"";

/* ---- questions ---- */

/* Options of a question that has none would silently do nothing: refused. */
static void
read_options(struct reader *reader, struct place in, struct program_question *question)
{
	struct place list = place_member(reader, in, "options");
	bool wanted = question->type == QUESTION_CHOICE || question->type == QUESTION_MULTI;
	size_t count = read_list(reader, list, wanted);
	size_t index = 0;

	if (list.json && !wanted)
		reader_complain(
			reader, list.pointer, "unknown", "only choice and multi have options");
	question->options.at = arena_array(reader->arena, count + 1, sizeof(*question->options.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);
		struct program_option *option = &question->options.at[question->options.count];

		if (!read_object(reader, place, "value,label"))
			continue;
		option->value = read_id(reader, place, "value");
		read_wording(reader, place, "label", true, &option->label);
		question->options.count++;
	}
}

/* One pair of members, in the unit of the type: cents, entries, characters, a number. */
static void
read_bounds(struct reader *reader, struct place in, struct program_question *question)
{
	bool list = question->type == QUESTION_LIST || question->type == QUESTION_PERSONS;

	if (question->type == QUESTION_MONEY) {
		question->min = read_money(reader, in, "min", 0);
		question->max = read_money(reader, in, "max", (int64_t)NUMBER_MAX * 100);
		return;
	}
	question->min = read_int(reader, in, "min", 0, NUMBER_MAX, 0);
	if (list)
		question->max = read_int(reader, in, "max", 1, ANSWER_LIST_MAX, ENTRIES_DEFAULT);
	else if (question->type == QUESTION_TEXT)
		question->max = read_int(reader, in, "max", 1, ANSWER_TEXT_MAX, ANSWER_TEXT_MAX);
	else
		question->max = read_int(reader, in, "max", 0, NUMBER_MAX, NUMBER_MAX);
	if (question->min > question->max)
		reader_complain(reader, in.pointer, "bad_number", "\"min\" is more than \"max\"");
}

static bool
read_question(struct reader *reader, struct place in, struct program_question *ret, bool is_field);

static void
read_fields(struct reader *reader, struct place in, struct program_question *question)
{
	struct place list = place_member(reader, in, "fields");
	bool wanted = question->type == QUESTION_LIST || question->type == QUESTION_PERSONS;
	size_t count = read_list(reader, list, wanted);
	size_t index = 0;

	if (list.json && !wanted)
		reader_complain(
			reader, list.pointer, "unknown", "only persons and list have fields");
	question->fields.at = arena_array(reader->arena, count + 1, sizeof(*question->fields.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);

		if (read_question(
			    reader, place, &question->fields.at[question->fields.count], true))
			question->fields.count++;
	}
}

/*
 * One level of lists is all a form at a counter, a telephone and a phone's
 * browser can all show; fields of fields are refused.
 */
static bool
read_question(struct reader *reader, struct place in, struct program_question *ret, bool is_field)
{
	if (!read_object(reader, in,
		    "id,type,label,help,required,sensitive,when,options,fields,entry_name,min,max"))
		return false;
	ret->id = read_id(reader, in, "id");
	ret->type =
		(enum question_type)read_word(reader, in, "type", WORD_TABLE(question_words), 0);
	read_wording(reader, in, "label", true, &ret->label);
	read_wording(reader, in, "help", false, &ret->help);
	ret->required = read_bool(reader, in, "required");
	ret->sensitive = read_bool(reader, in, "sensitive");
	ret->when = read_rule(reader, in, "when");
	ret->entry_name = read_text(reader, in, "entry_name", false);
	read_options(reader, in, ret);
	read_bounds(reader, in, ret);
	if (is_field && (ret->type == QUESTION_LIST || ret->type == QUESTION_PERSONS))
		reader_complain(reader, in.pointer, "nested", "a field cannot be a list itself");
	else
		read_fields(reader, in, ret);
	return true;
}

static void
read_section(struct reader *reader, struct place in, struct program_section *ret)
{
	struct place list = place_member(reader, in, "questions");
	size_t count = read_list(reader, list, true);
	size_t index = 0;

	ret->id = read_id(reader, in, "id");
	read_wording(reader, in, "title", true, &ret->title);
	read_wording(reader, in, "help", false, &ret->help);
	ret->when = read_rule(reader, in, "when");
	ret->questions.at = arena_array(reader->arena, count + 1, sizeof(*ret->questions.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);

		if (read_question(reader, place, &ret->questions.at[ret->questions.count], false))
			ret->questions.count++;
	}
}

void
read_sections(struct reader *reader, struct place in)
{
	struct program *program = reader->program;
	size_t count = read_list(reader, in, true);
	size_t index = 0;

	program->sections.at = arena_array(reader->arena, count + 1, sizeof(*program->sections.at));
	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, in, index++, at);

		if (read_object(reader, place, "id,title,help,when,questions"))
			read_section(
				reader, place, &program->sections.at[program->sections.count++]);
	}
}

/* ---- requirements ---- */

static void
read_accepts(struct reader *reader, struct place in, struct program_requirement *ret)
{
	struct place list = place_member(reader, in, "accepts");
	size_t count = read_list(reader, list, false);
	size_t index = 0;

	ret->accepts.at = arena_array(reader->arena, count + 1, sizeof(*ret->accepts.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);

		read_wording_at(reader, place, &ret->accepts.at[ret->accepts.count++]);
	}
}

/* How often and how far are told by the source itself; see pay_period.c. */
static void
read_period(struct reader *reader, struct place in, struct requirement_period *ret)
{
	struct place at = place_member(reader, in, "period");

	if (!at.json || !read_object(reader, at, "days,every,last_ended"))
		return;
	ret->days = (int)read_required_int(reader, at, "days", 1, 366);
	ret->every = read_text(reader, at, "every", false);
	ret->last_ended = read_text(reader, at, "last_ended", false);
}

static void
read_requirement(struct reader *reader, struct place in, struct program_requirement *ret)
{
	ret->id = read_id(reader, in, "id");
	read_wording(reader, in, "label", true, &ret->label);
	read_wording(reader, in, "help", false, &ret->help);
	ret->per = (enum requirement_per)read_word(reader, in, "per", WORD_TABLE(per_words), 0);
	ret->each = read_text(reader, in, "each", ret->per == PER_SOURCE);
	ret->met_by = (enum requirement_met_by)read_word(
		reader, in, "met_by", WORD_TABLE(met_by_words), MET_BY_PROOF);
	ret->cured_by =
		(enum cured_by)read_word(reader, in, "cured_by", WORD_TABLE(cured_by_words), 0);
	ret->when = read_rule(reader, in, "when");
	ret->wait_if_expedited = read_bool(reader, in, "wait_if_expedited");
	read_period(reader, in, &ret->period);
	read_accepts(reader, in, ret);
	read_words(reader, in, "proves", &ret->proves);
}

void
read_requirements(struct reader *reader, struct place in)
{
	struct program *program = reader->program;
	size_t count = read_list(reader, in, false);
	size_t index = 0;

	program->requirements.at =
		arena_array(reader->arena, count + 1, sizeof(*program->requirements.at));
	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, in, index++, at);

		if (read_object(reader, place,
			    "id,label,help,per,each,met_by,cured_by,when,wait_if_expedited,period,accepts,"
			    "proves"))
			read_requirement(reader, place,
				&program->requirements.at[program->requirements.count++]);
	}
}

/* ---- names ---- */

/* What "person." and "source." stand for where a condition is written. */
struct names {
	struct reader *reader;
	const char *pointer;
	const struct program_question *person; /* NULL: no such thing here */
	const struct program_question *source;
};

/*
 * A condition that asks for a question nobody is asked would be unknown for
 * ever, and its proof never demanded: a misspelt name is a fault.
 */
static void
check_path(void *context, const char *path)
{
	const struct names *names = context;
	const struct program_question *entry = NULL;
	char id[RULE_PATH_MAX + 1];
	size_t len = strcspn(path, ".");

	if (str_starts(path, "person."))
		entry = names->person;
	else if (str_starts(path, "source."))
		entry = names->source;
	if (entry)
		path += len + 1;
	len = strcspn(path, ".");
	str_copy(id, len + 1 < sizeof(id) ? len + 1 : sizeof(id), path);
	if (entry ? !question_find_field(entry, id)
		  : !program_find_question(names->reader->program, id))
		reader_complain(names->reader, names->pointer, "dangling",
			"the condition asks for \"%s\", which is no question here", path);
}

static void
check_names(struct names *names, const struct rule *rule, const char *pointer)
{
	names->pointer = pointer;
	rule_each_path(rule, check_path, names);
}

void
check_condition(struct reader *reader, const struct rule *rule, const char *pointer)
{
	struct names names = { .reader = reader };

	check_names(&names, rule, pointer);
}

static void
check_question(struct reader *reader, const struct program_question *question, const char *pointer)
{
	struct names names = { .reader = reader };

	check_condition(reader, question->when, arena_printf(reader->arena, "%s/when", pointer));
	if (question->entry_name && !question_find_field(question, question->entry_name))
		reader_complain(reader, pointer, "dangling", "\"entry_name\" is no field: %s",
			question->entry_name);
	if (question->type == QUESTION_LIST && !question->entry_name)
		reader_complain(reader, pointer, "required",
			"a list needs \"entry_name\", the field that names an entry");
	if (question->type == QUESTION_PERSONS) {
		if (reader->program->persons)
			reader_complain(
				reader, pointer, "twice", "a form has one persons question");
		reader->program->persons = question->id;
		if (!question_find_field(question, "name"))
			reader_complain(
				reader, pointer, "required", "persons need a field \"name\"");
	}
	for (size_t i = 0; i < question->fields.count; i++) {
		const struct program_question *field = &question->fields.at[i];
		const char *below = arena_printf(reader->arena, "%s/fields/%zu", pointer, i);

		names.person = names.source = question;
		check_names(&names, field->when, arena_printf(reader->arena, "%s/when", below));
		if (question_find_field(question, field->id) != field)
			reader_complain(reader, below, "twice", "the field \"%s\" is there twice",
				field->id);
	}
}

static const struct program_question *
check_each(
	struct reader *reader, const struct program_requirement *requirement, const char *pointer)
{
	const struct program_question *list =
		program_find_question(reader->program, requirement->each);

	if (requirement->per != PER_SOURCE) {
		if (requirement->each)
			reader_complain(reader, pointer, "unknown", "only per source has \"each\"");
		return NULL;
	}
	if (!list || list->type != QUESTION_LIST) {
		reader_complain(reader, pointer, "dangling", "\"each\" is no list question: %s",
			requirement->each ? requirement->each : "");
		return NULL;
	}
	return list;
}

/* Fields of the entry it is asked for by, questions where it is for the household. */
static void
check_proves(struct names *names, const struct program_requirement *requirement, const char *pointer)
{
	const struct program_question *entry = names->source ? names->source : names->person;

	for (size_t i = 0; i < requirement->proves.count; i++) {
		const char *id = requirement->proves.at[i];

		if (entry ? !question_find_field(entry, id)
			  : !program_find_question(names->reader->program, id))
			reader_complain(names->reader,
				arena_printf(names->reader->arena, "%s/proves", pointer),
				"dangling", "\"%s\" is no question here", id);
	}
}

static void
check_requirement(
	struct reader *reader, const struct program_requirement *requirement, const char *pointer)
{
	struct names names = { .reader = reader };
	const char *const fields[] = { requirement->period.every, requirement->period.last_ended };

	names.source = check_each(reader, requirement, pointer);
	if (requirement->per == PER_PERSON || names.source)
		names.person = program_find_question(reader->program, reader->program->persons);
	if (requirement->per == PER_PERSON && !names.person)
		reader_complain(reader, pointer, "dangling", "per person needs a persons question");
	check_names(&names, requirement->when, arena_printf(reader->arena, "%s/when", pointer));
	check_proves(&names, requirement, pointer);
	for (size_t i = 0; i < countof(fields); i++)
		if (fields[i] && (!names.source || !question_find_field(names.source, fields[i])))
			reader_complain(reader, pointer, "dangling",
				"the period names \"%s\", which is no field of the source",
				fields[i]);
	if (program_find_requirement(reader->program, requirement->id) != requirement)
		reader_complain(reader, pointer, "twice", "the requirement \"%s\" is there twice",
			requirement->id);
	if (program_find_question(reader->program, requirement->id))
		reader_complain(reader, pointer, "twice",
			"\"%s\" is also a question; a missing item could mean either",
			requirement->id);
}

/* The legal minimum can only ask for what the form or the customer record holds. */
static void
check_filing(struct reader *reader)
{
	const struct program *program = reader->program;
	const char *pointer = "/filing";

	for (size_t i = 0; i < program->filing_answers.count; i++)
		if (!program_find_question(program, program->filing_answers.at[i]))
			reader_complain(reader, pointer, "dangling", "\"%s\" is no question",
				program->filing_answers.at[i]);
	for (size_t i = 0; i < program->filing_customer.count; i++)
		if (!str_in_list(filing_fields, program->filing_customer.at[i]))
			reader_complain(reader, pointer, "dangling", "\"%s\" is not one of %s",
				program->filing_customer.at[i], filing_fields);
}

/* Last of all, when every question is known: a condition may look ahead. */
void
check_form(struct reader *reader)
{
	const struct program *program = reader->program;

	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		const char *pointer = arena_printf(reader->arena, "/sections/%zu", i);

		check_condition(
			reader, section->when, arena_printf(reader->arena, "%s/when", pointer));
		for (size_t j = 0; j < section->questions.count; j++) {
			const struct program_question *question = &section->questions.at[j];
			const char *below =
				arena_printf(reader->arena, "%s/questions/%zu", pointer, j);

			check_question(reader, question, below);
			if (program_find_question(program, question->id) != question)
				reader_complain(reader, below, "twice",
					"the question \"%s\" is there twice", question->id);
		}
	}
	for (size_t i = 0; i < program->requirements.count; i++)
		check_requirement(reader, &program->requirements.at[i],
			arena_printf(reader->arena, "/requirements/%zu", i));
	check_filing(reader);
}
