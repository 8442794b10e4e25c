/* SPDX-License-Identifier: Apache-2.0
 *
 * The mail table.
 */
#include "server/store/mail.h"

#include "base/str.h"

#define MAIL_COLUMNS                                                                        \
	"m.id, m.application_id, m.customer_id, m.notice_id, m.language, m.subject, m.body," \
	" m.state, m.due_at, m.tries, m.recipient, m.answer, m.created_at, m.done_at, m.account_id," \
	" m.body_sealed, m.ends_at"

enum { COLUMN_SEALED = 15, COLUMN_ENDS, COLUMN_ADDRESS, COLUMN_HIDDEN };

static void
read_sealed(struct stmt *stmt, struct arena *arena, struct mail_row *ret)
{
	const void *sealed = column_blob(stmt, COLUMN_SEALED, &ret->sealed_len);

	if (ret->sealed_len > 0)
		ret->sealed = memcpy(arena_alloc(arena, ret->sealed_len), sealed, ret->sealed_len);
}

static void
mail_read(struct stmt *stmt, struct arena *arena, struct mail_row *ret)
{
	*ret = (struct mail_row) {
		.id = column_copy(stmt, 0, arena),
		.application_id = column_copy(stmt, 1, arena),
		.customer_id = column_copy(stmt, 2, arena),
		.notice_id = column_copy(stmt, 3, arena),
		.language = column_copy(stmt, 4, arena),
		.subject = column_copy(stmt, 5, arena),
		.body = column_copy(stmt, 6, arena),
		.state = (enum mail_state)column_int(stmt, 7),
		.due_at_ms = column_int(stmt, 8),
		.tries = column_int(stmt, 9),
		.recipient = column_copy(stmt, 10, arena),
		.answer = column_copy(stmt, 11, arena),
		.created_at_ms = column_int(stmt, 12),
		.done_at_ms = column_int(stmt, 13),
		.account_id = column_copy(stmt, 14, arena),
		.ends_at_ms = column_int(stmt, COLUMN_ENDS),
	};
	read_sealed(stmt, arena, ret);
}

bool
mail_add(struct txn *txn, const struct mail_row *row)
{
	assert(txn && row && !str_empty(row->id) && str_empty(row->body) == (row->sealed_len > 0));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO mail (id, application_id, customer_id, notice_id, language, subject,"
		" body, state, due_at, lease, tries, recipient, answer, created_at, done_at,"
		" account_id, body_sealed, ends_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, $11, '', $10, 0, $12, $13, $14)");

	bind_text(stmt, 1, row->id);
	bind_text(stmt, 2, row->application_id);
	bind_text(stmt, 3, row->customer_id);
	bind_text(stmt, 4, row->notice_id);
	bind_text(stmt, 5, row->language);
	bind_text(stmt, 6, row->subject);
	bind_text(stmt, 7, row->body);
	bind_int(stmt, 8, MAIL_WAITS);
	bind_int(stmt, 9, row->due_at_ms);
	bind_int(stmt, 10, row->created_at_ms);
	bind_text(stmt, 11, row->recipient);
	bind_text(stmt, 12, row->account_id);
	bind_blob(stmt, 13, row->sealed, row->sealed_len);
	bind_int(stmt, 14, row->ends_at_ms);
	return stmt_run(stmt);
}

