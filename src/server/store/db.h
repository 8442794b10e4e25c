/* SPDX-License-Identifier: Apache-2.0
 *
 * One connection to the data, SQLite or PostgreSQL, behind one thin set of
 * calls.  SQL is shared and portable: $1 parameters, no NULL in sort columns,
 * stored folded keys compared bytewise.  Only this room speaks SQL.
 *
 * A connection belongs to one thread at a time.  After any failure the
 * connection remembers it (db_failed); later calls do nothing until the
 * transaction or savepoint is rolled back.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "base/err.h"

struct db;
struct stmt;

enum db_kind { DB_SQLITE, DB_POSTGRES };
enum db_mode { DB_READ, DB_WRITE };

/* where: a file name, or "postgresql://...". */
bool db_open(struct db **ret, const char *where, enum db_mode mode, struct err *err) must_use;
void db_close(struct db *db);
enum db_kind db_kind(const struct db *db);

/* A read transaction is one snapshot. */
bool db_begin(struct db *db, struct err *err) must_use;
bool db_commit(struct db *db, struct err *err) must_use;
void db_rollback(struct db *db);
bool db_savepoint(struct db *db) must_use;
bool db_release(struct db *db) must_use;
void db_rollback_to(struct db *db);

/* One or many statements without parameters. */
bool db_exec(struct db *db, const char *sql, struct err *err) must_use;

/* For filling a new database that is worth nothing until it is whole: no
 * syncing, a large cache; without a journal, what is cut short cannot be taken
 * back either (nor in a scratch database, whose cache is smaller), and the next connection makes one again.  Switching off makes all
 * of it durable.  PRAGMA and ATTACH are refused everywhere else. */
enum bulk { BULK_OFF, BULK_UNSYNCED, BULK_WITHOUT_JOURNAL, BULK_SCRATCH };
bool db_bulk(struct db *db, enum bulk bulk, struct err *err) must_use;

/* A prepared statement, kept by its text; already reset and unbound.  Never
 * NULL: a statement that cannot be prepared fails at its first step.  One text
 * is one statement: do not ask the same inside a loop over its own rows. */
struct stmt *db_query(struct db *db, const char *sql);
void bind_text(struct stmt *stmt, int number, const char *text); /* NULL binds "" */
void bind_text_or_null(struct stmt *stmt, int number, const char *text);
void bind_int(struct stmt *stmt, int number, int64_t value);
void bind_blob(struct stmt *stmt, int number, const void *bytes, size_t len);

/* True while there is a row.  False at the end and on failure. */
bool stmt_row(struct stmt *stmt);
/* Runs to the end; false on failure. */
bool stmt_run(struct stmt *stmt) must_use;
int64_t stmt_changes(const struct stmt *stmt); /* rows the last run touched */
void stmt_reset(struct stmt *stmt);

/* Columns from 0; text and blobs are borrowed until the next step. */
const char *column_text(struct stmt *stmt, int column); /* "" for NULL */
int64_t column_int(struct stmt *stmt, int column);
const void *column_blob(struct stmt *stmt, int column, size_t *ret_len);
bool column_is_null(struct stmt *stmt, int column);
/* A copy that lives in the arena; NULL for NULL or "". */
const char *column_copy(struct stmt *stmt, int column, struct arena *arena);

/* Of a SQLite statement that stands on a row: its columns as $1 and up of the
 * other. */
int stmt_columns(struct stmt *stmt);
void bind_columns(struct stmt *stmt, struct stmt *from);

bool db_failed(const struct db *db);
/* Moves the remembered failure into err (BACKEND_UNAVAILABLE or INTERNAL). */
bool db_take_failure(struct db *db, struct err *err);

#endif
