/* SPDX-License-Identifier: Apache-2.0
 *
 * What a value counts as, in arithmetic, in comparisons and as yes or no.
 */
#include <string.h>

#include "base/str.h"
#include "domain/rule_node.h"

struct rule_value
rule_value_of_bool(bool truth)
{
	return (struct rule_value){ .kind = RULE_BOOL, .truth = truth };
}

struct rule_value
rule_value_of_number(struct fraction number)
{
	return (struct rule_value){ .kind = RULE_NUMBER, .number = number };
}

struct rule_value
rule_value_of_text(const char *text)
{
	return (struct rule_value){ .kind = RULE_TEXT, .text = text };
}

/* The number a text spells, blanks around it aside; an empty one is nought. */
static struct fraction
number_of_text(const char *text)
{
	struct fraction number;
	char digits[64];
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len > 0 && strchr(" \t\r\n", text[len - 1]))
		len--;
	if (len == 0)
		return fraction_of(0);
	if (len >= sizeof(digits))
		return FRACTION_NONE;
	memcpy(digits, text, len);
	digits[len] = '\0';
	return fraction_from_text(digits, &number) ? number : FRACTION_NONE;
}

struct fraction
rule_value_number(const struct rule_value *value)
{
	const char *amount;

	switch (value->kind) {
	case RULE_NULL:
		return fraction_of(0);
	case RULE_BOOL:
		return fraction_of(value->truth);
	case RULE_NUMBER:
		return value->number;
	case RULE_TEXT:
		return number_of_text(value->text);
	case RULE_OBJECT: /* money: {"amount": "12.50", "currency": "USD"} */
		amount = json_text(json_get(value->json, "amount"));
		return amount ? number_of_text(amount) : FRACTION_NONE;
	case RULE_LIST:
	case RULE_UNKNOWN:
		break;
	}
	return FRACTION_NONE;
}

/* JsonLogic's truth: a nought, an empty text and an empty list are no. */
enum truth
rule_value_truth(const struct rule_value *value)
{
	switch (value->kind) {
	case RULE_UNKNOWN:
		return TRUTH_UNKNOWN;
	case RULE_NULL:
		return TRUTH_NO;
	case RULE_BOOL:
		return value->truth ? TRUTH_YES : TRUTH_NO;
	case RULE_NUMBER:
		return fraction_is_number(value->number) && value->number.part != 0 ? TRUTH_YES
										     : TRUTH_NO;
	case RULE_LIST:
		return value->count > 0 ? TRUTH_YES : TRUTH_NO;
	case RULE_TEXT:
		return *value->text ? TRUTH_YES : TRUTH_NO;
	case RULE_OBJECT:
		break;
	}
	return TRUTH_YES;
}

/* ---- comparing ---- */

static bool
numbers_equal(struct fraction a, struct fraction b)
{
	return fraction_is_number(a) && fraction_is_number(b) && fraction_compare(a, b) == 0;
}

/* JsonLogic's ==: like kinds as they are, unlike ones as numbers. */
static bool
values_equal(const struct rule_value *a, const struct rule_value *b)
{
	if (a->kind == RULE_TEXT && b->kind == RULE_TEXT)
		return str_eq(a->text, b->text);
	if (a->kind == RULE_NULL || b->kind == RULE_NULL)
		return a->kind == b->kind;
	return numbers_equal(rule_value_number(a), rule_value_number(b));
}

/* ===, and membership of a list: kinds must agree too. */
bool
rule_values_same(const struct rule_value *a, const struct rule_value *b)
{
	return a->kind == b->kind && values_equal(a, b);
}

/* Two texts by letter, so dates in order; all else as numbers. */
static bool
values_ordered(enum rule_op op, const struct rule_value *a, const struct rule_value *b)
{
	struct fraction left = rule_value_number(a);
	struct fraction right = rule_value_number(b);
	int order;

	if (a->kind == RULE_TEXT && b->kind == RULE_TEXT)
		order = strcmp(a->text, b->text);
	else if (fraction_is_number(left) && fraction_is_number(right))
		order = fraction_compare(left, right);
	else
		return false;
	switch (op) {
	case OP_LESS:
		return order < 0;
	case OP_LESS_EQUAL:
		return order <= 0;
	case OP_MORE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool
values_compare(enum rule_op op, const struct rule_value *a, const struct rule_value *b)
{
	switch (op) {
	case OP_EQUAL:
		return values_equal(a, b);
	case OP_DIFFER:
		return !values_equal(a, b);
	case OP_SAME:
		return rule_values_same(a, b);
	case OP_OTHER:
		return !rule_values_same(a, b);
	default:
		return values_ordered(op, a, b);
	}
}

struct rule_value
rule_run_compared(struct rule_run *run, const struct rule *rule)
{
	struct rule_value left = rule_run(run, rule->first);
	bool unknown = left.kind == RULE_UNKNOWN;

	for (const struct rule *at = rule->first->next; at; at = at->next) {
		struct rule_value right = rule_run(run, at);

		/* All are asked, so that all that is not known gets told. */
		if (right.kind == RULE_UNKNOWN)
			unknown = true;
		if (!unknown && !values_compare(rule->op, &left, &right))
			return rule_value_of_bool(false);
		left = right; /* {"<": [1, x, 10]}: x between */
	}
	return unknown ? rule_unknown() : rule_value_of_bool(true);
}

/* ---- arithmetic ---- */

static struct fraction
combine(enum rule_op op, struct fraction a, struct fraction b)
{
	if (!fraction_is_number(a) || !fraction_is_number(b))
		return FRACTION_NONE;
	switch (op) {
	case OP_ADD:
		return fraction_add(a, b);
	case OP_SUBTRACT:
		return fraction_subtract(a, b);
	case OP_MULTIPLY:
		return fraction_multiply(a, b);
	case OP_DIVIDE:
		return fraction_divide(a, b);
	case OP_REMAINDER:
		return fraction_remainder(a, b);
	case OP_MAX:
		return fraction_compare(a, b) < 0 ? b : a;
	default:
		return fraction_compare(a, b) > 0 ? b : a;
	}
}

/* All operands are asked, so that all that is not known gets told. */
struct rule_value
rule_run_arithmetic(struct rule_run *run, const struct rule *rule)
{
	struct rule_value value = rule_run(run, rule->first);
	struct fraction result = rule_value_number(&value);
	bool unknown = value.kind == RULE_UNKNOWN;

	if (!rule->first->next)
		result = rule->op == OP_SUBTRACT ? fraction_subtract(fraction_of(0), result)
						 : result;
	for (const struct rule *at = rule->first->next; at; at = at->next) {
		value = rule_run(run, at);
		if (value.kind == RULE_UNKNOWN)
			unknown = true;
		result = combine(rule->op, result, rule_value_number(&value));
	}
	return unknown ? rule_unknown() : rule_value_of_number(result);
}
