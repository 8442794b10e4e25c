/* SPDX-License-Identifier: Apache-2.0
 *
 * The appeal table.
 */
#include "server/store/appeal.h"

#include "base/str.h"
#include "server/store/queue.h"
#include "server/store/sql_filter.h"

#define APPEAL_SELECT                                                                         \
	"SELECT p.id, p.application_id, q.number, p.customer_id, q.customer_name, q.program_id," \
	" q.county, p.decision_id, p.state, p.asked_on, p.asked_at, p.how, p.text, p.late,"    \
	" p.keep_benefits, p.benefits_go_on, p.decide_by, p.recorded_by, p.ended_at,"          \
	" p.ended_by, p.note FROM appeal p JOIN queue q ON q.application_id = p.application_id"

static void
appeal_read(struct stmt *stmt, struct arena *arena, struct appeal *ret)
{
	int n = 0;

	*ret = (struct appeal) { 0 };
	ret->id = column_copy(stmt, n++, arena);
	ret->application_id = column_copy(stmt, n++, arena);
	ret->number = column_copy(stmt, n++, arena);
	ret->customer_id = column_copy(stmt, n++, arena);
	ret->customer_name = column_copy(stmt, n++, arena);
	ret->program_id = column_copy(stmt, n++, arena);
	ret->county = column_copy(stmt, n++, arena);
	ret->decision_id = column_copy(stmt, n++, arena);
	ret->state = (enum appeal_state)column_int(stmt, n++);
	ret->asked_on = date_from_column(column_int(stmt, n++));
	ret->asked_at_ms = column_int(stmt, n++);
	ret->how = column_copy(stmt, n++, arena);
	ret->text = column_copy(stmt, n++, arena);
	ret->is_late = column_int(stmt, n++) != 0;
	ret->keep_benefits = column_int(stmt, n++) != 0;
	ret->benefits_go_on = column_int(stmt, n++) != 0;
	ret->decide_by = date_from_column(column_int(stmt, n++));
	ret->recorded_by = column_copy(stmt, n++, arena);
	ret->ended_at_ms = column_int(stmt, n++);
	ret->ended_by = column_copy(stmt, n++, arena);
	ret->note = column_copy(stmt, n++, arena);
}

bool
appeal_find(struct db *db, const char *id, struct arena *arena, struct appeal *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, APPEAL_SELECT " WHERE p.id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		appeal_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

static size_t
read_rows(struct stmt *stmt, struct arena *arena, struct appeal **ret)
{
	struct appeal *rows = arena_more(arena, NULL, 0, sizeof *rows);
	size_t count = 0;

	while (count < APPEALS_MAX && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		appeal_read(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

size_t
appeal_list(struct db *db, const char *application_id, struct arena *arena, struct appeal **ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, APPEAL_SELECT " WHERE p.application_id = $1"
	                                               " ORDER BY p.asked_at DESC, p.id DESC");

	bind_text(stmt, 1, application_id);
	return read_rows(stmt, arena, ret);
}

size_t
appeal_list_open(struct db *db, const struct policy_scope *scope, const char *assignee_id,
                 struct arena *arena, struct appeal **ret)
{
	assert(db && scope && arena && ret);
	struct sql_filter sql;

	sql_begin(&sql, arena, APPEAL_SELECT);
	sql_scope(&sql, scope, "q.");
	sql_where(&sql, "p.ended_at = 0");
	if (assignee_id)
		sql_where_text(&sql, "q.assignee_id =", assignee_id);
	sql_add(&sql, " ORDER BY p.decide_by, p.id");
	return read_rows(sql_query(&sql, db), arena, ret);
}

bool
appeal_put(struct txn *txn, const struct appeal *appeal)
{
	assert(txn && appeal && appeal->state != APPEAL_NONE);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO appeal (id, application_id, customer_id, decision_id, state, asked_on,"
		" asked_at, how, text, late, keep_benefits, benefits_go_on, decide_by, recorded_by,"
		" ended_at, ended_by, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
		" $12, $13, $14, $15, $16, $17)"
		" ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
		" ended_at = excluded.ended_at, ended_by = excluded.ended_by, note = excluded.note");

	bind_text(stmt, 1, appeal->id);
	bind_text(stmt, 2, appeal->application_id);
	bind_text(stmt, 3, appeal->customer_id);
	bind_text(stmt, 4, appeal->decision_id);
	bind_int(stmt, 5, appeal->state);
	bind_int(stmt, 6, date_to_column(appeal->asked_on));
	bind_int(stmt, 7, appeal->asked_at_ms);
	bind_text(stmt, 8, appeal->how);
	bind_text(stmt, 9, appeal->text);
	bind_int(stmt, 10, appeal->is_late);
	bind_int(stmt, 11, appeal->keep_benefits);
	bind_int(stmt, 12, appeal->benefits_go_on);
	bind_int(stmt, 13, date_to_column(appeal->decide_by));
	bind_text(stmt, 14, appeal->recorded_by);
	bind_int(stmt, 15, appeal->ended_at_ms);
	bind_text(stmt, 16, appeal->ended_by);
	bind_text(stmt, 17, appeal->note);
	return stmt_run(stmt);
}
