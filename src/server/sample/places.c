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

static unsigned
team_start(const struct world *world, size_t team)
{
	return (unsigned)((uint64_t)team * SPREAD_MAX / world->team_count);
}

size_t
place_team(const struct world *world, unsigned spread)
{
	size_t team = (size_t)((uint64_t)spread * world->team_count / SPREAD_MAX);
	/* Undo the rounding of team_start(). */
	while (team + 1 < world->team_count && spread >= team_start(world, team + 1))
		team++;
	return team;
}

const char *
place_team_counties(const struct world *world, size_t team)
{
	const struct place *first = place_at(team_start(world, team));
	const struct place *last = place_at(team + 1 < world->team_count
		? team_start(world, team + 1) - 1 : SPREAD_MAX - 1);
	struct buf list = BUF_INIT(8192);
	for (const struct place *place = first; place <= last; place++)
		buf_printf(&list, "%s%s", list.len ? "," : "", place->county);
	const char *text = arena_strdup(world->arena, list.data);
	buf_done(&list);
	return text;
}

unsigned
place_in_team(const struct world *world, size_t team, struct dice *dice)
{
	unsigned from = team_start(world, team);
	unsigned to = team + 1 < world->team_count ? team_start(world, team + 1) : SPREAD_MAX;
	return from + (unsigned)dice_roll(dice, to - from);
}
