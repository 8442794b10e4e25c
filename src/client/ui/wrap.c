/* SPDX-License-Identifier: Apache-2.0
 *
 * Wrapping.
 */
#include "client/ui/wrap.h"

#include "base/safe_text.h"
#include "base/utf8.h"

enum { MARK_BYTES_MAX = 512 };

static int
width_of(const char *text, size_t len)
{
	if (len == 1 && *text >= ' ' && *text <= '~')
		return 1;
	struct buf clean = BUF_INIT(MARK_BYTES_MAX);
	safe_text(&clean, text, len, SAFE_ONE_LINE);
	int width = utf8_width(clean.data, clean.len);
	buf_done(&clean);
	return width;
}

struct wrap
wrap_line(const char *text, size_t len, int cols)
{
	size_t at = 0, space = 0;
	int width = 0;

	while (at < len && text[at] != '\n') {
		bool ascii = (unsigned char)text[at] < 0x80 &&
		             (at + 1 == len || (unsigned char)text[at + 1] < 0x80);
		size_t used = ascii ? 1 : utf8_grapheme(text + at, len - at);
		int wide = width_of(text + at, used);

		if (width + wide > cols && text[at] == ' ')
			return (struct wrap){ at, at + 1, false };
		if (width + wide > cols && space > 0)
			return (struct wrap){ space, space + 1, false };
		/* A line always takes something, however narrow the screen. */
		if (width + wide > cols && at > 0)
			return (struct wrap){ at, at, false };
		if (text[at] == ' ')
			space = at;
		width += wide;
		at += used;
	}
	bool newline = at < len;
	return (struct wrap){ at, newline ? at + 1 : at, newline };
}
