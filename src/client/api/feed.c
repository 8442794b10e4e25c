/* SPDX-License-Identifier: Apache-2.0
 *
 * The feed of events: a stream (server-sent events), or long polls where
 * something between us and the server holds streams back.  It hands events
 * on in order, says when it falls silent, and always comes back.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"
#include "client/api/private.h"

void
feed_init(struct feed *feed)
{
	*feed = (struct feed){ .backoff_ms = API_BACKOFF_MS };
	buf_init(&feed->line, API_REPLY_MAX);
	buf_init(&feed->data, API_EVENT_MAX);
}

static void
drop_connection(struct api *api)
{
	struct feed *feed = &api->feed;

	if (feed->easy) {
		curl_multi_remove_handle(api->multi, feed->easy);
		curl_easy_cleanup(feed->easy);
	}
	feed->easy = NULL;
	headers_free(feed->headers);
	feed->headers = NULL;
	secret_free(feed->token);
	feed->token = NULL;
	buf_reset(&feed->line);
	buf_reset(&feed->data);
	feed->event[0] = '\0';
}

static void
queue_clear(struct feed *feed)
{
	for (size_t i = 0; i < feed->queue_count; i++)
		json_free(feed->queue_json[(feed->queue_head + i) % EVENTS_QUEUED_MAX]);
	feed->queue_head = feed->queue_count = 0;
}

void
feed_done(struct api *api)
{
	struct feed *feed = &api->feed;

	drop_connection(api);
	json_free(feed->taken);
	queue_clear(feed);
	buf_done(&feed->line);
	buf_done(&feed->data);
}

/* ---- the queue ---- */

static void
queue_add(struct feed *feed, const struct msg *msg, struct json *json)
{
	if (feed->queue_count == EVENTS_QUEUED_MAX) {
		/* More than anyone could show: everything is loaded again instead. */
		queue_clear(feed);
		feed->queue_count = 1;
		feed->queue[0] = (struct msg){ .kind = MSG_FEED, .feed = FEED_RESET };
		feed->queue_json[0] = NULL;
		json_free(json);
		return;
	}
	size_t at = (feed->queue_head + feed->queue_count++) % EVENTS_QUEUED_MAX;
	feed->queue[at] = *msg;
	feed->queue_json[at] = json;
}

static void
say(struct feed *feed, enum feed_state state)
{
	struct msg msg = { .kind = MSG_FEED, .feed = state };
	size_t last = (feed->queue_head + feed->queue_count + EVENTS_QUEUED_MAX - 1) % EVENTS_QUEUED_MAX;

	/* Said already and not yet taken. */
	if (feed->queue_count > 0 && feed->queue[last].kind == MSG_FEED &&
	    feed->queue[last].feed == state)
		return;
	queue_add(feed, &msg, NULL);
}

static void
heard(struct api *api)
{
	struct feed *feed = &api->feed;

	feed->heard_ms = api->now_ms;
	feed->begun = true;
	feed->failures = 0;
	feed->backoff_ms = API_BACKOFF_MS;
	feed->silent_told = false;
	say(feed, FEED_LIVE);
}

bool
api_take_event(struct api *api, struct msg *ret)
{
	struct feed *feed = &api->feed;

	json_free(feed->taken);
	feed->taken = NULL;
	if (feed->queue_count == 0)
		return false;
	*ret = feed->queue[feed->queue_head];
	feed->taken = feed->queue_json[feed->queue_head];
	feed->queue_head = (feed->queue_head + 1) % EVENTS_QUEUED_MAX;
	feed->queue_count--;
	return true;
}

/* ---- events ---- */

static const char *
text_of(const struct json *json, const char *name)
{
	const char *text = json_text(json_get(json, name));

	return text ? text : "";
}

/* item is a part of owned, or owned itself; the message keeps owned. */
static void
add_event(struct feed *feed, const struct json *item, struct json *owned)
{
	struct msg msg = { .kind = MSG_EVENT };
	const struct json *subject = json_get(item, "subject");
	struct event_note *event = &msg.event;
	const struct json *actor = json_get(item, "actor");

	event->type = text_of(item, "type");
	event->subject_type = text_of(subject, "type");
	event->subject_id = text_of(subject, "id");
	event->application_id = text_of(item, "application_id");
	event->actor_id = actor ? text_of(actor, "id") : text_of(item, "actor_id");
	event->gone = str_eq(event->type, "gone");
	if (!json_int(json_get(item, "version"), &event->version))
		event->version = 0;
	if (!json_int(json_get(item, "seq"), &event->seq)) {
		json_free(owned);
		return;
	}
	/* After a reconnection the server may begin a little earlier. */
	if (event->seq <= feed->seq && !event->gone) {
		json_free(owned);
		return;
	}
	if (event->seq > feed->seq)
		feed->seq = event->seq;
	queue_add(feed, &msg, owned);
}

/* Who reads what is in no log: it has no number, and nobody's name goes
 * further.  json is kept; NULL: any application's. */
