/* SPDX-License-Identifier: Apache-2.0
 *
 * The wording of a program file: reason codes, status updates, letters.  A
 * brace that nothing could fill is refused here, so that none is ever met
 * when a letter is due.
 */
#include "domain/program_reader.h"

#include "base/str.h"
#include "domain/facts.h"
#include "domain/wording.h"

static const char *const kind_words[] = { NULL, "approve", "deny", "pend", "reduce", "withdraw" };
static const char *const fact_words[FACT_TYPE_COUNT] = {
#define FACT_TYPE(id, word) [FACT_##id] = word,
#include "domain/program_words.def"
};
static const char *const source_words[FACT_SOURCE_COUNT] = {
#define FACT_SOURCE(id, word, fact_type) [FACT_FROM_##id] = word,
#include "domain/program_words.def"
};
static const enum fact_type source_types[FACT_SOURCE_COUNT] = {
#define FACT_SOURCE(id, word, fact_type) [FACT_FROM_##id] = FACT_##fact_type,
#include "domain/program_words.def"
};
static const char *const only_words[PARAGRAPH_ONLY_COUNT] = {
#define PARAGRAPH_ONLY(id, word) [ONLY_##id] = word,
#include "domain/program_words.def"
};

/* Not a code of its own: an interview was missed and no next one is set. */
#define INTERVIEW_MISSED_UPDATE "interview_missed"

/* ---- braces ---- */

struct braces {
	struct reader *reader;
	const char *pointer;
	const struct program_reason *reason; /* else a letter or an update */
	enum notice_kind letter;
	enum update_code update;
	bool is_unused; /* only the shape of the braces is looked at */
};

static void
check_brace(void *context, const char *name)
{
	const struct braces *braces = context;
	bool known;

	if (braces->reason)
		known = reason_find_fact(braces->reason, name) != NULL;
	else if (braces->letter)
		known = letter_brace_find(braces->letter, name) != LETTER_NO_BRACE;
	else
		known = update_brace_find(braces->update, name) != UPDATE_NO_BRACE;
	if (!known)
		reader_complain(braces->reader, braces->pointer, "dangling",
			"nothing fills {%s} here", name);
}

/* An unused paragraph has no letter yet to say what may fill it. */
static void
ignore_brace(void *context, const char *name)
{
	(void)context;
	(void)name;
}

static void
check_wording(struct braces *braces, const struct program_text *text, const char *pointer)
{
	const struct text_list *languages = &braces->reader->program->languages;

	for (size_t i = 0; i < languages->count; i++) {
		if (!text->in[i])
			continue;
		braces->pointer =
			arena_printf(braces->reader->arena, "%s/%s", pointer, languages->at[i]);
		if (!wording_each_brace(
			    text->in[i], braces->is_unused ? ignore_brace : check_brace, braces))
			reader_complain(braces->reader, braces->pointer, "bad_brace",
				"a brace is not closed, or is no name; write {{ for a brace itself");
	}
}

/* ---- reasons ---- */

/* A source has its own type: a date of the record cannot fill an amount. */
static void
read_fact(struct reader *reader, struct place in, struct program_fact *ret)
{
	ret->name = read_id(reader, in, "name");
	ret->type = (enum fact_type)read_word(reader, in, "type", WORD_TABLE(fact_words), 0);
	read_wording(reader, in, "label", true, &ret->label);
	if (!json_get(in.json, "from"))
		return;
	ret->source = (enum fact_source)read_word(reader, in, "from", WORD_TABLE(source_words), 0);
	if (source_types[ret->source] != ret->type)
		reader_complain(reader, place_member(reader, in, "from").pointer, "wrong_type",
			"%s is of type %s", source_words[ret->source],
			fact_type_word(source_types[ret->source]));
}

static void
read_facts(struct reader *reader, struct place in, struct program_reason *reason)
{
	struct place list = place_member(reader, in, "facts");
	size_t count = read_list(reader, list, false);
	size_t index = 0;

	if (count > FACTS_MAX) {
		reader_complain(reader, list.pointer, "too_many", "a reason has at most %d facts",
			FACTS_MAX);
		count = 0;
	}
	reason->facts.at = arena_array(reader->arena, count + 1, sizeof(*reason->facts.at));
	for (const struct json *at = count ? json_first(list.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, list, index++, at);
		struct program_fact *fact = &reason->facts.at[reason->facts.count];

		if (!read_object(reader, place, "name,type,from,label"))
			continue;
		read_fact(reader, place, fact);
		if (reason_find_fact(reason, fact->name))
			reader_complain(reader, place.pointer, "twice",
				"the fact \"%s\" is there twice", fact->name);
		reason->facts.count++;
	}
}

