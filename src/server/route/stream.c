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
#include "server/service/status.h"
#include "server/store/event_log.h"

enum { READ_AT_ONCE = 100, FRAME_BATCH_BYTES = 4096, ENVELOPE_BYTES = 200, RETRY_MS = 2000 };

/*
 * Stands alone: once the answer's headers are out, the exchange's own memory
 * is given back, so that ten thousand streams that wait cost little.
 */
struct stream {
	struct feed_watch watch; /* first */
	struct exchange *exchange;
	struct session *session; /* a workstation's; held */
	struct sight sight;
	portal_stream_fn *portal; /* or a page's */
	struct actor *applicant; /* who reads a page */
	char *pass; /* with which; it may be ended before its time */
	const char *language;
	char *application_id; /* of a page, or of scope=application: */
	int64_t after;        /* the last event dealt with */
	int64_t ends_mono_ms; /* of a page: when its pass does; 0: with the session */
	struct buf frame;     /* begun and not yet all sent */
	size_t sent;
	_Atomic int64_t waiting; /* events it has not fetched */
	int64_t reader_change;
	bool greeted;
};

static bool
stream_wants(const struct feed_watch *watch, const struct event *event)
{
	struct stream *stream = (struct stream *)(uintptr_t)watch;

	if (stream->portal != NULL)
		return str_eq(event->application_id, stream->application_id);
	if (!session_is_live(stream->session))
		return true;
	if (sight_of(&stream->sight, event) == NOT_SEEN)
		return false;
	/* Who does not read is let go; it comes back with Last-Event-ID. */
	if (atomic_fetch_add(&stream->waiting, 1) * ENVELOPE_BYTES > STREAM_BACKLOG_BYTES)
		atomic_store(&stream->exchange->gone, true);
	return true;
}

static void
stream_wake(struct feed_watch *watch)
{
	struct stream *stream = (struct stream *)watch;

	stream->exchange->wake(stream->exchange);
}

/* It is over when it wakes. */
static void
stream_let_go(struct feed_watch *watch)
{
	struct stream *stream = (struct stream *)watch;

	atomic_store(&stream->exchange->gone, true);
	stream->exchange->wake(stream->exchange);
}

/* What a page's stream asks with: the applicant of one application. */
static void
take_page(struct stream *stream, const struct portal_request *rq)
{
	stream->portal = rq->reply.stream;
	stream->application_id = str_dup(rq->reply.stream_application_id);
	stream->pass = str_dup(portal_cookie(rq, PORTAL_PASS_COOKIE));
	stream->watch.owner_id = stream->application_id;
	stream->after = rq->reply.stream_after;
	stream->ends_mono_ms = clock_mono_ms() + rq->reply.stream_keep_ms;
	stream->applicant = calloc(1, sizeof(*stream->applicant));
	if (stream->applicant == NULL)
		oom_exit();
	stream->applicant->kind = ACTOR_CUSTOMER;
	stream->applicant->application_id = stream->application_id;
	stream->language = str_eq(rq->call.language, "en") ? NULL : str_dup(rq->call.language);
}

static void
take_workstation(struct stream *stream, struct parked *p)
{
	stream->session = p->session;
	p->session = NULL;
	stream->sight = *p->sight;
	if (stream->sight.application_id != NULL) {
		stream->application_id = str_dup(stream->sight.application_id);
		stream->sight.application_id = stream->application_id;
	}
	stream->after = p->rq.reply.next_after;
	stream->watch.owner_id = stream->session->actor.id;
}

enum exchange_next
stream_begin(struct parked *p)
{
	struct exchange *exchange = p->exchange;
	struct stream *stream = calloc(1, sizeof(*stream));

	if (stream == NULL)
		oom_exit();
	stream->exchange = exchange;
	if (p->portal != NULL)
		take_page(stream, p->portal);
	else
		take_workstation(stream, p);
	buf_init(&stream->frame, ANSWER_MAX);
	stream->watch.wants = stream_wants;
	stream->watch.wake = stream_wake;
	atomic_store(&stream->watch.wake_at_ms, clock_mono_ms() + STREAM_HEARTBEAT_MS);
	exchange->stream = stream;
	exchange->is_known = true; /* a page's stream needs a pass */
	exchange->status = 200;
	exchange_add_header(exchange, "Content-Type", "text/event-stream");
	exchange_add_header(exchange, "Cache-Control", "no-store");
	exchange_add_header(exchange, "X-Content-Type-Options", "nosniff");
	exchange_add_header(exchange, "X-Accel-Buffering", "no");
	exchange_add_header(exchange, "X-Request-Id", exchange->request_id);
	atomic_fetch_add(&exchange->server->counts.streams, 1);
	feed_watch_add(exchange->server->feed, &stream->watch);
	/* Whoever holds one pass does not take the places of everybody. */
	if (stream->portal != NULL)
		feed_end_older(exchange->server->feed, stream->application_id, PAGE_STREAMS_MAX, stream_let_go);
	return EXCHANGE_STREAM;
}

