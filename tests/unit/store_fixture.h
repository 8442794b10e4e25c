/* SPDX-License-Identifier: Apache-2.0
 *
 * A database of its own for one test, made and thrown away: SQLite in the
 * test's temporary folder, or a fresh PostgreSQL database when tests/pg/with-postgres
 * runs the test.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "server/store/db.h"
#include "server/store/writer.h"

enum { TEST_NOW_MS = 1763733600 }; /* seconds; see test_now_ms() */

struct test_store {
	char where[400];
	char folder[300];
	struct db *db; /* DB_WRITE */
};

int64_t test_now_ms(void); /* 2025-11-21T14:00:00Z */

/* With all tables; any failure fails the test. */
void test_store_open(struct test_store *store);
/* The same without tables. */
void test_store_open_empty(struct test_store *store);
void test_store_close(struct test_store *store);
struct db *test_store_reader(struct test_store *store);

/* A transaction of the test's own, on store->db. */
void test_txn_begin(struct test_store *store, struct txn *txn);
void test_txn_commit(struct txn *txn);
/* One statement without parameters, committed by itself. */
void test_store_exec(struct test_store *store, const char *sql);
int64_t test_store_int(struct test_store *store, const char *sql);
bool test_store_is_postgres(void);

#endif
