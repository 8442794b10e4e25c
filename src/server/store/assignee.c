/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker seen as somebody who may be given an application.
 */
#include "server/store/assignee.h"

#include "base/str.h"
#include "server/store/queue.h"

static bool
is_there(struct stmt *stmt, const char *first, const char *second)
{
	bool found;

	bind_text(stmt, 1, first);
	bind_text(stmt, 2, second);
	found = stmt_row(stmt);
	stmt_reset(stmt);
	return found;
}

bool
assignee_find(struct db *db, const char *worker_id, const char *customer_id,
              struct arena *arena, struct assignee *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db,
		"SELECT id, name, roles, programs, counties, on_leave_from, on_leave_to, active"
		" FROM worker WHERE id = $1");
	bool found;

	bind_text(stmt, 1, worker_id);
	found = stmt_row(stmt);
	if (found) {
		*ret = (struct assignee) {
			.id = column_copy(stmt, 0, arena),
			.name = column_copy(stmt, 1, arena),
			.roles = (unsigned)column_int(stmt, 2),
			.programs = column_copy(stmt, 3, arena),
			.counties = column_copy(stmt, 4, arena),
			.on_leave_from = date_from_column(column_int(stmt, 5)),
			.on_leave_to = date_from_column(column_int(stmt, 6)),
			.is_active = column_int(stmt, 7) != 0,
		};
	}
	stmt_reset(stmt);
	if (!found)
		return false;
	ret->has_conflict = is_there(db_query(db, "SELECT 1 FROM worker_conflict"
		" WHERE worker_id = $1 AND customer_id = $2"), worker_id, customer_id);
	ret->is_named = is_there(db_query(db, "SELECT 1 FROM customer_seal"
		" WHERE worker_id = $1 AND customer_id = $2"), worker_id, customer_id);
	return !db_failed(db);
}

const char *
assignee_name(struct db *db, const char *worker_id, struct arena *arena)
{
	assert(db && arena);
	struct stmt *stmt = db_query(db, "SELECT name FROM worker WHERE id = $1");
	const char *name = NULL;

	bind_text(stmt, 1, worker_id);
	if (stmt_row(stmt))
		name = column_copy(stmt, 0, arena);
	stmt_reset(stmt);
	return name;
}
