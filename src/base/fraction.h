/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact fractions of whole numbers.  The law rounds a third of a cent as
 * surely as a dollar, and a binary 0.3 times 1204 is not 361.2: here it is.
 * What no longer fits is no number, and stays none; nothing wraps or rounds
 * unasked.  Knows no money and no rules.
 */
#ifndef BASE_FRACTION_H
#define BASE_FRACTION_H

#include "base/json.h"

/* In lowest terms; over is above nought, or nought itself: no number. */
struct fraction {
	int64_t part;
	int64_t over;
};

enum { FRACTION_TEXT_MAX = 48, FRACTION_PLACES_MAX = 6 };

#define FRACTION_NONE (struct fraction){ 0, 0 }

static inline bool
fraction_is_number(struct fraction value)
{
	return value.over != 0;
}

struct fraction fraction_of(int64_t whole);
/* part over over, in lowest terms; none over nought. */
struct fraction fraction_make(int64_t part, int64_t over);
/* "12.50", "-3", ".5", "1e3"; false for anything else and for what does not fit. */
bool fraction_from_text(const char *text, struct fraction *ret) must_use;
/* A number of a document, as its digits stand there. */
bool fraction_from_json(const struct json *number, struct fraction *ret) must_use;

struct fraction fraction_add(struct fraction a, struct fraction b);
struct fraction fraction_subtract(struct fraction a, struct fraction b);
struct fraction fraction_multiply(struct fraction a, struct fraction b);
struct fraction fraction_divide(struct fraction a, struct fraction b);
/* What is left of a after whole times b, with the sign of a. */
struct fraction fraction_remainder(struct fraction a, struct fraction b);
/* Below nought, nought, above; both are numbers. */
int fraction_compare(struct fraction a, struct fraction b);

enum fraction_way {
	FRACTION_DOWN,   /* to the lower */
	FRACTION_UP,     /* to the higher */
	FRACTION_HALF_UP /* to the nearer, a half away from nought */
};
/* To whole multiples of 1/parts. */
struct fraction fraction_round(struct fraction value, enum fraction_way way, int64_t parts);

/* "1204", "866.3", "0.333333": at most FRACTION_PLACES_MAX decimals, none of
 * them a trailing nought; no number is "NaN".  Returns out. */
char *fraction_to_text(struct fraction value, char out[FRACTION_TEXT_MAX]);

#endif
