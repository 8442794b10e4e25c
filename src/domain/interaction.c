/* SPDX-License-Identifier: Apache-2.0
 *
 * The kinds of history entry, looked up.
 */
#include "domain/interaction.h"

#include "base/str.h"

static const struct {
	const char *wire;
	const char *text;
} kinds[] = {
	[HISTORY_NONE] = { "", "" },
#define HISTORY(id, wire, text) [HISTORY_##id] = { wire, text },
#include "domain/history_kinds.def"
#undef HISTORY
};
static_assert(countof(kinds) == HISTORY_COUNT, "one row for each kind of history entry");

const char *
history_kind_wire(enum history_kind kind)
{
	assert(kind >= HISTORY_NONE && kind < HISTORY_COUNT);
	return kinds[kind].wire;
}

const char *
history_kind_text(enum history_kind kind)
{
	assert(kind >= HISTORY_NONE && kind < HISTORY_COUNT);
	return kinds[kind].text;
}

enum history_kind
history_kind_from_wire(const char *word)
{
	for (int i = 1; i < HISTORY_COUNT; i++)
		if (str_eq(kinds[i].wire, word))
			return (enum history_kind)i;
	return HISTORY_NONE;
}
