/* SPDX-License-Identifier: Apache-2.0
 *
 * The board: who has how much, beside what they can carry; and what hangs by
 * it: absence, evening out, a plan.  Enter shows the applications behind the
 * number under the cursor.  For who leads a team.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/view/board_view.h"
#include "client/view/drill.h"
#include "client/view/moves.h"

enum { TAG_BOARD = 1, TIMER_REFRESH = 1 };
enum { QUESTION_SORT = 1 };

static const struct {
	const char *query; /* of the list, beside whose they are */
	const char *text;
} cells[CELLS] = {
	[CELL_OPEN] = { "", N_("open now") },
	[CELL_SOON] = { "&clock=due_soon", N_("due soon") },
	[CELL_OVER] = { "&clock=overdue", N_("overdue") },
	[CELL_WAITING] = { "&turn=customer", N_("waiting on the customer") },
	[CELL_DECIDED] = { "&decided_after=", N_("decided today") }, /* and the day before */
	[CELL_CHATS] = { "", N_("chats") },
};

static const struct board_row *
here(const struct board_view *bv)
{
	return board_row_at(bv, bv->list.cursor);
}

/* ---- loading ---- */

static void
arrange(struct board_view *bv, const struct model *model)
{
	board_arrange(&bv->board, &model->me.led_team_ids, bv->sort, bv->today);
	list_sync(&bv->list, &board_row_source, bv);
}

/* Together, however many events there are: the screen is at most so old. */
static void
refresh_soon(struct board_view *bv, struct fx *fx)
{
	if (bv->refresh_due)
		return;
	bv->refresh_due = true;
	view_timer(&bv->view, fx, TIMER_REFRESH, BOARD_REFRESH_MS / 2);
}

static void
refresh(struct board_view *bv, struct fx *fx)
{
	bv->refresh_due = false;
	board_ask(&bv->board, bv->view.owner, TAG_BOARD, fx);
}

static bool
is_about_load(const struct event_note *event)
{
	return str_eq(event->subject_type, "application") || str_eq(event->subject_type, "interaction") ||
	       str_eq(event->subject_type, "worker") || str_eq(event->subject_type, "decision") ||
	       !str_empty(event->application_id);
}

/* ---- commands ---- */

static void
drill(const struct board_view *bv, struct fx *fx)
{
	const struct board_row *row = here(bv);
	char query[DRILL_MAX], title[DRILL_MAX], day[DATE_TEXT_MAX] = "";
	const char *whose;

	if (!row)
		return;
	if (row->nobodys_id && bv->cell >= CELL_DECIDED) {
		fx_tell(fx, TELL_HINT, "%s", _("What is nobody's is decided by nobody and talked about by nobody yet."));
		return;
	}
	whose = !row->worker ? "team"
	        : bv->cell == CELL_DECIDED ? "decided_by"
	        : bv->cell == CELL_CHATS   ? "worker"
	                                   : "assignee";
	if (bv->cell == CELL_DECIDED)
		date_to_text(bv->today - 1, day); /* exclusive */
	snprintf(query, sizeof query, "%s=%s%s%s%s", whose, row->worker ? row->worker->id : row->team->id,
	         row->nobodys_id ? "&assignee=none" : "", cells[bv->cell].query, day);
	snprintf(title, sizeof title, "%s, %s",
	         row->worker ? row->worker->name : row->nobodys_id ? _("nobody's yet") : row->team->name,
	         _(cells[bv->cell].text));
	if (bv->cell == CELL_CHATS)
		drill_open_chats(fx, query, title);
	else
		drill_open(fx, query, title);
}

static void
ask_sort(struct board_view *bv, struct fx *fx)
{
	static const char *const names[BOARD_SORTS + 1] = { N_("load"), N_("overdue"), N_("due soon"), N_("open now"),
		                                            N_("name"), NULL };
	const char *lines[BOARD_SORTS + 1] = { NULL };

	for (int i = 0; i < BOARD_SORTS; i++)
		lines[i] = _(names[i]);
	view_ask_menu(&bv->view, fx, QUESTION_SORT, _("Order"), lines);
}

static void
begin_plan(struct board_view *bv, enum cmd_id cmd, struct fx *fx)
{
	const struct board_row *row = here(bv);

	if (!row)
		return;
	if (cmd == CMD_LEAVE && row->worker)
		plan_start_leave(&bv->start, &bv->view, row->worker, bv->today, fx);
	else if (cmd == CMD_EVEN_OUT)
		plan_start_even_out(&bv->start, &bv->view, row->team, fx);
	else if (cmd == CMD_PLAN)
		plan_start_of(&bv->start, &bv->view, row->worker, row->team, fx);
}

static bool
command(struct board_view *bv, enum cmd_id cmd, struct fx *fx)
{
	enum list_move move;

	if (list_move_of(cmd, &move)) {
		list_move(&bv->list, &board_row_source, bv, move);
		return true;
	}
	switch (cmd) {
	case CMD_LEFT:
		bv->cell = bv->cell > 0 ? bv->cell - 1 : bv->cell;
		return true;
	case CMD_RIGHT:
		bv->cell = bv->cell + 1 < CELLS ? bv->cell + 1 : bv->cell;
		return true;
	case CMD_OPEN: drill(bv, fx); return true;
	case CMD_SORT: ask_sort(bv, fx); return true;
	case CMD_REFRESH: refresh(bv, fx); return true;
	case CMD_LEAVE:
	case CMD_EVEN_OUT:
	case CMD_PLAN:
		begin_plan(bv, cmd, fx);
		return true;
	default:
		return false;
	}
}