/* Facts before the text: its braces are checked against them. */
static void
read_reason(struct reader *reader, struct place in, struct program_reason *ret)
{
	struct braces braces = { .reader = reader, .reason = ret };

	ret->code = read_code(reader, in, "code");
	ret->kind = (enum reason_kind)read_word(reader, in, "kind", WORD_TABLE(kind_words), 0);
	ret->for_inaction = read_bool(reader, in, "for_inaction");
	ret->for_interview = read_bool(reader, in, "for_interview");
	read_wording(reader, in, "text", true, &ret->text);
	ret->legal_basis = read_text(reader, in, "legal_basis", true);
	read_facts(reader, in, ret);
	check_wording(&braces, &ret->text, place_member(reader, in, "text").pointer);
	if (ret->for_inaction && ret->kind != REASON_DENY)
		reader_complain(reader, in.pointer, "wrong_kind", "only a denial is for inaction");
	if (ret->for_interview && !ret->for_inaction)
		reader_complain(reader, in.pointer, "wrong_kind",
			"\"for_interview\" goes with \"for_inaction\"");
}

/* A denial for missing proof has to say which: exactly one fact of items. */
static void
check_named_items(struct reader *reader, const struct program_reason *reason, const char *pointer)
{
	size_t count = 0;

	for (size_t i = 0; i < reason->facts.count; i++)
		count += reason->facts.at[i].type == FACT_ITEMS;
	if (reason->for_inaction && !reason->for_interview && count != 1)
		reader_complain(reader, pointer, "required",
			"a reason for inaction names its items in one fact of type items");
}

void
read_reasons(struct reader *reader, struct place in)
{
	struct program *program = reader->program;
	size_t count = read_list(reader, in, true);
	size_t index = 0;

	program->reasons.at = arena_array(reader->arena, count + 1, sizeof(*program->reasons.at));
	for (const struct json *at = count ? json_first(in.json) : NULL; at; at = json_next(at)) {
		struct place place = place_entry(reader, in, index++, at);
		struct program_reason *reason = &program->reasons.at[program->reasons.count];

		if (!read_object(reader, place,
			    "code,kind,for_inaction,for_interview,text,legal_basis,facts"))
			continue;
		read_reason(reader, place, reason);
		check_named_items(reader, reason, place.pointer);
		if (program_find_reason(program, reason->code))
			reader_complain(reader, place.pointer, "twice",
				"the code %s is there twice", reason->code);
		program->reasons.count++;
	}
}

/* ---- status updates ---- */

static enum update_code
update_code_of(const char *word)
{
#define UPDATE(id, wire, text) \
	if (str_eq(word, wire)) \
		return UPDATE_##id;
#include "domain/updates.def"
#undef UPDATE
	return UPDATE_NONE;
}

static void
read_update(struct reader *reader, struct place in, enum update_code code,
	struct program_update *update)
{
	struct braces braces = { .reader = reader, .update = code };

	if (!read_object(reader, in, "text,next_steps"))
		return;
	read_wording(reader, in, "text", true, &update->text);
	read_wording(reader, in, "next_steps", false, &update->next_steps);
	check_wording(&braces, &update->text, place_member(reader, in, "text").pointer);
	check_wording(&braces, &update->next_steps, place_member(reader, in, "next_steps").pointer);
}

/* All of them, always: an act may not fail because its program is silent on it. */
void
read_updates(struct reader *reader, struct place in)
{
	struct program *program = reader->program;

	if (!in.json || json_kind(in.json) != JSON_OBJECT) {
		reader_complain(
			reader, in.pointer, "required", "an object of status updates is needed");
		return;
	}
	for (const struct json *at = json_first(in.json); at; at = json_next(at)) {
		struct place place = place_member(reader, in, json_name(at));
		enum update_code code = update_code_of(json_name(at));

		if (str_eq(json_name(at), INTERVIEW_MISSED_UPDATE))
			read_update(reader, place, UPDATE_INTERVIEW, &program->interview_missed);
		else if (code == UPDATE_NONE)
			reader_complain(reader, place.pointer, "unknown",
				"there is no status update of this code");
		else
			read_update(reader, place, code, &program->updates[code]);
	}
	for (int code = 1; code <= UPDATE_PROGRAM_LAST; code++)
		if (!program->updates[code].text.in[0])
			reader_complain(reader, in.pointer, "required",
				"the status update \"%s\" is missing",
				update_code_wire((enum update_code)code));
	if (program->clocks.interviews_offered > 0 && !program->interview_missed.text.in[0])
		reader_complain(reader, in.pointer, "required",
			"the status update \"" INTERVIEW_MISSED_UPDATE "\" is missing");
}

