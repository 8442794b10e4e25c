/* SPDX-License-Identifier: Apache-2.0
 *
 * Teams and workers: the six whom every sample has, then as many more as
 * were asked for, each team with a supervisor.
 */
#include <inttypes.h>

#include "base/str.h"
#include "domain/county.h"
#include "domain/worker.h"
#include "server/sample/world.h"
#include "server/service/agency.h"
#include "server/store/sample_rows.h"

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
staff_find(const struct world *world, const char *username)
{
	for (size_t i = 0; i < countof(named); i++)
		if (str_eq(world->staff[i].username, username))
			return &world->staff[i];
	assert(!"one of the six");
	return NULL;
}

const struct staff_member *
staff_roll(const struct world *world, size_t team, struct dice *dice)
{
	/* After the six, worker n is in team n modulo the teams; the first of
	 * each team beyond the first leads it. */
	size_t others = world->staff_count - countof(named);
	size_t in_team = others / world->team_count + (team < others % world->team_count);
	size_t first = team == 0 ? 0 : 1;
	const struct staff_member *ben = &world->staff[1];
	if (in_team <= first || (team == 0 && dice_roll(dice, in_team + 1) == 0))
		return ben;
	size_t chosen = first + dice_roll(dice, in_team - first);
	return &world->staff[countof(named) + chosen * world->team_count + team];
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
	bool leads = index > 0 && index < world->team_count;
	*ret = (struct staff_member){
		.id = arena_printf(world->arena, "w_%04zu", number),
		.username = arena_printf(world->arena, "w%04zu", number),
		.name = arena_strdup(world->arena, name),
		.roles = leads ? ROLE_SUPERVISOR : ROLE_CASEWORKER,
		.team = index % world->team_count,
		.language = str_eq(stock->language, "en") ? NULL : stock->language,
	};
}

static void
roll_bytes(struct dice *dice, uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)dice_bits(dice);
}

static bool
insert_member(struct world *world, size_t number, const char *hash)
{
	const struct staff_member *member = &world->staff[number];
	struct dice dice = dice_for((uint64_t)world->options->seed, STREAM_SALT, (uint64_t)number << 32);
	uint8_t journal_key[JOURNAL_KEY_BYTES], nonce[SEAL_NONCE_BYTES];
	roll_bytes(&dice, journal_key, sizeof(journal_key));
	roll_bytes(&dice, nonce, sizeof(nonce));
	struct buf sealed = BUF_INIT(256);
	seal_with_nonce(&sealed, agency_key(world->agency, KEY_JOURNAL), nonce, journal_key,
		sizeof(journal_key));

	const char *languages[2] = { "en", member->language };
	bool has_cases = (member->roles & (ROLE_CASEWORKER | ROLE_SUPERVISOR)) != 0;
	const char *counties = has_cases ? place_team_counties(world, member->team) : NULL;
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
		ok = sample_worker_team_insert(world->txn.db, member->id, world->team_ids[member->team],
			(member->roles & ROLE_SUPERVISOR) != 0);
	buf_done(&sealed);
	return ok;
}

static bool
make_teams(struct world *world)
{
	world->team_ids = arena_array(world->arena, world->team_count, sizeof(*world->team_ids));
	for (size_t i = 0; i < world->team_count; i++) {
		const char *counties = place_team_counties(world, i);
		size_t first = strcspn(counties, ",");
		world->team_ids[i] = arena_printf(world->arena, "t_%02zu", i + 1);
		const char *name = arena_printf(world->arena, "Team %zu %.*s", i + 1, (int)first, counties);
		if (!sample_team_insert(world->txn.db, world->team_ids[i], name))
			return false;
	}
	return true;
}

bool
staff_make(struct world *world)
{
	world->staff_count = (size_t)world->options->workers;
	world->team_count = (world->staff_count + TEAM_SIZE - 1) / TEAM_SIZE;
	world->staff = arena_array(world->arena, world->staff_count, sizeof(*world->staff));
	if (!make_teams(world))
		return false;

	struct dice dice = dice_for((uint64_t)world->options->seed, STREAM_SALT, UINT32_MAX);
	uint8_t salt[PASSWORD_SALT];
	char hash[PASSWORD_HASH_MAX];
	roll_bytes(&dice, salt, sizeof(salt));
	if (!password_hash_salted(hash, SAMPLE_PASSWORD, salt))
		return false;
	for (size_t i = 0; i < world->staff_count; i++)
		roll_member(world, i, &world->staff[i]);
	for (size_t i = 0; i < world->staff_count; i++)
		if (!insert_member(world, i, hash))
			return false;
	/* A case that ana must never see, and one for ben. */
	return sample_conflict_insert(world->txn.db, staff_find(world, "ana")->id,
			person_id(world, ANA_APPLICATIONS + 1, world->arena), "neighbor",
			person_created_ms(world, ANA_APPLICATIONS + 1))
		&& sample_conflict_insert(world->txn.db, staff_find(world, "ben")->id,
			person_id(world, 7, world->arena), "cousin", person_created_ms(world, 7));
}
