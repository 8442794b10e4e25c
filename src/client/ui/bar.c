/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines at the edges of the screen.
 */
#include "client/ui/bar.h"

enum { PREVIEW_COLS_MIN = 40, LIST_COLS_MIN = 70 };

void
bar_draw(struct canvas *canvas, int row, enum ink left_ink, const char *left, enum ink right_ink,
         const char *right)
{
	int right_col = canvas->cols;

	canvas_fill(canvas, (struct rect){ row, 0, 1, canvas->cols }, INK_TEXT);
	if (right && *right)
		right_col = canvas_text_right(canvas, row, canvas->cols, right_ink, right) - 1;
	canvas_text(canvas, row, 0, right_col, left_ink, left);
}

void
tabs_draw(struct canvas *canvas, int row, const char *const *labels, int chosen)
{
	int col = 1;

	canvas_fill(canvas, (struct rect){ row, 0, 1, canvas->cols }, INK_TEXT);
	for (int i = 0; labels[i] && col < canvas->cols; i++) {
		if (i == chosen)
			col = canvas_textf(canvas, row, col, -1, INK_HEADING, "[%d %s]", i + 1, labels[i]);
		else
			col = canvas_textf(canvas, row, col, -1, INK_LABEL, "%d %s", i + 1, labels[i]);
		col++;
	}
}

void
split_wide(struct rect area, int from_cols, struct rect *list, struct rect *preview)
{
	*list = area;
	*preview = (struct rect){ area.row, area.col + area.cols, area.rows, 0 };
	if (area.cols < from_cols || area.cols < LIST_COLS_MIN + PREVIEW_COLS_MIN)
		return;
	/* The list keeps the 80 columns it is made for when there is room. */
	int list_cols = area.cols - PREVIEW_COLS_MIN < 80 ? area.cols - PREVIEW_COLS_MIN : 80;
	list->cols = list_cols;
	preview->col = area.col + list_cols + 1;
	preview->cols = area.cols - list_cols - 1;
}
