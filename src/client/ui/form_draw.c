/* SPDX-License-Identifier: Apache-2.0
 *
 * Drawing a form.  Where a field stands is worked out from the order and the
 * focus each time, so nothing has to be kept in step.
 */
#include "base/words.h"
#include "client/ui/form.h"
#include "client/ui/wrap.h"

enum {
	NOTE_COL = 14,       /* past an amount */
	TAIL_COL = 43,       /* past most labels of a check that have a tail */
	CHECK_COLS = 4,
	MARKED_ROWS_MIN = 3, /* an area of so few has no row to spare */
	MARK_BYTES = 200
};

/* Of a text of many lines as many as the form has room for, so that the one
 * that is typed into is in sight. */
static int
text_rows(const struct form *form, const struct form_field *field)
{
	int most = form->area.rows - 3; /* its label, an error, the hint */

	return field->lines < most ? field->lines : most > 1 ? most : 1;
}

/* A question that is read out to somebody is not cut.  Its rows; drawn where
 * there is a canvas. */
static int
put_whole(const struct form *form, const struct form_field *field, struct canvas *canvas, int row)
{
	const char *at = field->label;
	int rows = 0, cols = form->area.cols > 2 ? form->area.cols - 2 : 1;

	while (*at) {
		struct wrap line = wrap_line(at, strlen(at), cols);

		if (canvas)
			canvas_textf(canvas, row + rows, form->area.col + 1, cols, INK_HEADING, "%.*s",
			             (int)line.len, at);
		at += line.next;
		rows++;
	}
	return rows > 0 ? rows : 1;
}

static int
field_rows(const struct form *form, const struct form_field *field)
{
	int rows = field->kind == FORM_LINES ? 1 + text_rows(form, field)
	           : field->whole            ? put_whole(form, field, NULL, 0)
	                                     : 1;

	return rows + (field->error[0] ? 1 : 0);
}

static void
draw_choice(const struct form_field *field, struct canvas *canvas, struct rect area, bool focus)
{
	int col = area.col;

	if (focus)
		canvas_cursor(canvas, area.row, area.col);
	for (int i = 0; i < field->choice_count; i++) {
		bool chosen = i == field->chosen;
		enum ink ink = chosen ? (focus ? INK_FOCUS : INK_FIELD) : INK_TEXT;
		int room = area.col + area.cols - col;
		if (focus && chosen)
			canvas_cursor(canvas, area.row, col + 1);
		col = canvas_text(canvas, area.row, col, room, INK_TEXT, chosen ? "(*) " : "( ) ");
		col = canvas_text(canvas, area.row, col, area.col + area.cols - col, ink,
		                  field->choices[i].text);
		col += 2;
	}
}

/* Too many to stand side by side: only the chosen one. */
static bool
choices_fit(const struct form_field *field, int cols)
{
	int width = 0;

	for (int i = 0; i < field->choice_count; i++)
		width += 6 + canvas_width(field->choices[i].text);
	return width <= cols + 2;
}

/* Where a check's tail begins: past its label, or where it still fits whole. */
static int
tail_at(const struct form_field *field, int cols)
{
	int past = canvas_width(field->label) + 1, most = cols - canvas_width(field->tail);

	if (past < TAIL_COL)
		past = TAIL_COL;
	if (most < cols / 4)
		most = cols / 4;
	return past < most ? past : most;
}

static int
check_cols(const struct form *form)
{
	return form->area.cols - 1 - CHECK_COLS;
}

static void
draw_check_label(const struct form_field *field, struct canvas *canvas, int row, int col, int cols)
{
	int at = field->tail ? tail_at(field, cols) : cols + 1;

	canvas_text(canvas, row, col, at - 1, INK_LABEL, field->label);
	if (field->tail)
		canvas_text(canvas, row, col + at, cols - at, INK_LABEL, field->tail);
}

static void
draw_value(const struct form *form, const struct form_field *field, struct canvas *canvas,
           struct rect area, bool focus)
{
	switch (field->kind) {
	case FORM_LABEL:
		break;
	case FORM_CHECK:
		canvas_text(canvas, area.row, form->area.col + 1, 3, focus ? INK_FOCUS : INK_TEXT,
		            field->checked ? "[x]" : "[ ]");
		if (focus)
			canvas_cursor(canvas, area.row, form->area.col + 2);
		break;
	case FORM_CHOICE:
		if (choices_fit(field, area.cols)) {
			draw_choice(field, canvas, area, focus);
			break;
		}
		canvas_textf(canvas, area.row, area.col, area.cols, focus ? INK_FOCUS : INK_FIELD, "< %s >",
		             field->chosen < 0 ? _("not chosen") : field->choices[field->chosen].text);
		if (focus)
			canvas_cursor(canvas, area.row, area.col);
		break;
	default:
		edit_draw(&field->text, canvas, area, focus);
		if (field->ghost && field->text.text.len == 0)
			canvas_text(canvas, area.row, area.col + (focus ? 1 : 0), area.cols - 1, INK_DIM,
			            field->ghost);
	}
}

