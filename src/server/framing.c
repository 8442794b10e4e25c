/* SPDX-License-Identifier: Apache-2.0
 *
 * Framing of HTTP/1.0 and 1.1 (RFC 9112), without what it lets a recipient
 * forgive: empty lines before a request, bare line feeds, folded lines, blanks
 * before a colon, a length said twice, chunk extensions, trailers.
 */
#include "config.h"

#include "server/framing.h"

#include "base/str.h"

enum { METHOD_MAX = 16, CHUNK_DIGITS_MAX = 8, LENGTH_DIGITS_MAX = 15 };

enum { HEADER_OTHER, HEADER_LENGTH, HEADER_CODING, HEADER_HOST, HEADER_COOKIE };

const char framing_too_large[] = "The request's head is too large.";
static const char many_headers[] = "There are more than 48 headers.";
static const char long_target[] = "The request's target is longer than 3072 bytes.";
static const char heavy_target[] = "The request's target is too long for so many parameters.";

static bool
is_token(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
	       || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static char
small(unsigned char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

static void
enter(struct framing *framing, enum framing_place place)
{
	framing->place = place;
	framing->count = 0;
}

/* ---- the request's line ---- */

static const char *
take_method(struct framing *framing, unsigned char c)
{
	if (c == ' ' && framing->count > 0) {
		enter(framing, FRAMING_TARGET);
		return NULL;
	}
	if (!is_token(c) || ++framing->count > METHOD_MAX)
		return "The request does not begin with a method.";
	return NULL;
}

static const char *
take_target(struct framing *framing, unsigned char c)
{
	if (c == ' ' && framing->count > 0) {
		enter(framing, FRAMING_VERSION);
		return NULL;
	}
	if (c <= ' ' || c > '~' || (framing->count == 0 && c != '/'))
		return "The request's target is not a path of visible ASCII.";
	if (++framing->count > FRAMING_TARGET_MAX)
		return long_target;
	if (c == '&' && ++framing->items > FRAMING_PARAMETERS_MAX)
		return "There are more than 48 parameters.";
	return NULL;
}

static const char *
take_version(struct framing *framing, unsigned char c)
{
	static const char wanted[] = "HTTP/1.1\r\n";

	if (framing->count == 7 && c == '0')
		framing->is_old = true;
	else if (c != (unsigned char)wanted[framing->count])
		return "The request's line does not end in HTTP/1.1 and a line end.";
	if (++framing->count == sizeof(wanted) - 1) {
		enter(framing, FRAMING_LINE);
		framing->items = 0;
	}
	return NULL;
}

/* ---- headers ---- */

static const char *
take_line(struct framing *framing, unsigned char c)
{
	if (c == '\r') {
		framing->place = FRAMING_HEAD_LF;
		return NULL;
	}
	if (c == ' ' || c == '\t')
		return "A header's line is folded.";
	if (!is_token(c))
		return "A header's name has a character that no name may have.";
	if (++framing->items > FRAMING_HEADERS_MAX)
		return many_headers;
	enter(framing, FRAMING_NAME);
	framing->name[0] = small(c);
	framing->name_len = 1;
	return NULL;
}

/* Its name has come: is it one that says where the request ends? */
static const char *
name_over(struct framing *framing)
{
	static const char *const known[] = { [HEADER_LENGTH] = "content-length", [HEADER_CODING] = "transfer-encoding",
		                             [HEADER_HOST] = "host", [HEADER_COOKIE] = "cookie" };
	uint8_t i;

	enter(framing, FRAMING_VALUE);
	framing->value_over = false;
	framing->header = HEADER_OTHER;
	for (i = HEADER_LENGTH; i < countof(known); i++)
		if (framing->name_len == strlen(known[i]) && memcmp(framing->name, known[i], framing->name_len) == 0)
			framing->header = i;
	if (framing->header == HEADER_OTHER || framing->header == HEADER_COOKIE)
		return NULL;
	if ((framing->seen & (1U << framing->header)) != 0)
		return "A header that may come once came twice.";
	framing->seen = (uint8_t)(framing->seen | 1U << framing->header);
	return NULL;
}

static const char *
take_name(struct framing *framing, unsigned char c)
{
	if (c == ':')
		return name_over(framing);
	if (!is_token(c))
		return "A header's name has a character that no name may have.";
	if (framing->name_len < FRAMING_NAME_BYTES)
		framing->name[framing->name_len] = small(c);
	framing->name_len++;
	return NULL;
}

/* One byte of a length or coding, blanks around it apart. */
static const char *
take_framing_value(struct framing *framing, unsigned char c)
{
	static const char chunked[] = "chunked";

	if (c == ' ' || c == '\t') {
		framing->value_over = framing->count > 0;
		return NULL;
	}
	if (framing->header == HEADER_LENGTH) {
		if (c < '0' || c > '9' || framing->value_over || framing->count >= LENGTH_DIGITS_MAX)
			return "Content-Length is not a number.";
		framing->left = (framing->count > 0 ? framing->left * 10 : 0) + (uint64_t)(c - '0');
	} else if (framing->value_over || framing->count >= sizeof(chunked) - 1 || small(c) != chunked[framing->count]) {
		return "The only Transfer-Encoding understood is chunked.";
	}
	framing->count++;
	return NULL;
}

static const char *
value_over(struct framing *framing)
{
	framing->place = FRAMING_VALUE_LF;
	if (framing->header == HEADER_LENGTH && framing->count == 0)
		return "Content-Length is not a number.";
	if (framing->header == HEADER_CODING && framing->count != strlen("chunked"))
		return "The only Transfer-Encoding understood is chunked.";
	return NULL;
}

static const char *
take_value(struct framing *framing, unsigned char c)
{
	if (c == '\r')
		return value_over(framing);
	if ((c < ' ' && c != '\t') || c == 0x7f)
		return "A header's value has a control character or a bare line feed in it.";
	if (framing->header == HEADER_LENGTH || framing->header == HEADER_CODING)
		return take_framing_value(framing, c);
	return NULL;
}

static void
request_over(struct framing *framing)
{
	*framing = (struct framing)FRAMING_INIT;
}

static const char *
head_over(struct framing *framing)
{
	bool has_length = (framing->seen & (1U << HEADER_LENGTH)) != 0;
	bool has_coding = (framing->seen & (1U << HEADER_CODING)) != 0;

	if (has_length && has_coding)
		return "Content-Length and Transfer-Encoding may not come together.";
	if (has_coding && framing->is_old)
		return "HTTP/1.0 knows no Transfer-Encoding.";
	if (!framing->is_old && (framing->seen & (1U << HEADER_HOST)) == 0)
		return "A request has to say its Host.";
	if (has_coding)
		enter(framing, FRAMING_CHUNK_SIZE);
	else if (has_length && framing->left > 0)
		enter(framing, FRAMING_BODY);
	else
		request_over(framing);
	return NULL;
}

/* ---- chunks ---- */

static int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (unsigned char)small(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *
take_chunk_size(struct framing *framing, unsigned char c)
{
	int digit = hex_digit(c);

	if (c == '\r' && framing->count > 0) {
		framing->place = FRAMING_CHUNK_SIZE_LF;
		return NULL;
	}
	if (digit < 0 || framing->count >= CHUNK_DIGITS_MAX)
		return "A chunk's size is not a short hexadecimal number alone on its line.";
	framing->left = (framing->count > 0 ? framing->left * 16 : 0) + (uint64_t)digit;
	framing->count++;
	return NULL;
}

/* The line end that has to stand here. */
static const char *
take_end(struct framing *framing, unsigned char c)
{
	bool wants_cr = framing->place == FRAMING_CHUNK_CR || framing->place == FRAMING_END_CR;

	if (c != (wants_cr ? '\r' : '\n'))
		return framing->place == FRAMING_END_CR ? "Trailers after the last chunk are not read."
		                                        : "A line does not end in a carriage return and a line feed.";
	switch (framing->place) {
	case FRAMING_VALUE_LF:
		framing->place = FRAMING_LINE;
		break;
	case FRAMING_HEAD_LF:
		return head_over(framing);
	case FRAMING_CHUNK_SIZE_LF:
		framing->place = framing->left > 0 ? FRAMING_CHUNK : FRAMING_END_CR;
		break;
	case FRAMING_CHUNK_CR:
		framing->place = FRAMING_CHUNK_LF;
		break;
	case FRAMING_CHUNK_LF:
		enter(framing, FRAMING_CHUNK_SIZE);
		break;
	case FRAMING_END_CR:
		framing->place = FRAMING_END_LF;
		break;
	default:
		request_over(framing);
		break;
	}
	return NULL;
}

/* What this byte of a head takes of the library's memory. */
static void
weigh(struct framing *framing, unsigned char c)
{
	bool is_cookie = framing->place == FRAMING_VALUE && framing->header == HEADER_COOKIE;
	bool begins = (framing->place == FRAMING_LINE && c != '\r')
	              || (framing->place == FRAMING_TARGET && (c == '?' || c == '&')) || (is_cookie && c == ';');

	framing->weight += 1U + is_cookie + (begins ? FRAMING_RECORD_BYTES : 0);
}

static const char *
take_head_byte(struct framing *framing, unsigned char c)
{
	weigh(framing, c);
	switch (framing->place) {
	case FRAMING_METHOD:
		return take_method(framing, c);
	case FRAMING_TARGET:
		return take_target(framing, c);
	case FRAMING_VERSION:
		return take_version(framing, c);
	case FRAMING_LINE:
		return take_line(framing, c);
	case FRAMING_NAME:
		return take_name(framing, c);
	case FRAMING_VALUE:
		return take_value(framing, c);
	default:
		return take_end(framing, c);
	}
}

static const char *
take_byte(struct framing *framing, unsigned char c)
{
	const char *fault;
	bool in_target;

	if (framing->place == FRAMING_CHUNK_SIZE)
		return take_chunk_size(framing, c);
	if (framing->place > FRAMING_HEAD_LF)
		return take_end(framing, c);
	in_target = framing->place == FRAMING_TARGET;
	fault = take_head_byte(framing, c);
	if (fault == NULL && framing->weight > FRAMING_HEAD_MAX)
		return in_target ? heavy_target : framing_too_large;
	return fault;
}

/* Bytes of a body say nothing about where it ends. */
static size_t
skip_body(struct framing *framing, size_t len)
{
	size_t skipped = framing->left < len ? (size_t)framing->left : len;

	framing->left -= skipped;
	if (framing->left > 0)
		return skipped;
	if (framing->place == FRAMING_CHUNK)
		framing->place = FRAMING_CHUNK_CR;
	else
		request_over(framing);
	return skipped;
}

const char *
framing_take(struct framing *framing, const char *bytes, size_t len, size_t *ret_begun)
{
	size_t at = 0;

	while (at < len) {
		const char *fault;

		if (framing->place == FRAMING_BODY || framing->place == FRAMING_CHUNK) {
			at += skip_body(framing, len - at);
			continue;
		}
		if (framing->place == FRAMING_METHOD && framing->count == 0)
			*ret_begun = at;
		fault = take_byte(framing, (unsigned char)bytes[at]);
		if (fault != NULL)
			return fault;
		at++;
	}
	return NULL;
}

bool
framing_in_head(const struct framing *framing)
{
	return framing->place <= FRAMING_HEAD_LF && !(framing->place == FRAMING_METHOD && framing->count == 0);
}

enum err_code
framing_code(const char *fault)
{
	if (fault == long_target || fault == heavy_target)
		return ERR_TARGET_TOO_LONG;
	return fault == framing_too_large || fault == many_headers ? ERR_HEADERS_TOO_LARGE : ERR_BAD_REQUEST;
}
