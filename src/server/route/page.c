/* SPDX-License-Identifier: Apache-2.0
 *
 * Keyset pages and their cursors.  A cursor is the edge it starts from and a
 * tag over that, the actor, the path and the filter: nobody can make one up,
 * hand one on, or use one on another list.
 */
#include "config.h"

#include "server/route/page.h"

#include "base/buf.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/agency.h"

enum { CURSOR_TAG_BYTES = 16, CURSOR_MAX = 2048 };

static void
cursor_tag(const struct request *rq, const char *sort, const char *payload, size_t len,
           uint8_t tag[SECRET_HASH_BYTES])
{
	struct buf text = BUF_INIT(64 * 1024);
	size_t i;

	buf_add(&text, payload, len);
	buf_puts(&text, rq->call.actor->id != NULL ? rq->call.actor->id : "");
	buf_putc(&text, '\0');
	buf_puts(&text, rq->path);
	buf_putc(&text, '\0');
	buf_puts(&text, sort);
	for (i = 0; i < rq->query_count; i++) {
		const char *name = rq->query[i].name;
		if (str_eq(name, "cursor") || str_eq(name, "limit") || str_eq(name, "from") || str_eq(name, "sort"))
			continue;
		buf_putc(&text, '\0');
		buf_puts(&text, name);
		buf_putc(&text, '=');
		buf_puts(&text, rq->query[i].value);
	}
	keyed_tag(tag, agency_key(rq->call.agency, KEY_CURSOR), text.data, text.len);
	buf_done(&text);
}

static const char *
sort_text(const struct request *rq, const struct page_key *page)
{
	return arena_printf(rq->arena, "%s%s", page->descending ? "-" : "", page->sort);
}

/* Text for next_cursor or prev_cursor, in the request's arena. */
static const char *
page_cursor(const struct request *rq, const struct page_key *page, bool backwards, const struct page_edge *edge)
{
	struct buf payload = BUF_INIT(CURSOR_MAX);
	uint8_t tag[SECRET_HASH_BYTES];
	char *text;
	size_t size;

	buf_putc(&payload, backwards ? 'b' : 'f');
	buf_printf(&payload, "%lld", (long long)edge->number);
	buf_putc(&payload, '\0');
	buf_puts(&payload, edge->text != NULL ? edge->text : "");
	buf_putc(&payload, '\0');
	buf_puts(&payload, edge->id != NULL ? edge->id : "");
	buf_putc(&payload, '\0');
	cursor_tag(rq, sort_text(rq, page), payload.data, payload.len, tag);
	buf_add(&payload, tag, CURSOR_TAG_BYTES);
	size = 4 * ((payload.len + 2) / 3) + 1;
	text = arena_alloc(rq->arena, size);
	base64url_text(text, size, (const uint8_t *)payload.data, payload.len);
	buf_done(&payload);
	return text;
}

static bool
cursor_read(const struct request *rq, const char *text, struct page_key *page)
{
	uint8_t bytes[CURSOR_MAX];
	uint8_t tag[SECRET_HASH_BYTES];
	size_t len;
	const char *parts, *end;

	if (!base64url_bytes(bytes, sizeof(bytes), &len, text) || len < CURSOR_TAG_BYTES + 5)
		return false;
	len -= CURSOR_TAG_BYTES;
	cursor_tag(rq, sort_text(rq, page), (const char *)bytes, len, tag);
	if (!same_bytes(tag, bytes + len, CURSOR_TAG_BYTES))
		return false;
	/* The tag says that these are the three texts written above. */
	parts = memcpy(arena_alloc(rq->arena, len), bytes, len);
	end = parts + len;
	page->backwards = parts[0] == 'b';
	if (!str_to_i64(parts + 1, &page->edge.number))
		return false;
	parts += strlen(parts) + 1;
	page->edge.text = parts;
	parts += strlen(parts) + 1;
	page->edge.id = parts;
	page->edge.set = true;
	return parts < end;
}

bool
page_from_request(const struct request *rq, const char *const *sorts, struct page_key *ret, struct err *err)
{
	const char *sort = request_query(rq, "sort");
	const char *from = request_query(rq, "from");
	const char *cursor = request_query(rq, "cursor");
	int64_t limit = PAGE_LIMIT_DEFAULT;
	size_t i;

	memset(ret, 0, sizeof(*ret));
	ret->sort = sorts[0];
	if (sort != NULL) {
		ret->descending = sort[0] == '-';
		ret->sort = NULL;
		for (i = 0; sorts[i] != NULL; i++)
			if (str_eq(sorts[i], sort + ret->descending))
				ret->sort = sorts[i];
		if (ret->sort == NULL)
			return err_field(err, "?sort", "unknown", "This list has no such order.");
	}
	if (!request_query_int(rq, "limit", &limit, err))
		return false;
	if (limit < 1 || limit > PAGE_LIMIT_MAX)
		return err_field(err, "?limit", "out_of_range", "limit goes from 1 to %d.", PAGE_LIMIT_MAX);
	ret->limit = (int)limit;
	if (from != NULL && !str_eq(from, "end") && !str_eq(from, "start"))
		return err_field(err, "?from", "unknown", "from is start or end.");
	ret->from_end = str_eq(from, "end");
	if (cursor == NULL)
		return true;
	if (from != NULL)
		return err_field(err, "?from", "not_with_cursor", "Send cursor or from, not both.");
	if (!cursor_read(rq, cursor, ret))
		return err_set(err, ERR_CURSOR_INVALID, "This cursor belongs to another list, filter or person.");
	return true;
}

void
page_cursors(struct request *rq, const struct page_key *page, size_t count, const struct page_edge *first,
             const struct page_edge *last, bool more)
{
	bool towards_start = page->backwards || page->from_end;
	bool has_next = towards_start ? page->edge.set : more;
	bool has_prev = towards_start ? more : page->edge.set;

	/* Past the last row there is nothing to take an edge from: go back from where we stood,
	 * or on from where the search for a row was broken off. */
	if (count == 0) {
		if (more && towards_start && first->set)
			rq->reply.prev_cursor = page_cursor(rq, page, true, first);
		if (more && !towards_start && last->set)
			rq->reply.next_cursor = page_cursor(rq, page, false, last);
		if (page->edge.set && !towards_start)
			rq->reply.prev_cursor = page_cursor(rq, page, true, &page->edge);
		if (page->edge.set && towards_start)
			rq->reply.next_cursor = page_cursor(rq, page, false, &page->edge);
		return;
	}
	if (has_next)
		rq->reply.next_cursor = page_cursor(rq, page, false, last);
	if (has_prev)
		rq->reply.prev_cursor = page_cursor(rq, page, true, first);
}

void
page_reply(struct request *rq, const struct page_key *page, const struct resource *resource, const void *rows,
           size_t count, const struct page_edge *first, const struct page_edge *last, bool more)
{
	reply_rows(rq, resource, rows, count);
	page_cursors(rq, page, count, first, last, more);
}
