/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules from JSON into a small tree of nodes in an arena.  What is wrong
 * with one is said here, once, when its file is loaded.
 */
#include <string.h>

#include "base/str.h"
#include "domain/rule_node.h"

static const struct known_operator {
	const char *word;
	enum rule_op op;
	size_t min;
	size_t max;
} operators[] = {
#define RULE_OPERATOR(id, word, min, max) { word, OP_##id, min, max },
#include "domain/rule_operators.def"
};

struct compiler {
	struct arena *arena;
	const char *pointer;
	struct err *err;
};

static struct rule *compile(struct compiler *with, const struct json *json, int depth);

static struct rule *
rule_new(struct compiler *with, enum rule_op op)
{
	struct rule *rule = arena_alloc(with->arena, sizeof(*rule));

	rule->op = op;
	return rule;
}

static struct rule *
refuse(struct compiler *with, const char *why, const char *what)
{
	err_set(with->err, ERR_VALIDATION_FAILED, "%s: %s%s", with->pointer, why, what);
	return NULL;
}

/* first and its siblings become the operands of rule. */
static bool
compile_operands(struct compiler *with, struct rule *rule, const struct json *first, int depth)
{
	struct rule **tail = &rule->first;

	for (const struct json *at = first; at; at = json_next(at)) {
		*tail = compile(with, at, depth + 1);
		if (!*tail)
			return false;
		tail = &(*tail)->next;
	}
	return true;
}

/* {"var": "path"}, {"var": ["path", otherwise]}; the path may itself be a rule. */
static struct rule *
compile_var(struct compiler *with, const struct json *operand, int depth)
{
	struct rule *rule = rule_new(with, OP_VAR);
	bool is_list = json_kind(operand) == JSON_LIST;
	const struct json *path = is_list ? json_first(operand) : operand;
	int64_t index;

	if (!path || json_kind(path) == JSON_NULL)
		rule->text = "";
	else if (json_text(path))
		rule->text = arena_strdup(with->arena, json_text(path));
	else if (json_int(path, &index))
		rule->text = arena_printf(with->arena, "%lld", (long long)index);
	else if (json_kind(path) != JSON_OBJECT)
		return refuse(with, "\"var\" takes a name", "");
	if (rule->text && strlen(rule->text) > RULE_PATH_MAX)
		return refuse(with, "\"var\" is given too long a name", "");
	if (!rule->text && !is_list) {
		rule->first = compile(with, path, depth + 1);
		return rule->first ? rule : NULL;
	}
	/* The name is kept as text; what is worked out are the operands. */
	if (path && rule->text)
		path = is_list ? json_next(path) : NULL;
	return compile_operands(with, rule, path, depth) ? rule : NULL;
}

static const struct known_operator *
find_operator(const char *word)
{
	for (size_t i = 0; i < countof(operators); i++)
		if (str_eq(operators[i].word, word))
			return &operators[i];
	return NULL;
}

/*
 * Operands are counted here, so that answering never meets a missing one.
 */
static struct rule *
compile_operator(struct compiler *with, const struct json *json, int depth)
{
	const struct json *operand = json_first(json);
	const struct known_operator *known;
	struct rule *rule;
	size_t count;
	bool is_list;

	if (json_count(json) != 1)
		return refuse(with, "a rule names exactly one operator", "");
	known = find_operator(json_name(operand));
	if (!known)
		return refuse(with, "there is no operator ", json_name(operand));
	is_list = json_kind(operand) == JSON_LIST;
	count = is_list ? json_count(operand) : 1;
	if (count < known->min || count > known->max)
		return refuse(with, "wrong number of operands for ", known->word);
	if (known->op == OP_VAR)
		return compile_var(with, operand, depth);

	rule = rule_new(with, known->op);
	if (is_list)
		return compile_operands(with, rule, json_first(operand), depth) ? rule : NULL;
	/* {"!": x} is short for {"!": [x]}; x has siblings of its own only in a list. */
	rule->first = compile(with, operand, depth + 1);
	return rule->first ? rule : NULL;
}

static struct rule *
compile(struct compiler *with, const struct json *json, int depth)
{
	struct rule *rule;

	if (depth > RULE_DEPTH_MAX)
		return refuse(with, "the rule is nested too deeply", "");
	switch (json_kind(json)) {
	case JSON_OBJECT:
		return compile_operator(with, json, depth);
	case JSON_LIST:
		rule = rule_new(with, OP_CONST_LIST);
		return compile_operands(with, rule, json_first(json), depth) ? rule : NULL;
	case JSON_BOOL:
		rule = rule_new(with, OP_CONST_BOOL);
		rule->truth = json_bool(json, false);
		return rule;
	case JSON_NUMBER:
		rule = rule_new(with, OP_CONST_NUMBER);
		if (!fraction_from_json(json, &rule->number))
			return refuse(with, "a number has too many digits", "");
		return rule;
	case JSON_TEXT:
		rule = rule_new(with, OP_CONST_TEXT);
		rule->text = arena_strdup(with->arena, json_text(json));
		return rule;
	case JSON_NULL:
		break;
	}
	return rule_new(with, OP_CONST_NULL);
}

bool
rule_compile(struct rule **ret, struct arena *arena, const struct json *json, const char *pointer,
	struct err *err)
{
	struct compiler with = { arena, pointer, err };
	struct rule *rule;

	assert(json);
	rule = compile(&with, json, 0);
	if (!rule)
		return false;
	*ret = rule;
	return true;
}
