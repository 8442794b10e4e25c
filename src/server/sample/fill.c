/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling a new database: everything that will happen is put into the order
 * of time and then happens, through the server's own services.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/paths.h"
#include "base/str.h"
#include "domain/event.h"
#include "server/sample/chats.h"
#include "server/sample/life.h"
#include "server/sample/schedule.h"
#include "server/sample/strand.h"
#include "server/service/agency.h"
#include "server/service/key_file.h"
#include "server/store/counter.h"
#include "server/store/event_log.h"
#include "server/store/migration.h"
#include "server/store/sample_rows.h"
#include "server/store/setting.h"

enum {
	COMMIT_EVERY = 20000, /* moments in one transaction */
	PROGRESS_EVERY_MS = 2000,
	PROGRAMS_MAX = 64,
	PUBLISHED_DAYS = 705,
	MORNING_HOUR = 9
};
#define REVIEW_PERCENT "20" /* of a small sample: of the usual 5 there would be hardly any */

void
sample_defaults(struct sample_options *options)
{
	*options = (struct sample_options){
		.customers = SAMPLE_DEMO_CUSTOMERS,
		.applications = SAMPLE_DEMO_APPLICATIONS,
		.chats = SAMPLE_DEMO_CHATS,
		.workers = SAMPLE_DEMO_WORKERS,
		.large_from = SAMPLE_LARGE_FROM,
		.seed = 1,
	};
	if (!date_from_text(SAMPLE_AS_OF, &options->as_of))
		assert(false && "a date");
}

static bool
is_large(const struct sample_options *options)
{
	return options->customers >= options->large_from;
}

static bool
check_options(const struct sample_options *options, struct err *err)
{
	if (options->customers < SAMPLE_CUSTOMERS_MIN || options->customers > SAMPLE_CUSTOMERS_MAX)
		return err_set(err, ERR_USAGE, "--customers: from %d to %d.", SAMPLE_CUSTOMERS_MIN,
			SAMPLE_CUSTOMERS_MAX);
	if (options->applications < ANA_APPLICATIONS ||
		options->applications > SAMPLE_CUSTOMERS_MAX)
		return err_set(err, ERR_USAGE, "--applications: from %d to %d.", ANA_APPLICATIONS,
			SAMPLE_CUSTOMERS_MAX);
	if (options->chats < SAMPLE_CHATS_MIN || options->chats > SAMPLE_CUSTOMERS_MAX)
		return err_set(err, ERR_USAGE, "--chats: from %d to %d.", SAMPLE_CHATS_MIN,
			SAMPLE_CUSTOMERS_MAX);
	if (options->workers < SAMPLE_WORKERS_MIN || options->workers > SAMPLE_WORKERS_MAX)
		return err_set(err, ERR_USAGE, "--workers: from %d to %d.", SAMPLE_WORKERS_MIN,
			SAMPLE_WORKERS_MAX);
	return true;
}

/* ---- programs ---- */

static const char *
read_file(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return NULL;
	struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
	char block[8192];
	size_t len;
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(&text, block, len);
	const char *copy = ferror(file) || !buf_ok(&text) ? NULL : arena_strdup(arena, text.data);
	fclose(file);
	buf_done(&text);
	return copy;
}

