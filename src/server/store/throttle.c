/* SPDX-License-Identifier: Apache-2.0
 *
 * The throttle table.
 */
#include "server/store/throttle.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

void
throttle_row_find(struct db *db, uint64_t name, int64_t now_ms, struct throttle_row *ret)
{
	assert(db && ret);
	struct stmt *stmt = db_query(db, "SELECT failures, free_at, touched_at, known FROM throttle WHERE name = $1");

	*ret = (struct throttle_row){ .name = name };
	bind_int(stmt, 1, (int64_t)name);
	if (stmt_row(stmt)) {
		ret->failures = column_int(stmt, 0);
		ret->free_at_ms = column_int(stmt, 1);
		ret->touched_ms = column_int(stmt, 2);
		ret->known = column_int(stmt, 3) != 0;
	}
	stmt_reset(stmt);
	if (now_ms - ret->touched_ms > THROTTLE_KEEP_MS)
		ret->failures = ret->free_at_ms = 0;
}

bool
throttle_row_put(struct txn *txn, const struct throttle_row *row)
{
	assert(txn && row);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO throttle (name, failures, free_at, touched_at, known) VALUES ($1, $2, $3, $4, $5)"
		" ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, free_at = excluded.free_at,"
		" touched_at = excluded.touched_at, known = excluded.known");

	bind_int(stmt, 1, (int64_t)row->name);
	bind_int(stmt, 2, row->failures);
	bind_int(stmt, 3, row->free_at_ms);
	bind_int(stmt, 4, row->touched_ms);
	bind_int(stmt, 5, row->known);
	return stmt_run(stmt);
}

bool
throttle_expire(struct txn *txn, int64_t now_ms)
{
	assert(txn);
	struct stmt *stmt = db_query(txn->db,
		"DELETE FROM throttle WHERE name IN (SELECT name FROM throttle"
		" WHERE touched_at < $1 AND (known = 0 OR touched_at < $2) LIMIT $3)");

	bind_int(stmt, 1, now_ms - THROTTLE_KEEP_MS);
	bind_int(stmt, 2, now_ms - (int64_t)THROTTLE_KNOWN_DAYS * DAY_MS);
	bind_int(stmt, 3, THROTTLE_PURGE_ROWS);
	return stmt_run(stmt);
}
