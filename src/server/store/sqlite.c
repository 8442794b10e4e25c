/* SPDX-License-Identifier: Apache-2.0
 *
 * The driver for SQLite: write-ahead log, every commit synced, no statement
 * that reaches outside the one file.
 */
#include "server/store/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/str.h"

/* What stands around every piece of work; kept prepared. */
static const char *const brackets[] = { "BEGIN",    "BEGIN IMMEDIATE", "COMMIT",
	                                "ROLLBACK", "SAVEPOINT job",   "RELEASE SAVEPOINT job" };

enum { BRACKET_COUNT = countof(brackets) };

struct sqlite_db {
	struct db db;
	sqlite3 *handle;
	char *file;
	bool set_up;           /* from here on the authorizer refuses */
	int wal_pages;
	int64_t limit_until_ms; /* of the running step, monotonic; 0: not asked yet */
	sqlite3_stmt *brackets[BRACKET_COUNT];
};

struct sqlite_stmt {
	struct stmt stmt;
	sqlite3_stmt *handle;
	int64_t changed;
	short index_of[100]; /* $n to SQLite's own number, which may differ */
};

static struct sqlite_db *
sqlite_of(const struct db *db)
{
	return (struct sqlite_db *)db;
}

static struct sqlite_stmt *
statement_of(const struct stmt *stmt)
{
	return (struct sqlite_stmt *)stmt;
}

static void
fail(struct db *db, int code, const char *sql)
{
	struct sqlite_db *sqlite = sqlite_of(db);
	const char *message = sqlite3_errmsg(sqlite->handle);

	if (db->failed)
		return;
	/* While it is being opened, whoever opens it says so. */
	if (sqlite->set_up)
		log_line(LOG_ERROR, "database", "SQLite %d, %s: %.60s",
		         sqlite3_extended_errcode(sqlite->handle), message, sql);
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "Another program is writing to the database.");
		break;
	case SQLITE_FULL:
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The disk of the database is full.");
		break;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The database's file cannot be read or written.");
		break;
	case SQLITE_INTERRUPT:
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The question took too long to answer.");
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "The file is damaged, or is not a database.");
		break;
	case SQLITE_NOMEM:
		oom_exit();
	default:
		db_fail(db, ERR_INTERNAL, "");
	}
}

/* As sqlite3_exec(), without reading the same six words again and again. */
static int
exec_kept(struct sqlite_db *sqlite, const char *sql)
{
	for (size_t i = 0; i < BRACKET_COUNT; i++) {
		if (strcmp(brackets[i], sql) != 0)
			continue;
		if (!sqlite->brackets[i]) {
			int code = sqlite3_prepare_v3(sqlite->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
			                              &sqlite->brackets[i], NULL);
			if (code != SQLITE_OK)
				return code;
		}
		(void)sqlite3_step(sqlite->brackets[i]);
		return sqlite3_reset(sqlite->brackets[i]);
	}
	return sqlite3_exec(sqlite->handle, sql, NULL, NULL, NULL);
}

static bool
exec(struct db *db, const char *sql)
{
	int code = exec_kept(sqlite_of(db), sql);
	if (code == SQLITE_OK)
		return true;
	fail(db, code, sql);
	return false;
}

static bool
begin(struct db *db)
{
	return exec(db, db->mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN");
}

static bool
commit(struct db *db)
{
	return exec(db, "COMMIT");
}

static void
rollback(struct db *db)
{
	/* Nothing else keeps it from ending the transaction. */
	if (exec_kept(sqlite_of(db), "ROLLBACK") == SQLITE_NOMEM)
		oom_exit();
}

static void
rollback_to(struct db *db)
{
	(void)exec(db, "ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job");
}

static bool
in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(sqlite_of(db)->handle);
}

static void
close_database(struct db *db)
{
	struct sqlite_db *sqlite = sqlite_of(db);
	for (size_t i = 0; i < BRACKET_COUNT; i++)
		(void)sqlite3_finalize(sqlite->brackets[i]);
	int code = sqlite3_close(sqlite->handle);
	assert(code == SQLITE_OK);
	free(sqlite->file);
	free(sqlite);
}

