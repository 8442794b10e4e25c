/* SPDX-License-Identifier: Apache-2.0
 *
 * The notice table.
 */
#include "server/store/notice.h"

#include "base/json.h"
#include "base/str.h"

enum { NOTICES_MAX = 200 };

#define NOTICE_COLUMNS                                                                        \
	"n.id, n.application_id, n.decision_id, n.kind, n.channel, n.language, n.state,"       \
	" n.rendered_text, n.sha256, n.created_at, n.sent_at, n.back_at, n.attempts"

enum { NOTICE_COLUMN_COUNT = 13 };

static void
read_attempts(struct notice *notice, struct arena *arena)
{
	const char *text = notice->attempts_text;
	struct err ignored = { 0 };
	struct json *list = str_empty(text) ? NULL : json_parse(text, strlen(text), &ignored);
	size_t count = 0;

	for (const struct json *entry = json_first(list); entry; entry = json_next(entry))
		count++;
	notice->attempts.at = arena_array(arena, count + 1, sizeof *notice->attempts.at);
	for (const struct json *entry = json_first(list); entry; entry = json_next(entry)) {
		struct notice_attempt *attempt = &notice->attempts.at[notice->attempts.count++];
		const char *detail = json_text(json_get(entry, "detail"));

		(void)!instant_from_text(json_text(json_get(entry, "at")), &attempt->at_ms);
		attempt->channel = arena_strdup(arena, json_text(json_get(entry, "channel")));
		attempt->outcome = arena_strdup(arena, json_text(json_get(entry, "outcome")));
		attempt->detail = detail ? arena_strdup(arena, detail) : NULL;
	}
	json_free(list);
}

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
		.sent_at_ms = column_int(stmt, 10),
		.back_at_ms = column_int(stmt, 11),
		.attempts_text = column_copy(stmt, 12, arena),
	};
	read_attempts(ret, arena);
}

bool
notice_find(struct db *db, const char *id, struct arena *arena, struct notice *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, "SELECT " NOTICE_COLUMNS " FROM notice n WHERE n.id = $1");
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
		" FROM notice n WHERE n.application_id = $1 ORDER BY n.id DESC");

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
		"INSERT INTO notice (id, application_id, decision_id, kind, channel, language, state,"
		" rendered_text, sha256, created_at, customer_id)"
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

bool
notice_change(struct txn *txn, const struct notice *notice)
{
	assert(txn && notice && notice->state != NOTICE_NONE);
	struct stmt *stmt = db_query(txn->db,
		"UPDATE notice SET channel = $2, state = $3, sent_at = $4, back_at = $5, attempts = $6"
		" WHERE id = $1");

	bind_text(stmt, 1, notice->id);
	bind_text(stmt, 2, notice->channel);
	bind_int(stmt, 3, notice->state);
	bind_int(stmt, 4, notice->sent_at_ms);
	bind_int(stmt, 5, notice->back_at_ms);
	bind_text(stmt, 6, str_empty(notice->attempts_text) ? "[]" : notice->attempts_text);
	return stmt_run(stmt);
}

int64_t
notice_back_count(struct db *db, const char *application_id)
{
	assert(db && application_id);
	struct stmt *stmt = db_query(db,
		"SELECT count(*) FROM notice WHERE application_id = $1 AND state = $2");
	int64_t count;

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, NOTICE_BOUNCED);
	count = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return count;
}

size_t
letter_list(struct db *db, int64_t mail_before_ms, size_t max, struct arena *arena,
            struct letter **ret)
{
	assert(db && arena && ret);
	struct letter *rows = arena_array(arena, max + 1, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " NOTICE_COLUMNS
		", q.number, q.customer_name, c.address_hidden"
		" FROM notice n JOIN queue q ON q.application_id = n.application_id"
		" JOIN customer c ON c.id = n.customer_id"
		" WHERE n.state IN ($1, $2) AND (n.state = $2 OR n.channel <> 'email'"
		" OR n.created_at < $3) ORDER BY n.id LIMIT $4");

	bind_int(stmt, 1, NOTICE_QUEUED);
	bind_int(stmt, 2, NOTICE_FAILED);
	bind_int(stmt, 3, mail_before_ms);
	bind_int(stmt, 4, (int64_t)max);
	while (count < max && stmt_row(stmt)) {
		struct letter *letter = &rows[count++];

		notice_read(stmt, arena, &letter->notice);
		letter->number = column_copy(stmt, NOTICE_COLUMN_COUNT, arena);
		letter->customer_name = column_copy(stmt, NOTICE_COLUMN_COUNT + 1, arena);
		letter->is_hidden = column_int(stmt, NOTICE_COLUMN_COUNT + 2) != 0;
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}
