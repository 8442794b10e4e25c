/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbered steps that bring a database to this program's shape, compiled
 * in from migrate/NNNN_name.sql.  Migrations only add.
 */
#ifndef SERVER_STORE_MIGRATION_H
#define SERVER_STORE_MIGRATION_H

#include "base/base.h"

struct migration {
	int number;       /* 1 and up, from the file's name */
	const char *name; /* the rest of the file's name, without ".sql" */
	const char *sql;  /* statements, each ended by ";" */
};

/* In the order listed in room.mk. */
extern const struct migration migrations[];
extern const size_t migration_count;

#endif
