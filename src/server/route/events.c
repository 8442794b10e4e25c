/* SPDX-License-Identifier: Apache-2.0
 *
 * GET /v1/events: the log after a number, by page or by long poll.
 */
#include "config.h"

#include "base/clock.h"
#include "base/str.h"
#include "server/handler/handlers.h"
#include "server/route/parked.h"
#include "server/route/sight.h"
#include "server/store/event_log.h"

enum { READ_AT_ONCE = 500 };

/* after= has to be there: without it nothing says what was missed. */
static bool
take_after(struct request *rq, int64_t *ret, struct err *err)
{
	if (request_query(rq, "after") == NULL)
		return err_field(err, "?after", "required", "Say after which event; Event-Seq of the page you loaded.");
	if (!request_query_int(rq, "after", ret, err))
		return false;
	return *ret >= 0 || err_field(err, "?after", "out_of_range", "after starts at 0.");
}

/* What goes by becomes a row; "gone" tells only that the subject is out of sight. */
static bool
show(const struct sight *sight, const struct event *event, struct event *row)
{
	enum seen_as seen = sight_of(sight, event);

	if (seen == NOT_SEEN)
		return false;
	*row = seen == LOST ? sight_gone(event) : *event;
	return true;
}

static bool
watch_wants(const struct feed_watch *watch, const struct event *event)
{
	const struct parked *p = (const struct parked *)((const char *)watch - offsetof(struct parked, watch));

	if (!session_is_live(p->session))
		return true;
	return sight_of(p->sight, event) != NOT_SEEN;
}

static void
watch_wake(struct feed_watch *watch)
{
	struct parked *p = (struct parked *)((char *)watch - offsetof(struct parked, watch));

	p->exchange->wake(p->exchange);
}

/* Watches before it looks, so that nothing falls between. */
bool
events_watch(struct parked *p, struct err *err)
{
	int64_t wait_s = 0;

	p->sight = arena_alloc(p->rq.arena, sizeof(*p->sight));
	if (!sight_init(p->sight, p->rq.call.actor, p->rq.call.now_ms, request_query(&p->rq, "scope"), err)
	    || !request_query_int(&p->rq, "wait", &wait_s, err))
		return false;
	if (wait_s < 0 || wait_s > EVENT_WAIT_MAX_S)
		return err_field(err, "?wait", "out_of_range", "wait goes from 0 to %d seconds.", EVENT_WAIT_MAX_S);
	if (wait_s == 0)
		return true;
	p->wait_until_ms = clock_mono_ms() + 1000 * wait_s;
	p->watch.wants = watch_wants;
	p->watch.wake = watch_wake;
	atomic_store(&p->watch.wake_at_ms, p->wait_until_ms);
	p->watching = true;
	feed_watch_add(p->exchange->server->feed, &p->watch);
	return true;
}

bool
event_list_after_run(struct request *rq, struct err *err)
{
	struct parked *p = rq->exchange->parked;
	int64_t after, limit = EVENT_PAGE_MAX, looked_at = 0;
	struct event *rows, *found;
	size_t count = 0, found_count, i;

	if (!take_after(rq, &after, err) || !request_query_int(rq, "limit", &limit, err))
		return false;
	if (limit < 1 || limit > EVENT_PAGE_MAX)
		return err_field(err, "?limit", "out_of_range", "limit goes from 1 to %d.", EVENT_PAGE_MAX);
	/* A number of another log, before a backup was put back: told at once. */
	if (after > event_head_seq(rq->call.db)) {
		reply_rows(rq, rq->route->response, NULL, 0);
		rq->reply.next_after = event_head_seq(rq->call.db);
		return true;
	}
	rows = arena_array(rq->arena, (size_t)limit, sizeof(*rows));
	do {
		found_count = event_list(rq->call.db, after, READ_AT_ONCE, rq->arena, &found);
		for (i = 0; i < found_count && count < (size_t)limit; i++) {
			after = found[i].seq;
			if (show(p->sight, &found[i], &rows[count]))
				count++;
		}
		looked_at += (int64_t)found_count;
	} while (found_count == READ_AT_ONCE && count < (size_t)limit && looked_at < EVENT_CATCH_UP_MAX);
	reply_rows(rq, rq->route->response, rows, count);
	rq->reply.next_after = after;
	if (count == 0 && found_count < READ_AT_ONCE && p->watching)
		rq->reply.wait_ms = p->wait_until_ms - clock_mono_ms();
	return true;
}

bool
event_stream_run(struct request *rq, struct err *err)
{
	struct parked *p = rq->exchange->parked;
	const char *last = rq->exchange->headers[HEADER_LAST_EVENT_ID];
	int64_t after = feed_head(rq->exchange->server->feed);

	if (last != NULL && !str_to_i64(last, &after))
		return err_set(err, ERR_BAD_REQUEST, "Last-Event-ID has to be an event's number.");
	/* A client that reconnects says both; where it had got to counts. */
	if (last == NULL && !request_query_int(rq, "after", &after, err))
		return false;
	if (after > event_head_seq(rq->call.db))
		after = -EVENT_CATCH_UP_MAX - 1; /* of another log: what is shown is loaded anew */
	p->sight = arena_alloc(rq->arena, sizeof(*p->sight));
	rq->reply.next_after = after;
	return sight_init(p->sight, rq->call.actor, rq->call.now_ms, request_query(rq, "scope"), err);
}
