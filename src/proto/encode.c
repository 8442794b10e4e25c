/* SPDX-License-Identifier: Apache-2.0
 *
 * Struct to JSON by a resource's table.  Nothing is allocated: this is the
 * server's hot path.
 */
#include "base/clock.h"
#include "base/money.h"
#include "domain/list.h"
#include "domain/words.h"
#include "proto/proto.h"

static const void *
place(const struct field *field, const void *object)
{
	return (const char *)object + field->offset;
}

static inline bool is_absent(const struct field *field, const void *at);

/* A part kept in place has no pointer to be NULL: it is there when it has to
 * be, or when anything in it is. */
static bool
is_empty_part(const struct field *field, const void *at)
{
	if (field->flags & FIELD_REQUIRED)
		return false;
	for (size_t i = 0; i < field->of->field_count; i++)
		if (!is_absent(&field->of->fields[i], place(&field->of->fields[i], at)))
			return false;
	return true;
}

static inline bool
is_absent(const struct field *field, const void *at)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_ID:
	case FIELD_JSON:
		return *(const char *const *)at == NULL;
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_MONEY:
		return *(const int64_t *)at == 0;
	case FIELD_BOOL:
		return false;
	case FIELD_DATE:
		return *(const civil_date *)at == DATE_NONE;
	case FIELD_WORD:
		return *(const int *)at == 0;
	case FIELD_OBJECT:
		return field->flags & FIELD_INLINE ? is_empty_part(field, at)
		                                   : *(const void *const *)at == NULL;
	case FIELD_LIST:
	case FIELD_TEXTS: {
		const struct list *list = at;
		return list->at == NULL && list->count == 0;
	}
	}
	return true;
}

static void encode(struct buf *out, const struct resource *resource, const void *object,
                   bool summary);

static void
encode_list(struct buf *out, const struct field *field, const struct list *list, bool summary)
{
	buf_putc(out, '[');
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			buf_putc(out, ',');
		encode(out, field->of, (const char *)list->at + i * field->of->size, summary);
	}
	buf_putc(out, ']');
}

static void
encode_text(struct buf *out, const char *text)
{
	if (text)
		json_quote(out, text, strlen(text));
	else
		buf_add(out, "\"\"", 2);
}

/* Our own words, dates and instants. */
static void
encode_plain(struct buf *out, const char *text)
{
	json_quote_plain(out, text, strlen(text));
}

static void
encode_texts(struct buf *out, const struct text_list *list)
{
	buf_putc(out, '[');
	for (size_t i = 0; i < list->count; i++) {
		if (i > 0)
			buf_putc(out, ',');
		encode_text(out, list->at[i]);
	}
	buf_putc(out, ']');
}

static void
encode_money(struct buf *out, int64_t cents)
{
	char amount[MONEY_TEXT_MAX];
	struct json_out members = JSON_OUT(out);

	json_begin_object(&members, NULL);
	json_put_text(&members, "amount", money_to_text(cents, amount));
	json_put_text(&members, "currency", "USD");
	json_end_object(&members);
}

static void
encode_json(struct buf *out, const char *text)
{
	buf_puts(out, text ? text : "{}");
}

static void
encode_value(struct buf *out, const struct field *field, const void *at, bool summary)
{
	char text[INSTANT_TEXT_MAX];

	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_ID:
		encode_text(out, *(const char *const *)at);
		break;
	case FIELD_JSON:
		encode_json(out, *(const char *const *)at);
		break;
	case FIELD_INT:
		json_add_int(out, *(const int64_t *)at);
		break;
	case FIELD_BOOL:
		buf_puts(out, *(const bool *)at ? "true" : "false");
		break;
	case FIELD_DATE:
		encode_plain(out, date_to_text(*(const civil_date *)at, text));
		break;
	case FIELD_INSTANT:
		encode_plain(out, instant_to_text(*(const int64_t *)at, text));
		break;
	case FIELD_MONEY:
		encode_money(out, *(const int64_t *)at);
		break;
	case FIELD_WORD:
		encode_plain(out, word_of(field->words, *(const int *)at));
		break;
	case FIELD_OBJECT:
		encode(out, field->of, field->flags & FIELD_INLINE ? at : *(const void *const *)at, summary);
		break;
	case FIELD_LIST:
		encode_list(out, field, at, summary);
		break;
	case FIELD_TEXTS:
		encode_texts(out, at);
		break;
	}
}

/* Kinds that have a sensible empty form; the others have only null. */
static bool
has_empty_form(enum field_kind kind)
{
	return kind != FIELD_OBJECT && kind != FIELD_DATE && kind != FIELD_INSTANT &&
	       kind != FIELD_WORD && kind != FIELD_TEXT && kind != FIELD_ID;
}

static void
encode(struct buf *out, const struct resource *resource, const void *object, bool summary)
{
	const unsigned left_out = summary ? FIELD_DETAIL : 0;
	bool first = true;

	assert(resource);
	assert(object);
	buf_putc(out, '{');
	for (size_t i = 0; i < resource->field_count; i++) {
		const struct field *field = &resource->fields[i];
		const void *at = place(field, object);
		bool absent;

		if (field->flags & left_out)
			continue;
		absent = is_absent(field, at);
		if (absent && !(field->flags & FIELD_NULLABLE) &&
		    !(field->flags & (FIELD_ALWAYS | FIELD_REQUIRED) && has_empty_form(field->kind)))
			continue;
		json_add_label(out, &field->label, first);
		first = false;
		if (absent && field->flags & FIELD_NULLABLE)
			buf_add(out, "null", 4);
		else
			encode_value(out, field, at, summary);
	}
	buf_putc(out, '}');
}

void
proto_encode(struct json_out *out, const char *name, const struct resource *resource,
             const void *object)
{
	json_begin_value(out, name);
	encode(out->buf, resource, object, false);
}

void
proto_encode_summary(struct json_out *out, const char *name, const struct resource *resource,
                     const void *object)
{
	json_begin_value(out, name);
	encode(out->buf, resource, object, true);
}
