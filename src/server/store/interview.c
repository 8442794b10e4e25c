/* SPDX-License-Identifier: Apache-2.0
 *
 * The interview table.
 */
#include "server/store/interview.h"

#include "base/str.h"
#include "server/store/sql_filter.h"

enum { INTERVIEWS_MAX = 50, INTERVIEWS_OVER_MAX = 500 };

size_t
interview_list(struct db *db, const char *application_id, struct arena *arena,
               struct interview **ret)
{
	assert(db && arena && ret);
	struct interview *rows = arena_more(arena, NULL, 0, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT number, at, mode, state, note FROM interview WHERE application_id = $1"
		" ORDER BY number");

	bind_text(stmt, 1, application_id);
	while (count < INTERVIEWS_MAX && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		rows[count++] = (struct interview) {
			.number = column_int(stmt, 0),
			.at_ms = column_int(stmt, 1),
			.mode = column_copy(stmt, 2, arena),
			.state = (enum interview_state)column_int(stmt, 3),
			.note = column_copy(stmt, 4, arena),
		};
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

size_t
interview_list_over(struct db *db, const struct policy_scope *scope, const char *assignee_id,
                    int64_t since_ms, struct arena *arena, struct interview_row **ret)
{
	assert(db && scope && arena && ret && !str_empty(assignee_id));
	struct interview_row *rows = arena_more(arena, NULL, 0, sizeof *rows);
	size_t count = 0;
	struct sql_filter sql;

	sql_begin(&sql, arena,
		"SELECT q.application_id, q.number, q.customer_name, q.program_id, q.county, i.number,"
		" i.at, i.mode, i.state, i.note FROM queue q JOIN interview i"
		" ON i.application_id = q.application_id");
	sql_scope(&sql, scope, "q.");
	sql_where(&sql, "q.is_open = 1");
	sql_where_text(&sql, "q.assignee_id =", assignee_id);
	sql_where_int(&sql, "i.at >=", since_ms);
	sql_where_int(&sql, "i.state <>", INTERVIEW_SET);
	sql_add(&sql, " ORDER BY i.at, q.application_id");
	struct stmt *stmt = sql_query(&sql, db);

	while (count < INTERVIEWS_OVER_MAX && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		rows[count++] = (struct interview_row) {
			.application_id = column_copy(stmt, 0, arena),
			.number = column_copy(stmt, 1, arena),
			.customer_name = column_copy(stmt, 2, arena),
			.program_id = column_copy(stmt, 3, arena),
			.county = column_copy(stmt, 4, arena),
			.interview = {
				.number = column_int(stmt, 5),
				.at_ms = column_int(stmt, 6),
				.mode = column_copy(stmt, 7, arena),
				.state = (enum interview_state)column_int(stmt, 8),
				.note = column_copy(stmt, 9, arena),
			},
		};
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
interview_put(struct txn *txn, const char *application_id, const struct interview *interview)
{
	assert(txn && interview && interview->number > 0);
	assert(interview->state != INTERVIEW_NONE);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO interview (application_id, number, at, mode, state, note)"
		" VALUES ($1, $2, $3, $4, $5, $6)"
		" ON CONFLICT (application_id, number) DO UPDATE SET at = excluded.at,"
		" mode = excluded.mode, state = excluded.state, note = excluded.note");

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, interview->number);
	bind_int(stmt, 3, interview->at_ms);
	bind_text(stmt, 4, interview->mode);
	bind_int(stmt, 5, interview->state);
	bind_text(stmt, 6, interview->note);
	return stmt_run(stmt);
}
