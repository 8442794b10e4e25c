/* SPDX-License-Identifier: Apache-2.0
 *
 * Unicode by libunistring's tables, with short ways for ASCII, which is
 * nearly all of the text there is.  Knows no locale and no terminal.
 */
#include "base/utf8.h"

#include <errno.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

/* What may follow a first byte: how many bytes, and the range of the second
 * (RFC 3629 section 4; later ones are always 80..BF). */
struct lead {
	int more;
	uint8_t second_min, second_max;
};

static struct lead
lead_of(unsigned char byte)
{
	if (byte >= 0xC2 && byte <= 0xDF)
		return (struct lead){ 1, 0x80, 0xBF };
	if (byte == 0xE0)
		return (struct lead){ 2, 0xA0, 0xBF };
	if (byte == 0xED)
		return (struct lead){ 2, 0x80, 0x9F };
	if (byte >= 0xE1 && byte <= 0xEF)
		return (struct lead){ 2, 0x80, 0xBF };
	if (byte == 0xF0)
		return (struct lead){ 3, 0x90, 0xBF };
	if (byte >= 0xF1 && byte <= 0xF3)
		return (struct lead){ 3, 0x80, 0xBF };
	if (byte == 0xF4)
		return (struct lead){ 3, 0x80, 0x8F };
	return (struct lead){ 0, 0, 0 };
}

/* One character of at least two bytes; false and the length of the maximal
 * subpart for a bad one. */
static bool
decode_long(const unsigned char *bytes, size_t len, uint32_t *ret_point, size_t *ret_used)
{
	struct lead lead = lead_of(bytes[0]);
	uint32_t point = bytes[0] & (0x3Fu >> lead.more);

	for (int i = 1; i <= lead.more; i++) {
		uint8_t min = i == 1 ? lead.second_min : 0x80;
		uint8_t max = i == 1 ? lead.second_max : 0xBF;

		if ((size_t)i >= len || bytes[i] < min || bytes[i] > max) {
			*ret_used = (size_t)i;
			return false;
		}
		point = point << 6 | (bytes[i] & 0x3Fu);
	}
	*ret_used = (size_t)lead.more + 1;
	*ret_point = point;
	return lead.more > 0;
}

/* Bytes of ASCII at the front. */
static size_t
ascii_run(const char *text, size_t len)
{
	size_t i = 0;
	uint64_t word;

	for (; i + sizeof(word) <= len; i += sizeof(word)) {
		memcpy(&word, text + i, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < len && !((unsigned char)text[i] & 0x80))
		i++;
	return i;
}

bool
utf8_valid(const char *text, size_t len)
{
	uint32_t point;
	size_t used;

	for (size_t i = ascii_run(text, len); i < len; i += ascii_run(text + i, len - i)) {
		if (!decode_long((const unsigned char *)text + i, len - i, &point, &used))
			return false;
		i += used;
	}
	return true;
}

size_t
utf8_decode(const char *text, size_t len, uint32_t *ret_point)
{
	size_t used;

	if (len == 0)
		return 0;
	if (!((unsigned char)*text & 0x80)) {
		*ret_point = (unsigned char)*text;
		return 1;
	}
	if (!decode_long((const unsigned char *)text, len, ret_point, &used))
		*ret_point = UTF8_REPLACEMENT;
	return used;
}

void
utf8_encode(struct buf *out, uint32_t point)
{
	uint8_t bytes[4];
	int len = u8_uctomb(bytes, point, sizeof(bytes));

	if (len < 0)
		len = u8_uctomb(bytes, UTF8_REPLACEMENT, sizeof(bytes));
	buf_add(out, bytes, (size_t)len);
}

static bool
is_printable_ascii(char c)
{
	return c >= 0x20 && c < 0x7F;
}

static bool
is_flag_half(const uint8_t *text, const uint8_t *end)
{
	uint32_t point = 0;

	utf8_decode((const char *)text, (size_t)(end - text), &point);
	return point >= 0x1F1E6 && point <= 0x1F1FF;
}

size_t
utf8_grapheme(const char *text, size_t len)
{
	if (len == 0)
		return 0;
	/* Nothing in ASCII joins a letter of ASCII. */
	if (is_printable_ascii(*text) && (len == 1 || !((unsigned char)text[1] & 0x80)))
		return 1;

	const uint8_t *start = (const uint8_t *)text;
	const uint8_t *end = start + len;
	const uint8_t *next = u8_grapheme_next(start, end);

	/* libunistring 1.0 parts the two letters of a flag. */
	if (next && next - start == 4 && is_flag_half(start, end) && is_flag_half(next, end))
		next = u8_grapheme_next(next, end);
	return next ? (size_t)(next - start) : len;
}

static int
point_width(uint32_t point)
{
	int width = uc_width(point, "UTF-8");

	return width > 0 ? width : 0;
}

int
utf8_width(const char *text, size_t len)
{
	int width = 0;

	for (size_t i = 0; i < len;) {
		uint32_t point;

		if (is_printable_ascii(text[i])) {
			width++;
			i++;
			continue;
		}
		i += utf8_decode(text + i, len - i, &point);
		width += point_width(point);
	}
	return width;
}

size_t
utf8_fit(const char *text, size_t len, int columns)
{
	size_t i = 0;

	while (i < len) {
		size_t used = utf8_grapheme(text + i, len - i);
		int width =
			used == 1 && is_printable_ascii(text[i]) ? 1 : utf8_width(text + i, used);

		if (width > columns)
			break;
		columns -= width;
		i += used;
	}
	return i;
}

/* libunistring refuses bad UTF-8; a search or a sort key must not. */
static void
repair(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t point;
		i += utf8_decode(text + i, len - i, &point);
		utf8_encode(out, point);
	}
}

