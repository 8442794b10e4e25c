/* SPDX-License-Identifier: Apache-2.0
 *
 * Server-sent events: of the log to a workstation, and of one application to
 * its applicant's page.  A stream keeps no queue, only how far it has come;
 * what it sends next it takes from the feed's ring, or from the log when it is
 * further behind.
 */
#include "config.h"

#include "base/clock.h"
#include "base/str.h"
#include "server/route/parked.h"
#include "server/route/readers.h"
#include "server/route/sight.h"
#include "server/store/event_log.h"

enum { READ_AT_ONCE = 100, FRAME_BATCH_BYTES = 4096, ENVELOPE_BYTES = 200, RETRY_MS = 2000 };

struct stream {
	struct feed_watch watch; /* first */
	struct parked *p;
	int64_t after;    /* the last event dealt with */
	struct buf frame; /* begun and not yet all sent */
	size_t sent;
	_Atomic int64_t waiting; /* events it has not fetched */
	int64_t reader_change;
	bool greeted;
};

static bool
stream_wants(const struct feed_watch *watch, const struct event *event)
{
	struct stream *stream = (struct stream *)(uintptr_t)watch;
	struct parked *p = stream->p;

	if (p->portal != NULL)
		return str_eq(event->application_id, p->portal->reply.stream_application_id);
	if (!session_is_live(p->session))
		return true;
	if (sight_of(p->sight, event) == NOT_SEEN)
		return false;
	/* Who does not read is let go; it comes back with Last-Event-ID. */
	if (atomic_fetch_add(&stream->waiting, 1) * ENVELOPE_BYTES > STREAM_BACKLOG_BYTES)
		atomic_store(&p->exchange->gone, true);
	return true;
}

static void
stream_wake(struct feed_watch *watch)
{
	struct stream *stream = (struct stream *)watch;

	stream->p->exchange->wake(stream->p->exchange);
}

enum exchange_next
stream_begin(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	struct stream *stream = arena_alloc(&exchange->arena, sizeof(*stream));

	stream->p = p;
	stream->after = p->portal != NULL ? p->portal->reply.stream_after : p->rq.reply.next_after;
	buf_init(&stream->frame, ANSWER_MAX);
	stream->watch.wants = stream_wants;
	stream->watch.wake = stream_wake;
	stream->watch.owner_id = p->session != NULL ? p->session->actor.id : NULL;
	atomic_store(&stream->watch.wake_at_ms, clock_mono_ms() + STREAM_HEARTBEAT_MS);
	p->stream = stream;
	exchange->status = 200;
	exchange_add_header(exchange, "Content-Type", "text/event-stream");
	exchange_add_header(exchange, "Cache-Control", "no-store");
	exchange_add_header(exchange, "X-Accel-Buffering", "no");
	exchange_add_header(exchange, "X-Request-Id", exchange->request_id);
	atomic_fetch_add(&exchange->server->counts.streams, 1);
	feed_watch_add(exchange->server->feed, &stream->watch);
	return EXCHANGE_STREAM;
}

void
stream_end(struct parked *p)
{
	struct stream *stream = p->stream;

	feed_watch_remove(p->exchange->server->feed, &stream->watch);
	buf_done(&stream->frame);
	atomic_fetch_sub(&p->exchange->server->counts.streams, 1);
	p->stream = NULL;
}

/* ---- what to send ---- */

static bool
put_event(void *ctx, const struct event *event)
{
	struct stream *stream = ctx;
	struct parked *p = stream->p;
	struct json_out out = JSON_OUT(&stream->frame);
	enum seen_as seen = sight_of(p->sight, event);
	struct event row = *event;

	if (seen != NOT_SEEN) {
		if (seen == LOST) {
			row.type = EVENT_GONE;
			row.version = 0;
			row.actor.id = NULL;
			row.changed.count = 0;
		}
		buf_printf(&stream->frame, "id: %lld\ndata: ", (long long)event->seq);
		proto_encode(&out, NULL, p->rq.route->response, &row);
		buf_puts(&stream->frame, "\n\n");
	}
	return stream->frame.len < FRAME_BATCH_BYTES;
}

