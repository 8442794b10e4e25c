/* SPDX-License-Identifier: Apache-2.0
 *
 * Answering compiled conditions.  Knows no program and no clock.
 *
 * Absent data is "unknown" and stays so through every operator that needs
 * it; but a no is certain even beside an unknown in "and", and a yes in "or".
 */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "domain/rule_node.h"

/* ---- looking up ---- */

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

const struct json *
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

static const struct json *
scope_lookup(const struct rule_scope *scope, const char *path)
{
	if (str_starts(path, "person.") && scope->person)
		return rule_lookup(scope->person, path + strlen("person."));
	if (str_starts(path, "source.") && scope->source)
		return rule_lookup(scope->source, path + strlen("source."));
	return rule_lookup(scope->answers, path);
}

/* A null on the form is a question not answered, so it is unknown, not nothing. */
static struct rule_value
value_of_json(const struct json *json)
{
	struct rule_value value = { .kind = RULE_UNKNOWN };

	if (!json)
		return value;
	switch (json_kind(json)) {
	case JSON_NULL:
		break; /* asked and not answered */
	case JSON_BOOL:
		value.kind = RULE_BOOL;
		value.truth = json_bool(json, false);
		break;
	case JSON_NUMBER:
		value.kind = RULE_NUMBER;
		value.number = json_number(json);
		break;
	case JSON_TEXT:
		value.kind = RULE_TEXT;
		value.text = json_text(json);
		break;
	case JSON_LIST:
		value.kind = RULE_LIST;
		value.number = (double)json_count(json);
		value.json = json;
		break;
	case JSON_OBJECT:
		value.kind = RULE_OBJECT;
		value.json = json;
		break;
	}
	return value;
}

/* ---- comparing ---- */

/*
 * The number a text spells, NAN if none.  By hand because strtod() reads the
 * decimal point of whatever locale the process is in.
 */
static double
number_of_text(const char *text)
{
	bool negative = false;
	double number = 0, scale = 1;
	int digits = 0;

	while (*text == ' ')
		text++;
	if (!*text)
		return 0;
	if (*text == '-' || *text == '+')
		negative = *text++ == '-';
	for (; *text >= '0' && *text <= '9'; text++, digits++)
		number = number * 10 + (*text - '0');
	if (*text == '.')
		for (text++; *text >= '0' && *text <= '9'; text++, digits++, scale *= 10)
			number = number * 10 + (*text - '0');
	while (*text == ' ')
		text++;
	if (*text || digits == 0 || digits > 15)
		return NAN;
	/* At most 15 digits over a power of ten: one rounding, so equal texts are equal. */
	return (negative ? -number : number) / scale;
}

static double
number_of(const struct rule_value *value)
{
	switch (value->kind) {
	case RULE_NULL:
		return 0;
	case RULE_BOOL:
		return value->truth;
	case RULE_NUMBER:
		return value->number;
	case RULE_TEXT:
		return number_of_text(value->text);
	case RULE_OBJECT: /* money: {"amount": "12.50", "currency": "USD"} */
		if (json_text(json_get(value->json, "amount")))
			return number_of_text(json_text(json_get(value->json, "amount")));
		return NAN;
	case RULE_LIST:
	case RULE_UNKNOWN:
		break;
	}
	return NAN;
}

/* JsonLogic's ==: like kinds as they are, unlike ones as numbers. */
static bool
values_equal(const struct rule_value *a, const struct rule_value *b)
{
	if (a->kind == RULE_TEXT && b->kind == RULE_TEXT)
		return str_eq(a->text, b->text);
	if (a->kind == RULE_NULL || b->kind == RULE_NULL)
		return a->kind == b->kind;
	return number_of(a) == number_of(b);
}

/* Member of a list: kinds must agree too. */
static bool
values_same(const struct rule_value *a, const struct rule_value *b)
{
	return a->kind == b->kind && values_equal(a, b);
}

static bool
values_ordered(enum rule_op op, const struct rule_value *a, const struct rule_value *b)
{
	bool texts = a->kind == RULE_TEXT && b->kind == RULE_TEXT;
	double left = texts ? (double)strcmp(a->text, b->text) : number_of(a);
	double right = texts ? 0 : number_of(b);

	switch (op) {
	case OP_LESS:
		return left < right;
	case OP_LESS_EQUAL:
		return left <= right;
	case OP_MORE:
		return left > right;
	default:
		return left >= right;
	}
}

