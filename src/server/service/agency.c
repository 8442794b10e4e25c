/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys, settings, clock and programs of one agency, loaded once.  Programs are
 * never unloaded: a version, once published, does not change, and a call that
 * holds one must not lose it.
 */
#include "server/service/agency.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/str.h"
#include "domain/program.h"
#include "server/service/key_file.h"
#include "server/service/throttle.h"
#include "server/store/setting.h"

enum { KEY_CHECK_BYTES = 32 };

static const char *const purposes[KEY_COUNT] = {
	[KEY_CURSOR] = "cursor",         [KEY_ACCESS_CODE] = "access-code",
	[KEY_CSRF] = "csrf",             [KEY_SSN_MATCH] = "ssn-match",
	[KEY_SSN_SEAL] = "ssn-seal",     [KEY_CHECKPOINT] = "checkpoint",
	[KEY_JOURNAL] = "journal",       [KEY_SECOND_FACTOR] = "second-factor",
	[KEY_DOCUMENT_LINK] = "document-link",
	[KEY_MAIL] = "mail",
	[KEY_FORM] = "started-form",
	[KEY_THROTTLE] = "throttle",
};

static const char *const doors[DOOR_COUNT] = {
	[DOOR_WORKER] = "worker", [DOOR_ACCOUNT] = "account", [DOOR_STATUS] = "status", [DOOR_FORM] = "form",
};

/* Never changed once it is the current one. */
struct program_set {
	const struct program **all; /* by id, newest version first */
	size_t count;
};

/* The same of settings. */
struct setting_set {
	struct setting *all;
	size_t count;
};

struct agency {
	uint8_t (*keys)[SECRET_KEY_BYTES]; /* guarded */
	struct arena arena;
	_Atomic(const struct setting_set *) settings;
	int64_t sample_from_ms; /* 0: real time */
	int64_t started_mono_ms;
	bool checks_documents, reads_text;
	struct throttle *throttles[DOOR_COUNT];
	pthread_mutex_t loading;
	_Atomic(const struct program_set *) programs;
};

/* ---- keys ---- */

static void
key_check(char out[2 * KEY_CHECK_BYTES + 1], const uint8_t master[SECRET_KEY_BYTES])
{
	uint8_t key[SECRET_KEY_BYTES], tag[KEY_CHECK_BYTES];

	subkey(key, master, SETTING_KEY_CHECK);
	keyed_tag(tag, key, SETTING_KEY_CHECK, strlen(SETTING_KEY_CHECK));
	hex_text(out, tag, sizeof(tag));
	secret_wipe(key, sizeof(key));
}

bool
agency_adopt_key(struct db *db, const char *key_file, struct err *err)
{
	uint8_t *master = secret_alloc(SECRET_KEY_BYTES);
	char check[2 * KEY_CHECK_BYTES + 1];
	bool ok = key_file_read(key_file, master, err);

	if (ok) {
		key_check(check, master);
		ok = setting_put(db, SETTING_KEY_CHECK, check) || (db_take_failure(db, err), false);
	}
	secret_free(master);
	return ok;
}

static bool
load_keys(struct agency *agency, const char *where, const char *key_file, struct err *err)
{
	char beside[KEY_FILE_PATH_MAX], check[2 * KEY_CHECK_BYTES + 1];

	if (!key_file) {
		if (!key_file_default(where, beside))
			return err_set(err, ERR_USAGE, "Name the agency's key file: --key-file FILE.");
		key_file = beside;
	}
	uint8_t *master = secret_alloc(SECRET_KEY_BYTES);
	bool ok = key_file_read(key_file, master, err);
	if (ok) {
		key_check(check, master);
		if (!str_eq(check, agency_setting(agency, SETTING_KEY_CHECK, check)))
			ok = err_set(err, ERR_LOCAL_FILE,
			             "The key file %s belongs to another database.", key_file);
	}
	agency->keys = secret_alloc((size_t)KEY_COUNT * SECRET_KEY_BYTES);
	for (size_t i = 0; ok && i < KEY_COUNT; i++)
		subkey(agency->keys[i], master, purposes[i]);
	secret_free(master);
	return ok;
}