bool
mail_find(struct db *db, const char *id, struct arena *arena, struct mail_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " MAIL_COLUMNS " FROM mail m WHERE m.id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		mail_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

/* ---- leases ---- */

static bool
take_one(struct txn *txn, const char *id, const char *lease, int64_t until_ms)
{
	struct stmt *stmt = db_query(txn->db,
		"UPDATE mail SET lease = $2, due_at = $3 WHERE id = $1");

	bind_text(stmt, 1, id);
	bind_text(stmt, 2, lease);
	bind_int(stmt, 3, until_ms);
	return stmt_run(stmt);
}

bool
mail_take(struct txn *txn, const char *lease, int64_t until_ms, size_t max, struct arena *arena,
          struct mail_row **ret, size_t *ret_count)
{
	assert(txn && !str_empty(lease) && until_ms > txn->now_ms && arena && ret && ret_count);
	struct mail_row *rows = arena_array(arena, max + 1, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(txn->db, "SELECT " MAIL_COLUMNS ","
		" CASE WHEN m.recipient <> '' THEN m.recipient ELSE c.email END,"
		" coalesce(c.address_hidden, 0)"
		" FROM mail m LEFT JOIN customer c ON c.id = m.customer_id"
		" WHERE m.state = $1 AND m.due_at <= $2 ORDER BY m.due_at, m.id LIMIT $3");

	bind_int(stmt, 1, MAIL_WAITS);
	bind_int(stmt, 2, txn->now_ms);
	bind_int(stmt, 3, (int64_t)max);
	while (count < max && stmt_row(stmt)) {
		mail_read(stmt, arena, &rows[count]);
		rows[count].address = column_copy(stmt, COLUMN_ADDRESS, arena);
		rows[count++].is_hidden = column_int(stmt, COLUMN_HIDDEN) != 0;
	}
	stmt_reset(stmt);
	for (size_t i = 0; i < count; i++)
		if (!take_one(txn, rows[i].id, lease, until_ms))
			return false;
	*ret = rows;
	*ret_count = count;
	return !db_failed(txn->db);
}

bool
mail_put_off(struct txn *txn, const struct mail_row *row, const char *lease, int64_t due_at_ms,
             bool was_tried, const char *answer)
{
	assert(txn && row && !str_empty(lease));
	struct stmt *stmt = db_query(txn->db,
		"UPDATE mail SET lease = '', due_at = $3, tries = tries + $4, answer = $5"
		" WHERE id = $1 AND lease = $2 AND state = $6");

	bind_text(stmt, 1, row->id);
	bind_text(stmt, 2, lease);
	bind_int(stmt, 3, due_at_ms);
	bind_int(stmt, 4, was_tried);
	bind_text(stmt, 5, answer);
	bind_int(stmt, 6, MAIL_WAITS);
	return stmt_run(stmt);
}

bool
mail_end(struct txn *txn, const struct mail_row *row, enum mail_state state, const char *recipient,
         const char *answer, bool *ret_ended)
{
	assert(txn && row && state > MAIL_WAITS && ret_ended);
	/* Only what was sent can come back. */
	struct stmt *stmt = db_query(txn->db,
		"UPDATE mail SET state = $2, lease = '', recipient = $3, answer = $4, done_at = $5,"
		" tries = tries + $6 WHERE id = $1 AND state = $7");
	bool has_bounced = state == MAIL_BOUNCED;

	bind_text(stmt, 1, row->id);
	bind_int(stmt, 2, state);
	bind_text(stmt, 3, recipient);
	bind_text(stmt, 4, answer);
	bind_int(stmt, 5, txn->now_ms);
	bind_int(stmt, 6, !has_bounced);
	bind_int(stmt, 7, has_bounced ? MAIL_SENT : MAIL_WAITS);
	if (!stmt_run(stmt))
		return false;
	*ret_ended = stmt_changes(stmt) > 0;
	return true;
}

bool
mail_forget(struct txn *txn, const char *id)
{
	assert(txn && !str_empty(id));
	struct stmt *stmt = db_query(txn->db,
		"UPDATE mail SET body = '', body_sealed = NULL, recipient = '' WHERE id = $1 AND account_id <> ''");

	bind_text(stmt, 1, id);
	return stmt_run(stmt);
}

bool
mail_withdraw(struct txn *txn, const char *notice_id)
{
	assert(txn && !str_empty(notice_id));
	/* The id of a notice's e-mail is the notice's. */
	struct stmt *stmt = db_query(txn->db,
		"UPDATE mail SET state = $2, lease = '', done_at = $3 WHERE id = $1 AND state = $4");

	bind_text(stmt, 1, notice_id);
	bind_int(stmt, 2, MAIL_GIVEN_UP);
	bind_int(stmt, 3, txn->now_ms);
	bind_int(stmt, 4, MAIL_WAITS);
	return stmt_run(stmt);
}

/* ---- looking ---- */

static bool
has_been(struct db *db, const char *customer_id, const char *address, enum mail_state state)
{
	struct stmt *stmt = db_query(db,
		"SELECT 1 FROM mail WHERE customer_id = $1 AND recipient = $2 AND state = $3 LIMIT 1");
	bool is_there;

	bind_text(stmt, 1, customer_id);
	bind_text(stmt, 2, address);
	bind_int(stmt, 3, state);
	is_there = stmt_row(stmt);
	stmt_reset(stmt);
	return is_there;
}

bool
mail_has_bounced(struct db *db, const char *customer_id, const char *address)
{
	assert(db && address);
	return has_been(db, customer_id, address, MAIL_BOUNCED);
}

bool
mail_has_gone(struct db *db, const char *customer_id, const char *address)
{
	assert(db && address);
	return has_been(db, customer_id, address, MAIL_SENT);
}

int64_t
mail_moved_count(struct db *db, const char *customer_id, int64_t since_ms)
{
	assert(db && customer_id);
	struct stmt *stmt = db_query(db,
		"SELECT count(*) FROM mail WHERE customer_id = $1 AND application_id = '' AND created_at > $2");
	int64_t count;

	bind_text(stmt, 1, customer_id);
	bind_int(stmt, 2, since_ms);
	count = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return count;
}

int64_t
mail_next_due(struct db *db)
{
	assert(db);
	struct stmt *stmt = db_query(db, "SELECT coalesce(min(due_at), 0) FROM mail WHERE state = $1");
	int64_t due_at_ms;

	bind_int(stmt, 1, MAIL_WAITS);
	due_at_ms = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return due_at_ms;
}

void
mail_count(struct db *db, struct mail_count *ret)
{
	assert(db && ret);
	struct stmt *stmt = db_query(db,
		"SELECT count(*), coalesce(sum(CASE WHEN tries > 0 THEN 1 ELSE 0 END), 0),"
		" coalesce(min(created_at), 0) FROM mail WHERE state = $1");

	*ret = (struct mail_count) { 0 };
	bind_int(stmt, 1, MAIL_WAITS);
	if (stmt_row(stmt))
		*ret = (struct mail_count) { column_int(stmt, 0), column_int(stmt, 1),
			                     column_int(stmt, 2) };
	stmt_reset(stmt);
}

size_t
mail_list(struct db *db, enum mail_state state, size_t max, struct arena *arena,
          struct mail_row **ret)
{
	assert(db && arena && ret);
	struct mail_row *rows = arena_array(arena, max + 1, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " MAIL_COLUMNS
		" FROM mail m WHERE m.state = $1 ORDER BY m.due_at, m.id LIMIT $2");

	bind_int(stmt, 1, state);
	bind_int(stmt, 2, (int64_t)max);
	while (count < max && stmt_row(stmt))
		mail_read(stmt, arena, &rows[count++]);
	stmt_reset(stmt);
	*ret = rows;
	return count;
}
