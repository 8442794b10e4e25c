/* SPDX-License-Identifier: Apache-2.0
 *
 * What no answers lead to.  Each condition is tried with every answer its
 * questions can have, where those questions are themselves asked; one that
 * never comes out true hides its page, question or proof from everybody.
 * Where there would be too many answers, or a rule goes into lists, nothing
 * is said, and where numbers were only tried around those of the rule it is a
 * warning: an error that cries wolf would keep a program from its people.
 */
#include "domain/program_linter.h"

#include <string.h>

#include "base/str.h"
#include "domain/answers.h"

enum {
	NAMES_MAX = 12,    /* questions that one condition hangs on, with theirs */
	VALUES_MAX = 40,   /* answers tried of one question */
	SET_OPTIONS_MAX = 4,
	TRIES_MAX = 4000,  /* answers tried together */
	CONDITIONS_MAX = 16,
	DOCUMENT_BYTES_MAX = 64 * 1024
};

/* Where a name is looked up. */
enum scope { SCOPE_ANSWERS, SCOPE_PERSON, SCOPE_SOURCE, SCOPE_COUNT };

struct name {
	const struct program_question *question;
	enum scope scope;
	const char *values[VALUES_MAX]; /* JSON; the first is NULL: not answered */
	size_t count;
	size_t at; /* the value being tried */
	const struct rule *when;         /* of the question; NULL: always asked */
	const struct rule *section_when;
};

struct search {
	struct linter *linter;
	const struct program_question *person; /* whose fields "person." means; NULL: none */
	const struct program_question *source;
	struct name names[NAMES_MAX];
	size_t count;
	const struct rule *conditions[CONDITIONS_MAX]; /* all must hold */
	size_t condition_count;
	bool is_unsure;
	bool is_exact; /* every answer there is was tried, not only some of each kind */
	/* While the values of one name are collected. */
	struct name *collecting;
};

/* ---- names ---- */

/* "source.employer" to the field of the list at hand. */
static const struct program_question *
find_named(const struct search *search, const char *path, enum scope *ret)
{
	const struct program_question *const owners[SCOPE_COUNT] = { NULL, search->person,
		search->source };
	static const char *const heads[SCOPE_COUNT] = { "", "person.", "source." };

	for (int scope = SCOPE_PERSON; scope < SCOPE_COUNT; scope++)
		if (owners[scope] && str_starts(path, heads[scope])) {
			*ret = (enum scope)scope;
			return question_find_field(owners[scope], path + strlen(heads[scope]));
		}
	*ret = SCOPE_ANSWERS;
	return strchr(path, '.') ? NULL : program_find_question(search->linter->program, path);
}

static void
add_name(void *context, const char *path)
{
	struct search *search = context;
	enum scope scope;
	const struct program_question *question = find_named(search, path, &scope);

	for (size_t i = 0; question && i < search->count; i++)
		if (search->names[i].question == question && search->names[i].scope == scope)
			return;
	if (!question || search->count == NAMES_MAX) {
		search->is_unsure = true;
		return;
	}
	struct name *name = &search->names[search->count++];
	*name = (struct name){ .question = question, .scope = scope, .count = 1,
		.when = question->when };
	if (scope == SCOPE_ANSWERS)
		name->section_when = program_section_when(search->linter->program, question);
	rule_each_path(name->when, add_name, search);
	rule_each_path(name->section_when, add_name, search);
}

static void
add_condition(struct search *search, const struct rule *rule)
{
	if (!rule)
		return;
	if (search->condition_count == CONDITIONS_MAX) {
		search->is_unsure = true;
		return;
	}
	search->conditions[search->condition_count++] = rule;
	rule_each_path(rule, add_name, search);
}

/* ---- the answers to try ---- */

static void
add_value(struct search *search, struct name *name, const char *json)
{
	for (size_t i = 1; i < name->count; i++)
		if (str_eq(name->values[i], json))
			return;
	if (name->count == VALUES_MAX)
		search->is_unsure = true;
	else
		name->values[name->count++] = arena_strdup(search->linter->arena, json);
}

