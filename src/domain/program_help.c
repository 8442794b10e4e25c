/* SPDX-License-Identifier: Apache-2.0
 *
 * What a program file has for the people around an application: questions
 * people ask, notes that workers write often, and the acts it goes without.
 * All of it may be left out.
 */
#include "domain/program_reader.h"

#include "base/str.h"
#include "domain/wording.h"

/* ---- braces ---- */

typedef bool brace_known_fn(const char *name);

struct seen_braces {
	struct reader *reader;
	const char *pointer;
	brace_known_fn *known;
};

static void
check_seen(void *context, const char *name)
{
	const struct seen_braces *seen = context;

	if (!seen->known(name))
		reader_complain(seen->reader, seen->pointer, "dangling", "nothing fills {%s} here",
			name);
}

/* Complains of braces that are not known, and of those that are none. */
static void
check_braces(struct reader *reader, const struct program_text *text, const char *pointer,
	brace_known_fn *known)
{
	const struct text_list *languages = &reader->program->languages;

	for (size_t i = 0; i < languages->count; i++) {
		struct seen_braces seen = { .reader = reader, .known = known };

		if (!text->in[i])
			continue;
		seen.pointer = arena_printf(reader->arena, "%s/%s", pointer, languages->at[i]);
		if (!wording_each_brace(text->in[i], check_seen, &seen))
			reader_complain(reader, seen.pointer, "bad_brace",
				"a brace is not closed, or is no name; write {{ for a brace itself");
	}
}

static bool
is_faq_brace(const char *name)
{
	return faq_brace_find(name) != FAQ_NO_BRACE;
}

static bool
is_note_brace(const char *name)
{
	return note_brace_find(name) != NOTE_NO_BRACE;
}

/* ---- questions people ask ---- */

/* By language, each a list: the first language has at least one way to ask. */
static void
read_ways_to_ask(struct reader *reader, struct place in, struct program_faq *ret)
{
	struct place at = place_member(reader, in, "questions");

	if (json_kind(at.json) != JSON_OBJECT) {
		reader_complain(reader, at.pointer, "required",
			"questions by language are needed: {\"en\": [\"...\"]}");
		return;
	}
	for (const struct json *each = json_first(at.json); each; each = json_next(each)) {
		int language = program_language(reader->program, json_name(each));

		if (language < 0)
			reader_complain(reader, place_member(reader, at, json_name(each)).pointer,
				"unknown", "\"%s\" is not among the program's languages",
				json_name(each));
		else
			read_words(reader, at, json_name(each), &ret->questions[language]);
	}
	if (ret->questions[0].count == 0)
		reader_complain(reader, at.pointer, "required", "no question in \"%s\"",
			reader->program->languages.at[0]);
}

void
read_faq(struct reader *reader, struct place in)
{
	struct program *program = reader->program;
	size_t count = read_list(reader, in, false);
	size_t index = 0;

	program->faq.at = arena_array(reader->arena, count + 1, sizeof(*program->faq.at));
	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, in, index++, at);
		struct program_faq *faq = &program->faq.at[program->faq.count];

		if (!read_object(reader, place, "id,questions,answer"))
			continue;
		faq->id = read_id(reader, place, "id");
		read_ways_to_ask(reader, place, faq);
		read_wording(reader, place, "answer", true, &faq->answer);
		check_braces(reader, &faq->answer, place_member(reader, place, "answer").pointer,
			is_faq_brace);
		for (size_t i = 0; i < program->faq.count; i++)
			if (str_eq(program->faq.at[i].id, faq->id))
				reader_complain(reader, place.pointer, "twice",
					"the question \"%s\" is there twice", faq->id);
		program->faq.count++;
	}
}

/* ---- notes ---- */

void
read_note_templates(struct reader *reader, struct place in)
{
	struct program *program = reader->program;
	size_t count = read_list(reader, in, false);
	size_t index = 0;

	program->note_templates.at =
		arena_array(reader->arena, count + 1, sizeof(*program->note_templates.at));
	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, in, index++, at);
		struct program_note_template *of =
			&program->note_templates.at[program->note_templates.count];

		if (!read_object(reader, place, "id,label,text"))
			continue;
		of->id = read_id(reader, place, "id");
		read_wording(reader, place, "label", true, &of->label);
		read_wording(reader, place, "text", true, &of->text);
		check_braces(reader, &of->text, place_member(reader, place, "text").pointer,
			is_note_brace);
		for (size_t i = 0; i < program->note_templates.count; i++)
			if (str_eq(program->note_templates.at[i].id, of->id))
				reader_complain(reader, place.pointer, "twice",
					"the template \"%s\" is there twice", of->id);
		program->note_templates.count++;
	}
}

/* ---- life ---- */

/* What an applicant or the agency is owed whatever a program says. */
static bool
is_fixed(enum application_act act)
{
	switch (act) {
	case ACT_ASSIGN:
	case ACT_ASK_MISSING:
	case ACT_VERIFY:
	case ACT_APPROVE:
	case ACT_DENY:
	case ACT_SECOND:
	case ACT_WITHDRAW:
	case ACT_SUPERSEDE:
	case ACT_NOTE:
	case ACT_CALL:
		return true;
	default:
		return false;
	}
}

static enum application_act
act_from_word(const char *word)
{
	for (int act = 1; act < ACT_COUNT; act++)
		if (str_eq(transition_of((enum application_act)act)->wire, word))
			return (enum application_act)act;
	return ACT_NONE;
}

/* The statuses the act is done from in this program; it can only take away. */
static void
read_act(struct reader *reader, struct place in, enum application_act act)
{
	const struct transition *row = transition_of(act);
	size_t count = read_list(reader, in, false);
	size_t index = 0;
	unsigned from = 0;

	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, in, index++, at);
		const char *word = json_text(at);
		enum application_status status =
			word ? application_status_from_wire(word) : APPLICATION_NO_STATUS;

		if (status == APPLICATION_NO_STATUS)
			reader_complain(
				reader, place.pointer, "unknown", "there is no such status");
		else if (!(row->from & 1u << status))
			reader_complain(reader, place.pointer, "not_allowed",
				"\"%s\" cannot be done in \"%s\" in any program", row->wire, word);
		else
			from |= 1u << status;
	}
	reader->program->act_from[act] = from;
}

void
read_transitions(struct reader *reader, struct place in)
{
	for (int act = 1; act < ACT_COUNT; act++)
		reader->program->act_from[act] = transition_of((enum application_act)act)->from;
	if (!in.json)
		return;
	if (json_kind(in.json) != JSON_OBJECT) {
		reader_complain(reader, in.pointer, "wrong_type", "an object {...} is needed here");
		return;
	}
	for (const struct json *at = json_first(in.json); at; at = json_next(at)) {
		struct place place = place_member(reader, in, json_name(at));
		enum application_act act = act_from_word(json_name(at));

		if (act == ACT_NONE)
			reader_complain(reader, place.pointer, "unknown", "there is no such act");
		else if (is_fixed(act))
			reader_complain(reader, place.pointer, "not_allowed",
				"every program has \"%s\" as it is", json_name(at));
		else
			read_act(reader, place, act);
	}
	if (reader->program->clocks.interviews_offered > 0 &&
		reader->program->act_from[ACT_INTERVIEW] == 0)
		reader_complain(reader, place_member(reader, in, "interview").pointer,
			"not_allowed", "\"interviews_offered\" is more than 0");
}
