/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/str.h"
#include "server/store/migration.h"

/* What stands after "?" in the address of the test's PostgreSQL. */
static const char *
postgres(void)
{
	const char *query = getenv("CASELOAD_TEST_POSTGRES");
	return str_empty(query) ? NULL : query;
}

bool
test_store_is_postgres(void)
{
	return postgres() != NULL;
}

int64_t
test_now_ms(void)
{
	return (int64_t)TEST_NOW_MS * 1000;
}

static void
must(bool ok, const struct err *err)
{
	if (!ok)
		fail_msg("%s", err->detail);
}

static void
postgres_database(const char *verb, const char *name)
{
	struct err err = { 0 };
	struct db *db;
	char text[400];

	(void)snprintf(text, sizeof(text), "postgresql:///postgres?%s", postgres());
	must(db_open(&db, text, DB_WRITE, &err), &err);
	(void)snprintf(text, sizeof(text), "%s DATABASE %s", verb, name);
	must(db_exec(db, text, &err), &err);
	db_close(db);
}

void
test_store_open_empty(struct test_store *store)
{
	struct err err = { 0 };
	const char *tmp = getenv("TMPDIR");

	memset(store, 0, sizeof(*store));
	assert_true(secret_init());
	if (postgres()) {
		char random[11];
		random_digits(random, 10);
		random[10] = '\0';
		(void)snprintf(store->folder, sizeof(store->folder), "test_%s", random);
		postgres_database("CREATE", store->folder);
		(void)snprintf(store->where, sizeof(store->where), "postgresql:///%s?%s",
		               store->folder, postgres());
	} else {
		(void)snprintf(store->folder, sizeof(store->folder), "%s/store-XXXXXX",
		               tmp ? tmp : "/tmp");
		assert_non_null(mkdtemp(store->folder));
		(void)snprintf(store->where, sizeof(store->where), "%s/db", store->folder);
		int fd = open(store->where, O_CREAT | O_EXCL | O_RDWR, 0600);
		assert_true(fd >= 0);
		close(fd);
	}
	must(db_open(&store->db, store->where, DB_WRITE, &err), &err);
}

void
test_store_open(struct test_store *store)
{
	struct err err = { 0 };
	test_store_open_empty(store);
	must(schema_create(store->db, test_now_ms(), &err), &err);
}

void
test_store_close(struct test_store *store)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[420];

	db_close(store->db);
	if (postgres()) {
		postgres_database("DROP", store->folder);
		return;
	}
	for (size_t i = 0; i < countof(ends); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", store->where, ends[i]);
		unlink(path);
	}
	rmdir(store->folder);
}

struct db *
test_store_reader(struct test_store *store)
{
	struct err err = { 0 };
	struct db *db = NULL;
	must(db_open(&db, store->where, DB_READ, &err), &err);
	return db;
}

void
test_txn_begin(struct test_store *store, struct txn *txn)
{
	struct err err = { 0 };
	must(txn_begin(txn, store->db, test_now_ms(), &err), &err);
}

void
test_txn_commit(struct txn *txn)
{
	struct err err = { 0 };
	must(txn_commit(txn, &err), &err);
}

void
test_store_exec(struct test_store *store, const char *sql)
{
	struct err err = { 0 };
	must(db_exec(store->db, sql, &err), &err);
}

int64_t
test_store_int(struct test_store *store, const char *sql)
{
	struct err err = { 0 };
	struct stmt *stmt = db_query(store->db, sql);
	int64_t value = stmt_row(stmt) ? column_int(stmt, 0) : -1;
	stmt_reset(stmt);
	must(!db_take_failure(store->db, &err), &err);
	return value;
}
