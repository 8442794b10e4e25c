/* SPDX-License-Identifier: Apache-2.0
 *
 * Drawing on a grid of cells.  Everything that is drawn as text passes the
 * terminal's one cleaner here, so no view can forget it.
 */
#include "client/term/canvas.h"

#include <stdlib.h>

#include "base/safe_text.h"
#include "base/utf8.h"

enum { CANVAS_LINE_MAX = 16 * 1024 };

static const char ink_letters[] = {
#define INK(id, letter, attrs, name) letter,
#include "client/term/inks.def"
#undef INK
};
static_assert(sizeof ink_letters == INK_COUNT, "a letter for each ink");

static struct cell *
cell_at(struct canvas *canvas, int row, int col)
{
	return &canvas->cells[(size_t)row * (size_t)canvas->cols + (size_t)col];
}

static int
int_max(int a, int b)
{
	return a > b ? a : b;
}

static int
int_min(int a, int b)
{
	return a < b ? a : b;
}

void
canvas_init(struct canvas *canvas, int rows, int cols)
{
	canvas->rows = int_min(int_max(rows, 1), CANVAS_ROWS_MAX);
	canvas->cols = int_min(int_max(cols, 1), CANVAS_COLS_MAX);
	canvas->cells = calloc((size_t)canvas->rows * (size_t)canvas->cols, sizeof *canvas->cells);
	if (!canvas->cells)
		oom_exit();
	canvas_clear(canvas);
}

void
canvas_done(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){ 0 };
}

void
canvas_clear(struct canvas *canvas)
{
	canvas->clip = (struct rect){ 0, 0, canvas->rows, canvas->cols };
	canvas->cursor_row = canvas->rows - 1;
	canvas->cursor_col = 0;
	canvas_fill(canvas, canvas->clip, INK_TEXT);
}

struct rect
canvas_clip(struct canvas *canvas, struct rect area)
{
	struct rect before = canvas->clip;
	int top = int_max(area.row, before.row);
	int left = int_max(area.col, before.col);
	int bottom = int_min(area.row + area.rows, before.row + before.rows);
	int right = int_min(area.col + area.cols, before.col + before.cols);

	canvas->clip = (struct rect){ top, left, int_max(bottom - top, 0), int_max(right - left, 0) };
	return before;
}

void
canvas_unclip(struct canvas *canvas, struct rect before)
{
	canvas->clip = before;
}

static bool
in_clip(const struct canvas *canvas, int row, int col)
{
	const struct rect *clip = &canvas->clip;

	return row >= clip->row && row < clip->row + clip->rows && col >= clip->col &&
	       col < clip->col + clip->cols;
}

static void
cell_set(struct cell *cell, uint32_t point, enum ink ink)
{
	*cell = (struct cell){ .points = { point }, .ink = ink };
}

/* Overwriting half of a wide character blanks its other half. */
static void
break_wide(struct canvas *canvas, int row, int col)
{
	if (col > 0 && cell_at(canvas, row, col)->points[0] == 0)
		cell_set(cell_at(canvas, row, col - 1), ' ', INK_TEXT);
	if (col + 1 < canvas->cols && cell_at(canvas, row, col + 1)->points[0] == 0)
		cell_set(cell_at(canvas, row, col + 1), ' ', INK_TEXT);
}

static void
put_point(struct canvas *canvas, int row, int col, int width, enum ink ink, uint32_t point)
{
	if (!in_clip(canvas, row, col) || (width == 2 && !in_clip(canvas, row, col + 1)))
		return;
	break_wide(canvas, row, col);
	if (width == 2)
		break_wide(canvas, row, col + 1);
	cell_set(cell_at(canvas, row, col), point, ink);
	if (width == 2)
		cell_set(cell_at(canvas, row, col + 1), 0, ink);
}

static void
put_mark(struct canvas *canvas, int row, int col, uint32_t mark)
{
	if (!in_clip(canvas, row, col))
		return;
	struct cell *cell = cell_at(canvas, row, col);

	for (int i = 1; i < CELL_POINTS_MAX; i++) {
		if (cell->points[i] == 0) {
			cell->points[i] = mark;
			return;
		}
	}
}

/* Clean text, known to fit. */
static int
put_clean(struct canvas *canvas, int row, int col, enum ink ink, const char *text, size_t len)
{
	int before = col;

	while (len > 0) {
		uint32_t point;
		size_t used = utf8_decode(text, len, &point);
		int width = point < 0x7f ? 1 : utf8_width(text, used);

		if (width == 0) {
			put_mark(canvas, row, before, point);
		} else {
			put_point(canvas, row, col, width, ink, point);
			before = col;
			col += width;
		}
		text += used;
		len -= used;
	}
	return col;
}

static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
	}
	return true;
}