const uint8_t *
agency_key(const struct agency *agency, enum agency_key key)
{
	assert(key < KEY_COUNT);
	return agency->keys[key];
}

struct throttle *
agency_throttle(const struct agency *agency, enum agency_door door)
{
	assert(door < DOOR_COUNT);
	return agency->throttles[door];
}

void
agency_share_throttles(struct agency *agency, struct writer *writer)
{
	for (size_t i = 0; i < DOOR_COUNT; i++)
		throttle_share(agency->throttles[i], agency_key(agency, KEY_THROTTLE), doors[i], writer);
}

/* ---- settings and clock ---- */

const char *
agency_setting(const struct agency *agency, const char *name, const char *otherwise)
{
	const struct setting_set *set = agency->settings;

	for (size_t i = 0; i < set->count; i++) {
		if (str_eq(set->all[i].name, name))
			return set->all[i].value;
	}
	return otherwise;
}

bool
agency_reload_settings(struct agency *agency, struct db *db, struct err *err)
{
	struct setting_set *set;
	bool ok;

	pthread_mutex_lock(&agency->loading);
	set = arena_alloc(&agency->arena, sizeof(*set));
	set->count = setting_list(db, &agency->arena, &set->all);
	ok = !db_take_failure(db, err);
	if (ok)
		agency->settings = set;
	pthread_mutex_unlock(&agency->loading);
	return ok;
}

int64_t
agency_setting_int(const struct agency *agency, const char *name, int64_t otherwise)
{
	int64_t value;
	return str_to_i64(agency_setting(agency, name, NULL), &value) ? value : otherwise;
}

bool
agency_is_sample(const struct agency *agency)
{
	return agency->sample_from_ms != 0;
}

/* A sample's day is remembered as a date or an instant; from a date it runs
 * from the morning on. */
static bool
load_clock(struct agency *agency, struct err *err)
{
	enum { MORNING_MS = 9 * 3600 * 1000 };
	const char *as_of = agency_setting(agency, SETTING_SAMPLE_AS_OF, NULL);
	civil_date date;

	agency->started_mono_ms = clock_mono_ms();
	if (!as_of || instant_from_text(as_of, &agency->sample_from_ms))
		return true;
	if (!date_from_text(as_of, &date))
		return err_set(err, ERR_LOCAL_FILE,
		               "The setting " SETTING_SAMPLE_AS_OF " is not a date: %s", as_of);
	agency->sample_from_ms = zone_midnight_ms(ZONE_CENTRAL, date) + MORNING_MS;
	return true;
}

int64_t
agency_now_ms(const struct agency *agency)
{
	if (!agency->sample_from_ms)
		return clock_real_ms();
	return agency->sample_from_ms + (clock_mono_ms() - agency->started_mono_ms);
}

/* ---- programs ---- */

static const struct program *
find_program(const struct program_set *set, const char *id, int64_t version)
{
	for (size_t i = 0; set && i < set->count; i++) {
		if (str_eq(set->all[i]->id, id) && set->all[i]->version == version)
			return set->all[i];
	}
	return NULL;
}

/* A version may be published ahead of its first day. */
static bool
is_in_force(const struct agency *agency, const struct program *program)
{
	return program->effective_on <= zone_date(ZONE_CENTRAL, agency_now_ms(agency));
}

/* The newest in force; before the first day of the first, that one: its name
 * is known, and intake says from when on it is taken in. */
static const struct program *
find_in_force(const struct agency *agency, const char *id)
{
	const struct program_set *set = agency->programs;
	const struct program *first = NULL;

	for (size_t i = 0; i < set->count; i++) {
		if (!str_eq(set->all[i]->id, id))
			continue;
		first = set->all[i];
		if (is_in_force(agency, first))
			break;
	}
	return first;
}

