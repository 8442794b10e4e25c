/* SPDX-License-Identifier: Apache-2.0
 *
 * Names for people who do not exist, in the scripts a caseworker meets.
 * Knows nothing of customers.
 */
#ifndef SAMPLE_NAMES_H
#define SAMPLE_NAMES_H

#include "server/sample/dice.h"

enum { SAMPLE_NAME_MAX = 120 };

enum sex { SEX_WOMAN, SEX_MAN };

/* Where a family's names come from, and what they speak and write. */
struct name_stock {
	const char *language; /* BCP 47 */
	unsigned weight;
	bool family_first;
	const char *joint; /* between the parts of a name */
	const char *const *women;
	const char *const *men;
	const char *const *families;
};

const struct name_stock *name_stock_roll(struct dice *dice);
/* The stock of a language, or the English one. */
const struct name_stock *name_stock_of(const char *language);
const char *name_family(const struct name_stock *stock, struct dice *dice);
const char *name_given(const struct name_stock *stock, struct dice *dice, enum sex sex);
/* "Nguyen Thi Hoa", "Chidi Okafor"; writes at most SAMPLE_NAME_MAX bytes. */
char *name_whole(char *out, const struct name_stock *stock, const char *given, const char *family);
/* "Cumberland Bakery"; a small business. */
char *name_business(char *out, struct dice *dice);
const char *name_employer(struct dice *dice);
const char *name_street(struct dice *dice);

#endif
