/* SPDX-License-Identifier: Apache-2.0
 *
 * A screen as a grid of cells.  Views and widgets draw on it; term.c shows it,
 * tests print it.  Knows no curses and no case.
 */
#ifndef CLIENT_TERM_CANVAS_H
#define CLIENT_TERM_CANVAS_H

#include "base/base.h"
#include "base/buf.h"

enum ink {
#define INK(id, letter, attrs, name) INK_##id,
#include "client/term/inks.def"
#undef INK
	INK_COUNT
};
static_assert(INK_COUNT <= 24, "more inks than anyone can tell apart");

enum { CELL_POINTS_MAX = 5, CANVAS_ROWS_MAX = 400, CANVAS_COLS_MAX = 800 };

/* One column.  A wide character owns two cells; the second has points[0] 0. */
struct cell {
	uint32_t points[CELL_POINTS_MAX]; /* base character and its marks, 0-ended */
	uint32_t ink;
};

struct rect {
	int row, col, rows, cols;
};

struct canvas {
	int rows, cols;
	struct cell *cells; /* rows * cols */
	struct rect clip;   /* nothing is drawn outside */
	int cursor_row;     /* where the hardware cursor rests: speech and braille follow it */
	int cursor_col;
};

void canvas_init(struct canvas *canvas, int rows, int cols);
void canvas_done(struct canvas *canvas);
/* All blank, clip and cursor reset. */
void canvas_clear(struct canvas *canvas);
/* Narrow drawing to area (within the present clip); give the result of the
 * call back to canvas_unclip(). */
struct rect canvas_clip(struct canvas *canvas, struct rect area) must_use;
void canvas_unclip(struct canvas *canvas, struct rect before);

/*
 * Text from anywhere: cleaned for the terminal, then cut to max columns by
 * whole characters (max < 0: to the clip's edge).  A cut text ends in '>'.
 * Returns the column after it.
 */
int canvas_text(struct canvas *canvas, int row, int col, int max, enum ink ink, const char *text);
int canvas_textf(struct canvas *canvas, int row, int col, int max, enum ink ink, const char *fmt, ...)
	printf_like(6, 7);
/* The same, ending before column right_end; returns where it begins. */
int canvas_text_right(struct canvas *canvas, int row, int right_end, enum ink ink, const char *text);
void canvas_fill(struct canvas *canvas, struct rect area, enum ink ink);
/* Change the ink of what is there. */
void canvas_ink(struct canvas *canvas, int row, int col, int cols, enum ink ink);
/* '-' drawn across. */
void canvas_rule(struct canvas *canvas, int row, int col, int cols, enum ink ink);
void canvas_cursor(struct canvas *canvas, int row, int col);

const struct cell *canvas_cell(const struct canvas *canvas, int row, int col);
/* Columns text takes once cleaned. */
int canvas_width(const char *text);

/* Golden form: rows of text without trailing blanks, a rule, rows of ink
 * letters, and the cursor's place. */
void canvas_print(struct buf *out, const struct canvas *canvas);

#endif
