/* SPDX-License-Identifier: Apache-2.0
 *
 * The driver for SQLite, for its own files alone: sqlite.c is the driver,
 * sqlite_file.c what is done with its file and the log beside it.
 */
#ifndef STORE_SQLITE_DB_H
#define STORE_SQLITE_DB_H

#include <sqlite3.h>

#include "server/store/driver.h"

enum { SQLITE_BRACKETS = 6 };

struct sqlite_db {
	struct db db;
	sqlite3 *handle;
	char *file;
	bool set_up;           /* from here on the authorizer refuses */
	int wal_pages;
	int64_t limit_until_ms; /* of the running step, monotonic; 0: not asked yet */
	sqlite3_stmt *brackets[SQLITE_BRACKETS];
};

extern const struct driver sqlite_driver;

static inline bool
is_sqlite(const struct db *db)
{
	return db->driver == &sqlite_driver;
}

static inline struct sqlite_db *
sqlite_of(const struct db *db)
{
	return (struct sqlite_db *)db;
}

#endif
