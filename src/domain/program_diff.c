/* SPDX-License-Identifier: Apache-2.0
 *
 * Two versions of a program side by side.  The walk knows which lists have
 * entries with names and which members are wordings or rules; whatever else
 * is in the file is compared as it stands, so that nothing can be left out.
 */
#include "domain/program_diff_walk.h"

#include <string.h>

#include "base/str.h"
#include "domain/answers.h"

static const struct part {
	const char *member;
	const char *key;
	enum diff_group group;
	const char *noun;
} parts[] = {
#define PART(member, key, group, noun) { member, key, DIFF_##group, noun },
#include "domain/program_parts.def"
};
static const struct {
	const char *member;
	const char *word;
} members[] = {
#define MEMBER(member, word) { member, word },
#include "domain/program_parts.def"
};
static const char *const headings[DIFF_GROUP_COUNT] = {
#define DIFF_GROUP(id, heading) [DIFF_##id] = heading,
#include "domain/program_parts.def"
};

const char *
diff_group_heading(enum diff_group group)
{
	return headings[group];
}

static const struct part *
find_part(const char *member)
{
	for (size_t i = 0; i < countof(parts); i++)
		if (str_eq(parts[i].member, member))
			return &parts[i];
	return NULL;
}

static const char *
word_of(const char *member)
{
	for (size_t i = 0; i < countof(members); i++)
		if (str_eq(members[i].member, member))
			return members[i].word;
	return member;
}

/* ---- changes ---- */

static struct program_change *
add(struct diff_walk *walk, enum change_kind kind)
{
	struct program_change_list *list = walk->list;
	struct program_change *change;

	list->at = arena_more(walk->arena, list->at, list->count, sizeof(*list->at));
	change = &list->at[list->count++];
	*change = (struct program_change){ .group = walk->group, .kind = kind, .depth = walk->depth };
	memcpy(change->path, walk->path, sizeof(change->path));
	return change;
}

/* Beyond the deepest path there is, the last step stands for what is below. */
static void
enter(struct diff_walk *walk, const char *noun, const char *name)
{
	if (walk->depth < CHANGE_DEPTH_MAX)
		walk->path[walk->depth] = (struct change_step){ arena_strdup(walk->arena, noun),
			arena_strdup(walk->arena, name) };
	walk->depth += walk->depth < CHANGE_DEPTH_MAX;
}

static void
add_value(struct diff_walk *walk, const char *member, const char *language, const struct json *before,
	const struct json *after)
{
	size_t depth = walk->depth;
	struct program_change *change;

	enter(walk, word_of(member), NULL);
	change = add(walk, !before ? CHANGE_ADDED : !after ? CHANGE_REMOVED : CHANGE_OTHER);
	walk->depth = depth;
	change->language = arena_strdup(walk->arena, language);
	change->before = diff_value_text(walk, before, member);
	change->after = diff_value_text(walk, after, member);
}

static void diff_members(struct diff_walk *walk, const struct json *before, const struct json *after,
	const char *but);

/* ---- entries with names ---- */

static const char *
entry_name(const struct part *part, const struct json *list, const struct json *entry)
{
	const char *name = json_kind(list) == JSON_OBJECT
		? json_name(entry)
		: json_text(json_get(entry, part->key));

	return name ? name : "";
}

static const struct json *
find_entry(const struct part *part, const struct json *list, const char *name)
{
	for (const struct json *at = json_first(list); at; at = json_next(at))
		if (str_eq(entry_name(part, list, at), name))
			return at;
	return NULL;
}

/* What a whole entry is called: its wording in the first language it has. */
static const char *
title_of(struct diff_walk *walk, const struct json *entry)
{
	static const char *const titles[] = { "label", "title", "text", "questions", "value", "at" };

	for (size_t i = 0; i < countof(titles); i++)
		if (json_get(entry, titles[i]))
			return diff_value_text(walk, json_get(entry, titles[i]), titles[i]);
	return NULL;
}

static void
diff_entry(struct diff_walk *walk, const struct part *part, const char *name, const struct json *before,
	const struct json *after)
{
	size_t depth = walk->depth;

	if (diff_is_same(before, after))
		return;
	enter(walk, part->noun, name);
	if (!before)
		add(walk, CHANGE_ADDED)->after = title_of(walk, after);
	else if (!after)
		add(walk, CHANGE_REMOVED)->before = title_of(walk, before);
	else if (json_kind(before) == JSON_OBJECT && json_kind(after) == JSON_OBJECT &&
		!diff_is_logic(walk, part->member))
		diff_members(walk, before, after, "");
	else {
		struct program_change *change = add(walk, CHANGE_OTHER);

		change->before = diff_value_text(walk, before, part->member);
		change->after = diff_value_text(walk, after, part->member);
	}
	walk->depth = depth;
}

