/* SPDX-License-Identifier: Apache-2.0
 *
 * The application table.  What the queue row also holds is written in both,
 * in one call, so that they cannot differ.
 */
#include "server/store/application.h"

#include "base/str.h"
#include "server/store/customer.h"

/* The columns of the application table that the queue row does not hold. */
#define OWN_COLUMNS                                                                        \
	"a.answers, a.access_code_tag, a.decision_id, a.changed_by, a.changed_fields, a.changed_at"

static void
own_columns_read(struct stmt *stmt, int n, struct arena *arena, struct application_row *ret)
{
	size_t len = 0;
	const void *tag;

	ret->answers = column_copy(stmt, n, arena);
	tag = column_blob(stmt, n + 1, &len);
	if (tag && len == sizeof ret->access_code_tag)
		memcpy(ret->access_code_tag, tag, len);
	ret->decision_id = column_copy(stmt, n + 2, arena);
	ret->changed_by = column_copy(stmt, n + 3, arena);
	ret->changed_fields = column_copy(stmt, n + 4, arena);
	ret->changed_at_ms = column_int(stmt, n + 5);
}

bool
application_row_find(struct db *db, const char *id, struct arena *arena, struct application_row *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt;
	bool is_there;

	*ret = (struct application_row) { 0 };
	if (!queue_find(db, id, arena, &ret->queue))
		return false;
	stmt = db_query(db, "SELECT " OWN_COLUMNS " FROM application a WHERE a.id = $1");
	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		own_columns_read(stmt, 0, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

const char *
application_id_of_number(struct db *db, const char *number, struct arena *arena)
{
	assert(db && arena);
	struct stmt *stmt = db_query(db, "SELECT id FROM application WHERE number = $1");
	const char *id = NULL;

	bind_text(stmt, 1, number);
	if (stmt_row(stmt))
		id = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return id;
}

static bool
open_count_move(struct txn *txn, const struct queue_row *before, const struct queue_row *after)
{
	int was = before && application_status_is_open(before->status);
	int is = application_status_is_open(after->status);

	if (before && !str_eq(before->customer_id, after->customer_id))
		return customer_count_open(txn->db, before->customer_id, -was)
			&& customer_count_open(txn->db, after->customer_id, is);
	return was == is || customer_count_open(txn->db, after->customer_id, is - was);
}

bool
application_row_add(struct txn *txn, const struct application_row *row)
{
	assert(txn && row && row->queue.version == 1);
	const struct queue_row *queue = &row->queue;
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO application (id, version, number, program_id, program_version,"
		" customer_id, status, filed_on, filed_at, filed_by_id, channel, answers,"
		" access_code_tag, decision_id, decision_maker_id, changed_by, changed_fields,"
		" changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
		" $15, $16, $17, $18)");

	bind_text(stmt, 1, queue->application_id);
	bind_int(stmt, 2, queue->version);
	bind_text(stmt, 3, queue->number);
	bind_text(stmt, 4, queue->program_id);
	bind_int(stmt, 5, queue->program_version);
	bind_text(stmt, 6, queue->customer_id);
	bind_int(stmt, 7, queue->status);
	bind_int(stmt, 8, date_to_column(queue->filed_on));
	bind_int(stmt, 9, queue->filed_at_ms);
	bind_text(stmt, 10, queue->filed_by_id);
	bind_text(stmt, 11, queue->channel);
	bind_text(stmt, 12, row->answers);
	bind_blob(stmt, 13, row->access_code_tag, sizeof row->access_code_tag);
	bind_text(stmt, 14, row->decision_id);
	bind_text(stmt, 15, queue->decision_maker_id);
	bind_text(stmt, 16, row->changed_by);
	bind_text(stmt, 17, row->changed_fields);
	bind_int(stmt, 18, row->changed_at_ms);
	return stmt_run(stmt) && queue_put(txn, NULL, queue)
		&& open_count_move(txn, NULL, queue);
}

bool
application_row_change(struct txn *txn, const struct application_row *before,
                       const struct application_row *after)
{
	assert(txn && before && after);
	assert(after->queue.version == before->queue.version
	       || after->queue.version == before->queue.version + 1);
	struct stmt *stmt = db_query(txn->db,
		"UPDATE application SET version = $2, status = $3, answers = $4, decision_id = $5,"
		" decision_maker_id = $6, changed_by = $7, changed_fields = $8, changed_at = $9,"
		" customer_id = $11, access_code_tag = $12 WHERE id = $1 AND version = $10");

	bind_text(stmt, 1, after->queue.application_id);
	bind_int(stmt, 2, after->queue.version);
	bind_int(stmt, 3, after->queue.status);
	bind_text(stmt, 4, after->answers);
	bind_text(stmt, 5, after->decision_id);
	bind_text(stmt, 6, after->queue.decision_maker_id);
	bind_text(stmt, 7, after->changed_by);
	bind_text(stmt, 8, after->changed_fields);
	bind_int(stmt, 9, after->changed_at_ms);
	bind_int(stmt, 10, before->queue.version);
	bind_text(stmt, 11, after->queue.customer_id);
	bind_blob(stmt, 12, after->access_code_tag, sizeof after->access_code_tag);
	if (!stmt_run(stmt))
		return false;
	assert(stmt_changes(stmt) == 1); /* one writer: nobody came between */
	return queue_put(txn, &before->queue, &after->queue)
		&& open_count_move(txn, &before->queue, &after->queue);
}

const char *
team_for(struct db *db, const char *county, const char *program_id, struct arena *arena)
{
	assert(db && arena && !str_empty(program_id));
	struct stmt *stmt = db_query(db,
		"SELECT t.team_id, max(CASE WHEN w.counties = '' THEN 0 ELSE 1 END) AS named"
		" FROM worker w JOIN worker_team t ON t.worker_id = w.id"
		" WHERE w.active = 1"
		" AND (w.counties = '' OR ',' || w.counties || ',' LIKE '%,' || $1 || ',%')"
		" AND (w.programs = '' OR ',' || w.programs || ',' LIKE '%,' || $2 || ',%')"
		" GROUP BY t.team_id ORDER BY named DESC, t.team_id LIMIT 1");
	const char *team_id = NULL;

	bind_text(stmt, 1, county);
	bind_text(stmt, 2, program_id);
	if (stmt_row(stmt))
		team_id = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return team_id;
}

const char *
team_name(struct db *db, const char *team_id, struct arena *arena)
{
	assert(db && arena);
	struct stmt *stmt = db_query(db, "SELECT name FROM team WHERE id = $1");
	const char *name = NULL;

	bind_text(stmt, 1, team_id);
	if (stmt_row(stmt))
		name = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return name;
}