static void
add_presence(struct feed *feed, struct json *json)
{
	struct msg msg = { .kind = MSG_EVENT };

	msg.event = (struct event_note){ .type = "presence",
		                         .subject_type = "",
		                         .subject_id = "",
		                         .application_id = text_of(json, "application_id"),
		                         .actor_id = "" };
	queue_add(feed, &msg, json);
}

static void
end_event(struct feed *feed)
{
	struct err err = { 0 };

	if (str_eq(feed->event, "reset")) {
		int64_t seq;
		struct json *json = json_parse(feed->data.data, feed->data.len, &err);
		if (json && json_int(json_get(json, "seq"), &seq))
			feed->seq = seq;
		json_free(json);
		say(feed, FEED_RESET);
	} else if (str_eq(feed->event, "presence")) {
		struct json *json = json_parse(feed->data.data, feed->data.len, &err);
		if (json)
			add_presence(feed, json);
	} else if (feed->data.len > 0 && buf_ok(&feed->data)) {
		struct json *json = json_parse(feed->data.data, feed->data.len, &err);
		if (json)
			add_event(feed, json, json);
	}
	buf_reset(&feed->data);
	feed->event[0] = '\0';
}

static void
stream_line(struct feed *feed, const char *line)
{
	if (line[0] == '\0') {
		end_event(feed);
	} else if (str_starts(line, "data:")) {
		line += line[5] == ' ' ? 6 : 5;
		if (feed->data.len > 0)
			buf_putc(&feed->data, '\n');
		buf_puts(&feed->data, line);
	} else if (str_starts(line, "event:")) {
		line += line[6] == ' ' ? 7 : 6;
		str_copy(feed->event, sizeof feed->event, line);
	}
	/* id: is the seq in the data; ":" is the heartbeat. */
}

static void
stream_bytes(struct feed *feed, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n') {
			if (feed->line.len > 0 && feed->line.data[feed->line.len - 1] == '\r')
				feed->line.data[--feed->line.len] = '\0';
			stream_line(feed, feed->line.data);
			buf_reset(&feed->line);
		} else if (feed->line.len < API_EVENT_MAX) {
			buf_putc(&feed->line, bytes[i]);
		}
	}
}

/* A page of something between us and the server, a proxy's excuse or a network's
 * sign-in, comes with 200 too. */
static bool
is_stream(struct feed *feed)
{
	const char *kind = NULL;
	long http = 0;

	curl_easy_getinfo(feed->easy, CURLINFO_RESPONSE_CODE, &http);
	curl_easy_getinfo(feed->easy, CURLINFO_CONTENT_TYPE, &kind);
	return http == 200 && kind && str_starts(kind, "text/event-stream");
}

static size_t
take_stream(char *bytes, size_t size, size_t count, void *data)
{
	struct api *api = data;
	struct feed *feed = &api->feed;
	size_t len = size * count;

	if (!is_stream(feed))
		return len;
	heard(api);
	stream_bytes(feed, bytes, len);
	return len;
}

/* The end of a good answer's head: the line stands before any event comes. */
static size_t
take_stream_header(char *line, size_t size, size_t count, void *data)
{
	struct api *api = data;
	size_t len = size * count;

	if (len == 2 && line[0] == '\r' && is_stream(&api->feed))
		heard(api);
	return len;
}

static size_t
take_poll(char *bytes, size_t size, size_t count, void *data)
{
	struct api *api = data;
	size_t len = size * count;

	buf_add(&api->feed.line, bytes, len);
	return buf_ok(&api->feed.line) ? len : 0;
}

/* False: it is no page of events. */
static bool
read_poll(struct api *api)
{
	struct feed *feed = &api->feed;
	struct err err = { 0 };
	struct json *json = json_parse(feed->line.data, feed->line.len, &err);
	int64_t next;

	if (!json_int(json_get(json, "next_after"), &next)) {
		json_free(json);
		return false;
	}
	heard(api);
	for (const struct json *item = json_first(json_get(json, "items")); item; item = json_next(item)) {
		/* Each message owns its text. */
		struct buf copy = BUF_INIT(API_EVENT_MAX);
		json_print(&copy, item);
		struct json *own = json_parse(copy.data, copy.len, &err);
		buf_done(&copy);
		if (own)
			add_event(feed, own, own);
	}
	/* Earlier than where we were: the log is another, and what is shown may be, too. */
	if (next < feed->seq)
		say(feed, FEED_RESET);
	feed->seq = next;
	json_free(json);
	/* A poll does not bring it: it is asked for as often as we poll. */
	add_presence(feed, NULL);
	return true;
}

/* ---- connections ---- */

