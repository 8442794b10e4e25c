/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a compiled rule, for rule*.c only.
 */
#ifndef DOMAIN_RULE_NODE_H
#define DOMAIN_RULE_NODE_H

#include "domain/rule.h"

enum rule_op {
	OP_CONST_NULL,
	OP_CONST_BOOL,
	OP_CONST_NUMBER,
	OP_CONST_TEXT,
	OP_CONST_LIST, /* written out in the rule */
#define RULE_OPERATOR(id, word, min, max) OP_##id,
#include "domain/rule_operators.def"
	OP_COUNT
};

struct rule {
	enum rule_op op;
	bool truth;
	struct fraction number;
	const char *text;   /* a text; the path of OP_VAR, NULL where it is worked out */
	struct rule *first; /* operand; of OP_VAR the path to work out, if any, then the default */
	struct rule *next;  /* sibling */
};

/* The entry that map and its like have at hand. */
struct rule_entry {
	struct rule_value current;
	const struct rule_value *accumulator; /* reduce alone; then "current" names the entry */
};

/* One answer being worked out. */
struct rule_run {
	const struct rule_scope *scope;
	struct arena *arena;
	const struct rule_entry *entry; /* NULL: the document */
	int effort;
	size_t cells;
	size_t text_bytes;
};

/* Its rule is the operation of an iteration: asked once for each entry. */
static inline bool
rule_op_iterates(enum rule_op op)
{
	return op == OP_MAP || op == OP_FILTER || op == OP_REDUCE || op == OP_ALL || op == OP_NONE ||
		op == OP_SOME;
}

struct rule_value rule_run(struct rule_run *run, const struct rule *rule);

/* rule_look.c */
struct rule_value rule_run_var(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_missing(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_missing_some(struct rule_run *run, const struct rule *rule);
/* rule_number.c */
struct rule_value rule_run_arithmetic(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_compared(struct rule_run *run, const struct rule *rule);
bool rule_values_same(const struct rule_value *a, const struct rule_value *b);
/* rule_list.c */
struct rule_value rule_run_iteration(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_list(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_merge(struct rule_run *run, const struct rule *rule);
/* Room for a list; false past the bounds. */
bool rule_run_cells(struct rule_run *run, size_t count, struct rule_value **ret) must_use;
/* rule_text.c */
struct rule_value rule_run_in(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_cat(struct rule_run *run, const struct rule *rule);
struct rule_value rule_run_substr(struct rule_run *run, const struct rule *rule);
const char *rule_value_text(struct rule_run *run, const struct rule_value *value);

static inline struct rule_value
rule_unknown(void)
{
	return (struct rule_value){ .kind = RULE_UNKNOWN };
}

#endif
