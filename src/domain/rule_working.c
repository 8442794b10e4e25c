/* SPDX-License-Identifier: Apache-2.0
 *
 * The working of a rule as a worker would write it on paper.
 */
#include "base/str.h"
#include "domain/rule_node.h"

enum { PARTS_SHOWN_MAX = 8 };

/* How tightly an operator binds; a looser one inside gets brackets. */
enum binding { BINDS_SUM, BINDS_DIFFERENCE, BINDS_PRODUCT, BINDS_ALONE };

struct working {
	struct buf *out;
	struct rule_run run;
};

static void print_part(struct working *working, const struct rule *rule, enum binding around);

void
rule_print_number(struct buf *out, struct fraction number)
{
	char digits[FRACTION_TEXT_MAX];
	int64_t cents;

	/* An amount that is not whole has its cents, both of them. */
	if (number.over > 1 && 100 % number.over == 0) {
		cents = number.part * (100 / number.over);
		buf_printf(out, "%s%lld.%02lld", cents < 0 ? "-" : "",
			(long long)(cents < 0 ? -cents : cents) / 100,
			(long long)(cents < 0 ? -cents : cents) % 100);
		return;
	}
	buf_puts(out, fraction_to_text(number, digits));
}

static void
print_result(struct working *working, const struct rule_value *value)
{
	if (value->kind == RULE_UNKNOWN)
		buf_putc(working->out, '?');
	else
		rule_print_number(working->out, rule_value_number(value));
}

static void
print_value(struct working *working, const struct rule *rule)
{
	struct rule_value value = rule_run(&working->run, rule);
	char digits[FRACTION_TEXT_MAX];

	if (rule->op == OP_CONST_NUMBER)
		buf_puts(working->out, fraction_to_text(rule->number, digits));
	else
		print_result(working, &value);
}

static void
print_operator(
	struct working *working, const struct rule *rule, const char *sign, enum binding own,
	enum binding around)
{
	bool brackets = own < around;

	if (brackets)
		buf_putc(working->out, '(');
	for (const struct rule *at = rule->first; at; at = at->next) {
		if (at != rule->first)
			buf_puts(working->out, sign);
		/* What follows a minus or a division stands for itself. */
		print_part(working, at,
			at == rule->first || rule->op == OP_ADD || rule->op == OP_MULTIPLY
				? own
				: (enum binding)(own + 1));
	}
	if (brackets)
		buf_putc(working->out, ')');
}

/* Of min and max: the operand that it came to. */
static void
print_chosen(struct working *working, const struct rule *rule, enum binding around)
{
	struct rule_value value = rule_run(&working->run, rule);
	struct fraction result = rule_value_number(&value);

	for (const struct rule *at = rule->first; at && value.kind != RULE_UNKNOWN; at = at->next) {
		struct rule_value operand = rule_run(&working->run, at);
		struct fraction number = rule_value_number(&operand);

		if (fraction_is_number(number) && fraction_is_number(result) &&
			fraction_compare(number, result) == 0) {
			print_part(working, at, around);
			return;
		}
	}
	print_result(working, &value);
}

static void
print_branch(struct working *working, const struct rule *rule, enum binding around)
{
	const struct rule *at = rule->first;

	while (at && at->next) {
		struct rule_value condition = rule_run(&working->run, at);
		enum truth truth = rule_value_truth(&condition);

		if (truth == TRUTH_UNKNOWN) {
			print_value(working, rule);
			return;
		}
		if (truth == TRUTH_YES) {
			print_part(working, at->next, around);
			return;
		}
		at = at->next->next;
	}
	if (at)
		print_part(working, at, around);
	else
		buf_putc(working->out, '0');
}

/* {"reduce": [list, {"+": [accumulator, x]}, 0]}: x of each entry. */
static const struct rule *
summed_part(const struct rule *rule)
{
	const struct rule *body = rule->first->next;

	if (body->op != OP_ADD || !body->first->next || body->first->next->next ||
		body->first->op != OP_VAR || !str_eq(body->first->text, "accumulator"))
		return NULL;
	return body->first->next;
}

static void
print_sum(struct working *working, const struct rule *rule, enum binding around)
{
	const struct rule *part = summed_part(rule);
	struct rule_value list = rule_run(&working->run, rule->first);
	struct rule_value nothing = { .kind = RULE_NULL };
	bool brackets = list.count > 1 && around > BINDS_SUM;

	if (!part || part->op == OP_CONST_NUMBER || list.kind != RULE_LIST || list.count == 0 ||
		list.count > PARTS_SHOWN_MAX) {
		print_value(working, rule);
		return;
	}
	if (brackets)
		buf_putc(working->out, '(');
	for (size_t i = 0; i < list.count; i++) {
		struct rule_entry entry = { rule_value_entry(&list, i, working->run.scope->absent),
			&nothing };
		const struct rule_entry *outer = working->run.entry;

		if (i > 0)
			buf_puts(working->out, " + ");
		working->run.entry = &entry;
		print_part(working, part, list.count > 1 ? BINDS_DIFFERENCE : around);
		working->run.entry = outer;
	}
	if (brackets)
		buf_putc(working->out, ')');
}

static void
print_part(struct working *working, const struct rule *rule, enum binding around)
{
	switch (rule->op) {
	case OP_ADD:
		print_operator(working, rule, " + ", BINDS_SUM, around);
		break;
	case OP_SUBTRACT:
		if (rule->first->next)
			print_operator(working, rule, " - ", BINDS_SUM, around);
		else
			print_value(working, rule);
		break;
	case OP_MULTIPLY:
		print_operator(working, rule, " x ", BINDS_PRODUCT, around);
		break;
	case OP_DIVIDE:
		print_operator(working, rule, "/", BINDS_PRODUCT, around);
		break;
	case OP_MAX:
	case OP_MIN:
		print_chosen(working, rule, around);
		break;
	case OP_IF:
	case OP_CHOOSE:
		print_branch(working, rule, around);
		break;
	case OP_REDUCE:
		print_sum(working, rule, around);
		break;
	default:
		print_value(working, rule);
		break;
	}
}

void
rule_print_working(struct buf *out, const struct rule *rule, const struct rule_scope *scope,
	struct arena *arena)
{
	struct rule_scope quiet = *scope;
	struct working working = { .out = out };

	quiet.unknown = NULL;
	working.run = (struct rule_run){ .scope = &quiet, .arena = arena, .effort = RULE_EFFORT_MAX };
	print_part(&working, rule, BINDS_SUM);
}
