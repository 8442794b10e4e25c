/* SPDX-License-Identifier: Apache-2.0
 *
 * What handlers ask of a request and say of their answer.
 */
#include "config.h"

#include "server/route/request.h"

#include "base/clock.h"
#include "base/str.h"
#include "server/route/parked.h"

const char *
request_query(const struct request *rq, const char *name)
{
	size_t i;

	for (i = 0; i < rq->query_count; i++)
		if (strcmp(rq->query[i].name, name) == 0)
			return rq->query[i].value;
	return NULL;
}

static bool
query_refused(const char *name, const char *code, const char *what, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	snprintf(pointer, sizeof(pointer), "?%s", name);
	return err_field(err, pointer, code, "%s", err_said(what));
}

bool
request_query_int(const struct request *rq, const char *name, int64_t *ret, struct err *err)
{
	const char *text = request_query(rq, name);

	if (text == NULL || str_to_i64(text, ret))
		return true;
	return query_refused(name, "not_a_number", N_("This has to be a whole number."), err);
}

bool
request_query_date(const struct request *rq, const char *name, civil_date *ret, struct err *err)
{
	const char *text = request_query(rq, name);

	if (text == NULL || date_from_text(text, ret))
		return true;
	return query_refused(name, "not_a_date", N_("This has to be a date, as 2026-11-02."), err);
}

bool
request_query_bool(const struct request *rq, const char *name, bool *ret, struct err *err)
{
	const char *text = request_query(rq, name);

	if (text == NULL)
		return true;
	if (!str_eq(text, "true") && !str_eq(text, "false"))
		return query_refused(name, "not_a_boolean", N_("This has to be true or false."), err);
	*ret = str_eq(text, "true");
	return true;
}

void
reply_object(struct request *rq, int status, const struct resource *resource, const void *object,
             int64_t version)
{
	rq->reply.status = status;
	rq->reply.resource = resource;
	rq->reply.object = object;
	rq->reply.version = version;
}

void
reply_rows(struct request *rq, const struct resource *resource, const void *rows, size_t count)
{
	rq->reply.status = 200;
	rq->reply.resource = resource;
	rq->reply.is_list = true;
	rq->reply.rows.at = (void *)(uintptr_t)rows; /* only ever read */
	rq->reply.rows.count = count;
}

void
reply_rows_begin(struct request *rq, const struct resource *resource)
{
	reply_rows(rq, resource, NULL, 0);
	rq->reply.row_starts = arena_array(rq->arena, PAGE_LIMIT_MAX + 1, sizeof(size_t));
	buf_reset(&rq->exchange->answer);
	buf_puts(&rq->exchange->answer, "{\"items\":[");
}

void
reply_row(struct request *rq, const void *row)
{
	struct buf *answer = &rq->exchange->answer;
	struct json_out out = JSON_OUT(answer);

	assert(rq->reply.rows.count < PAGE_LIMIT_MAX);
	if (rq->reply.rows.count > 0)
		buf_putc(answer, ',');
	rq->reply.row_starts[rq->reply.rows.count++] = answer->len;
	proto_encode_summary(&out, NULL, rq->reply.resource, row);
}

/* The rows that are written, in the opposite order. */
static void
turn_rows(struct request *rq)
{
	struct buf *answer = &rq->exchange->answer;
	const size_t *starts = rq->reply.row_starts;
	size_t len = answer->len - starts[0], end = answer->len, i;
	char *rows;

	if (!buf_ok(answer))
		return;
	rows = memcpy(arena_alloc(rq->arena, len), answer->data + starts[0], len);
	answer->len = starts[0];
	for (i = rq->reply.rows.count; i-- > 0;) {
		buf_add(answer, rows + (starts[i] - starts[0]), end - starts[i]);
		if (i > 0)
			buf_putc(answer, ',');
		end = starts[i] - 1;
	}
}

void
reply_rows_end(struct request *rq, bool reversed)
{
	if (reversed && rq->reply.rows.count > 1)
		turn_rows(rq);
	buf_putc(&rq->exchange->answer, ']');
}

void
reply_empty(struct request *rq)
{
	rq->reply.status = 204;
	rq->reply.resource = NULL;
	rq->reply.object = NULL;
}

void
reply_raw(struct request *rq, int status, const char *content_type, const char *body, size_t len)
{
	rq->reply.status = status;
	rq->reply.content_type = content_type;
	rq->reply.raw_body = body;
	rq->reply.raw_body_len = len;
}

void
reply_effect(struct request *rq, const char *type, const char *id)
{
	rq->reply.effect_type = type;
	rq->reply.effect_id = id;
}

bool
reply_view_is_known(const struct request *rq, const char *subject_type, const char *subject_id)
{
	return rq->call.actor->id != NULL
	       && views_know(rq->exchange->server->views, rq->call.actor->id, subject_type, subject_id);
}

static void
say_viewed(struct request *rq, struct viewed viewed)
{
	struct viewed *said = arena_alloc(rq->arena, sizeof(*said));

	*said = viewed;
	said->next = rq->reply.viewed;
	rq->reply.viewed = said;
}

void
reply_searched(struct request *rq, const char *where, const char *words)
{
	if (rq->method == METHOD_GET && !str_empty(words))
		say_viewed(rq, (struct viewed){ .subject_type = where, .subject_id = words, .is_search = true });
}

void
reply_viewed(struct request *rq, const char *subject_type, const char *subject_id,
             const char *application_id, const struct event_scope *scope)
{
	say_viewed(rq, (struct viewed){ .subject_type = subject_type,
	                                .subject_id = subject_id,
	                                .application_id = application_id,
	                                .scope = *scope });
}
