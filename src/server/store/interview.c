/* SPDX-License-Identifier: Apache-2.0
 *
 * The interview table.
 */
#include "server/store/interview.h"

enum { INTERVIEWS_MAX = 50 };

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
