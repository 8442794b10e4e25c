/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact fractions: every product of two of 64 bits fits in 128, so a result
 * is worked out whole, reduced, and only then asked whether it still fits.
 */
#include "base/fraction.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

__extension__ typedef __int128 wide; /* the one name C has no standard word for */

static wide
greatest_divisor(wide a, wide b)
{
	while (b != 0) {
		wide rest = a % b;

		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

/* Both ends of int64_t are left out at the low side, so that a sign can turn. */
static struct fraction
fraction_reduce(wide part, wide over)
{
	wide divisor;

	if (over == 0)
		return FRACTION_NONE;
	if (over < 0) {
		part = -part;
		over = -over;
	}
	divisor = greatest_divisor(part, over);
	part /= divisor;
	over /= divisor;
	if (part > INT64_MAX || part < -INT64_MAX || over > INT64_MAX)
		return FRACTION_NONE;
	return (struct fraction){ (int64_t)part, (int64_t)over };
}

struct fraction
fraction_of(int64_t whole)
{
	return fraction_reduce(whole, 1);
}

struct fraction
fraction_make(int64_t part, int64_t over)
{
	return fraction_reduce(part, over);
}

/* ---- from text ---- */

enum { DIGITS_MAX = 18, EXPONENT_MAX = 18, JSON_NUMBER_SHOWN_MAX = 64 };

/* Digits with at most one point; how many stood behind it goes to ret_places. */
static const char *
read_digits(const char *text, int64_t *ret, int *ret_places)
{
	int64_t value = 0;
	int digits = 0, significant = 0, places = 0;
	bool behind = false;

	for (; (*text >= '0' && *text <= '9') || (*text == '.' && !behind); text++) {
		if (*text == '.') {
			behind = true;
			continue;
		}
		value = value * 10 + (*text - '0');
		digits++;
		places += behind;
		significant += value != 0;
		if (significant > DIGITS_MAX || places > DIGITS_MAX)
			return NULL;
	}
	if (digits == 0)
		return NULL;
	*ret = value;
	*ret_places = places;
	return text;
}

static const char *
read_exponent(const char *text, int *ret)
{
	int64_t exponent = 0;
	int places = 0;
	bool negative;

	*ret = 0;
	if (*text != 'e' && *text != 'E')
		return text;
	text++;
	negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	text = strchr(text, '.') ? NULL : read_digits(text, &exponent, &places);
	if (!text || exponent > EXPONENT_MAX)
		return NULL;
	*ret = negative ? -(int)exponent : (int)exponent;
	return text;
}

static wide
power_of_ten(int exponent)
{
	wide power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

bool
fraction_from_text(const char *text, struct fraction *ret)
{
	struct fraction value;
	bool negative = *text == '-';
	int64_t digits;
	int places, exponent;

	if (*text == '-' || *text == '+')
		text++;
	text = read_digits(text, &digits, &places);
	text = text ? read_exponent(text, &exponent) : NULL;
	if (!text || *text)
		return false;
	/* 10^18 times an int64_t stays within 128 bits. */
	exponent -= places;
	if (exponent < -EXPONENT_MAX)
		return false;
	value = exponent > 0 ? fraction_reduce((wide)digits * power_of_ten(exponent), 1)
			     : fraction_reduce(digits, power_of_ten(-exponent));
	if (!fraction_is_number(value))
		return false;
	if (negative)
		value.part = -value.part;
	*ret = value;
	return true;
}

bool
fraction_from_json(const struct json *number, struct fraction *ret)
{
	struct buf digits = BUF_INIT(JSON_NUMBER_SHOWN_MAX);
	int64_t whole;
	bool ok;

	if (json_kind(number) != JSON_NUMBER)
		return false;
	if (json_int(number, &whole)) {
		*ret = fraction_of(whole);
		return true;
	}
	json_print(&digits, number);
	ok = buf_ok(&digits) && fraction_from_text(digits.data, ret);
	buf_done(&digits);
	return ok;
}

/* ---- arithmetic ---- */

struct fraction
fraction_add(struct fraction a, struct fraction b)
{
	/* Each product is below 2^126, so their sum is below 2^127. */
	return fraction_reduce(
		(wide)a.part * b.over + (wide)b.part * a.over, (wide)a.over * b.over);
}

struct fraction
fraction_subtract(struct fraction a, struct fraction b)
{
	b.part = -b.part;
	return fraction_add(a, b);
}

struct fraction
fraction_multiply(struct fraction a, struct fraction b)
{
	return fraction_reduce((wide)a.part * b.part, (wide)a.over * b.over);
}

struct fraction
fraction_divide(struct fraction a, struct fraction b)
{
	if (a.over == 0 || b.over == 0)
		return FRACTION_NONE;
	return fraction_reduce((wide)a.part * b.over, (wide)a.over * b.part);
}

struct fraction
fraction_remainder(struct fraction a, struct fraction b)
{
	struct fraction times = fraction_divide(a, b);

	if (times.over == 0)
		return FRACTION_NONE;
	times = fraction_of(times.part / times.over);
	return fraction_subtract(a, fraction_multiply(times, b));
}

int
fraction_compare(struct fraction a, struct fraction b)
{
	wide left = (wide)a.part * b.over;
	wide right = (wide)b.part * a.over;

	assert(a.over != 0 && b.over != 0);
	return left < right ? -1 : left > right;
}

/* part / over towards minus infinity. */
static wide
floor_of(wide part, wide over)
{
	return part >= 0 ? part / over : -((-part + over - 1) / over);
}

struct fraction
fraction_round(struct fraction value, enum fraction_way way, int64_t parts)
{
	wide part = (wide)value.part * parts;
	wide whole = 0;

	assert(parts > 0);
	if (value.over == 0)
		return FRACTION_NONE;
	switch (way) {
	case FRACTION_DOWN:
		whole = floor_of(part, value.over);
		break;
	case FRACTION_UP:
		whole = -floor_of(-part, value.over);
		break;
	case FRACTION_HALF_UP:
		whole = (2 * (part < 0 ? -part : part) + value.over) / (2 * (wide)value.over);
		whole = part < 0 ? -whole : whole;
		break;
	}
	return fraction_reduce(whole, parts);
}

/* ---- to text ---- */

char *
fraction_to_text(struct fraction value, char out[FRACTION_TEXT_MAX])
{
	char places[24] = "";
	uint64_t millionths = 0, whole;
	wide part;
	size_t len = FRACTION_PLACES_MAX;

	if (value.over == 0) {
		snprintf(out, FRACTION_TEXT_MAX, "NaN");
		return out;
	}
	part = value.part < 0 ? -(wide)value.part : value.part;
	whole = (uint64_t)(part / value.over);
	part = part % value.over * 2000000 + value.over;
	millionths = (uint64_t)(part / (2 * (wide)value.over));
	if (millionths == 1000000) {
		whole++;
		millionths = 0;
	}
	snprintf(places, sizeof(places), "%06u", (unsigned)millionths);
	while (len > 0 && places[len - 1] == '0')
		places[--len] = '\0';
	snprintf(out, FRACTION_TEXT_MAX, "%s%" PRIu64 "%s%s",
		value.part < 0 && (whole || len) ? "-" : "", whole, len ? "." : "", places);
	return out;
}
