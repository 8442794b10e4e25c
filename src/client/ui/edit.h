/* SPDX-License-Identifier: Apache-2.0
 *
 * A field of text being edited, one line or many, in UTF-8 with whole
 * characters.  Used by forms and by the question line.
 */
#ifndef CLIENT_UI_EDIT_H
#define CLIENT_UI_EDIT_H

#include "base/buf.h"
#include "client/term/canvas.h"
#include "client/term/key.h"

struct edit {
	struct buf text;
	size_t at;       /* byte the cursor is before */
	bool many_lines; /* ^J or a pasted newline makes a line */
	bool secret;     /* drawn as stars; wiped */
	bool changed;    /* since the caller last cleared it */
	bool full;       /* the last key or paste did not fit, whole or in part */
};

void edit_init(struct edit *edit, size_t bytes_max, bool many_lines, bool secret);
void edit_done(struct edit *edit);
void edit_set(struct edit *edit, const char *text);
/* True when the key was text or edited it: characters, Backspace, Delete,
 * arrows within the text, Home, End; in one line ^U, which empties it, and ^W,
 * which takes the word before the cursor. */
bool edit_key(struct edit *edit, struct key key);
/* Newlines become spaces in a field of one line. */
void edit_paste(struct edit *edit, const char *text, size_t len);
/* Many lines: up or down one line as wrapped to cols; false at the edge. */
bool edit_up(struct edit *edit, int cols);
bool edit_down(struct edit *edit, int cols);
void edit_draw(const struct edit *edit, struct canvas *canvas, struct rect area, bool focused);

#endif
