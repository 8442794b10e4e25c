/* SPDX-License-Identifier: Apache-2.0
 *
 * Unicode over libunistring: validity, columns, graphemes, folding.
 * Columns agree with the terminal library or the character is shown as a
 * mark (safe_text.h).
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"
#include "base/buf.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* Strict RFC 3629. */
bool utf8_valid(const char *text, size_t len);
/* Next code point; a bad byte run gives U+FFFD, one per maximal subpart.
 * Returns bytes used (>= 1) unless len is 0. */
size_t utf8_decode(const char *text, size_t len, uint32_t *ret_point);
/* Appends up to four bytes. */
void utf8_encode(struct buf *out, uint32_t point);
/* Bytes in the first grapheme cluster. */
size_t utf8_grapheme(const char *text, size_t len);
/* Columns of clean text (output of safe_text); never negative. */
int utf8_width(const char *text, size_t len);
/* Longest prefix, whole graphemes, that fits in columns; returns bytes. */
size_t utf8_fit(const char *text, size_t len, int columns);
/* Casefolded, NFKD, marks dropped: for sort keys and accent-blind search. */
void utf8_fold(struct buf *out, const char *text, size_t len);
/* Do the words stand in the text, whatever their case and accents?  text NULL: no. */
bool utf8_has(const char *text, const char *words);
/* Does each of the words, in whatever order?  No word at all: no. */
bool utf8_has_parts(const char *text, const char *words);

#endif
