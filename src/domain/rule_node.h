/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a compiled condition, for rule.c and rule_compile.c only.
 */
#ifndef DOMAIN_RULE_NODE_H
#define DOMAIN_RULE_NODE_H

#include "domain/rule.h"

enum rule_op {
	OP_NULL,
	OP_BOOL,
	OP_NUMBER,
	OP_TEXT,
	OP_LIST, /* written out in the rule */
	OP_VAR,
	OP_EQUAL,
	OP_DIFFER,
	OP_LESS,
	OP_LESS_EQUAL,
	OP_MORE,
	OP_MORE_EQUAL,
	OP_AND,
	OP_OR,
	OP_NOT,
	OP_IN,
	OP_MISSING
};

struct rule {
	enum rule_op op;
	bool truth;
	double number;
	const char *text;   /* OP_TEXT, and the path of OP_VAR */
	struct rule *first; /* operand; the default of OP_VAR */
	struct rule *next;  /* sibling */
};

#endif
