/* SPDX-License-Identifier: Apache-2.0
 *
 * What the server refused, and why.
 */
#include "client/api/problem.h"

#include "base/clock.h"
#include "base/str.h"

static const char *
text_of(const struct json *json, const char *name)
{
	const char *text = json_text(json_get(json, name));

	return text ? text : "";
}

static enum err_code
code_of_status(int http)
{
	switch (http) {
	case 401: return ERR_UNAUTHENTICATED;
	case 403: return ERR_FORBIDDEN;
	case 404: return ERR_NOT_FOUND;
	case 413: return ERR_PAYLOAD_TOO_LARGE;
	case 414: return ERR_TARGET_TOO_LONG;
	case 429: return ERR_RATE_LIMITED;
	case 431: return ERR_HEADERS_TOO_LARGE;
	case 502:
	case 503:
	case 504: return ERR_BACKEND_UNAVAILABLE;
	default: return http >= 400 && http < 500 ? ERR_BAD_REQUEST : ERR_INTERNAL;
	}
}

static void
read_fields(const struct json *json, struct err *err)
{
	const struct json *item = json_first(json_get(json, "errors"));

	for (; item && err->field_count < ERR_FIELDS_MAX; item = json_next(item)) {
		struct err_field *field = &err->fields[err->field_count++];
		str_copy(field->pointer, sizeof field->pointer, text_of(item, "pointer"));
		str_copy(field->code, sizeof field->code, text_of(item, "code"));
		str_copy(field->detail, sizeof field->detail, text_of(item, "detail"));
	}
}

static void
read_conflict(const struct json *json, struct err *err)
{
	const struct json *item = json_first(json_get(json, "changed_fields"));
	struct buf names = BUF_INIT(sizeof err->changed_fields);
	const char *at = text_of(json, "changed_at");

	if (!json_int(json_get(json, "current_version"), &err->current_version))
		err->current_version = 0;
	for (; item; item = json_next(item))
		buf_printf(&names, "%s%s", names.len ? "," : "", json_text(item) ? json_text(item) : "");
	str_copy(err->changed_fields, sizeof err->changed_fields, names.data);
	buf_done(&names);
	str_copy(err->changed_by, sizeof err->changed_by, text_of(json, "changed_by"));
	if (!instant_from_text(at, &err->changed_at_ms))
		err->changed_at_ms = 0;
}

void
problem_read(const struct json *json, int http, int retry_after_s, struct err *err)
{
	const char *code = text_of(json, "code");

	*err = (struct err){ .code = code_of_status(http), .retry_after_s = retry_after_s };
	if (!str_empty(code))
		err->code = err_from_wire(code);
	str_copy(err->detail, sizeof err->detail, text_of(json, "detail"));
	read_fields(json, err);
	read_conflict(json, err);
}
