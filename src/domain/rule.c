/* SPDX-License-Identifier: Apache-2.0
 *
 * Answering compiled rules.  Knows no program and no clock.
 *
 * What is not known stays so through every operator that needs it; but a no
 * is certain even beside an unknown in "and", and a yes in "or".
 */
#include "domain/rule_node.h"

#include "base/str.h"

/* "and" stops at a no, "or" at a yes; else unknown if anything was. */
static struct rule_value
run_junction(struct rule_run *run, const struct rule *rule)
{
	enum truth decisive = rule->op == OP_AND ? TRUTH_NO : TRUTH_YES;
	struct rule_value value = rule_unknown();
	bool unknown = false;

	for (const struct rule *at = rule->first; at; at = at->next) {
		enum truth truth;

		value = rule_run(run, at);
		truth = rule_value_truth(&value);
		if (truth == decisive)
			return value;
		if (truth == TRUTH_UNKNOWN)
			unknown = true;
	}
	return unknown ? rule_unknown() : value;
}

/* [condition, then, condition, then, ..., else] */
static struct rule_value
run_if(struct rule_run *run, const struct rule *rule)
{
	const struct rule *at = rule->first;

	while (at && at->next) {
		struct rule_value condition = rule_run(run, at);

		switch (rule_value_truth(&condition)) {
		case TRUTH_UNKNOWN:
			return rule_unknown();
		case TRUTH_YES:
			return rule_run(run, at->next);
		case TRUTH_NO:
			break;
		}
		at = at->next->next;
	}
	return at ? rule_run(run, at) : (struct rule_value){ .kind = RULE_NULL };
}

static struct rule_value
run_negation(struct rule_run *run, const struct rule *rule)
{
	struct rule_value value = rule_run(run, rule->first);
	enum truth truth = rule_value_truth(&value);

	if (truth == TRUTH_UNKNOWN)
		return rule_unknown();
	return rule_value_of_bool((truth == TRUTH_YES) == (rule->op == OP_TRUE));
}

typedef struct rule_value run_fn(struct rule_run *run, const struct rule *rule);

static run_fn *const run_operator[OP_COUNT] = {
	[OP_CONST_LIST] = rule_run_list,
	[OP_VAR] = rule_run_var,
	[OP_MISSING] = rule_run_missing,
	[OP_MISSING_SOME] = rule_run_missing_some,
	[OP_IF] = run_if,
	[OP_CHOOSE] = run_if,
	[OP_EQUAL] = rule_run_compared,
	[OP_SAME] = rule_run_compared,
	[OP_DIFFER] = rule_run_compared,
	[OP_OTHER] = rule_run_compared,
	[OP_LESS] = rule_run_compared,
	[OP_LESS_EQUAL] = rule_run_compared,
	[OP_MORE] = rule_run_compared,
	[OP_MORE_EQUAL] = rule_run_compared,
	[OP_NOT] = run_negation,
	[OP_TRUE] = run_negation,
	[OP_AND] = run_junction,
	[OP_OR] = run_junction,
	[OP_ADD] = rule_run_arithmetic,
	[OP_SUBTRACT] = rule_run_arithmetic,
	[OP_MULTIPLY] = rule_run_arithmetic,
	[OP_DIVIDE] = rule_run_arithmetic,
	[OP_REMAINDER] = rule_run_arithmetic,
	[OP_MAX] = rule_run_arithmetic,
	[OP_MIN] = rule_run_arithmetic,
	[OP_MAP] = rule_run_iteration,
	[OP_FILTER] = rule_run_iteration,
	[OP_REDUCE] = rule_run_iteration,
	[OP_ALL] = rule_run_iteration,
	[OP_NONE] = rule_run_iteration,
	[OP_SOME] = rule_run_iteration,
	[OP_MERGE] = rule_run_merge,
	[OP_IN] = rule_run_in,
	[OP_CAT] = rule_run_cat,
	[OP_SUBSTR] = rule_run_substr,
};

