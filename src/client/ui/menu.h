/* SPDX-License-Identifier: Apache-2.0
 *
 * A few lines to choose one of: by its first letter, its digit, or the arrows.
 */
#ifndef CLIENT_UI_MENU_H
#define CLIENT_UI_MENU_H

#include "client/term/canvas.h"
#include "client/term/key.h"

struct menu {
	const char *const *lines; /* NULL-ended, borrowed */
	int count;
	int cursor;
};

void menu_init(struct menu *menu, const char *const *lines);
enum menu_result { MENU_GOES_ON, MENU_CHOSEN, MENU_CANCELLED };
enum menu_result menu_key(struct menu *menu, struct key key);
/* At the bottom of area; returns the rows taken. */
int menu_draw(const struct menu *menu, struct canvas *canvas, struct rect area, const char *label);

#endif
