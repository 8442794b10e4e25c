/* SPDX-License-Identifier: Apache-2.0
 *
 * Columns: whatever is drawn stays in its place, wraps whole, and leaves what
 * stands beside it alone.
 */
#include <locale.h>

#include "client/term/canvas.h"
#include "client/ui/edit.h"
#include "client/ui/text.h"
#include "client/ui/wrap.h"
#include "fuzz.h"

enum { ROWS = 6, COLS = 40 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setlocale(LC_ALL, "C.UTF-8");
	return 0;
}

/* A second half stands behind a first, and nowhere else. */
static void
cells_whole(const struct canvas *canvas)
{
	for (int row = 0; row < canvas->rows; row++) {
		fuzz_claim(canvas_cell(canvas, row, 0)->points[0] != 0);
		for (int col = 0; col < canvas->cols; col++)
			fuzz_claim(canvas_cell(canvas, row, col)->ink < INK_COUNT);
	}
}

static void
neighbours_stand(const char *text, int col, int room)
{
	struct canvas canvas;
	char fence[COLS + 1];

	memset(fence, '#', COLS);
	fence[COLS] = '\0';
	canvas_init(&canvas, ROWS, COLS);
	for (int row = 0; row < ROWS; row++)
		canvas_text(&canvas, row, 0, -1, INK_TEXT, fence);
	int end = canvas_text(&canvas, 2, col, fuzz_planted() ? -1 : room, INK_ERROR, text);
	fuzz_claim(end >= col && end <= col + room);
	cells_whole(&canvas);
	for (int row = 0; row < ROWS; row++) {
		for (int at = 0; at < COLS; at++) {
			if (row != 2 || at < col || at >= col + room)
				fuzz_claim(canvas_cell(&canvas, row, at)->points[0] == '#');
		}
	}
	canvas_done(&canvas);
}

static void
wraps_whole(const char *text, size_t len, int cols)
{
	size_t at = 0;

	while (at < len) {
		struct wrap line = wrap_line(text + at, len - at, cols);
		fuzz_claim(line.next > 0 && line.next >= line.len && at + line.next <= len);
		/* What is left out between lines is a break or one space. */
		fuzz_claim(line.next - line.len <= 2);
		at += line.next;
	}
}

static void
reads(const char *text, int cols)
{
	struct text_widget widget;
	struct canvas canvas;

	text_init(&widget);
	canvas_init(&canvas, ROWS, COLS);
	text_place(&widget, (struct rect){ 1, 1, ROWS - 2, cols });
	text_add_lead(&widget, INK_HEADING, "13:10 ", INK_TEXT, text);
	text_add(&widget, INK_TEXT, text);
	for (int move = LIST_DOWN; move <= LIST_PAGE_UP; move++) {
		text_move(&widget, (enum list_move)move);
		text_draw(&widget, &canvas);
	}
	text_search(&widget, text, 1);
	text_draw(&widget, &canvas);
	cells_whole(&canvas);
	for (int row = 0; row < ROWS; row++)
		fuzz_claim(canvas_cell(&canvas, row, 0)->points[0] == ' ');
	canvas_done(&canvas);
	text_done(&widget);
}

FUZZ_ONE(bytes, len)
{
	if (len < 2 || len > 4000)
		return;
	int col = (unsigned char)bytes[0] % (COLS - 2), cols = 1 + (unsigned char)bytes[1] % (COLS - 2);
	char *text = fuzz_text(bytes + 2, len - 2);

	neighbours_stand(text, col, cols < COLS - col ? cols : COLS - col);
	wraps_whole(text, strlen(text), cols);
	reads(text, cols);
	free(text);
}
