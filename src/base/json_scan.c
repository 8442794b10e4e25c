/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 8259, to the letter, and a little less: what cJSON would change without
 * a word is refused here.  Work and memory are linear in the text (names of
 * one object are sorted to find a double), recursion is bounded.
 *
 * Not JSON at all (or too deep to follow) is MALFORMED_JSON.  JSON with a
 * double name or U+0000 in it is JSON, so that is VALIDATION_FAILED.
 */
#include "base/json_scan.h"

#include "base/json.h"
#include "base/utf8.h"

/* A member's name, unescaped; where in the pool until the object ends. */
struct name {
	size_t offset;
	size_t len;
	const char *text; /* set when the object ends */
	size_t where;     /* in the JSON text */
};

struct scan {
	const char *text;
	size_t at;
	size_t len;
	int depth;
	size_t values;
	size_t numbers;
	struct buf pool;  /* names of the objects that are open */
	struct buf names; /* struct name for each */
	struct buf *odd_numbers;
	struct err *err;
	const char *refusal; /* why this JSON is not wanted; the grammar comes first */
	size_t refusal_at;
};

bool
json_fault(struct err *err, enum err_code code, const char *text, size_t offset, const char *what)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < offset; i++) {
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	return err_set(err, code, "line %zu, column %zu: %s", line, column, what);
}

static bool
malformed(struct scan *scan, const char *what)
{
	return json_fault(scan->err, ERR_MALFORMED_JSON, scan->text, scan->at, what);
}

static void
refuse(struct scan *scan, size_t at, const char *why)
{
	if (scan->refusal)
		return;
	scan->refusal = why;
	scan->refusal_at = at;
}

/* The byte to read next; -1 at the end. */
static int
peek(const struct scan *scan)
{
	return scan->at < scan->len ? (unsigned char)scan->text[scan->at] : -1;
}

static void
skip_space(struct scan *scan)
{
	for (;;) {
		int c = peek(scan);
		if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
			return;
		scan->at++;
	}
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static size_t
skip_digits(struct scan *scan)
{
	size_t start = scan->at;

	while (is_digit(peek(scan)))
		scan->at++;
	return scan->at - start;
}

/* Is "-?[0-9]+" at most 2^53 - 1? */
static bool
is_safe_integer(const char *digits, size_t len)
{
	uint64_t value = 0;

	if (*digits == '-') {
		digits++;
		len--;
	}
	if (len > 16)
		return false;
	for (size_t i = 0; i < len; i++)
		value = value * 10 + (uint64_t)(digits[i] - '0');
	return value <= (uint64_t)JSON_INT_MAX;
}

static bool
scan_number(struct scan *scan)
{
	size_t start = scan->at;
	bool is_integer = true;

	if (peek(scan) == '-')
		scan->at++;
	if (peek(scan) == '0') {
		scan->at++;
		if (is_digit(peek(scan)))
			return malformed(scan, "a number has a zero in front; leave it out");
	} else if (skip_digits(scan) == 0) {
		return malformed(scan, "a digit is missing after the minus");
	}
	if (peek(scan) == '.') {
		is_integer = false;
		scan->at++;
		if (skip_digits(scan) == 0)
			return malformed(scan, "a digit is missing after the decimal point");
	}
	if (peek(scan) == 'e' || peek(scan) == 'E') {
		is_integer = false;
		scan->at++;
		if (peek(scan) == '+' || peek(scan) == '-')
			scan->at++;
		if (skip_digits(scan) == 0)
			return malformed(scan, "a digit is missing in the exponent");
	}

	size_t len = scan->at - start;
	if (!is_integer || !is_safe_integer(scan->text + start, len)) {
		struct json_odd_number odd = { scan->numbers, start, len };
		buf_add(scan->odd_numbers, &odd, sizeof(odd));
	}
	scan->numbers++;
	return true;
}

static int
hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hexadecimal digits, after \u. */
static bool
scan_hex(struct scan *scan, uint32_t *ret)
{
	*ret = 0;
	for (int i = 0; i < 4; i++, scan->at++) {
		int value = hex_value(peek(scan));
		if (value < 0)
			return malformed(scan, "\\u needs four hexadecimal digits");
		*ret = *ret << 4 | (uint32_t)value;
	}
	return true;
}

/* After \u: one code point, which may take a second escape. */
static bool
scan_unicode(struct scan *scan, uint32_t *ret)
{
	size_t start = scan->at - 2;
	uint32_t low;

	if (!scan_hex(scan, ret))
		return false;
	if (*ret == 0)
		refuse(scan, start, "a text holds the character U+0000; take it out");
	if (*ret < 0xD800 || *ret > 0xDFFF)
		return true;

	bool is_pair = *ret < 0xDC00 && peek(scan) == '\\' && scan->at + 1 < scan->len &&
		scan->text[scan->at + 1] == 'u';
	if (is_pair) {
		scan->at += 2;
		if (!scan_hex(scan, &low))
			return false;
		if (low >= 0xDC00 && low <= 0xDFFF) {
			*ret = 0x10000 + ((*ret - 0xD800) << 10) + (low - 0xDC00);
			return true;
		}
	}
	scan->at = start;
	return malformed(scan, "half of a surrogate pair stands alone; write both halves");
}

/* After a backslash. */
static bool
scan_escape(struct scan *scan, struct buf *unescaped)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	int c = peek(scan);
	const char *letter = c > 0 ? strchr(letters, c) : NULL;
	uint32_t point;

	if (c == 'u') {
		scan->at++;
		if (!scan_unicode(scan, &point))
			return false;
	} else if (letter) {
		scan->at++;
		point = (uint32_t)meanings[letter - letters];
	} else {
		return malformed(
			scan, "a backslash must be followed by one of \" \\ / b f n r t u");
	}
	if (unescaped)
		utf8_encode(unescaped, point);
	return true;
}

