/* SPDX-License-Identifier: Apache-2.0
 *
 * Splitting a settings file into lines.
 */
#include "client/cmd/lines.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
trim(const char **text, size_t *len)
{
	while (*len > 0 && is_blank(**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*text)[*len - 1]))
		(*len)--;
}

static bool
copy_part(char *out, size_t size, const char *text, size_t len)
{
	trim(&text, &len);
	if (len >= size || memchr(text, '\0', len))
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

bool
line_next(struct line_reader *reader, struct line_setting *ret)
{
	while (reader->len > 0) {
		const char *start = reader->text;
		const char *newline = memchr(start, '\n', reader->len);
		size_t len = newline ? (size_t)(newline - start) : reader->len;
		size_t used = newline ? len + 1 : len;

		reader->text += used;
		reader->len -= used;
		reader->line++;
		trim(&start, &len);
		if (len == 0 || *start == '#')
			continue;
		const char *equals = memchr(start, '=', len);
		size_t name_len = equals ? (size_t)(equals - start) : 0;
		*ret = (struct line_setting){ .line = reader->line };
		ret->ok = name_len > 0 && copy_part(ret->name, sizeof ret->name, start, name_len) &&
		          copy_part(ret->value, sizeof ret->value, equals + 1, len - name_len - 1) &&
		          ret->name[0] != '\0';
		return true;
	}
	return false;
}
