/* SPDX-License-Identifier: Apache-2.0
 *
 * Applicants' accounts as rows.
 */
#include "server/store/account.h"

#include "base/str.h"
#include "server/store/limits.h"

#define COLUMNS                                                                           \
	"id, login_tag, login_sealed, password_hash, language, customer_id, version,"        \
	" changed_at, confirmed_at, move_tag, move_sealed, move_asked_at"

static size_t
read_sealed(struct stmt *stmt, int column, struct arena *arena, const void **ret)
{
	size_t len;
	const void *bytes = column_blob(stmt, column, &len);

	if (len > 0)
		*ret = memcpy(arena_alloc(arena, len), bytes, len);
	return len;
}

static void
read_tag(struct stmt *stmt, int column, uint8_t ret[SECRET_KEY_BYTES])
{
	size_t len;
	const void *bytes = column_blob(stmt, column, &len);

	if (len == SECRET_KEY_BYTES)
		memcpy(ret, bytes, len);
}

static bool
read_row(struct stmt *stmt, struct arena *arena, struct account_row *ret)
{
	bool found = stmt_row(stmt);

	if (found) {
		*ret = (struct account_row) {
			.id = column_copy(stmt, 0, arena),
			.password_hash = column_copy(stmt, 3, arena),
			.language = column_copy(stmt, 4, arena),
			.customer_id = column_copy(stmt, 5, arena),
			.version = column_int(stmt, 6),
			.changed_at_ms = column_int(stmt, 7),
			.confirmed_at_ms = column_int(stmt, 8),
			.move_asked_at_ms = column_int(stmt, 11),
		};
		read_tag(stmt, 1, ret->login_tag);
		ret->login_sealed_len = read_sealed(stmt, 2, arena, &ret->login_sealed);
		read_tag(stmt, 9, ret->move_tag);
		ret->move_sealed_len = read_sealed(stmt, 10, arena, &ret->move_sealed);
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
		"INSERT INTO account (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
		" ON CONFLICT (id) DO UPDATE SET login_tag = excluded.login_tag,"
		" login_sealed = excluded.login_sealed, password_hash = excluded.password_hash,"
		" language = excluded.language, customer_id = excluded.customer_id,"
		" version = excluded.version, changed_at = excluded.changed_at,"
		" confirmed_at = excluded.confirmed_at, move_tag = excluded.move_tag,"
		" move_sealed = excluded.move_sealed, move_asked_at = excluded.move_asked_at");

	bind_text(stmt, 1, row->id);
	bind_blob(stmt, 2, row->login_tag, sizeof(row->login_tag));
	bind_blob(stmt, 3, row->login_sealed, row->login_sealed_len);
	bind_text(stmt, 4, row->password_hash);
	bind_text(stmt, 5, row->language);
	bind_text(stmt, 6, row->customer_id);
	bind_int(stmt, 7, row->version);
	bind_int(stmt, 8, row->changed_at_ms);
	bind_int(stmt, 9, row->confirmed_at_ms);
	bind_blob(stmt, 10, row->move_tag, row->move_sealed_len > 0 ? sizeof(row->move_tag) : 0);
	bind_blob(stmt, 11, row->move_sealed, row->move_sealed_len);
	bind_int(stmt, 12, row->move_asked_at_ms);
	return stmt_run(stmt);
}

static bool
ask_forget(struct txn *txn, int64_t before_ms)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM account_ask WHERE asked_at < $1");

	bind_int(stmt, 1, before_ms);
	return stmt_run(stmt);
}

static bool
ask_note(struct txn *txn, const uint8_t login_tag[SECRET_KEY_BYTES])
{
	char id[ID_TEXT_MAX];
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO account_ask (id, login_tag, asked_at) VALUES ($1, $2, $3)");

	random_id(id, "k_", txn->now_ms);
	bind_text(stmt, 1, id);
	bind_blob(stmt, 2, login_tag, SECRET_KEY_BYTES);
	bind_int(stmt, 3, txn->now_ms);
	return stmt_run(stmt);
}

bool
account_ask_add(struct txn *txn, const uint8_t login_tag[SECRET_KEY_BYTES], int64_t since_ms,
                int64_t *ret_count)
{
	assert(txn && ret_count);
	if (!ask_forget(txn, since_ms) || !ask_note(txn, login_tag))
		return false;
	struct stmt *stmt = db_query(txn->db, "SELECT count(*) FROM account_ask WHERE login_tag = $1");

	bind_blob(stmt, 1, login_tag, SECRET_KEY_BYTES);
	*ret_count = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return !db_failed(txn->db);
}

static bool
run_for(struct txn *txn, const char *sql, const char *id)
{
	struct stmt *stmt = db_query(txn->db, sql);

	bind_text(stmt, 1, id);
	return stmt_run(stmt);
}

bool
account_let_go(struct txn *txn, const char *id)
{
	assert(txn && !str_empty(id));
	return run_for(txn, "UPDATE started_form SET account_id = '' WHERE account_id = $1", id) &&
		run_for(txn, "DELETE FROM account_application WHERE account_id = $1", id);
}

bool
account_unprove(struct txn *txn, const char *application_id)
{
	assert(txn && !str_empty(application_id));
	return run_for(txn,
		"DELETE FROM account_application WHERE application_id = $1 AND NOT EXISTS"
		" (SELECT 1 FROM account o JOIN customer c ON c.id = o.customer_id"
		" JOIN application a ON a.id = account_application.application_id"
		" WHERE o.id = account_application.account_id"
		" AND (a.customer_id = c.id OR a.customer_id = c.merged_into))",
		application_id);
}

/* ---- what it has proved ---- */

bool
account_prove(struct txn *txn, const char *id, const char *application_id)
{
	assert(txn && !str_empty(id) && !str_empty(application_id));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO account_application (account_id, application_id) VALUES ($1, $2)"
		" ON CONFLICT (account_id, application_id) DO NOTHING");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, application_id);
	return stmt_run(stmt);
}

size_t
account_proved(struct db *db, const char *id, struct arena *arena, struct account_proved **ret)
{
	struct account_proved *rows = arena_array(arena, ACCOUNT_APPLICATIONS_MAX, sizeof(*rows));
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT q.application_id, q.number, q.program_id, q.customer_id FROM account_application l"
		" JOIN queue q ON q.application_id = l.application_id WHERE l.account_id = $1"
		" ORDER BY l.application_id DESC LIMIT $2");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, ACCOUNT_APPLICATIONS_MAX);
	while (stmt_row(stmt))
		rows[count++] = (struct account_proved){
			.application_id = column_copy(stmt, 0, arena),
			.number = column_copy(stmt, 1, arena),
			.program_id = column_copy(stmt, 2, arena),
			.customer_id = column_copy(stmt, 3, arena),
		};
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
account_has_proved(struct db *db, const char *id, const char *application_id)
{
	struct stmt *stmt = db_query(db,
		"SELECT 1 FROM account_application WHERE account_id = $1 AND application_id = $2");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, application_id);
	bool found = stmt_row(stmt);
	stmt_reset(stmt);
	return found;
}

int64_t
account_unproved(struct db *db, const char *id, const char *customer_id, const char *application_id)
{
	struct stmt *stmt = db_query(db,
		"SELECT count(*) FROM queue q WHERE q.customer_id = $1 AND q.application_id <> $2"
		" AND NOT EXISTS (SELECT 1 FROM account_application l"
		" WHERE l.account_id = $3 AND l.application_id = q.application_id)");

	bind_text(stmt, 1, customer_id);
	bind_text(stmt, 2, application_id);
	bind_text(stmt, 3, id);
	int64_t count = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return count;
}
