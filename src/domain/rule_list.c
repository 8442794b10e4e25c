/* SPDX-License-Identifier: Apache-2.0
 *
 * Operators that go through lists.  What they make is counted, so that a
 * hostile file or form meets an end.
 */
#include "domain/rule_node.h"

bool
rule_run_cells(struct rule_run *run, size_t count, struct rule_value **ret)
{
	if (count > RULE_CELLS_MAX - run->cells) {
		run->effort = 0;
		return false;
	}
	run->cells += count;
	*ret = arena_array(run->arena, count + 1, sizeof(**ret));
	return true;
}

struct rule_value
rule_run_list(struct rule_run *run, const struct rule *rule)
{
	struct rule_value result = { .kind = RULE_LIST };
	struct rule_value *list;
	size_t count = 0;

	for (const struct rule *at = rule->first; at; at = at->next)
		count++;
	if (!rule_run_cells(run, count, &list))
		return rule_unknown();
	for (const struct rule *at = rule->first; at; at = at->next)
		list[result.count++] = rule_run(run, at);
	result.list = list;
	return result;
}

struct rule_value
rule_run_merge(struct rule_run *run, const struct rule *rule)
{
	struct rule_value parts = rule_run_list(run, rule);
	struct rule_value result = { .kind = RULE_LIST };
	struct rule_value *list;
	size_t count = 0;

	for (size_t i = 0; i < parts.count; i++) {
		if (parts.list[i].kind == RULE_UNKNOWN)
			return rule_unknown();
		count += parts.list[i].kind == RULE_LIST ? parts.list[i].count : 1;
	}
	if (parts.kind == RULE_UNKNOWN || !rule_run_cells(run, count, &list))
		return rule_unknown();
	for (size_t i = 0; i < parts.count; i++) {
		const struct rule_value *part = &parts.list[i];

		if (part->kind != RULE_LIST)
			list[result.count++] = *part;
		else
			for (size_t j = 0; j < part->count; j++)
				list[result.count++] = rule_value_entry(part, j, run->scope->absent);
	}
	result.list = list;
	return result;
}

/* ---- going through a list ---- */

static struct rule_value
ask_entry(struct rule_run *run, const struct rule *body, const struct rule_entry *entry)
{
	const struct rule_entry *outer = run->entry;
	struct rule_value value;

	run->entry = entry;
	value = rule_run(run, body);
	run->entry = outer;
	return value;
}

/* A document's list is a chain: stepping along it beats counting from its head. */
struct walk {
	const struct rule_value *list;
	const struct json *at;
	size_t index;
};

static struct walk
walk_begin(const struct rule_value *list)
{
	return (struct walk){ list, list->json ? json_first(list->json) : NULL, 0 };
}

static bool
walk_next(struct walk *walk, enum rule_absent absent, struct rule_value *ret)
{
	if (walk->index >= walk->list->count)
		return false;
	*ret = walk->list->json ? rule_value_of_json(walk->at, absent) : walk->list->list[walk->index];
	walk->at = walk->at ? json_next(walk->at) : NULL;
	walk->index++;
	return true;
}

static struct rule_value
run_map(struct rule_run *run, const struct rule *rule, const struct rule_value *over)
{
	struct rule_value result = { .kind = RULE_LIST };
	struct rule_entry entry = { 0 };
	struct walk walk = walk_begin(over);
	struct rule_value *list;

	if (!rule_run_cells(run, over->count, &list))
		return rule_unknown();
	while (walk_next(&walk, run->scope->absent, &entry.current))
		list[result.count++] = ask_entry(run, rule->first->next, &entry);
	result.list = list;
	return result;
}

/* Whether one entry belongs may be unknown: then so is the whole. */
static struct rule_value
run_filter(struct rule_run *run, const struct rule *rule, const struct rule_value *over)
{
	struct rule_value result = { .kind = RULE_LIST };
	struct rule_entry entry = { 0 };
	struct walk walk = walk_begin(over);
	struct rule_value *list;
	bool unknown = false;

	if (!rule_run_cells(run, over->count, &list))
		return rule_unknown();
	while (walk_next(&walk, run->scope->absent, &entry.current)) {
		struct rule_value belongs = ask_entry(run, rule->first->next, &entry);
		enum truth truth = rule_value_truth(&belongs);

		if (truth == TRUTH_UNKNOWN)
			unknown = true;
		if (truth == TRUTH_YES)
			list[result.count++] = entry.current;
	}
	result.list = list;
	return unknown ? rule_unknown() : result;
}

static struct rule_value
run_reduce(struct rule_run *run, const struct rule *rule, const struct rule_value *over)
{
	struct rule_value accumulator = rule_run(run, rule->first->next->next);
	struct rule_entry entry = { .accumulator = &accumulator };
	struct walk walk = walk_begin(over);

	while (walk_next(&walk, run->scope->absent, &entry.current))
		accumulator = ask_entry(run, rule->first->next, &entry);
	return accumulator;
}

/* One that is certain decides "all", "some" and "none", whatever else is unknown. */
static struct rule_value
run_quantifier(struct rule_run *run, const struct rule *rule, const struct rule_value *over)
{
	enum truth decisive = rule->op == OP_ALL ? TRUTH_NO : TRUTH_YES;
	struct rule_entry entry = { 0 };
	struct walk walk = walk_begin(over);
	bool unknown = false;

	while (walk_next(&walk, run->scope->absent, &entry.current)) {
		struct rule_value value = ask_entry(run, rule->first->next, &entry);
		enum truth truth = rule_value_truth(&value);

		if (truth == decisive)
			return rule_value_of_bool(rule->op == OP_SOME);
		if (truth == TRUTH_UNKNOWN)
			unknown = true;
	}
	if (unknown)
		return rule_unknown();
	return rule_value_of_bool(rule->op == OP_NONE || (rule->op == OP_ALL && over->count > 0));
}

/* What is no list has no entries. */
struct rule_value
rule_run_iteration(struct rule_run *run, const struct rule *rule)
{
	struct rule_value over = rule_run(run, rule->first);

	if (over.kind == RULE_UNKNOWN)
		return over;
	if (over.kind != RULE_LIST)
		over = (struct rule_value){ .kind = RULE_LIST };
	switch (rule->op) {
	case OP_MAP:
		return run_map(run, rule, &over);
	case OP_FILTER:
		return run_filter(run, rule, &over);
	case OP_REDUCE:
		return run_reduce(run, rule, &over);
	default:
		return run_quantifier(run, rule, &over);
	}
}
