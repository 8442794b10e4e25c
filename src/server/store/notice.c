/* SPDX-License-Identifier: Apache-2.0
 *
 * The notice table.
 */
#include "server/store/notice.h"

#include "base/str.h"

enum { NOTICES_MAX = 200 };

#define NOTICE_COLUMNS                                                                    \
	"id, application_id, decision_id, kind, channel, language, state, rendered_text, " \
	"sha256, created_at"

static void
notice_read(struct stmt *stmt, struct arena *arena, struct notice *ret)
{
	*ret = (struct notice) {
		.id = column_copy(stmt, 0, arena),
		.application_id = column_copy(stmt, 1, arena),
		.decision_id = column_copy(stmt, 2, arena),
		.kind = column_copy(stmt, 3, arena),
		.channel = column_copy(stmt, 4, arena),
		.language = column_copy(stmt, 5, arena),
		.state = (enum notice_state)column_int(stmt, 6),
		.rendered_text = column_copy(stmt, 7, arena),
		.sha256 = column_copy(stmt, 8, arena),
		.created_at_ms = column_int(stmt, 9),
	};
}

bool
notice_find(struct db *db, const char *id, struct arena *arena, struct notice *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " NOTICE_COLUMNS " FROM notice WHERE id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		notice_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

size_t
notice_list(struct db *db, const char *application_id, struct arena *arena, struct notice **ret)
{
	assert(db && arena && ret);
	struct notice *rows = arena_array(arena, NOTICES_MAX, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " NOTICE_COLUMNS
		" FROM notice WHERE application_id = $1 ORDER BY id DESC");

	bind_text(stmt, 1, application_id);
	while (count < NOTICES_MAX && stmt_row(stmt))
		notice_read(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
notice_add(struct txn *txn, const struct notice *notice, const char *customer_id)
{
	assert(txn && notice && !str_empty(notice->rendered_text));
	assert(notice->state == NOTICE_QUEUED && !str_empty(notice->sha256));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO notice (" NOTICE_COLUMNS ", customer_id)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

	bind_text(stmt, 1, notice->id);
	bind_text(stmt, 2, notice->application_id);
	bind_text(stmt, 3, notice->decision_id);
	bind_text(stmt, 4, notice->kind);
	bind_text(stmt, 5, notice->channel);
	bind_text(stmt, 6, notice->language);
	bind_int(stmt, 7, notice->state);
	bind_text(stmt, 8, notice->rendered_text);
	bind_text(stmt, 9, notice->sha256);
	bind_int(stmt, 10, notice->created_at_ms);
	bind_text(stmt, 11, customer_id);
	return stmt_run(stmt);
}
