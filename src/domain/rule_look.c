/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking up what a rule names, and saying what is missing.
 */
#include <string.h>

#include "base/str.h"
#include "domain/rule_node.h"

static const struct json *
list_entry(const struct json *list, const char *digits)
{
	const struct json *at = json_first(list);
	int64_t index;

	if (!str_to_i64(digits, &index) || index < 0)
		return NULL;
	while (at && index-- > 0)
		at = json_next(at);
	return at;
}

/* "employer.name" in a document; NULL when there is no such member. */
static const struct json *
rule_lookup(const struct json *document, const char *path)
{
	const struct json *at = document;
	char name[RULE_PATH_MAX + 1];

	while (at && *path) {
		size_t len = strcspn(path, ".");

		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		if (json_kind(at) == JSON_OBJECT)
			at = json_get(at, name);
		else if (json_kind(at) == JSON_LIST)
			at = list_entry(at, name);
		else
			return NULL;
		path += len;
		if (*path == '.')
			path++;
	}
	return at;
}

struct rule_value
rule_value_of_json(const struct json *json, enum rule_absent absent)
{
	struct rule_value value = { .kind = RULE_UNKNOWN };

	if (!json) {
		value.kind = absent == RULE_ABSENT_IS_NULL ? RULE_NULL : RULE_UNKNOWN;
		return value;
	}
	switch (json_kind(json)) {
	case JSON_NULL:
		value.kind = absent == RULE_NULL_IS_UNKNOWN ? RULE_UNKNOWN : RULE_NULL;
		break;
	case JSON_BOOL:
		return rule_value_of_bool(json_bool(json, false));
	case JSON_NUMBER:
		value.kind = RULE_NUMBER;
		if (!fraction_from_json(json, &value.number))
			value.number = FRACTION_NONE;
		break;
	case JSON_TEXT:
		return rule_value_of_text(json_text(json));
	case JSON_LIST:
		value.kind = RULE_LIST;
		value.count = json_count(json);
		value.json = json;
		break;
	case JSON_OBJECT:
		value.kind = RULE_OBJECT;
		value.json = json;
		break;
	}
	return value;
}

struct rule_value
rule_value_entry(const struct rule_value *list, size_t index, enum rule_absent absent)
{
	const struct json *at;

	assert(index < list->count);
	if (!list->json)
		return list->list[index];
	at = json_first(list->json);
	while (index-- > 0)
		at = json_next(at);
	return rule_value_of_json(at, absent);
}

/* ---- by path ---- */

static struct rule_value
look_in_value(const struct rule_run *run, const struct rule_value *value, const char *path)
{
	enum rule_absent absent = run->scope->absent;
	int64_t index;

	if (!*path || value->kind == RULE_UNKNOWN)
		return *value;
	if (value->json && run->scope->nothing &&
		run->scope->nothing(run->scope->context, value->json, path))
		return (struct rule_value){ .kind = RULE_NULL };
	if (value->json)
		return rule_value_of_json(rule_lookup(value->json, path), absent);
	if (value->kind == RULE_LIST && str_to_i64(path, &index) && index >= 0 &&
		(size_t)index < value->count)
		return value->list[index];
	/* An entry that is no object has no members: plainly nothing, never unknown. */
	return (struct rule_value){ .kind = RULE_NULL };
}

/* "current" and what is below it; the accumulator; nothing else. */
static struct rule_value
look_in_reduction(const struct rule_run *run, const char *path)
{
	const struct rule_entry *entry = run->entry;

	if (str_eq(path, "current"))
		return entry->current;
	if (str_starts(path, "current."))
		return look_in_value(run, &entry->current, path + strlen("current."));
	if (str_eq(path, "accumulator"))
		return *entry->accumulator;
	if (str_starts(path, "accumulator."))
		return look_in_value(run, entry->accumulator, path + strlen("accumulator."));
	return (struct rule_value){ .kind = RULE_NULL };
}