void
stream_end(struct exchange *exchange)
{
	struct stream *stream = exchange->stream;

	feed_watch_remove(exchange->server->feed, &stream->watch);
	atomic_fetch_sub(&exchange->server->counts.streams, 1);
	buf_done(&stream->frame);
	session_release(stream->session);
	free(stream->applicant);
	free(stream->application_id);
	free(stream->pass);
	free((void *)(uintptr_t)stream->language); /* ours, though only read */
	free(stream);
	exchange->stream = NULL;
}

/* ---- what to send ---- */

static bool
put_event(void *ctx, const struct event *event)
{
	struct stream *stream = ctx;
	struct json_out out = JSON_OUT(&stream->frame);
	enum seen_as seen = sight_of(&stream->sight, event);

	if (seen != NOT_SEEN) {
		struct event row = seen == LOST ? sight_gone(event) : *event;

		buf_printf(&stream->frame, "id: %lld\ndata: ", (long long)event->seq);
		proto_encode(&out, NULL, &resource_event, &row);
		buf_puts(&stream->frame, "\n\n");
	}
	return stream->frame.len < FRAME_BATCH_BYTES;
}

/* A snapshot for one look; NULL when there is none to be had. */
static struct db *
snapshot(struct stream *stream)
{
	struct err err = { .code = ERR_NONE };
	struct db *db = server_reader(stream->exchange->server, &err);

	return db != NULL && db_begin(db, &err) ? db : NULL;
}

/* Further back than the ring: from the log. */
static bool
put_from_log(struct stream *stream)
{
	struct arena arena = ARENA_INIT;
	struct db *db = snapshot(stream);
	struct event *events;
	size_t count, i;
	bool read;

	if (db == NULL)
		return false;
	count = event_list(db, stream->after, READ_AT_ONCE, &arena, &events);
	for (i = 0; i < count; i++) {
		stream->after = events[i].seq;
		if (!put_event(stream, &events[i]))
			break;
	}
	read = !db_failed(db);
	db_rollback(db);
	arena_done(&arena);
	return read;
}

static bool
put_log(struct stream *stream)
{
	struct feed *feed = stream->exchange->server->feed;
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
		else if (!put_from_log(stream))
			return false;
	}
	if (stream->after >= head)
		atomic_store(&stream->waiting, 0);
	return true;
}

static void
put_readers(struct stream *stream)
{
	struct readers *readers = stream->exchange->server->readers;
	const char *me = stream->session->actor.id;
	struct arena arena = ARENA_INIT;
	char application_id[64];

	while (readers_changed(readers, me, &stream->reader_change, application_id)) {
		struct json_out out = JSON_OUT(&stream->frame);
		struct reader_view *rows;
		size_t count = readers_list(readers, application_id, me, &arena, &rows), i;

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
put_page_news(struct stream *stream)
{
	struct arena arena = ARENA_INIT;
	struct call call = { .agency = stream->exchange->server->agency, .arena = &arena, .if_match = -1 };
	int64_t ends_ms;
	bool put;

	call.db = snapshot(stream);
	if (call.db == NULL)
		return false;
	call.actor = stream->applicant;
	call.now_ms = agency_now_ms(call.agency);
	call.language = stream->language != NULL ? stream->language : "en";
	/* Who was let in with a code that is none any more hears nothing after it. */
	put = status_pass_read(&call, stream->pass, &ends_ms) != NULL
	      && stream->portal(&call, stream->application_id, &stream->after, &stream->frame);
	db_rollback(call.db);
	arena_done(&arena);
	return put;
}

static bool
put_news(struct stream *stream)
{
	if (stream->portal != NULL)
		return put_page_news(stream);
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

static bool
is_over(const struct stream *stream)
{
	return atomic_load(&stream->exchange->gone) || atomic_load(&stream->exchange->server->draining)
	       || (stream->session != NULL && !session_is_live(stream->session))
	       || (stream->ends_mono_ms != 0 && clock_mono_ms() >= stream->ends_mono_ms);
}

ptrdiff_t
stream_fill(struct exchange *exchange, char *out, size_t size)
{
	struct stream *stream = exchange->stream;
	size_t len;

	if (stream->sent == stream->frame.len && (is_over(stream) || !frame_next(stream)))
		return -1;
	len = stream->frame.len - stream->sent;
	if (len > size)
		len = size;
	memcpy(out, stream->frame.data + stream->sent, len);
	stream->sent += len;
	/* An idle stream holds no memory. */
	if (stream->sent == stream->frame.len && len > 0) {
		buf_done(&stream->frame);
		stream->sent = 0;
	}
	return (ptrdiff_t)len;
}
