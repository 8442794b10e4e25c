/* SPDX-License-Identifier: Apache-2.0
 *
 * Small questions about C strings.  NULL counts as the empty string.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

bool str_eq(const char *a, const char *b);
bool str_empty(const char *text);
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);
/* Whole text is one decimal integer within int64: digits after an optional
 * minus, nothing else; ret is untouched on false. */
bool str_to_i64(const char *text, int64_t *ret) must_use;
/* On the heap, for the caller to free(); NULL stays NULL. */
char *str_dup(const char *text);
/* Copies the whole characters that fit, always terminates; false when cut. */
bool str_copy(char *dst, size_t size, const char *src);
/* Is text one of the words of a comma-separated list?  Blanks count. */
bool str_in_list(const char *list, const char *text);
/* The same digits, at least so many, whatever stands between: "(615) 555-0142"
 * and "615.555.0142" are one number. */
bool str_same_digits(const char *one, const char *other, int least);
/* [0-9A-Za-z_-]{1,40} */
bool str_is_id(const char *text);

#endif
