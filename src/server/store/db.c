/* SPDX-License-Identifier: Apache-2.0
 *
 * What is the same for both drivers: statements kept by their text, and the
 * memory of a failure.  Knows no SQL but what opens and ends a savepoint.
 */
#include "server/store/db.h"

#include "base/str.h"
#include "server/store/driver.h"

bool
db_open(struct db **ret, const char *where, enum db_mode mode, struct err *err)
{
	assert(where);
	if (str_starts(where, "postgresql://") || str_starts(where, "postgres://"))
		return pg_open(ret, where, mode, err);
	return sqlite_open(ret, where, mode, err);
}

void
db_forget_statements(struct db *db)
{
	for (size_t i = 0; i < countof(db->buckets); i++) {
		while (db->buckets[i]) {
			struct stmt *stmt = db->buckets[i];
			db->buckets[i] = stmt->next;
			free(stmt->sql);
			db->driver->finalize(stmt);
		}
	}
	db->statement_count = 0;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	db_close(db->relay);
	db_forget_statements(db);
	free(db->broken);
	db->driver->close(db);
}

enum db_kind
db_kind(const struct db *db)
{
	return db->driver->kind;
}

void
db_fail(struct db *db, enum err_code code, const char *text)
{
	if (db->failed)
		return;
	db->failed = true;
	db->failure = code;
	(void)str_copy(db->failure_text, sizeof(db->failure_text), text);
}

bool
db_failed(const struct db *db)
{
	return db->failed;
}

bool
db_in_transaction(struct db *db)
{
	return db->driver->in_transaction(db);
}

bool
db_take_failure(struct db *db, struct err *err)
{
	if (!db->failed)
		return false;
	if (str_empty(db->failure_text))
		err_set(err, db->failure, "%s", err_title(db->failure));
	else
		err_set(err, db->failure, "%s", db->failure_text);
	/* Inside a transaction only its rollback makes the connection good. */
	if (!db_in_transaction(db))
		db->failed = false;
	return true;
}

/* A statement left on a row keeps a snapshot, or a cursor, open. */
static void
reset_active(struct db *db)
{
	for (size_t i = 0; i < countof(db->buckets); i++) {
		for (struct stmt *stmt = db->buckets[i]; stmt; stmt = stmt->next) {
			if (stmt->active) {
				stmt->active = false;
				db->driver->reset(stmt);
			}
		}
	}
}

bool
db_begin(struct db *db, struct err *err)
{
	assert(!db_in_transaction(db));
	reset_active(db);
	db->failed = false;
	if (db->driver->begin(db))
		return true;
	db_rollback(db);
	db->failed = true;
	(void)db_take_failure(db, err);
	return false;
}

bool
db_commit(struct db *db, struct err *err)
{
	reset_active(db);
	if (!db->failed && db->driver->commit(db))
		return true;
	if (!db->failed)
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "");
	(void)db_take_failure(db, err);
	db_rollback(db);
	return false;
}

void
db_rollback(struct db *db)
{
	reset_active(db);
	if (db_in_transaction(db))
		db->driver->rollback(db);
	db->failed = false;
}

bool
db_savepoint(struct db *db)
{
	return !db->failed && db->driver->exec(db, "SAVEPOINT job");
}

bool
db_release(struct db *db)
{
	return !db->failed && db->driver->exec(db, "RELEASE SAVEPOINT job");
}

void
db_rollback_to(struct db *db)
{
	reset_active(db);
	db->failed = false;
	/* After a full disk SQLite may have ended the whole transaction: then
	 * there is nothing left to go back to, and the connection stays failed. */
	if (db_in_transaction(db))
		db->driver->rollback_to(db);
	else
		db_fail(db, ERR_BACKEND_UNAVAILABLE, "");
}

bool
db_exec(struct db *db, const char *sql, struct err *err)
{
	if (!db->failed && db->driver->exec(db, sql))
		return true;
	(void)db_take_failure(db, err);
	return false;
}

/* Eight bytes at a time: statements are long and asked for often. */
static uint32_t
text_hash(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325), word;
	size_t len = strlen(text);

	for (; len >= sizeof(word); text += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, text, len);
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(hash >> 32);
}