static struct stmt *
prepare(struct db *db, const char *sql)
{
	struct sqlite_stmt *statement = calloc(1, sizeof(*statement));
	if (!statement)
		oom_exit();
	int code = sqlite3_prepare_v3(sqlite_of(db)->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
	                              &statement->handle, NULL);
	if (code != SQLITE_OK) {
		fail(db, code, sql);
		free(statement);
		return NULL;
	}
	return &statement->stmt;
}

static void
finalize(struct stmt *stmt)
{
	sqlite3_finalize(statement_of(stmt)->handle);
	free(stmt);
}

static void
reset(struct stmt *stmt)
{
	sqlite3_reset(statement_of(stmt)->handle);
	sqlite3_clear_bindings(statement_of(stmt)->handle);
}

/* To SQLite $1 is a name like any other: numbers follow first appearance. */
static int
parameter_index(struct stmt *stmt, int number)
{
	struct sqlite_stmt *statement = statement_of(stmt);
	char name[16];

	assert(number > 0);
	if (number < (int)countof(statement->index_of) && statement->index_of[number])
		return statement->index_of[number];
	(void)snprintf(name, sizeof(name), "$%d", number);
	int index = sqlite3_bind_parameter_index(statement->handle, name);
	if (number < (int)countof(statement->index_of))
		statement->index_of[number] = (short)index;
	return index;
}

static void
check_bound(struct stmt *stmt, int code)
{
	if (code != SQLITE_OK)
		fail(stmt->db, code, stmt->sql);
}

static void
bind_text_value(struct stmt *stmt, int number, const char *text)
{
	int index = parameter_index(stmt, number);
	sqlite3_stmt *handle = statement_of(stmt)->handle;
	check_bound(stmt, text ? sqlite3_bind_text(handle, index, text, -1, SQLITE_TRANSIENT)
	                       : sqlite3_bind_null(handle, index));
}

static void
bind_int_value(struct stmt *stmt, int number, int64_t value)
{
	check_bound(stmt, sqlite3_bind_int64(statement_of(stmt)->handle,
	                                     parameter_index(stmt, number), value));
}

static void
bind_blob_value(struct stmt *stmt, int number, const void *bytes, size_t len)
{
	check_bound(stmt, sqlite3_bind_blob64(statement_of(stmt)->handle,
	                                      parameter_index(stmt, number), len ? bytes : "", len,
	                                      SQLITE_TRANSIENT));
}

static enum step
step(struct stmt *stmt)
{
	struct sqlite_db *sqlite = sqlite_of(stmt->db);
	struct sqlite_stmt *statement = statement_of(stmt);

	sqlite->limit_until_ms = 0;
	int code = sqlite3_step(statement->handle);
	if (code == SQLITE_ROW)
		return STEP_ROW;
	if (code == SQLITE_DONE) {
		statement->changed = sqlite3_changes64(sqlite->handle);
		sqlite3_reset(statement->handle);
		return STEP_DONE;
	}
	fail(stmt->db, code, stmt->sql);
	sqlite3_reset(statement->handle);
	return STEP_FAILED;
}

static int64_t
changes(const struct stmt *stmt)
{
	return statement_of(stmt)->changed;
}

static const char *
text_at(struct stmt *stmt, int column)
{
	const unsigned char *text = sqlite3_column_text(statement_of(stmt)->handle, column);
	return text ? (const char *)text : "";
}

static int64_t
int_at(struct stmt *stmt, int column)
{
	return sqlite3_column_int64(statement_of(stmt)->handle, column);
}

static const void *
blob_at(struct stmt *stmt, int column, size_t *ret_len)
{
	const void *bytes = sqlite3_column_blob(statement_of(stmt)->handle, column);
	*ret_len = (size_t)sqlite3_column_bytes(statement_of(stmt)->handle, column);
	return bytes ? bytes : "";
}

