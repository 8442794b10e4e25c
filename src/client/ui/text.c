/* SPDX-License-Identifier: Apache-2.0
 *
 * Text to read.  Paragraphs are kept whole; lines point into them and are
 * worked out again when the width changes.
 */
#include "client/ui/text.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/utf8.h"
#include "client/ui/wrap.h"

enum { FOLDED_MAX = 64 * 1024 };

void
text_init(struct text_widget *text)
{
	*text = (struct text_widget){ .arena = ARENA_INIT, .match = -1 };
}

void
text_done(struct text_widget *text)
{
	arena_done(&text->arena);
	free(text->paragraphs);
	free(text->lines);
	*text = (struct text_widget){ .arena = ARENA_INIT, .match = -1 };
}

void
text_clear(struct text_widget *text)
{
	arena_reset(&text->arena);
	text->paragraph_count = 0;
	text->line_count = 0;
	text->wrapped_cols = 0;
	text->match = -1;
}

static void *
grow(void *array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 64;
	array = reallocarray(array, *cap, size);
	if (!array)
		oom_exit();
	return array;
}

static void
add_line(struct text_widget *text, const char *bytes, size_t len, int paragraph, bool first)
{
	text->lines = grow(text->lines, text->line_count, &text->line_cap, sizeof *text->lines);
	text->lines[text->line_count++] =
		(struct text_line){ .text = bytes, .len = len, .paragraph = paragraph, .first = first };
}

static void
wrap_paragraph(struct text_widget *text, int number)
{
	struct text_paragraph *paragraph = &text->paragraphs[number];
	int cols = text->wrapped_cols - paragraph->indent;
	const char *at = paragraph->text;
	size_t len = strlen(at);
	bool first = true, open = true;

	paragraph->first_line = (int)text->line_count;
	while (len > 0 || open) {
		struct wrap wrap = wrap_line(at, len, cols > 10 ? cols : 10);
		add_line(text, at, wrap.len, number, first);
		first = false;
		open = wrap.newline;
		at += wrap.next;
		len -= wrap.next;
	}
}

int
text_add_lead(struct text_widget *text, enum ink lead_ink, const char *lead, enum ink ink,
              const char *words)
{
	if (text->paragraph_count == TEXT_PARAGRAPHS_MAX)
		return -1;
	text->paragraphs = grow(text->paragraphs, text->paragraph_count, &text->paragraph_cap,
	                        sizeof *text->paragraphs);
	int number = (int)text->paragraph_count++;
	text->paragraphs[number] = (struct text_paragraph){
		.text = arena_strdup(&text->arena, words ? words : ""),
		.lead = arena_strdup(&text->arena, lead ? lead : ""),
		.ink = ink,
		.lead_ink = lead_ink,
		.indent = canvas_width(lead),
	};
	if (text->wrapped_cols > 0)
		wrap_paragraph(text, number);
	if (text->follow && text->line_count > 0)
		text_move(text, LIST_BOTTOM);
	return number;
}

int
text_add(struct text_widget *text, enum ink ink, const char *words)
{
	return text_add_lead(text, ink, "", ink, words);
}

static void
keep_in_sight(struct text_widget *text)
{
	int64_t rows = text->area.rows > 0 ? text->area.rows : 1;
	int64_t count = (int64_t)text->line_count;

	if (text->cursor >= count)
		text->cursor = count - 1;
	if (text->cursor < 0)
		text->cursor = 0;
	if (text->top > count - rows)
		text->top = count - rows;
	if (text->cursor < text->top)
		text->top = text->cursor;
	if (text->cursor >= text->top + rows)
		text->top = text->cursor - rows + 1;
	if (text->top < 0)
		text->top = 0;
}

void
text_place(struct text_widget *text, struct rect area)
{
	int paragraph = text_paragraph_at(text);
	int64_t inside = paragraph >= 0 ? text->cursor - text->paragraphs[paragraph].first_line : 0;
	bool same = area.cols == text->wrapped_cols;

	text->area = area;
	if (!same) {
		text->wrapped_cols = area.cols;
		text->line_count = 0;
		for (size_t i = 0; i < text->paragraph_count; i++)
			wrap_paragraph(text, (int)i);
		/* The same words stay in sight. */
		if (paragraph >= 0)
			text->cursor = text->paragraphs[paragraph].first_line + inside;
	}
	keep_in_sight(text);
}

