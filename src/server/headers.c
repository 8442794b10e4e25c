/* SPDX-License-Identifier: Apache-2.0
 *
 * Request headers, and refusing requests that two programs could read
 * differently: a length said twice, or in two ways, a name or a value with
 * bytes in it that none may have.
 */
#include "config.h"

#include "server/headers.h"

#include "base/str.h"

static bool
is_token(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || strchr("()<>@,;:\\\"/[]?={}", name[i]) != NULL)
			return false;
	return len > 0;
}

/* Twice is once too often for everything that is looked at, but for these. */
static bool
may_repeat(size_t header)
{
	return header == HEADER_ACCEPT || header == HEADER_ACCEPT_LANGUAGE || header == HEADER_COOKIE
	       || header == HEADER_X_FORWARDED_FOR;
}

const char *
header_take(struct exchange *exchange, const char *name, size_t name_len, const char *value, size_t value_len)
{
	static const struct { const char *name; size_t len; } known[] = {
#define HEADER(id, text) [HEADER_##id] = { text, sizeof(text) - 1 },
#include "server/route/headers.def"
#undef HEADER
	};
	size_t i;

	if (!is_token(name, name_len))
		return "A header's name has a character that no name may have.";
	if (value != NULL && (strlen(value) != value_len || strpbrk(value, "\r\n") != NULL))
		return "A header's value has a NUL or a line break in it.";
	for (i = 0; i < countof(known); i++) {
		if (known[i].len != name_len || strcasecmp(known[i].name, name) != 0)
			continue;
		if (exchange->headers[i] != NULL && !may_repeat(i))
			return "A header that may come once came twice.";
		exchange->headers[i] = value != NULL ? value : "";
		break;
	}
	return NULL;
}

const char *
headers_framing(const struct exchange *exchange, int64_t *ret_length)
{
	const char *length = exchange->headers[HEADER_CONTENT_LENGTH];
	const char *coding = exchange->headers[HEADER_TRANSFER_ENCODING];

	*ret_length = 0;
	if (length != NULL && coding != NULL)
		return "Content-Length and Transfer-Encoding may not come together.";
	if (coding != NULL && strcasecmp(coding, "chunked") != 0)
		return "The only Transfer-Encoding understood is chunked.";
	if (length != NULL && (length[0] < '0' || length[0] > '9' || !str_to_i64(length, ret_length)))
		return "Content-Length is not a number.";
	return NULL;
}
