/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of the form "name = value", as the keys and config files have them.
 */
#ifndef CLIENT_CMD_LINES_H
#define CLIENT_CMD_LINES_H

#include "base/base.h"

enum { LINE_NAME_MAX = 64, LINE_VALUE_MAX = 256 };

struct line_reader {
	const char *text;
	size_t len;
	int line;
};

struct line_setting {
	int line; /* 1, 2, ... */
	bool ok;  /* it was a setting; false: something else, or too long */
	char name[LINE_NAME_MAX];
	char value[LINE_VALUE_MAX];
};

/* Skips blank lines and # comments; false at the end. */
bool line_next(struct line_reader *reader, struct line_setting *ret);

#endif
