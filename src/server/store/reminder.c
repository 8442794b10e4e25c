/* SPDX-License-Identifier: Apache-2.0
 *
 * The reminder table.
 */
#include "server/store/reminder.h"

#include "base/str.h"
#include "server/store/queue.h"

#define REMINDER_SELECT                                                                     \
	"SELECT r.id, r.application_id, q.number, q.customer_name, q.program_id, q.county,"     \
	" r.worker_id, r.remind_on, r.text, r.made_at, r.made_by, r.done_at"                  \
	" FROM reminder r JOIN queue q ON q.application_id = r.application_id"

static void
reminder_read(struct stmt *stmt, struct arena *arena, struct reminder *ret)
{
	*ret = (struct reminder) {
		.id = column_copy(stmt, 0, arena),
		.application_id = column_copy(stmt, 1, arena),
		.number = column_copy(stmt, 2, arena),
		.customer_name = column_copy(stmt, 3, arena),
		.program_id = column_copy(stmt, 4, arena),
		.county = column_copy(stmt, 5, arena),
		.worker_id = column_copy(stmt, 6, arena),
		.on = date_from_column(column_int(stmt, 7)),
		.text = column_copy(stmt, 8, arena),
		.made_at_ms = column_int(stmt, 9),
		.made_by = column_copy(stmt, 10, arena),
		.done_at_ms = column_int(stmt, 11),
	};
}

bool
reminder_find(struct db *db, const char *id, struct arena *arena, struct reminder *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, REMINDER_SELECT " WHERE r.id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		reminder_read(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

static size_t
read_rows(struct stmt *stmt, struct arena *arena, struct reminder **ret)
{
	struct reminder *rows = arena_more(arena, NULL, 0, sizeof *rows);
	size_t count = 0;

	while (count < REMINDERS_MAX && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		reminder_read(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

size_t
reminder_list(struct db *db, const char *application_id, const char *worker_id,
              struct arena *arena, struct reminder **ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, REMINDER_SELECT " WHERE r.application_id = $1"
	                                 " AND r.worker_id IN ('', $2) ORDER BY r.remind_on, r.id");

	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, worker_id);
	return read_rows(stmt, arena, ret);
}

size_t
reminder_list_of(struct db *db, const char *worker_id, struct arena *arena, struct reminder **ret)
{
	assert(db && arena && ret && !str_empty(worker_id));
	struct stmt *stmt = db_query(db, REMINDER_SELECT " WHERE r.worker_id = $1 AND r.done_at = 0"
		" UNION ALL " REMINDER_SELECT " WHERE q.assignee_id = $1 AND r.worker_id = ''"
		" AND r.done_at = 0 ORDER BY 8, 1");

	bind_text(stmt, 1, worker_id);
	return read_rows(stmt, arena, ret);
}

bool
reminder_put(struct txn *txn, const struct reminder *reminder, const char *customer_id)
{
	assert(txn && reminder && !str_empty(customer_id));
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO reminder (id, application_id, customer_id, worker_id, remind_on, text,"
		" made_at, made_by, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
		" ON CONFLICT (id) DO UPDATE SET done_at = excluded.done_at");

	bind_text(stmt, 1, reminder->id);
	bind_text(stmt, 2, reminder->application_id);
	bind_text(stmt, 3, customer_id);
	bind_text(stmt, 4, reminder->worker_id);
	bind_int(stmt, 5, date_to_column(reminder->on));
	bind_text(stmt, 6, reminder->text);
	bind_int(stmt, 7, reminder->made_at_ms);
	bind_text(stmt, 8, reminder->made_by);
	bind_int(stmt, 9, reminder->done_at_ms);
	return stmt_run(stmt);
}

civil_date
reminder_next(struct db *db, const char *application_id, const char *assignee_id)
{
	assert(db && !str_empty(application_id));
	struct stmt *stmt = db_query(db,
		"SELECT coalesce(min(remind_on), 2147483647) FROM reminder WHERE application_id = $1"
		" AND done_at = 0 AND worker_id IN ('', $2)");
	civil_date next = DATE_NONE;

	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, assignee_id);
	if (stmt_row(stmt))
		next = date_from_column(column_int(stmt, 0));
	stmt_reset(stmt);
	return next;
}
