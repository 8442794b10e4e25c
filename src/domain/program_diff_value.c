/* SPDX-License-Identifier: Apache-2.0
 *
 * What a value in a program's file reads as beside another: a text, a sum, a
 * wording, a condition in words; and whether two are the same.
 */
#include "domain/program_diff_walk.h"

#include "base/str.h"
#include "domain/answers.h"
#include "domain/logic_words.h"
#include "domain/wording.h"

enum { VALUE_BYTES_MAX = 64 * 1024 };

static bool
is_language(const struct diff_walk *walk, const char *name)
{
	const struct json *const files[] = { walk->before, walk->after };

	for (size_t i = 0; i < countof(files); i++)
		for (const struct json *at = json_first(json_get(files[i], "languages")); at;
			at = json_next(at))
			if (str_eq(json_text(at), name))
				return true;
	return false;
}

bool
diff_is_by_language(const struct diff_walk *walk, const struct json *value)
{
	if (!value || json_kind(value) != JSON_OBJECT || json_count(value) == 0)
		return false;
	for (const struct json *at = json_first(value); at; at = json_next(at))
		if (!is_language(walk, json_name(at)))
			return false;
	return true;
}

bool
diff_is_logic(const struct diff_walk *walk, const char *member)
{
	const char *above = walk->depth ? walk->path[walk->depth - 1].noun : "";

	return str_in_list("when,rule,cap", member) || str_eq(above, "fact");
}

static void
put_value(struct diff_walk *walk, struct buf *out, const struct json *value, const char *member)
{
	int64_t cents;

	if (json_text(value))
		buf_puts(out, json_text(value));
	else if (json_kind(value) == JSON_OBJECT && answer_money(value, &cents))
		wording_money(out, cents);
	else if (diff_is_by_language(walk, value))
		put_value(walk, out, json_first(value), member);
	else if (diff_is_logic(walk, member) || json_kind(value) == JSON_BOOL)
		logic_words(out, value);
	else if (json_kind(value) == JSON_LIST)
		for (const struct json *at = json_first(value); at; at = json_next(at)) {
			buf_puts(out, at == json_first(value) ? "" : "; ");
			put_value(walk, out, at, member);
		}
	else
		json_print(out, value);
}

const char *
diff_value_text(struct diff_walk *walk, const struct json *value, const char *member)
{
	struct buf buf = BUF_INIT(VALUE_BYTES_MAX);
	const char *text;

	if (!value)
		return NULL;
	put_value(walk, &buf, value, member);
	text = arena_strdup(walk->arena, buf.data);
	buf_done(&buf);
	return text;
}

bool
diff_is_same(const struct json *before, const struct json *after)
{
	struct buf a = BUF_INIT(JSON_BYTES_MAX), b = BUF_INIT(JSON_BYTES_MAX);
	bool same;

	if (!before || !after)
		return before == after;
	json_print(&a, before);
	json_print(&b, after);
	same = str_eq(a.data, b.data);
	buf_done(&a);
	buf_done(&b);
	return same;
}