static bool
board_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct board_view *bv = (struct board_view *)view;

	bv->today = model_today(model);
	bv->ascii = model->ascii_charts;
	bv->start.led_team_ids = &model->me.led_team_ids;
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(bv, (enum cmd_id)msg->command, fx);
	case MSG_ANSWER:
		if (plan_start_answer(&bv->start, view, &msg->answer, fx))
			return true;
		if (msg->answer.yes && msg->answer.question == QUESTION_SORT) {
			bv->sort = (enum board_sort)msg->answer.choice;
			arrange(bv, model);
		}
		return true;
	case MSG_REPLY:
		if (plan_start_reply(&bv->start, view, &msg->reply, fx))
			return true;
		if (!board_reply(&bv->board, &msg->reply, view->owner, TAG_BOARD, fx))
			return false;
		arrange(bv, model);
		return true;
	case MSG_EVENT:
		if (is_about_load(&msg->event))
			refresh_soon(bv, fx);
		return false;
	case MSG_TIMER:
		refresh(bv, fx);
		return true;
	case MSG_SHOWN:
		refresh_soon(bv, fx);
		return false;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
board_layout(struct view *view)
{
	struct board_view *bv = (struct board_view *)view;
	struct rect area = view->area;

	area.row++;
	area.rows = area.rows > 1 ? area.rows - 1 : 0;
	list_widget_place(&bv->list, area);
	list_sync(&bv->list, &board_row_source, bv);
}

static void
board_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct board_view *bv = (const struct board_view *)view;

	(void)model;
	board_draw_headings(canvas, view->area);
	list_draw(&bv->list, &board_row_source, bv, canvas);
	if (bv->board.row_count > 0)
		return;
	canvas_text(canvas, view->area.row + 2, view->area.col + 2, -1, INK_DIM,
	            bv->board.loaded   ? _("You lead no team: the board is for who does.")
	            : bv->board.failed ? _("The board cannot be loaded now. R tries again.")
	                               : _("Loading..."));
}

static void
board_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct board_view *bv = (const struct board_view *)view;
	int64_t open = 0, nobodys = 0;
	int here_count = 0, away = 0;

	(void)model;
	buf_puts(out, _(place_title(PLACE_BOARD)));
	for (size_t i = 0; i < bv->board.row_count; i++) {
		const struct board_row *row = &bv->board.rows[i];

		if (row->worker || row->nobodys_id)
			continue;
		open += row->team->open;
		nobodys += row->team->unassigned;
		here_count += row->here;
		away += row->on_leave;
	}
	if (bv->board.row_count > 0)
		buf_printf(out, _(": %d here, %d on leave, %lld open, %lld nobody's"), here_count, away,
		           (long long)open, (long long)nobodys);
}

static void
board_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct board_view *bv = (const struct board_view *)view;

	(void)model;
	buf_printf(out, "%s  ", _(cells[bv->cell].text));
	buf_printf(out, _("%lld of %lld%s"), (long long)(bv->board.row_count ? bv->list.cursor + 1 : 0),
	           (long long)bv->board.row_count, "");
}

static const char *
board_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct board_row *row = here((const struct board_view *)view);

	if ((cmd == CMD_LEAVE || cmd == CMD_PLAN || cmd == CMD_EVEN_OUT) && !(model->roles & ROLE_SUPERVISOR))
		return _("Only who leads a team moves its work.");
	if (cmd == CMD_LEAVE && !(row && row->worker))
		return _("Put the cursor on a worker first.");
	return NULL;
}

static void
board_close(struct view *view, struct model *model, struct fx *fx)
{
	struct board_view *bv = (struct board_view *)view;

	(void)model;
	board_done(&bv->board, fx);
	plan_start_done(&bv->start);
	list_widget_done(&bv->list);
}

static enum key_use
board_key_use(const struct view *view)
{
	const struct board_view *bv = (const struct board_view *)view;

	return !bv->board.loaded && (bv->board.asking[0] || bv->board.asking[1]) ? KEYS_AHEAD : KEYS_COMMANDS;
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_PLAN, CMD_LEAVE, CMD_EVEN_OUT, CMD_SORT, CMD_RIGHT, CMD_NONE };
static const enum cmd_id rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };
static const struct hint_word words[] = {
	{ CMD_OPEN, N_("show them") },
	{ CMD_RIGHT, N_("next number") },
	{ CMD_NONE, NULL },
};

static const struct view_ops board_ops = {
	.scope = SCOPE_BOARD,
	.hints = hints,
	.hint_words = words,
	.rare = rare,
	.handle = board_handle,
	.layout = board_layout,
	.draw = board_draw,
	.close = board_close,
	.title = board_title,
	.place = board_place,
	.why_not = board_why_not,
	.key_use = board_key_use,
};

struct view *
board_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct board_view *bv = view_alloc(sizeof *bv, &board_ops, place);

	list_widget_init(&bv->list);
	bv->today = model_today(model);
	bv->ascii = model->ascii_charts;
	board_ask(&bv->board, bv->view.owner, TAG_BOARD, fx);
	return &bv->view;
}
