/* SPDX-License-Identifier: Apache-2.0
 *
 * Idempotency keys and what came of them.
 */
#include "server/store/outcome.h"

#include "server/store/db.h"
#include "server/store/limits.h"

static int64_t
oldest_kept(int64_t now_ms)
{
	return now_ms - (int64_t)OUTCOME_KEEP_HOURS * 3600 * 1000;
}

bool
outcome_find(struct db *db, const char *actor_id, const char *key, int64_t now_ms,
             struct arena *arena, struct outcome_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT body_hash, status, effect_type, effect_id,"
	                                 " effect_version, seq, at FROM outcome"
	                                 " WHERE actor_id = $1 AND key = $2 AND at > $3");
	size_t len;

	bind_text(stmt, 1, actor_id);
	bind_text(stmt, 2, key);
	bind_int(stmt, 3, oldest_kept(now_ms));
	if (!stmt_row(stmt))
		return false;
	*ret = (struct outcome_row){
		.key = arena_strdup(arena, key),
		.status = column_int(stmt, 1),
		.effect_type = column_copy(stmt, 2, arena),
		.effect_id = column_copy(stmt, 3, arena),
		.effect_version = column_int(stmt, 4),
		.seq = column_int(stmt, 5),
		.at_ms = column_int(stmt, 6),
	};
	const void *hash = column_blob(stmt, 0, &len);
	if (len == sizeof(ret->body_hash))
		memcpy(ret->body_hash, hash, len);
	stmt_reset(stmt);
	return true;
}

bool
outcome_add(struct txn *txn, const char *actor_id, const struct outcome_row *outcome)
{
	struct stmt *stmt;

	/* An expired row of the same key makes way. */
	stmt = db_query(txn->db, "DELETE FROM outcome WHERE actor_id = $1 AND key = $2 AND at <= $3");
	bind_text(stmt, 1, actor_id);
	bind_text(stmt, 2, outcome->key);
	bind_int(stmt, 3, oldest_kept(txn->now_ms));
	if (!stmt_run(stmt))
		return false;
	stmt = db_query(txn->db, "INSERT INTO outcome (actor_id, key, body_hash, status, effect_type,"
	                         " effect_id, effect_version, seq, at)"
	                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
	bind_text(stmt, 1, actor_id);
	bind_text(stmt, 2, outcome->key);
	bind_blob(stmt, 3, outcome->body_hash, sizeof(outcome->body_hash));
	bind_int(stmt, 4, outcome->status);
	bind_text(stmt, 5, outcome->effect_type);
	bind_text(stmt, 6, outcome->effect_id);
	bind_int(stmt, 7, outcome->effect_version);
	bind_int(stmt, 8, outcome->seq);
	bind_int(stmt, 9, txn->now_ms);
	return stmt_run(stmt);
}

bool
outcome_expire(struct txn *txn)
{
	struct stmt *stmt = db_query(txn->db,
	                             "DELETE FROM outcome WHERE (actor_id, key) IN"
	                             " (SELECT actor_id, key FROM outcome WHERE at <= $1 LIMIT $2)");
	bind_int(stmt, 1, oldest_kept(txn->now_ms));
	bind_int(stmt, 2, OUTCOME_PURGE_ROWS);
	return stmt_run(stmt);
}
