/* SPDX-License-Identifier: Apache-2.0
 *
 * The one cleaner for each sink.  Text from outside is stored as it came and
 * goes through exactly one of these on its way out.  They mark, never strip.
 */
#ifndef BASE_SAFE_TEXT_H
#define BASE_SAFE_TEXT_H

#include "base/buf.h"

enum safe_text_lines {
	SAFE_ONE_LINE,  /* LF becomes a mark */
	SAFE_MANY_LINES /* LF stays; TAB becomes spaces in both */
};

/* Terminal: C0, C1, DEL, bidi, invisible, private, unassigned and
 * width-uncertain characters become visible marks ("<RLO>", "<9B>"); bad
 * bytes U+FFFD; at most four combining marks a cell, the rest "<+n>". */
void safe_text(struct buf *out, const char *text, size_t len, enum safe_text_lines lines);

/* HTML text and double-quoted attribute values. */
void html_text(struct buf *out, const char *text);
/* One CSV cell, RFC 4180, with formula starts defused by a quote mark. */
void csv_cell(struct buf *out, const char *text);

#endif
