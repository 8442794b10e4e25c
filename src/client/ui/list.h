/* SPDX-License-Identifier: Apache-2.0
 *
 * A list: cursor, scrolling, marks, over rows it asks for by number.  Only
 * visible rows are ever asked for.  The cursor belongs to a row's id, not to
 * its number: after every change of the data call list_sync() and it is on
 * the same row again.  Knows no case.
 */
#ifndef CLIENT_UI_LIST_H
#define CLIENT_UI_LIST_H

#include "client/term/canvas.h"

enum { LIST_ID_MAX = 41, LIST_MARKS_MAX = 2000 };

/* Where the rows are.  data is the caller's. */
struct list_source {
	int64_t (*count)(const void *data);
	/* NULL: not at hand (a page that is still coming). */
	const char *(*id)(const void *data, int64_t row);
	/* Number of the row with that id; -1 when unknown.  NULL: every row is at
	 * hand, and they are looked through. */
	int64_t (*find)(const void *data, const char *id);
	/* Draw one row from column col on; is_cursor rows show their reference
	 * in INK_CURSOR. Never called for rows not at hand. */
	void (*draw)(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
	             bool is_cursor);
	/* Marks that the caller keeps; NULL: the list's own. */
	bool (*is_marked)(const void *data, const char *id);
};

struct list_widget {
	struct rect area;
	int64_t top;     /* first row shown */
	int64_t cursor;  /* row number now */
	char id[LIST_ID_MAX]; /* row the cursor belongs to; "" not known yet */
	int64_t pending; /* where the cursor will go when its rows come; -1 */
	char (*marks)[LIST_ID_MAX];
	size_t mark_count;
	bool frozen;     /* Z: rows keep their place until released */
};

enum list_move {
	LIST_DOWN, LIST_UP, LIST_TOP, LIST_BOTTOM, LIST_HALF_DOWN, LIST_HALF_UP, LIST_PAGE_DOWN, LIST_PAGE_UP
};

int64_t list_find(const struct list_source *source, const void *data, const char *id);

void list_widget_init(struct list_widget *list);
void list_widget_done(struct list_widget *list);
void list_widget_place(struct list_widget *list, struct rect area);

/* The data may have changed: find the cursor's row again. A row that is gone
 * leaves the cursor at its number, on the next row. */
void list_sync(struct list_widget *list, const struct list_source *source, const void *data);
/* Returns the row that is wanted now (hand it to pages_want()). */
int64_t list_move(struct list_widget *list, const struct list_source *source, const void *data,
                  enum list_move move);
int64_t list_go(struct list_widget *list, const struct list_source *source, const void *data,
                int64_t row);
void list_draw(const struct list_widget *list, const struct list_source *source, const void *data,
               struct canvas *canvas);

bool list_is_marked(const struct list_widget *list, const char *id);
void list_mark(struct list_widget *list, const char *id, bool marked);
void list_unmark(struct list_widget *list);

#endif
