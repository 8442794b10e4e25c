/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of untouched claims.
 */
#include "server/store/claim.h"

#include "domain/event.h"

bool
claim_put(struct txn *txn, const struct claim *claim)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO untouched_claim (application_id, worker_id, version,"
		" seq, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (application_id) DO UPDATE SET"
		" worker_id = excluded.worker_id, version = excluded.version, seq = excluded.seq,"
		" at = excluded.at");

	bind_text(stmt, 1, claim->application_id);
	bind_text(stmt, 2, claim->worker_id);
	bind_int(stmt, 3, claim->version);
	bind_int(stmt, 4, claim->seq);
	bind_int(stmt, 5, claim->at_ms);
	return stmt_run(stmt);
}

bool
claim_drop(struct txn *txn, const char *application_id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM untouched_claim WHERE application_id = $1");

	bind_text(stmt, 1, application_id);
	return stmt_run(stmt);
}

size_t
claims_before(struct db *db, int64_t before_ms, struct arena *arena, struct claim *ret, size_t max)
{
	struct stmt *stmt = db_query(db, "SELECT application_id, worker_id, version, seq, at FROM"
		" untouched_claim WHERE at < $1 ORDER BY at, application_id LIMIT $2");
	size_t count = 0;

	bind_int(stmt, 1, before_ms);
	bind_int(stmt, 2, (int64_t)max);
	while (count < max && stmt_row(stmt))
		ret[count++] = (struct claim) {
			.application_id = column_copy(stmt, 0, arena),
			.worker_id = column_copy(stmt, 1, arena),
			.version = column_int(stmt, 2),
			.seq = column_int(stmt, 3),
			.at_ms = column_int(stmt, 4),
		};
	stmt_reset(stmt);
	return count;
}

bool
claim_was_followed(struct db *db, const struct claim *claim)
{
	struct stmt *stmt = db_query(db, "SELECT 1 FROM event WHERE application_id = $1 AND seq > $2"
		" AND (history_kind = $5 OR (actor_id = $3 AND history_kind <> $4)) LIMIT 1");
	bool followed;

	bind_text(stmt, 1, claim->application_id);
	bind_int(stmt, 2, claim->seq);
	bind_text(stmt, 3, claim->worker_id);
	bind_int(stmt, 4, HISTORY_VIEW);
	bind_int(stmt, 5, HISTORY_ASSIGNMENT);
	followed = stmt_row(stmt);
	stmt_reset(stmt);
	return followed;
}
