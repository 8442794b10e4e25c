/* SPDX-License-Identifier: Apache-2.0
 *
 * The one cleaner for each sink.  Text from outside is stored as it came and
 * goes through exactly one of these on its way out.  They mark, never strip.
 *
 * A mark is ASCII in angle brackets:
 *   <1B>      a control character (C0, DEL, C1), two hexadecimal digits
 *   <RLO>     an invisible character that has a name: bidi controls, ZWSP,
 *             ZWJ, BOM, SHY, VS16 and such
 *   <U+E000>  any other invisible, private or unassigned character, one whose
 *             width is uncertain, or a combining one with nothing to stand on
 *   <+12>     twelve more combining characters in this place
 */
#ifndef BASE_SAFE_TEXT_H
#define BASE_SAFE_TEXT_H

#include <stdarg.h>

#include "base/buf.h"

enum safe_text_lines {
	SAFE_ONE_LINE,  /* LF becomes a mark */
	SAFE_MANY_LINES /* LF and CR LF become LF */
};

/* Terminal: marks as above, bad bytes U+FFFD (one per maximal subpart), at
 * most four combining characters a cell, TAB becomes spaces to the next
 * eighth column of the line. Cleaning what is clean changes nothing. Widths
 * are compared with wcwidth() when LC_CTYPE is UTF-8. */
void safe_text(struct buf *out, const char *text, size_t len, enum safe_text_lines lines);
/* A sentence to standard error, cleaned as one line: arguments, file names and what a
 * file holds are others' words, too, and none of them begins a line of its own.  What is
 * longer than anybody reads is cut. */
__attribute__((format(printf, 1, 2))) void safe_complain(const char *fmt, ...);
/* The same after other words, which come first. */
void safe_complain_after(const char *before, const char *fmt, va_list args);
/* A sentence to standard output, cleaned as one line; the line feed it ends in stays one. */
__attribute__((format(printf, 1, 2))) void safe_say(const char *fmt, ...);
/* One part of a line to standard output, cleaned as one line; NULL is "". */
void safe_put(const char *text);
/* Bytes of a form that is kept exactly, as JSON: cleaned where standard output is a terminal. */
void safe_put_exact(const char *text, size_t len);

/* HTML text and double-quoted attribute values. Controls but TAB, LF and CR,
 * and bidi embeddings, overrides and isolates become marks, bad bytes U+FFFD. */
void html_text(struct buf *out, const char *text);
/* The body of an e-mail: the same marks, each line end CR LF, whatever it was. */
void mail_text(struct buf *out, const char *text);
/* The same in one line, CR, LF and TAB as marks, too: for a header, see mail_header(). */
void mail_line(struct buf *out, const char *text);
/* One CSV cell, RFC 4180, with formula starts defused by an apostrophe;
 * "-125.50" stays a number. Marks as in html_text(). */
void csv_cell(struct buf *out, const char *text);

#endif
