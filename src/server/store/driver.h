/* SPDX-License-Identifier: Apache-2.0
 *
 * What db.c asks of a driver.  Only db.c, sqlite.c, pg.c and what is made for
 * one kind of database alone (migrations, checkpoints, backup) include this.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "base/buf.h"
#include "server/store/db.h"
#include "server/store/limits.h"

enum step { STEP_ROW, STEP_DONE, STEP_FAILED };

/* A driver reports a failure by db_fail() and then answers false, NULL or
 * STEP_FAILED; it is never called while the connection has failed, except for
 * close, rollback and in_transaction. */
struct driver {
	enum db_kind kind;
	void (*close)(struct db *db);
	bool (*exec)(struct db *db, const char *sql);
	bool (*begin)(struct db *db);
	bool (*commit)(struct db *db);
	void (*rollback)(struct db *db);
	void (*rollback_to)(struct db *db);
	bool (*in_transaction)(struct db *db);

	struct stmt *(*prepare)(struct db *db, const char *sql);
	void (*finalize)(struct stmt *stmt);
	void (*reset)(struct stmt *stmt); /* and unbind */
	void (*bind_text)(struct stmt *stmt, int number, const char *text); /* NULL: null */
	void (*bind_int)(struct stmt *stmt, int number, int64_t value);
	void (*bind_blob)(struct stmt *stmt, int number, const void *bytes, size_t len);
	enum step (*step)(struct stmt *stmt);
	int64_t (*changes)(const struct stmt *stmt);
	const char *(*column_text)(struct stmt *stmt, int column);
	int64_t (*column_int)(struct stmt *stmt, int column);
	const void *(*column_blob)(struct stmt *stmt, int column, size_t *ret_len);
	bool (*column_is_null)(struct stmt *stmt, int column);
};

/* Drivers begin their own structs with these. */
struct db {
	const struct driver *driver;
	enum db_mode mode;
	bool failed;
	enum err_code failure;
	char failure_text[ERR_DETAIL_MAX];
	struct stmt *buckets[STATEMENT_BUCKETS];
	size_t statement_count;
	uint64_t tick; /* rises with each db_query */
	struct db *relay;    /* takes some inserts instead; see relay.h */
	struct stmt *broken; /* what db_query answers when it has failed */
};

struct stmt {
	struct db *db;
	char *sql;
	uint32_t hash;
	uint64_t used_at; /* tick */
	bool active;      /* stands on a row */
	struct stmt *next;
};

/* Remembers the first failure; text, if any, may be shown to a person. */
void db_fail(struct db *db, enum err_code code, const char *text);
bool db_in_transaction(struct db *db);
/* Does the connection's relay want this statement? */
bool relay_takes(struct db *relay, const char *sql);
/* Forget every prepared statement: the connection behind them is new. */
void db_forget_statements(struct db *db);

bool sqlite_open(struct db **ret, const char *file, enum db_mode mode, struct err *err) must_use;
bool pg_open(struct db **ret, const char *where, enum db_mode mode, struct err *err) must_use;

/* For erasing: what is deleted is overwritten; the whole file is written anew,
 * without what its free pages still held.  PostgreSQL does the second alone. */
bool db_overwrite(struct db *db, struct err *err) must_use;
bool db_rewrite(struct db *db, struct err *err) must_use;
bool db_empty_log(struct db *db) must_use; /* false while a reader still needs some of it */

/* SQLite's write-ahead log; all answer "nothing to do" for PostgreSQL. */
void db_leave_checkpoints(struct db *db); /* to the checkpoint thread */
int db_wal_pages(const struct db *db);    /* after the last commit here */
/* Full: waits for readers and makes the log start again.  False: some of it
 * is still in use.  Ends the program where the file cannot be synced. */
bool db_checkpoint(struct db *db, bool full) must_use;
/* That the log's file is in its folder is on the disk before anything counts. */
bool db_sync_folder(const struct db *db, struct err *err) must_use;
/* MiB free where the database lies, INT64_MAX where that is not known. */
int64_t db_disk_free_mib(const struct db *db);

#endif
