/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages and notes by their words.
 */
#include "server/store/search.h"
#include "server/store/search_words.h"
#include "server/store/sql_filter.h"

enum text_kind { TEXT_MESSAGE, TEXT_NOTE };

enum { INDEXED_TEXT_MAX = 1 << 20 };

/* ---- the index ---- */

/* The number that stands for a conversation or a note in SQLite's index. */
static bool
number_of(struct db *db, enum text_kind kind, const char *owner_id, int64_t *ret)
{
	struct stmt *stmt = db_query(db, "INSERT INTO text_search (kind, owner_id) VALUES ($1, $2)"
	                                 " ON CONFLICT (kind, owner_id) DO NOTHING");
	bind_int(stmt, 1, kind);
	bind_text(stmt, 2, owner_id);
	if (!stmt_run(stmt))
		return false;
	stmt = db_query(db, "SELECT number FROM text_search WHERE kind = $1 AND owner_id = $2");
	bind_int(stmt, 1, kind);
	bind_text(stmt, 2, owner_id);
	bool found = stmt_row(stmt);
	*ret = column_int(stmt, 0);
	stmt_reset(stmt);
	return found;
}

static bool
change_sqlite(struct db *db, enum text_kind kind, const char *owner_id, int64_t part,
              const char *words, bool forget)
{
	static const char *const sql[2][2] = {
		{ "INSERT INTO message_words (rowid, words) VALUES ($1, $2)",
		  "INSERT INTO note_words (rowid, words) VALUES ($1, $2)" },
		{ "INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', $1, $2)",
		  "INSERT INTO note_words (note_words, rowid, words) VALUES ('delete', $1, $2)" },
	};
	int64_t number;

	assert(part >= 0 && part < 1 << SEARCH_PART_BITS);
	if (!number_of(db, kind, owner_id, &number))
		return false;
	struct stmt *stmt = db_query(db, sql[forget][kind]);
	bind_int(stmt, 1, (number << SEARCH_PART_BITS) + part);
	bind_text(stmt, 2, words);
	return stmt_run(stmt);
}

static bool
change_postgres(struct db *db, enum text_kind kind, const char *owner_id, int64_t part,
                const char *words, bool forget)
{
	static const char *const sql[2][2] = {
		{ "INSERT INTO message_search (interaction_id, seq, tokens) VALUES ($1, $2,"
		  " array_to_tsvector(string_to_array($3, ' '))) ON CONFLICT (interaction_id, seq)"
		  " DO UPDATE SET tokens = excluded.tokens",
		  "INSERT INTO note_search (note_id, tokens) VALUES ($1,"
		  " array_to_tsvector(string_to_array($2, ' '))) ON CONFLICT (note_id)"
		  " DO UPDATE SET tokens = excluded.tokens" },
		{ "DELETE FROM message_search WHERE interaction_id = $1 AND seq = $2",
		  "DELETE FROM note_search WHERE note_id = $1" },
	};
	struct stmt *stmt = db_query(db, sql[forget][kind]);
	int number = 1;

	bind_text(stmt, number++, owner_id);
	if (kind == TEXT_MESSAGE)
		bind_int(stmt, number++, part);
	if (!forget)
		bind_text(stmt, number, words);
	return stmt_run(stmt);
}

static bool
change(struct db *db, enum text_kind kind, const char *owner_id, int64_t part, const char *text,
       bool forget)
{
	struct buf words = BUF_INIT(INDEXED_TEXT_MAX);
	bool ok = true;

	search_words(&words, text);
	if (words.len)
		ok = db_kind(db) == DB_SQLITE
		             ? change_sqlite(db, kind, owner_id, part, words.data, forget)
		             : change_postgres(db, kind, owner_id, part, words.data, forget);
	buf_done(&words);
	return ok;
}

bool
search_index_message(struct db *db, const char *interaction_id, int64_t seq, const char *text)
{
	return change(db, TEXT_MESSAGE, interaction_id, seq, text, false);
}

bool
search_index_note(struct db *db, const char *note_id, const char *text)
{
	return change(db, TEXT_NOTE, note_id, 0, text, false);
}

bool
search_forget_message(struct db *db, const char *interaction_id, int64_t seq, const char *text)
{
	return change(db, TEXT_MESSAGE, interaction_id, seq, text, true);
}

bool
search_forget_note(struct db *db, const char *note_id, const char *text)
{
	return change(db, TEXT_NOTE, note_id, 0, text, true);
}

/* ---- asking ---- */

/* The newest candidates first, however common the words are: the scope is
 * looked at only for those. */
