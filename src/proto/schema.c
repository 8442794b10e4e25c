/* SPDX-License-Identifier: Apache-2.0
 *
 * A resource's table as JSON Schema (2020-12, as OpenAPI 3.1 uses it).
 */
#include "proto/proto.h"

static void
put_type(struct json_out *out, const char *type, bool nullable)
{
	if (!nullable) {
		json_put_text(out, "type", type);
		return;
	}
	json_begin_list(out, "type");
	json_put_text(out, NULL, type);
	json_put_text(out, NULL, "null");
	json_end_list(out);
}

static void
put_reference(struct json_out *out, const struct resource *resource)
{
	char target[96];

	snprintf(target, sizeof(target), "#/components/schemas/%s", resource->name);
	json_put_text(out, "$ref", target);
}

static void
put_words(struct json_out *out, const struct field *field, bool nullable)
{
	json_begin_list(out, "enum");
	for (int i = 1; field->words[i]; i++)
		json_put_text(out, NULL, field->words[i]);
	if (nullable)
		json_put_null(out, NULL);
	json_end_list(out);
}

static void
put_money(struct json_out *out, bool nullable)
{
	put_type(out, "object", nullable);
	json_begin_list(out, "required");
	json_put_text(out, NULL, "amount");
	json_put_text(out, NULL, "currency");
	json_end_list(out);
	json_begin_object(out, "properties");
	json_begin_object(out, "amount");
	json_put_text(out, "type", "string");
	json_put_text(out, "pattern", "^-?[0-9]+\\.[0-9]{2}$");
	json_end_object(out);
	json_begin_object(out, "currency");
	json_put_text(out, "const", "USD");
	json_end_object(out);
	json_end_object(out);
}

static void
put_list(struct json_out *out, const struct field *field)
{
	json_put_text(out, "type", "array");
	json_put_int(out, "maxItems", field->max ? (int64_t)field->max : PROTO_LIST_MAX);
	json_begin_object(out, "items");
	if (field->kind == FIELD_LIST)
		put_reference(out, field->of);
	else
		json_put_text(out, "type", "string");
	json_end_object(out);
}

static void
put_object(struct json_out *out, const struct field *field, bool nullable)
{
	if (!nullable) {
		put_reference(out, field->of);
		return;
	}
	json_begin_list(out, "anyOf");
	json_begin_object(out, NULL);
	put_reference(out, field->of);
	json_end_object(out);
	json_begin_object(out, NULL);
	json_put_text(out, "type", "null");
	json_end_object(out);
	json_end_list(out);
}

static void
put_field(struct json_out *out, const struct field *field)
{
	bool nullable = (field->flags & FIELD_NULLABLE) != 0;

	json_begin_object(out, field->name);
	switch (field->kind) {
	case FIELD_TEXT:
		put_type(out, "string", nullable);
		json_put_int(out, "maxLength", field->max ? (int64_t)field->max : PROTO_TEXT_MAX);
		break;
	case FIELD_ID:
		put_type(out, "string", nullable);
		json_put_text(out, "pattern", "^[0-9A-Za-z_-]{0,40}$");
		break;
	case FIELD_INT:
		put_type(out, "integer", nullable);
		break;
	case FIELD_BOOL:
		put_type(out, "boolean", nullable);
		break;
	case FIELD_DATE:
		put_type(out, "string", nullable);
		json_put_text(out, "format", "date");
		break;
	case FIELD_INSTANT:
		put_type(out, "string", nullable);
		json_put_text(out, "format", "date-time");
		break;
	case FIELD_MONEY:
		put_money(out, nullable);
		break;
	case FIELD_WORD:
		put_type(out, "string", nullable);
		put_words(out, field, nullable);
		break;
	case FIELD_OBJECT:
		put_object(out, field, nullable);
		break;
	case FIELD_LIST:
	case FIELD_TEXTS:
		put_list(out, field);
		break;
	case FIELD_JSON:
		put_type(out, "object", nullable);
		break;
	}
	if (field->help)
		json_put_text(out, "description", field->help);
	json_end_object(out);
}

void
proto_schema(struct json_out *out, const char *name, const struct resource *resource)
{
	bool any_required = false;

	json_begin_object(out, name);
	json_put_text(out, "type", "object");
	if (resource->help)
		json_put_text(out, "description", resource->help);
	json_begin_object(out, "properties");
	for (size_t i = 0; i < resource->field_count; i++) {
		put_field(out, &resource->fields[i]);
		any_required |= (resource->fields[i].flags & FIELD_REQUIRED) != 0;
	}
	json_end_object(out);
	if (any_required) {
		json_begin_list(out, "required");
		for (size_t i = 0; i < resource->field_count; i++)
			if (resource->fields[i].flags & FIELD_REQUIRED)
				json_put_text(out, NULL, resource->fields[i].name);
		json_end_list(out);
	}
	json_end_object(out);
}
