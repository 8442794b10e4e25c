/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry of a list, and two states of a list beside each other.
 */
#include "domain/answer_list.h"

#include <string.h>

#include "base/str.h"

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

/* Two people of one name: nobody can tell which of them is meant elsewhere. */
static bool
is_only_one(const struct program_question *list, const struct json *answers, const char *name)
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
		is_only_one(list, answers, was))
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

/* Entries of two states that are one another: those of one name, by their order. */
struct pairing {
	const struct json *before[ANSWER_LIST_MAX], *after[ANSWER_LIST_MAX];
	const struct json *match[ANSWER_LIST_MAX]; /* of after: its entry before; NULL new */
	bool used[ANSWER_LIST_MAX];                /* of before */
	size_t before_count, after_count;
};

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

/* One that stands where it stood is the same under another name, but only if
 * none came or went: else the place says nothing. */
static void
pair(struct pairing *pairs, const struct program_question *list)
{
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

/* ---- people who are called otherwise now ---- */

static bool
same_birth(const struct json *one, const struct json *other)
{
	return one && answer_given(json_get(one, "born_on")) &&
		answer_is_same(json_get(one, "born_on"), json_get(other, "born_on"));
}

/* The only one left of that birthday, wherever it stood; NULL: none, or there are two. */
static const struct json *
of_same_birth(const struct pairing *pairs, const struct json *after)
{
	const struct json *found = NULL;
	size_t befores = 0, afters = 0;

	for (size_t i = 0; i < pairs->before_count; i++)
		if (!pairs->used[i] && same_birth(pairs->before[i], after)) {
			found = pairs->before[i];
			befores++;
		}
	for (size_t i = 0; i < pairs->after_count; i++)
		afters += !pairs->match[i] && same_birth(pairs->after[i], after);
	return befores == 1 && afters == 1 ? found : NULL;
}

size_t
answers_renamed(const struct program *program, const struct json *before, const struct json *after,
	struct renamed ret[ANSWER_LIST_MAX])
{
	const struct program_question *list =
		program->persons ? program_find_question(program, program->persons) : NULL;
	struct pairing pairs = { .before_count = 0 };
	size_t count = 0;

	if (!list)
		return 0;
	pairs.before_count = take_entries(json_get(before, list->id), pairs.before);
	pairs.after_count = take_entries(json_get(after, list->id), pairs.after);
	pair(&pairs, list);
	for (size_t i = 0; i < pairs.after_count; i++) {
		const struct json *is = pairs.after[i];
		const struct json *was = pairs.match[i] ? pairs.match[i] : of_same_birth(&pairs, is);
		const char *from = same_birth(was, is) ? answer_entry_name(list, was) : NULL;
		const char *to = answer_entry_name(list, is);

		if (from && to && !str_eq(from, to) && is_only_one(list, before, from) && is_only_one(list, after, to))
			ret[count++] = (struct renamed){ from, to };
	}
	return count;
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
	struct pairing pairs = { .before_count = 0 };
	struct buf text = BUF_INIT(WORDS_MAX);

	pairs.before_count = take_entries(before, pairs.before);
	pairs.after_count = take_entries(after, pairs.after);
	pair(&pairs, list);
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
