/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the sample room share: the options worked out, the places
 * and the staff.  Everything else is rolled anew from its number whenever it
 * is needed, so that nothing grows with the size of the sample.
 */
#ifndef SAMPLE_WORLD_H
#define SAMPLE_WORLD_H

#include "base/arena.h"
#include "domain/customer.h"
#include "domain/policy.h"
#include "domain/program.h"
#include "server/sample/names.h"
#include "server/sample/sample.h"
#include "server/store/writer.h"

struct agency;

/* Streams of dice: what a number is the number of. */
enum {
	STREAM_CUSTOMER = 1,
	STREAM_HOUSEHOLD,
	STREAM_CREATED,
	STREAM_WORKER,
	STREAM_SALT,
	STREAM_APPLICATION,
	STREAM_ANSWERS,
	STREAM_LIFE,
	STREAM_CHAT
};

enum {
	HOUSEHOLD_MAX = 8,
	TEAM_SIZE = 8,
	TEAMS_MAX = 40,
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
	ID_ROOM = 28 /* for the id of what a service made */
};
#define DAY_MS (24 * (int64_t)HOUR_MS)

struct staff_member {
	const char *id;
	const char *username;
	const char *name;
	unsigned roles;
	size_t team;
	const char *language; /* spoken beside English; NULL: none */
};

struct team_members {
	size_t *caseworkers; /* numbers in world.staff */
	size_t count;
	size_t supervisor;
};

struct world {
	const struct sample_options *options;
	const struct agency *agency;
	struct arena *arena; /* as long as the filling */
	struct txn txn;
	int64_t now_ms; /* when the sample's clock starts */
	struct staff_member *staff;
	size_t staff_count;
	struct team_members *teams;
	const char **team_ids;
	size_t team_count;
	char (*application_ids)[ID_ROOM]; /* by number; empty: not filed yet */
	struct actor **actors;            /* by number in staff; made when first needed */
	FILE *receipts;
	const uint32_t *numbers; /* of a strand: which of its year's each application is */
	int64_t reviewed[TEAMS_MAX]; /* of those drawn */
	int64_t refused; /* steps that the state did not allow */
};

/* ---- places.c: people per county, and which team serves whom ---- */

/* One point of the state's people, 0 to SPREAD_MAX - 1: where somebody lives. */
enum { SPREAD_MAX = 1 << 20 };
struct place {
	const char *county;
	const char *city;
	const char *zip;
	const char *area_code;
	enum zone zone;
};
const struct place *place_at(unsigned spread);
/* Cuts the state into at most so many teams; a county is never divided. */
size_t place_cut(size_t teams);
size_t place_team(unsigned spread);
/* Comma-separated counties that a team serves, in the arena. */
const char *place_team_counties(size_t team, struct arena *arena);
/* A point served by the team. */
unsigned place_in_team(size_t team, struct dice *dice);

/* ---- cast.c ---- */

/* Cuts the state into teams, and writes which of them serves each county where
 * an agency's settings say it: before the agency is loaded. */
bool cast_teams(struct world *world) must_use;
bool cast_make(struct world *world) must_use;
/* A caseworker of the team, but never ana: hers are chosen one by one. */
const struct staff_member *cast_roll(const struct world *world, size_t team, struct dice *dice);
const struct staff_member *cast_supervisor(const struct world *world, size_t team);
const struct staff_member *cast_find(const struct world *world, const char *username);

/* ---- people.c ---- */

struct relative {
	const char *name;
	const char *relation; /* self, spouse, child, parent, ... */
	civil_date born_on;
	enum sex sex;
	int64_t customer; /* number of their own record, -1: none */
};

struct household {
	const struct name_stock *stock;
	const struct place *place;
	unsigned spread;
	const char *line1;
	const char *line2;
	struct relative people[HOUSEHOLD_MAX];
	size_t count;
};

/* How many of the first customers live where ana's team works. */
enum { ANA_APPLICATIONS = 53, CONFLICT_OF_BEN = 7, CONFLICT_OF_ANA = 101 };

const char *person_id(const struct world *world, int64_t number, struct arena *arena);
int64_t person_created_ms(const struct world *world, int64_t number);
bool person_is_business(int64_t number);
bool person_is_sealed(int64_t number);
void
household_of(const struct world *world, int64_t number, struct arena *arena, struct household *ret);
/* Row and seal alone, without the event and the names. */
bool person_insert_row(struct world *world, int64_t number, struct arena *arena) must_use;
/* The whole customer; open_applications is left 0. */
void
person_make(const struct world *world, int64_t number, struct arena *arena, struct customer *ret);
bool person_insert(struct world *world, int64_t number, struct arena *arena) must_use;

/* ---- answers.c ---- */

/* Plausible answers to the whole form, as a JSON object. */
const char *answers_make(const struct program *program, const struct household *household,
	const struct customer *customer, civil_date filed_on, bool is_poor, struct dice dice,
	struct arena *arena);

#endif
