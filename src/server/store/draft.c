/* SPDX-License-Identifier: Apache-2.0
 *
 * The draft table.
 */
#include "server/store/draft.h"

#include "base/str.h"
#include "server/store/limits.h"

size_t
draft_rows(struct db *db, const char *worker_id, const char *application_id, struct arena *arena,
           struct draft_row **ret)
{
	struct draft_row *rows = NULL;
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT id, revision, sealed, changed_at, application_id FROM draft WHERE worker_id = $1"
		" AND ($2 = '' OR application_id = $2) ORDER BY changed_at DESC, id LIMIT $3");

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, application_id);
	bind_int(stmt, 3, DRAFTS_MAX);
	while (count < DRAFTS_MAX && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		rows[count].id = column_copy(stmt, 0, arena);
		rows[count].revision = column_int(stmt, 1);
		rows[count].sealed = column_copy(stmt, 2, arena);
		rows[count].changed_at_ms = column_int(stmt, 3);
		rows[count].application_id = column_copy(stmt, 4, arena);
		count++;
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
draft_find(struct db *db, const char *worker_id, const char *id, struct draft_row *ret)
{
	struct stmt *stmt = db_query(db,
		"SELECT revision, changed_at FROM draft WHERE worker_id = $1 AND id = $2");
	bool found;

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, id);
	found = stmt_row(stmt);
	*ret = (struct draft_row){ .id = id };
	if (found) {
		ret->revision = column_int(stmt, 0);
		ret->changed_at_ms = column_int(stmt, 1);
	}
	stmt_reset(stmt);
	return found;
}

struct draft_use
draft_use(struct db *db, const char *worker_id, const char *but_id)
{
	struct stmt *stmt = db_query(db, "SELECT count(*), coalesce(sum(length(sealed)), 0) FROM draft"
	                                 " WHERE worker_id = $1 AND id <> $2");
	struct draft_use use = { 0, 0 };

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, but_id);
	if (stmt_row(stmt))
		use = (struct draft_use){ column_int(stmt, 0), column_int(stmt, 1) };
	stmt_reset(stmt);
	return use;
}

bool
draft_put(struct txn *txn, const char *worker_id, const struct draft_row *row)
{
	assert(txn && !str_empty(worker_id) && !str_empty(row->id) && row->revision > 0);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO draft (worker_id, id, revision, sealed, changed_at, application_id)"
		" VALUES ($1, $2, $3, $4, $5, $6)"
		" ON CONFLICT (worker_id, id) DO UPDATE SET revision = excluded.revision,"
		" sealed = excluded.sealed, changed_at = excluded.changed_at,"
		" application_id = excluded.application_id"
		" WHERE draft.revision < excluded.revision");

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, row->id);
	bind_int(stmt, 3, row->revision);
	bind_text(stmt, 4, row->sealed);
	bind_int(stmt, 5, row->changed_at_ms);
	bind_text(stmt, 6, row->application_id);
	return stmt_run(stmt);
}

bool
draft_delete(struct txn *txn, const char *worker_id, const char *id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM draft WHERE worker_id = $1 AND id = $2");

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, id);
	return stmt_run(stmt);
}
