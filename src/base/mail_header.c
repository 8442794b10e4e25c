/* SPDX-License-Identifier: Apache-2.0
 *
 * Encoded words and addresses.
 */
#include "base/mail_header.h"

#include "base/safe_text.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
	LINE_BYTES_MAX = 4000,
	WORD_BYTES = 42, /* of text in one encoded word, which may have 75 characters */
	LOCAL_BYTES_MAX = 64
};

static bool
is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7E)
			return false;
	return true;
}

/* As many whole characters as one encoded word takes. */
static size_t
word_bytes(const char *text, size_t len)
{
	size_t bytes = 0;

	while (bytes < len) {
		uint32_t point;
		size_t used = utf8_decode(text + bytes, len - bytes, &point);

		if (bytes + used > WORD_BYTES)
			break;
		bytes += used;
	}
	return bytes;
}

void
mail_header(struct buf *out, const char *text)
{
	assert(out && text);
	struct buf line = BUF_INIT(LINE_BYTES_MAX);

	mail_line(&line, text);
	/* Text that looks like an encoded word would be decoded by the reader. */
	if (line.len <= WORD_BYTES + WORD_BYTES / 2 && is_plain(line.data) && !strstr(line.data, "=?")) {
		buf_add(out, line.data, line.len);
		buf_done(&line);
		return;
	}
	for (size_t at = 0; at < line.len;) {
		char word[4 * ((WORD_BYTES + 2) / 3) + 1];
		size_t used = word_bytes(line.data + at, line.len - at);

		base64_text(word, sizeof(word), (const uint8_t *)line.data + at, used);
		buf_printf(out, "%s=?UTF-8?B?%s?=", at ? "\r\n " : "", word);
		at += used;
	}
	buf_done(&line);
}

static bool
is_atom(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool
is_of_domain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/* Parts with single dots between them; an address may not look like an option. */
static bool
parts_fit(const char *text, size_t len, bool (*fits)(char))
{
	if (len == 0 || text[0] == '.' || text[0] == '-' || text[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? text[i + 1] == '.' : !fits(text[i]))
			return false;
	}
	return true;
}

bool
mail_address_fits(const char *text)
{
	const char *at = text ? strchr(text, '@') : NULL;

	if (!at || strlen(text) > MAIL_ADDRESS_MAX || at - text > LOCAL_BYTES_MAX)
		return false;
	return parts_fit(text, (size_t)(at - text), is_atom) &&
		parts_fit(at + 1, strlen(at + 1), is_of_domain);
}
