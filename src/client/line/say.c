/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain lines.  What the server says is cleaned for the terminal, always:
 * a script that wants the bytes takes --json from a pipe.
 */
#include "client/line/private.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/output.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "domain/application.h"

void
say(struct line *line, const char *fmt, ...)
{
	struct buf text = BUF_INIT(LINE_OUT_MAX);
	va_list args;

	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	safe_text(&line->out, text.data, text.len, SAFE_ONE_LINE);
	buf_putc(&line->out, '\n');
	buf_done(&text);
}

void
say_fact(struct line *line, const char *label, const char *text)
{
	if (!str_empty(text))
		say(line, "%s: %s", label, text);
}

void
say_text(struct line *line, const char *text)
{
	if (str_empty(text))
		return;
	safe_text(&line->out, text, strlen(text), SAFE_MANY_LINES);
	if (line->out.len > 0 && line->out.data[line->out.len - 1] != '\n')
		buf_putc(&line->out, '\n');
}

/* A word that this program does not know yet is read without its underscores. */
const char *
spoken(struct line *line, const char *word)
{
	char *copy = arena_strdup(&line->arena, word ? word : "");

	for (char *at = copy; *at; at++)
		if (*at == '_')
			*at = ' ';
	return copy;
}

const char *
spoken_name(struct line *line, enum name_set set, const char *word)
{
	const char *name = name_of(set, word);

	return name ? gettext(name) : spoken(line, word);
}

const char *
spoken_status(struct line *line, const char *word)
{
	enum application_status status = application_status_from_wire(word);

	return status == APPLICATION_NO_STATUS ? spoken(line, word) : gettext(application_status_text(status));
}

const char *
spoken_act(struct line *line, const char *word)
{
	for (int act = ACT_NONE + 1; act < ACT_COUNT; act++)
		if (str_eq(transition_of((enum application_act)act)->wire, word))
			return gettext(transition_of((enum application_act)act)->text);
	return spoken(line, word);
}

static const char *
after_comma(struct line *line, const char *text)
{
	return str_empty(text) ? "" : arena_printf(&line->arena, ", %s", text);
}

const char *
spoken_item(struct line *line, const struct missing_item *item)
{
	return arena_printf(&line->arena, "%s%s%s", item->label, after_comma(line, item->period),
	                    after_comma(line, item->person));
}

void
say_json(struct line *line, const struct json *json)
{
	struct buf text = BUF_INIT(LINE_OUT_MAX);

	json_print(&text, json);
	if (isatty(STDOUT_FILENO))
		safe_text(&line->out, text.data, text.len, SAFE_MANY_LINES);
	else
		buf_add(&line->out, text.data, text.len);
	buf_putc(&line->out, '\n');
	buf_done(&text);
}

bool
say_flush(struct line *line)
{
	bool is_whole = buf_ok(&line->out);
	struct err err = { .code = ERR_NONE };

	if (!is_whole)
		line_complain(_("the answer is too long to print whole; use --limit"));
	(void)fwrite(line->out.data, 1, line->out.len, stdout); /* output_sent() asks */
	buf_reset(&line->out);
	if (output_sent(&err))
		return is_whole;
	line_complain("%s", err.detail);
	return false;
}
