/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to a loaded program: its parts by name, its words, its wording.
 */
#include "domain/program.h"

#include "base/str.h"

static const char *const fact_words[FACT_TYPE_COUNT] = {
#define FACT_TYPE(id, word) [FACT_##id] = word,
#include "domain/program_words.def"
};
static const char *const notice_words[NOTICE_KIND_COUNT] = {
#define NOTICE_KIND(id, word) [NOTICE_KIND_##id] = word,
#include "domain/program_words.def"
};
static const char *const reason_words[] = { "", "approve", "deny", "pend", "reduce", "withdraw" };

/* Sets of notice kinds and of update codes. */
enum {
#define NOTICE_KIND(id, word) L_##id = 1 << NOTICE_KIND_##id,
#include "domain/program_words.def"
	L_ALL = (1 << NOTICE_KIND_COUNT) - 2,
#define UPDATE(id, wire, text) U_##id = 1 << UPDATE_##id,
#include "domain/updates.def"
#undef UPDATE
	U_ALL = (1 << UPDATE_COUNT) - 2
};

struct brace {
	const char *word;
	unsigned where;
};
static const struct brace letter_braces[LETTER_BRACE_COUNT] = {
#define LETTER_BRACE(id, word, kinds) [LETTER_##id] = { word, kinds },
#include "domain/program_words.def"
};
static const struct brace update_braces[UPDATE_BRACE_COUNT] = {
#define UPDATE_BRACE(id, word, codes) [UPDATE_BRACE_##id] = { word, codes },
#include "domain/program_words.def"
};

static const struct brace faq_braces[FAQ_BRACE_COUNT] = {
#define FAQ_BRACE(id, word) [FAQ_BRACE_##id] = { word, 1 },
#include "domain/program_words.def"
};
static const struct brace note_braces[NOTE_BRACE_COUNT] = {
#define NOTE_BRACE(id, word) [NOTE_BRACE_##id] = { word, 1 },
#include "domain/program_words.def"
};

/* ---- parts by name ---- */

bool
program_is_open(const struct program *program, civil_date today)
{
	return (program->open_from == DATE_NONE || today >= program->open_from) &&
		(program->open_to == DATE_NONE || today <= program->open_to);
}

const struct program_question *
program_find_question(const struct program *program, const char *id)
{
	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];

		for (size_t j = 0; j < section->questions.count; j++)
			if (str_eq(section->questions.at[j].id, id))
				return &section->questions.at[j];
	}
	return NULL;
}

const struct rule *
program_section_when(const struct program *program, const struct program_question *question)
{
	for (size_t i = 0; i < program->sections.count; i++) {
		const struct program_section *section = &program->sections.at[i];

		if (question >= section->questions.at &&
			question < section->questions.at + section->questions.count)
			return section->when;
	}
	return NULL;
}

const struct program_question *
question_find_field(const struct program_question *question, const char *id)
{
	for (size_t i = 0; i < question->fields.count; i++)
		if (str_eq(question->fields.at[i].id, id))
			return &question->fields.at[i];
	return NULL;
}

const struct program_requirement *
program_find_requirement(const struct program *program, const char *id)
{
	for (size_t i = 0; i < program->requirements.count; i++)
		if (str_eq(program->requirements.at[i].id, id))
			return &program->requirements.at[i];
	return NULL;
}

const struct program_reason *
program_find_reason(const struct program *program, const char *code)
{
	for (size_t i = 0; i < program->reasons.count; i++)
		if (str_eq(program->reasons.at[i].code, code))
			return &program->reasons.at[i];
	return NULL;
}

const struct program_fact *
reason_find_fact(const struct program_reason *reason, const char *name)
{
	for (size_t i = 0; i < reason->facts.count; i++)
		if (str_eq(reason->facts.at[i].name, name))
			return &reason->facts.at[i];
	return NULL;
}

/* ---- wording ---- */

int
program_language(const struct program *program, const char *language)
{
	for (size_t i = 0; i < program->languages.count; i++)
		if (str_eq(program->languages.at[i], language))
			return (int)i;
	return -1;
}

const char *
program_language_for(const struct program *program, const char *language)
{
	return program_language(program, language) >= 0 ? language : program->languages.at[0];
}

const char *
program_letter_language(
	const struct program *program, const char *customer_reads, const char *filed_in)
{
	return program_language_for(program, str_empty(customer_reads) ? filed_in : customer_reads);
}

const char *
program_say(const struct program *program, const struct program_text *text, const char *language,
	bool *ret_fell_back)
{
	int index = program_language(program, language);
	const char *said = index >= 0 ? text->in[index] : NULL;

	if (ret_fell_back)
		*ret_fell_back = !said;
	if (!said)
		said = text->in[0];
	return said ? said : "";
}

/* ---- words ---- */

const char *
fact_type_word(enum fact_type type)
{
	return fact_words[type] ? fact_words[type] : "";
}

const char *
notice_kind_word(enum notice_kind kind)
{
	return notice_words[kind] ? notice_words[kind] : "";
}

enum notice_kind
notice_kind_from_word(const char *word)
{
	for (int kind = 1; kind < NOTICE_KIND_COUNT; kind++)
		if (str_eq(notice_words[kind], word))
			return (enum notice_kind)kind;
	return NOTICE_KIND_NONE;
}

const char *
reason_kind_word(enum reason_kind kind)
{
	return reason_words[kind];
}

static size_t
find_brace(const struct brace *braces, size_t count, unsigned where, const char *word)
{
	for (size_t i = 1; i < count; i++)
		if (str_eq(braces[i].word, word))
			return braces[i].where & where ? i : 0;
	return 0;
}

enum letter_brace
letter_brace_find(enum notice_kind kind, const char *word)
{
	return (enum letter_brace)find_brace(letter_braces, LETTER_BRACE_COUNT, 1u << kind, word);
}

enum update_brace
update_brace_find(enum update_code code, const char *word)
{
	return (enum update_brace)find_brace(update_braces, UPDATE_BRACE_COUNT, 1u << code, word);
}

enum faq_brace
faq_brace_find(const char *word)
{
	return (enum faq_brace)find_brace(faq_braces, FAQ_BRACE_COUNT, 1, word);
}

enum note_brace
note_brace_find(const char *word)
{
	return (enum note_brace)find_brace(note_braces, NOTE_BRACE_COUNT, 1, word);
}

/* ---- life ---- */

bool
program_allows_act(
	const struct program *program, enum application_act act, enum application_status status)
{
	assert(act > ACT_NONE && act < ACT_COUNT);
	return program->act_from[act] & 1u << status;
}
