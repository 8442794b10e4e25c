/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON to struct by a resource's table.  A server reads strictly and names
 * each member it cannot accept; a client reads leniently.
 */
#include <string.h>

#include "base/clock.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/list.h"
#include "domain/words.h"
#include "proto/proto.h"

struct reader {
	struct arena *arena;
	enum proto_reading reading;
	struct err *err;
	char pointer[ERR_POINTER_MAX];
	bool failed;
};

static void
refuse(struct reader *rd, const char *code, const char *detail)
{
	rd->failed = true;
	(void)err_field(rd->err, rd->pointer, code, "%s", err_said(detail));
}

/* Extends the pointer by one member; returns the length to cut back to. */
static size_t
pointer_push(struct reader *rd, const char *name)
{
	size_t len = strlen(rd->pointer);

	snprintf(rd->pointer + len, sizeof(rd->pointer) - len, "/%s", name);
	return len;
}

static void
pointer_pop(struct reader *rd, size_t len)
{
	rd->pointer[len] = '\0';
}

static void read_object(struct reader *rd, const struct resource *resource,
                        const struct json *value, void *object);

static void
read_text(struct reader *rd, const struct field *field, const struct json *value, const char **ret)
{
	const char *text = json_text(value);
	size_t max = field->max ? field->max : PROTO_TEXT_MAX;

	if (!text)
		refuse(rd, "wrong_type", N_("must be a text"));
	else if (strlen(text) > max)
		refuse(rd, "too_long", N_("is longer than can be accepted"));
	else if (field->kind == FIELD_ID && text[0] != '\0' && !str_is_id(text))
		refuse(rd, "not_an_id", N_("must be 1 to 40 of A-Z a-z 0-9 _ -"));
	else
		*ret = arena_strdup(rd->arena, text);
}

static void
read_int(struct reader *rd, const struct json *value, int64_t *ret)
{
	if (!json_int(value, ret))
		refuse(rd, "wrong_type", N_("must be a whole number within 2^53"));
}

static void
read_date(struct reader *rd, const struct json *value, civil_date *ret)
{
	const char *text = json_text(value);

	if (!text || !date_from_text(text, ret))
		refuse(rd, "not_a_date", N_("must be a date, YYYY-MM-DD"));
}

static void
read_instant(struct reader *rd, const struct json *value, int64_t *ret)
{
	const char *text = json_text(value);

	if (!text || !instant_from_text(text, ret))
		refuse(rd, "not_an_instant", N_("must be a time in UTC, YYYY-MM-DDThh:mm:ssZ"));
}

static void
read_money(struct reader *rd, const struct json *value, int64_t *ret)
{
	const char *amount = json_text(json_get(value, "amount"));
	const char *currency = json_text(json_get(value, "currency"));

	if (!amount || !money_from_text(amount, ret))
		refuse(rd, "not_money", N_("must be {\"amount\":\"291.00\",\"currency\":\"USD\"}"));
	else if (!str_eq(currency, "USD"))
		refuse(rd, "not_money", N_("the currency must be USD"));
}

static void
read_word(struct reader *rd, const struct field *field, const struct json *value, int *ret)
{
	const char *text = json_text(value);
	int word = word_find(field->words, text);
	char detail[ERR_DETAIL_MAX];

	/* A newer server may know more words than this client. */
	if (word == 0 && rd->reading == PROTO_LENIENT)
		return;
	if (word != 0) {
		*ret = word;
		return;
	}
	str_copy(detail, sizeof(detail), err_said(N_("must be one of:")));
	for (int i = 1; field->words[i]; i++) {
		size_t len = strlen(detail);
		snprintf(detail + len, sizeof(detail) - len, " %s", field->words[i]);
	}
	refuse(rd, "unknown_word", detail);
}

static void
read_json(struct reader *rd, const struct field *field, const struct json *value, const char **ret)
{
	struct buf text = BUF_INIT(field->max ? field->max : PROTO_TEXT_MAX);

	if (json_kind(value) != JSON_OBJECT) {
		refuse(rd, "wrong_type", N_("must be an object"));
	} else {
		json_print(&text, value);
		if (buf_ok(&text))
			*ret = arena_strndup(rd->arena, text.data, text.len);
		else
			refuse(rd, "too_long", N_("is longer than can be accepted"));
	}
	buf_done(&text);
}

