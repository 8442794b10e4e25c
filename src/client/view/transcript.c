/* SPDX-License-Identifier: Apache-2.0
 *
 * A conversation from first to last turn.  Who speaks is told by a word, not
 * by colour; what the customer never saw is marked.  Of a long one a window
 * of pages is at hand, and the text on the screen is made from it again when
 * it moves; / asks the server, so that all turns are searched.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/model/rows.h"
#include "client/view/chat_row.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/transcript_view.h"
#include "domain/county.h"

enum { TAG_CHAT = 1, TAG_FOUND, TAG_CUSTOMER };
enum { QUESTION_SEARCH = 1 };

/* ---- moving ---- */

static void
move(struct transcript_view *tv, enum list_move by, struct fx *fx)
{
	if (by == LIST_TOP && tv->text_first > 0) {
		tv->go_to = 0;
		pages_reload(tv->messages, fx);
		return;
	}
	text_move(&tv->text, by);
	if (by == LIST_BOTTOM && tv->text_first + tv->text_count < pages_count(tv->messages)) {
		tv->go_end = true;
		pages_want_end(tv->messages, fx);
		return;
	}
	transcript_look_ahead(tv, fx);
}

/* ---- search ---- */

static void
ask_found(struct transcript_view *tv, struct fx *fx)
{
	struct buf path = BUF_INIT(2000);

	buf_printf(&path, "/v1/interactions/%s/messages", tv->view.place.id);
	path_add(&path, "q", tv->words);
	path_add(&path, "limit", "200");
	if (tv->found_request)
		fx_cancel(fx, tv->found_request);
	tv->found_request = fx_get(fx, tv->view.owner, TAG_FOUND, path.data);
	tv->found_count = 0;
	buf_done(&path);
}

static void
go_to_found(struct transcript_view *tv, int by, bool here_too, struct fx *fx)
{
	int64_t here = transcript_turn_here(tv);
	int at = -1;

	if (tv->found_count == 0) {
		fx_tell(fx, TELL_REFUSAL, _("Not said in this conversation: %s"), tv->words);
		return;
	}
	for (int i = 0; i < tv->found_count; i++) {
		int k = by > 0 ? i : tv->found_count - 1 - i;
		bool ahead = by > 0 ? tv->found[k] > here : tv->found[k] < here;
		if (ahead || (here_too && tv->found[k] == here)) {
			at = k;
			break;
		}
	}
	/* Round the end. */
	if (at < 0)
		at = by > 0 ? 0 : tv->found_count - 1;
	tv->go_to = tv->found[at];
	fx_tell(fx, TELL_HINT, _("match %d of %d%s"), at + 1, tv->found_count, tv->found_more ? "+" : "");
	transcript_arrive(tv, fx);
}

static void
take_found(struct transcript_view *tv, const struct reply *reply, struct fx *fx)
{
	if (reply->request != tv->found_request)
		return;
	tv->found_request = 0;
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	tv->found_count = 0;
	for (const struct json *item = json_first(json_get(reply->json, "items"));
	     item && tv->found_count < TRANSCRIPT_FOUND_MAX; item = json_next(item)) {
		int64_t seq;
		/* Turns are numbered from 1 without gaps. */
		if (json_int(json_get(item, "seq"), &seq))
			tv->found[tv->found_count++] = seq - 1;
	}
	tv->found_more = !str_empty(json_text(json_get(reply->json, "next_cursor")));
	go_to_found(tv, 1, true, fx);
}

static void
next_match(struct transcript_view *tv, int by, struct fx *fx)
{
	if (tv->words[0] == '\0')
		fx_tell(fx, TELL_HINT, "%s", _("/ searches first."));
	else if (tv->found_request == 0)
		go_to_found(tv, by, false, fx);
}

/* ---- messages ---- */

