/* SPDX-License-Identifier: Apache-2.0
 *
 * The pass_ended table.
 */
#include "server/store/pass_ended.h"

#include "base/str.h"

bool
pass_was_ended(struct db *db, const char *thing, int64_t ends_ms, int64_t now_ms)
{
	assert(db && !str_empty(thing));
	/* One given back later than now is from before a sample's clock began anew. */
	struct stmt *stmt = db_query(db, "SELECT 1 FROM pass_ended WHERE thing = $1 AND ends_before >= $2 AND at <= $3");
	bool found;

	bind_text(stmt, 1, thing);
	bind_int(stmt, 2, ends_ms);
	bind_int(stmt, 3, now_ms);
	found = stmt_row(stmt);
	stmt_reset(stmt);
	return found;
}

bool
pass_ended_put(struct txn *txn, const char *thing, int64_t ends_before_ms)
{
	assert(txn && !str_empty(thing));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO pass_ended (thing, at, ends_before) VALUES ($1, $2, $3)"
		" ON CONFLICT (thing) DO UPDATE SET at = excluded.at, ends_before = excluded.ends_before");

	bind_text(stmt, 1, thing);
	bind_int(stmt, 2, txn->now_ms);
	bind_int(stmt, 3, ends_before_ms);
	return stmt_run(stmt);
}

bool
pass_ended_expire(struct txn *txn)
{
	assert(txn);
	struct stmt *stmt = db_query(txn->db,
		"DELETE FROM pass_ended WHERE thing IN"
		" (SELECT thing FROM pass_ended WHERE ends_before < $1 LIMIT $2)");

	bind_int(stmt, 1, txn->now_ms);
	bind_int(stmt, 2, PASS_ENDED_PURGE_ROWS);
	return stmt_run(stmt);
}