static struct rule_value
look_in_document(const struct rule_run *run, const char *path)
{
	const struct rule_scope *scope = run->scope;
	const struct json *found;
	struct rule_value value;

	if (scope->find && scope->find(scope->context, path, &value))
		return value;
	if (str_starts(path, "person.") && scope->person)
		found = rule_lookup(scope->person, path + strlen("person."));
	else if (str_starts(path, "source.") && scope->source)
		found = rule_lookup(scope->source, path + strlen("source."));
	else
		found = rule_lookup(scope->answers, path);
	return rule_value_of_json(found, scope->absent);
}

static struct rule_value
look(const struct rule_run *run, const char *path)
{
	if (!run->entry)
		return look_in_document(run, path);
	if (run->entry->accumulator)
		return look_in_reduction(run, path);
	return look_in_value(run, &run->entry->current, path);
}

static void
tell_unknown(const struct rule_run *run, const char *path)
{
	const struct json *entry = run->entry ? run->entry->current.json : NULL;

	if (!run->scope->unknown)
		return;
	/* An accumulator, or an entry worked out, was told of where it came from. */
	if (run->entry && (!entry || str_starts(path, "accumulator")))
		return;
	if (run->entry && run->entry->accumulator && str_starts(path, "current."))
		path += strlen("current.");
	run->scope->unknown(run->scope->context, entry, path);
}

/* {"var": path}, {"var": [path, otherwise]}; the path may be a rule. */
struct rule_value
rule_run_var(struct rule_run *run, const struct rule *rule)
{
	const struct rule *otherwise = rule->first;
	const char *path = rule->text;
	struct rule_value value;

	if (!path) {
		value = rule_run(run, rule->first);
		if (value.kind == RULE_UNKNOWN)
			return value;
		path = rule_value_text(run, &value);
		otherwise = rule->first->next;
	}
	value = path ? look(run, path) : rule_unknown();
	if (otherwise && (value.kind == RULE_UNKNOWN || value.kind == RULE_NULL))
		return rule_run(run, otherwise);
	if (value.kind == RULE_UNKNOWN && path)
		tell_unknown(run, path);
	return value;
}

/* ---- missing ---- */

static bool
is_missing(const struct rule_run *run, const char *path)
{
	struct rule_value found = look(run, path);

	return found.kind == RULE_UNKNOWN || found.kind == RULE_NULL ||
		(found.kind == RULE_TEXT && str_empty(found.text));
}

/* Those of the names that are missing, as a list; unknown past the bounds. */
static struct rule_value
list_missing(struct rule_run *run, const struct rule_value *names)
{
	struct rule_value result = { .kind = RULE_LIST };
	struct rule_value *list;

	if (!rule_run_cells(run, names->count, &list))
		return rule_unknown();
	for (size_t i = 0; i < names->count; i++) {
		struct rule_value name = rule_value_entry(names, i, run->scope->absent);
		const char *path = rule_value_text(run, &name);

		if (path && is_missing(run, path))
			list[result.count++] = name;
	}
	result.list = list;
	return result;
}

/* Never unknown: it is the question whether something is known. */
struct rule_value
rule_run_missing(struct rule_run *run, const struct rule *rule)
{
	struct rule_value names = rule_run_list(run, rule);

	if (names.kind == RULE_LIST && names.count > 0 && names.list[0].kind == RULE_LIST)
		names = names.list[0];
	return names.kind == RULE_LIST ? list_missing(run, &names) : names;
}

/* [how many are wanted, out of these]: those missing, unless enough are there. */
struct rule_value
rule_run_missing_some(struct rule_run *run, const struct rule *rule)
{
	struct rule_value wanted = rule_run(run, rule->first);
	struct rule_value names = rule_run(run, rule->first->next);
	struct rule_value missing = { .kind = RULE_LIST };
	struct fraction need = rule_value_number(&wanted);

	if (wanted.kind == RULE_UNKNOWN || names.kind == RULE_UNKNOWN)
		return rule_unknown();
	if (names.kind == RULE_LIST)
		missing = list_missing(run, &names);
	if (fraction_is_number(need) &&
		fraction_compare(fraction_of((int64_t)(names.count - missing.count)), need) >= 0)
		missing.count = 0;
	return missing;
}
