/* SPDX-License-Identifier: Apache-2.0
 *
 * Inks to curses attributes.  Included by this room's curses files only.
 */
#ifndef CLIENT_TERM_THEME_H
#define CLIENT_TERM_THEME_H

#include <curses.h>

#include "client/term/canvas.h"

/* The terminal's own colours always stay, so NO_COLOR has nothing to take
 * away and light and dark screens read alike. */
attr_t theme_attrs(enum ink ink);

#endif