/* ---- letters ---- */

static void
read_paragraphs(struct reader *reader, struct place in)
{
	struct program *program = reader->program;
	struct braces shape = { .reader = reader, .is_unused = true };
	size_t count = in.json && json_kind(in.json) == JSON_OBJECT ? json_count(in.json) : 0;

	if (count == 0 || count > PROGRAM_LIST_MAX) {
		reader_complain(
			reader, in.pointer, "required", "an object of paragraphs is needed");
		return;
	}
	program->paragraphs.at = arena_array(reader->arena, count, sizeof(*program->paragraphs.at));
	for (const struct json *at = json_first(in.json); at; at = json_next(at)) {
		struct place place = place_member(reader, in, json_name(at));
		struct program_paragraph *paragraph =
			&program->paragraphs.at[program->paragraphs.count];

		if (!read_object(reader, place, "only,text"))
			continue;
		paragraph->id = arena_strdup(reader->arena, json_name(at));
		paragraph->only = (enum paragraph_only)read_word(
			reader, place, "only", WORD_TABLE(only_words), ONLY_ALWAYS);
		read_wording(reader, place, "text", true, &paragraph->text);
		check_wording(
			&shape, &paragraph->text, place_member(reader, place, "text").pointer);
		program->paragraphs.count++;
	}
}

static const struct program_paragraph *
find_paragraph(const struct program *program, const char *id)
{
	for (size_t i = 0; i < program->paragraphs.count; i++)
		if (str_eq(program->paragraphs.at[i].id, id))
			return &program->paragraphs.at[i];
	return NULL;
}

/*
 * Paragraphs are shared between letters, so each use is checked by itself: a
 * brace may be known in a denial and not in a request for proof.
 */
static void
read_letter(struct reader *reader, struct place in, enum notice_kind kind)
{
	struct program_notice *notice = &reader->program->notices[kind];
	struct braces braces = { .reader = reader, .letter = kind };
	struct text_list ids = { 0 };

	if (!read_object(reader, in, "title,paragraphs"))
		return;
	notice->is_given = true;
	read_wording(reader, in, "title", true, &notice->title);
	check_wording(&braces, &notice->title, place_member(reader, in, "title").pointer);
	read_words(reader, in, "paragraphs", &ids);
	notice->paragraphs.at =
		arena_array(reader->arena, ids.count + 1, sizeof(*notice->paragraphs.at));
	for (size_t i = 0; i < ids.count; i++) {
		const struct program_paragraph *paragraph =
			find_paragraph(reader->program, ids.at[i]);
		const char *pointer =
			arena_printf(reader->arena, "%s/paragraphs/%zu", in.pointer, i);

		if (!paragraph) {
			reader_complain(reader, pointer, "dangling", "there is no paragraph \"%s\"",
				ids.at[i]);
			continue;
		}
		check_wording(&braces, &paragraph->text,
			arena_printf(reader->arena, "/paragraphs/%s/text", paragraph->id));
		notice->paragraphs.at[notice->paragraphs.count++] = paragraph;
	}
}

/* A program without interviews needs no letters about them. */
void
read_letters(struct reader *reader, struct place root)
{
	struct place in = place_member(reader, root, "notices");

	read_paragraphs(reader, place_member(reader, root, "paragraphs"));
	if (json_kind(in.json) != JSON_OBJECT) {
		reader_complain(reader, in.pointer, "required", "an object of notices is needed");
		return;
	}
	for (const struct json *at = json_first(in.json); at; at = json_next(at)) {
		struct place place = place_member(reader, in, json_name(at));
		enum notice_kind kind = notice_kind_from_word(json_name(at));

		if (kind == NOTICE_KIND_NONE)
			reader_complain(
				reader, place.pointer, "unknown", "there is no such letter");
		else
			read_letter(reader, place, kind);
	}
	for (int kind = 1; kind < NOTICE_KIND_COUNT; kind++) {
		bool about_interview =
			kind == NOTICE_KIND_INTERVIEW || kind == NOTICE_KIND_MISSED_INTERVIEW;

		if (reader->program->notices[kind].is_given ||
			(about_interview && reader->program->clocks.interviews_offered == 0))
			continue;
		reader_complain(reader, in.pointer, "required", "the letter \"%s\" is missing",
			notice_kind_word((enum notice_kind)kind));
	}
}
