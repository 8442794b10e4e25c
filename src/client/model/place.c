/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of places.
 */
#include "client/model/place.h"

#include "base/str.h"

static const struct {
	const char *name;
	const char *title;
} places[] = {
	{ "", "" },
#define PLACE(id, name, title) { name, title },
#include "client/model/places.def"
#undef PLACE
};
static_assert(countof(places) == PLACE_COUNT, "one row a place");

struct place
place_make(enum place_kind kind, const char *id, const char *arg)
{
	struct place place = { .kind = kind };

	/* An id cut short would be another id: refuse it whole. */
	if (!str_copy(place.id, sizeof place.id, id))
		place.id[0] = '\0';
	str_copy(place.arg, sizeof place.arg, arg);
	return place;
}

bool
place_same(const struct place *a, const struct place *b)
{
	/* Two proofs or answers of one application are two places; a record's tabs are one. */
	bool by_arg = a->kind == PLACE_PROOF || a->kind == PLACE_ANSWER ||
		a->kind == PLACE_ENTRY || a->kind == PLACE_DOCUMENT || a->kind == PLACE_MERGE;

	return a->kind == b->kind && str_eq(a->id, b->id) && (!by_arg || str_eq(a->arg, b->arg));
}

const char *
place_name(enum place_kind kind)
{
	assert(kind < PLACE_COUNT);
	return places[kind].name;
}

const char *
place_title(enum place_kind kind)
{
	assert(kind < PLACE_COUNT);
	return places[kind].title;
}

enum place_kind
place_from_name(const char *name)
{
	for (int kind = 1; kind < PLACE_COUNT; kind++) {
		if (str_eq(places[kind].name, name))
			return (enum place_kind)kind;
	}
	return PLACE_NONE;
}