static bool
publish(struct world *world, const char *path, struct err *err)
{
	const char *body = read_file(world->arena, path);
	struct program *program;
	if (!body)
		return err_set(err, ERR_LOCAL_FILE, "%s cannot be read.", path);
	if (!program_load(&program, world->arena, body, strlen(body), err))
		return false;
	struct program_row row = { program->id, program->version, body, world->txn.now_ms };
	struct event event = {
		.type = EVENT_PROGRAM_PUBLISHED,
		.subject = { "program", program->id },
		.version = program->version,
		.actor = { .kind = AUTHOR_SYSTEM },
		.scope = { .program_id = program->id },
	};
	const char *payload =
		arena_printf(world->arena, "{\"v\":1,\"program\":\"%s\",\"version\":%" PRId64 "}",
			program->id, program->version);
	return program_row_insert(world->txn.db, &row) &&
		event_append(&world->txn, &event, payload);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
publish_all(struct world *world, struct err *err)
{
	const char *folder = world->options->programs;
	if (!folder)
		folder = arena_printf(world->arena, "%s/programs", path_data(world->arena));
	const char *names[PROGRAMS_MAX];
	size_t count = 0;
	DIR *dir = opendir(folder);
	if (!dir)
		return err_set(err, ERR_LOCAL_FILE, "%s: %s.", folder, strerror(errno));
	for (struct dirent *entry; (entry = readdir(dir)) && count < countof(names);)
		if (str_ends(entry->d_name, ".json") &&
			!str_eq(entry->d_name, "program.schema.json"))
			names[count++] = arena_strdup(world->arena, entry->d_name);
	closedir(dir);
	qsort(names, count, sizeof(names[0]), by_name);
	if (count == 0)
		return err_set(err, ERR_LOCAL_FILE, "%s holds no program.", folder);
	for (size_t i = 0; i < count; i++)
		if (!publish(world, arena_printf(world->arena, "%s/%s", folder, names[i]), err))
			return false;
	return true;
}

/* ---- in the order of time ---- */

static bool
run(struct world *world, const struct chats *chats, const struct schedule *schedule,
	struct err *err)
{
	struct arena arena = ARENA_INIT;
	int64_t started_ms = clock_mono_ms(), said_ms = started_ms;
	bool ok = true;
	for (size_t i = 0; ok && i < schedule->count; i++) {
		ok = (!reviews_are_due(schedule, i, &world->txn.now_ms) ||
				reviews_happen(world, &arena, err)) &&
			moment_happen(world, chats, &schedule->at[i], &arena, err);
		arena_reset(&arena);
		if (ok && (i + 1) % COMMIT_EVERY == 0)
			ok = txn_commit(&world->txn, err) &&
				txn_begin(&world->txn, world->txn.db, schedule->at[i].at_ms, err);
		int64_t now_ms = clock_mono_ms();
		if (now_ms - said_ms >= PROGRESS_EVERY_MS) {
			say_progress(world->options, i + 1, schedule->count, now_ms - started_ms);
			said_ms = now_ms;
		}
	}
	say_progress(world->options, schedule->count, schedule->count,
		clock_mono_ms() - started_ms);
	arena_done(&arena);
	return ok;
}

/* ---- the whole ---- */

static bool
settle_ground(struct world *world, const char *key_file, struct err *err)
{
	char date[DATE_TEXT_MAX];
	struct db *db = world->txn.db;
	if (!setting_put(db, SETTING_SAMPLE_AS_OF, date_to_text(world->options->as_of, date)) ||
		(!is_large(world->options) && !setting_put(db, "review_percent", REVIEW_PERCENT)) ||
		!agency_adopt_key(db, key_file, err) || !cast_teams(world))
		return err->code != ERR_NONE ? false : db_take_failure(db, err), false;
	return publish_all(world, err);
}

/* One moment after the other, in the database itself. */
static bool
fill_at_once(struct world *world, struct err *err)
{
	struct chats chats;
	struct schedule schedule = { 0 };
	const struct share all = { .people = true, .lives = true, .of = 1 };
	world->application_ids = calloc(
		(size_t)world->options->applications, sizeof(*world->application_ids));
	if (!world->application_ids)
		oom_exit();
	bool ok = chats_load(&chats, world, err);
	if (ok) {
		schedule_make(world, &chats, &all, NULL, &schedule);
		ok = run(world, &chats, &schedule, err) && documents_make(world, err);
	}
	free(schedule.at);
	free(world->application_ids);
	return ok;
}

static bool
fill_all(struct world *world, struct agency *agency, const char *key_file, struct err *err)
{
	world->agency = agency;
	bool ok = cast_make(world) || (db_take_failure(world->txn.db, err), false);
	ok = ok && (is_large(world->options) ? merge_strands(world, key_file, err)
					     : fill_at_once(world, err));
	if (ok && !counter_raise(&world->txn, COUNTER_CASE,
			  SAMPLE_FIRST_CASE + world->options->customers))
		ok = (db_take_failure(world->txn.db, err), false);
	return ok;
}

static bool
fill_in_transaction(struct world *world, struct db *db, const char *key_file, struct err *err)
{
	struct agency *agency = NULL;
	if (!txn_begin(&world->txn, db, world->now_ms - PUBLISHED_DAYS * DAY_MS, err))
		return false;
	bool ok = settle_ground(world, key_file, err) &&
		agency_load(&agency, db, world->options->database, key_file, err) &&
		fill_all(world, agency, key_file, err);
	agency_free(agency);
	if (!world->txn.log)
		return false; /* a commit on the way failed and took the transaction */
	if (ok)
		return txn_commit(&world->txn, err);
	txn_rollback(&world->txn);
	return false;
}

/* While the mark is there, nobody takes the database for an agency. */
static bool
mark(struct db *db, bool is_unfinished, struct err *err)
{
	if (!db_begin(db, err))
		return false;
	bool ok = is_unfinished ? setting_put(db, SETTING_UNFINISHED, "1")
				: setting_drop(db, SETTING_UNFINISHED);
	if (ok)
		return db_commit(db, err);
	(void)db_take_failure(db, err);
	db_rollback(db);
	return false;
}

static bool
fill_database(struct world *world, struct db *db, const char *key_file, struct err *err)
{
	bool large = is_large(world->options);
	if (!schema_create(db, world->now_ms, err) || !mark(db, true, err) ||
		!sample_bulk_begin(db, large, err) ||
		!fill_in_transaction(world, db, key_file, err))
		return false;
	if (large && world->options->progress)
		fprintf(stderr, "making indexes\n");
	return sample_bulk_end(db, large, err);
}

static bool
open_receipts(struct world *world, struct err *err)
{
	const char *name = world->options->receipts;
	if (!name)
		return true;
	world->receipts = fopen(name, "we");
	return world->receipts || err_set(err, ERR_LOCAL_FILE, "%s: %s.", name, strerror(errno));
}

static bool
close_receipts(struct world *world, struct err *err)
{
	FILE *file = world->receipts;
	world->receipts = NULL;
	return !file || fclose(file) == 0 ||
		err_set(err, ERR_LOCAL_FILE, "%s: %s.", world->options->receipts, strerror(errno));
}

static void
repeat_from_seed(const struct sample_options *options)
{
	uint8_t seed[SECRET_KEY_BYTES];
	char text[64];
	snprintf(text, sizeof(text), "caseload sample %" PRId64, options->seed);
	sha256(seed, text, strlen(text));
	random_repeat_from(seed);
}

/* What a failed filling takes away again. */
struct made {
	const char *database;
	const char *key_file;
};

static bool
make_files(const struct sample_options *options, const char *key_file, struct made *made,
	struct err *err)
{
	if (!strstr(options->database, "://")) {
		int fd = open(options->database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0)
			return err_set(err, ERR_LOCAL_FILE, "%s cannot be made: %s.",
				options->database, strerror(errno));
		close(fd);
		made->database = options->database;
	}
	if (access(key_file, F_OK) == 0)
		return true;
	if (!key_file_create(key_file, err))
		return false;
	made->key_file = key_file;
	return true;
}

static void
take_away(const struct made *made)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[KEY_FILE_PATH_MAX + 8];
	for (size_t i = 0; made->database && i < countof(ends); i++) {
		snprintf(path, sizeof(path), "%s%s", made->database, ends[i]);
		(void)unlink(path);
	}
	if (made->key_file)
		(void)unlink(made->key_file);
}