/* Letters that a name is typed without, and that no normal form takes apart. */
static const char *
plain_letter(uint32_t point)
{
	switch (point) {
	case 0x00E6:
		return "ae";
	case 0x00F0: /* eth */
	case 0x0111:
		return "d";
	case 0x00F8:
		return "o";
	case 0x00FE: /* thorn */
		return "th";
	case 0x0127:
		return "h";
	case 0x0131: /* dotless i */
		return "i";
	case 0x0142:
		return "l";
	case 0x0153:
		return "oe";
	case 0x0167:
		return "t";
	default:
		return NULL;
	}
}

/*
 * An accent can be left out and the word is still the word: combining classes
 * of 10 and above, and overlays.  Vowel signs of Indic scripts (0), nuktas,
 * voicing marks of kana and viramas (7 to 9) are letters in all but name.
 */
static bool
is_accent(uint32_t point)
{
	int class = uc_combining_class(point);

	return class == UC_CCC_OV || class >= 10;
}

static void
fold_add(struct buf *out, const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t point;
		size_t used = utf8_decode((const char *)text + i, len - i, &point);
		const char *plain;

		if (point < 0x80)
			buf_putc(out, (char)point);
		else if ((plain = plain_letter(point)))
			buf_puts(out, plain);
		else if (!is_accent(point) && !uc_is_property_default_ignorable_code_point(point))
			buf_add(out, text + i, used);
		i += used;
	}
}

void
utf8_fold(struct buf *out, const char *text, size_t len)
{
	struct buf repaired;
	size_t folded_len = 0;

	if (ascii_run(text, len) == len) {
		for (size_t i = 0; i < len; i++) {
			bool is_upper = text[i] >= 'A' && text[i] <= 'Z';
			buf_putc(out, (char)(is_upper ? text[i] - 'A' + 'a' : text[i]));
		}
		return;
	}
	buf_init(&repaired, SIZE_MAX / 4);
	if (!utf8_valid(text, len)) {
		repair(&repaired, text, len);
		text = repaired.data;
		len = repaired.len;
	}

	uint8_t *folded =
		u8_casefold((const uint8_t *)text, len, NULL, UNINORM_NFKD, NULL, &folded_len);
	if (!folded)
		oom_exit();
	fold_add(out, folded, folded_len);
	free(folded);
	buf_done(&repaired);
}

bool
utf8_has(const char *text, const char *words)
{
	struct buf hay = BUF_INIT(SIZE_MAX / 4), needle = BUF_INIT(SIZE_MAX / 4);
	bool has;

	if (!text)
		return false;
	utf8_fold(&hay, text, strlen(text));
	utf8_fold(&needle, words, strlen(words));
	has = strstr(hay.data, needle.data) != NULL;
	buf_done(&hay);
	buf_done(&needle);
	return has;
}

bool
utf8_has_parts(const char *text, const char *words)
{
	struct buf hay = BUF_INIT(SIZE_MAX / 4), parts = BUF_INIT(SIZE_MAX / 4);
	bool all;

	utf8_fold(&hay, text, strlen(text));
	utf8_fold(&parts, words, strlen(words));
	all = parts.data[strspn(parts.data, " ")] != '\0';
	for (const char *at = parts.data; all && *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");

		all = memmem(hay.data, hay.len, at, len) != NULL;
		at += len;
	}
	buf_done(&hay);
	buf_done(&parts);
	return all;
}