/* JsonLogic's truth: a nought, an empty text and an empty list are no. */
static enum truth
truth_of(const struct rule_value *value)
{
	switch (value->kind) {
	case RULE_UNKNOWN:
		return TRUTH_UNKNOWN;
	case RULE_NULL:
		return TRUTH_NO;
	case RULE_BOOL:
		return value->truth ? TRUTH_YES : TRUTH_NO;
	case RULE_NUMBER:
	case RULE_LIST: /* an empty list is false */
		return value->number != 0 && !isnan(value->number) ? TRUTH_YES : TRUTH_NO;
	case RULE_TEXT:
		return *value->text ? TRUTH_YES : TRUTH_NO;
	case RULE_OBJECT:
		break;
	}
	return TRUTH_YES;
}

/* ---- answering ---- */

static const struct rule_value value_unknown = { .kind = RULE_UNKNOWN };

static struct rule_value
value_of_bool(bool truth)
{
	return (struct rule_value){ .kind = RULE_BOOL, .truth = truth };
}

/* "and" stops at a no, "or" at a yes; else unknown if anything was. */
static struct rule_value
answer_junction(const struct rule *rule, const struct rule_scope *scope)
{
	enum truth decisive = rule->op == OP_AND ? TRUTH_NO : TRUTH_YES;
	struct rule_value value = value_unknown;
	bool unknown = false;

	for (const struct rule *at = rule->first; at; at = at->next) {
		enum truth truth;

		value = rule_value(at, scope);
		truth = truth_of(&value);
		if (truth == decisive)
			return value;
		if (truth == TRUTH_UNKNOWN)
			unknown = true;
	}
	return unknown ? value_unknown : value;
}

static struct rule_value
answer_compared(const struct rule *rule, const struct rule_scope *scope)
{
	struct rule_value left = rule_value(rule->first, scope);

	for (const struct rule *at = rule->first->next; at; at = at->next) {
		struct rule_value right = rule_value(at, scope);
		bool holds;

		if (left.kind == RULE_UNKNOWN || right.kind == RULE_UNKNOWN)
			return value_unknown;
		if (rule->op == OP_EQUAL || rule->op == OP_DIFFER)
			holds = values_equal(&left, &right) == (rule->op == OP_EQUAL);
		else
			holds = values_ordered(rule->op, &left, &right);
		if (!holds)
			return value_of_bool(false);
		left = right; /* {"<": [1, x, 10]}: x between */
	}
	return value_of_bool(true);
}

/* Part of a text, or member of a list. */
static struct rule_value
answer_in(const struct rule *rule, const struct rule_scope *scope)
{
	struct rule_value needle = rule_value(rule->first, scope);
	struct rule_value hay = rule_value(rule->first->next, scope);

	if (needle.kind == RULE_UNKNOWN || hay.kind == RULE_UNKNOWN)
		return value_unknown;
	if (hay.kind == RULE_TEXT)
		return value_of_bool(needle.kind == RULE_TEXT && strstr(hay.text, needle.text));
	if (hay.kind != RULE_LIST)
		return value_of_bool(false);
	for (const struct json *at = json_first(hay.json); at; at = json_next(at)) {
		struct rule_value entry = value_of_json(at);

		if (values_same(&needle, &entry))
			return value_of_bool(true);
	}
	if (!hay.list || hay.list->op != OP_LIST)
		return value_of_bool(false);
	for (const struct rule *at = hay.list->first; at; at = at->next) {
		struct rule_value entry = rule_value(at, scope);

		if (values_same(&needle, &entry))
			return value_of_bool(true);
	}
	return value_of_bool(false);
}

static bool
is_missing(const struct rule_value *name, const struct rule_scope *scope)
{
	const struct json *found;

	if (name->kind != RULE_TEXT)
		return false;
	found = scope_lookup(scope, name->text);
	if (!found || json_kind(found) == JSON_NULL)
		return true;
	return json_kind(found) == JSON_TEXT && str_empty(json_text(found));
}

