/* SPDX-License-Identifier: Apache-2.0
 *
 * Somebody saved first: what you saw, what stands there now, what you typed,
 * and what will stand.  Nothing is saved from here; the form that lost goes
 * on with the result, on the newest version.
 */
#include "base/str.h"
#include "client/model/race.h"
#include "client/ui/list.h"
#include "client/ui/wrap.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { QUESTION_EDIT = 1 };
enum { HEAD_ROWS = 3, FOOT_ROWS = 5, LABEL_COLS = 16 };

struct merge_view {
	struct view view;
	struct list_widget list;
	const struct race *race; /* the model's */
};

/* ---- rows ---- */

static const char *
result_text(const struct race_row *row)
{
	if (row->choice == RACE_OPEN)
		return "?";
	if (row->choice == RACE_DRAFT)
		return _("yours, a draft");
	if (row->choice == RACE_THEIRS && !row->yours)
		return _("theirs");
	return row->result ? row->result : "-";
}

static int64_t
row_count(const void *data)
{
	return ((const struct merge_view *)data)->race->count;
}

static const char *
row_id(const void *data, int64_t row)
{
	static char id[16];

	(void)data;
	snprintf(id, sizeof id, "%d", (int)row);
	return id;
}

static int64_t
row_find(const void *data, const char *id)
{
	int64_t row = -1;

	return str_to_i64(id, &row) && row < row_count(data) ? row : -1;
}

static void
draw_cell(struct canvas *canvas, int line, int *col, int cols, enum ink ink, const char *text)
{
	canvas_text(canvas, line, *col, cols - 1, ink, text ? text : "-");
	*col += cols;
}

static void
row_draw(const void *data, int64_t at, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct race_row *row = &((const struct merge_view *)data)->race->rows[at];
	int cell = (cols - LABEL_COLS) / 4;

	draw_cell(canvas, line, &col, LABEL_COLS, is_cursor ? INK_CURSOR : INK_LABEL, row->label);
	draw_cell(canvas, line, &col, cell, INK_DIM, row->saw);
	draw_cell(canvas, line, &col, cell, str_eq(row->saw, row->theirs) ? INK_TEXT : INK_NEW, row->theirs);
	draw_cell(canvas, line, &col, cell, INK_TEXT, str_eq(row->yours, row->saw) ? NULL : row->yours);
	draw_cell(canvas, line, &col, cell, row->choice == RACE_OPEN ? INK_WARN : INK_TEXT,
	          result_text(row));
}

static const struct list_source rows = { row_count, row_id, row_find, row_draw, NULL };

/* ---- choosing ---- */

static void
next_open(struct merge_view *mv)
{
	int open = race_open_row(mv->race);

	if (open >= 0)
		list_go(&mv->list, &rows, mv, open);
}

static void
choose(struct merge_view *mv, struct model *model, enum race_choice choice, const char *text,
       struct fx *fx)
{
	if (race_choose(&model->race, (int)mv->list.cursor, choice, text))
		next_open(mv);
	else
		fx_tell(fx, TELL_HINT, _("Nothing to choose here: only one of you changed it."));
}

static void
save(struct merge_view *mv, struct model *model, struct fx *fx)
{
	int open = race_open_row(mv->race);

	if (open >= 0) {
		list_go(&mv->list, &rows, mv, open);
		fx_tell(fx, TELL_REFUSAL, _("A row is still open: m keeps yours, t takes theirs, e edits."));
		return;
	}
	model->race.settled = true;
	fx_open(fx, mv->race->place.kind, mv->race->place.id, mv->race->place.arg);
	view_back(&mv->view, fx);
}

static bool
take_command(struct merge_view *mv, struct model *model, int command, struct fx *fx)
{
	const struct race_row *row = &mv->race->rows[mv->list.cursor];
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		list_move(&mv->list, &rows, mv, move);
		return true;
	}
	switch (command) {
	case CMD_MERGE_MINE:
		choose(mv, model, RACE_MINE, NULL, fx);
		return true;
	case CMD_MERGE_THEIRS:
		choose(mv, model, RACE_THEIRS, NULL, fx);
		return true;
	case CMD_MERGE_EDIT:
		if (row->is_choice)
			view_ask_text(&mv->view, fx, QUESTION_EDIT, row->yours ? row->yours : "", row->label);
		else
			choose(mv, model, RACE_EDITED, NULL, fx);
		return true;
	case CMD_NEXT_PANE:
		next_open(mv);
		return true;
	case CMD_MERGE_SAVE:
		save(mv, model, fx);
		return true;
	default:
		return false;
	}
}