struct rule_value
rule_run(struct rule_run *run, const struct rule *rule)
{
	if (run->effort-- <= 0)
		return rule_unknown();
	switch (rule->op) {
	case OP_CONST_NULL:
		return (struct rule_value){ .kind = RULE_NULL };
	case OP_CONST_BOOL:
		return rule_value_of_bool(rule->truth);
	case OP_CONST_NUMBER:
		return rule_value_of_number(rule->number);
	case OP_CONST_TEXT:
		return rule_value_of_text(rule->text);
	case OP_LOG: /* a rule has nowhere to write to */
		return rule_run(run, rule->first);
	default:
		return run_operator[rule->op](run, rule);
	}
}

struct rule_value
rule_value(const struct rule *rule, const struct rule_scope *scope, struct arena *arena)
{
	struct rule_run run = { .scope = scope, .arena = arena, .effort = RULE_EFFORT_MAX };
	struct rule_value value = rule_run(&run, rule);

	/* Something along the way may have been cut short. */
	return run.effort <= 0 ? rule_unknown() : value;
}

enum truth
rule_test(const struct rule *rule, const struct rule_scope *scope)
{
	struct arena arena = ARENA_INIT;
	struct rule_value value;
	enum truth truth;

	if (!rule)
		return TRUTH_YES;
	value = rule_value(rule, scope, &arena);
	truth = rule_value_truth(&value);
	arena_done(&arena);
	return truth;
}

/* ---- what a rule is made of ---- */

static void
visit_names(const struct rule *names, rule_path_fn *visit, void *context)
{
	for (const struct rule *at = names; at; at = at->next) {
		if (at->op == OP_CONST_TEXT)
			visit(context, at->text);
		else if (at->op == OP_CONST_LIST)
			visit_names(at->first, visit, context);
		else if (at->op != OP_CONST_NUMBER)
			rule_each_path(at, visit, context);
	}
}

void
rule_each_path(const struct rule *rule, rule_path_fn *visit, void *context)
{
	if (!rule)
		return;
	if (rule->op == OP_MISSING || rule->op == OP_MISSING_SOME) {
		visit_names(rule->first, visit, context);
		return;
	}
	if (rule->op == OP_VAR && rule->text)
		visit(context, rule->text);
	for (const struct rule *at = rule->first; at; at = at->next)
		if (!rule_op_iterates(rule->op) || at != rule->first->next)
			rule_each_path(at, visit, context);
}

static void
visit_compared(
	const struct rule *var, const struct rule *with, rule_compared_fn *visit, void *context)
{
	if (!var->text)
		return;
	if (with->op == OP_CONST_TEXT)
		visit(context, var->text, with->text);
	else if (with->op == OP_CONST_LIST)
		for (const struct rule *at = with->first; at; at = at->next)
			if (at->op == OP_CONST_TEXT)
				visit(context, var->text, at->text);
}

static bool
op_compares_texts(enum rule_op op)
{
	return op == OP_EQUAL || op == OP_DIFFER || op == OP_SAME || op == OP_OTHER || op == OP_IN;
}

void
rule_each_compared(const struct rule *rule, rule_compared_fn *visit, void *context)
{
	if (!rule)
		return;
	if (op_compares_texts(rule->op)) {
		const struct rule *left = rule->first;
		const struct rule *right = left->next;

		if (left->op == OP_VAR)
			visit_compared(left, right, visit, context);
		else if (right->op == OP_VAR)
			visit_compared(right, left, visit, context);
	}
	for (const struct rule *at = rule->first; at; at = at->next)
		if (!rule_op_iterates(rule->op) || at != rule->first->next)
			rule_each_compared(at, visit, context);
}

void
rule_each_number(const struct rule *rule, rule_number_fn *visit, void *context)
{
	if (!rule)
		return;
	if (rule->op == OP_CONST_NUMBER)
		visit(context, rule->number);
	for (const struct rule *at = rule->first; at; at = at->next)
		rule_each_number(at, visit, context);
}

bool
rule_compares(const struct rule *rule, struct rule_comparison *ret)
{
	static const char *const words[OP_COUNT] = {
		[OP_LESS] = "<", [OP_LESS_EQUAL] = "<=", [OP_MORE] = ">", [OP_MORE_EQUAL] = ">=" };

	if (!rule || !words[rule->op] || rule->first->op != OP_VAR || !rule->first->text ||
		rule->first->next->next)
		return false;
	*ret = (struct rule_comparison){ rule->first->text, rule->first->next, words[rule->op] };
	return true;
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