static bool
is_null_at(struct stmt *stmt, int column)
{
	return sqlite3_column_type(statement_of(stmt)->handle, column) == SQLITE_NULL;
}

int
stmt_columns(struct stmt *stmt)
{
	return sqlite3_column_count(statement_of(stmt)->handle);
}

void
bind_columns(struct stmt *stmt, struct stmt *from)
{
	sqlite3_stmt *handle = statement_of(from)->handle;
	int count = sqlite3_column_count(handle);

	for (int i = 0; i < count; i++) {
		size_t len;
		const void *bytes;
		switch (sqlite3_column_type(handle, i)) {
		case SQLITE_INTEGER:
			bind_int(stmt, i + 1, sqlite3_column_int64(handle, i));
			break;
		case SQLITE_BLOB:
			bytes = blob_at(from, i, &len);
			bind_blob(stmt, i + 1, bytes, len);
			break;
		default: /* there are no real numbers */
			bind_text_or_null(stmt, i + 1,
			                  (const char *)sqlite3_column_text(handle, i));
		}
	}
}

static const struct driver sqlite_driver = {
	.kind = DB_SQLITE,
	.close = close_database,
	.exec = exec,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.rollback_to = rollback_to,
	.in_transaction = in_transaction,
	.prepare = prepare,
	.finalize = finalize,
	.reset = reset,
	.bind_text = bind_text_value,
	.bind_int = bind_int_value,
	.bind_blob = bind_blob_value,
	.step = step,
	.changes = changes,
	.column_text = text_at,
	.column_int = int_at,
	.column_blob = blob_at,
	.column_is_null = is_null_at,
};

/* Nothing after the set-up may reach another file or loosen a setting.  The
 * full-text index asks for data_version by itself. */
static int
authorize(void *ctx, int action, const char *first, const char *second, const char *database,
          const char *trigger)
{
	struct sqlite_db *sqlite = ctx;
	(void)second;
	(void)database;
	(void)trigger;

	if (!sqlite->set_up)
		return SQLITE_OK;
	if (action == SQLITE_ATTACH || action == SQLITE_DETACH)
		return SQLITE_DENY;
	if (action == SQLITE_PRAGMA && !str_eq(first, "data_version"))
		return SQLITE_DENY;
	return SQLITE_OK;
}

/* Asked every so many instructions: a step's time begins with the first of
 * them, so that a quick one never reads the clock. */
static int
over_limit(void *ctx)
{
	struct sqlite_db *sqlite = ctx;
	int64_t now_ms = clock_mono_ms();

	if (!sqlite->limit_until_ms)
		sqlite->limit_until_ms = now_ms + DB_READ_LIMIT_MS;
	return now_ms > sqlite->limit_until_ms;
}

static bool
set_up(struct sqlite_db *sqlite)
{
	sqlite3 *handle = sqlite->handle;
	char sql[80];

	sqlite3_extended_result_codes(handle, 1);
	sqlite3_busy_timeout(handle, DB_BUSY_WAIT_MS);
	sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)snprintf(sql, sizeof(sql), "PRAGMA cache_size = -%d",
	               sqlite->db.mode == DB_WRITE ? DB_CACHE_KIB : DB_READ_CACHE_KIB);
	if (!exec(&sqlite->db, sql) || !exec(&sqlite->db, "PRAGMA synchronous = FULL") ||
	    !exec(&sqlite->db, "PRAGMA temp_store = MEMORY") ||
	    !exec(&sqlite->db, "PRAGMA cell_size_check = ON"))
		return false;
	/* What is erased by law is overwritten. */
	if (sqlite->db.mode == DB_WRITE && (!exec(&sqlite->db, "PRAGMA journal_mode = WAL") ||
	                                    !exec(&sqlite->db, "PRAGMA secure_delete = FAST")))
		return false;
	if (sqlite->db.mode == DB_READ) {
		if (!exec(&sqlite->db, "PRAGMA query_only = ON"))
			return false;
		sqlite3_progress_handler(handle, 20000, over_limit, sqlite);
	}
	/* Reads the file's first page: refuses what is not a database now. */
	if (!exec(&sqlite->db, "SELECT count(*) FROM sqlite_master"))
		return false;
	sqlite3_set_authorizer(handle, authorize, sqlite);
	sqlite->set_up = true;
	return true;
}