static bool
merge_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct merge_view *mv = (struct merge_view *)view;

	switch (msg->kind) {
	case MSG_SHOWN:
		/* Another race may have come to the same screen; a settled one is over. */
		list_sync(&mv->list, &rows, mv);
		if (model->race.place.kind == PLACE_NONE)
			view_back(view, fx);
		else
			next_open(mv);
		return true;
	case MSG_COMMAND:
		return mv->race->count > 0 && take_command(mv, model, msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.yes)
			choose(mv, model, RACE_EDITED, msg->answer.text, fx);
		return true;
	default:
		return false;
	}
}

/* ---- drawing ---- */

static void
merge_layout(struct view *view)
{
	struct merge_view *mv = (struct merge_view *)view;
	struct rect area = view->area;

	area.row += HEAD_ROWS;
	area.rows -= HEAD_ROWS + FOOT_ROWS;
	if (area.rows < 1)
		area.rows = 1;
	list_widget_place(&mv->list, area);
}

static void
draw_whole(struct canvas *canvas, int row, int col, const char *label, const char *text)
{
	canvas_text(canvas, row, col, 10, INK_LABEL, label);
	canvas_text(canvas, row, col + 10, -1, INK_TEXT, text ? text : "-");
}

/* The row in focus with all its words. */
static void
draw_focus(const struct merge_view *mv, struct canvas *canvas)
{
	const struct race_row *row = &mv->race->rows[mv->list.cursor];
	int line = mv->view.area.row + mv->view.area.rows - FOOT_ROWS, col = mv->view.area.col + 1;

	canvas_rule(canvas, line, mv->view.area.col, mv->view.area.cols, INK_DIM);
	canvas_textf(canvas, line, col + 2, -1, INK_DIM, " %s ", row->label);
	draw_whole(canvas, line + 1, col, _("you saw"), row->saw);
	draw_whole(canvas, line + 2, col, _("theirs"), row->theirs);
	draw_whole(canvas, line + 3, col, _("yours"), row->yours);
	draw_whole(canvas, line + 4, col, _("result"), result_text(row));
}

static void
merge_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct merge_view *mv = (const struct merge_view *)view;
	const struct race *race = mv->race;
	int line = view->area.row, col = view->area.col + 1, cell = (view->area.cols - 1 - LABEL_COLS) / 4;
	char time[SHOW_MAX];

	if (race->at_ms)
		canvas_textf(canvas, line, col, -1, INK_TITLE, _("v%lld > v%lld by %s %s"),
		             (long long)race->from, (long long)race->to, race->by,
		             show_time(time, race->at_ms, ZONE_CENTRAL, model_today(model)));
	else
		canvas_textf(canvas, line, col, -1, INK_TITLE, _("v%lld > v%lld"), (long long)race->from,
		             (long long)race->to);
	canvas_text_right(canvas, line, view->area.col + view->area.cols - 1, INK_WARN,
	                  _("your text is kept, nothing is saved"));
	line += HEAD_ROWS - 1;
	draw_cell(canvas, line, &col, LABEL_COLS, INK_HEADING, _("field"));
	draw_cell(canvas, line, &col, cell, INK_HEADING, _("you saw"));
	draw_cell(canvas, line, &col, cell, INK_HEADING, _("theirs"));
	draw_cell(canvas, line, &col, cell, INK_HEADING, _("yours"));
	draw_cell(canvas, line, &col, cell, INK_HEADING, _("result"));
	if (race->count == 0)
		return;
	list_draw(&mv->list, &rows, mv, canvas);
	draw_focus(mv, canvas);
}

static void
merge_title(const struct view *view, const struct model *model, struct buf *out)
{
	(void)view;
	buf_printf(out, _("Changed meanwhile - %s"), model->race.subject);
}

static void
merge_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct merge_view *mv = (const struct merge_view *)view;

	(void)model;
	buf_printf(out, _("%d of %d"), (int)mv->list.cursor + 1, mv->race->count);
}

static void
merge_close(struct view *view, struct model *model, struct fx *fx)
{
	(void)model;
	(void)fx;
	list_widget_done(&((struct merge_view *)view)->list);
}

static const enum cmd_id hints[] = { CMD_MERGE_MINE, CMD_MERGE_THEIRS, CMD_MERGE_EDIT, CMD_NEXT_PANE,
	                             CMD_MERGE_SAVE, CMD_BACK,         CMD_NONE };

static const struct view_ops merge_ops = {
	.scope = SCOPE_MERGE,
	.hints = hints,
	.handle = merge_handle,
	.layout = merge_layout,
	.draw = merge_draw,
	.close = merge_close,
	.title = merge_title,
	.place = merge_place,
};

struct view *
merge_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct merge_view *mv = view_alloc(sizeof(*mv), &merge_ops, place);

	(void)fx;
	mv->race = &model->race;
	list_widget_init(&mv->list);
	return &mv->view;
}
