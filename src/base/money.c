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