void
text_move(struct text_widget *text, enum list_move move)
{
	int64_t rows = text->area.rows > 1 ? text->area.rows : 1;

	text->follow = text->follow && move == LIST_BOTTOM;
	switch (move) {
	case LIST_DOWN:
		text->cursor++;
		break;
	case LIST_UP:
		text->cursor--;
		break;
	case LIST_TOP:
		text->cursor = 0;
		break;
	case LIST_BOTTOM:
		text->cursor = (int64_t)text->line_count - 1;
		break;
	case LIST_HALF_DOWN:
	case LIST_PAGE_DOWN:
		rows = move == LIST_HALF_DOWN ? (rows + 1) / 2 : rows;
		text->cursor += rows;
		text->top += rows;
		break;
	case LIST_HALF_UP:
	case LIST_PAGE_UP:
		rows = move == LIST_HALF_UP ? (rows + 1) / 2 : rows;
		text->cursor -= rows;
		text->top -= rows;
		break;
	}
	keep_in_sight(text);
}

static bool
paragraph_has(const struct text_widget *text, size_t number, const char *folded)
{
	const struct text_paragraph *paragraph = &text->paragraphs[number];
	struct buf hay = BUF_INIT(FOLDED_MAX);

	if (paragraph->lead) {
		utf8_fold(&hay, paragraph->lead, strlen(paragraph->lead));
		buf_putc(&hay, '\n');
	}
	utf8_fold(&hay, paragraph->text, strlen(paragraph->text));
	bool has = strstr(hay.data, folded) != NULL;
	buf_done(&hay);
	return has;
}

bool
text_search(struct text_widget *text, const char *words, int by)
{
	struct buf folded = BUF_INIT(sizeof text->search);
	int count = (int)text->paragraph_count;
	int here = text_paragraph_at(text);

	utf8_fold(&folded, words, strlen(words));
	str_copy(text->search, sizeof text->search, folded.data);
	buf_done(&folded);
	text->match = -1;
	if (str_empty(text->search) || count == 0)
		return false;
	for (int i = 1; i <= count; i++) {
		int number = (here + by * i + 2 * count) % count;
		if (paragraph_has(text, (size_t)number, text->search)) {
			text_show_paragraph(text, number);
			text->match = text->cursor;
			return true;
		}
	}
	return false;
}

void
text_show_paragraph(struct text_widget *text, int paragraph)
{
	assert(paragraph >= 0 && (size_t)paragraph < text->paragraph_count);
	text->cursor = text->paragraphs[paragraph].first_line;
	keep_in_sight(text);
}

int
text_paragraph_at(const struct text_widget *text)
{
	if (text->cursor < 0 || text->cursor >= (int64_t)text->line_count)
		return -1;
	return text->lines[text->cursor].paragraph;
}

void
text_draw(const struct text_widget *text, struct canvas *canvas)
{
	struct rect before = canvas_clip(canvas, text->area);
	struct buf part = BUF_INIT(FOLDED_MAX);

	canvas_fill(canvas, text->area, INK_TEXT);
	for (int i = 0; i < text->area.rows; i++) {
		int64_t number = text->top + i;
		if (number >= (int64_t)text->line_count)
			break;
		const struct text_line *line = &text->lines[number];
		const struct text_paragraph *paragraph = &text->paragraphs[line->paragraph];
		int row = text->area.row + i, col = text->area.col;
		enum ink ink = number == text->match ? INK_MATCH : paragraph->ink;

		if (line->first)
			canvas_text(canvas, row, col, paragraph->indent, paragraph->lead_ink, paragraph->lead);
		buf_reset(&part);
		buf_add(&part, line->text, line->len);
		canvas_text(canvas, row, col + paragraph->indent, -1, ink, part.data);
	}
	buf_done(&part);
	canvas_unclip(canvas, before);
	canvas_cursor(canvas, text->area.row + (int)(text->cursor - text->top), text->area.col);
}

int
text_paragraph(struct canvas *canvas, struct rect area, int row, enum ink ink, const char *text)
{
	while (*text && row < area.row + area.rows) {
		struct wrap line = wrap_line(text, strlen(text), area.cols - 4);
		canvas_textf(canvas, row++, area.col + 2, -1, ink, "%.*s", (int)line.len, text);
		text += line.next;
	}
	return row;
}
