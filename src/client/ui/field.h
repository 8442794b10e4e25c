/* SPDX-License-Identifier: Apache-2.0
 *
 * A field of text being edited, one line or many, in UTF-8 with whole
 * characters.  Used by forms and by the question line.
 */
#ifndef CLIENT_UI_FIELD_H
#define CLIENT_UI_FIELD_H

#include "base/buf.h"
#include "client/term/canvas.h"
#include "client/term/key.h"

struct field {
	struct buf text;
	size_t at;       /* byte the cursor is before */
	int shown_from;  /* one line: first column shown; many: first line */
	bool many_lines; /* ^J or a pasted newline makes a line */
	bool secret;     /* drawn as stars; wiped */
	bool changed;    /* since the caller last cleared it */
};

void field_init(struct field *field, size_t bytes_max, bool many_lines, bool secret);
void field_done(struct field *field);
void field_set(struct field *field, const char *text);
/* True when the key was text or edited it: characters, Backspace, Delete,
 * arrows within the text, Home, End. */
bool field_key(struct field *field, struct key key);
/* Newlines become spaces in a field of one line. */
void field_paste(struct field *field, const char *text, size_t len);
/* Many lines: up or down one line as wrapped to cols; false at the edge. */
bool field_up(struct field *field, int cols);
bool field_down(struct field *field, int cols);
/* Lines the text takes when wrapped. */
int field_lines(const struct field *field, int cols);
void field_draw(const struct field *field, struct canvas *canvas, struct rect area, bool focused);

#endif
