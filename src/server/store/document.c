/* SPDX-License-Identifier: Apache-2.0
 *
 * The document tables.
 */
#include "server/store/document.h"

#include "base/str.h"

enum { LINK_KEEP_MS = 24 * 3600 * 1000 };

#define DOCUMENT_COLUMNS \
	"d.id, d.application_id, d.customer_id, d.item_id, d.name, d.media_type, d.size, d.sha256," \
	" d.state, d.text_state, d.from_kind, d.from_id, d.from_name, d.at, d.looked_at, d.looked_by," \
	" (SELECT count(*) FROM document_look l WHERE l.document_id = d.id AND l.worker_id = $2)"

static void
read_row(struct stmt *stmt, struct arena *arena, struct document *ret)
{
	*ret = (struct document){
		.id = column_copy(stmt, 0, arena),
		.application_id = column_copy(stmt, 1, arena),
		.customer_id = column_copy(stmt, 2, arena),
		.item_id = column_copy(stmt, 3, arena),
		.name = column_copy(stmt, 4, arena),
		.media_type = column_copy(stmt, 5, arena),
		.size = column_int(stmt, 6),
		.sha256 = column_copy(stmt, 7, arena),
		.state = (enum document_state)column_int(stmt, 8),
		.text_state = (enum document_text)column_int(stmt, 9),
		.from = { .kind = (enum author_kind)column_int(stmt, 10),
		          .id = column_copy(stmt, 11, arena),
		          .name = column_copy(stmt, 12, arena) },
		.at_ms = column_int(stmt, 13),
		.looked_at_ms = column_int(stmt, 14),
		.looked_by = column_copy(stmt, 15, arena),
		.looked_by_me = column_int(stmt, 16) > 0,
	};
}

bool
document_find(struct db *db, const char *id, const char *reader_id, struct arena *arena,
              struct document *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " DOCUMENT_COLUMNS " FROM document d WHERE d.id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, reader_id);
	is_there = stmt_row(stmt);
	if (is_there)
		read_row(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

size_t
document_list(struct db *db, const char *application_id, const char *reader_id, struct arena *arena,
              struct document **ret)
{
	assert(db && arena && ret);
	struct document *rows = arena_array(arena, DOCUMENTS_MAX, sizeof(*rows));
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " DOCUMENT_COLUMNS " FROM document d"
	                                 " WHERE d.application_id = $1 ORDER BY d.id");

	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, reader_id);
	while (count < DOCUMENTS_MAX && stmt_row(stmt))
		read_row(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

int64_t
document_loose_unseen(struct db *db, const char *application_id)
{
	struct stmt *stmt = db_query(db, "SELECT count(*) FROM document WHERE application_id = $1"
	                                 " AND item_id = '' AND looked_at = 0 AND state <> $2");
	int64_t count = 0;

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, DOCUMENT_REFUSED);
	if (stmt_row(stmt))
		count = column_int(stmt, 0);
	stmt_reset(stmt);
	return count;
}

static bool
add_parts(struct txn *txn, const char *id, const char *bytes, size_t len)
{
	for (size_t at = 0, number = 0; at < len; at += DOCUMENT_PART_BYTES, number++) {
		struct stmt *stmt = db_query(txn->db, "INSERT INTO document_part (document_id, number, bytes)"
		                                      " VALUES ($1, $2, $3)");
		size_t left = len - at;

		bind_text(stmt, 1, id);
		bind_int(stmt, 2, (int64_t)number);
		bind_blob(stmt, 3, bytes + at, left < DOCUMENT_PART_BYTES ? left : DOCUMENT_PART_BYTES);
		if (!stmt_run(stmt))
			return false;
	}
	return true;
}

bool
document_add(struct txn *txn, const struct document *document, const void *bytes)
{
	assert(txn && document && bytes);
	assert(document->size > 0 && document->size <= DOCUMENT_BYTES_MAX);
	assert(document->state != DOCUMENT_STATE_NONE && document->text_state != DOCUMENT_TEXT_UNKNOWN);
	struct stmt *stmt = db_query(txn->db, "INSERT INTO document (id, application_id, customer_id, item_id,"
		" name, media_type, size, sha256, state, text_state, text, from_kind, from_id, from_name, at,"
		" looked_at, looked_by)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $14, 0, '')");

	bind_text(stmt, 1, document->id);
	bind_text(stmt, 2, document->application_id);
	bind_text(stmt, 3, document->customer_id);
	bind_text(stmt, 4, document->item_id);
	bind_text(stmt, 5, document->name);
	bind_text(stmt, 6, document->media_type);
	bind_int(stmt, 7, document->size);
	bind_text(stmt, 8, document->sha256);
	bind_int(stmt, 9, document->state);
	bind_int(stmt, 10, document->text_state);
	bind_int(stmt, 11, document->from.kind);
	bind_text(stmt, 12, document->from.id);
	bind_text(stmt, 13, document->from.name);
	bind_int(stmt, 14, document->at_ms);
	return stmt_run(stmt) && add_parts(txn, document->id, bytes, (size_t)document->size);
}

