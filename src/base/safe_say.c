/* SPDX-License-Identifier: Apache-2.0
 *
 * What a command says, cleaned before it reaches somebody's terminal.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/safe_text.h"

enum {
	SENTENCE_MAX = 16 * 1024, /* bytes: of what is longer nobody reads the rest */
	GROWTH_MAX = 8            /* what a byte becomes at most: TAB */
};

/* Cleaned as one line; a line feed at its end stays. */
static void
put_sentence(FILE *out, const char *text)
{
	size_t len = strlen(text);
	bool ends = len > 0 && text[len - 1] == '\n';
	struct buf clean = BUF_INIT((len + 1) * GROWTH_MAX);

	safe_text(&clean, text, len - ends, SAFE_ONE_LINE);
	if (ends)
		buf_putc(&clean, '\n');
	(void)fwrite(clean.data, 1, clean.len, out); /* output_sent() asks */
	buf_done(&clean);
}

static void
put_cut(FILE *out, const char *fmt, va_list args)
{
	static const char cut[] = "...";
	char text[SENTENCE_MAX + sizeof(cut)];
	bool is_cut = vsnprintf(text, SENTENCE_MAX, fmt, args) >= SENTENCE_MAX;

	if (is_cut)
		memcpy(text + SENTENCE_MAX - 1, cut, sizeof(cut));
	put_sentence(out, text);
	if (is_cut && out == stdout)
		(void)fputc('\n', out); /* the sentence's own is lost */
}

void
safe_complain_after(const char *before, const char *fmt, va_list args)
{
	put_sentence(stderr, before);
	put_cut(stderr, fmt, args);
	(void)fputc('\n', stderr);
}

void
safe_complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	safe_complain_after("", fmt, args);
	va_end(args);
}

void
safe_say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_cut(stdout, fmt, args);
	va_end(args);
}

void
safe_put(const char *text)
{
	const char *whole = text ? text : "";
	size_t len = strlen(whole);
	struct buf clean = BUF_INIT((len + 1) * GROWTH_MAX);

	safe_text(&clean, whole, len, SAFE_ONE_LINE);
	(void)fwrite(clean.data, 1, clean.len, stdout);
	buf_done(&clean);
}

void
safe_put_exact(const char *text, size_t len)
{
	if (!isatty(STDOUT_FILENO)) {
		(void)fwrite(text, 1, len, stdout);
		return;
	}
	struct buf clean = BUF_INIT((len + 1) * GROWTH_MAX);
	safe_text(&clean, text, len, SAFE_MANY_LINES);
	(void)fwrite(clean.data, 1, clean.len, stdout);
	buf_done(&clean);
}
