/* SPDX-License-Identifier: Apache-2.0
 *
 * Money as text and back; the grammar is in the header.
 */
#include "base/money.h"

#include "base/str.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
money_from_text(const char *text, int64_t *ret_cents)
{
	if (!text)
		return false;
	bool negative = *text == '-';
	int64_t cents = 0;
	int decimals = 0;

	text += negative;
	if (!is_digit(*text) || (text[0] == '0' && is_digit(text[1])))
		return false;
	for (; is_digit(*text); text++) {
		cents = cents * 10 + (*text - '0');
		if (cents > MONEY_CENTS_MAX / 100)
			return false;
	}
	if (*text == '.') {
		for (text++; is_digit(*text) && decimals < 2; text++, decimals++)
			cents = cents * 10 + (*text - '0');
		if (decimals == 0)
			return false;
	}
	if (*text)
		return false;
	for (; decimals < 2; decimals++)
		cents *= 10;
	*ret_cents = negative ? -cents : cents;
	return true;
}

/* ---- as people type it ---- */

enum { TYPED_MAX = 40 };

/* Of text, without the blanks at its ends and one dollar sign at either. */
static size_t
trimmed(const char **text)
{
	size_t len;

	*text += strspn(*text, " ");
	*text += **text == '$';
	*text += strspn(*text, " ");
	len = strlen(*text);
	for (int dollars = 0; len > 0; len--) {
		bool is_dollar = (*text)[len - 1] == '$';
		if ((!is_dollar && (*text)[len - 1] != ' ') || (is_dollar && dollars++ > 0))
			break;
	}
	return len;
}

/* One to three digits, then groups of three: as far as they go; 0: they are not in place. */
static size_t
grouped(const char *text, size_t len)
{
	size_t at = 0, digits = 0;
	bool has_groups = false;

	for (; at < len && (is_digit(text[at]) || text[at] == ',' || text[at] == ' '); at++) {
		if (is_digit(text[at])) {
			digits++;
			continue;
		}
		if (digits == 0 || digits > 3 || (has_groups && digits != 3))
			return 0;
		has_groups = true;
		digits = 0;
	}
	return has_groups && digits != 3 ? 0 : at;
}

enum money_typed
money_typed(const char *text, int64_t *ret_cents)
{
	char plain[TYPED_MAX];
	size_t len = trimmed(&text), used = 0, sign = len > 0 && *text == '-';
	enum money_typed unread = memchr(text, ',', len) ? MONEY_COMMA : MONEY_UNREAD;

	sign += sign && text[1] == '$';
	size_t whole = len < TYPED_MAX ? grouped(text + sign, len - sign) : 0;
	if (whole == 0)
		return unread;
	for (size_t i = 0; i < len; i++) {
		bool is_between = i < sign + whole && (text[i] == ',' || text[i] == ' ');
		bool is_dollar = i > 0 && i < sign;
		if (!is_between && !is_dollar)
			plain[used++] = text[i];
	}
	plain[used] = '\0';
	return money_from_text(plain, ret_cents) ? MONEY_READ : unread;
}

/* ---- as it is shown ---- */

char *
money_to_text(int64_t cents, char out[MONEY_TEXT_MAX])
{
	/* Unsigned: INT64_MIN has no positive twin. */
	uint64_t whole = cents < 0 ? 0 - (uint64_t)cents : (uint64_t)cents;

	snprintf(out, MONEY_TEXT_MAX, "%s%llu.%02u", cents < 0 ? "-" : "",
		(unsigned long long)(whole / 100), (unsigned)(whole % 100));
	return out;
}

char *
money_short(const char *text, char out[MONEY_SHORT_MAX])
{
	str_copy(out, MONEY_SHORT_MAX, text);
	if (str_ends(out, ".00"))
		out[strlen(out) - strlen(".00")] = '\0';
	return out;
}
