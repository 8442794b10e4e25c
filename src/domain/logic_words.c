/* SPDX-License-Identifier: Apache-2.0
 *
 * JsonLogic in the notation of school: signs between what they join, brackets
 * where they are needed.  For reading only; nothing reads it back.
 */
#include "domain/logic_words.h"

#include "base/str.h"

/* How strongly a sign binds; an operand that binds less is bracketed. */
enum binding { BIND_NONE, BIND_OR, BIND_AND, BIND_COMPARE, BIND_SUM, BIND_PRODUCT, BIND_TIGHT };

static const struct {
	const char *operator;
	const char *sign;
	enum binding binding;
} signs[] = {
	{ "or", " or ", BIND_OR },
	{ "and", " and ", BIND_AND },
	{ "==", " = ", BIND_COMPARE },
	{ "===", " = ", BIND_COMPARE },
	{ "!=", " is not ", BIND_COMPARE },
	{ "!==", " is not ", BIND_COMPARE },
	{ "<", " < ", BIND_COMPARE },
	{ "<=", " <= ", BIND_COMPARE },
	{ ">", " > ", BIND_COMPARE },
	{ ">=", " >= ", BIND_COMPARE },
	{ "in", " in ", BIND_COMPARE },
	{ "+", " + ", BIND_SUM },
	{ "-", " - ", BIND_SUM },
	{ "*", " * ", BIND_PRODUCT },
	{ "/", " / ", BIND_PRODUCT },
	{ "%", " % ", BIND_PRODUCT },
};

static void put(struct buf *out, const struct json *logic, enum binding around);

static void
put_list(struct buf *out, const struct json *list, const char *between)
{
	for (const struct json *at = json_first(list); at; at = json_next(at)) {
		if (at != json_first(list))
			buf_puts(out, between);
		put(out, at, BIND_NONE);
	}
}

/* "a" and ["a"] are the same operand. */
static const struct json *
first_operand(const struct json *operands)
{
	return json_kind(operands) == JSON_LIST ? json_first(operands) : operands;
}

static bool
put_signed(struct buf *out, const char *operator, const struct json *operands, enum binding around)
{
	for (size_t i = 0; i < countof(signs); i++) {
		enum binding binding = signs[i].binding;

		if (!str_eq(signs[i].operator, operator) || json_kind(operands) != JSON_LIST ||
			json_count(operands) < 2)
			continue;
		if (binding <= around)
			buf_putc(out, '(');
		for (const struct json *at = json_first(operands); at; at = json_next(at)) {
			if (at != json_first(operands))
				buf_puts(out, signs[i].sign);
			put(out, at, binding);
		}
		if (binding <= around)
			buf_putc(out, ')');
		return true;
	}
	return false;
}

/* A path, and what it is taken for where it leads to nothing. */
static void
put_path(struct buf *out, const struct json *operands)
{
	const struct json *path = first_operand(operands);
	const struct json *otherwise =
		json_kind(operands) == JSON_LIST && path ? json_next(path) : NULL;

	if (json_text(path) && *json_text(path))
		buf_puts(out, json_text(path));
	else if (path && json_kind(path) == JSON_NUMBER)
		json_print(out, path);
	else
		buf_puts(out, "it");
	if (otherwise) {
		buf_puts(out, " (or ");
		put(out, otherwise, BIND_NONE);
		buf_putc(out, ')');
	}
}

/* if a then b, else if c then d, else e */
static void
put_choice(struct buf *out, const struct json *operands)
{
	const struct json *at = json_first(operands);

	while (at && json_next(at)) {
		buf_puts(out, "if ");
		put(out, at, BIND_NONE);
		buf_puts(out, " then ");
		at = json_next(at);
		put(out, at, BIND_NONE);
		at = json_next(at);
		if (at)
			buf_puts(out, ", else ");
	}
	if (at)
		put(out, at, BIND_NONE);
}

static void
put_operator(struct buf *out, const struct json *logic, enum binding around)
{
	const struct json *operands = json_first(logic);
	const char *operator = json_name(operands);

	if (str_eq(operator, "var")) {
		put_path(out, operands);
	} else if (str_eq(operator, "!")) {
		buf_puts(out, "not ");
		put(out, first_operand(operands), BIND_TIGHT);
	} else if (str_eq(operator, "if") || str_eq(operator, "?:")) {
		buf_puts(out, around > BIND_NONE ? "(" : "");
		put_choice(out, operands);
		buf_puts(out, around > BIND_NONE ? ")" : "");
	} else if (!put_signed(out, operator, operands, around)) {
		buf_printf(out, "%s(", operator);
		if (json_kind(operands) == JSON_LIST)
			put_list(out, operands, ", ");
		else
			put(out, operands, BIND_NONE);
		buf_putc(out, ')');
	}
}

static void
put(struct buf *out, const struct json *logic, enum binding around)
{
	switch (json_kind(logic)) {
	case JSON_NULL:
		buf_puts(out, "nothing");
		break;
	case JSON_BOOL:
		buf_puts(out, json_bool(logic, false) ? "yes" : "no");
		break;
	case JSON_TEXT:
		buf_puts(out, json_text(logic));
		break;
	case JSON_NUMBER:
		json_print(out, logic);
		break;
	case JSON_LIST:
		buf_putc(out, '[');
		put_list(out, logic, ", ");
		buf_putc(out, ']');
		break;
	case JSON_OBJECT:
		if (json_count(logic) == 1)
			put_operator(out, logic, around);
		else
			json_print(out, logic);
		break;
	}
}

void
logic_words(struct buf *out, const struct json *logic)
{
	put(out, logic, BIND_NONE);
}
