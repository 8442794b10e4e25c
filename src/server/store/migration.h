/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbered steps that bring a database to this program's shape, compiled
 * in from migrate/NNNN_name.sql.  Migrations only add.
 *
 * A name that ends in ".sqlite" or ".postgres" is meant for that driver alone.
 * In the text {key} is a column compared bytewise, {blob} bytes, {clustered}
 * clusters a table on its primary key where the driver can.
 */
#ifndef SERVER_STORE_MIGRATION_H
#define SERVER_STORE_MIGRATION_H

#include "server/store/db.h"

struct migration {
	int number;       /* 1 and up, from the file's name */
	const char *name; /* the rest of the file's name, without ".sql" */
	const char *sql;  /* statements, each ended by ";" */
};

/* In the order listed in room.mk. */
extern const struct migration migrations[];
extern const size_t migration_count;

/* Makes every table in a database that has none; refuses any other. */
bool schema_create(struct db *db, int64_t now_ms, struct err *err) must_use;
/* As a program that knew no step beyond the last would have made it. */
bool schema_create_as_of(struct db *db, int last, int64_t now_ms, struct err *err) must_use;
/* Brings an older database up to date, a step a transaction.  Refuses a newer
 * one, and one that is not caseload's. */
bool schema_upgrade(struct db *db, int64_t now_ms, struct err *err) must_use;
/* The same, but refuses an older one too: for programs that only read. */
bool schema_check(struct db *db, struct err *err) must_use;

#endif
