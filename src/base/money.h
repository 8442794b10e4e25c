/* SPDX-License-Identifier: Apache-2.0
 *
 * Amounts of money: whole cents inside, decimal text outside ("291.00").
 * No binary fractions anywhere.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/base.h"

enum { MONEY_TEXT_MAX = 24, MONEY_SHORT_MAX = 40 };

/* Ten thousand million dollars less a cent, either way. */
#define MONEY_CENTS_MAX INT64_C(999999999999)

/* "291.00", "291.5", "291", "-3.10".  At most two decimals, digits on both
 * sides of the point, no leading zeros, no plus, exponent, blank or comma;
 * false past MONEY_CENTS_MAX.  ret_cents is untouched on false. */
bool money_from_text(const char *text, int64_t *ret_cents) must_use;
/*
 * What a person typed: "$1,250.50", "1 250", "40 $".  A comma or a blank only
 * between thousands; "50,00" is fifty dollars to one and five thousand to
 * another, so it is MONEY_COMMA and no amount.  ret_cents is set on MONEY_READ.
 */
enum money_typed { MONEY_READ, MONEY_COMMA, MONEY_UNREAD };
enum money_typed money_typed(const char *text, int64_t *ret_cents) must_use;
/* Always two decimals; writes at most MONEY_TEXT_MAX bytes, returns out. */
char *money_to_text(int64_t cents, char out[MONEY_TEXT_MAX]);
/* "2310.00" is 2310 to whoever reads or hears it; cents stay where there are
 * any.  Takes decimals of steps, too; writes at most MONEY_SHORT_MAX bytes,
 * returns out. */
char *money_short(const char *text, char out[MONEY_SHORT_MAX]);

#endif
