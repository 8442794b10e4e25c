/* SPDX-License-Identifier: Apache-2.0
 *
 * Sessions as rows: the hash of a token, whose it is, and until when.
 */
#include "config.h"

#include "server/store/session.h"

#include "server/store/db.h"
#include "server/store/event_log.h"

bool
session_find(struct db *db, const uint8_t token_hash[SECRET_HASH_BYTES], struct arena *arena,
             struct session_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT id, worker_id, created_at, active_at, ends_at"
	                                 " FROM session WHERE token_hash = $1");
	bool found;

	bind_blob(stmt, 1, token_hash, SECRET_HASH_BYTES);
	found = stmt_row(stmt);
	if (found) {
		memcpy(ret->token_hash, token_hash, SECRET_HASH_BYTES);
		ret->id = column_copy(stmt, 0, arena);
		ret->worker_id = column_copy(stmt, 1, arena);
		ret->created_at_ms = column_int(stmt, 2);
		ret->active_at_ms = column_int(stmt, 3);
		ret->ends_at_ms = column_int(stmt, 4);
	}
	stmt_reset(stmt);
	return found;
}

bool
session_since(struct db *db, const char *id, const char *worker_id, struct session_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT since_at, since_seq, ends_at FROM session"
	                                 " WHERE worker_id = $1 AND id = $2");
	bool found;

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, id);
	found = stmt_row(stmt);
	if (found) {
		ret->since_at_ms = column_int(stmt, 0);
		ret->since_seq = column_int(stmt, 1);
		ret->ends_at_ms = column_int(stmt, 2);
	}
	stmt_reset(stmt);
	return found;
}

static void
find_last(struct db *db, struct session_row *row)
{
	struct stmt *stmt = db_query(db, "SELECT at, seq FROM worker_last WHERE worker_id = $1");

	row->since_at_ms = row->since_seq = 0;
	bind_text(stmt, 1, row->worker_id);
	if (stmt_row(stmt)) {
		row->since_at_ms = column_int(stmt, 0);
		row->since_seq = column_int(stmt, 1);
	}
	stmt_reset(stmt);
}

static bool
put_last(struct txn *txn, const uint8_t token_hash[SECRET_HASH_BYTES])
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO worker_last (worker_id, at, seq)"
	                                      " SELECT worker_id, $2, $3 FROM session WHERE token_hash = $1"
	                                      " ON CONFLICT (worker_id) DO UPDATE SET at = excluded.at, seq = excluded.seq");

	bind_blob(stmt, 1, token_hash, SECRET_HASH_BYTES);
	bind_int(stmt, 2, txn->now_ms);
	bind_int(stmt, 3, event_head_seq(txn->db));
	return stmt_run(stmt);
}

bool
session_add(struct txn *txn, struct session_row *row)
{
	find_last(txn->db, row);
	struct stmt *stmt = db_query(txn->db, "INSERT INTO session (token_hash, id, worker_id, created_at, active_at,"
	                                      " ends_at, since_at, since_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

	bind_blob(stmt, 1, row->token_hash, SECRET_HASH_BYTES);
	bind_text(stmt, 2, row->id);
	bind_text(stmt, 3, row->worker_id);
	bind_int(stmt, 4, row->created_at_ms);
	bind_int(stmt, 5, row->active_at_ms);
	bind_int(stmt, 6, row->ends_at_ms);
	bind_int(stmt, 7, row->since_at_ms);
	bind_int(stmt, 8, row->since_seq);
	return stmt_run(stmt) && put_last(txn, row->token_hash);
}

bool
session_touch(struct txn *txn, const uint8_t token_hash[SECRET_HASH_BYTES])
{
	struct stmt *stmt = db_query(txn->db, "UPDATE session SET active_at = $2 WHERE token_hash = $1");

	bind_blob(stmt, 1, token_hash, SECRET_HASH_BYTES);
	bind_int(stmt, 2, txn->now_ms);
	return stmt_run(stmt) && put_last(txn, token_hash);
}

bool
session_remove(struct txn *txn, const uint8_t token_hash[SECRET_HASH_BYTES])
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM session WHERE token_hash = $1");

	bind_blob(stmt, 1, token_hash, SECRET_HASH_BYTES);
	return stmt_run(stmt);
}

bool
session_remove_others(struct txn *txn, const char *worker_id, const uint8_t kept_hash[SECRET_HASH_BYTES])
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM session WHERE worker_id = $1 AND token_hash <> $2");

	bind_text(stmt, 1, worker_id);
	bind_blob(stmt, 2, kept_hash, SECRET_HASH_BYTES);
	return stmt_run(stmt);
}

bool
session_expire(struct txn *txn)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM session WHERE ends_at < $1");

	bind_int(stmt, 1, txn->now_ms);
	return stmt_run(stmt);
}
