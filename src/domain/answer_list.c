/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of a list, and two states of a list beside each other.
 */
#include "domain/answer_list.h"

#include <string.h>

#include "base/str.h"
#include "domain/answer_pairs.h"

const char *
answer_given_text(struct arena *arena, const struct json *object, const char *name)
{
	const char *text = json_text(json_get(object, name));

	return str_empty(text) ? NULL : arena_strdup(arena, text);
}

civil_date
answer_given_date(const struct json *object, const char *name)
{
	const char *text = json_text(json_get(object, name));
	civil_date date;

	return !str_empty(text) && date_from_text(text, &date) ? date : DATE_NONE;
}

const struct json *
answer_entry(const struct json *answers, const struct program_question *list, size_t index)
{
	const struct json *at = json_first(json_get(answers, list->id));

	while (at && index-- > 0)
		at = json_next(at);
	return at;
}

const struct program_question *
answer_entry_key(const struct program_question *list)
{
	const char *key = list->type == QUESTION_PERSONS ? "name" : list->entry_name;

	return key ? question_find_field(list, key) : NULL;
}

const char *
answer_entry_name(const struct program_question *list, const struct json *entry)
{
	const struct program_question *key = answer_entry_key(list);
	const char *name = key ? json_text(json_get(entry, key->id)) : NULL;

	return str_empty(name) ? NULL : name;
}

/* The person an entry of a list is about: its first field of that type. */
const char *
answer_entry_person(const struct program_question *list, const struct json *entry)
{
	for (size_t i = 0; i < list->fields.count; i++)
		if (list->fields.at[i].type == QUESTION_PERSON) {
			const char *name = json_text(json_get(entry, list->fields.at[i].id));

			return str_empty(name) ? NULL : name;
		}
	return NULL;
}

enum truth
answers_disability(const struct program *program, const struct json *answers)
{
	const struct json *persons = program->disability ? json_get(answers, program->persons) : NULL;
	enum truth all = json_first(persons) ? TRUTH_NO : TRUTH_UNKNOWN;

	for (const struct json *person = json_first(persons); person; person = json_next(person)) {
		const struct json *has = json_get(person, program->disability);

		if (json_bool(has, false))
			return TRUTH_YES;
		if (!answer_given(has))
			all = TRUTH_UNKNOWN;
	}
	return all;
}

/* ---- people who are named elsewhere ---- */

static bool
is_persons(const struct program *program, const struct program_question *question)
{
	return str_eq(program->persons, question->id);
}

static bool
entries_name(const struct program_question *list, const struct json *entries, const char *person)
{
	for (const struct json *at = json_first(entries); at; at = json_next(at))
		for (size_t i = 0; i < list->fields.count; i++)
			if (list->fields.at[i].type == QUESTION_PERSON &&
				str_eq(json_text(json_get(at, list->fields.at[i].id)), person))
				return true;
	return false;
}

static bool
names(const struct program_question *question, const struct json *answers, const char *person)
{
	const struct json *answer = json_get(answers, question->id);

	if (question->type == QUESTION_PERSON)
		return str_eq(json_text(answer), person);
	return question->fields.count > 0 && entries_name(question, answer, person);
}

const struct program_question *
answers_naming(const struct program *program, const struct json *answers, const char *person)
{
	for (size_t i = 0; person && i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *question = &program->sections.at[i].questions.at[k];

			if (!is_persons(program, question) && names(question, answers, person))
				return question;
		}
	return NULL;
}

static void
put_member(struct json_out *out, const char *name, const struct json *value)
{
	json_begin_value(out, name);
	json_print(out->buf, value);
}

/* Without what was left empty. */
static void
put_entry(struct json_out *out, const struct json *entry)
{
	json_begin_object(out, NULL);
	for (const struct json *at = json_first(entry); at; at = json_next(at))
		if (answer_given(at))
			put_member(out, json_name(at), at);
	json_end_object(out);
}