static void
add_number(struct search *search, struct fraction number)
{
	const struct program_question *question = search->collecting->question;
	bool money = question->type == QUESTION_MONEY;
	struct fraction least = fraction_make(question->min, money ? 100 : 1);
	struct fraction most = fraction_make(question->max, money ? 100 : 1);
	char text[FRACTION_TEXT_MAX];

	if (fraction_compare(number, least) < 0 || fraction_compare(number, most) > 0)
		return;
	add_value(search, search->collecting, fraction_to_text(number, text));
}

/* Each number that a rule mentions, and just beside it. */
static void
add_near(void *context, struct fraction number)
{
	struct search *search = context;
	int64_t parts = search->collecting->question->type == QUESTION_MONEY ? 100 : 1;

	for (int by = -1; by <= 1; by++)
		add_number(search, fraction_add(number, fraction_make(by, parts)));
}

static void
add_numbers(struct search *search, struct name *name)
{
	bool money = name->question->type == QUESTION_MONEY;

	search->collecting = name;
	add_number(search, fraction_make(name->question->min, money ? 100 : 1));
	add_number(search, fraction_make(name->question->max, money ? 100 : 1));
	for (size_t i = 0; i < search->condition_count; i++)
		rule_each_number(search->conditions[i], add_near, search);
	for (size_t i = 0; i < search->count; i++) {
		rule_each_number(search->names[i].when, add_near, search);
		rule_each_number(search->names[i].section_when, add_near, search);
	}
	search->is_exact = false;
}

static void
add_compared(void *context, const char *path, const char *text)
{
	struct search *search = context;
	enum scope scope;

	if (find_named(search, path, &scope) == search->collecting->question &&
		scope == search->collecting->scope)
		add_value(search, search->collecting,
			arena_printf(search->linter->arena, "\"%s\"", text));
}

static void
add_texts(struct search *search, struct name *name)
{
	search->collecting = name;
	add_value(search, name, "\"x\"");
	for (size_t i = 0; i < search->condition_count; i++)
		rule_each_compared(search->conditions[i], add_compared, search);
	for (size_t i = 0; i < search->count; i++) {
		rule_each_compared(search->names[i].when, add_compared, search);
		rule_each_compared(search->names[i].section_when, add_compared, search);
	}
	search->is_exact = false;
}

/* Every set of options: what a rule wants may be two of them together. */
static void
add_sets(struct search *search, struct name *name)
{
	const struct program_question *question = name->question;

	if (question->options.count > SET_OPTIONS_MAX) {
		search->is_unsure = true;
		return;
	}
	for (unsigned set = 0; set < 1u << question->options.count; set++) {
		const char *list = "";

		for (size_t i = 0; i < question->options.count; i++)
			if (set & 1u << i)
				list = arena_printf(search->linter->arena, "%s%s\"%s\"", list,
					*list ? "," : "", question->options.at[i].value);
		add_value(search, name, arena_printf(search->linter->arena, "[%s]", list));
	}
}

static void
add_values(struct search *search, struct name *name)
{
	const struct program_question *question = name->question;

	switch (question->type) {
	case QUESTION_YESNO:
		add_value(search, name, "true");
		add_value(search, name, "false");
		break;
	case QUESTION_CHOICE:
		for (size_t i = 0; i < question->options.count; i++)
			add_value(search, name, arena_printf(search->linter->arena, "\"%s\"",
				question->options.at[i].value));
		break;
	case QUESTION_MULTI:
		add_sets(search, name);
		break;
	case QUESTION_MONEY:
	case QUESTION_NUMBER:
		add_numbers(search, name);
		break;
	case QUESTION_TEXT:
		add_texts(search, name);
		break;
	default: /* days, people and lists are without number */
		search->is_unsure = true;
		break;
	}
}

/* ---- trying them ---- */

static struct json *
document_of(const struct search *search, enum scope scope)
{
	struct buf text = BUF_INIT(DOCUMENT_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	struct err err = { 0 };
	struct json *document;

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < search->count; i++)
		if (search->names[i].scope == scope && search->names[i].at > 0)
			json_put_raw(&out, search->names[i].question->id,
				search->names[i].values[search->names[i].at]);
	json_end_object(&out);
	document = json_parse(text.data, text.len, &err);
	buf_done(&text);
	return document;
}

