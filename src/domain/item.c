/* SPDX-License-Identifier: Apache-2.0
 *
 * One missing item: its lasting id, its name in a language, and what its
 * state means for the application.
 */
#include <string.h>

#include "base/str.h"
#include "domain/completeness.h"

/* FNV-1a over a field and its end, so that "ab","c" and "a","bc" differ. */
static uint64_t
hash_field(uint64_t hash, const char *field)
{
	for (; field && *field; field++)
		hash = (hash ^ (unsigned char)*field) * UINT64_C(0x100000001b3);
	return (hash ^ 0xFF) * UINT64_C(0x100000001b3);
}

char *
item_id(char *out, const char *requirement, const char *person, const char *source,
	const char *period)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t len = strnlen(requirement, PROGRAM_CODE_MAX);

	hash = hash_field(hash, requirement);
	hash = hash_field(hash, person);
	hash = hash_field(hash, source);
	hash = hash_field(hash, period);
	for (size_t i = 0; i < len; i++)
		out[i] = requirement[i] == '.' ? '_' : requirement[i];
	snprintf(out + len, ITEM_ID_MAX - len, "-%016llx", (unsigned long long)hash);
	return out;
}

bool
item_is_of(const struct missing_item *item, const char *requirement, const char *person,
	const char *source, const char *period)
{
	assert(item);
	return str_eq(item->requirement, requirement) && str_eq(item->person, person) &&
		str_eq(item->source, source) && str_eq(item->period, period);
}

/* ---- names ---- */

/* "ssi" of a choice as its label; anything else as it was typed. */
static const char *
source_name(const struct program *program, const struct program_question *list, const char *source,
	const char *language)
{
	const struct program_question *field = question_find_field(list, list->entry_name);
	size_t len = strcspn(source, "(");

	while (len > 0 && source[len - 1] == ' ')
		len--; /* "ssi (2)": the second of the same */
	for (size_t i = 0; field && i < field->options.count; i++) {
		const struct program_option *option = &field->options.at[i];

		if (strlen(option->value) == len && memcmp(option->value, source, len) == 0)
			return program_say(program, &option->label, language, NULL);
	}
	return source;
}

/* "household.born_on" */
static const char *
question_name(const struct program *program, const char *path, const char *language)
{
	char id[PROGRAM_CODE_MAX + 1];
	const char *dot = strchr(path, '.');
	const struct program_question *question;

	str_copy(id,
		dot && (size_t)(dot - path) < sizeof(id) ? (size_t)(dot - path) + 1 : sizeof(id),
		path);
	question = program_find_question(program, id);
	if (question && dot)
		question = question_find_field(question, dot + 1);
	return question ? program_say(program, &question->label, language, NULL) : path;
}

const char *
item_label(struct arena *arena, const struct program *program, const struct missing_item *item,
	const char *language)
{
	const struct program_requirement *requirement =
		program_find_requirement(program, item->requirement);
	const struct program_question *list = NULL;
	const char *name;

	name = requirement ? program_say(program, &requirement->label, language, NULL)
			   : question_name(program, item->requirement, language);
	if (str_empty(item->source))
		return name;
	if (requirement && requirement->each)
		list = program_find_question(program, requirement->each);
	return arena_printf(arena, "%s, %s", name,
		list ? source_name(program, list, item->source, language) : item->source);
}

/* ---- what a state means ---- */

static bool
waits(const struct program *program, const struct missing_item *item, bool expedited)
{
	const struct program_requirement *requirement =
		program_find_requirement(program, item->requirement);

	return expedited && requirement && requirement->wait_if_expedited;
}

bool
item_blocks(const struct program *program, const struct missing_item *item, bool expedited)
{
	return item->state != ITEM_ACCEPTED && !waits(program, item, expedited);
}

bool
item_is_owed(const struct program *program, const struct missing_item *item, bool expedited)
{
	return item->cured_by == CURED_BY_APPLICANT && item->state != ITEM_ACCEPTED &&
		item->state != ITEM_RECEIVED && !waits(program, item, expedited);
}

/* Asked once is asked: ticking it again would look like a new request.  Where
 * what came is not enough, that request has had its answer. */
bool
item_is_to_ask(const struct missing_item *item)
{
	return item->cured_by == CURED_BY_APPLICANT &&
		(item->state == ITEM_INSUFFICIENT ||
		 (item->state == ITEM_UNMET && item->requested_on == DATE_NONE));
}

bool
completeness_gate(const struct program *program, const struct missing_item *items, size_t count,
	bool expedited)
{
	for (size_t i = 0; i < count; i++)
		if (item_blocks(program, &items[i], expedited))
			return false;
	return true;
}

bool
completeness_owes(const struct program *program, const struct missing_item *items, size_t count,
	bool expedited)
{
	for (size_t i = 0; i < count; i++)
		if (item_is_owed(program, &items[i], expedited))
			return true;
	return false;
}

const struct program_requirement *
completeness_interview(const struct program *program)
{
	for (size_t i = 0; i < program->requirements.count; i++)
		if (program->requirements.at[i].met_by == MET_BY_INTERVIEW)
			return &program->requirements.at[i];
	return NULL;
}
