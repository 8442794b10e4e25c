/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing JSON into a buf.  Every answer of the server passes here, so text
 * is copied in runs and no printf is called.
 */
#include "base/json.h"

#include "base/utf8.h"

enum { OUT_DEPTH_MAX = 63 }; /* bits of has_member, less one */

/* Eight bytes at once: is none of them a control, a quote, a backslash, DEL
 * or part of a longer character?  May say no for a yes, never the reverse. */
static bool
is_plain_word(const char *text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;

	memcpy(&word, text, sizeof(word));
	uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\',
		 del = word ^ ones * 0x7F;
	/* A byte below n borrows, and so sets its top bit. */
	uint64_t odd =
		(word - ones * 0x20) | (quote - ones) | (backslash - ones) | (del - ones) | word;

	return !(odd & ones * 0x80);
}

/* Bytes from 0 on that can stand in a JSON text as they are: all but quotes,
 * backslashes, controls (C1 and DEL too, which a terminal would obey) and bad
 * UTF-8. */
static size_t
plain_run(const char *text, size_t len)
{
	size_t i = 0;

	while (len - i >= sizeof(uint64_t) && is_plain_word(text + i))
		i += sizeof(uint64_t);
	/* The rest once more with what stands before it, at one look. */
	if (i > 0 && len - i < sizeof(uint64_t) && is_plain_word(text + len - sizeof(uint64_t)))
		return len;
	while (i < len) {
		unsigned char c = (unsigned char)text[i];
		uint32_t point;

		if (len - i >= sizeof(uint64_t) && is_plain_word(text + i)) {
			i += sizeof(uint64_t);
			continue;
		}
		if (c < 0x80) {
			if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F)
				break;
			i++;
			continue;
		}
		size_t used = utf8_decode(text + i, len - i, &point);
		if (point < 0xA0 || (point == UTF8_REPLACEMENT && !utf8_valid(text + i, used)))
			break;
		i += used;
	}
	return i;
}

/* One character that cannot stand as it is; returns the bytes used. */
static size_t
put_escape(struct buf *out, const char *text, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	static const char letters[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";
	uint32_t point;
	size_t used = utf8_decode(text, len, &point);
	const char *meaning = point > 0 && point < 0x80 ? strchr(meanings, (int)point) : NULL;

	if (meaning) {
		const char escape[] = { '\\', letters[meaning - meanings] };
		buf_add(out, escape, sizeof(escape));
	} else if (point == UTF8_REPLACEMENT) {
		utf8_encode(out, point);
	} else {
		const char escape[] = { '\\', 'u', '0', '0', hex[point >> 4], hex[point & 15] };
		buf_add(out, escape, sizeof(escape));
	}
	return used;
}

void
json_quote(struct buf *out, const char *text, size_t len)
{
	size_t run = plain_run(text, len);

	if (run == len) {
		char *room = buf_grow(out, len + 2);
		if (!room)
			return;
		room[0] = '"';
		if (len > 0)
			memcpy(room + 1, text, len);
		room[len + 1] = '"';
		return;
	}

	buf_putc(out, '"');
	for (;;) {
		buf_add(out, text, run);
		text += run;
		len -= run;
		if (len == 0)
			break;
		size_t used = put_escape(out, text, len);
		text += used;
		len -= used;
		run = plain_run(text, len);
	}
	buf_putc(out, '"');
}

/* The comma and the name that stand before a value. */
static void
begin_value(struct json_out *out, const char *name)
{
	uint64_t bit = UINT64_C(1) << out->depth;
	size_t comma = (out->has_member & bit) != 0;
	size_t len = name ? strlen(name) : 0;

	out->has_member |= bit;
	if (name && plain_run(name, len) == len) {
		char *room = buf_grow(out->buf, comma + len + 3);
		if (!room)
			return;
		if (comma)
			*room++ = ',';
		*room++ = '"';
		memcpy(room, name, len);
		room[len] = '"';
		room[len + 1] = ':';
		return;
	}
	if (comma)
		buf_putc(out->buf, ',');
	if (name) {
		json_quote(out->buf, name, len);
		buf_putc(out->buf, ':');
	}
}

static void
begin_many(struct json_out *out, const char *name, char open)
{
	assert(out->depth < OUT_DEPTH_MAX);
	begin_value(out, name);
	buf_putc(out->buf, open);
	out->depth++;
	out->has_member &= ~(UINT64_C(1) << out->depth);
}

static void
end_many(struct json_out *out, char close)
{
	assert(out->depth > 0);
	out->depth--;
	buf_putc(out->buf, close);
}

void
json_begin_object(struct json_out *out, const char *name)
{
	begin_many(out, name, '{');
}

void
json_end_object(struct json_out *out)
{
	end_many(out, '}');
}

void
json_begin_list(struct json_out *out, const char *name)
{
	begin_many(out, name, '[');
}

void
json_end_list(struct json_out *out)
{
	end_many(out, ']');
}

void
json_put_text(struct json_out *out, const char *name, const char *text)
{
	if (!text) {
		json_put_null(out, name);
		return;
	}
	begin_value(out, name);
	json_quote(out->buf, text, strlen(text));
}

void
json_put_int(struct json_out *out, const char *name, int64_t value)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		digits[--at] = '-';
	begin_value(out, name);
	buf_add(out->buf, digits + at, sizeof(digits) - at);
}

void
json_put_bool(struct json_out *out, const char *name, bool value)
{
	json_put_raw(out, name, value ? "true" : "false");
}

void
json_put_null(struct json_out *out, const char *name)
{
	json_put_raw(out, name, "null");
}

void
json_put_raw(struct json_out *out, const char *name, const char *json_text)
{
	begin_value(out, name);
	buf_puts(out->buf, json_text);
}
