/* SPDX-License-Identifier: Apache-2.0
 *
 * A failure as RFC 9457 wants it told.
 */
#include "config.h"

#include "server/route/problem.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "server/route/parked.h"

static void
put_fields(struct json_out *out, const struct err *err)
{
	size_t i;

	if (err->field_count == 0)
		return;
	json_begin_list(out, "errors");
	for (i = 0; i < err->field_count; i++) {
		json_begin_object(out, NULL);
		json_put_text(out, "pointer", err->fields[i].pointer);
		json_put_text(out, "code", err->fields[i].code);
		json_put_text(out, "detail", err->fields[i].detail);
		json_end_object(out);
	}
	json_end_list(out);
}

/* A comma-separated list as a list of texts. */
static void
put_words(struct json_out *out, const char *name, const char *words, struct arena *arena)
{
	json_begin_list(out, name);
	while (*words != '\0') {
		size_t len = strcspn(words, ",");
		json_put_text(out, NULL, arena_strndup(arena, words, len));
		words += len;
		if (*words == ',')
			words++;
	}
	json_end_list(out);
}

static void
put_conflict(struct json_out *out, const struct err *err, struct arena *arena)
{
	char at[INSTANT_TEXT_MAX];

	if (err->code != ERR_VERSION_CONFLICT)
		return;
	json_put_int(out, "current_version", err->current_version);
	put_words(out, "changed_fields", err->changed_fields, arena);
	json_put_text(out, "changed_by", err->changed_by);
	if (err->changed_at_ms != 0)
		json_put_text(out, "changed_at", instant_to_text(err->changed_at_ms, at));
	else
		json_put_null(out, "changed_at");
}

void
problem_answer(struct exchange *exchange, const struct err *err)
{
	struct json_out out = JSON_OUT(&exchange->answer);
	int status = err_http(err->code);

	bool is_plain;

	if (status == 0)
		status = 500;
	/* Of what failed inside, only the log knows more; and what may not be known
	 * to exist is told with the same bytes as what does not. */
	is_plain = status == 500 || err->code == ERR_NOT_FOUND;
	buf_reset(&exchange->answer);
	json_begin_object(&out, NULL);
	json_put_text(&out, "type", arena_printf(&exchange->arena, "urn:caseload:problem:%s", err_wire(err->code)));
	json_put_text(&out, "code", err_wire(err->code));
	json_put_text(&out, "title", err_title(err->code));
	json_put_int(&out, "status", status);
	if (err->detail[0] != '\0' && !is_plain)
		json_put_text(&out, "detail", err->detail);
	json_put_text(&out, "request_id", exchange->request_id);
	json_put_bool(&out, "retryable", err_retryable(err->code));
	put_fields(&out, err);
	put_conflict(&out, err, &exchange->arena);
	json_end_object(&out);
	exchange->status = status;
	exchange_add_header(exchange, "Content-Type", "application/problem+json");
	exchange_add_header(exchange, "Cache-Control", "no-store");
	exchange_add_header(exchange, "X-Request-Id", exchange->request_id);
	int wait_s = err->retry_after_s;

	if (wait_s == 0 && err->code == ERR_BACKEND_UNAVAILABLE)
		wait_s = UNAVAILABLE_RETRY_S;
	if (wait_s > 0)
		exchange_add_header(exchange, "Retry-After", arena_printf(&exchange->arena, "%d", wait_s));
	if (status == 401)
		exchange_add_header(exchange, "WWW-Authenticate", "Bearer");
}

void
exchange_add_header(struct exchange *exchange, const char *name, const char *value)
{
	if (exchange->answer_header_count == ANSWER_HEADERS_MAX)
		return;
	exchange->answer_headers[exchange->answer_header_count].name = name;
	exchange->answer_headers[exchange->answer_header_count++].value = value;
}

void
exchange_refuse(struct exchange *exchange, enum err_code code, const char *detail)
{
	struct err err = { .code = ERR_NONE };

	err_set(&err, code, "%s", detail);
	exchange->answer_header_count = 0;
	if (exchange->listener == LISTENER_PORTAL)
		portal_refuse(exchange, &err);
	else
		problem_answer(exchange, &err);
}