static bool
is_plain(int c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* At the opening quote; a name's text goes to unescaped, a value's nowhere. */
static bool
scan_text(struct scan *scan, struct buf *unescaped)
{
	size_t start = scan->at++;

	for (;;) {
		size_t run = scan->at;
		while (is_plain(peek(scan)))
			scan->at++;
		size_t run_len = scan->at - run;

		if (peek(scan) >= 0x80) {
			uint32_t point;
			size_t used =
				utf8_decode(scan->text + scan->at, scan->len - scan->at, &point);

			if (!utf8_valid(scan->text + scan->at, used))
				return malformed(scan, "a byte here is not UTF-8; send UTF-8");
			scan->at += used;
			run_len += used;
		}
		if (unescaped)
			buf_add(unescaped, scan->text + run, run_len);

		switch (peek(scan)) {
		case '"':
			scan->at++;
			return true;
		case '\\':
			scan->at++;
			if (!scan_escape(scan, unescaped))
				return false;
			break;
		case -1:
			scan->at = start;
			return malformed(scan, "this text has no closing quote");
		default:
			if (peek(scan) < 0x20)
				return malformed(
					scan, "a control character must be written as an escape");
		}
	}
}

static int
name_compare(const void *a, const void *b)
{
	const struct name *one = a, *other = b;
	size_t len = one->len < other->len ? one->len : other->len;
	int order = len > 0 ? memcmp(one->text, other->text, len) : 0;

	if (order != 0)
		return order;
	return (one->len > other->len) - (one->len < other->len);
}

/* The object whose names began at these lengths is closed. */
static void
names_end(struct scan *scan, size_t names_start, size_t pool_start)
{
	struct name *names = (struct name *)(void *)(scan->names.data + names_start);
	size_t count = (scan->names.len - names_start) / sizeof(*names);

	for (size_t i = 0; i < count; i++)
		names[i].text = scan->pool.data + names[i].offset;
	if (count > 1)
		qsort(names, count, sizeof(*names), name_compare);
	for (size_t i = 1; i < count; i++) {
		if (name_compare(&names[i - 1], &names[i]) == 0)
			refuse(scan, names[i].where, "an object has this name twice; send it once");
	}
	scan->names.len = names_start;
	scan->pool.len = pool_start;
}

static bool scan_value(struct scan *scan);

static bool
scan_member(struct scan *scan)
{
	struct name name = { .offset = scan->pool.len, .where = scan->at };

	if (peek(scan) != '"')
		return malformed(scan, "a member's name in double quotes is missing");
	if (!scan_text(scan, &scan->pool))
		return false;
	name.len = scan->pool.len - name.offset;
	buf_add(&scan->names, &name, sizeof(name));

	skip_space(scan);
	if (peek(scan) != ':')
		return malformed(scan, "a colon is missing after the member's name");
	scan->at++;
	skip_space(scan);
	return scan_value(scan);
}

/* At the opening bracket of an object or a list. */
static bool
scan_many(struct scan *scan, char close, bool (*scan_one)(struct scan *scan), const char *missing)
{
	if (scan->depth == JSON_DEPTH_MAX)
		return malformed(scan, "nested more than 32 deep; send it flatter");
	scan->depth++;
	scan->at++;
	skip_space(scan);
	if (peek(scan) != close) {
		for (;;) {
			if (!scan_one(scan))
				return false;
			skip_space(scan);
			if (peek(scan) != ',')
				break;
			scan->at++;
			skip_space(scan);
		}
	}
	if (peek(scan) != close)
		return malformed(scan, missing);
	scan->at++;
	scan->depth--;
	return true;
}

static bool
scan_object(struct scan *scan)
{
	size_t names_start = scan->names.len, pool_start = scan->pool.len;

	if (!scan_many(scan, '}', scan_member, "a comma or } is missing"))
		return false;
	names_end(scan, names_start, pool_start);
	return true;
}

static bool
scan_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if (scan->len - scan->at < len || memcmp(scan->text + scan->at, word, len) != 0)
		return malformed(
			scan, "a value is missing; of words only true, false and null are known");
	scan->at += len;
	return true;
}

