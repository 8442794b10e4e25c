/* SPDX-License-Identifier: Apache-2.0
 *
 * The list.  A move to rows that are not at hand is remembered and happens
 * when they come; until then what is on the screen stays.
 */
#include "client/ui/list.h"

#include <stdlib.h>

#include "base/str.h"

int64_t
list_find(const struct list_source *source, const void *data, const char *id)
{
	int64_t count;

	if (source->find)
		return source->find(data, id);
	count = source->count(data);
	for (int64_t row = 0; row < count; row++)
		if (str_eq(source->id(data, row), id))
			return row;
	return -1;
}

void
list_widget_init(struct list_widget *list)
{
	*list = (struct list_widget){ .pending = -1 };
}

void
list_widget_done(struct list_widget *list)
{
	free(list->marks);
	*list = (struct list_widget){ .pending = -1 };
}

static int64_t
clamp(int64_t row, int64_t count)
{
	if (row >= count)
		row = count - 1;
	return row < 0 ? 0 : row;
}

static void
keep_in_sight(struct list_widget *list, int64_t count)
{
	int64_t rows = list->area.rows > 0 ? list->area.rows : 1;

	if (list->cursor < list->top)
		list->top = list->cursor;
	if (list->cursor >= list->top + rows)
		list->top = list->cursor - rows + 1;
	if (list->top > count - rows)
		list->top = count - rows;
	if (list->top < 0)
		list->top = 0;
}

void
list_widget_place(struct list_widget *list, struct rect area)
{
	list->area = area;
	/* The count is not at hand here; the next sync pulls up a short end. */
	keep_in_sight(list, list->cursor + area.rows);
}

static void
settle(struct list_widget *list, const struct list_source *source, const void *data, int64_t row)
{
	const char *id = source->id(data, row);

	list->cursor = row;
	str_copy(list->id, sizeof list->id, id ? id : "");
	keep_in_sight(list, source->count(data));
}

void
list_sync(struct list_widget *list, const struct list_source *source, const void *data)
{
	int64_t count = source->count(data);

	if (list->pending >= 0 && source->id(data, clamp(list->pending, count))) {
		int64_t row = clamp(list->pending, count);
		list->pending = -1;
		settle(list, source, data, row);
		return;
	}
	if (list->pending >= 0)
		return;
	int64_t row = list->id[0] ? list_find(source, data, list->id) : -1;
	if (row >= 0) {
		/* The same line of the screen, whatever happened above it. */
		list->top += row - list->cursor;
		if (list->top < 0)
			list->top = 0;
	} else {
		row = clamp(list->cursor, count);
	}
	settle(list, source, data, row);
}

int64_t
list_go(struct list_widget *list, const struct list_source *source, const void *data, int64_t row)
{
	int64_t count = source->count(data);

	row = clamp(row, count);
	if (count == 0)
		return 0;
	if (source->id(data, row)) {
		list->pending = -1;
		settle(list, source, data, row);
	} else {
		list->pending = row;
	}
	return row;
}

int64_t
list_move(struct list_widget *list, const struct list_source *source, const void *data,
          enum list_move move)
{
	int64_t count = source->count(data);
	int64_t rows = list->area.rows > 0 ? list->area.rows : 1;
	int64_t from = list->pending >= 0 ? list->pending : list->cursor;
	int64_t by = 0;

	switch (move) {
	case LIST_DOWN: by = 1; break;
	case LIST_UP: by = -1; break;
	case LIST_TOP: by = -from; break;
	case LIST_BOTTOM: by = count - 1 - from; break;
	case LIST_HALF_DOWN: by = (rows + 1) / 2; break;
	case LIST_HALF_UP: by = -(rows + 1) / 2; break;
	case LIST_PAGE_DOWN: by = rows; break;
	case LIST_PAGE_UP: by = -rows; break;
	}
	int64_t top = list->top;
	bool screenful = move == LIST_PAGE_DOWN || move == LIST_PAGE_UP || move == LIST_HALF_DOWN ||
	                 move == LIST_HALF_UP;
	int64_t row = list_go(list, source, data, from + by);
	if (screenful && list->pending < 0) {
		/* Scroll the text under the cursor, as pagers do. */
		list->top = top + by;
		keep_in_sight(list, count);
	}
	return row;
}

static char
gutter(const struct list_widget *list, const struct list_source *source, const void *data, const char *id,
       bool is_cursor)
{
	bool marked = source->is_marked ? source->is_marked(data, id) : list_is_marked(list, id);

	if (is_cursor)
		return marked ? '#' : '>';
	return marked ? '*' : ' ';
}

void
list_draw(const struct list_widget *list, const struct list_source *source, const void *data,
          struct canvas *canvas)
{
	struct rect before = canvas_clip(canvas, list->area);
	int64_t count = source->count(data);

	canvas_fill(canvas, list->area, INK_TEXT);
	for (int line = 0; line < list->area.rows && list->top + line < count; line++) {
		int64_t row = list->top + line;
		int at = list->area.row + line;
		const char *id = source->id(data, row);

		if (!id) {
			canvas_text(canvas, at, list->area.col + 1, -1, INK_DIM, "...");
			continue;
		}
		bool is_cursor = row == list->cursor;
		char mark[2] = { gutter(list, source, data, id, is_cursor), '\0' };
		canvas_text(canvas, at, list->area.col, 1, INK_TEXT, mark);
		source->draw(data, row, canvas, at, list->area.col + 1, list->area.cols - 1, is_cursor);
	}
	canvas_unclip(canvas, before);
	canvas_cursor(canvas, list->area.row + (int)(list->cursor - list->top), list->area.col);
}

static size_t
mark_at(const struct list_widget *list, const char *id)
{
	size_t i = 0;

	while (i < list->mark_count && !str_eq(list->marks[i], id))
		i++;
	return i;
}

bool
list_is_marked(const struct list_widget *list, const char *id)
{
	return mark_at(list, id) < list->mark_count;
}

void
list_mark(struct list_widget *list, const char *id, bool marked)
{
	size_t at = mark_at(list, id);

	if (marked && at == list->mark_count && list->mark_count < LIST_MARKS_MAX) {
		if (!list->marks)
			list->marks = calloc(LIST_MARKS_MAX, sizeof *list->marks);
		if (!list->marks)
			oom_exit();
		str_copy(list->marks[list->mark_count++], LIST_ID_MAX, id);
	} else if (!marked && at < list->mark_count) {
		memmove(&list->marks[at], &list->marks[at + 1],
		        (list->mark_count - at - 1) * sizeof *list->marks);
		list->mark_count--;
	}
}

void
list_unmark(struct list_widget *list)
{
	list->mark_count = 0;
}