/* Do those that stand in both lists stand there in another order? */
static bool
is_reordered(const struct part *part, const struct json *before, const struct json *after)
{
	const struct json *b = json_first(after);

	for (const struct json *a = json_first(before); a; a = json_next(a)) {
		if (!find_entry(part, after, entry_name(part, before, a)))
			continue;
		while (b && !find_entry(part, before, entry_name(part, after, b)))
			b = json_next(b);
		if (!b || !str_eq(entry_name(part, before, a), entry_name(part, after, b)))
			return true;
		b = json_next(b);
	}
	return false;
}

static const char *
names_in_order(struct diff_walk *walk, const struct part *part, const struct json *list)
{
	const char *text = "";

	for (const struct json *at = json_first(list); at; at = json_next(at))
		text = arena_printf(walk->arena, "%s%s%s", text, *text ? ", " : "",
			entry_name(part, list, at));
	return text;
}

static void
diff_entries(struct diff_walk *walk, const struct part *part, const struct json *before,
	const struct json *after)
{
	for (const struct json *at = json_first(before); at; at = json_next(at)) {
		const char *name = entry_name(part, before, at);

		diff_entry(walk, part, name, at, find_entry(part, after, name));
	}
	for (const struct json *at = json_first(after); at; at = json_next(at)) {
		const char *name = entry_name(part, after, at);

		if (!find_entry(part, before, name))
			diff_entry(walk, part, name, NULL, at);
	}
	/* In an object the order says nothing. */
	if (before && json_kind(before) == JSON_LIST && is_reordered(part, before, after)) {
		size_t depth = walk->depth;

		enter(walk, part->noun, NULL);
		struct program_change *change = add(walk, CHANGE_MOVED);
		change->before = names_in_order(walk, part, before);
		change->after = names_in_order(walk, part, after);
		walk->depth = depth;
	}
}

/* ---- members ---- */

static void
diff_languages(struct diff_walk *walk, const char *member, const struct json *before,
	const struct json *after)
{
	for (const struct json *at = json_first(before); at; at = json_next(at)) {
		const struct json *other = json_get(after, json_name(at));

		if (!diff_is_same(at, other))
			add_value(walk, member, json_name(at), at, other);
	}
	for (const struct json *at = json_first(after); at; at = json_next(at))
		if (!json_get(before, json_name(at)))
			add_value(walk, member, json_name(at), NULL, at);
}

static bool
is_part(const struct diff_walk *walk, const struct part *part, const struct json *value)
{
	if (!part || !value)
		return part != NULL;
	if (json_kind(value) == JSON_OBJECT)
		return str_empty(part->key) ? !diff_is_by_language(walk, value)
					    : str_eq(part->member, "facts");
	return json_kind(value) == JSON_LIST && !str_empty(part->key) &&
		(!json_first(value) || json_kind(json_first(value)) == JSON_OBJECT);
}

/* A group of members without a name of its own: contact, period. */
static bool
is_group(const struct diff_walk *walk, const char *member, const struct json *value)
{
	int64_t cents;

	return !value || (json_kind(value) == JSON_OBJECT && !diff_is_logic(walk, member) &&
		!answer_money(value, &cents) && !str_in_list("answers,given,steps", member));
}

static void
diff_member(struct diff_walk *walk, const char *member, const struct json *before,
	const struct json *after)
{
	const struct part *part = find_part(member);
	enum diff_group group = walk->group;
	size_t depth = walk->depth;

	if (diff_is_same(before, after))
		return;
	if (walk->depth == 0 && part)
		walk->group = part->group;
	else if (walk->depth == 0 && str_eq(member, "clocks"))
		walk->group = DIFF_CLOCKS;
	else if (walk->depth == 0 && str_eq(member, "worksheet"))
		walk->group = DIFF_ARITHMETIC;
	if (is_part(walk, part, before) && is_part(walk, part, after)) {
		diff_entries(walk, part, before, after);
	} else if ((!before || diff_is_by_language(walk, before)) && (!after || diff_is_by_language(walk, after))) {
		diff_languages(walk, member, before, after);
	} else if (is_group(walk, member, before) && is_group(walk, member, after)) {
		if (!str_in_list("clocks,worksheet", member))
			enter(walk, word_of(member), NULL);
		diff_members(walk, before, after, "");
	} else {
		add_value(walk, member, NULL, before, after);
	}
	walk->depth = depth;
	walk->group = group;
}