static void
put_entry_renamed(struct json_out *out, const struct program_question *list, const struct json *entry,
	const char *from, const char *to)
{
	json_begin_object(out, NULL);
	for (const struct json *at = json_first(entry); at; at = json_next(at)) {
		const struct program_question *field = question_find_field(list, json_name(at));

		if (field && field->type == QUESTION_PERSON && str_eq(json_text(at), from))
			json_put_text(out, json_name(at), to);
		else
			put_member(out, json_name(at), at);
	}
	json_end_object(out);
}

static void
put_renamed(struct json_out *out, const struct program_question *question, const struct json *answer,
	const char *from, const char *to)
{
	if (question->type == QUESTION_PERSON) {
		json_put_text(out, question->id, to);
		return;
	}
	json_begin_list(out, question->id);
	for (const struct json *at = json_first(answer); at; at = json_next(at))
		put_entry_renamed(out, question, at, from, to);
	json_end_list(out);
}

static void
rename_person(struct json_out *out, const struct program *program, const struct json *answers,
	const char *from, const char *to)
{
	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *question = &program->sections.at[i].questions.at[k];

			if (!is_persons(program, question) && names(question, answers, from))
				put_renamed(out, question, json_get(answers, question->id), from, to);
		}
}

bool
answer_name_is_one(const struct program_question *list, const struct json *answers, const char *name)
{
	size_t count = 0;

	for (const struct json *at = json_first(json_get(answers, list->id)); at; at = json_next(at))
		count += str_eq(answer_entry_name(list, at), name);
	return count == 1;
}

void
answers_put_entry(struct json_out *out, const struct program *program, const struct json *answers,
	const struct program_question *list, size_t index, const struct json *entry)
{
	const struct json *before = answer_entry(answers, list, index);
	const char *was = before ? answer_entry_name(list, before) : NULL;
	const char *is = entry ? answer_entry_name(list, entry) : NULL;

	json_begin_list(out, list->id);
	for (const struct json *at = json_first(json_get(answers, list->id)); at; at = json_next(at)) {
		if (at != before)
			put_member(out, NULL, at);
		else if (entry)
			put_entry(out, entry);
	}
	if (!before && entry)
		put_entry(out, entry);
	json_end_list(out);
	if (was && is && !str_eq(was, is) && is_persons(program, list) &&
		answer_name_is_one(list, answers, was))
		rename_person(out, program, answers, was, is);
}

/* ---- what differs ---- */

enum { WORDS_MAX = 4000 };

/* Each member of the one that says anything is in the other, too. */
static bool
members_are_in(const struct json *one, const struct json *other)
{
	for (const struct json *at = json_first(one); at; at = json_next(at))
		if (answer_given(at) && !answer_is_same(at, json_get(other, json_name(at))))
			return false;
	return true;
}

static bool
entries_are_same(const struct json *one, const struct json *other)
{
	const struct json *a = json_first(one), *b = json_first(other);

	while (a && b && answer_is_same(a, b)) {
		a = json_next(a);
		b = json_next(b);
	}
	return !a && !b;
}

static bool
prints_same(const struct json *one, const struct json *other)
{
	struct buf a = BUF_INIT(ANSWERS_BYTES_MAX), b = BUF_INIT(ANSWERS_BYTES_MAX);
	bool same;

	json_print(&a, one);
	json_print(&b, other);
	same = str_eq(a.data, b.data);
	buf_done(&a);
	buf_done(&b);
	return same;
}

bool
answer_is_same(const struct json *one, const struct json *other)
{
	int64_t was, is;

	if (!answer_given(one) || !answer_given(other))
		return answer_given(one) == answer_given(other);
	if (answer_money(one, &was) && answer_money(other, &is))
		return was == is;
	if (json_kind(one) != json_kind(other))
		return false;
	if (json_kind(one) == JSON_OBJECT)
		return members_are_in(one, other) && members_are_in(other, one);
	return json_kind(one) == JSON_LIST ? entries_are_same(one, other) : prints_same(one, other);
}

