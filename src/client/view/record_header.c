/* SPDX-License-Identifier: Apache-2.0
 *
 * The record's title, who else reads it, and the newest history beside it
 * where it is wide.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/record_view.h"
#include "client/view/show.h"

enum { SAMPLE_COLS = 18, LINE_COLS = 6, NAME_COLS_MIN = 10, SIDE_TIME_COLS = 13 };

void
record_readers_text(const struct record_view *rv, struct buf *out)
{
	const struct record *record = rv->record;
	size_t count = record->readers.count;

	if (count == 0)
		return;
	const struct reader_view *first = &record->readers.at[0];
	for (size_t i = 1; i < count && !first->typing; i++)
		if (record->readers.at[i].typing)
			first = &record->readers.at[i];
	buf_printf(out, first->typing ? _("%s is writing") : _("%s is reading"), first->name);
	if (count > 1)
		buf_printf(out, _(" and %d more"), (int)count - 1);
}

static void
add_due(const struct record_view *rv, const struct application *app, struct buf *out)
{
	char date[SHOW_MAX];

	if (!application_status_is_open(app->status)) {
		buf_printf(out, "  %s", _(application_status_text(app->status)));
		return;
	}
	if (app->due_on == DATE_NONE)
		return;
	buf_printf(out, _("  DUE %s"), show_date(date, app->due_on, rv->today));
	if (app->due_on < rv->today)
		buf_printf(out, _(", %dd OVER"), (int)(rv->today - app->due_on));
	else if (app->due_on == rv->today)
		buf_puts(out, _(", TODAY"));
}

/* Columns of the title beside what the top line says on the right. */
static int
title_cols(const struct record_view *rv, const struct model *model)
{
	return rv->view.area.cols - 1 - (model->sample_as_of[0] ? SAMPLE_COLS : 0) - LINE_COLS;
}

/* "  SNAP* v7  DUE 19 Nov, 2d OVER" */
static void
add_state(const struct record_view *rv, bool with_version, struct buf *out)
{
	const struct application *app = rv->record->application;
	char program[SHOW_MAX];

	buf_printf(out, "  %s", show_program(program, app));
	if (with_version)
		buf_printf(out, " v%lld", (long long)app->version);
	add_due(rv, app, out);
}

bool
record_title_has_readers(const struct record_view *rv, const struct model *model)
{
	const struct application *app = rv->record->application;
	struct buf text = BUF_INIT(TITLE_MAX);

	if (!app || rv->record->readers.count == 0)
		return true;
	buf_printf(&text, "%s   ", app->number);
	add_state(rv, true, &text);
	record_readers_text(rv, &text);
	bool has = canvas_width(text.data) + NAME_COLS_MIN <= title_cols(rv, model);
	buf_done(&text);
	return has;
}

/* The name gives way first, then the version, so that what is due is always
 * there. */
void
record_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct record_view *rv = (const struct record_view *)view;
	const struct application *app = rv->record->application;
	struct buf after = BUF_INIT(TITLE_MAX);
	int room;

	if (!app) {
		buf_puts(out, _("Record"));
		return;
	}
	room = title_cols(rv, model) - canvas_width(app->number) - 1;
	add_state(rv, true, &after);
	if (canvas_width(after.data) + NAME_COLS_MIN > room) {
		buf_reset(&after);
		add_state(rv, false, &after);
	}
	if (rv->record->readers.count > 0 && record_title_has_readers(rv, model)) {
		buf_puts(&after, "  ");
		record_readers_text(rv, &after);
	}
	room -= canvas_width(after.data);
	room = room > NAME_COLS_MIN ? room : NAME_COLS_MIN;
	buf_printf(out, "%s ", app->number);
	if (canvas_width(app->customer.name) <= room) {
		buf_puts(out, app->customer.name);
	} else {
		buf_add(out, app->customer.name,
		        utf8_fit(app->customer.name, strlen(app->customer.name), room - 1));
		buf_putc(out, '>');
	}
	buf_puts(out, after.data);
	buf_done(&after);
}

/* Where it is wide: what happened last, without a key. */
void
record_side_draw(const struct record_view *rv, struct canvas *canvas)
{
	struct rect side = rv->side;
	const struct history_entry *entry;
	char time[SHOW_MAX];

	for (int i = 0; i < side.rows; i++)
		canvas_text(canvas, side.row + i, side.col - 1, 1, INK_DIM, "|");
	canvas_text(canvas, side.row, side.col, side.cols, INK_HEADING, _("History, newest first (5)"));
	for (int i = 0; i + 1 < side.rows && (entry = timeline_newest(&rv->history, i)); i++) {
		bool is_new = rv->history.new_from > 0 && entry->seq >= rv->history.new_from;
		int row = side.row + 1 + i;

		canvas_text(canvas, row, side.col, SIDE_TIME_COLS - 1, INK_LABEL,
		            show_short_time(time, entry->at_ms, rv->zone, rv->today));
		canvas_textf(canvas, row, side.col + SIDE_TIME_COLS, side.cols - SIDE_TIME_COLS,
		             is_new ? INK_NEW : INK_TEXT, "%s%s", is_new ? "+" : "", entry->summary);
	}
}
