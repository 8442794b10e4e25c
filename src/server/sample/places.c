/* SPDX-License-Identifier: Apache-2.0
 *
 * Where people live, in proportion to the counties' populations.  The state
 * is one line of SPREAD_MAX points: Davidson first, the rest by name, so that
 * each team serves one stretch of it.
 */
#include "base/buf.h"
#include "base/str.h"
#include "domain/county.h"
#include "server/sample/world.h"

static struct place places[] = {
#define PLACE(county, city, zip, area_code) { county, city, zip, area_code, ZONE_CENTRAL },
#include "server/sample/places.def"
#undef PLACE
};
static_assert(countof(places) == COUNTY_COUNT, "a place in each county");

static unsigned ends[countof(places)]; /* first point that is not the county's */

static void
lay_out(void)
{
	if (ends[countof(places) - 1] != 0)
		return;
	for (size_t i = 1; i < countof(places); i++) {
		/* Davidson to the front, the others keep their order. */
		if (!str_eq(places[i].county, "Davidson"))
			continue;
		struct place davidson = places[i];
		memmove(&places[1], &places[0], i * sizeof(places[0]));
		places[0] = davidson;
	}
	int64_t sum = 0, total = 0;
	for (size_t i = 0; i < COUNTY_COUNT; i++)
		total += county_at(i)->population;
	for (size_t i = 0; i < countof(places); i++) {
		const struct county *county = county_find(places[i].county);
		assert(county);
		places[i].zone = county->zone;
		sum += county->population;
		ends[i] = (unsigned)(sum * SPREAD_MAX / total);
	}
}

const struct place *
place_at(unsigned spread)
{
	lay_out();
	size_t low = 0, high = countof(places) - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (spread < ends[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return &places[low];
}

static size_t teams_of[countof(places)]; /* which team serves the county */

size_t
place_cut(size_t teams)
{
	lay_out();
	size_t team = 0, last_slot = 0;
	for (size_t i = 0; i < countof(places); i++) {
		size_t slot = i == 0 ? 0 : (size_t)((uint64_t)ends[i - 1] * teams / SPREAD_MAX);
		team += slot != last_slot;
		last_slot = slot;
		teams_of[i] = team;
	}
	return team + 1;
}

size_t
place_team(unsigned spread)
{
	return teams_of[place_at(spread) - places];
}

const char *
place_team_counties(size_t team, struct arena *arena)
{
	struct buf list = BUF_INIT(8192);
	for (size_t i = 0; i < countof(places); i++)
		if (teams_of[i] == team)
			buf_printf(&list, "%s%s", list.len ? "," : "", places[i].county);
	const char *text = arena_strdup(arena, list.data);
	buf_done(&list);
	return text;
}

unsigned
place_in_team(size_t team, struct dice *dice)
{
	size_t first = 0;
	while (teams_of[first] != team)
		first++;
	size_t last = first;
	while (last + 1 < countof(places) && teams_of[last + 1] == team)
		last++;
	unsigned from = first == 0 ? 0 : ends[first - 1];
	return from + (unsigned)dice_roll(dice, ends[last] - from);
}
