/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of signed checkpoints.
 */
#include "server/store/audit_checkpoint.h"

#include "server/store/event_log.h"

#define COLUMNS "count, at, note, sent"

static void
read_row(struct stmt *stmt, struct arena *arena, struct audit_checkpoint *ret)
{
	*ret = (struct audit_checkpoint){
		.count = column_int(stmt, 0),
		.at_ms = column_int(stmt, 1),
		.note = column_copy(stmt, 2, arena),
		.sent = column_int(stmt, 3) != 0,
	};
}

bool
audit_checkpoint_newest(struct db *db, struct arena *arena, struct audit_checkpoint *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " COLUMNS " FROM audit_checkpoint"
	                                 " WHERE chain_id = $1 ORDER BY count DESC LIMIT 1");

	bind_int(stmt, 1, EVENT_CHAIN);
	bool is_there = stmt_row(stmt);
	if (is_there)
		read_row(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

bool
audit_checkpoint_add(struct txn *txn, const struct audit_checkpoint *row, int64_t after,
                     bool *ret_added)
{
	struct stmt *stmt = db_query(
		txn->db, "INSERT INTO audit_checkpoint (chain_id, " COLUMNS ") SELECT $1, $2, $3, $4, 0"
	                 " WHERE $5 = (SELECT coalesce(max(count), 0) FROM audit_checkpoint"
	                 " WHERE chain_id = $1)");

	assert(row->count > after);
	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, row->count);
	bind_int(stmt, 3, row->at_ms);
	bind_text(stmt, 4, row->note);
	bind_int(stmt, 5, after);
	if (!stmt_run(stmt))
		return false;
	*ret_added = stmt_changes(stmt) == 1;
	return true;
}

bool
audit_checkpoint_sent(struct txn *txn, int64_t count)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE audit_checkpoint SET sent = 1"
	                                      " WHERE chain_id = $1 AND count = $2");

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, count);
	return stmt_run(stmt);
}

size_t
audit_checkpoint_list(struct db *db, int64_t after, size_t limit, struct arena *arena,
                      struct audit_checkpoint **ret)
{
	struct audit_checkpoint *rows = arena_array(arena, limit, sizeof(*rows));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " COLUMNS " FROM audit_checkpoint"
	                                 " WHERE chain_id = $1 AND count > $2 ORDER BY count LIMIT $3");

	bind_int(stmt, 1, EVENT_CHAIN);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, (int64_t)limit);
	while (count < limit && stmt_row(stmt))
		read_row(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}