static bool
command(struct transcript_view *tv, int command, struct fx *fx)
{
	const struct interaction *chat = transcript_chat(tv);
	enum list_move by;

	if (list_move_of((enum cmd_id)command, &by)) {
		move(tv, by, fx);
		return true;
	}
	switch (command) {
	case CMD_SEARCH:
		view_ask_text(&tv->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
		next_match(tv, 1, fx);
		return true;
	case CMD_PREV_MATCH:
		next_match(tv, -1, fx);
		return true;
	case CMD_FOLLOW:
		tv->text.follow = !tv->text.follow;
		if (tv->text.follow)
			move(tv, LIST_BOTTOM, fx);
		return true;
	case CMD_OPEN:
		if (chat && !str_empty(chat->application_id))
			fx_open(fx, PLACE_RECORD, chat->application_id, "");
		else if (chat && !str_empty(chat->customer_id))
			fx_open(fx, PLACE_CUSTOMER, chat->customer_id, "");
		return true;
	case CMD_REFRESH:
		thing_refresh(&tv->chat, tv->view.owner, TAG_CHAT, fx);
		pages_refresh(tv->messages, fx);
		return true;
	default:
		return false;
	}
}

static void
take_thing(struct transcript_view *tv, const struct reply *reply, struct fx *fx)
{
	const struct interaction *chat;
	bool was_there = transcript_chat(tv) != NULL;

	if (thing_reply(&tv->customer, reply, tv->view.owner, fx)) {
		const struct customer *customer = tv->customer.object;

		tv->zone = county_zone(customer ? customer->county : NULL);
		transcript_rebuild(tv);
		return;
	}
	if (!thing_reply(&tv->chat, reply, tv->view.owner, fx))
		return;
	chat = transcript_chat(tv);
	if (was_there && !chat) {
		fx_tell(fx, TELL_ALERT, "%s", _("That conversation is no longer yours to see."));
		fx_back(fx, tv->view.owner);
		return;
	}
	if (chat && chat->message_count > 0)
		pages_total(tv->messages, chat->message_count);
	if (chat && !str_empty(chat->customer_id) && tv->customer.state == THING_NONE)
		thing_load(&tv->customer, THING_CUSTOMER, chat->customer_id, tv->view.owner,
		           TAG_CUSTOMER, fx);
}

/* Its customer, or the application it is about, went out of sight: so may it. */
static bool
is_hidden_by(const struct transcript_view *tv, const struct event_note *event)
{
	const struct interaction *chat = transcript_chat(tv);

	return event->gone && chat &&
	       (str_eq(event->subject_id, chat->customer_id ? chat->customer_id : "-") ||
	        str_eq(event->subject_id, chat->application_id ? chat->application_id : "-"));
}

static bool
transcript_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct transcript_view *tv = (struct transcript_view *)view;

	tv->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(tv, msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.yes && !str_empty(msg->answer.text)) {
			str_copy(tv->words, sizeof(tv->words), msg->answer.text);
			ask_found(tv, fx);
		}
		return true;
	case MSG_REPLY:
		if (msg->reply.tag == TAG_FOUND)
			take_found(tv, &msg->reply, fx);
		else
			take_thing(tv, &msg->reply, fx);
		return true;
	case MSG_EVENT:
		if (str_eq(msg->event.subject_id, view->place.id) || is_hidden_by(tv, &msg->event))
			thing_refresh(&tv->chat, view->owner, TAG_CHAT, fx);
		return true;
	case MSG_CHANGED:
		transcript_rebuild(tv);
		transcript_arrive(tv, fx);
		if (tv->text.follow)
			pages_want_end(tv->messages, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
transcript_layout(struct view *view)
{
	struct transcript_view *tv = (struct transcript_view *)view;
	struct rect area = view->area;

	text_place(&tv->text, (struct rect){ area.row + 1, area.col + 1,
	                                     area.rows > 1 ? area.rows - 1 : 0,
	                                     area.cols > 1 ? area.cols - 1 : 0 });
}

static void
draw_head(const struct transcript_view *tv, struct canvas *canvas)
{
	const struct interaction *chat = transcript_chat(tv);
	struct rect area = tv->view.area;
	char time[SHOW_MAX];
	struct buf line = BUF_INIT(2000);

	if (chat) {
		buf_printf(&line, "%s  %s  %s  %s", show_channel(chat->channel),
		           show_time(time, chat->started_at_ms, tv->zone, tv->today),
		           chat_state_text(chat->state), show_language_name(chat->language));
		if (chat->handoff)
			buf_printf(&line, _("  handed over: %s"), chat->handoff->reason);
		if (!str_empty(chat->topic))
			buf_printf(&line, "  %s", chat->topic);
	}
	canvas_text(canvas, area.row, area.col + 1, area.cols - 1, INK_HEADING, line.data);
	buf_done(&line);
}

static void
transcript_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct transcript_view *tv = (const struct transcript_view *)view;
	const char *words = NULL;

	(void)model;
	draw_head(tv, canvas);
	text_draw(&tv->text, canvas);
	if (tv->text_count > 0)
		return;
	if (tv->messages->state == PAGES_FAILED && tv->messages->err.code == ERR_NOT_FOUND)
		words = _("There is no such conversation, or it is not yours to read.");
	else if (tv->messages->state == PAGES_FAILED)
		words = _("The conversation cannot be loaded now. R tries again.");
	else
		words = tv->messages->state == PAGES_READY ? _("Nothing was said.") : _("Loading...");
	canvas_text(canvas, view->area.row + 2, view->area.col + 2, -1, INK_DIM, words);
}

static void
transcript_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct transcript_view *tv = (const struct transcript_view *)view;
	const struct interaction *chat = transcript_chat(tv);
	int64_t count = pages_count(tv->messages);

	/* The last message's number is exact where the list's count is a guess. */
	if (chat && chat->message_count > count)
		count = chat->message_count;
	if (model->asking > 0 && (tv->go_to >= 0 || tv->go_end || tv->found_request))
		buf_printf(out, "%s ", _("loading"));
	if (tv->text.follow)
		buf_printf(out, "%s ", _("following"));
	if (tv->words[0])
		buf_printf(out, "/%s  ", tv->words);
	if (tv->text_count > 0)
		buf_printf(out, _("turn %d of %d"), (int)transcript_turn_here(tv) + 1, (int)count);
}