bool
document_bytes(struct db *db, const struct document *document, struct arena *arena, const char **ret)
{
	assert(document->size >= 0 && document->size <= DOCUMENT_BYTES_MAX);
	size_t size = (size_t)document->size, at = 0;
	char *bytes = arena_alloc(arena, size + 1);
	struct stmt *stmt = db_query(db, "SELECT bytes FROM document_part WHERE document_id = $1 ORDER BY number");

	bind_text(stmt, 1, document->id);
	while (stmt_row(stmt)) {
		size_t len;
		const void *part = column_blob(stmt, 0, &len);

		if (len > size - at)
			break;
		memcpy(bytes + at, part, len);
		at += len;
	}
	stmt_reset(stmt);
	*ret = bytes;
	return at == size && size > 0 && !db_failed(db);
}

const char *
document_text(struct db *db, const char *id, struct arena *arena)
{
	struct stmt *stmt = db_query(db, "SELECT text FROM document WHERE id = $1");
	const char *text = NULL;

	bind_text(stmt, 1, id);
	if (stmt_row(stmt))
		text = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return text;
}

/* ---- looks ---- */

bool
document_put_look(struct txn *txn, const char *id, const char *worker_id, const char *name, bool is_first)
{
	assert(txn && !str_empty(worker_id));
	struct stmt *stmt = db_query(txn->db, "INSERT INTO document_look (document_id, worker_id, at)"
	                                      " VALUES ($1, $2, $3) ON CONFLICT (document_id, worker_id) DO NOTHING");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, worker_id);
	bind_int(stmt, 3, txn->now_ms);
	if (!stmt_run(stmt) || !is_first)
		return !db_failed(txn->db);
	stmt = db_query(txn->db, "UPDATE document SET looked_at = $2, looked_by = $3 WHERE id = $1");
	bind_text(stmt, 1, id);
	bind_int(stmt, 2, txn->now_ms);
	bind_text(stmt, 3, name);
	return stmt_run(stmt);
}

/* ---- checks ---- */

size_t
document_unchecked(struct db *db, size_t limit, struct arena *arena, const char ***ret)
{
	const char **ids = arena_array(arena, limit + 1, sizeof(*ids));
	size_t count = 0;
	/* The numbers of enum document_state and document_text, as the index has them. */
	struct stmt *stmt = db_query(db, "SELECT id FROM document WHERE state = 1 OR text_state = 1"
	                                 " ORDER BY id LIMIT $1");

	static_assert(DOCUMENT_QUARANTINE == 1 && DOCUMENT_TEXT_WAITING == 1, "as the query says");
	bind_int(stmt, 1, (int64_t)limit);
	while (count < limit && stmt_row(stmt))
		ids[count++] = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	*ret = ids;
	return count;
}

bool
document_put_checked(struct txn *txn, const char *id, enum document_state state,
                     enum document_text text_state, const char *text)
{
	assert(txn && state != DOCUMENT_STATE_NONE);
	struct stmt *stmt = db_query(txn->db, "UPDATE document SET state = $2, text_state = $3, text = $4"
	                                      " WHERE id = $1");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, state);
	bind_int(stmt, 3, text_state);
	bind_text(stmt, 4, text);
	if (!stmt_run(stmt) || state != DOCUMENT_REFUSED)
		return !db_failed(txn->db);
	stmt = db_query(txn->db, "DELETE FROM document_part WHERE document_id = $1");
	bind_text(stmt, 1, id);
	return stmt_run(stmt);
}

/* ---- links ---- */

bool
document_link_find(struct db *db, const char *id, struct arena *arena, struct document_link *ret)
{
	struct stmt *stmt = db_query(db, "SELECT id, document_id, worker_id, ends_at, used_at, session_id"
	                                 " FROM document_link"
	                                 " WHERE id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		*ret = (struct document_link){
			.id = column_copy(stmt, 0, arena),
			.document_id = column_copy(stmt, 1, arena),
			.worker_id = column_copy(stmt, 2, arena),
			.ends_at_ms = column_int(stmt, 3),
			.used_at_ms = column_int(stmt, 4),
			.session_id = column_copy(stmt, 5, arena),
		};
	stmt_reset(stmt);
	return is_there;
}

bool
document_link_add(struct txn *txn, const struct document_link *link)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM document_link WHERE ends_at < $1");

	bind_int(stmt, 1, txn->now_ms - LINK_KEEP_MS);
	if (!stmt_run(stmt))
		return false;
	stmt = db_query(txn->db, "INSERT INTO document_link (id, document_id, worker_id, ends_at, used_at,"
	                         " session_id) VALUES ($1, $2, $3, $4, 0, $5)");
	bind_text(stmt, 1, link->id);
	bind_text(stmt, 2, link->document_id);
	bind_text(stmt, 3, link->worker_id);
	bind_int(stmt, 4, link->ends_at_ms);
	bind_text(stmt, 5, link->session_id);
	return stmt_run(stmt);
}

bool
document_link_use(struct txn *txn, const char *id)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE document_link SET used_at = $2"
	                                      " WHERE id = $1 AND used_at = 0 AND ends_at > $2"
	                                      " AND EXISTS (SELECT 1 FROM session s"
	                                      " WHERE s.worker_id = document_link.worker_id"
	                                      " AND s.id = document_link.session_id AND s.ends_at > $2)");

	bind_text(stmt, 1, id);
	bind_int(stmt, 2, txn->now_ms);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}