static void
read_list(struct reader *rd, const struct field *field, const struct json *value, struct list *ret)
{
	size_t count = json_count(value);
	size_t size = field->kind == FIELD_TEXTS ? sizeof(char *) : field->of->size;
	size_t i = 0;

	if (json_kind(value) != JSON_LIST) {
		refuse(rd, "wrong_type", N_("must be a list"));
		return;
	}
	if (count > (field->max ? field->max : PROTO_LIST_MAX)) {
		refuse(rd, "too_many", N_("has more items than can be accepted"));
		return;
	}
	ret->at = arena_array(rd->arena, count ? count : 1, size);
	for (const struct json *item = json_first(value); item; item = json_next(item), i++) {
		char index[24];
		size_t cut;

		snprintf(index, sizeof(index), "%zu", i);
		cut = pointer_push(rd, index);
		if (field->kind == FIELD_TEXTS) {
			struct field plain = { .kind = FIELD_TEXT };
			read_text(rd, &plain, item, (const char **)ret->at + i);
		} else {
			read_object(rd, field->of, item, (char *)ret->at + i * size);
		}
		pointer_pop(rd, cut);
	}
	ret->count = count;
}

static void
read_field(struct reader *rd, const struct field *field, const struct json *value, void *at)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_ID:
		read_text(rd, field, value, at);
		break;
	case FIELD_INT:
		read_int(rd, value, at);
		break;
	case FIELD_BOOL:
		if (json_kind(value) != JSON_BOOL)
			refuse(rd, "wrong_type", N_("must be true or false"));
		else
			*(bool *)at = json_bool(value, false);
		break;
	case FIELD_DATE:
		read_date(rd, value, at);
		break;
	case FIELD_INSTANT:
		read_instant(rd, value, at);
		break;
	case FIELD_MONEY:
		read_money(rd, value, at);
		break;
	case FIELD_WORD:
		read_word(rd, field, value, at);
		break;
	case FIELD_OBJECT:
		if (!(field->flags & FIELD_INLINE)) {
			void *object = arena_alloc(rd->arena, field->of->size);
			*(void **)at = object;
			at = object;
		}
		read_object(rd, field->of, value, at);
		break;
	case FIELD_LIST:
	case FIELD_TEXTS:
		read_list(rd, field, value, at);
		break;
	case FIELD_JSON:
		read_json(rd, field, value, at);
		break;
	}
}

/* Zero is not "none" for a date; so every date starts as none. */
static void
blank(const struct resource *resource, void *object)
{
	memset(object, 0, resource->size);
	for (size_t i = 0; i < resource->field_count; i++) {
		const struct field *field = &resource->fields[i];
		char *at = (char *)object + field->offset;

		if (field->kind == FIELD_DATE)
			*(civil_date *)(void *)at = DATE_NONE;
		else if (field->kind == FIELD_OBJECT && (field->flags & FIELD_INLINE))
			blank(field->of, at);
	}
}

static const struct field *
field_named(const struct resource *resource, const char *name)
{
	for (size_t i = 0; i < resource->field_count; i++)
		if (strcmp(resource->fields[i].name, name) == 0)
			return &resource->fields[i];
	return NULL;
}

static void
refuse_unknown(struct reader *rd, const struct resource *resource, const struct json *value)
{
	for (const struct json *member = json_first(value); member; member = json_next(member)) {
		size_t cut;

		if (field_named(resource, json_name(member)))
			continue;
		cut = pointer_push(rd, json_name(member));
		refuse(rd, "unknown", N_("is not a member this request has"));
		rd->err->code = ERR_UNKNOWN_PARAMETER;
		pointer_pop(rd, cut);
	}
}

static void
read_object(struct reader *rd, const struct resource *resource, const struct json *value,
            void *object)
{
	blank(resource, object);
	if (json_kind(value) != JSON_OBJECT) {
		refuse(rd, "wrong_type", N_("must be an object"));
		return;
	}
	if (rd->reading == PROTO_STRICT)
		refuse_unknown(rd, resource, value);
	for (size_t i = 0; i < resource->field_count; i++) {
		const struct field *field = &resource->fields[i];
		const struct json *member = json_get(value, field->name);
		size_t cut = pointer_push(rd, field->name);

		if (member && json_kind(member) != JSON_NULL)
			read_field(rd, field, member, (char *)object + field->offset);
		else if ((field->flags & FIELD_REQUIRED) && rd->reading == PROTO_STRICT)
			refuse(rd, "required", N_("is required"));
		pointer_pop(rd, cut);
	}
}

bool
proto_decode(const struct resource *resource, const struct json *value, void *object,
             struct arena *arena, enum proto_reading reading, struct err *err)
{
	struct reader rd = { .arena = arena, .reading = reading, .err = err };

	assert(resource);
	assert(object);
	read_object(&rd, resource, value, object);
	return !rd.failed;
}
