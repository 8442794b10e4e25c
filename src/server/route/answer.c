/* SPDX-License-Identifier: Apache-2.0
 *
 * A handler's reply as status, headers and JSON.
 */
#include "config.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/route/parked.h"

static void
put_list_tail(struct parked *p, struct json_out *out)
{
	const struct reply *reply = &p->rq.reply;
	char at[INSTANT_TEXT_MAX];

	json_put_text(out, "next_cursor", reply->next_cursor);
	json_put_text(out, "prev_cursor", reply->prev_cursor);
	json_begin_object(out, "as_of");
	json_put_int(out, "seq", reply->event_seq);
	json_put_text(out, "at", instant_to_text(p->rq.call.now_ms, at));
	json_end_object(out);
	if (reply->total.set) {
		json_begin_object(out, "total");
		json_put_int(out, "count", reply->total.count);
		json_put_text(out, "relation", reply->total.at_least ? "gte" : "eq");
		json_end_object(out);
	}
	if (reply->totals != NULL)
		json_put_raw(out, "totals", reply->totals);
}

static void
put_rows(struct parked *p, struct json_out *out)
{
	const struct reply *reply = &p->rq.reply;
	const char *row = reply->rows.at;
	size_t i;

	json_begin_list(out, "items");
	for (i = 0; i < reply->rows.count; i++, row += reply->resource->size) {
		if (reply->whole_rows)
			proto_encode(out, NULL, reply->resource, row);
		else
			proto_encode_summary(out, NULL, reply->resource, row);
	}
	json_end_list(out);
}

static void
put_list(struct parked *p, struct buf *answer)
{
	struct json_out out = JSON_OUT(answer);

	if (p->rq.reply.row_starts != NULL) {
		json_resume_object(&out);
	} else {
		json_begin_object(&out, NULL);
		put_rows(p, &out);
	}
	if ((p->rq.route->flags & ROUTE_EVENTS) != 0)
		json_put_int(&out, "next_after", p->rq.reply.next_after);
	else
		put_list_tail(p, &out);
	json_end_object(&out);
}

/* The same request with another cursor. */
static void
add_link(struct parked *p, struct buf *link, const char *cursor, const char *relation)
{
	const char *query = p->exchange->query != NULL ? p->exchange->query : "";

	if (cursor == NULL)
		return;
	buf_printf(link, "%s<%s?", link->len > 0 ? ", " : "", p->exchange->path);
	while (*query != '\0') {
		size_t len = strcspn(query, "&");
		if (len > 0 && !str_starts(query, "cursor=") && !str_starts(query, "from=")) {
			buf_add(link, query, len);
			buf_putc(link, '&');
		}
		query += len;
		if (*query == '&')
			query++;
	}
	buf_printf(link, "cursor=%s>; rel=\"%s\"", cursor, relation);
}

/* May be kept, and is in the reader's language. */
static bool
keeps_words(const struct parked *p)
{
	return (p->rq.route->flags & (ROUTE_CACHEABLE | ROUTE_RAW)) == ROUTE_CACHEABLE;
}

/* The version; where an answer may be kept, its language too, since another
 * language is other bytes. */
static const char *
entity_tag(struct parked *p)
{
	long long version = (long long)p->rq.reply.version;
	const char *language = p->rq.call.language;

	if (!keeps_words(p) || str_eq(language, "en") || !str_is_id(language))
		return arena_printf(&p->exchange->arena, "\"%lld\"", version);
	return arena_printf(&p->exchange->arena, "\"%lld-%s\"", version, language);
}

/* A file that somebody else made: saved, and never run as a page of this server. */
static void
add_file_headers(struct parked *p)
{
	const struct reply *reply = &p->rq.reply;

	exchange_add_header(p->exchange, "Content-Disposition", reply->disposition);
	exchange_add_header(p->exchange, "Content-Security-Policy", "default-src 'none'; sandbox");
	exchange_add_header(p->exchange, "Referrer-Policy", "no-referrer");
	if (reply->strong_tag != NULL)
		exchange_add_header(p->exchange, "ETag", arena_printf(&p->exchange->arena, "\"%s\"", reply->strong_tag));
}

static void
add_headers(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	const struct reply *reply = &p->rq.reply;
	struct arena *arena = &exchange->arena;
	bool cacheable = (p->rq.route->flags & ROUTE_CACHEABLE) != 0;

	exchange_add_header(exchange, "X-Request-Id", exchange->request_id);
	exchange_add_header(exchange, "Cache-Control", cacheable ? "private, no-cache" : "no-store");
	exchange_add_header(exchange, "X-Content-Type-Options", "nosniff");
	if (route_tells_seq(p->rq.route))
		exchange_add_header(exchange, "Event-Seq", arena_printf(arena, "%lld", (long long)reply->event_seq));
	if (reply->version > 0)
		exchange_add_header(exchange, "ETag", entity_tag(p));
	if (keeps_words(p))
		exchange_add_header(exchange, "Vary", "Accept-Language");
	if (reply->location != NULL)
		exchange_add_header(exchange, "Location", reply->location);
	if (reply->disposition != NULL)
		add_file_headers(p);
	if (p->replayed)
		exchange_add_header(exchange, "Idempotency-Replayed", "true");
	if (reply->is_list && (reply->next_cursor != NULL || reply->prev_cursor != NULL)) {
		struct buf link = BUF_INIT(2 * URI_MAX);
		add_link(p, &link, reply->next_cursor, "next");
		add_link(p, &link, reply->prev_cursor, "prev");
		exchange_add_header(exchange, "Link", arena_strdup(arena, link.data));
		buf_done(&link);
	}
}

static bool
is_unchanged(struct parked *p)
{
	const char *known = p->exchange->headers[HEADER_IF_NONE_MATCH];

	if (known == NULL || (p->rq.route->flags & ROUTE_CACHEABLE) == 0 || p->rq.reply.version <= 0
	    || p->rq.method != METHOD_GET)
		return false;
	return str_eq(known, "*") || strstr(known, entity_tag(p)) != NULL;
}

void
answer_encode(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	const struct reply *reply = &p->rq.reply;
	struct json_out out = JSON_OUT(&exchange->answer);

	/* Rows may stand there already. */
	if (reply->row_starts == NULL)
		buf_reset(&exchange->answer);
	exchange->status = p->rq.dry_run && reply->status == 201 ? 200 : reply->status;
	add_headers(p);
	if (is_unchanged(p)) {
		exchange->status = 304;
		return;
	}
	if (reply->raw_body != NULL) {
		exchange_add_header(exchange, "Content-Type", reply->content_type);
		buf_add(&exchange->answer, reply->raw_body, reply->raw_body_len);
		return;
	}
	if (reply->resource == NULL)
		return;
	exchange_add_header(exchange, "Content-Type", "application/json");
	if (reply->is_list)
		put_list(p, &exchange->answer);
	else
		proto_encode(&out, NULL, reply->resource, reply->object);
	/* Half an answer would say that what is missing is not there. */
	if (!buf_ok(&exchange->answer)) {
		log_line(LOG_ERROR, "answer", "request %s: its answer would pass %d bytes", exchange->request_id, ANSWER_MAX);
		exchange_refuse(exchange, ERR_INTERNAL, "");
	}
}