/* Makes room by dropping the statement that was asked for longest ago. */
static void
drop_oldest(struct db *db)
{
	struct stmt **oldest = NULL;
	for (size_t i = 0; i < countof(db->buckets); i++) {
		for (struct stmt **at = &db->buckets[i]; *at; at = &(*at)->next) {
			if (!(*at)->active && (!oldest || (*at)->used_at < (*oldest)->used_at))
				oldest = at;
		}
	}
	if (!oldest)
		return;
	struct stmt *stmt = *oldest;
	*oldest = stmt->next;
	db->statement_count--;
	free(stmt->sql);
	db->driver->finalize(stmt);
}

static struct stmt *
broken_statement(struct db *db)
{
	if (!db->broken) {
		db->broken = calloc(1, sizeof(*db->broken));
		if (!db->broken)
			oom_exit();
		db->broken->db = db;
	}
	return db->broken;
}

struct stmt *
db_query(struct db *db, const char *sql)
{
	if (db->relay && relay_takes(db->relay, sql))
		return db_query(db->relay, sql);
	uint32_t hash = text_hash(sql);
	struct stmt **bucket = &db->buckets[hash % STATEMENT_BUCKETS];

	if (db->failed)
		return broken_statement(db);
	for (struct stmt *stmt = *bucket; stmt; stmt = stmt->next) {
		if (stmt->hash == hash && strcmp(stmt->sql, sql) == 0) {
			stmt->used_at = ++db->tick;
			stmt->active = false;
			db->driver->reset(stmt);
			return stmt;
		}
	}
	if (db->statement_count >= STATEMENTS_MAX)
		drop_oldest(db);
	struct stmt *stmt = db->driver->prepare(db, sql);
	if (!stmt)
		return broken_statement(db);
	stmt->db = db;
	stmt->sql = str_dup(sql);
	stmt->hash = hash;
	stmt->used_at = ++db->tick;
	stmt->next = *bucket;
	*bucket = stmt;
	db->statement_count++;
	return stmt;
}

/* May the driver be asked?  Not after a failure, nor for a broken statement. */
static bool
usable(const struct stmt *stmt)
{
	return !stmt->db->failed && stmt != stmt->db->broken;
}

void
bind_text(struct stmt *stmt, int number, const char *text)
{
	if (usable(stmt))
		stmt->db->driver->bind_text(stmt, number, text ? text : "");
}

void
bind_text_or_null(struct stmt *stmt, int number, const char *text)
{
	if (usable(stmt))
		stmt->db->driver->bind_text(stmt, number, text);
}

void
bind_int(struct stmt *stmt, int number, int64_t value)
{
	if (usable(stmt))
		stmt->db->driver->bind_int(stmt, number, value);
}

void
bind_blob(struct stmt *stmt, int number, const void *bytes, size_t len)
{
	if (usable(stmt))
		stmt->db->driver->bind_blob(stmt, number, bytes, len);
}

bool
stmt_row(struct stmt *stmt)
{
	if (!usable(stmt))
		return false;
	enum step step = stmt->db->driver->step(stmt);
	stmt->active = step == STEP_ROW;
	return step == STEP_ROW;
}

bool
stmt_run(struct stmt *stmt)
{
	while (stmt_row(stmt))
		;
	return !stmt->db->failed;
}

int64_t
stmt_changes(const struct stmt *stmt)
{
	return usable(stmt) ? stmt->db->driver->changes(stmt) : 0;
}

void
stmt_reset(struct stmt *stmt)
{
	if (stmt == stmt->db->broken)
		return;
	stmt->active = false;
	stmt->db->driver->reset(stmt);
}

const char *
column_text(struct stmt *stmt, int column)
{
	return usable(stmt) && stmt->active ? stmt->db->driver->column_text(stmt, column) : "";
}

int64_t
column_int(struct stmt *stmt, int column)
{
	return usable(stmt) && stmt->active ? stmt->db->driver->column_int(stmt, column) : 0;
}

const void *
column_blob(struct stmt *stmt, int column, size_t *ret_len)
{
	*ret_len = 0;
	return usable(stmt) && stmt->active ? stmt->db->driver->column_blob(stmt, column, ret_len)
	                                    : "";
}

bool
column_is_null(struct stmt *stmt, int column)
{
	return !usable(stmt) || !stmt->active || stmt->db->driver->column_is_null(stmt, column);
}

const char *
column_copy(struct stmt *stmt, int column, struct arena *arena)
{
	const char *text = column_text(stmt, column);
	return *text ? arena_strdup(arena, text) : NULL;
}