static void
draw_field(const struct form *form, const struct form_field *field, struct canvas *canvas, int row,
           bool focus)
{
	int col = form->area.col + 1, right = form->area.col + form->area.cols;
	int value_col = col + form->label_cols;
	struct rect area = { row, value_col, 1, right - value_col };
	int label_room = form->label_cols;

	if (field->kind == FORM_LINES)
		area = (struct rect){ row + 1, col, text_rows(form, field), form_lines_cols(form) };
	if (field->kind == FORM_LINES || field->kind == FORM_LABEL)
		label_room = form->area.cols - 1;
	if (field->whole)
		put_whole(form, field, canvas, row);
	else if (field->kind == FORM_CHECK)
		draw_check_label(field, canvas, row, col + CHECK_COLS, check_cols(form));
	else
		canvas_text(canvas, row, col, label_room, field->kind == FORM_LABEL ? INK_HEADING : INK_LABEL,
		            field->label);
	if (focus)
		canvas_text(canvas, row, form->area.col, 1, INK_TEXT, ">");
	draw_value(form, field, canvas, area, focus);
	if (field->note[0])
		canvas_text(canvas, row, value_col + NOTE_COL, right - value_col - NOTE_COL, INK_HINT,
		            field->note);
	if (field->error[0])
		canvas_textf(canvas, row + field_rows(form, field) - 1, col + 2, right - col - 2, INK_ERROR, "! %s",
		             field->error);
}

/* The field's own; of a choice that shows one of many how another is come by; a
 * label that was cut, whole. */
static const char *
hint_of(const struct form *form)
{
	const struct form_field *field = form->count > 0 ? &form->fields[form->focus] : NULL;
	int cols = form->area.cols - 1 - form->label_cols;

	if (field && !field->hint && field->kind == FORM_CHOICE && !choices_fit(field, cols))
		return _("Left and Right choose, or its first letter.");
	if (field && field->tail && canvas_width(field->label) >= tail_at(field, check_cols(form)))
		return field->label;
	return field ? field->hint : NULL;
}

/* Which of its rows are in sight. */
struct sight {
	int top, rows;
	bool above, below;
	const struct form_field *wanted; /* needed, and out of sight */
	bool wanted_is_above;
};

static int
rows_before(const struct form *form, int index)
{
	int rows = 0;

	for (int i = 0; i < index; i++)
		rows += field_rows(form, &form->fields[i]);
	return rows;
}

static struct sight
sight_of(const struct form *form, int rows)
{
	int total = rows_before(form, form->count);
	int focus_end = form->count > 0 ? rows_before(form, form->focus + 1) : 0;
	struct sight sight = { .top = focus_end > rows ? focus_end - rows : 0, .rows = rows };

	sight.above = sight.top > 0;
	sight.below = total > sight.top + rows;
	for (int i = 0; i < form->count; i++) {
		int at = rows_before(form, i);

		if (!form->fields[i].wanted || (at >= sight.top && at < sight.top + rows))
			continue;
		sight.wanted = &form->fields[i];
		sight.wanted_is_above = at < sight.top;
		break;
	}
	return sight;
}

/* Nothing lies out of sight in silence; where it is a field that is needed, its name. */
static void
put_mark(struct buf *out, const struct sight *sight)
{
	if (sight->wanted)
		buf_printf(out, sight->wanted_is_above ? _("above: %s") : _("below: %s"), sight->wanted->label);
	else if (sight->above && sight->below)
		buf_puts(out, _("more above and below"));
	else if (sight->above || sight->below)
		buf_puts(out, sight->above ? _("more above") : _("more below"));
}

/* The hint's row has the mark at its right; a hint that leaves no room for it
 * has a row to itself. */
static struct sight
settle(const struct form *form, const char *hint, struct buf *mark)
{
	struct sight sight = sight_of(form, form->area.rows - (hint ? 1 : 0));
	bool fits = !sight.above && !sight.below;

	for (int tail = 1; !fits && tail <= 2 && form->area.rows > MARKED_ROWS_MIN; tail++) {
		sight = sight_of(form, form->area.rows - tail);
		buf_reset(mark);
		put_mark(mark, &sight);
		fits = !hint || canvas_width(hint) + canvas_width(mark->data) + 4 <= form->area.cols;
	}
	return sight;
}

static void
draw_tail(const struct form *form, struct canvas *canvas, int row, const char *hint, const char *mark)
{
	const struct rect area = form->area;
	int last = area.row + area.rows - 1, col = area.col + area.cols - 1 - canvas_width(mark);

	canvas_fill(canvas, (struct rect){ row, area.col, last + 1 - row, area.cols }, INK_TEXT);
	if (hint)
		canvas_text(canvas, last, area.col + 1, area.cols - 1, INK_HINT, hint);
	canvas_text(canvas, row, col > area.col ? col : area.col, -1, INK_LABEL, mark);
}

void
form_draw(const struct form *form, struct canvas *canvas)
{
	struct rect before = canvas_clip(canvas, form->area);
	const char *hint = hint_of(form);
	struct buf mark = BUF_INIT(MARK_BYTES);
	struct sight sight = settle(form, hint, &mark);

	canvas_fill(canvas, form->area, INK_TEXT);
	int row = form->area.row - sight.top;
	for (int i = 0; i < form->count; i++) {
		draw_field(form, &form->fields[i], canvas, row, i == form->focus);
		row += field_rows(form, &form->fields[i]);
	}
	if (sight.rows < form->area.rows)
		draw_tail(form, canvas, form->area.row + sight.rows, hint, mark.data);
	buf_done(&mark);
	canvas_unclip(canvas, before);
}
