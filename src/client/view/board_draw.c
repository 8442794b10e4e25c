/* SPDX-License-Identifier: Apache-2.0
 *
 * How the board looks: a row to each team and worker, numbers under their
 * headings.  Knows nothing of keys and requests.
 */
#include "client/view/board_view.h"

#include "base/words.h"
#include "client/ui/chart.h"
#include "client/view/show.h"

enum {
	COL_NAME = 1,
	NAME_COLS = 16,
	COL_HERE = COL_NAME + NAME_COLS + 1,
	HERE_COLS = 5,
	COL_OPEN = COL_HERE + HERE_COLS + 1,
	NUMBER_COLS = 4,
	COL_LOAD = COL_OPEN + NUMBER_COLS + 1,
	LOAD_COLS = 8,
	COL_BAR = COL_LOAD + LOAD_COLS,
	BAR_COLS = 8,
	COL_CELLS = COL_BAR + BAR_COLS + 1,
	CELL_COLS = 5,
	COL_LEAVE = COL_CELLS + CELL_COLS * (CELLS - 1) + 1,
	ROW_COLS = 79,     /* of the narrowest window that has all of them */
	NAME_MORE_MAX = 24
};

/* What a wider window has over is for the names. */
static int
names_more(int cols)
{
	int over = cols - ROW_COLS;

	return over < 0 ? 0 : over < NAME_MORE_MAX ? over : NAME_MORE_MAX;
}

static int64_t
row_count(const void *data)
{
	return (int64_t)((const struct board_view *)data)->board.row_count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct board_row *found = board_row_at(data, row);

	if (!found)
		return NULL;
	if (found->nobodys_id)
		return found->nobodys_id;
	return found->worker ? found->worker->id : found->team->id;
}

static int64_t
cell_number(const struct board_row *row, enum board_cell cell)
{
	switch (cell) {
	case CELL_OPEN: return row->load.open;
	case CELL_SOON: return row->load.due_soon;
	case CELL_OVER: return row->load.overdue;
	case CELL_WAITING: return row->load.waiting;
	case CELL_DECIDED: return row->load.decided_today;
	case CELL_CHATS: return row->load.chats;
	case CELLS: break;
	}
	return 0;
}

static const char *
here_text(const struct worker *worker, civil_date today)
{
	if (worker_is_away(worker, today))
		return _("LEAVE");
	switch (worker->presence) {
	case PRESENCE_HERE: return _("here");
	case PRESENCE_AWAY: return _("away");
	case PRESENCE_OFFLINE: return _("off");
	case PRESENCE_NONE: break;
	}
	return "-";
}

static void
draw_number(struct canvas *canvas, int line, int right, int64_t number, enum ink ink)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)number);
	canvas_text_right(canvas, line, right, ink, text);
}

static void
draw_cells(const struct board_view *bv, const struct board_row *row, struct canvas *canvas, int line,
           int col, bool is_cursor)
{
	for (int cell = CELL_OPEN; cell < CELLS; cell++) {
		int64_t number = cell_number(row, (enum board_cell)cell);
		int right = cell == CELL_OPEN ? col + COL_OPEN + NUMBER_COLS
		                              : col + COL_CELLS + CELL_COLS * cell;
		enum ink ink = is_cursor && (int)bv->cell == cell          ? INK_CURSOR
		               : cell == CELL_OVER && number > 0 && (row->worker || row->nobodys_id) ? INK_OVERDUE
		                                                           : INK_TEXT;

		draw_number(canvas, line, right, number, ink);
		if (is_cursor && (int)bv->cell == cell)
			canvas_cursor(canvas, line, right - 1);
	}
}

static void
draw_load(const struct board_view *bv, const struct board_row *row, struct canvas *canvas, int line, int col)
{
	char text[40];

	snprintf(text, sizeof text, "%lld/%lld", (long long)(row->load.weighted + 50) / 100,
	         (long long)(row->capacity + 50) / 100);
	canvas_text_right(canvas, line, col + COL_LOAD + LOAD_COLS - 1, INK_TEXT, text);
	chart_bar(canvas, line, col + COL_BAR, BAR_COLS, row->load.weighted, row->capacity, bv->ascii);
}

