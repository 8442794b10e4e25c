/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting whose move it is, and what came in.
 */
#include "client/view/queue_turns.h"

#include "client/view/show.h"
#include "domain/county.h"

enum { TAG_NEWS = TURNS_TAG_FIRST + TURNS_MAX, TAGS_END };

static const struct {
	const char *wire;
	const char *text;
} turn_words[TURNS_MAX] = {
	{ "me", N_("me") },
	{ "customer", N_("cust") },
	{ "agency", N_("agency") },
	{ "second", N_("2nd") },
};

void
turns_init(struct queue_turns *turns)
{
	*turns = (struct queue_turns){ .as_of_seq = -1 };
	for (int i = 0; i < TURNS_MAX; i++)
		turns->count[i] = -1;
}

void
turns_list_changed(struct queue_turns *turns, const struct view *view, int64_t seq, struct fx *fx)
{
	if (turns->due || seq == turns->as_of_seq)
		return;
	turns->due = true;
	turns->as_of_seq = seq;
	view_timer(view, fx, TURNS_TIMER, TURNS_DELAY_MS);
}

static void
take_news(struct queue_turns *turns, const struct reply *reply)
{
	const char *since = json_text(json_get(reply->json, "since"));
	int64_t since_ms, documents, bounces;

	if (!reply->ok || !since || !instant_from_text(since, &since_ms) ||
	    !json_int(json_get(reply->json, "documents"), &documents) ||
	    !json_int(json_get(reply->json, "bounces"), &bounces))
		return;
	turns->since_ms = since_ms;
	turns->documents = documents;
	turns->bounces = bounces;
}

bool
turns_handle(struct queue_turns *turns, const struct view *view, const struct msg *msg,
             struct fx *fx)
{
	if (msg->kind == MSG_TIMER && msg->timer == TURNS_TIMER) {
		turns->due = false;
		for (int i = 0; i < TURNS_MAX; i++)
			view_get(view, fx, TURNS_TAG_FIRST + i,
			         "/v1/applications?turn=%s&assignee=me&limit=1", turn_words[i].wire);
		view_get(view, fx, TAG_NEWS, "/v1/me/news");
		return true;
	}
	if (msg->kind != MSG_REPLY || msg->reply.tag < TURNS_TAG_FIRST || msg->reply.tag >= TAGS_END)
		return false;
	if (msg->reply.tag == TAG_NEWS) {
		take_news(turns, &msg->reply);
		return true;
	}
	/* A count that does not come leaves the old one. */
	const struct json *total = json_get(msg->reply.json, "total");
	int64_t count;
	if (msg->reply.ok && json_int(json_get(total, "count"), &count))
		turns->count[msg->reply.tag - TURNS_TAG_FIRST] = count;
	return true;
}

static void
news_print(const struct queue_turns *turns, int64_t now_ms, struct buf *out)
{
	enum { DAY_MS = 24 * 3600 * 1000 };
	civil_date day = zone_date(ZONE_CENTRAL, turns->since_ms);
	char time[SHOW_MAX];

	if (turns->since_ms == 0)
		return;
	/* Of the last 24 hours the time alone says which day it was. */
	if (now_ms - turns->since_ms < DAY_MS)
		show_time(time, turns->since_ms, ZONE_CENTRAL, day);
	else
		show_date(time, day, zone_date(ZONE_CENTRAL, now_ms));
	buf_printf(out, _(" | since %s"), time);
	if (turns->documents > 0)
		buf_printf(out, n_(" %d doc", " %d docs", turns->documents), (int)turns->documents);
	if (turns->bounces > 0)
		buf_printf(out, n_(" %d bounce", " %d bounces", turns->bounces), (int)turns->bounces);
	if (turns->documents == 0 && turns->bounces == 0)
		buf_printf(out, " %s", _("nothing new"));
}

static void
counts_print(const struct queue_turns *turns, struct buf *out)
{
	for (int i = 0; i < TURNS_MAX; i++) {
		if (turns->count[i] < 0)
			return;
	}
	const char *lead = ":";
	for (int i = 0; i < TURNS_MAX; i++) {
		if (turns->count[i] == 0)
			continue;
		buf_printf(out, "%s %lld %s", lead, (long long)turns->count[i], _(turn_words[i].text));
		lead = "";
	}
}

void
turns_print(const struct queue_turns *turns, int64_t now_ms, struct buf *out)
{
	counts_print(turns, out);
	news_print(turns, now_ms, out);
}