static void
connect_feed(struct api *api)
{
	struct feed *feed = &api->feed;
	struct buf path = BUF_INIT(200);
	char seq[32];

	feed->retry_ms = 0;
	feed->begun = false;
	feed->heard_ms = api->now_ms;
	snprintf(seq, sizeof seq, "%lld", (long long)feed->seq);
	if (feed->way == FEED_BY_STREAM)
		buf_puts(&path, "/v1/events/stream");
	else
		buf_printf(&path, "/v1/events?after=%s&wait=%d", seq, API_POLL_WAIT_S);
	feed->easy = api_easy(api, path.data);
	buf_done(&path);
	if (feed->way == FEED_BY_STREAM) {
		header_add(&feed->headers, "Accept", "text/event-stream");
		header_add(&feed->headers, "Last-Event-ID", seq);
		curl_easy_setopt(feed->easy, CURLOPT_WRITEFUNCTION, take_stream);
		curl_easy_setopt(feed->easy, CURLOPT_HEADERFUNCTION, take_stream_header);
		curl_easy_setopt(feed->easy, CURLOPT_HEADERDATA, api);
	} else {
		header_add(&feed->headers, "Accept", "application/json");
		curl_easy_setopt(feed->easy, CURLOPT_WRITEFUNCTION, take_poll);
		curl_easy_setopt(feed->easy, CURLOPT_TIMEOUT_MS, (long)(API_POLL_WAIT_S * 1000 + API_REQUEST_MS));
	}
	curl_easy_setopt(feed->easy, CURLOPT_WRITEDATA, api);
	feed->token = token_header_new(api, feed->headers);
	headers_send(feed->easy, feed->token, feed->headers);
	curl_multi_add_handle(api->multi, feed->easy);
}

static void
retry_later(struct api *api)
{
	struct feed *feed = &api->feed;

	feed->retry_ms = api->now_ms + feed->backoff_ms;
	feed->backoff_ms *= 2;
	if (feed->backoff_ms > API_BACKOFF_MAX_MS)
		feed->backoff_ms = API_BACKOFF_MAX_MS;
}

static void
connection_failed(struct api *api, bool answered)
{
	struct feed *feed = &api->feed;

	feed->failures++;
	/* The server answers, yet no stream comes through: ask instead. */
	if (feed->way == FEED_BY_STREAM && answered && feed->failures >= API_STREAM_TRIES)
		feed->way = FEED_BY_POLL;
	say(feed, answered ? FEED_SILENT : FEED_DOWN);
	retry_later(api);
}

void
feed_ended(struct api *api, CURLcode result)
{
	struct feed *feed = &api->feed;
	long http = 0;

	curl_easy_getinfo(feed->easy, CURLINFO_RESPONSE_CODE, &http);
	if (http == 401) {
		drop_connection(api);
		feed->on = false;
		say(feed, FEED_EXPIRED);
	} else if (feed->way == FEED_BY_POLL && result == CURLE_OK && http == 200 && read_poll(api)) {
		drop_connection(api);
		connect_feed(api);
	} else if (feed->begun) {
		/* It ran and ended: a restart of the server, most likely. */
		drop_connection(api);
		feed->retry_ms = api->now_ms + API_BACKOFF_MS;
		say(feed, FEED_SILENT);
	} else {
		drop_connection(api);
		connection_failed(api, http != 0);
	}
}

void
feed_tick(struct api *api)
{
	struct feed *feed = &api->feed;
	int64_t quiet = api->now_ms - feed->heard_ms;

	if (!feed->on)
		return;
	if (!feed->easy) {
		if (api->now_ms >= feed->retry_ms)
			connect_feed(api);
		return;
	}
	if (feed->way == FEED_BY_POLL)
		return;
	if (quiet >= API_SILENT_MS && !feed->silent_told) {
		feed->silent_told = true;
		say(feed, FEED_SILENT);
	}
	if (quiet >= API_GIVE_UP_MS) {
		bool answered = feed->begun;
		drop_connection(api);
		connection_failed(api, answered);
	}
}

void
api_follow(struct api *api, int64_t seq, int64_t now_ms)
{
	struct feed *feed = &api->feed;

	api->now_ms = now_ms;
	drop_connection(api);
	/* What the session before heard last, its end among it, says nothing of this one. */
	queue_clear(feed);
	feed->on = seq >= 0;
	if (!feed->on)
		return;
	feed->seq = seq;
	feed->way = FEED_BY_STREAM;
	feed->failures = 0;
	feed->silent_told = false;
	connect_feed(api);
}

void
api_wake(struct api *api, int64_t now_ms)
{
	struct feed *feed = &api->feed;

	api->now_ms = now_ms;
	if (!feed->on)
		return;
	/* The connection may have died unheard; a fresh one tells at once. */
	drop_connection(api);
	say(feed, FEED_SILENT);
	feed->backoff_ms = API_BACKOFF_MS;
	connect_feed(api);
}

int64_t
api_next_ms(const struct api *api)
{
	const struct feed *feed = &api->feed;

	if (!feed->on)
		return INT64_MAX;
	if (!feed->easy)
		return feed->retry_ms;
	if (feed->way == FEED_BY_POLL)
		return INT64_MAX;
	return feed->heard_ms + (feed->silent_told ? API_GIVE_UP_MS : API_SILENT_MS);
}
