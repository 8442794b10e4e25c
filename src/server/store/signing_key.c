/* SPDX-License-Identifier: Apache-2.0
 *
 * The signing_key table.
 */
#include "server/store/signing_key.h"

#define KEY_COLUMNS "id, worker_id, public_key, sealed, made_at, sealed_at, retired_at"

static void
key_read(struct stmt *stmt, struct arena *arena, struct signing_key_row *ret)
{
	size_t len = 0;
	const void *public_key;

	*ret = (struct signing_key_row){ .id = column_copy(stmt, 0, arena) };
	ret->worker_id = column_copy(stmt, 1, arena);
	public_key = column_blob(stmt, 2, &len);
	/* A key of another length is nobody's: it verifies nothing. */
	if (len == SIGN_PUBLIC_BYTES)
		memcpy(ret->public_key, public_key, SIGN_PUBLIC_BYTES);
	ret->sealed = arena_strdup(arena, column_text(stmt, 3));
	ret->made_at_ms = column_int(stmt, 4);
	ret->sealed_at_ms = column_int(stmt, 5);
	ret->retired_at_ms = column_int(stmt, 6);
}

static bool
find(struct db *db, const char *sql, const char *value, struct arena *arena,
     struct signing_key_row *ret)
{
	struct stmt *stmt = db_query(db, sql);
	bool found;

	bind_text(stmt, 1, value);
	found = stmt_row(stmt);
	if (found)
		key_read(stmt, arena, ret);
	stmt_reset(stmt);
	return found;
}

bool
signing_key_find(struct db *db, const char *id, struct arena *arena, struct signing_key_row *ret)
{
	return find(db, "SELECT " KEY_COLUMNS " FROM signing_key WHERE id = $1", id, arena, ret);
}

bool
signing_key_active(struct db *db, const char *worker_id, struct arena *arena,
                   struct signing_key_row *ret)
{
	return find(db, "SELECT " KEY_COLUMNS " FROM signing_key"
	                " WHERE worker_id = $1 AND retired_at = 0", worker_id, arena, ret);
}

bool
signing_key_any(struct db *db, const char *worker_id)
{
	struct stmt *stmt = db_query(db, "SELECT 1 FROM signing_key WHERE worker_id = $1 LIMIT 1");
	bool any;

	bind_text(stmt, 1, worker_id);
	any = stmt_row(stmt);
	stmt_reset(stmt);
	return any;
}

size_t
signing_key_list(struct db *db, struct arena *arena, struct signing_key_row **ret)
{
	struct stmt *stmt = db_query(db, "SELECT " KEY_COLUMNS " FROM signing_key ORDER BY made_at, id");
	struct signing_key_row *rows = arena_array(arena, 1, sizeof *rows);
	size_t count = 0, cap = 1;

	while (stmt_row(stmt)) {
		if (count == cap) {
			struct signing_key_row *wider = arena_array(arena, 2 * cap, sizeof *wider);

			memcpy(wider, rows, count * sizeof *rows);
			rows = wider;
			cap *= 2;
		}
		key_read(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
signing_key_add(struct txn *txn, const struct signing_key_row *row)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO signing_key (" KEY_COLUMNS ")"
	                                      " VALUES ($1, $2, $3, $4, $5, $6, $7)");

	bind_text(stmt, 1, row->id);
	bind_text(stmt, 2, row->worker_id);
	bind_blob(stmt, 3, row->public_key, SIGN_PUBLIC_BYTES);
	bind_text(stmt, 4, row->sealed);
	bind_int(stmt, 5, row->made_at_ms);
	bind_int(stmt, 6, row->sealed_at_ms);
	bind_int(stmt, 7, row->retired_at_ms);
	return stmt_run(stmt);
}

bool
signing_key_reseal(struct txn *txn, const char *id, const char *sealed)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE signing_key SET sealed = $2, sealed_at = $3"
	                                      " WHERE id = $1 AND retired_at = 0");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, sealed);
	bind_int(stmt, 3, txn->now_ms);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
signing_key_retire(struct txn *txn, const char *id)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE signing_key SET sealed = '', retired_at = $2"
	                                      " WHERE id = $1 AND retired_at = 0");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, txn->now_ms);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}
