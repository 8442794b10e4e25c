/* SPDX-License-Identifier: Apache-2.0
 *
 * The pass_ended table.
 */
#include "server/store/pass_ended.h"

#include "base/str.h"

int64_t
pass_ended_before(struct db *db, const char *thing, int64_t now_ms)
{
	assert(db && !str_empty(thing));
	/* One given back later than now is from before a sample's clock began anew. */
	struct stmt *stmt = db_query(db, "SELECT ends_before FROM pass_ended WHERE thing = $1 AND at <= $2");
	int64_t before_ms;

	bind_text(stmt, 1, thing);
	bind_int(stmt, 2, now_ms);
	before_ms = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return before_ms;
}

bool
pass_was_ended(struct db *db, const char *thing, int64_t ends_ms, int64_t now_ms)
{
	return pass_ended_before(db, thing, now_ms) >= ends_ms;
}

bool
pass_ended_put(struct txn *txn, const char *thing, int64_t ends_before_ms)
{
	assert(txn && !str_empty(thing));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO pass_ended (thing, at, ends_before) VALUES ($1, $2, $3)"
		" ON CONFLICT (thing) DO UPDATE SET at = excluded.at, ends_before ="
		" CASE WHEN pass_ended.at <= excluded.at AND pass_ended.ends_before >= excluded.ends_before"
		" THEN pass_ended.ends_before + 1 ELSE excluded.ends_before END");

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
