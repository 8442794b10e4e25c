/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a line of text ends on the screen: at a newline, else at the last
 * space that fits, else between characters.
 */
#ifndef CLIENT_UI_WRAP_H
#define CLIENT_UI_WRAP_H

#include "base/base.h"

struct wrap {
	size_t len;  /* bytes on this line */
	size_t next; /* where the next line begins; past the newline or space */
	bool newline; /* it ended in a newline */
};

/* Widths are those of the text once cleaned for the terminal. */
struct wrap wrap_line(const char *text, size_t len, int cols);

#endif
