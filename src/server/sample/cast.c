/* SPDX-License-Identifier: Apache-2.0
 *
 * Teams and workers: the six whom every sample has, then as many more as
 * were asked for, each team with a supervisor.
 */
#include <inttypes.h>

#include "base/str.h"
#include "domain/county.h"
#include "domain/worker.h"
#include "server/sample/life.h"
#include "server/sample/world.h"
#include "server/service/agency.h"
#include "server/store/sample_rows.h"
#include "server/store/setting.h"
#include "server/store/worker.h"

enum { CAPACITY = 52, LEAVE_PERCENT = 4, JOURNAL_KEY_BYTES = 32, PASSWORD_SALT = 16 };

static const struct {
	const char *username;
	const char *name;
	unsigned roles;
	const char *language;
} named[] = {
	{ "ana", "Ana Ruiz", ROLE_CASEWORKER, "es" },
	{ "ben", "Ben Carter", ROLE_CASEWORKER, NULL },
	{ "sam", "Sam Whitfield", ROLE_SUPERVISOR, NULL },
	{ "ada", "Ada Nwosu", ROLE_AUDITOR, NULL },
	{ "adm", "Adam Doyle", ROLE_ADMIN, NULL },
	{ "ina", "Ina Kowalski", ROLE_INTAKE, NULL },
};
static_assert(countof(named) == SAMPLE_WORKERS_MIN, "the six that are always there");

const struct staff_member *
cast_find(const struct world *world, const char *username)
{
	for (size_t i = 0; i < countof(named); i++)
		if (str_eq(world->staff[i].username, username))
			return &world->staff[i];
	assert(false && "one of the six");
	return NULL;
}

const struct staff_member *
cast_roll(const struct world *world, size_t team, struct dice *dice)
{
	const struct team_members *members = &world->teams[team];
	return &world->staff[members->caseworkers[dice_roll(dice, members->count)]];
}

const struct staff_member *
cast_supervisor(const struct world *world, size_t team)
{
	return &world->staff[world->teams[team].supervisor];
}

static void
roll_member(const struct world *world, size_t number, struct staff_member *ret)
{
	if (number < countof(named)) {
		*ret = (struct staff_member){
			.id = arena_printf(world->arena, "w_%s", named[number].username),
			.username = named[number].username,
			.name = named[number].name,
			.roles = named[number].roles,
			.language = named[number].language,
		};
		return;
	}
	struct dice dice = dice_for((uint64_t)world->options->seed, STREAM_WORKER, number);
	size_t index = number - countof(named);
	const struct name_stock *stock = name_stock_roll(&dice);
	char name[SAMPLE_NAME_MAX];
	enum sex sex = dice_percent(&dice, 66) ? SEX_WOMAN : SEX_MAN;
	name_whole(name, stock, name_given(stock, &dice, sex), name_family(stock, &dice));
	/* First a supervisor and a caseworker for each team, then by people. */
	size_t team = index < 2 * world->team_count
		? index % world->team_count
		: place_team((unsigned)dice_roll(&dice, SPREAD_MAX));
	bool leads = index > 0 && index < world->team_count;
	*ret = (struct staff_member){
		.id = arena_printf(world->arena, "w_%04zu", number),
		.username = arena_printf(world->arena, "w%04zu", number),
		.name = arena_strdup(world->arena, name),
		.roles = leads ? ROLE_SUPERVISOR : ROLE_CASEWORKER,
		.team = team,
		.language = str_eq(stock->language, "en") ? NULL : stock->language,
	};
}

static bool
insert_member(struct world *world, size_t number, const char *hash)
{
	const struct staff_member *member = &world->staff[number];
	struct dice dice = dice_for((uint64_t)world->options->seed, STREAM_SALT, number);
	uint8_t journal_key[JOURNAL_KEY_BYTES];
	random_bytes(journal_key, sizeof(journal_key));
	struct buf sealed = BUF_INIT(256);
	seal(&sealed, agency_key(world->agency, KEY_JOURNAL), journal_key, sizeof(journal_key));

	const char *languages[2] = { "en", member->language };
	bool has_cases = (member->roles & (ROLE_CASEWORKER | ROLE_SUPERVISOR)) != 0;
	const char *counties = has_cases ? place_team_counties(member->team, world->arena) : NULL;
	bool on_leave = number >= countof(named) && dice_percent(&dice, LEAVE_PERCENT);
	struct worker_seed seed = {
		.worker = {
			.id = member->id,
			.version = 1,
			.username = member->username,
			.name = member->name,
			.languages = { languages, member->language ? 2 : 1 },
			.counties = { &counties, counties ? 1 : 0 },
			.capacity = has_cases ? CAPACITY : 0,
			.on_leave_from = on_leave ? world->options->as_of - 2 : DATE_NONE,
			.on_leave_to = on_leave ? world->options->as_of + 9 : DATE_NONE,
		},
		.password_hash = hash,
		.roles = member->roles,
		.journal_key = sealed.data,
		.journal_key_len = sealed.len,
	};
	bool ok = sample_worker_insert(world->txn.db, &seed);
	if (ok && has_cases)
		ok = sample_worker_team_insert(world->txn.db, member->id,
			world->team_ids[member->team], (member->roles & ROLE_SUPERVISOR) != 0);
	buf_done(&sealed);
	return ok;
}

