/* SPDX-License-Identifier: Apache-2.0
 *
 * An application as it was after one of its entries, made by the server from
 * the log alone.  Read only; a banner says of which moment, a star what that
 * entry changed, [ and ] step from entry to entry.
 */
#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/as_it_was_view.h"
#include "client/view/moves.h"
#include "client/view/show.h"

enum { TAG_REPLAY = 1 };
enum { QUESTION_MOMENT = 1, QUESTION_SEARCH };
enum { BANNER_ROWS = 2, MINUTE_MS = 60 * 1000 };

/* ---- asking ---- */

static void
ask(struct as_it_was_view *wv, const char *name, const char *value, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);

	buf_printf(&path, "/v1/audit/applications/%s", wv->view.place.id);
	path_add(&path, name, value);
	audit_ask(&wv->answer, wv->view.owner, TAG_REPLAY, path.data, fx);
	buf_done(&path);
}

static void
ask_entry(struct as_it_was_view *wv, int64_t seq, struct fx *fx)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)seq);
	ask(wv, "seq", text, fx);
}

static void
step(struct as_it_was_view *wv, int by, struct fx *fx)
{
	const struct replay_view *at = as_it_was_shown(wv);
	int64_t seq = at ? (by < 0 ? at->previous_seq : at->next_seq) : 0;

	if (wv->answer.request != 0) {
		wv->steps += by;
		return;
	}
	if (seq > 0)
		ask_entry(wv, seq, fx);
	else if (at)
		fx_tell(fx, TELL_REFUSAL, "%s", by < 0 ? _("This is its first entry; before it there was nothing.")
		                                       : _("This is its newest entry: so it is now."));
}

/* What was pressed meanwhile, one entry at a time. */
static void
step_on(struct as_it_was_view *wv, struct fx *fx)
{
	int by = wv->steps < 0 ? -1 : 1;

	if (wv->steps == 0)
		return;
	wv->steps -= by;
	step(wv, by, fx);
	if (wv->answer.request == 0)
		wv->steps = 0;
}

