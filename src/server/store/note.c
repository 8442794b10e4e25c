/* SPDX-License-Identifier: Apache-2.0
 *
 * The note table: notes and records of calls.
 */
#include "server/store/note.h"

#include "base/str.h"
#include "server/store/search.h"
#include "server/store/sql_filter.h"

#define NOTE_COLUMNS \
	"id, application_id, customer_id, author_kind, author_id, author_name, at, text"

static void
note_read(struct stmt *stmt, struct arena *arena, struct note *ret)
{
	*ret = (struct note) {
		.id = column_copy(stmt, 0, arena),
		.application_id = column_copy(stmt, 1, arena),
		.customer_id = column_copy(stmt, 2, arena),
		.author = { .kind = (enum author_kind)column_int(stmt, 3),
		            .id = column_copy(stmt, 4, arena),
		            .name = column_copy(stmt, 5, arena) },
		.at_ms = column_int(stmt, 6),
		.text = column_copy(stmt, 7, arena),
	};
}

bool
note_find(struct db *db, const char *id, struct arena *arena, struct note *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " NOTE_COLUMNS " FROM note WHERE id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		note_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

bool
note_add(struct txn *txn, const struct note *note, const char *kind)
{
	assert(txn && note && !str_empty(note->text));
	assert(str_eq(kind, "note") || str_eq(kind, "call"));
	struct stmt *stmt = db_query(txn->db, "INSERT INTO note (" NOTE_COLUMNS ", kind)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

	bind_text(stmt, 1, note->id);
	bind_text(stmt, 2, note->application_id);
	bind_text(stmt, 3, note->customer_id);
	bind_int(stmt, 4, note->author.kind);
	bind_text(stmt, 5, note->author.id);
	bind_text(stmt, 6, note->author.name);
	bind_int(stmt, 7, note->at_ms);
	bind_text(stmt, 8, note->text);
	bind_text(stmt, 9, kind);
	return stmt_run(stmt) && search_index_note(txn->db, note->id, note->text);
}

size_t
note_list(struct db *db, const char *application_id, const struct page_key *page,
          struct arena *arena, struct note **ret)
{
	assert(db && page && arena && ret);
	assert(page->limit > 0 && page->limit <= PAGE_LIMIT_MAX);
	static const struct sql_sort by_id = { "at", "at", false, "id" };
	struct note *rows = arena_array(arena, (size_t)page->limit + 1, sizeof *rows);
	size_t count = 0;
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT " NOTE_COLUMNS " FROM note");
	sql_where_text(&sql, "application_id =", application_id);
	sql_page(&sql, &by_id, page);
	stmt = sql_query(&sql, db);
	while (count < (size_t)page->limit + 1 && stmt_row(stmt))
		note_read(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}
