/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing JSON into a buf.  Every answer of the server passes here, so text
 * is copied in runs and no printf is called.
 */
#include "base/json.h"

#include "base/utf8.h"

enum { OUT_DEPTH_MAX = 63 }; /* bits of has_member, less one */

/* Sixteen bytes that are looked at together. */
typedef int8_t lanes __attribute__((vector_size(16)));

/* Is none of them a control, a quote, a backslash, DEL or part of a longer
 * character (negative, as these bytes are signed)? */
static bool
are_plain(lanes bytes)
{
	lanes odd = (bytes < 0x20) | (bytes == 0x7F) | (bytes == '"') | (bytes == '\\');
	uint64_t halves[2];

	memcpy(halves, &odd, sizeof(halves));
	return !(halves[0] | halves[1]);
}

static lanes
lanes_at(const char *text)
{
	lanes bytes;

	memcpy(&bytes, text, sizeof(bytes));
	return bytes;
}

/* Bytes from 0 on that can stand in a JSON text as they are: all but quotes,
 * backslashes, controls (C1 and DEL too, which a terminal would obey) and bad
 * UTF-8. */
static size_t
plain_run(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len) {
		unsigned char c = (unsigned char)text[i];
		uint32_t point;

		if (len - i >= sizeof(lanes) && are_plain(lanes_at(text + i))) {
			i += sizeof(lanes);
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

static bool
copy_few(char *to, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)from[i];

		if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\')
			return false;
		to[i] = from[i];
	}
	return true;
}

/* Below sixteen: the first half and the last, with what they share in the middle. */
static bool
copy_short(char *to, const char *from, size_t len)
{
	union {
		uint64_t eight[2];
		uint32_t four[4];
		lanes bytes;
	} halves;

	if (len >= sizeof(uint64_t)) {
		memcpy(&halves.eight[0], from, sizeof(uint64_t));
		memcpy(&halves.eight[1], from + len - sizeof(uint64_t), sizeof(uint64_t));
		memcpy(to, &halves.eight[0], sizeof(uint64_t));
		memcpy(to + len - sizeof(uint64_t), &halves.eight[1], sizeof(uint64_t));
		return are_plain(halves.bytes);
	}
	if (len < sizeof(uint32_t))
		return copy_few(to, from, len);
	memcpy(&halves.four[0], from, sizeof(uint32_t));
	memcpy(&halves.four[1], from + len - sizeof(uint32_t), sizeof(uint32_t));
	memcpy(to, &halves.four[0], sizeof(uint32_t));
	memcpy(to + len - sizeof(uint32_t), &halves.four[1], sizeof(uint32_t));
	halves.eight[1] = halves.eight[0];
	return are_plain(halves.bytes);
}

/* Copies what can stand as it is; false, and any bytes written, if not all can. */
static bool
copy_plain(char *to, const char *from, size_t len)
{
	const size_t step = sizeof(lanes);
	lanes bytes;

	if (len < step)
		return copy_short(to, from, len);
	for (size_t i = 0; i <= len - step; i += step) {
		bytes = lanes_at(from + i);
		if (!are_plain(bytes))
			return false;
		memcpy(to + i, &bytes, step);
	}
	/* The rest once more with what stands before it. */
	bytes = lanes_at(from + len - step);
	memcpy(to + len - step, &bytes, step);
	return are_plain(bytes);
}

/* Text with something in it that is escaped, or looked at more closely. */
static void
quote_in_runs(struct buf *out, const char *text, size_t len)
{
	buf_putc(out, '"');
	while (len > 0) {
		size_t run = plain_run(text, len);

		buf_add(out, text, run);
		text += run;
		len -= run;
		if (len == 0)
			break;
		size_t used = put_escape(out, text, len);
		text += used;
		len -= used;
	}
	buf_putc(out, '"');
}

void
json_quote(struct buf *out, const char *text, size_t len)
{
	char *room = buf_room(out, len + 2);

	if (!room || !copy_plain(room + 1, text, len)) {
		quote_in_runs(out, text, len);
		return;
	}
	room[0] = '"';
	room[len + 1] = '"';
	buf_wrote(out, len + 2);
}

void
json_quote_plain(struct buf *out, const char *text, size_t len)
{
	char *room = buf_grow(out, len + 2);

	if (!room)
		return;
	room[0] = '"';
	memcpy(room + 1, text, len);
	room[len + 1] = '"';
}

void
json_begin_value(struct json_out *out, const char *name)
{
	uint64_t bit = UINT64_C(1) << out->depth;

	if (out->has_member & bit)
		buf_putc(out->buf, ',');
	out->has_member |= bit;
	if (name) {
		json_quote(out->buf, name, strlen(name));
		buf_putc(out->buf, ':');
	}
}

static void
begin_many(struct json_out *out, const char *name, char open)
{
	assert(out->depth < OUT_DEPTH_MAX);
	json_begin_value(out, name);
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
json_resume_object(struct json_out *out)
{
	assert(out->depth < OUT_DEPTH_MAX);
	out->depth++;
	out->has_member |= UINT64_C(1) << out->depth;
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
	json_begin_value(out, name);
	json_quote(out->buf, text, strlen(text));
}

void
json_add_int(struct buf *out, int64_t value)
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
	buf_add(out, digits + at, sizeof(digits) - at);
}

void
json_put_int(struct json_out *out, const char *name, int64_t value)
{
	json_begin_value(out, name);
	json_add_int(out->buf, value);
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
	json_begin_value(out, name);
	buf_puts(out->buf, json_text);
}