/* Further back than the ring: from the log. */
static bool
read_log(struct parked *p, struct err *err)
{
	struct stream *stream = p->stream;
	struct arena arena = ARENA_INIT;
	struct event *events;
	size_t count, i;

	(void)err;
	count = event_list(p->rq.call.db, stream->after, READ_AT_ONCE, &arena, &events);
	for (i = 0; i < count; i++) {
		stream->after = events[i].seq;
		if (!put_event(stream, &events[i]))
			break;
	}
	arena_done(&arena);
	return true;
}

static bool
put_log(struct stream *stream)
{
	struct feed *feed = stream->p->exchange->server->feed;
	int64_t head = feed_head(feed);
	int64_t reached;

	if (head - stream->after > EVENT_CATCH_UP_MAX) {
		buf_printf(&stream->frame, "event: reset\nid: %lld\ndata: {\"seq\":%lld}\n\n", (long long)head,
		           (long long)head);
		stream->after = head;
		return true;
	}
	/* A round may find nothing to show among many events: go on until there is. */
	while (stream->after < head && stream->frame.len == 0) {
		reached = feed_each(feed, stream->after, put_event, stream);
		if (reached >= 0)
			stream->after = reached;
		else if (!parked_read(stream->p, read_log))
			return false;
	}
	if (stream->after >= head)
		atomic_store(&stream->waiting, 0);
	return true;
}

static void
put_readers(struct stream *stream)
{
	struct parked *p = stream->p;
	struct readers *readers = p->exchange->server->readers;
	struct arena arena = ARENA_INIT;
	char application_id[64];

	while (readers_changed(readers, p->session->actor.id, &stream->reader_change, application_id)) {
		struct json_out out = JSON_OUT(&stream->frame);
		struct reader_view *rows;
		size_t count = readers_list(readers, application_id, p->session->actor.id, &arena, &rows), i;

		buf_puts(&stream->frame, "event: presence\ndata: ");
		json_begin_object(&out, NULL);
		json_put_text(&out, "application_id", application_id);
		json_begin_list(&out, "readers");
		for (i = 0; i < count; i++)
			proto_encode(&out, NULL, &resource_reader, &rows[i]);
		json_end_list(&out);
		json_end_object(&out);
		buf_puts(&stream->frame, "\n\n");
	}
	arena_done(&arena);
}

static bool
run_portal_stream(struct parked *p, struct err *err)
{
	struct portal_request *rq = p->portal;

	(void)err;
	parked_call(p, &rq->call, rq->call.actor);
	return rq->reply.stream(&rq->call, rq->reply.stream_application_id, &p->stream->after, &p->stream->frame);
}

static bool
put_news(struct stream *stream)
{
	struct parked *p = stream->p;

	if (p->portal != NULL)
		return parked_read(p, run_portal_stream);
	if (!put_log(stream))
		return false;
	if (stream->frame.len == 0)
		put_readers(stream);
	return true;
}

static bool
frame_next(struct stream *stream)
{
	int64_t now_ms = clock_mono_ms();

	buf_reset(&stream->frame);
	stream->sent = 0;
	if (!stream->greeted) {
		/* Something at once, so that the other side knows it is connected. */
		buf_printf(&stream->frame, "retry: %d\n: connected\n\n", RETRY_MS);
		stream->greeted = true;
		return true;
	}
	if (!put_news(stream))
		return false;
	if (stream->frame.len == 0 && now_ms >= atomic_load(&stream->watch.wake_at_ms)) {
		buf_puts(&stream->frame, ": alive\n\n");
		atomic_store(&stream->watch.wake_at_ms, now_ms + STREAM_HEARTBEAT_MS);
	}
	return true;
}

ptrdiff_t
stream_fill(struct parked *p, char *out, size_t size)
{
	struct stream *stream = p->stream;
	size_t len;

	if (stream->sent == stream->frame.len) {
		if (atomic_load(&p->exchange->gone) || atomic_load(&p->exchange->server->draining)
		    || (p->session != NULL && !session_is_live(p->session)))
			return -1;
		if (!frame_next(stream))
			return -1;
	}
	len = stream->frame.len - stream->sent;
	if (len > size)
		len = size;
	memcpy(out, stream->frame.data + stream->sent, len);
	stream->sent += len;
	/* An idle stream holds no memory. */
	if (stream->sent == stream->frame.len && len > 0) {
		buf_done(&stream->frame);
		buf_init(&stream->frame, ANSWER_MAX);
		stream->sent = 0;
	}
	return (ptrdiff_t)len;
}
