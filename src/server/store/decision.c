/* SPDX-License-Identifier: Apache-2.0
 *
 * The decision table.
 */
#include "server/store/decision.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/store/decision_row.h"
#include "server/store/queue.h"

enum { DECISIONS_MAX = 100 };

struct person_ref *
person_read(struct stmt *stmt, int column, struct arena *arena)
{
	struct person_ref *person;

	if (str_empty(column_text(stmt, column)))
		return NULL;
	person = arena_alloc(arena, sizeof *person);
	person->id = column_copy(stmt, column, arena);
	person->name = column_copy(stmt, column + 1, arena);
	return person;
}

void
decision_row_read(struct stmt *stmt, struct arena *arena, struct decision_row *ret)
{
	struct decision *decision = &ret->decision;
	size_t len = 0;
	const void *statement;

	*ret = (struct decision_row) { 0 };
	decision->id = column_copy(stmt, 0, arena);
	decision->version = column_int(stmt, 1);
	decision->application_id = column_copy(stmt, 2, arena);
	decision->application_version = column_int(stmt, 3);
	decision->outcome = (enum outcome)column_int(stmt, 4);
	decision->state = (enum decision_state)column_int(stmt, 5);
	ret->reasons = column_copy(stmt, 6, arena);
	ret->amounts = column_copy(stmt, 7, arena);
	decision->rationale = column_copy(stmt, 8, arena);
	decision->advice_differs_because = column_copy(stmt, 9, arena);
	decision->decided_by = person_read(stmt, 10, arena);
	decision->approved_by = person_read(stmt, 12, arena);
	decision->decided_at_ms = column_int(stmt, 14);
	ret->approved_at_ms = column_int(stmt, 15);
	decision->notice_id = column_copy(stmt, 16, arena);
	decision->appeal_deadline_on = date_from_column(column_int(stmt, 17));
	decision->supersedes = column_copy(stmt, 18, arena);
	decision->return_reason = column_copy(stmt, 19, arena);
	decision->override_reason = column_copy(stmt, 20, arena);
	statement = column_blob(stmt, 21, &len);
	decision->statement = arena_strndup(arena, statement ? statement : "", len);
	ret->statement_len = (int64_t)len;
	ret->signature = column_copy(stmt, 22, arena);
	decision->worksheet = column_copy(stmt, 23, arena);
}

bool
decision_find(struct db *db, const char *id, struct arena *arena, struct decision_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " DECISION_COLUMNS " FROM decision WHERE id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		decision_row_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

bool
decision_waiting(struct db *db, const char *application_id, struct arena *arena, struct decision_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " DECISION_COLUMNS
		" FROM decision WHERE application_id = $1 AND state = $2 ORDER BY id DESC LIMIT 1");
	bool is_there;

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, DECISION_AWAITING_SECOND_APPROVAL);
	is_there = stmt_row(stmt);
	if (is_there)
		decision_row_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

size_t
decision_list(struct db *db, const char *application_id, struct arena *arena,
              struct decision_row **ret)
{
	assert(db && arena && ret);
	struct decision_row *rows = arena_array(arena, DECISIONS_MAX, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " DECISION_COLUMNS
		" FROM decision WHERE application_id = $1 ORDER BY id DESC");

