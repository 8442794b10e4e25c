/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of settings and of published programs.
 */
#include "server/store/setting.h"

enum { SETTINGS_MAX = 500, PROGRAM_ROWS_MAX = 2000 };

size_t
setting_list(struct db *db, struct arena *arena, struct setting **ret)
{
	struct setting *settings = arena_array(arena, SETTINGS_MAX, sizeof(*settings));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT name, value FROM setting ORDER BY name LIMIT $1");

	bind_int(stmt, 1, SETTINGS_MAX);
	while (count < SETTINGS_MAX && stmt_row(stmt))
		settings[count++] = (struct setting){ arena_strdup(arena, column_text(stmt, 0)),
			                              arena_strdup(arena, column_text(stmt, 1)) };
	stmt_reset(stmt);
	*ret = settings;
	return count;
}

const char *
setting_read(struct db *db, const char *name, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT value FROM setting WHERE name = $1");
	bind_text(stmt, 1, name);
	const char *value = stmt_row(stmt) ? arena_strdup(arena, column_text(stmt, 0)) : NULL;
	stmt_reset(stmt);
	return value;
}

bool
setting_put(struct db *db, const char *name, const char *value)
{
	struct stmt *stmt = db_query(db, "INSERT INTO setting (name, value) VALUES ($1, $2)"
	                                 " ON CONFLICT (name) DO UPDATE SET value = excluded.value");
	bind_text(stmt, 1, name);
	bind_text(stmt, 2, value);
	return stmt_run(stmt);
}

bool
setting_drop(struct db *db, const char *name)
{
	struct stmt *stmt = db_query(db, "DELETE FROM setting WHERE name = $1");

	bind_text(stmt, 1, name);
	return stmt_run(stmt);
}

size_t
program_row_list(struct db *db, bool with_body, struct arena *arena, struct program_row **ret)
{
	struct program_row *rows = arena_array(arena, PROGRAM_ROWS_MAX, sizeof(*rows));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT id, version, published_at,"
	                                 " CASE WHEN $1 = 1 THEN body ELSE '' END FROM program"
	                                 " ORDER BY id, version DESC LIMIT $2");

	bind_int(stmt, 1, with_body);
	bind_int(stmt, 2, PROGRAM_ROWS_MAX);
	while (count < PROGRAM_ROWS_MAX && stmt_row(stmt))
		rows[count++] = (struct program_row){
			.id = arena_strdup(arena, column_text(stmt, 0)),
			.version = column_int(stmt, 1),
			.published_at_ms = column_int(stmt, 2),
			.body = column_copy(stmt, 3, arena),
		};
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

const char *
program_row_body(struct db *db, const char *id, int64_t version, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT body FROM program WHERE id = $1 AND version = $2");
	bind_text(stmt, 1, id);
	bind_int(stmt, 2, version);
	const char *body = stmt_row(stmt) ? column_copy(stmt, 0, arena) : NULL;
	stmt_reset(stmt);
	return body;
}

bool
program_row_insert(struct db *db, const struct program_row *row)
{
	struct stmt *stmt = db_query(db, "INSERT INTO program (id, version, body, published_at)"
	                                 " VALUES ($1, $2, $3, $4)");
	bind_text(stmt, 1, row->id);
	bind_int(stmt, 2, row->version);
	bind_text(stmt, 3, row->body);
	bind_int(stmt, 4, row->published_at_ms);
	return stmt_run(stmt);
}