/* Counting its memory would take one lock for all threads. */
static void
library_set_up(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool
sqlite_open(struct db **ret, const char *file, enum db_mode mode, struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sqlite_db *sqlite = calloc(1, sizeof(*sqlite));

	if (!sqlite)
		oom_exit();
	(void)pthread_once(&once, library_set_up);
	sqlite->db.driver = &sqlite_driver;
	sqlite->db.mode = mode;
	sqlite->file = strdup(file);
	if (!sqlite->file)
		oom_exit();
	/* Never creates: a wrong name must not become an empty agency. */
	int code = sqlite3_open_v2(file, &sqlite->handle,
	                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	bool ok = code == SQLITE_OK;
	if (!ok)
		err_set(err, ERR_LOCAL_FILE,
		        access(file, F_OK) == 0
		                ? "%s cannot be opened for reading and writing."
		                : "%s does not exist; make a database with: caseload-server init",
		        file);
	if (ok && !set_up(sqlite)) {
		err_set(err, ERR_LOCAL_FILE, "%s: %s", file,
		        str_empty(sqlite->db.failure_text) ? sqlite3_errmsg(sqlite->handle)
		                                           : sqlite->db.failure_text);
		ok = false;
	}
	if (!ok) {
		sqlite3_close(sqlite->handle);
		free(sqlite->file);
		free(sqlite);
		return false;
	}
	*ret = &sqlite->db;
	return true;
}

static bool
file_sync(const char *file, struct err *err)
{
	int fd = open(file, O_RDWR | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		err_set(err, ERR_LOCAL_FILE, "%s: %s.", file, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
db_bulk(struct db *db, enum bulk bulk, struct err *err)
{
	static const char *const modes[] = {
		[BULK_OFF] = "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE);"
		             " PRAGMA secure_delete = FAST",
		[BULK_UNSYNCED] = "PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF",
		[BULK_WITHOUT_JOURNAL] = "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
		                         " PRAGMA secure_delete = OFF",
		[BULK_SCRATCH] = "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
		                 " PRAGMA secure_delete = OFF",
	};
	char sql[160];

	if (db->driver != &sqlite_driver)
		return bulk != BULK_OFF || db_exec(db, "ANALYZE", err);
	assert(db->mode == DB_WRITE && !db_in_transaction(db));
	(void)snprintf(sql, sizeof(sql), "PRAGMA wal_autocheckpoint = %d; PRAGMA cache_size = -%d",
	               bulk == BULK_OFF ? 1000 : DB_BULK_WAL_PAGES,
	               bulk == BULK_OFF               ? DB_CACHE_KIB
	               : bulk == BULK_WITHOUT_JOURNAL ? DB_FILL_CACHE_KIB
	                                              : DB_BULK_CACHE_KIB);
	struct sqlite_db *sqlite = sqlite_of(db);
	sqlite->set_up = false;
	/* A defensive connection keeps its journal. */
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	bool ok = (bulk != BULK_OFF || db_exec(db, "PRAGMA analysis_limit = 2000; ANALYZE", err)) && db_exec(db, modes[bulk], err) &&
	          db_exec(db, sql, err);
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite->set_up = true;
	/* The log's own sync does not reach what was written without one. */
	if (ok && bulk == BULK_OFF)
		ok = file_sync(sqlite->file, err);
	return ok;
}

/* What only the driver may say: PRAGMA, and ATTACH inside VACUUM. */
static bool
exec_freely(struct db *db, const char *sql, struct err *err)
{
	assert(db->mode == DB_WRITE && !db_in_transaction(db));
	sqlite_of(db)->set_up = false;
	(void)sqlite3_limit(sqlite_of(db)->handle, SQLITE_LIMIT_ATTACHED, 1);
	bool ok = db_exec(db, sql, err);
	(void)sqlite3_limit(sqlite_of(db)->handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite_of(db)->set_up = true;
	return ok;
}

bool
db_overwrite(struct db *db, struct err *err)
{
	return db->driver != &sqlite_driver || exec_freely(db, "PRAGMA secure_delete = ON", err);
}

bool
db_rewrite(struct db *db, struct err *err)
{
	if (db->driver != &sqlite_driver)
		return db_exec(db, "VACUUM FULL", err);
	/* Its temporary copy may be larger than memory. */
	return exec_freely(db, "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY", err);
}

bool
db_empty_log(struct db *db)
{
	int in_log = 0, done = 0;

	if (db->driver != &sqlite_driver)
		return true;
	sqlite3_busy_timeout(sqlite_of(db)->handle, WAL_CEILING_WAIT_MS);
	int code = sqlite3_wal_checkpoint_v2(sqlite_of(db)->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
	                                     &in_log, &done);
	sqlite3_busy_timeout(sqlite_of(db)->handle, DB_BUSY_WAIT_MS);
	return code == SQLITE_OK;
}

static int
count_wal_pages(void *ctx, sqlite3 *handle, const char *database, int pages)
{
	struct sqlite_db *sqlite = ctx;
	(void)handle;
	(void)database;
	sqlite->wal_pages = pages;
	return SQLITE_OK;
}

void
db_leave_checkpoints(struct db *db)
{
	if (db->driver == &sqlite_driver)
		sqlite3_wal_hook(sqlite_of(db)->handle, count_wal_pages, sqlite_of(db));
}

int
db_wal_pages(const struct db *db)
{
	return db->driver == &sqlite_driver ? sqlite_of(db)->wal_pages : 0;
}

bool
db_checkpoint(struct db *db, bool full)
{
	int in_log = 0, done = 0;

	if (db->driver != &sqlite_driver)
		return true;
	sqlite3_busy_timeout(sqlite_of(db)->handle, WAL_CEILING_WAIT_MS);
	int code = sqlite3_wal_checkpoint_v2(sqlite_of(db)->handle, NULL,
	                                     full ? SQLITE_CHECKPOINT_RESTART
	                                          : SQLITE_CHECKPOINT_PASSIVE,
	                                     &in_log, &done);
	if (code != SQLITE_OK && code != SQLITE_BUSY)
		log_line(LOG_ERROR, "checkpoint", "SQLite %d: %s", code,
		         sqlite3_errmsg(sqlite_of(db)->handle));
	/* What the system did not write it may have forgotten: asked to sync
	 * again it would say yes.  The log still has it, for the next start. */
	if (code == SQLITE_IOERR_FSYNC) {
		log_line(LOG_ERROR, "sync_failed",
		         "The database cannot be synced; stopping so that nothing is acknowledged");
		_exit(EXIT_STORAGE);
	}
	return code == SQLITE_OK && in_log == done;
}

/* The log's file is made by whoever opens the database first, and SQLite does
 * not mind if its folder cannot be synced then. */
bool
db_sync_folder(const struct db *db, struct err *err)
{
	if (db->driver != &sqlite_driver || path_sync_folder(sqlite_of(db)->file))
		return true;
	return err_set(err, ERR_LOCAL_FILE, "The folder of %s cannot be synced: %s",
	               sqlite_of(db)->file, strerror(errno));
}

int64_t
db_disk_free_mib(const struct db *db)
{
	struct statvfs disk;

	if (db->driver != &sqlite_driver || statvfs(sqlite_of(db)->file, &disk) != 0)
		return INT64_MAX;
	return (int64_t)(disk.f_bavail * (disk.f_frsize >> 10) >> 10);
}
