/* SPDX-License-Identifier: Apache-2.0
 *
 * Reasons and items as they will be read.  The one list made here is what
 * decision, status update and notice are all made from.
 */
#include "domain/render.h"

#include <string.h>

#include "base/str.h"
#include "domain/completeness.h"
#include "domain/wording.h"

/* What was written, in the arena; buf is empty and free afterwards. */
static const char *
keep(struct buf *buf, struct arena *arena)
{
	const char *text = arena_strndup(arena, buf->data, buf->len);

	buf_done(buf);
	return text;
}

const char *
render_item(struct arena *arena, const struct program *program, const struct missing_item *item,
	const char *language)
{
	struct buf buf = BUF_INIT(NOTICE_BYTES_MAX);

	buf_puts(&buf, item_label(arena, program, item, language));
	if (!str_empty(item->person))
		wording_for_person(&buf, item->person, language);
	if (!str_empty(item->period)) {
		buf_puts(&buf, ", ");
		wording_period(&buf, item->period, language);
	}
	return keep(&buf, arena);
}

/* ---- facts in braces ---- */

struct filling {
	struct arena *arena;
	const struct program *program;
	const struct reason_facts *facts;
	const char *language;
};

static void
fill_items(struct buf *out, const struct filling *filling, const struct fact *fact)
{
	for (size_t i = 0; i < fact->items.count; i++) {
		const char *item = render_item(
			filling->arena, filling->program, fact->items.at[i], filling->language);

		buf_puts(out, wording_between(i, fact->items.count, item, filling->language));
		buf_puts(out, item);
	}
}

static void
fill_fact(struct buf *out, const struct filling *filling, const struct fact *fact)
{
	switch (fact->of->type) {
	case FACT_MONEY:
		wording_money(out, fact->cents);
		break;
	case FACT_DATE:
		wording_date(out, fact->date, filling->language);
		break;
	case FACT_NUMBER:
		buf_printf(out, "%lld", (long long)fact->number);
		break;
	case FACT_ITEMS:
		fill_items(out, filling, fact);
		break;
	default:
		if (fact->is_of_record && fact->of->source == FACT_FROM_PROGRAM_NAME)
			buf_puts(out,
				program_say(filling->program, &filling->program->name,
					filling->language, NULL));
		else
			buf_puts(out, fact->text);
		break;
	}
}

static bool
fill_brace(void *context, const char *name, struct buf *out)
{
	const struct filling *filling = context;

	for (size_t i = 0; i < filling->facts->count; i++) {
		const struct fact *fact = &filling->facts->facts[i];

		if (!str_eq(fact->of->name, name))
			continue;
		if (fact->is_given)
			fill_fact(out, filling, fact);
		return fact->is_given;
	}
	return false;
}

/* ---- the one list ---- */

static bool
has_text(const char *const *texts, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(texts[i], text))
			return true;
	return false;
}

/*
 * Two reasons may rest on one item; the list of all items names it once, in
 * the order in which the reasons do.
 */
static void
name_items(struct named_list *list, struct named_reason *reason, const struct filling *filling,
	const struct fact *fact)
{
	if (!fact)
		return;
	reason->items.at =
		arena_array(filling->arena, fact->items.count + 1, sizeof(*reason->items.at));
	for (size_t i = 0; i < fact->items.count; i++) {
		const char *item = render_item(
			filling->arena, filling->program, fact->items.at[i], filling->language);

		reason->items.at[reason->items.count++] = item;
		if (list->items.count < NAMED_MAX &&
			!has_text(list->items.at, list->items.count, item))
			list->items.at[list->items.count++] = item;
	}
}

bool
render_named(struct named_list *ret, struct arena *arena, const struct program *program,
	const struct reason_facts *reasons, size_t count, const char *language, struct err *err)
{
	struct named_list list = { 0 };

	assert(count <= REASONS_MAX);
	language = program_language_for(program, language);
	list.reasons.at = arena_array(arena, count + 1, sizeof(*list.reasons.at));
	list.items.at = arena_array(arena, NAMED_MAX, sizeof(*list.items.at));
	for (size_t i = 0; i < count; i++) {
		const struct program_reason *reason = reasons[i].reason;
		struct filling filling = { arena, program, &reasons[i], language };
		struct named_reason *named = &list.reasons.at[list.reasons.count++];
		struct buf text = BUF_INIT(NOTICE_BYTES_MAX);
		struct err why = { 0 };

		if (!wording_fill(&text, program_say(program, &reason->text, language, NULL),
			    fill_brace, &filling, &why)) {
			buf_done(&text);
			return err_set(err, why.code, "%s: %s", reason->code, why.detail);
		}
		named->code = reason->code;
		named->legal_basis = reason->legal_basis;
		named->text = keep(&text, arena);
		name_items(&list, named, &filling, reason_items(&reasons[i]));
	}
	*ret = list;
	return true;
}

/* A request has items and no reasons, and the same shape for letter and update. */
void
render_named_items(struct named_list *ret, struct arena *arena, const struct program *program,
	const struct missing_item *const *items, size_t count, const char *language)
{
	struct named_list list = { 0 };

	language = program_language_for(program, language);
	list.items.at = arena_array(arena, count + 1, sizeof(*list.items.at));
	for (size_t i = 0; i < count; i++) {
		const char *item = render_item(arena, program, items[i], language);

		if (!has_text(list.items.at, list.items.count, item))
			list.items.at[list.items.count++] = item;
	}
	*ret = list;
}