/* Never unknown: it is the question whether something is known. */
static struct rule_value
answer_missing(const struct rule *rule, const struct rule_scope *scope)
{
	const struct rule *names = rule->first;
	struct rule_value value = { .kind = RULE_LIST, .list = rule };

	if (names && names->op == OP_LIST)
		names = names->first;
	for (const struct rule *at = names; at; at = at->next) {
		struct rule_value name = rule_value(at, scope);

		if (is_missing(&name, scope))
			value.number++;
	}
	return value;
}

static struct rule_value
answer_var(const struct rule *rule, const struct rule_scope *scope)
{
	struct rule_value value = value_of_json(scope_lookup(scope, rule->text));

	if (value.kind == RULE_UNKNOWN && rule->first)
		return rule_value(rule->first, scope);
	return value;
}

struct rule_value
rule_value(const struct rule *rule, const struct rule_scope *scope)
{
	struct rule_value value = { .kind = RULE_NULL };
	enum truth truth;

	switch (rule->op) {
	case OP_NULL:
		return value;
	case OP_BOOL:
		return value_of_bool(rule->truth);
	case OP_NUMBER:
		return (struct rule_value){ .kind = RULE_NUMBER, .number = rule->number };
	case OP_TEXT:
		return (struct rule_value){ .kind = RULE_TEXT, .text = rule->text };
	case OP_LIST:
		value = (struct rule_value){ .kind = RULE_LIST, .list = rule };
		for (const struct rule *at = rule->first; at; at = at->next)
			value.number++;
		return value;
	case OP_VAR:
		return answer_var(rule, scope);
	case OP_AND:
	case OP_OR:
		return answer_junction(rule, scope);
	case OP_NOT:
		value = rule_value(rule->first, scope);
		truth = truth_of(&value);
		return truth == TRUTH_UNKNOWN ? value_unknown : value_of_bool(truth == TRUTH_NO);
	case OP_IN:
		return answer_in(rule, scope);
	case OP_MISSING:
		return answer_missing(rule, scope);
	case OP_EQUAL:
	case OP_DIFFER:
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_MORE:
	case OP_MORE_EQUAL:
		break;
	}
	return answer_compared(rule, scope);
}

enum truth
rule_test(const struct rule *rule, const struct rule_scope *scope)
{
	struct rule_value value;

	if (!rule)
		return TRUTH_YES;
	value = rule_value(rule, scope);
	return truth_of(&value);
}

void
rule_each_path(const struct rule *rule, rule_path_fn *visit, void *context)
{
	if (!rule)
		return;
	if (rule->op == OP_VAR)
		visit(context, rule->text);
	for (const struct rule *at = rule->first; at; at = at->next) {
		if (rule->op == OP_MISSING && at->op == OP_TEXT)
			visit(context, at->text);
		else if (rule->op == OP_MISSING && at->op == OP_LIST)
			for (const struct rule *name = at->first; name; name = name->next)
				visit(context, name->text ? name->text : "");
		else
			rule_each_path(at, visit, context);
	}
}

static void
visit_compared(
	const struct rule *var, const struct rule *with, rule_compared_fn *visit, void *context)
{
	if (with->op == OP_TEXT)
		visit(context, var->text, with->text);
	else if (with->op == OP_LIST)
		for (const struct rule *at = with->first; at; at = at->next)
			if (at->op == OP_TEXT)
				visit(context, var->text, at->text);
}

void
rule_each_compared(const struct rule *rule, rule_compared_fn *visit, void *context)
{
	if (!rule)
		return;
	if (rule->op == OP_EQUAL || rule->op == OP_DIFFER || rule->op == OP_IN) {
		const struct rule *left = rule->first;
		const struct rule *right = left->next;

		if (left->op == OP_VAR)
			visit_compared(left, right, visit, context);
		else if (right->op == OP_VAR)
			visit_compared(right, left, visit, context);
	}
	for (const struct rule *at = rule->first; at; at = at->next)
		rule_each_compared(at, visit, context);
}

static void
note_path(void *context, const char *path)
{
	(void)path;
	*(bool *)context = true;
}

bool
rule_never_holds(const struct rule *rule)
{
	struct rule_scope nothing = { 0 };
	bool asks = false;

	rule_each_path(rule, note_path, &asks);
	return !asks && rule_test(rule, &nothing) == TRUTH_NO;
}
