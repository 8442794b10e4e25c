/* SPDX-License-Identifier: Apache-2.0
 *
 * The driver for SQLite: write-ahead log, every commit synced, no statement
 * that reaches outside the one file.
 */
#include "server/store/sqlite_db.h"

#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

/* What stands around every piece of work; kept prepared. */
static const char *const brackets[] = { "BEGIN",    "BEGIN IMMEDIATE", "COMMIT",
	                                "ROLLBACK", "SAVEPOINT job",   "RELEASE SAVEPOINT job" };
static_assert(countof(brackets) == SQLITE_BRACKETS, "one kept statement for each");

struct sqlite_stmt {
	struct stmt stmt;
	sqlite3_stmt *handle;
	int64_t changed;
	short index_of[100]; /* $n to SQLite's own number, which may differ */
};

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
	/* The limit is that of the last question; a ROLLBACK that it stops leaves
	 * the transaction open. */
	sqlite->limit_until_ms = 0;
	for (size_t i = 0; i < SQLITE_BRACKETS; i++) {
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
	for (size_t i = 0; i < SQLITE_BRACKETS; i++)
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

const struct driver sqlite_driver = {
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
	sqlite->file = str_dup(file);
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
