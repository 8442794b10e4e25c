/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of what came of acts on many.
 */
#include "server/store/bulk.h"

#include "server/store/limits.h"
#include "server/store/outcome.h"

bool
bulk_outcome_add(struct txn *txn, const char *id, const char *worker_id, const char *outcome)
{
	assert(txn && id && worker_id && outcome);
	struct stmt *stmt = db_query(txn->db, "DELETE FROM bulk WHERE id IN"
	                                      " (SELECT id FROM bulk WHERE at <= $1 LIMIT $2)");

	bind_int(stmt, 1, txn->now_ms - (int64_t)OUTCOME_KEEP_HOURS * 3600 * 1000);
	bind_int(stmt, 2, OUTCOME_PURGE_ROWS);
	if (!stmt_run(stmt))
		return false;
	stmt = db_query(txn->db, "INSERT INTO bulk (id, worker_id, at, outcome) VALUES ($1, $2, $3, $4)");
	bind_text(stmt, 1, id);
	bind_text(stmt, 2, worker_id);
	bind_int(stmt, 3, txn->now_ms);
	bind_text(stmt, 4, outcome);
	return stmt_run(stmt);
}

const char *
bulk_outcome_find(struct db *db, const char *id, const char *worker_id, struct arena *arena)
{
	assert(db && id && worker_id && arena);
	struct stmt *stmt = db_query(db, "SELECT outcome FROM bulk WHERE id = $1 AND worker_id = $2");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, worker_id);
	const char *outcome = stmt_row(stmt) ? column_copy(stmt, 0, arena) : NULL;
	stmt_reset(stmt);
	return outcome;
}
