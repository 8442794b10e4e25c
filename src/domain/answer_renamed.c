/* SPDX-License-Identifier: Apache-2.0
 *
 * Who and what of a list is called otherwise after a change and is the same all
 * the same.  What follows from that is for others to say.
 */
#include "base/str.h"
#include "domain/answer_list.h"
#include "domain/answer_pairs.h"

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
	struct pairing pairs;
	size_t count = 0;

	if (!list)
		return 0;
	answer_pair(&pairs, list, json_get(before, list->id), json_get(after, list->id));
	for (size_t i = 0; i < pairs.after_count; i++) {
		const struct json *is = pairs.after[i];
		const struct json *was = pairs.match[i] ? pairs.match[i] : of_same_birth(&pairs, is);
		const char *from = same_birth(was, is) ? answer_entry_name(list, was) : NULL;
		const char *to = answer_entry_name(list, is);

		if (from && to && !str_eq(from, to) && answer_name_is_one(list, before, from) && answer_name_is_one(list, after, to))
			ret[count++] = (struct renamed){ from, to };
	}
	return count;
}

/* ---- jobs that are called otherwise now ---- */

static bool
is_the_same_but_for(const struct program_question *list, const struct program_question *key,
	const struct json *one, const struct json *other)
{
	for (size_t i = 0; i < list->fields.count; i++) {
		const struct program_question *field = &list->fields.at[i];

		if (field != key && !answer_is_same(json_get(one, field->id), json_get(other, field->id)))
			return false;
	}
	return true;
}

/* As completeness tells them apart: by name and person. */
static bool
is_only_source(const struct program_question *list, const struct json *const *entries, size_t count,
	const struct json *entry)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += str_eq(answer_entry_name(list, entries[i]), answer_entry_name(list, entry)) &&
			str_eq(answer_entry_person(list, entries[i]), answer_entry_person(list, entry));
	return found == 1;
}

static size_t
sources_of_list(const struct program_question *list, const struct json *before, const struct json *after,
	struct renamed_source *ret, size_t room)
{
	const struct program_question *key = answer_entry_key(list);
	struct pairing pairs;
	size_t count = 0;

	if (!key || key->type != QUESTION_TEXT)
		return 0;
	answer_pair(&pairs, list, before, after);
	for (size_t i = 0; i < pairs.after_count && count < room; i++) {
		const struct json *is = pairs.after[i], *was = pairs.match[i];
		const char *from = was ? answer_entry_name(list, was) : NULL, *to = answer_entry_name(list, is);

		if (from && to && !str_eq(from, to) && is_the_same_but_for(list, key, was, is) &&
			is_only_source(list, pairs.before, pairs.before_count, was) &&
			is_only_source(list, pairs.after, pairs.after_count, is))
			ret[count++] = (struct renamed_source){ list, answer_entry_person(list, is), from, to };
	}
	return count;
}

size_t
answers_renamed_sources(const struct program *program, const struct json *before,
	const struct json *after, struct renamed_source ret[ANSWER_LIST_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < program->sections.count; i++)
		for (size_t k = 0; k < program->sections.at[i].questions.count; k++) {
			const struct program_question *list = &program->sections.at[i].questions.at[k];

			if (list->type == QUESTION_LIST)
				count += sources_of_list(list, json_get(before, list->id),
					json_get(after, list->id), ret + count, ANSWER_LIST_MAX - count);
		}
	return count;
}
