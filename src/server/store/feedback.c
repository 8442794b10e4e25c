/* SPDX-License-Identifier: Apache-2.0
 *
 * The feedback table.
 */
#include "server/store/feedback.h"

bool
feedback_add(struct txn *txn, const struct feedback_row *row)
{
	assert(txn && row);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO feedback (token_hash, application_id, customer_id, decision_id, program_id,"
		" codes, asked_at, answered_at, score, comment)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, '')");

	bind_blob(stmt, 1, row->token_hash, sizeof row->token_hash);
	bind_text(stmt, 2, row->application_id);
	bind_text(stmt, 3, row->customer_id);
	bind_text(stmt, 4, row->decision_id);
	bind_text(stmt, 5, row->program_id);
	bind_text(stmt, 6, row->codes);
	bind_int(stmt, 7, row->asked_at_ms);
	return stmt_run(stmt);
}

bool
feedback_find(struct db *db, const uint8_t token_hash[SECRET_HASH_BYTES], struct arena *arena,
              struct feedback_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db,
		"SELECT application_id, customer_id, decision_id, program_id, codes, asked_at,"
		" answered_at, score, comment FROM feedback WHERE token_hash = $1");
	bool is_there;

	bind_blob(stmt, 1, token_hash, SECRET_HASH_BYTES);
	is_there = stmt_row(stmt);
	if (is_there) {
		*ret = (struct feedback_row) {
			.application_id = column_copy(stmt, 0, arena),
			.customer_id = column_copy(stmt, 1, arena),
			.decision_id = column_copy(stmt, 2, arena),
			.program_id = column_copy(stmt, 3, arena),
			.codes = column_copy(stmt, 4, arena),
			.asked_at_ms = column_int(stmt, 5),
			.answered_at_ms = column_int(stmt, 6),
			.score = column_int(stmt, 7),
			.comment = column_copy(stmt, 8, arena),
		};
		memcpy(ret->token_hash, token_hash, SECRET_HASH_BYTES);
	}
	stmt_reset(stmt);
	return is_there;
}

bool
feedback_answer(struct txn *txn, const struct feedback_row *row, bool *ret_kept)
{
	assert(txn && row && row->score >= 1 && row->score <= 5 && ret_kept);
	struct stmt *stmt = db_query(txn->db,
		"UPDATE feedback SET answered_at = $2, score = $3, comment = $4"
		" WHERE token_hash = $1 AND answered_at = 0");

	bind_blob(stmt, 1, row->token_hash, sizeof row->token_hash);
	bind_int(stmt, 2, txn->now_ms);
	bind_int(stmt, 3, row->score);
	bind_text(stmt, 4, row->comment);
	if (!stmt_run(stmt))
		return false;
	*ret_kept = stmt_changes(stmt) > 0;
	return true;
}
