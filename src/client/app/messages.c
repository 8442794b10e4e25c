/* SPDX-License-Identifier: Apache-2.0
 *
 * What was said on the status line in this session, newest first.
 */
#include "base/clock.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/ui/text.h"

enum { QUESTION_SEARCH = 1 };

struct messages_view {
	struct view view;
	struct app *app;
	struct text_widget text;
};

static void
fill(struct messages_view *v)
{
	const struct app *app = v->app;

	text_clear(&v->text);
	for (int i = 1; i <= app->log_count; i++) {
		const struct log_line_kept *kept = &app->log[(app->log_next - i + LOG_MAX) % LOG_MAX];
		int minute = zone_minute_of_day(ZONE_CENTRAL, kept->real_ms + app->model.clock_ahead_ms);
		char lead[32];
		enum ink ink = kept->tell == TELL_REFUSAL ? INK_ERROR : INK_TEXT;

		snprintf(lead, sizeof lead, " %02d:%02d %c ", minute / 60, minute % 60,
		         kept->tell == TELL_REFUSAL ? '!' : ' ');
		text_add_lead(&v->text, INK_LABEL, lead, ink, kept->text);
	}
	if (app->log_count == 0)
		text_add(&v->text, INK_DIM, _(" Nothing was said yet. q goes back."));
	text_place(&v->text, v->view.area);
}

static bool
messages_command(struct messages_view *v, enum cmd_id cmd, struct fx *fx)
{
	switch (cmd) {
	case CMD_MOVE_DOWN: text_move(&v->text, LIST_DOWN); return true;
	case CMD_MOVE_UP: text_move(&v->text, LIST_UP); return true;
	case CMD_TOP: text_move(&v->text, LIST_TOP); return true;
	case CMD_BOTTOM: text_move(&v->text, LIST_BOTTOM); return true;
	case CMD_HALF_DOWN: text_move(&v->text, LIST_HALF_DOWN); return true;
	case CMD_HALF_UP: text_move(&v->text, LIST_HALF_UP); return true;
	case CMD_PAGE_DOWN: text_move(&v->text, LIST_PAGE_DOWN); return true;
	case CMD_PAGE_UP: text_move(&v->text, LIST_PAGE_UP); return true;
	case CMD_SEARCH:
		view_ask_text(&v->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
	case CMD_PREV_MATCH:
		if (!text_search(&v->text, v->text.search, cmd == CMD_NEXT_MATCH ? 1 : -1))
			fx_tell(fx, TELL_REFUSAL, _("Not found."));
		return true;
	default:
		return false;
	}
}

static bool
messages_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct messages_view *v = (struct messages_view *)view;

	(void)model;
	switch (msg->kind) {
	case MSG_SHOWN:
		fill(v);
		return true;
	case MSG_ANSWER:
		if (msg->answer.yes && !text_search(&v->text, msg->answer.text, 1))
			fx_tell(fx, TELL_REFUSAL, _("Not found."));
		return true;
	case MSG_COMMAND:
		return messages_command(v, (enum cmd_id)msg->command, fx);
	default:
		return false;
	}
}

static void
messages_layout(struct view *view)
{
	struct messages_view *v = (struct messages_view *)view;

	text_place(&v->text, view->area);
}

static void
messages_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	(void)model;
	text_draw(&((const struct messages_view *)view)->text, canvas);
}

static void
messages_close(struct view *view, struct model *model, struct fx *fx)
{
	(void)model;
	(void)fx;
	text_done(&((struct messages_view *)view)->text);
}

static const enum cmd_id messages_hints[] = { CMD_BACK, CMD_SEARCH, CMD_NONE };

static const struct view_ops messages_ops = {
	.scope = SCOPE_READER,
	.hints = messages_hints,
	.handle = messages_handle,
	.layout = messages_layout,
	.draw = messages_draw,
	.close = messages_close,
};

struct view *
messages_view_new(struct app *app, const struct place *place)
{
	struct messages_view *v = view_alloc(sizeof *v, &messages_ops, place);

	v->app = app;
	text_init(&v->text);
	return &v->view;
}