static size_t
take_entries(const struct json *list, const struct json **ret)
{
	size_t count = 0;

	for (const struct json *at = json_first(list); at && count < ANSWER_LIST_MAX; at = json_next(at))
		ret[count++] = at;
	return count;
}

static void
match_entry(struct pairing *pairs, size_t after, size_t before)
{
	pairs->match[after] = pairs->before[before];
	pairs->used[before] = true;
}

void
answer_pair(struct pairing *pairs, const struct program_question *list, const struct json *before,
	const struct json *after)
{
	*pairs = (struct pairing){ .before_count = 0 };
	pairs->before_count = take_entries(before, pairs->before);
	pairs->after_count = take_entries(after, pairs->after);
	for (size_t i = 0; i < pairs->after_count; i++) {
		const char *name = answer_entry_name(list, pairs->after[i]);

		for (size_t k = 0; k < pairs->before_count && !pairs->match[i]; k++)
			if (!pairs->used[k] && name &&
				str_eq(answer_entry_name(list, pairs->before[k]), name))
				match_entry(pairs, i, k);
	}
	for (size_t i = 0; pairs->after_count == pairs->before_count && i < pairs->after_count; i++)
		if (!pairs->match[i] && !pairs->used[i])
			match_entry(pairs, i, i);
}

/* ---- as words ---- */

static void
put_piece(struct buf *out, const char *lead, const char *words)
{
	buf_printf(out, "%s%s%s%s", out->len > 0 ? "; " : "", lead, str_empty(lead) ? "" : ": ", words);
}

static const char *
name_or(const struct program_question *list, const struct json *entry, const struct list_words *words)
{
	const char *name = answer_entry_name(list, entry);

	return name ? name : words->unsaid;
}

static void
put_value(struct buf *out, const struct program *program, const struct program_question *field,
	const struct json *value, const struct list_words *words, const char *language)
{
	if (!answer_given(value) || field->sensitive)
		buf_puts(out, words->unsaid);
	else
		answer_print(out, program, field, value, language);
}

static void
put_difference(struct buf *out, const struct program *program, const struct program_question *list,
	const struct json *before, const struct json *after, const struct list_words *words,
	const char *language)
{
	struct buf piece = BUF_INIT(WORDS_MAX);

	for (size_t i = 0; i < list->fields.count; i++) {
		const struct program_question *field = &list->fields.at[i];
		const struct json *was = json_get(before, field->id), *is = json_get(after, field->id);

		if (answer_is_same(was, is))
			continue;
		if (piece.len > 0)
			buf_puts(&piece, ", ");
		buf_printf(&piece, "%s ", program_say(program, &field->label, language, NULL));
		put_value(&piece, program, field, is, words, language);
		buf_printf(&piece, " (%s ", words->was);
		put_value(&piece, program, field, was, words, language);
		buf_putc(&piece, ')');
	}
	if (piece.len > 0)
		put_piece(out, name_or(list, after, words), piece.data);
	buf_done(&piece);
}

void
answer_list_print_change(struct buf *out, const struct program *program,
	const struct program_question *list, const struct json *before, const struct json *after,
	const struct list_words *words, const char *language)
{
	struct buf text = BUF_INIT(WORDS_MAX);
	struct pairing pairs;

	answer_pair(&pairs, list, before, after);
	for (size_t i = 0; i < pairs.after_count; i++)
		if (!pairs.match[i])
			put_piece(&text, words->added, name_or(list, pairs.after[i], words));
	for (size_t i = 0; i < pairs.before_count; i++)
		if (!pairs.used[i])
			put_piece(&text, words->removed, name_or(list, pairs.before[i], words));
	for (size_t i = 0; i < pairs.after_count; i++)
		if (pairs.match[i])
			put_difference(&text, program, list, pairs.match[i], pairs.after[i], words, language);
	buf_puts(out, text.data);
	buf_done(&text);
}
