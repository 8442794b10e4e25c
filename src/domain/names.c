/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of names.
 */
#include "domain/names.h"

#include "base/str.h"

static const struct {
	enum name_set set;
	const char *wire, *text;
} names[] = {
#define NAME(set, wire, text) { NAMES_##set, wire, text },
#include "domain/names.def"
#undef NAME
};

const char *
name_of(enum name_set set, const char *wire)
{
	for (size_t i = 0; i < countof(names); i++)
		if (names[i].set == set && str_eq(names[i].wire, wire))
			return names[i].text;
	return NULL;
}
