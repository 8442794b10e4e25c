/* SPDX-License-Identifier: Apache-2.0
 *
 * The customer_seal table.
 */
#include "server/store/seal.h"

struct text_list
seal_named(struct db *db, const char *customer_id, struct arena *arena)
{
	struct text_list ids = { arena_more(arena, NULL, 0, sizeof(char *)), 0 };
	struct stmt *stmt = db_query(db, "SELECT worker_id FROM customer_seal WHERE customer_id = $1"
	                                 " ORDER BY worker_id");

	bind_text(stmt, 1, customer_id);
	while (stmt_row(stmt)) {
		ids.at = arena_more(arena, ids.at, ids.count, sizeof(char *));
		ids.at[ids.count++] = column_copy(stmt, 0, arena);
	}
	stmt_reset(stmt);
	return ids;
}

bool
seal_name(struct txn *txn, const char *customer_id, const struct text_list *worker_ids)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM customer_seal WHERE customer_id = $1");

	bind_text(stmt, 1, customer_id);
	if (!stmt_run(stmt))
		return false;
	for (size_t i = 0; i < worker_ids->count; i++) {
		stmt = db_query(txn->db, "INSERT INTO customer_seal (customer_id, worker_id) VALUES ($1, $2)");
		bind_text(stmt, 1, customer_id);
		bind_text(stmt, 2, worker_ids->at[i]);
		if (!stmt_run(stmt))
			return false;
	}
	return true;
}

bool
seal_shuts_out(struct db *db, const char *worker_id, const char *customer_id, bool sealed)
{
	struct stmt *stmt = db_query(db,
		"SELECT CASE WHEN EXISTS (SELECT 1 FROM worker_conflict WHERE worker_id = $1 AND customer_id = $2)"
		" THEN 1 WHEN $3 = 0 THEN 0 WHEN EXISTS (SELECT 1 FROM customer_seal"
		" WHERE worker_id = $1 AND customer_id = $2) THEN 0 ELSE 1 END");

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, customer_id);
	bind_int(stmt, 3, sealed);
	bool shut = !stmt_row(stmt) || column_int(stmt, 0) != 0;
	stmt_reset(stmt);
	return shut;
}

size_t
seal_applications(struct db *db, const char *customer_id, struct arena *arena, struct queue_row **ret)
{
	struct queue_row *rows = arena_more(arena, NULL, 0, sizeof(*rows));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " QUEUE_COLUMNS " FROM queue WHERE customer_id = $1"
	                                 " ORDER BY application_id");

	bind_text(stmt, 1, customer_id);
	while (stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof(*rows));
		queue_row_peek(stmt, &rows[count]);
		queue_row_keep(&rows[count++], arena);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}
