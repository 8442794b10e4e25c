/* SPDX-License-Identifier: Apache-2.0
 *
 * Applicants' accounts as rows.
 */
#include "server/store/account.h"

#include "base/str.h"

#define COLUMNS "id, login_tag, login_sealed, password_hash, language, customer_id, version, changed_at"

static bool
read_row(struct stmt *stmt, struct arena *arena, struct account_row *ret)
{
	bool found = stmt_row(stmt);
	const void *bytes;
	size_t len;

	if (found) {
		*ret = (struct account_row) {
			.id = column_copy(stmt, 0, arena),
			.password_hash = column_copy(stmt, 3, arena),
			.language = column_copy(stmt, 4, arena),
			.customer_id = column_copy(stmt, 5, arena),
			.version = column_int(stmt, 6),
			.changed_at_ms = column_int(stmt, 7),
		};
		bytes = column_blob(stmt, 1, &len);
		if (len == sizeof(ret->login_tag))
			memcpy(ret->login_tag, bytes, len);
		bytes = column_blob(stmt, 2, &ret->login_sealed_len);
		if (ret->login_sealed_len > 0)
			ret->login_sealed = memcpy(arena_alloc(arena, ret->login_sealed_len), bytes,
			                           ret->login_sealed_len);
	}
	stmt_reset(stmt);
	return found;
}

bool
account_find(struct db *db, const char *id, struct arena *arena, struct account_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " COLUMNS " FROM account WHERE id = $1");

	bind_text(stmt, 1, id);
	return read_row(stmt, arena, ret);
}

bool
account_find_login(struct db *db, const uint8_t login_tag[SECRET_KEY_BYTES], struct arena *arena,
                   struct account_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " COLUMNS " FROM account WHERE login_tag = $1");

	bind_blob(stmt, 1, login_tag, SECRET_KEY_BYTES);
	return read_row(stmt, arena, ret);
}

bool
account_put(struct txn *txn, const struct account_row *row)
{
	assert(txn && !str_empty(row->id) && !str_empty(row->password_hash) && row->version > 0);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO account (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (id) DO UPDATE SET login_tag = excluded.login_tag,"
		" login_sealed = excluded.login_sealed, password_hash = excluded.password_hash,"
		" language = excluded.language, customer_id = excluded.customer_id,"
		" version = excluded.version, changed_at = excluded.changed_at");

	bind_text(stmt, 1, row->id);
	bind_blob(stmt, 2, row->login_tag, sizeof(row->login_tag));
	bind_blob(stmt, 3, row->login_sealed, row->login_sealed_len);
	bind_text(stmt, 4, row->password_hash);
	bind_text(stmt, 5, row->language);
	bind_text(stmt, 6, row->customer_id);
	bind_int(stmt, 7, row->version);
	bind_int(stmt, 8, row->changed_at_ms);
	return stmt_run(stmt);
}