static int
text_clean(struct canvas *canvas, int row, int col, int max, enum ink ink, const char *text,
           size_t len)
{
	int edge = canvas->clip.col + canvas->clip.cols;
	int room = max < 0 ? edge - col : int_min(max, edge - col);

	if (room <= 0)
		return col;
	/* Far longer than any screen: only the beginning can be seen. */
	size_t fits = utf8_fit(text, len, room);
	if (fits == len)
		return put_clean(canvas, row, col, ink, text, len);
	fits = utf8_fit(text, len, room - 1);
	int end = put_clean(canvas, row, col, ink, text, fits);
	while (end < col + room - 1)
		put_point(canvas, row, end++, 1, ink, ' ');
	put_point(canvas, row, end, 1, ink, '>');
	return end + 1;
}

int
canvas_text(struct canvas *canvas, int row, int col, int max, enum ink ink, const char *text)
{
	if (!text || row < canvas->clip.row || row >= canvas->clip.row + canvas->clip.rows)
		return col;
	size_t len = strnlen(text, CANVAS_LINE_MAX);
	if (is_plain(text, len))
		return text_clean(canvas, row, col, max, ink, text, len);

	struct buf clean = BUF_INIT(CANVAS_LINE_MAX * 8);
	safe_text(&clean, text, len, SAFE_ONE_LINE);
	int end = text_clean(canvas, row, col, max, ink, clean.data, clean.len);
	buf_done(&clean);
	return end;
}

int
canvas_textf(struct canvas *canvas, int row, int col, int max, enum ink ink, const char *fmt, ...)
{
	struct buf text = BUF_INIT(CANVAS_LINE_MAX);
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	int end = canvas_text(canvas, row, col, max, ink, text.data);
	buf_done(&text);
	return end;
}

int
canvas_text_right(struct canvas *canvas, int row, int right_end, enum ink ink, const char *text)
{
	int width = canvas_width(text);
	int col = int_max(right_end - width, canvas->clip.col);

	canvas_text(canvas, row, col, right_end - col, ink, text);
	return col;
}

void
canvas_fill(struct canvas *canvas, struct rect area, enum ink ink)
{
	struct rect before = canvas_clip(canvas, area);
	struct rect fill = canvas->clip;

	for (int row = fill.row; row < fill.row + fill.rows; row++) {
		for (int col = fill.col; col < fill.col + fill.cols; col++)
			cell_set(cell_at(canvas, row, col), ' ', ink);
	}
	canvas_unclip(canvas, before);
}

void
canvas_ink(struct canvas *canvas, int row, int col, int cols, enum ink ink)
{
	for (int i = col; i < col + cols; i++) {
		if (in_clip(canvas, row, i))
			cell_at(canvas, row, i)->ink = ink;
	}
}

void
canvas_rule(struct canvas *canvas, int row, int col, int cols, enum ink ink)
{
	for (int i = col; i < col + cols; i++)
		put_point(canvas, row, i, 1, ink, '-');
}

void
canvas_cursor(struct canvas *canvas, int row, int col)
{
	canvas->cursor_row = int_min(int_max(row, 0), canvas->rows - 1);
	canvas->cursor_col = int_min(int_max(col, 0), canvas->cols - 1);
}

const struct cell *
canvas_cell(const struct canvas *canvas, int row, int col)
{
	assert(row >= 0 && row < canvas->rows && col >= 0 && col < canvas->cols);
	return &canvas->cells[(size_t)row * (size_t)canvas->cols + (size_t)col];
}

int
canvas_width(const char *text)
{
	if (!text)
		return 0;
	size_t len = strnlen(text, CANVAS_LINE_MAX);
	if (is_plain(text, len))
		return (int)len;

	struct buf clean = BUF_INIT(CANVAS_LINE_MAX * 8);
	safe_text(&clean, text, len, SAFE_ONE_LINE);
	int width = utf8_width(clean.data, clean.len);
	buf_done(&clean);
	return width;
}

static void
trim_line(struct buf *out, size_t start)
{
	while (out->len > start && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	buf_putc(out, '\n');
}

void
canvas_print(struct buf *out, const struct canvas *canvas)
{
	for (int row = 0; row < canvas->rows; row++) {
		size_t start = out->len;
		for (int col = 0; col < canvas->cols; col++) {
			const struct cell *cell = canvas_cell(canvas, row, col);
			for (int i = 0; i < CELL_POINTS_MAX && cell->points[i]; i++)
				utf8_encode(out, cell->points[i]);
		}
		trim_line(out, start);
	}
	for (int col = 0; col < canvas->cols; col++)
		buf_putc(out, '-');
	buf_putc(out, '\n');
	for (int row = 0; row < canvas->rows; row++) {
		size_t start = out->len;
		for (int col = 0; col < canvas->cols; col++) {
			const struct cell *cell = canvas_cell(canvas, row, col);
			bool blank = cell->points[0] == ' ' && cell->ink == INK_TEXT;
			buf_putc(out, blank ? ' ' : ink_letters[cell->ink]);
		}
		trim_line(out, start);
	}
	buf_printf(out, "cursor %d,%d\n", canvas->cursor_row, canvas->cursor_col);
}
