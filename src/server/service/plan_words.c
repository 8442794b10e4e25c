/* SPDX-License-Identifier: Apache-2.0
 *
 * Reasons, bent rules and limits in the reader's language.
 */
#include "server/service/plan.h"

#include "base/buf.h"
#include "base/str.h"
#include "domain/assignment.h"
#include "server/service/language.h"

enum { SENTENCE_MAX = 2000 };

static const char *
value_of(const struct named_text *names, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i].name) == len && memcmp(names[i].name, name, len) == 0)
			return names[i].value;
	return NULL;
}

const char *
words_fill(struct arena *arena, const char *text, const struct named_text *names, size_t count)
{
	assert(arena && text);
	struct buf out = BUF_INIT(SENTENCE_MAX);
	const char *copy;

	while (*text) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		const char *value = end ? value_of(names, count, text + 1, (size_t)(end - text - 1)) : NULL;

		if (value) {
			buf_puts(&out, value);
			text = end + 1;
		} else {
			buf_putc(&out, *text++);
		}
	}
	copy = arena_strdup(arena, out.data ? out.data : "");
	buf_done(&out);
	return copy;
}

const char *
plan_limit(struct call *call, int limit, const char *worker)
{
	struct named_text names[] = { { "worker", worker ? worker : "?" } };

	assert(limit > LIMIT_NONE && limit < LIMIT_COUNT);
	return words_fill(call->arena, say_in(call->language, limit_text((enum assignment_limit)limit)),
	                  names, countof(names));
}

/* One sentence after another without their full stops between. */
static void
add_clause(struct buf *out, const char *text)
{
	size_t len = strlen(text);

	if (out->len)
		buf_puts(out, "; ");
	buf_add(out, text, len > 0 && text[len - 1] == '.' ? len - 1 : len);
}

const char *
plan_reason(struct call *call, const struct plan_item_row *item, const char *from, const char *to)
{
	struct named_text names[] = { { "from", from ? from : "" }, { "to", to ? to : "" } };
	struct buf out = BUF_INIT(SENTENCE_MAX);
	const char *copy;

	for (int reason = 0; reason < REASON_COUNT; reason++) {
		if (!(item->reasons & 1u << reason))
			continue;
		if (reason == REASON_HOLDER_LIMIT && item->holder_limit > LIMIT_NONE
			&& item->holder_limit < LIMIT_COUNT)
			add_clause(&out, plan_limit(call, item->holder_limit, from));
		else
			add_clause(&out, words_fill(call->arena,
				say_in(call->language, reason_text((enum assignment_reason)reason)),
				names, countof(names)));
	}
	buf_putc(&out, '.');
	copy = arena_strdup(call->arena, out.data);
	buf_done(&out);
	return copy;
}

struct text_list
plan_bends(struct call *call, unsigned bends)
{
	struct text_list list = { arena_array(call->arena, BEND_COUNT, sizeof(char *)), 0 };

	for (int bend = 0; bend < BEND_COUNT; bend++)
		if (bends & 1u << bend)
			list.at[list.count++] = say_in(call->language, bend_text((enum assignment_bend)bend));
	return list;
}