/* "but": members that are told elsewhere, or are no news. */
static void
diff_members(struct diff_walk *walk, const struct json *before, const struct json *after,
	const char *but)
{
	for (const struct json *at = json_first(before); at; at = json_next(at))
		if (!str_in_list(but, json_name(at)))
			diff_member(walk, json_name(at), at, json_get(after, json_name(at)));
	for (const struct json *at = json_first(after); at; at = json_next(at))
		if (!json_get(before, json_name(at)) && !str_in_list(but, json_name(at)))
			diff_member(walk, json_name(at), NULL, at);
}

/* ---- the form ---- */

/* A question keeps its name when it moves to another page: it is the same one. */
static const struct json *
find_question(const struct json *file, const char *id, const char **ret_page)
{
	const struct part *part = find_part("questions");

	for (const struct json *page = json_first(json_get(file, "sections")); page;
		page = json_next(page)) {
		const struct json *found = find_entry(part, json_get(page, "questions"), id);

		*ret_page = json_text(json_get(page, "id"));
		if (found)
			return found;
	}
	return NULL;
}

static void
diff_question(struct diff_walk *walk, const char *id)
{
	const char *page_before, *page_after;
	const struct json *before = find_question(walk->before, id, &page_before);
	const struct json *after = find_question(walk->after, id, &page_after);
	const struct part *part = find_part("questions");

	diff_entry(walk, part, id, before, after);
	if (!before || !after || str_eq(page_before, page_after))
		return;
	enter(walk, part->noun, id);
	struct program_change *change = add(walk, CHANGE_MOVED);
	walk->depth--;
	change->before = arena_strdup(walk->arena, page_before);
	change->after = arena_strdup(walk->arena, page_after);
}

static void
diff_questions(struct diff_walk *walk, const struct json *file, bool only_new)
{
	const char *page;

	for (const struct json *section = json_first(json_get(file, "sections")); section;
		section = json_next(section))
		for (const struct json *at = json_first(json_get(section, "questions")); at;
			at = json_next(at)) {
			const char *id = json_text(json_get(at, "id"));

			if (!only_new || !find_question(walk->before, id, &page))
				diff_question(walk, id);
		}
}

/* The pages by themselves: their own wording, and which there are. */
static void
diff_pages(struct diff_walk *walk)
{
	const struct part *page = find_part("sections"), *question = find_part("questions");
	const struct json *before = json_get(walk->before, "sections");
	const struct json *after = json_get(walk->after, "sections");

	for (const struct json *at = json_first(before); at; at = json_next(at)) {
		const char *id = entry_name(page, before, at);
		const struct json *other = find_entry(page, after, id);

		enter(walk, page->noun, id);
		if (other)
			diff_members(walk, at, other, "questions");
		else
			add(walk, CHANGE_REMOVED)->before = title_of(walk, at);
		if (other && is_reordered(question, json_get(at, "questions"), json_get(other, "questions"))) {
			struct program_change *change = add(walk, CHANGE_MOVED);

			change->before = names_in_order(walk, question, json_get(at, "questions"));
			change->after = names_in_order(walk, question, json_get(other, "questions"));
		}
		walk->depth--;
	}
	for (const struct json *at = json_first(after); at; at = json_next(at))
		if (!find_entry(page, before, entry_name(page, after, at)))
			diff_entry(walk, page, entry_name(page, after, at), NULL, at);
}

/* ---- the whole ---- */

static void
sort_by_group(struct arena *arena, struct program_change_list *list)
{
	struct program_change *sorted = arena_array(arena, list->count + 1, sizeof(*sorted));
	size_t count = 0;

	for (int group = 0; group < DIFF_GROUP_COUNT; group++)
		for (size_t i = 0; i < list->count; i++)
			if (list->at[i].group == (enum diff_group)group)
				sorted[count++] = list->at[i];
	list->at = sorted;
}

void
program_diff(struct program_change_list *ret, struct arena *arena, const struct json *before,
	const struct json *after)
{
	struct diff_walk walk = { .arena = arena, .list = ret, .before = before, .after = after };

	*ret = (struct program_change_list){ 0 };
	diff_members(&walk, before, after, "$schema,id,version,sections");
	walk.group = DIFF_FORM;
	diff_pages(&walk);
	diff_questions(&walk, before, false);
	diff_questions(&walk, after, true);
	sort_by_group(arena, ret);
}
