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

static bool is_absent(const struct field *field, const void *at);

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

static bool
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

static void encode(struct json_out *out, const char *name, const struct resource *resource,
                   const void *object, bool summary);

static void
encode_list(struct json_out *out, const struct field *field, const struct list *list, bool summary)
{
	json_begin_list(out, field->name);
	for (size_t i = 0; i < list->count; i++)
		encode(out, NULL, field->of, (const char *)list->at + i * field->of->size, summary);
	json_end_list(out);
}

static void
encode_texts(struct json_out *out, const char *name, const struct text_list *list)
{
	json_begin_list(out, name);
	for (size_t i = 0; i < list->count; i++)
		json_put_text(out, NULL, list->at[i]);
	json_end_list(out);
}

static void
encode_money(struct json_out *out, const char *name, int64_t cents)
{
	char amount[MONEY_TEXT_MAX];

	json_begin_object(out, name);
	json_put_text(out, "amount", money_to_text(cents, amount));
	json_put_text(out, "currency", "USD");
	json_end_object(out);
}

static void
encode_field(struct json_out *out, const struct field *field, const void *at, bool summary)
{
	char text[INSTANT_TEXT_MAX];

	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_ID: {
		const char *value = *(const char *const *)at;
		json_put_text(out, field->name, value ? value : "");
		break;
	}
	case FIELD_JSON: {
		const char *value = *(const char *const *)at;
		json_put_raw(out, field->name, value ? value : "{}");
		break;
	}
	case FIELD_INT:
		json_put_int(out, field->name, *(const int64_t *)at);
		break;
	case FIELD_BOOL:
		json_put_bool(out, field->name, *(const bool *)at);
		break;
	case FIELD_DATE:
		json_put_text(out, field->name, date_to_text(*(const civil_date *)at, text));
		break;
	case FIELD_INSTANT:
		json_put_text(out, field->name, instant_to_text(*(const int64_t *)at, text));
		break;
	case FIELD_MONEY:
		encode_money(out, field->name, *(const int64_t *)at);
		break;
	case FIELD_WORD:
		json_put_text(out, field->name, word_of(field->words, *(const int *)at));
		break;
	case FIELD_OBJECT:
		encode(out, field->name, field->of,
		       field->flags & FIELD_INLINE ? at : *(const void *const *)at, summary);
		break;
	case FIELD_LIST:
		encode_list(out, field, at, summary);
		break;
	case FIELD_TEXTS:
		encode_texts(out, field->name, at);
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
encode(struct json_out *out, const char *name, const struct resource *resource, const void *object,
       bool summary)
{
	assert(resource);
	assert(object);
	json_begin_object(out, name);
	for (size_t i = 0; i < resource->field_count; i++) {
		const struct field *field = &resource->fields[i];
		const void *at = place(field, object);

		if (summary && (field->flags & FIELD_DETAIL))
			continue;
		if (!is_absent(field, at))
			encode_field(out, field, at, summary);
		else if (field->flags & FIELD_NULLABLE)
			json_put_null(out, field->name);
		else if ((field->flags & (FIELD_ALWAYS | FIELD_REQUIRED)) && has_empty_form(field->kind))
			encode_field(out, field, at, summary);
	}
	json_end_object(out);
}

void
proto_encode(struct json_out *out, const char *name, const struct resource *resource,
             const void *object)
{
	encode(out, name, resource, object, false);
}

void
proto_encode_summary(struct json_out *out, const char *name, const struct resource *resource,
                     const void *object)
{
	encode(out, name, resource, object, true);
}