/* A number is an entry's; a day means its end, a minute its last second. */
static bool
read_moment(const struct as_it_was_view *wv, const char *text, char *ret_at, int64_t *ret_seq)
{
	char day[DATE_TEXT_MAX];
	int hour = 23, minute = 59, used = 0;
	civil_date date;

	*ret_seq = strtoll(text, NULL, 10);
	ret_at[0] = '\0';
	if (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0')
		return *ret_seq > 0;
	snprintf(day, sizeof(day), "%.10s", text);
	if (!date_from_text(day, &date))
		return false;
	text += strlen(day);
	text += strspn(text, " ");
	if (*text && (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || text[used] != '\0' ||
	              hour < 0 || hour > 23 || minute < 0 || minute > 59))
		return false;
	minute += hour * 60;
	int64_t at_ms = zone_midnight_ms(wv->zone, date) + (int64_t)minute * MINUTE_MS;
	/* On the two days with 23 and 25 hours. */
	at_ms += (int64_t)(minute - zone_minute_of_day(wv->zone, at_ms)) * MINUTE_MS;
	instant_to_text(at_ms + MINUTE_MS - 1000, ret_at);
	return true;
}

static void
go_to_moment(struct as_it_was_view *wv, const char *text, struct fx *fx)
{
	char at[INSTANT_TEXT_MAX];
	int64_t seq;

	wv->steps = 0;
	if (!read_moment(wv, text, at, &seq))
		fx_tell(fx, TELL_REFUSAL, "%s", _("A moment is like 2025-11-12 14:05, or 2025-11-12, or an entry's number."));
	else if (at[0])
		ask(wv, "at", at, fx);
	else
		ask_entry(wv, seq, fx);
}

/* ---- messages ---- */

static bool
command(struct as_it_was_view *wv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		text_move(&wv->text, move);
		return true;
	}
	switch (command) {
	case CMD_ENTRY_BEFORE:
	case CMD_LEFT:
		step(wv, -1, fx);
		return true;
	case CMD_ENTRY_AFTER:
	case CMD_RIGHT:
		step(wv, 1, fx);
		return true;
	case CMD_MOMENT:
		view_ask_text(&wv->view, fx, QUESTION_MOMENT, "",
		              _("Moment (2025-11-12 14:05, or an entry's number):"));
		return true;
	case CMD_SEARCH:
		view_ask_text(&wv->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
	case CMD_PREV_MATCH:
		if (!wv->search[0])
			fx_tell(fx, TELL_HINT, "%s", _("/ searches first."));
		else if (!text_search(&wv->text, wv->search, command == CMD_NEXT_MATCH ? 1 : -1))
			fx_tell(fx, TELL_REFUSAL, _("Not found: %s."), wv->search);
		return true;
	case CMD_REFRESH:
		if (as_it_was_shown(wv))
			ask_entry(wv, as_it_was_shown(wv)->seq, fx);
		else
			ask(wv, "", "", fx);
		return true;
	default:
		return false;
	}
}

static void
answer(struct as_it_was_view *wv, const struct answer *given, struct fx *fx)
{
	if (!given->yes || str_empty(given->text))
		return;
	if (given->question == QUESTION_MOMENT) {
		go_to_moment(wv, given->text, fx);
		return;
	}
	str_copy(wv->search, sizeof(wv->search), given->text);
	if (!text_search(&wv->text, wv->search, 1))
		fx_tell(fx, TELL_REFUSAL, _("Not found: %s."), wv->search);
}

static void
reply(struct as_it_was_view *wv, const struct msg *msg, struct fx *fx)
{
	if (!audit_reply(&wv->answer, &msg->reply))
		return;
	if (!wv->answer.failed) {
		step_on(wv, fx);
		return;
	}
	wv->steps = 0;
	if (wv->answer.err.code == ERR_NOT_FOUND && as_it_was_shown(wv))
		fx_tell(fx, TELL_REFUSAL, "%s", _("It was not there yet at that moment."));
	else
		fx_tell_err(fx, &wv->answer.err);
}

/* The application itself is asked for beside it, and again at each event. */
static bool
is_out_of_sight(const struct as_it_was_view *wv)
{
	const struct record_load *load = &wv->record->load[RECORD_APPLICATION];

	return load->state == RECORD_FAILED && !wv->record->application &&
	       (load->err.code == ERR_NOT_FOUND || load->err.code == ERR_FORBIDDEN ||
	        load->err.code == ERR_CONFLICT_OF_INTEREST);
}

static bool
as_it_was_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct as_it_was_view *wv = (struct as_it_was_view *)view;
	bool used = true;

	wv->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(wv, msg->command, fx);
	case MSG_ANSWER:
		answer(wv, &msg->answer, fx);
		return true;
	case MSG_REPLY:
		reply(wv, msg, fx);
		break;
	case MSG_EVENT:
		/* The newest entry may have one after it now. */
		if (str_eq(msg->event.application_id, view->place.id) && as_it_was_shown(wv) &&
		    as_it_was_shown(wv)->next_seq == 0 && wv->answer.request == 0)
			ask_entry(wv, as_it_was_shown(wv)->seq, fx);
		break;
	case MSG_CHANGED:
	case MSG_SHOWN:
		break;
	default:
		used = false;
		break;
	}
	record_want(wv->record, RECORD_PROGRAM, fx);
	record_want(wv->record, RECORD_DECISIONS, fx);
	if (as_it_was_shown(wv) && is_out_of_sight(wv))
		audit_blank(&wv->answer, fx);
	if (used)
		as_it_was_fill(wv);
	return used;
}

/* ---- showing ---- */

static void
as_it_was_layout(struct view *view)
{
	struct as_it_was_view *wv = (struct as_it_was_view *)view;
	struct rect area = view->area;

	wv->banner = (struct rect){ area.row, area.col, BANNER_ROWS, area.cols };
	area.row += BANNER_ROWS;
	area.rows = area.rows > BANNER_ROWS ? area.rows - BANNER_ROWS : 0;
	text_place(&wv->text, area);
	as_it_was_fill(wv);
}