static bool
all_hold(const struct search *search)
{
	struct json *documents[SCOPE_COUNT];
	const struct program *program = search->linter->program;
	struct form_scope scope;
	bool holds = true;

	for (int i = 0; i < SCOPE_COUNT; i++)
		documents[i] = document_of(search, (enum scope)i);
	scope = (struct form_scope){ search->person, documents[SCOPE_PERSON], search->source,
		documents[SCOPE_SOURCE] };
	for (size_t i = 0; holds && i < search->count; i++)
		holds = search->names[i].at == 0 ||
			(answers_test(program, search->names[i].when, documents[SCOPE_ANSWERS],
				 &scope) == TRUTH_YES &&
				answers_test(program, search->names[i].section_when,
					documents[SCOPE_ANSWERS], &scope) == TRUTH_YES);
	for (size_t i = 0; holds && i < search->condition_count; i++)
		holds = answers_test(program, search->conditions[i], documents[SCOPE_ANSWERS],
				&scope) == TRUTH_YES;
	for (int i = 0; i < SCOPE_COUNT; i++)
		json_free(documents[i]);
	return holds;
}

/* The next combination; false when all were tried. */
static bool
step_on(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		if (++search->names[i].at < search->names[i].count)
			return true;
		search->names[i].at = 0;
	}
	return false;
}

static bool
can_hold(struct search *search)
{
	size_t tries = 1;

	for (size_t i = 0; i < search->count && !search->is_unsure; i++) {
		add_values(search, &search->names[i]);
		tries *= search->names[i].count;
		search->is_unsure |= tries > TRIES_MAX;
	}
	if (search->is_unsure)
		return true;
	do {
		if (all_hold(search))
			return true;
	} while (step_on(search));
	return false;
}

/* ---- what is hidden ---- */

/* Two conditions: the one that stands there, and that of what it stands in. */
static void
look_at(struct linter *linter, const struct rule *when, const struct rule *around,
	const char *pointer, const struct program_question *person,
	const struct program_question *source, const char *what)
{
	struct search search = { .linter = linter, .person = person, .source = source,
		.is_exact = true };

	/* A condition that asks for nothing and says no is told elsewhere. */
	if (!when || rule_never_holds(when))
		return;
	add_condition(&search, when);
	add_condition(&search, around);
	if (!can_hold(&search))
		lint_note(linter, search.is_exact, lint_below(linter, pointer, "when"),
			"no answers make this true, so %s: change the condition, or the one it leans on",
			what);
}

static void
look_at_question(struct linter *linter, const struct program_section *section,
	const struct program_question *question, const char *pointer)
{
	look_at(linter, question->when, section->when, pointer, NULL, NULL,
		"the question is never asked");
	for (size_t i = 0; i < question->fields.count; i++)
		look_at(linter, question->fields.at[i].when, NULL,
			lint_entry(linter, lint_below(linter, pointer, "fields"), i), question,
			question, "the field is never asked");
}

void
lint_reach(struct linter *linter)
{
	const struct program *program = linter->program;
	const struct program_question *persons =
		program->persons ? program_find_question(program, program->persons) : NULL;

	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];
		const char *pointer = lint_entry(linter, "/sections", i);

		look_at(linter, section->when, NULL, pointer, NULL, NULL, "the page is never shown");
		for (size_t j = 0; j < section->questions.count; j++)
			look_at_question(linter, section, &section->questions.at[j],
				lint_entry(linter, lint_below(linter, pointer, "questions"), j));
	}
	for (size_t i = 0; i < program->requirements.count; i++) {
		const struct program_requirement *requirement = &program->requirements.at[i];

		look_at(linter, requirement->when, NULL, lint_entry(linter, "/requirements", i), persons,
			requirement->each ? program_find_question(program, requirement->each) : NULL,
			"the proof is never asked for");
	}
}
