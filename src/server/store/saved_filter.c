/* SPDX-License-Identifier: Apache-2.0
 *
 * Saved filters as rows.
 */
#include "server/store/saved_filter.h"

#include "base/str.h"
#include "server/store/limits.h"

#define SAVED_COLUMNS "worker_id, id, name, room, words, sort, shown, changed_at"

static struct saved_filter_row
take_row(struct stmt *stmt, struct arena *arena)
{
	return (struct saved_filter_row){
		.worker_id = column_copy(stmt, 0, arena),
		.id = column_copy(stmt, 1, arena),
		.name = column_copy(stmt, 2, arena),
		.room = column_copy(stmt, 3, arena),
		.words = column_copy(stmt, 4, arena),
		.sort = column_copy(stmt, 5, arena),
		.column = column_copy(stmt, 6, arena),
		.changed_at_ms = column_int(stmt, 7),
	};
}

size_t
saved_filter_rows(struct db *db, const char *worker_id, struct arena *arena,
                  struct saved_filter_row **ret)
{
	struct saved_filter_row *rows = arena_array(arena, SAVED_FILTERS_MAX, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " SAVED_COLUMNS " FROM saved_filter"
	                                 " WHERE worker_id = $1 ORDER BY name, id LIMIT $2");

	bind_text(stmt, 1, worker_id);
	bind_int(stmt, 2, SAVED_FILTERS_MAX);
	while (count < SAVED_FILTERS_MAX && stmt_row(stmt))
		rows[count++] = take_row(stmt, arena);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

size_t
saved_filter_words(struct db *db, struct arena *arena, struct saved_filter_row **ret)
{
	struct stmt *stmt = db_query(db, "SELECT count(*) FROM saved_filter");
	size_t count = 0, max = stmt_row(stmt) ? (size_t)column_int(stmt, 0) : 0;
	struct saved_filter_row *rows = arena_array(arena, max + 1, sizeof *rows);

	stmt_reset(stmt);
	stmt = db_query(db, "SELECT " SAVED_COLUMNS " FROM saved_filter WHERE words <> '' OR name <> ''");
	while (count < max && stmt_row(stmt))
		rows[count++] = take_row(stmt, arena);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
saved_filter_find(struct db *db, const char *worker_id, const char *id, struct arena *arena,
                  struct saved_filter_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " SAVED_COLUMNS " FROM saved_filter"
	                                 " WHERE worker_id = $1 AND id = $2");
	bool found;

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, id);
	found = stmt_row(stmt);
	if (found)
		*ret = take_row(stmt, arena);
	stmt_reset(stmt);
	return found;
}

int64_t
saved_filter_count(struct db *db, const char *worker_id)
{
	struct stmt *stmt = db_query(db, "SELECT count(*) FROM saved_filter WHERE worker_id = $1");
	int64_t count = 0;

	bind_text(stmt, 1, worker_id);
	if (stmt_row(stmt))
		count = column_int(stmt, 0);
	stmt_reset(stmt);
	return count;
}

bool
saved_filter_put(struct txn *txn, const struct saved_filter_row *row)
{
	assert(txn && !str_empty(row->worker_id) && !str_empty(row->id));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO saved_filter (" SAVED_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (worker_id, id) DO UPDATE SET name = excluded.name, room = excluded.room,"
		" words = excluded.words, sort = excluded.sort, shown = excluded.shown,"
		" changed_at = excluded.changed_at");

	bind_text(stmt, 1, row->worker_id);
	bind_text(stmt, 2, row->id);
	bind_text(stmt, 3, row->name);
	bind_text(stmt, 4, row->room);
	bind_text(stmt, 5, row->words);
	bind_text(stmt, 6, row->sort);
	bind_text(stmt, 7, row->column);
	bind_int(stmt, 8, row->changed_at_ms);
	return stmt_run(stmt);
}

bool
saved_filter_delete(struct txn *txn, const char *worker_id, const char *id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM saved_filter WHERE worker_id = $1 AND id = $2");

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, id);
	return stmt_run(stmt);
}