static void
draw_banner(const struct as_it_was_view *wv, struct canvas *canvas)
{
	const struct replay_view *at = as_it_was_shown(wv);
	struct rect banner = wv->banner;
	struct buf words = BUF_INIT(AS_IT_WAS_LINE_MAX);
	char time[SHOW_MAX];

	show_time(time, at->at_ms, wv->zone, wv->today);
	if (at->next_seq)
		buf_printf(&words, _(" AS IT WAS %s, before entry %lld "), time, (long long)at->next_seq);
	else
		buf_printf(&words, _(" AS IT IS since %s, after its newest entry "), time);
	canvas_text(canvas, banner.row, banner.col, banner.cols, INK_STOP, words.data);
	buf_reset(&words);
	buf_printf(&words, _("* entry %lld, %s: %s"), (long long)at->seq,
	           str_empty(at->actor_name) ? _("the system") : at->actor_name,
	           str_empty(at->summary) ? at->type : at->summary);
	canvas_text(canvas, banner.row + 1, banner.col, banner.cols, INK_NEW, words.data);
	buf_done(&words);
}

static void
as_it_was_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;

	(void)model;
	if (as_it_was_shown(wv)) {
		draw_banner(wv, canvas);
		text_draw(&wv->text, canvas);
		return;
	}
	canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1,
	            wv->answer.failed ? INK_ERROR : INK_DIM,
	            !wv->answer.failed                         ? _("Loading...")
	            : wv->answer.err.code == ERR_NOT_FOUND ? _("The log tells of no such application that you may see.")
	                                                   : _("It cannot be loaded now. R tries again."));
}

static void
as_it_was_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;
	const struct application *app = wv->record->application;

	(void)model;
	buf_puts(out, _("As it was"));
	if (app)
		buf_printf(out, ": %s %s", app->number, app->customer.name);
}

static void
as_it_was_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;

	(void)model;
	if (wv->answer.request != 0 && as_it_was_shown(wv))
		buf_printf(out, "%s ", _("loading"));
	buf_puts(out, _("read only"));
	if (wv->text.line_count > (size_t)wv->text.area.rows)
		buf_printf(out, _(", line %d of %d"), (int)wv->text.cursor + 1, (int)wv->text.line_count);
}

static void
as_it_was_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;

	(void)model;
	ret->type = "application";
	ret->id = view->place.id;
	ret->number = wv->record->application ? wv->record->application->number : "";
}

static void
as_it_was_close(struct view *view, struct model *model, struct fx *fx)
{
	struct as_it_was_view *wv = (struct as_it_was_view *)view;

	audit_answer_done(&wv->answer, fx);
	text_done(&wv->text);
	model_record_done(model, wv->record);
}

static const enum cmd_id hints[] = { CMD_ENTRY_BEFORE, CMD_ENTRY_AFTER, CMD_MOMENT, CMD_SEARCH,
	                             CMD_BACK, CMD_NONE };

static const enum cmd_id rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };

static const struct view_ops as_it_was_ops = {
	.scope = SCOPE_MOMENT,
	.hints = hints,
	.rare = rare,
	.handle = as_it_was_handle,
	.layout = as_it_was_layout,
	.draw = as_it_was_draw,
	.close = as_it_was_close,
	.title = as_it_was_title,
	.place = as_it_was_place,
	.subject = as_it_was_subject,
};

struct view *
as_it_was_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct as_it_was_view *wv = view_alloc(sizeof(*wv), &as_it_was_ops, place);
	long long seq = 0;

	wv->answer.kind = AUDIT_REPLAY;
	wv->zone = ZONE_CENTRAL;
	wv->today = model_today(model);
	text_init(&wv->text);
	wv->record = model_record(model, place->id, fx);
	record_want(wv->record, RECORD_PROGRAM, fx);
	record_want(wv->record, RECORD_DECISIONS, fx);
	if (sscanf(place->arg, "entry:%lld", &seq) == 1 && seq > 0)
		ask_entry(wv, seq, fx);
	else
		ask(wv, "", "", fx);
	return &wv->view;
}
