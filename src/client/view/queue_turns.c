/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting whose move it is.
 */
#include "client/view/queue_turns.h"

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

bool
turns_handle(struct queue_turns *turns, const struct view *view, const struct msg *msg,
             struct fx *fx)
{
	if (msg->kind == MSG_TIMER && msg->timer == TURNS_TIMER) {
		turns->due = false;
		for (int i = 0; i < TURNS_MAX; i++)
			view_get(view, fx, TURNS_TAG_FIRST + i,
			         "/v1/applications?turn=%s&assignee=me&limit=1", turn_words[i].wire);
		return true;
	}
	if (msg->kind != MSG_REPLY || msg->reply.tag < TURNS_TAG_FIRST ||
	    msg->reply.tag >= TURNS_TAG_FIRST + TURNS_MAX)
		return false;
	/* A count that does not come leaves the old one. */
	const struct json *total = json_get(msg->reply.json, "total");
	int64_t count;
	if (msg->reply.ok && json_int(json_get(total, "count"), &count))
		turns->count[msg->reply.tag - TURNS_TAG_FIRST] = count;
	return true;
}

void
turns_print(const struct queue_turns *turns, struct buf *out)
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
