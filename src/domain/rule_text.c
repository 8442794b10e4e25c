/* SPDX-License-Identifier: Apache-2.0
 *
 * Operators on texts: joining, cutting, finding.
 */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/rule_node.h"

/* A text that lives as long as the arena; NULL past the bounds. */
static char *
rule_run_text(struct rule_run *run, const char *bytes, size_t len)
{
	if (len > RULE_TEXT_BYTES_MAX - run->text_bytes) {
		run->effort = 0;
		return NULL;
	}
	run->text_bytes += len;
	return arena_strndup(run->arena, bytes, len);
}

static void add_value(struct buf *out, const struct rule_value *value);

/* As JsonLogic joins a list: its entries with commas. */
static void
add_list(struct buf *out, const struct rule_value *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct rule_value entry = rule_value_entry(list, i, RULE_ABSENT_IS_NULL);

		if (i > 0)
			buf_putc(out, ',');
		if (entry.kind != RULE_NULL)
			add_value(out, &entry);
	}
}

static void
add_value(struct buf *out, const struct rule_value *value)
{
	char digits[FRACTION_TEXT_MAX];

	switch (value->kind) {
	case RULE_NULL:
		buf_puts(out, "null");
		break;
	case RULE_BOOL:
		buf_puts(out, value->truth ? "true" : "false");
		break;
	case RULE_NUMBER:
		buf_puts(out, fraction_to_text(value->number, digits));
		break;
	case RULE_TEXT:
		buf_puts(out, value->text);
		break;
	case RULE_LIST:
		add_list(out, value);
		break;
	case RULE_OBJECT:
		json_print(out, value->json);
		break;
	case RULE_UNKNOWN:
		break;
	}
}

const char *
rule_value_text(struct rule_run *run, const struct rule_value *value)
{
	struct buf out = BUF_INIT(RULE_TEXT_BYTES_MAX);
	char *text;

	if (value->kind == RULE_TEXT)
		return value->text;
	add_value(&out, value);
	text = buf_ok(&out) ? rule_run_text(run, out.data, out.len) : NULL;
	buf_done(&out);
	return text;
}

struct rule_value
rule_run_cat(struct rule_run *run, const struct rule *rule)
{
	struct buf out = BUF_INIT(RULE_TEXT_BYTES_MAX);
	bool unknown = false;
	char *text = NULL;

	for (const struct rule *at = rule->first; at; at = at->next) {
		struct rule_value value = rule_run(run, at);

		unknown = unknown || value.kind == RULE_UNKNOWN;
		add_value(&out, &value);
	}
	if (!unknown && buf_ok(&out))
		text = rule_run_text(run, out.data, out.len);
	buf_done(&out);
	return text ? rule_value_of_text(text) : rule_unknown();
}

/* ---- cutting ---- */

static int64_t
whole_of(const struct rule_value *value)
{
	struct fraction number = rule_value_number(value);

	return fraction_is_number(number) ? number.part / number.over : 0;
}

static int64_t
clamp(int64_t value, int64_t least, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* Where a character begins, counted in code points. */
static size_t
offset_of(const char *text, int64_t index)
{
	size_t at = 0;

	for (; index > 0 && text[at]; index--) {
		at++;
		while (((unsigned char)text[at] & 0xc0) == 0x80)
			at++;
	}
	return at;
}

static int64_t
count_characters(const char *text)
{
	int64_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* [text, start, length]: a negative start is from the end, a negative length
 * leaves so many off. */
struct rule_value
rule_run_substr(struct rule_run *run, const struct rule *rule)
{
	struct rule_value value = rule_run(run, rule->first);
	struct rule_value start = rule_run(run, rule->first->next);
	const struct rule *third = rule->first->next->next;
	struct rule_value length = third ? rule_run(run, third) : start;
	const char *text;
	int64_t count, from, to;
	char *part;

	if (value.kind == RULE_UNKNOWN || start.kind == RULE_UNKNOWN ||
		length.kind == RULE_UNKNOWN || !(text = rule_value_text(run, &value)))
		return rule_unknown();
	count = count_characters(text);
	from = clamp(whole_of(&start), -count, count);
	from = from < 0 ? from + count : from;
	to = count;
	if (third && whole_of(&length) < 0)
		to = count + clamp(whole_of(&length), -count, 0);
	else if (third)
		to = from + clamp(whole_of(&length), 0, count - from);
	if (to < from)
		to = from;
	part = rule_run_text(run, text + offset_of(text, from),
		offset_of(text, to) - offset_of(text, from));
	return part ? rule_value_of_text(part) : rule_unknown();
}

/* Part of a text, or member of a list. */
struct rule_value
rule_run_in(struct rule_run *run, const struct rule *rule)
{
	struct rule_value needle = rule_run(run, rule->first);
	struct rule_value hay = rule_run(run, rule->first->next);

	if (needle.kind == RULE_UNKNOWN || hay.kind == RULE_UNKNOWN)
		return rule_unknown();
	if (hay.kind == RULE_TEXT)
		return rule_value_of_bool(
			needle.kind == RULE_TEXT && strstr(hay.text, needle.text));
	if (hay.kind != RULE_LIST)
		return rule_value_of_bool(false);
	for (size_t i = 0; i < hay.count; i++) {
		struct rule_value entry = rule_value_entry(&hay, i, run->scope->absent);

		if (rule_values_same(&needle, &entry))
			return rule_value_of_bool(true);
	}
	return rule_value_of_bool(false);
}
