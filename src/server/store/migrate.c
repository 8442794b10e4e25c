/* SPDX-License-Identifier: Apache-2.0
 *
 * Which shape a database has, and how it gets this program's.
 */
#include "server/store/migration.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"
#include "server/store/driver.h"
#include "server/store/search.h"
#include "server/store/setting.h"

enum { MIGRATION_TEXT_MAX = 1 << 18, NOT_OURS = -1, EMPTY = 0 };

static const struct {
	const char *macro;
	const char *in[2]; /* by enum db_kind */
} macros[] = {
	{ "{key}", { "TEXT", "TEXT COLLATE \"C\"" } },
	{ "{blob}", { "BLOB", "BYTEA" } },
	{ "{clustered}", { "WITHOUT ROWID", "" } },
};

static void
expand(struct buf *out, const char *sql, enum db_kind kind)
{
	while (*sql) {
		size_t i;
		for (i = 0; i < countof(macros); i++) {
			if (str_starts(sql, macros[i].macro))
				break;
		}
		if (i < countof(macros)) {
			buf_puts(out, macros[i].in[kind]);
			sql += strlen(macros[i].macro);
		} else {
			buf_putc(out, *sql++);
		}
	}
}

static int
newest_number(void)
{
	return migration_count ? migrations[migration_count - 1].number : 0;
}

static int64_t
count_of(struct db *db, const char *sql)
{
	struct stmt *stmt = db_query(db, sql);
	int64_t count = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return count;
}

/* The number of the newest step taken; EMPTY or NOT_OURS. */
static bool
schema_number(struct db *db, int64_t *ret, struct err *err)
{
	bool lite = db_kind(db) == DB_SQLITE;
	int64_t tables = count_of(db, lite ? "SELECT count(*) FROM sqlite_master"
	                                   : "SELECT count(*) FROM information_schema.tables"
	                                     " WHERE table_schema = current_schema()");
	int64_t ours = count_of(db, lite ? "SELECT count(*) FROM sqlite_master"
	                                   " WHERE type = 'table' AND name = 'migration'"
	                                 : "SELECT count(*) FROM information_schema.tables"
	                                   " WHERE table_schema = current_schema()"
	                                   " AND table_name = 'migration'");
	int64_t number = tables ? NOT_OURS : EMPTY;

	if (ours)
		number = count_of(db, "SELECT coalesce(max(number), 0) FROM migration");
	if (db_take_failure(db, err))
		return false;
	*ret = number;
	return true;
}

static bool
refuse(int64_t number, struct err *err)
{
	if (number == EMPTY)
		return err_set(err, ERR_LOCAL_FILE,
		               "The database is empty; make its tables with: caseload-server init");
	if (number == NOT_OURS)
		return err_set(err, ERR_LOCAL_FILE,
		               "This is not a caseload database: it holds other tables.");
	return err_set(err, ERR_LOCAL_FILE,
	               "The database is at step %lld, this program knows steps up to %d: use the "
	               "newer caseload-server that made it.",
	               (long long)number, newest_number());
}

/* A sample whose filling was cut short has tables, but not an agency. */
static bool
refuse_unfinished(struct db *db, struct err *err)
{
	int64_t marks = count_of(db, "SELECT count(*) FROM setting WHERE name = '" SETTING_UNFINISHED "'");

	if (db_take_failure(db, err))
		return false;
	return marks == 0 ||
	       err_set(err, ERR_LOCAL_FILE,
	               "Filling this database with a sample was cut short, it is not whole: remove it "
	               "and make it again with: caseload-server sample");
}

static bool
is_for(const struct migration *migration, enum db_kind kind)
{
	if (str_ends(migration->name, "sqlite"))
		return kind == DB_SQLITE;
	if (str_ends(migration->name, "postgres"))
		return kind == DB_POSTGRES;
	return true;
}

/* What a step does that SQL cannot; after its statements. */
static const struct {
	int number;
	bool (*run)(struct db *db);
} fillings[] = {
	{ 8, search_index_missing },
};

static bool
fill(struct db *db, int number, struct err *err)
{
	for (size_t i = 0; i < countof(fillings); i++)
		if (fillings[i].number == number && !fillings[i].run(db))
			return db_take_failure(db, err) ? false : err_set(err, ERR_INTERNAL, "Step %d ended early.", number);
	return true;
}

static bool
take_step(struct db *db, const struct migration *migration, int64_t now_ms, struct err *err)
{
	struct buf sql = BUF_INIT(MIGRATION_TEXT_MAX);
	bool ok = db_begin(db, err);

	expand(&sql, migration->sql, db_kind(db));
	assert(buf_ok(&sql));
	if (ok) {
		ok = db_exec(db, sql.data, err) && fill(db, migration->number, err);
		if (ok) {
			struct stmt *stmt = db_query(db, "INSERT INTO migration (number, name, at)"
			                                 " VALUES ($1, $2, $3)");
			bind_int(stmt, 1, migration->number);
			bind_text(stmt, 2, migration->name);
			bind_int(stmt, 3, now_ms);
			ok = stmt_run(stmt);
			if (!ok)
				(void)db_take_failure(db, err);
		}
		if (ok)
			ok = db_commit(db, err);
		else
			db_rollback(db);
	}
	buf_done(&sql);
	return ok;
}

static bool
take_steps(struct db *db, int64_t number, int64_t last, int64_t now_ms, struct err *err)
{
	for (size_t i = 0; i < migration_count; i++) {
		const struct migration *migration = &migrations[i];
		if (migration->number <= number || migration->number > last || !is_for(migration, db_kind(db)))
			continue;
		if (!take_step(db, migration, now_ms, err))
			return false;
		if (number > 0)
			log_line(LOG_INFO, "migrated", "Step %d %s", migration->number,
			         migration->name);
	}
	return true;
}

bool
schema_create_as_of(struct db *db, int last, int64_t now_ms, struct err *err)
{
	int64_t number;

	if (!schema_number(db, &number, err))
		return false;
	if (number > 0)
		return err_set(err, ERR_LOCAL_FILE, "This is a caseload database already.");
	if (number == NOT_OURS)
		return refuse(number, err);
	return db_exec(db,
	               "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY,"
	               " name TEXT NOT NULL, at BIGINT NOT NULL)",
	               err) &&
	       take_steps(db, 0, last, now_ms, err);
}

bool
schema_create(struct db *db, int64_t now_ms, struct err *err)
{
	return schema_create_as_of(db, newest_number(), now_ms, err);
}

bool
schema_upgrade(struct db *db, int64_t now_ms, struct err *err)
{
	int64_t number;

	if (!schema_number(db, &number, err))
		return false;
	if (number <= 0 || number > newest_number())
		return refuse(number, err);
	return refuse_unfinished(db, err) && take_steps(db, number, newest_number(), now_ms, err);
}

bool
schema_check(struct db *db, struct err *err)
{
	int64_t number;

	if (!schema_number(db, &number, err))
		return false;
	if (number <= 0 || number > newest_number())
		return refuse(number, err);
	if (number < newest_number())
		return err_set(err, ERR_LOCAL_FILE,
		               "The database is at step %lld of %d: start this caseload-server's "
		               "serve once, which brings it up to date.",
		               (long long)number, newest_number());
	return refuse_unfinished(db, err);
}
