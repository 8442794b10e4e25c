/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of a new database.  The driver's own ways of being fast are used here
 * and nowhere else.
 */
#include "server/store/sample_rows.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

enum { LIST_COLUMN_MAX = 8192, INDEX_SQL_MAX = 64 * 1024 };

bool
sample_team_insert(struct db *db, const char *id, const char *name)
{
	struct stmt *stmt = db_query(db, "INSERT INTO team (id, name) VALUES ($1, $2)");
	bind_text(stmt, 1, id);
	bind_text(stmt, 2, name);
	return stmt_run(stmt);
}

static void
bind_list(struct stmt *stmt, int number, const struct text_list *list)
{
	struct buf text = BUF_INIT(LIST_COLUMN_MAX);
	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%s", i ? "," : "", list->at[i]);
	bind_text(stmt, number, text.data);
	buf_done(&text);
}

bool
sample_worker_insert(struct db *db, const struct worker_seed *seed)
{
	const struct worker *worker = &seed->worker;
	struct buf key = BUF_INIT(LIST_COLUMN_MAX);
	utf8_fold(&key, worker->name, strlen(worker->name));
	struct stmt *stmt = db_query(db,
		"INSERT INTO worker (id, version, username, name, sort_key, password_hash, roles, programs, "
		"counties, languages, capacity, on_leave_from, on_leave_to, journal_key, active) VALUES ($1, $2, "
		"$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)");
	bind_text(stmt, 1, worker->id);
	bind_int(stmt, 2, worker->version);
	bind_text(stmt, 3, worker->username);
	bind_text(stmt, 4, worker->name);
	bind_text(stmt, 5, key.data);
	bind_text(stmt, 6, seed->password_hash);
	bind_int(stmt, 7, seed->roles);
	bind_list(stmt, 8, &worker->programs);
	bind_list(stmt, 9, &worker->counties);
	bind_list(stmt, 10, &worker->languages);
	bind_int(stmt, 11, worker->capacity);
	bind_int(stmt, 12, worker->on_leave_from);
	bind_int(stmt, 13, worker->on_leave_to);
	bind_blob(stmt, 14, seed->journal_key, seed->journal_key_len);
	bool ok = stmt_run(stmt);
	buf_done(&key);
	return ok;
}

bool
sample_worker_team_insert(struct db *db, const char *worker_id, const char *team_id, bool leads)
{
	struct stmt *stmt = db_query(
		db, "INSERT INTO worker_team (worker_id, team_id, leads) VALUES ($1, $2, $3)");
	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, team_id);
	bind_int(stmt, 3, leads);
	return stmt_run(stmt);
}

bool
sample_conflict_insert(struct db *db, const char *worker_id, const char *customer_id,
	const char *reason, int64_t declared_at_ms)
{
	struct stmt *stmt = db_query(db,
		"INSERT INTO worker_conflict (worker_id, customer_id, reason, "
		"declared_at) VALUES ($1, $2, $3, $4)");
	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, customer_id);
	bind_text(stmt, 3, reason);
	bind_int(stmt, 4, declared_at_ms);
	return stmt_run(stmt);
}

bool
sample_seal_insert(struct db *db, const char *customer_id, const char *worker_id)
{
	struct stmt *stmt =
		db_query(db, "INSERT INTO customer_seal (customer_id, worker_id) VALUES ($1, $2)");
	bind_text(stmt, 1, customer_id);
	bind_text(stmt, 2, worker_id);
	return stmt_run(stmt);
}

/*
 * Indexes made afterwards are sorted once instead of grown at random places.
 * Where lives are lived the few stay that are asked meanwhile; what they were
 * is kept in a table of the connection.
 */
static bool
set_indexes_aside(struct db *db, bool is_read, struct err *err)
{
	if (!db_exec(db,
		    "CREATE TEMP TABLE sample_index AS SELECT name, sql FROM sqlite_master "
		    "WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('customer', 'application', "
		    "'queue', 'decision', 'notice', 'note', 'interaction', "
		    "'event')",
		    err))
		return false;
	if (is_read && !db_exec(db,
			       "DELETE FROM sample_index WHERE name IN ('queue_application', "
			       "'queue_customer', 'event_application')",
			       err))
		return false;
	struct buf sql = BUF_INIT(INDEX_SQL_MAX);
	struct stmt *stmt = db_query(db, "SELECT name FROM sample_index ORDER BY name");
	while (stmt_row(stmt))
		buf_printf(&sql, "DROP INDEX \"%s\";", column_text(stmt, 0));
	bool ok = !db_take_failure(db, err) && db_exec(db, sql.data, err);
	buf_done(&sql);
	return ok;
}

static bool
make_indexes(struct db *db, struct err *err)
{
	struct buf sql = BUF_INIT(INDEX_SQL_MAX);
	struct stmt *stmt = db_query(db, "SELECT sql FROM sample_index ORDER BY name");
	while (stmt_row(stmt))
		buf_printf(&sql, "%s;", column_text(stmt, 0));
	bool ok = !db_take_failure(db, err) && db_exec(db, sql.data, err) &&
		db_exec(db, "DROP TABLE sample_index", err);
	buf_done(&sql);
	return ok;
}

bool
sample_bulk_begin(struct db *db, bool is_large, struct err *err)
{
	return db_bulk(db, is_large ? BULK_WITHOUT_JOURNAL : BULK_UNSYNCED, err) &&
		(!is_large || db_kind(db) != DB_SQLITE || set_indexes_aside(db, false, err));
}

bool
sample_scratch_begin(struct db *db, struct err *err)
{
	return db_bulk(db, BULK_SCRATCH, err) && set_indexes_aside(db, true, err);
}

bool
sample_bulk_end(struct db *db, bool is_large, struct err *err)
{
	return (!is_large || db_kind(db) != DB_SQLITE || make_indexes(db, err)) &&
		db_bulk(db, BULK_OFF, err);
}