/* How many programs are in force, and the one of an index among them. */
static size_t
count_in_force(const struct agency *agency, size_t index, const struct program **ret)
{
	const struct program_set *set = agency->programs;
	const char *id = NULL;
	size_t count = 0;

	for (size_t i = 0; i < set->count; i++) {
		if (str_eq(set->all[i]->id, id) || !is_in_force(agency, set->all[i]))
			continue;
		id = set->all[i]->id;
		if (count++ == index)
			*ret = set->all[i];
	}
	return count;
}

static bool
load_program(struct agency *agency, struct db *db, const struct program_row *row,
             const struct program **ret, struct err *err)
{
	struct arena text = ARENA_INIT;
	struct program *program = NULL;
	const char *body = program_row_body(db, row->id, row->version, &text);
	struct err why = { 0 };
	bool ok = body && program_load(&program, &agency->arena, body, strlen(body), &why);

	if (!ok && !db_take_failure(db, err))
		err_set(err, ERR_LOCAL_FILE, "Program %s version %lld in the database: %.150s",
		        row->id, (long long)row->version, why.detail);
	arena_done(&text);
	*ret = program;
	return ok;
}

bool
agency_reload_programs(struct agency *agency, struct db *db, struct err *err)
{
	struct arena scratch = ARENA_INIT;
	struct program_row *rows;
	bool ok = true;

	pthread_mutex_lock(&agency->loading);
	const struct program_set *old = agency->programs;
	size_t count = program_row_list(db, false, &scratch, &rows);
	struct program_set *set = arena_alloc(&agency->arena, sizeof(*set));
	set->all = arena_array(&agency->arena, count + 1, sizeof(*set->all));
	if (db_take_failure(db, err))
		ok = false;
	for (size_t i = 0; ok && i < count; i++) {
		const struct program *program = find_program(old, rows[i].id, rows[i].version);
		if (!program)
			ok = load_program(agency, db, &rows[i], &program, err);
		if (!ok)
			break;
		set->all[set->count++] = program;
	}
	if (ok)
		agency->programs = set;
	pthread_mutex_unlock(&agency->loading);
	arena_done(&scratch);
	return ok;
}

const struct program *
agency_program(const struct agency *agency, const char *id, int64_t version)
{
	return version == 0 ? find_in_force(agency, id)
	                    : find_program(agency->programs, id, version);
}

size_t
agency_program_count(const struct agency *agency)
{
	const struct program *none = NULL;

	return count_in_force(agency, SIZE_MAX, &none);
}

const struct program *
agency_program_at(const struct agency *agency, size_t index)
{
	const struct program *program = NULL;

	(void)count_in_force(agency, index, &program);
	assert(program);
	return program;
}

/* ---- the whole ---- */

bool
agency_load(struct agency **ret, struct db *db, const char *where, const char *key_file,
            struct err *err)
{
	struct agency *agency = calloc(1, sizeof(*agency));
	if (!agency)
		oom_exit();
	pthread_mutex_init(&agency->loading, NULL);
	for (size_t i = 0; i < DOOR_COUNT; i++)
		agency->throttles[i] = throttle_new();
	bool ok = agency_reload_settings(agency, db, err) && load_keys(agency, where, key_file, err) &&
	          load_clock(agency, err) && agency_reload_programs(agency, db, err);
	if (!ok) {
		agency_free(agency);
		return false;
	}
	*ret = agency;
	return true;
}

void
agency_free(struct agency *agency)
{
	if (!agency)
		return;
	for (size_t i = 0; i < DOOR_COUNT; i++)
		throttle_free(agency->throttles[i]);
	secret_free(agency->keys);
	arena_done(&agency->arena);
	pthread_mutex_destroy(&agency->loading);
	free(agency);
}

void
agency_set_document_work(struct agency *agency, bool checks, bool reads_text)
{
	agency->checks_documents = checks;
	agency->reads_text = reads_text;
}

bool
agency_checks_documents(const struct agency *agency)
{
	return agency->checks_documents;
}

bool
agency_reads_text(const struct agency *agency)
{
	return agency->reads_text;
}
