/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of events, looked up.
 */
#include "domain/event.h"

#include "base/str.h"

static const struct event_kind kinds[] = {
	[EVENT_NONE] = { EVENT_NONE, "", HISTORY_NONE, false, UPDATE_NONE, "", "" },
#define EVENT(id, wire, kind, is_public, update, members, text) \
	[EVENT_##id] = { EVENT_##id, wire, kind, is_public, update, members, text },
#include "domain/events.def"
#undef EVENT
};
static_assert(countof(kinds) == EVENT_TYPE_COUNT, "one row for each event type");

const struct event_kind *
event_kind_of(enum event_type type)
{
	assert(type >= EVENT_NONE && type < EVENT_TYPE_COUNT);
	return &kinds[type];
}

enum event_type
event_type_from_wire(const char *word)
{
	for (size_t i = 1; i < countof(kinds); i++)
		if (str_eq(kinds[i].wire, word))
			return kinds[i].type;
	return EVENT_NONE;
}
