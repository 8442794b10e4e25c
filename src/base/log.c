/* SPDX-License-Identifier: Apache-2.0
 *
 * One event, one line, one write(2): lines of several threads never mix, and
 * a line is no longer than a pipe takes whole.  Nothing here allocates.
 */
#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

enum { LOG_LINE_MAX = PIPE_BUF, LOG_ESCAPE_MAX = 24 };

static const char log_tail[] = "\"}\n";
static const char log_cut[] = "...";

/* The line being written; room for the cut mark and the tail is kept free. */
struct line {
	char bytes[LOG_LINE_MAX];
	size_t len;
	bool is_cut;
};

static _Atomic int level_min = LOG_INFO;

void
log_set_level(enum log_level level)
{
	level_min = (int)level;
}

static const char *
level_name(enum log_level level)
{
	switch (level) {
	case LOG_DEBUG:
		return "debug";
	case LOG_INFO:
		return "info";
	case LOG_WARN:
		return "warn";
	case LOG_ERROR:
		return "error";
	}
	return "error";
}

static void
line_add(struct line *line, const char *bytes, size_t len)
{
	size_t room = sizeof(line->bytes) - sizeof(log_cut) - sizeof(log_tail) - line->len;

	if (line->is_cut || len > room) {
		line->is_cut = true;
		return;
	}
	memcpy(line->bytes + line->len, bytes, len);
	line->len += len;
}

static void
line_puts(struct line *line, const char *text)
{
	line_add(line, text, strlen(text));
}

/* Everything but printable ASCII as \uXXXX, so that no log viewer is fooled. */
static void
line_escape(struct line *line, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t point;
		char escape[LOG_ESCAPE_MAX + 1];
		size_t used = utf8_decode(text, left, &point);

		if (point == '"' || point == '\\')
			snprintf(escape, sizeof(escape), "\\%c", (char)point);
		else if (point >= 0x20 && point < 0x7F)
			snprintf(escape, sizeof(escape), "%c", (char)point);
		else if (point < 0x10000)
			snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)point);
		else
			snprintf(escape, sizeof(escape), "\\u%04x\\u%04x",
				(unsigned)(0xD800 + ((point - 0x10000) >> 10)),
				(unsigned)(0xDC00 + ((point - 0x10000) & 0x3FF)));
		line_puts(line, escape);
		text += used;
		left -= used;
	}
}

static void
line_time(struct line *line, int64_t now_ms)
{
	char text[INSTANT_TEXT_MAX], ms[8];

	instant_to_text(now_ms, text);
	if (!*text)
		return;
	line_add(line, text, strlen(text) - 1);
	snprintf(ms, sizeof(ms), ".%03dZ", (int)(now_ms % 1000));
	line_puts(line, ms);
}

void
log_line(enum log_level level, const char *what, const char *fmt, ...)
{
	char message[LOG_LINE_MAX]; /* more than fits, so that its cut never shows */
	struct line line = { .len = 0 };
	int saved_errno = errno;
	va_list args;

	if ((int)level < level_min)
		return;
	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);

	line_puts(&line, "{\"at\":\"");
	line_time(&line, clock_real_ms());
	line_puts(&line, "\",\"level\":\"");
	line_puts(&line, level_name(level));
	line_puts(&line, "\",\"event\":\"");
	line_escape(&line, what);
	line_puts(&line, "\",\"message\":\"");
	line_escape(&line, message);
	if (line.is_cut) {
		memcpy(line.bytes + line.len, log_cut, sizeof(log_cut) - 1);
		line.len += sizeof(log_cut) - 1;
	}
	memcpy(line.bytes + line.len, log_tail, sizeof(log_tail) - 1);
	line.len += sizeof(log_tail) - 1;

	/* A log that cannot be written has nobody to be told. */
	while (write(STDERR_FILENO, line.bytes, line.len) < 0 && errno == EINTR)
		;
	errno = saved_errno;
}
