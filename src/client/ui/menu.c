/* SPDX-License-Identifier: Apache-2.0
 *
 * A small menu above the status line.
 */
#include "client/ui/menu.h"

#include "base/utf8.h"

void
menu_init(struct menu *menu, const char *const *lines)
{
	*menu = (struct menu){ .lines = lines };
	while (lines[menu->count])
		menu->count++;
}

static bool
begins_with(const char *line, uint32_t point)
{
	struct buf typed = BUF_INIT(8), want = BUF_INIT(64), have = BUF_INIT(64);

	utf8_encode(&typed, point);
	utf8_fold(&want, typed.data, typed.len);
	utf8_fold(&have, line, utf8_grapheme(line, strlen(line)));
	bool same = want.len > 0 && have.len >= want.len && memcmp(want.data, have.data, want.len) == 0;
	buf_done(&typed);
	buf_done(&want);
	buf_done(&have);
	return same;
}

/* A letter chooses when one line alone begins with it; else it goes there. */
static enum menu_result
choose_by_letter(struct menu *menu, uint32_t point)
{
	int found = -1, count = 0;

	for (int i = 1; i <= menu->count; i++) {
		int line = (menu->cursor + i) % menu->count;
		if (begins_with(menu->lines[line], point)) {
			if (found < 0)
				found = line;
			count++;
		}
	}
	if (found < 0)
		return MENU_GOES_ON;
	menu->cursor = found;
	return count == 1 ? MENU_CHOSEN : MENU_GOES_ON;
}

enum menu_result
menu_key(struct menu *menu, struct key key)
{
	if (menu->count == 0)
		return MENU_CANCELLED;
	switch (key.code) {
	case K_ESC:
		return MENU_CANCELLED;
	case K_ENTER:
		return MENU_CHOSEN;
	case K_DOWN:
	case K_TAB:
		menu->cursor = (menu->cursor + 1) % menu->count;
		return MENU_GOES_ON;
	case K_UP:
	case K_SHIFT_TAB:
		menu->cursor = (menu->cursor + menu->count - 1) % menu->count;
		return MENU_GOES_ON;
	default:
		return key_is_text(key) ? choose_by_letter(menu, key.code) : MENU_GOES_ON;
	}
}

int
menu_draw(const struct menu *menu, struct canvas *canvas, struct rect area, const char *label)
{
	int rows = menu->count + 1;
	int from = 0;

	if (rows > area.rows)
		rows = area.rows;
	if (menu->cursor >= rows - 1)
		from = menu->cursor - (rows - 2);
	int top = area.row + area.rows - rows;
	canvas_fill(canvas, (struct rect){ top, area.col, rows, area.cols }, INK_TEXT);
	canvas_rule(canvas, top, area.col, area.cols, INK_TEXT);
	canvas_text(canvas, top, area.col + 2, area.cols - 4, INK_QUESTION, label);
	for (int i = 0; i < rows - 1; i++) {
		int line = from + i;
		bool here = line == menu->cursor;
		canvas_text(canvas, top + 1 + i, area.col, 1, INK_TEXT, here ? ">" : " ");
		canvas_text(canvas, top + 1 + i, area.col + 2, area.cols - 2, here ? INK_CURSOR : INK_TEXT,
		            menu->lines[line]);
		if (here)
			canvas_cursor(canvas, top + 1 + i, area.col);
	}
	return rows;
}