static void
transcript_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct transcript_view *tv = (const struct transcript_view *)view;
	const struct interaction *chat = transcript_chat(tv);
	const struct customer *customer = tv->customer.object;

	(void)model;
	buf_puts(out, _("Conversation"));
	if (customer)
		buf_printf(out, " - %s %s", customer->case_number, customer->name);
	if (chat && chat->message_count > 0)
		buf_printf(out, n_(", %d turn", ", %d turns", chat->message_count),
		           (int)chat->message_count);
}

static void
transcript_close(struct view *view, struct model *model, struct fx *fx)
{
	struct transcript_view *tv = (struct transcript_view *)view;

	if (tv->chat.request)
		fx_cancel(fx, tv->chat.request);
	if (tv->customer.request)
		fx_cancel(fx, tv->customer.request);
	thing_done(&tv->customer);
	if (tv->found_request)
		fx_cancel(fx, tv->found_request);
	thing_done(&tv->chat);
	text_done(&tv->text);
	model_list_done(model, tv->messages);
}

static const enum cmd_id hints[] = { CMD_SEARCH, CMD_NEXT_MATCH, CMD_PREV_MATCH, CMD_BOTTOM,
	                             CMD_FOLLOW, CMD_OPEN,       CMD_NONE };

static const enum cmd_id rare[] = { CMD_FOLLOW, CMD_NONE };

static const struct view_ops transcript_ops = {
	.scope = SCOPE_READER,
	.rare = rare,
	.hints = hints,
	.handle = transcript_handle,
	.layout = transcript_layout,
	.draw = transcript_draw,
	.close = transcript_close,
	.title = transcript_title,
	.place = transcript_place,
};

struct view *
transcript_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct transcript_view *tv = view_alloc(sizeof(*tv), &transcript_ops, place);
	struct buf path = BUF_INIT(LIST_PATH_MAX);

	tv->go_to = -1;
	tv->zone = ZONE_CENTRAL;
	tv->today = model_today(model);
	text_init(&tv->text);
	buf_printf(&path, "/v1/interactions/%s/messages", place->id);
	tv->messages = model_list(model, &message_rows, path.data, fx);
	pages_about(tv->messages, place->id);
	thing_load(&tv->chat, THING_INTERACTION, place->id, tv->view.owner, TAG_CHAT, fx);
	buf_done(&path);
	transcript_rebuild(tv);
	return &tv->view;
}
