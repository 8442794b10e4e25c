/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines to read: wrapped, scrolled, searched.  Each paragraph has one ink and
 * an indent; a view fills it, the widget wraps to its width.
 */
#ifndef CLIENT_UI_TEXT_H
#define CLIENT_UI_TEXT_H

#include "base/arena.h"
#include "client/term/canvas.h"
#include "client/ui/list.h"

enum { TEXT_PARAGRAPHS_MAX = 20000 };

struct text_paragraph {
	const char *text;
	const char *lead; /* what stands before it on its first line, "13:10 BOT      " */
	enum ink ink;
	enum ink lead_ink;
	int indent;       /* columns of the lines after the first */
	int first_line;   /* once wrapped */
};

struct text_line {
	const char *text;
	size_t len;
	int paragraph;
	bool first;
};

struct text_widget {
	struct rect area;
	struct arena arena;
	struct text_paragraph *paragraphs;
	size_t paragraph_count, paragraph_cap;
	struct text_line *lines;
	size_t line_count, line_cap;
	int wrapped_cols; /* what lines are wrapped to; 0: not yet */
	int64_t top;
	int64_t cursor;   /* line in focus */
	bool follow;      /* F: stay at the end */
	char search[120]; /* folded; "" none */
	int64_t match;    /* line of the present match; -1 */
};

void text_init(struct text_widget *text);
void text_done(struct text_widget *text);
void text_clear(struct text_widget *text);
/* Copies text; a newline in it ends a line. Returns the paragraph's number. */
int text_add(struct text_widget *text, enum ink ink, const char *words);
int text_add_lead(struct text_widget *text, enum ink lead_ink, const char *lead, enum ink ink,
                  const char *words);
void text_place(struct text_widget *text, struct rect area);
void text_move(struct text_widget *text, enum list_move move);
/* From the top line on; true when found. by: +1, -1. */
bool text_search(struct text_widget *text, const char *words, int by);
void text_show_paragraph(struct text_widget *text, int paragraph);
int text_paragraph_at(const struct text_widget *text); /* under the cursor; -1 */
void text_draw(const struct text_widget *text, struct canvas *canvas);

/* Plain words from row on, indented, over as many rows as they take in area; the row after them. */
int text_paragraph(struct canvas *canvas, struct rect area, int row, enum ink ink, const char *text);

#endif