	bind_text(stmt, 1, application_id);
	while (count < DECISIONS_MAX && stmt_row(stmt))
		decision_row_read(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

static const char *
person_id(const struct person_ref *person)
{
	return person ? person->id : NULL;
}

static const char *
person_name(const struct person_ref *person)
{
	return person ? person->name : NULL;
}

bool
decision_add(struct txn *txn, const struct decision_row *row)
{
	assert(txn && row && row->decision.decided_by);
	assert(row->decision.outcome != OUTCOME_NONE && row->decision.state != DECISION_NONE);
	const struct decision *decision = &row->decision;
	struct stmt *stmt = db_query(txn->db, "INSERT INTO decision (" DECISION_COLUMNS ")"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
		" $17, $18, $19, $20, $21, $22, $23, $24)");

	bind_text(stmt, 1, decision->id);
	bind_int(stmt, 2, decision->version);
	bind_text(stmt, 3, decision->application_id);
	bind_int(stmt, 4, decision->application_version);
	bind_int(stmt, 5, decision->outcome);
	bind_int(stmt, 6, decision->state);
	bind_text(stmt, 7, row->reasons);
	bind_text(stmt, 8, row->amounts);
	bind_text(stmt, 9, decision->rationale);
	bind_text(stmt, 10, decision->advice_differs_because);
	bind_text(stmt, 11, person_id(decision->decided_by));
	bind_text(stmt, 12, person_name(decision->decided_by));
	bind_text(stmt, 13, person_id(decision->approved_by));
	bind_text(stmt, 14, person_name(decision->approved_by));
	bind_int(stmt, 15, decision->decided_at_ms);
	bind_int(stmt, 16, row->approved_at_ms);
	bind_text(stmt, 17, decision->notice_id);
	bind_int(stmt, 18, date_to_column(decision->appeal_deadline_on));
	bind_text(stmt, 19, decision->supersedes);
	bind_text(stmt, 20, decision->return_reason);
	bind_text(stmt, 21, decision->override_reason);
	bind_blob(stmt, 22, decision->statement, (size_t)row->statement_len);
	bind_text(stmt, 23, row->signature);
	bind_text(stmt, 24, decision->worksheet);
	return stmt_run(stmt);
}

bool
decision_change(struct txn *txn, const struct decision_row *row)
{
	assert(txn && row && row->decision.version > 1);
	const struct decision *decision = &row->decision;
	struct stmt *stmt = db_query(txn->db,
		"UPDATE decision SET version = $2, state = $3, approved_by_id = $4,"
		" approved_by_name = $5, approved_at = $6, notice_id = $7, appeal_deadline_on = $8,"
		" return_reason = $9, reasons = $10 WHERE id = $1 AND version = $2 - 1");

	bind_text(stmt, 1, decision->id);
	bind_int(stmt, 2, decision->version);
	bind_int(stmt, 3, decision->state);
	bind_text(stmt, 4, person_id(decision->approved_by));
	bind_text(stmt, 5, person_name(decision->approved_by));
	bind_int(stmt, 6, row->approved_at_ms);
	bind_text(stmt, 7, decision->notice_id);
	bind_int(stmt, 8, date_to_column(decision->appeal_deadline_on));
	bind_text(stmt, 9, decision->return_reason);
	bind_text(stmt, 10, row->reasons);
	if (!stmt_run(stmt))
		return false;
	assert(stmt_changes(stmt) == 1);
	return true;
}

/* ---- the second person's part ---- */

bool
approval_find(struct db *db, const char *decision_id, struct arena *arena, struct approval_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT decision_id, worker_id, at, statement, signature"
	                                 " FROM approval WHERE decision_id = $1");
	size_t len = 0;
	bool found;

	bind_text(stmt, 1, decision_id);
	found = stmt_row(stmt);
	if (found) {
		const void *statement = column_blob(stmt, 3, &len);

		*ret = (struct approval_row) {
			.decision_id = column_copy(stmt, 0, arena),
			.worker_id = column_copy(stmt, 1, arena),
			.at_ms = column_int(stmt, 2),
			.statement = arena_strndup(arena, statement ? statement : "", len),
			.signature = column_copy(stmt, 4, arena),
		};
	}
	stmt_reset(stmt);
	return found;
}

bool
approval_add(struct txn *txn, const struct approval_row *row)
{
	assert(txn && row);
	struct stmt *stmt = db_query(txn->db, "INSERT INTO approval"
		" (decision_id, worker_id, at, statement, signature) VALUES ($1, $2, $3, $4, $5)");

	bind_text(stmt, 1, row->decision_id);
	bind_text(stmt, 2, row->worker_id);
	bind_int(stmt, 3, row->at_ms);
	bind_blob(stmt, 4, row->statement, strlen(row->statement));
	bind_text(stmt, 5, row->signature);
	return stmt_run(stmt);
}

/* ---- what an event says of a row ---- */

static void
hash_bytes(struct sha256_state *state, const void *bytes, size_t len)
{
	uint8_t size[4] = { (uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8),
	                    (uint8_t)len };

	sha256_add(state, size, sizeof(size));
	if (len)
		sha256_add(state, bytes, len);
}

static void
hash_text(struct sha256_state *state, const char *text)
{
	hash_bytes(state, text, text ? strlen(text) : 0);
}

static void
hash_int(struct sha256_state *state, int64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)value);
	hash_text(state, text);
}

void
decision_row_hash(const struct decision_row *row, uint8_t ret[SECRET_HASH_BYTES])
{
	static const char domain[] = "caseload-decision-1"; /* with its final NUL */
	const struct decision *decision = &row->decision;
	struct sha256_state state;

	sha256_start(&state);
	sha256_add(&state, domain, sizeof(domain));
	hash_text(&state, decision->id);
	hash_int(&state, decision->version);
	hash_text(&state, decision->application_id);
	hash_int(&state, decision->application_version);
	hash_int(&state, decision->outcome);
	hash_int(&state, decision->state);
	hash_text(&state, row->reasons);
	hash_text(&state, row->amounts);
	hash_text(&state, decision->rationale);
	hash_text(&state, decision->advice_differs_because);
	hash_text(&state, person_id(decision->decided_by));
	hash_text(&state, person_name(decision->decided_by));
	hash_text(&state, person_id(decision->approved_by));
	hash_text(&state, person_name(decision->approved_by));
	hash_int(&state, decision->decided_at_ms);
	hash_int(&state, row->approved_at_ms);
	hash_text(&state, decision->notice_id);
	hash_int(&state, date_to_column(decision->appeal_deadline_on));
	hash_text(&state, decision->supersedes);
	hash_text(&state, decision->return_reason);
	hash_text(&state, decision->override_reason);
	hash_bytes(&state, decision->statement, (size_t)row->statement_len);
	hash_text(&state, row->signature);
	/* Rows of before there were worksheets keep the hash their events tell. */
	if (!str_empty(decision->worksheet))
		hash_text(&state, decision->worksheet);
	sha256_end(&state, ret);
}
