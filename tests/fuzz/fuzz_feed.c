/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader of server-sent events, fed in pieces: the same events come out
 * however the bytes were cut, none twice, and none backwards.
 */
#include "client/api/feed.c"

#include "fuzz.h"

struct seen {
	int64_t last;
	size_t events;
	uint64_t sum;
};

static void
take_events(struct api *api, struct seen *seen)
{
	struct msg msg;

	while (api_take_event(api, &msg)) {
		if (msg.kind == MSG_FEED && msg.feed == FEED_RESET)
			seen->last = INT64_MIN;
		if (msg.kind != MSG_EVENT || str_eq(msg.event.type, "presence"))
			continue;
		fuzz_claim(msg.event.type && msg.event.subject_id && msg.event.application_id && msg.event.actor_id);
		fuzz_claim(msg.event.seq > seen->last || msg.event.gone);
		if (msg.event.seq > seen->last)
			seen->last = msg.event.seq;
		seen->events++;
		seen->sum = seen->sum * 31 + (uint64_t)msg.event.seq;
	}
}

static void
read_in_pieces(const char *bytes, size_t len, size_t piece, struct seen *seen)
{
	struct api api = { .now_ms = 1000 };
	size_t at = 0;

	feed_init(&api.feed);
	while (at < len) {
		size_t now = len - at < piece ? len - at : piece;
		stream_bytes(&api.feed, bytes + at, now);
		at += now;
		take_events(&api, seen);
	}
	take_events(&api, seen);
	json_free(api.feed.taken);
	buf_done(&api.feed.line);
	buf_done(&api.feed.data);
}

FUZZ_ONE(bytes, len)
{
	struct seen whole = { .last = 0 }, cut = { .last = 0 };

	read_in_pieces(bytes, len, len > 0 ? len : 1, &whole);
	read_in_pieces(bytes, fuzz_planted() && len > 0 ? len - 1 : len, 3, &cut);
	/* A whole event more or less is what planting shows. */
	if (whole.events < EVENTS_QUEUED_MAX)
		fuzz_claim(whole.events == cut.events && whole.sum == cut.sum);
}