static bool
scan_value(struct scan *scan)
{
	if (++scan->values > JSON_VALUES_MAX)
		return json_fault(scan->err, ERR_PAYLOAD_TOO_LARGE, scan->text, scan->at,
			"too many values; send it in parts");
	switch (peek(scan)) {
	case '{':
		return scan_object(scan);
	case '[':
		return scan_many(scan, ']', scan_value, "a comma or ] is missing");
	case '"':
		return scan_text(scan, NULL);
	case 't':
		return scan_word(scan, "true");
	case 'f':
		return scan_word(scan, "false");
	case 'n':
		return scan_word(scan, "null");
	case -1:
		return malformed(scan, "the text ends where a value is due");
	default:
		if (peek(scan) == '-' || is_digit(peek(scan)))
			return scan_number(scan);
		return scan_word(scan, "null");
	}
}

static bool
scan_document(struct scan *scan)
{
	if (scan->len >= 3 && memcmp(scan->text, "\xEF\xBB\xBF", 3) == 0)
		return malformed(scan, "the text begins with a byte order mark; take it out");
	skip_space(scan);
	if (!scan_value(scan))
		return false;
	skip_space(scan);
	if (scan->at < scan->len)
		return malformed(scan, "something follows the end of the JSON; take it out");
	if (scan->refusal)
		return json_fault(scan->err, ERR_VALIDATION_FAILED, scan->text, scan->refusal_at,
			scan->refusal);
	return true;
}

bool
json_scan(const char *text, size_t len, struct buf *odd_numbers, struct err *err)
{
	struct scan scan = {
		.text = text,
		.len = len,
		.pool = BUF_INIT(JSON_BYTES_MAX),
		.names = BUF_INIT(JSON_VALUES_MAX * sizeof(struct name)),
		.odd_numbers = odd_numbers,
		.err = err,
	};

	if (len > JSON_BYTES_MAX)
		return err_set(err, ERR_PAYLOAD_TOO_LARGE,
			"The JSON is longer than %d bytes; send it in parts.", JSON_BYTES_MAX);

	bool is_good = scan_document(&scan);
	assert(!is_good || (buf_ok(&scan.pool) && buf_ok(&scan.names) && buf_ok(odd_numbers)));
	buf_done(&scan.pool);
	buf_done(&scan.names);
	return is_good;
}
