/* SPDX-License-Identifier: Apache-2.0
 *
 * A row of a queue, and the preview.
 */
#include "client/view/queue_row.h"

#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"
#include "domain/county.h"

/* Columns of a row, after the list's own marker; on a narrow screen the name
 * gives way first. */
enum {
	COL_DUE = 2,
	DUE_COLS = 9,
	COL_NUMBER = COL_DUE + DUE_COLS + 1,
	COL_NAME = COL_NUMBER + 12,
	NAME_COLS = 17,
	NAME_COLS_NARROW = 8,
	NARROW_COLS = 72,
	PROGRAM_COLS = 5,
	TURN_COLS = 4
};

const char *
queue_column_name(enum queue_column column)
{
	switch (column) {
	case COLUMN_NEXT_ACT: return _("next act");
	case COLUMN_WORKER: return _("worker");
	case COLUMN_COUNTY: return _("county, language");
	case COLUMN_FILED: return _("filed on");
	case COLUMN_STATUS: return _("status");
	case QUEUE_COLUMNS: break;
	}
	return "";
}

static const char *
column_text(char out[SHOW_ACT_MAX], const struct application *app, enum queue_column column,
            civil_date today)
{
	char date[SHOW_MAX];

	switch (column) {
	case COLUMN_NEXT_ACT:
		return show_next_act(out, app, county_zone(app->county), today);
	case COLUMN_WORKER:
		return app->assignee ? app->assignee->name : _("nobody");
	case COLUMN_COUNTY:
		snprintf(out, SHOW_ACT_MAX, "%s, %s", app->county ? app->county : "-",
		         show_language_name(app->language));
		return out;
	case COLUMN_FILED:
		snprintf(out, SHOW_ACT_MAX, _("filed %s"), show_date(date, app->filed_on, today));
		return out;
	case COLUMN_STATUS:
		return _(application_status_text(app->status));
	case QUEUE_COLUMNS:
		break;
	}
	return "";
}

/* The cursor reverses the part that differs from row to row: on a slow line a
 * movement is felt by its bytes. */
static void
draw_number(struct canvas *canvas, int line, int col, const char *number, bool is_cursor)
{
	const char *dash = strrchr(number, '-');

	canvas_text(canvas, line, col, 11, INK_TEXT, number);
	if (is_cursor && dash)
		canvas_ink(canvas, line, col + (int)(dash + 1 - number), canvas_width(dash + 1), INK_CURSOR);
}

/* What is decided is no longer late. */
static const char *
show_its_due(char out[SHOW_MAX], const struct application *app, civil_date today)
{
	return application_status_is_open(app->status) ? show_due(out, app->due_on, today)
	                                               : show_date(out, app->due_on, today);
}

void
queue_row_draw(const struct application *app, enum queue_column column, civil_date today,
               struct canvas *canvas, struct rect area, bool is_cursor)
{
	char due[SHOW_MAX], act[SHOW_ACT_MAX], program[SHOW_MAX], more[16] = "";
	bool urgent = app->clock == CLOCK_OVERDUE || app->clock == CLOCK_DUE_SOON;
	int line = area.row, col = area.col, end = area.col + area.cols;
	int name_cols = area.cols >= NARROW_COLS ? NAME_COLS : NAME_COLS_NARROW;

	if (app->unseen_changes > 0)
		snprintf(more, sizeof more, "+%d", (int)app->unseen_changes);
	if (urgent)
		canvas_text(canvas, line, col, 1, INK_OVERDUE, "!");
	canvas_text(canvas, line, col + COL_DUE, DUE_COLS, urgent ? INK_OVERDUE : INK_TEXT,
	            show_its_due(due, app, today));
	draw_number(canvas, line, col + COL_NUMBER, app->number, is_cursor);
	col += COL_NAME;
	canvas_text(canvas, line, col, name_cols, INK_TEXT, app->customer.name);
	col += name_cols + 1;
	canvas_text(canvas, line, col, PROGRAM_COLS, INK_TEXT, show_program(program, app));
	col += PROGRAM_COLS + 1;
	canvas_text(canvas, line, col, TURN_COLS, INK_TEXT, show_turn(app->turn));
	col += TURN_COLS + 1;
	if (more[0])
		end = canvas_text_right(canvas, line, end, INK_NEW, more) - 1;
	canvas_text(canvas, line, col, end - col, INK_TEXT, column_text(act, app, column, today));
}

void
queue_preview_draw(const struct application *app, civil_date today, struct canvas *canvas,
                   struct rect area)
{
	int row = area.row, col = area.col, cols = area.cols;
	char date[SHOW_MAX], act[SHOW_ACT_MAX];

	for (int i = 0; i < area.rows; i++)
		canvas_text(canvas, row + i, col - 1, 1, INK_DIM, "|");
	if (!app)
		return;
	canvas_text(canvas, row++, col, cols, INK_HEADING, app->customer.name);
	canvas_textf(canvas, row++, col, cols, INK_TEXT, "%s  %s%s  %s", app->number,
	             app->program.name ? app->program.name : "", app->expedited ? "*" : "",
	             _(application_status_text(app->status)));
	row++;
	canvas_textf(canvas, row++, col, cols, INK_TEXT, _("filed %s"),
	             show_date(date, app->filed_on, today));
	canvas_textf(canvas, row++, col, cols, app->clock == CLOCK_OVERDUE ? INK_OVERDUE : INK_TEXT,
	             _("due   %s"), show_its_due(date, app, today));
	canvas_textf(canvas, row++, col, cols, INK_TEXT, "%s: %s", show_turn(app->turn),
	             show_next_act(act, app, county_zone(app->county), today));
	canvas_textf(canvas, row++, col, cols, INK_TEXT, "%s  %s  %s", app->county ? app->county : "",
	             show_language_name(app->language), show_means(app->channel));
	if (app->assignee)
		canvas_textf(canvas, row++, col, cols, INK_TEXT, _("with %s"), app->assignee->name);
	if (app->items_open > 0)
		canvas_textf(canvas, row, col, cols, INK_TEXT, _("%d open, %d came in"),
		             (int)app->items_open, (int)app->items_received);
}
