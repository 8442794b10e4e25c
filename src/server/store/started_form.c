/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of applications begun and not sent.
 */
#include "server/store/started_form.h"

#include "base/str.h"
#include "server/store/limits.h"

#define COLUMNS "id, number, account_id, program_id, revision, changed_at, application_id"

static void
read_row(struct stmt *stmt, struct arena *arena, struct started_form_row *ret)
{
	*ret = (struct started_form_row) {
		.id = column_copy(stmt, 0, arena),
		.number = column_copy(stmt, 1, arena),
		.account_id = column_copy(stmt, 2, arena),
		.program_id = column_copy(stmt, 3, arena),
		.revision = column_int(stmt, 4),
		.changed_at_ms = column_int(stmt, 5),
		.application_id = column_copy(stmt, 6, arena),
	};
}

bool
started_form_find(struct db *db, const char *id, struct arena *arena, struct started_form_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " COLUMNS ", sealed FROM started_form WHERE id = $1");
	const void *bytes;
	bool found;

	bind_text(stmt, 1, id);
	found = stmt_row(stmt);
	if (found) {
		read_row(stmt, arena, ret);
		bytes = column_blob(stmt, 7, &ret->sealed_len);
		if (ret->sealed_len > 0)
			ret->sealed = memcpy(arena_alloc(arena, ret->sealed_len), bytes, ret->sealed_len);
	}
	stmt_reset(stmt);
	return found;
}

static const char *
id_of(struct stmt *stmt, const char *by, struct arena *arena)
{
	const char *id;

	bind_text(stmt, 1, by);
	id = stmt_row(stmt) ? column_copy(stmt, 0, arena) : NULL;
	stmt_reset(stmt);
	return id;
}

const char *
started_form_of_number(struct db *db, const char *number, struct arena *arena)
{
	return id_of(db_query(db, "SELECT id FROM started_form WHERE number = $1"), number, arena);
}

const char *
started_form_of_application(struct db *db, const char *application_id, struct arena *arena)
{
	assert(!str_empty(application_id));
	return id_of(db_query(db, "SELECT id FROM started_form WHERE application_id = $1"), application_id, arena);
}

size_t
started_forms_of(struct db *db, const char *account_id, struct arena *arena, struct started_form_row **ret)
{
	struct started_form_row *rows = arena_array(arena, STARTED_FORMS_MAX, sizeof *rows);
	struct stmt *stmt = db_query(db,
		"SELECT " COLUMNS " FROM started_form WHERE account_id = $1 AND application_id = ''"
		" ORDER BY changed_at DESC, id LIMIT $2");
	size_t count = 0;

	assert(!str_empty(account_id));
	bind_text(stmt, 1, account_id);
	bind_int(stmt, 2, STARTED_FORMS_MAX);
	while (count < STARTED_FORMS_MAX && stmt_row(stmt))
		read_row(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
started_form_put(struct txn *txn, const struct started_form_row *row)
{
	assert(txn && !str_empty(row->id) && !str_empty(row->number) && row->revision > 0);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO started_form (" COLUMNS ", sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, revision = excluded.revision,"
		" changed_at = excluded.changed_at, application_id = excluded.application_id,"
		" sealed = excluded.sealed");

	bind_text(stmt, 1, row->id);
	bind_text(stmt, 2, row->number);
	bind_text(stmt, 3, row->account_id);
	bind_text(stmt, 4, row->program_id);
	bind_int(stmt, 5, row->revision);
	bind_int(stmt, 6, row->changed_at_ms);
	bind_text(stmt, 7, row->application_id);
	bind_blob(stmt, 8, row->sealed, row->sealed_len);
	return stmt_run(stmt);
}

bool
started_form_delete(struct txn *txn, const char *id)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM started_form WHERE id = $1");

	bind_text(stmt, 1, id);
	return stmt_run(stmt);
}

bool
started_form_expire(struct txn *txn, int64_t begun_before_ms, int64_t sent_before_ms)
{
	struct stmt *stmt = db_query(txn->db,
		"DELETE FROM started_form WHERE id IN (SELECT id FROM started_form WHERE changed_at < $1"
		" AND (changed_at < $2 OR application_id <> '') ORDER BY changed_at LIMIT $3)");

	bind_int(stmt, 1, sent_before_ms > begun_before_ms ? sent_before_ms : begun_before_ms);
	bind_int(stmt, 2, begun_before_ms);
	bind_int(stmt, 3, STARTED_FORM_PURGE_ROWS);
	return stmt_run(stmt);
}