static const char *
team_id(const struct world *world, size_t team)
{
	return arena_printf(world->arena, "t_%02zu", team + 1);
}

static bool
make_teams(struct world *world)
{
	world->team_ids = arena_array(world->arena, world->team_count, sizeof(*world->team_ids));
	for (size_t i = 0; i < world->team_count; i++) {
		const char *counties = place_team_counties(i, world->arena);
		size_t first = strcspn(counties, ",");
		world->team_ids[i] = team_id(world, i);
		const char *name =
			arena_printf(world->arena, "%.*s County office", (int)first, counties);
		if (!sample_team_insert(world->txn.db, world->team_ids[i], name))
			return false;
	}
	return true;
}

static void
sort_into_teams(struct world *world)
{
	for (size_t i = 1; i < world->staff_count; i++) { /* without ana */
		const struct staff_member *member = &world->staff[i];
		struct team_members *team = &world->teams[member->team];
		if (member->roles & ROLE_CASEWORKER) {
			if (!team->caseworkers)
				team->caseworkers = arena_array(world->arena, world->staff_count,
					sizeof(*team->caseworkers));
			team->caseworkers[team->count++] = i;
		} else if (member->roles & ROLE_SUPERVISOR) {
			team->supervisor = i;
		}
	}
}

bool
cast_teams(struct world *world)
{
	struct db *db = world->txn.db;
	world->staff_count = (size_t)world->options->workers;
	/* Each team has at least a supervisor and a caseworker. */
	size_t teams = world->staff_count / TEAM_SIZE;
	world->team_count = place_cut(teams < 1 ? 1 : teams > TEAMS_MAX ? TEAMS_MAX : teams);
	for (size_t i = 0; i < world->team_count; i++) {
		struct arena arena = ARENA_INIT;
		char *rest = arena_strdup(&arena, place_team_counties(i, &arena)), *county;
		bool ok = true;
		while (ok && (county = strsep(&rest, ",")))
			ok = setting_put(db, arena_printf(&arena, "team.%s", county),
				team_id(world, i));
		arena_done(&arena);
		if (!ok)
			return false;
	}
	return true;
}

bool
cast_make(struct world *world)
{
	world->staff = arena_array(world->arena, world->staff_count, sizeof(*world->staff));
	world->actors = arena_array(world->arena, world->staff_count, sizeof(struct actor *));
	world->teams = arena_array(world->arena, world->team_count, sizeof(*world->teams));
	if (!make_teams(world))
		return false;

	uint8_t salt[PASSWORD_SALT];
	char hash[PASSWORD_HASH_MAX] = "";
	random_bytes(salt, sizeof(salt));
	/* Nobody signs in to a strand's own database. */
	if (!world->numbers && !password_hash_salted(hash, SAMPLE_PASSWORD, salt))
		return false;
	for (size_t i = 0; i < world->staff_count; i++)
		roll_member(world, i, &world->staff[i]);
	sort_into_teams(world);
	for (size_t i = 0; i < world->staff_count; i++)
		if (!insert_member(world, i, hash))
			return false;
	/* A case that ana must never see, and one for ben. */
	return sample_conflict_insert(world->txn.db, cast_find(world, "ana")->id,
		       person_id(world, CONFLICT_OF_ANA, world->arena), "neighbor",
		       person_created_ms(world, CONFLICT_OF_ANA)) &&
		sample_conflict_insert(world->txn.db, cast_find(world, "ben")->id,
			person_id(world, CONFLICT_OF_BEN, world->arena), "cousin",
			person_created_ms(world, CONFLICT_OF_BEN));
}

const struct actor *
cast_actor(struct world *world, const struct staff_member *member)
{
	size_t number = (size_t)(member - world->staff);
	if (!world->actors[number]) {
		struct actor *actor = arena_alloc(world->arena, sizeof(*actor));
		if (!worker_actor(world->txn.db, member->id, world->arena, actor))
			assert(false && "a worker of this sample");
		world->actors[number] = actor;
	}
	return world->actors[number];
}
