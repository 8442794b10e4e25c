/* SPDX-License-Identifier: Apache-2.0
 *
 * Second factors and recovery codes as rows.
 */
#include "config.h"

#include "server/store/second_factor.h"

bool
second_factor_find(struct db *db, const char *worker_id, struct arena *arena, struct second_factor_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT secret, confirmed_at, used_step, (SELECT count(*) FROM recovery_code"
	                                 " WHERE worker_id = $1 AND used_at = 0)"
	                                 " FROM second_factor WHERE worker_id = $1");
	bool found;

	bind_text(stmt, 1, worker_id);
	found = stmt_row(stmt);
	if (found) {
		const void *sealed = column_blob(stmt, 0, &ret->sealed_len);
		void *copy = arena_alloc(arena, ret->sealed_len);
		memcpy(copy, sealed, ret->sealed_len);
		ret->sealed = copy;
		ret->confirmed_at_ms = column_int(stmt, 1);
		ret->used_step = column_int(stmt, 2);
		ret->recovery_left = column_int(stmt, 3);
	}
	stmt_reset(stmt);
	return found;
}

static bool
recovery_remove(struct txn *txn, const char *worker_id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM recovery_code WHERE worker_id = $1");

	bind_text(stmt, 1, worker_id);
	return stmt_run(stmt);
}

bool
second_factor_put(struct txn *txn, const char *worker_id, const void *sealed, size_t len)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO second_factor (worker_id, secret, confirmed_at, used_step)"
	                                      " VALUES ($1, $2, 0, 0) ON CONFLICT (worker_id) DO UPDATE"
	                                      " SET secret = excluded.secret, confirmed_at = 0, used_step = 0");

	bind_text(stmt, 1, worker_id);
	bind_blob(stmt, 2, sealed, len);
	return stmt_run(stmt) && recovery_remove(txn, worker_id);
}

bool
second_factor_confirm(struct txn *txn, const char *worker_id, int64_t step,
                      const uint8_t (*tags)[RECOVERY_TAG_BYTES], size_t count)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE second_factor SET confirmed_at = $2, used_step = $3"
	                                      " WHERE worker_id = $1 AND confirmed_at = 0");
	size_t i;

	bind_text(stmt, 1, worker_id);
	bind_int(stmt, 2, txn->now_ms);
	bind_int(stmt, 3, step);
	if (!stmt_run(stmt) || stmt_changes(stmt) != 1 || !recovery_remove(txn, worker_id))
		return false;
	for (i = 0; i < count; i++) {
		stmt = db_query(txn->db, "INSERT INTO recovery_code (worker_id, code_tag, used_at) VALUES ($1, $2, 0)");
		bind_text(stmt, 1, worker_id);
		bind_blob(stmt, 2, tags[i], RECOVERY_TAG_BYTES);
		if (!stmt_run(stmt))
			return false;
	}
	return true;
}

bool
second_factor_use_step(struct txn *txn, const char *worker_id, int64_t step)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE second_factor SET used_step = $2"
	                                      " WHERE worker_id = $1 AND used_step < $2 AND confirmed_at > 0");

	bind_text(stmt, 1, worker_id);
	bind_int(stmt, 2, step);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
second_factor_use_recovery(struct txn *txn, const char *worker_id, const uint8_t tag[RECOVERY_TAG_BYTES])
{
	struct stmt *stmt = db_query(txn->db, "UPDATE recovery_code SET used_at = $3"
	                                      " WHERE worker_id = $1 AND code_tag = $2 AND used_at = 0");

	bind_text(stmt, 1, worker_id);
	bind_blob(stmt, 2, tag, RECOVERY_TAG_BYTES);
	bind_int(stmt, 3, txn->now_ms);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
second_factor_remove(struct txn *txn, const char *worker_id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM second_factor WHERE worker_id = $1");

	bind_text(stmt, 1, worker_id);
	return stmt_run(stmt) && recovery_remove(txn, worker_id);
}