bool
sample_fill(const struct sample_options *options, struct err *err)
{
	char beside[KEY_FILE_PATH_MAX];
	const char *key_file = options->key_file;
	struct arena arena = ARENA_INIT;
	struct db *db = NULL;
	struct made made = { 0 };
	struct world world = {
		.options = options,
		.arena = &arena,
		.now_ms = zone_midnight_ms(ZONE_CENTRAL, options->as_of) +
			MORNING_HOUR * (int64_t)HOUR_MS,
	};

	if (!check_options(options, err))
		return false;
	if (!key_file && !key_file_default(options->database, beside))
		return err_set(err, ERR_USAGE, "Name the agency's key file: --key-file FILE.");
	key_file = key_file ? key_file : beside;
	repeat_from_seed(options);
	bool ok = make_files(options, key_file, &made, err) && open_receipts(&world, err) &&
		db_open(&db, options->database, DB_WRITE, err) &&
		fill_database(&world, db, key_file, err);
	random_repeat_end();
	db_close(db);
	db = NULL;
	/* What was filled without a journal gets one from the next connection. */
	ok = ok && db_open(&db, options->database, DB_WRITE, err) && mark(db, false, err);
	db_close(db);
	if (!close_receipts(&world, err))
		ok = false;
	if (!ok)
		take_away(&made);
	if (ok && options->progress && world.refused > 0)
		fprintf(stderr, "%" PRId64 " steps were left out, as they were not possible\n",
			world.refused);
	arena_done(&arena);
	return ok;
}