/* A long name goes on where the two numbers after it leave room. */
static void
draw_team(const struct board_row *row, struct canvas *canvas, int line, int col, int more)
{
	char here[24] = "", open[24];
	int end, at = col + COL_HERE + more;
	int room = COL_OPEN + NUMBER_COLS + more - 1 - snprintf(open, sizeof open, "%lld", (long long)row->load.open);

	if (row->here > 0)
		room -= 1 + snprintf(here, sizeof here, "%d", row->here);
	end = canvas_text(canvas, line, col, room, INK_HEADING, row->team->name);
	canvas_text(canvas, line, end < at ? at : end + 1, -1, INK_TEXT, here);
}

static void
row_draw(const void *data, int64_t number, struct canvas *canvas, int line, int col, int cols, bool is_cursor)
{
	const struct board_view *bv = data;
	const struct board_row *row = board_row_at(bv, number);
	char date[SHOW_MAX];
	int more = names_more(cols), left = col;

	col += more;
	cols -= more;
	if (row->nobodys_id) {
		canvas_text(canvas, line, left + COL_NAME, NAME_COLS + more, INK_TEXT, _("nobody's yet"));
		canvas_textf(canvas, line, col + COL_LOAD, LOAD_COLS, INK_TEXT, "%*lld", LOAD_COLS - 4,
		             (long long)(row->load.weighted + 50) / 100);
		draw_cells(bv, row, canvas, line, col, is_cursor);
		return;
	}
	if (!row->worker) {
		draw_team(row, canvas, line, left, more);
		if (row->on_leave > 0)
			canvas_textf(canvas, line, col + COL_LEAVE, cols - COL_LEAVE, INK_WARN, _("%d out"), row->on_leave);
	} else {
		bool away = worker_is_away(row->worker, bv->today);

		canvas_text(canvas, line, left + COL_NAME, NAME_COLS + more, INK_TEXT, row->worker->name);
		canvas_text(canvas, line, col + COL_HERE, HERE_COLS, away ? INK_WARN : INK_TEXT,
		            here_text(row->worker, bv->today));
		if (away)
			canvas_text(canvas, line, col + COL_LEAVE, cols - COL_LEAVE, INK_TEXT,
			            show_date(date, row->worker->on_leave_to, bv->today));
	}
	draw_load(bv, row, canvas, line, col);
	draw_cells(bv, row, canvas, line, col, is_cursor);
}

const struct list_source board_row_source = { row_count, row_id, NULL, row_draw, NULL };

void
board_draw_headings(struct canvas *canvas, struct rect area)
{
	static const char *const names[CELLS] = { N_("have"), N_("soon"), N_("over"), N_("cust"), N_("done"),
		                                  N_("chat") };
	int line = area.row, col = area.col + 1, more = names_more(area.cols - 1);

	canvas_text(canvas, line, col + COL_NAME, NAME_COLS, INK_LABEL, _("team, worker"));
	col += more;
	canvas_text(canvas, line, col + COL_HERE, HERE_COLS, INK_LABEL, _("here"));
	canvas_text(canvas, line, col + COL_LOAD + 1, LOAD_COLS + BAR_COLS, INK_LABEL, _("load/capacity"));
	for (int cell = CELL_OPEN; cell < CELLS; cell++)
		canvas_text_right(canvas, line,
		                  cell == CELL_OPEN ? col + COL_OPEN + NUMBER_COLS
		                                    : col + COL_CELLS + CELL_COLS * cell,
		                  INK_LABEL, _(names[cell]));
	canvas_text(canvas, line, col + COL_LEAVE, area.cols - more - COL_LEAVE - 1, INK_LABEL, _("until"));
}
