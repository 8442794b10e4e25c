/* SPDX-License-Identifier: Apache-2.0
 *
 * The missing_item table.
 */
#include "server/store/missing_item.h"

#include "base/str.h"
#include "domain/completeness.h"
#include "server/store/queue.h"

#define ITEM_COLUMNS                                                                      \
	"id, requirement, label, person, source, period, cured_by, state, requested_on, "  \
	"due_on, received_at, looked_at, how"

size_t
missing_item_list(struct db *db, const char *application_id, struct arena *arena,
                  struct missing_item_row **ret)
{
	assert(db && arena && ret);
	struct missing_item_row *rows = arena_more(arena, NULL, 0, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db, "SELECT " ITEM_COLUMNS
		" FROM missing_item WHERE application_id = $1 ORDER BY id");

	bind_text(stmt, 1, application_id);
	while (count < COMPLETENESS_ITEMS_MAX && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		struct missing_item *item = &rows[count].item;

		item->id = column_copy(stmt, 0, arena);
		item->requirement = column_copy(stmt, 1, arena);
		rows[count].labels = column_copy(stmt, 2, arena);
		item->person = column_copy(stmt, 3, arena);
		item->source = column_copy(stmt, 4, arena);
		item->period = column_copy(stmt, 5, arena);
		item->cured_by = (enum cured_by)column_int(stmt, 6);
		item->state = (enum item_state)column_int(stmt, 7);
		item->requested_on = date_from_column(column_int(stmt, 8));
		item->due_on = date_from_column(column_int(stmt, 9));
		item->received_at_ms = column_int(stmt, 10);
		item->looked_at_ms = column_int(stmt, 11);
		item->how = column_copy(stmt, 12, arena);
		count++;
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
missing_item_put(struct txn *txn, const char *application_id, const struct missing_item_row *row)
{
	assert(txn && row && !str_empty(row->item.id));
	assert(row->item.state != ITEM_NONE);
	const struct missing_item *item = &row->item;
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO missing_item (application_id, " ITEM_COLUMNS ")"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
		" ON CONFLICT (application_id, id) DO UPDATE SET label = excluded.label, person = excluded.person,"
		" source = excluded.source,"
		" cured_by = excluded.cured_by, state = excluded.state,"
		" requested_on = excluded.requested_on, due_on = excluded.due_on,"
		" received_at = excluded.received_at, looked_at = excluded.looked_at,"
		" how = excluded.how");

	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, item->id);
	bind_text(stmt, 3, item->requirement);
	bind_text(stmt, 4, row->labels);
	bind_text(stmt, 5, item->person);
	bind_text(stmt, 6, item->source);
	bind_text(stmt, 7, item->period);
	bind_int(stmt, 8, item->cured_by);
	bind_int(stmt, 9, item->state);
	bind_int(stmt, 10, date_to_column(item->requested_on));
	bind_int(stmt, 11, date_to_column(item->due_on));
	bind_int(stmt, 12, item->received_at_ms);
	bind_int(stmt, 13, item->looked_at_ms);
	bind_text(stmt, 14, item->how);
	return stmt_run(stmt);
}

bool
missing_item_drop(struct txn *txn, const char *application_id, const char *id)
{
	assert(txn && !str_empty(id));
	struct stmt *stmt = db_query(txn->db,
		"DELETE FROM missing_item WHERE application_id = $1 AND id = $2");

	bind_text(stmt, 1, application_id);
	bind_text(stmt, 2, id);
	return stmt_run(stmt);
}