static const char *const candidates[2][2][2] = {
	[DB_SQLITE] = {
		[TEXT_MESSAGE] = {
			"SELECT interaction.id, found.part, interaction.customer_id,"
			" interaction.application_id FROM (SELECT rowid >> 16 AS number,"
			" rowid & 65535 AS part FROM message_words WHERE message_words MATCH ",
			" ORDER BY rowid DESC LIMIT 5000) AS found CROSS JOIN text_search CROSS JOIN"
			" interaction CROSS JOIN customer WHERE text_search.number = found.number"
			" AND interaction.id = text_search.owner_id"
			" AND customer.id = interaction.customer_id",
		},
		[TEXT_NOTE] = {
			"SELECT note.id, 0, note.customer_id, note.application_id"
			" FROM (SELECT rowid >> 16 AS number FROM note_words WHERE note_words MATCH ",
			" ORDER BY rowid DESC LIMIT 5000) AS found CROSS JOIN text_search CROSS JOIN"
			" note CROSS JOIN customer WHERE text_search.number = found.number"
			" AND note.id = text_search.owner_id AND customer.id = note.customer_id",
		},
	},
	[DB_POSTGRES] = {
		[TEXT_MESSAGE] = {
			"SELECT interaction.id, found.seq, interaction.customer_id,"
			" interaction.application_id FROM (SELECT interaction_id, seq"
			" FROM message_search WHERE tokens @@ CAST(",
			" AS tsquery) ORDER BY interaction_id DESC, seq DESC LIMIT 5000) AS found"
			" JOIN interaction ON interaction.id = found.interaction_id"
			" JOIN customer ON customer.id = interaction.customer_id WHERE 1 = 1",
		},
		[TEXT_NOTE] = {
			"SELECT note.id, 0, note.customer_id, note.application_id"
			" FROM (SELECT note_id FROM note_search WHERE tokens @@ CAST(",
			" AS tsquery) ORDER BY note_id DESC LIMIT 5000) AS found"
			" JOIN note ON note.id = found.note_id"
			" JOIN customer ON customer.id = note.customer_id WHERE 1 = 1",
		},
	},
};
static_assert(SEARCH_CANDIDATES_MAX == 5000, "the same number stands in the queries above");
static_assert(SEARCH_PART_BITS == 16, "the same number stands in the queries above");

static void
open_to_reader(struct sql_filter *filter, const struct policy_scope *scope)
{
	filter->has_where = true;
	sql_customer_scope(filter, scope, "customer.id", "customer.sealed");
	if (scope->unlimited || scope->all)
		return;
	sql_where(filter, "EXISTS (SELECT 1 FROM queue WHERE queue.customer_id = customer.id");
	sql_scope(filter, scope, "queue.");
	sql_add(filter, ")");
}

static size_t
search_texts(struct db *db, enum text_kind kind, const char *text,
             const struct policy_scope *scope, size_t limit, struct arena *arena,
             struct found_text **ret)
{
	struct found_text *found = arena_array(arena, limit + 1, sizeof(*found));
	struct buf words = BUF_INIT(4096), expression = BUF_INIT(8192);
	struct sql_filter filter;
	size_t count = 0;

	*ret = found;
	search_words(&words, arena_strndup(arena, text, strnlen(text, SEARCH_TEXT_MAX)));
	if (search_match(&expression, db_kind(db), words.data, MATCH_LAST_BEGINS, 0)) {
		sql_begin(&filter, arena, candidates[db_kind(db)][kind][0]);
		sql_put_text(&filter, expression.data);
		sql_add(&filter, candidates[db_kind(db)][kind][1]);
		open_to_reader(&filter, scope);
		sql_add(&filter, " LIMIT ");
		sql_put_int(&filter, (int64_t)limit);
		struct stmt *stmt = sql_query(&filter, db);
		while (count < limit && stmt_row(stmt))
			found[count++] = (struct found_text){
				column_copy(stmt, 0, arena), column_int(stmt, 1),
				column_copy(stmt, 2, arena), column_copy(stmt, 3, arena)
			};
		stmt_reset(stmt);
	}
	buf_done(&words);
	buf_done(&expression);
	return count;
}

size_t
search_messages(struct db *db, const char *text, const struct policy_scope *scope, size_t limit,
                struct arena *arena, struct found_text **ret)
{
	return search_texts(db, TEXT_MESSAGE, text, scope, limit, arena, ret);
}

size_t
search_notes(struct db *db, const char *text, const struct policy_scope *scope, size_t limit,
             struct arena *arena, struct found_text **ret)
{
	return search_texts(db, TEXT_NOTE, text, scope, limit, arena, ret);
}
