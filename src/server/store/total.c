/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of totals: read by key, moved by one.
 */
#include "server/store/total.h"

#include "base/str.h"
#include "server/store/queue.h"

static const char *const kinds[] = {
	[TOTAL_ALL] = "status",
	[TOTAL_ASSIGNEE] = "assignee",
	[TOTAL_TEAM] = "team",
	[TOTAL_UNASSIGNED] = "unassigned",
};

static bool
move(struct db *db, enum total_kind kind, const char *key, enum application_status status,
     int64_t change)
{
	struct stmt *stmt = db_query(db, "INSERT INTO total (kind, key, status, count)"
	                                 " VALUES ($1, $2, $3, $4) ON CONFLICT (kind, key, status)"
	                                 " DO UPDATE SET count = total.count + excluded.count");
	bind_text(stmt, 1, kinds[kind]);
	bind_text(stmt, 2, key);
	bind_int(stmt, 3, status);
	bind_int(stmt, 4, change);
	return stmt_run(stmt);
}

bool
total_count(struct txn *txn, const struct queue_row *row, int64_t change)
{
	assert(change == 1 || change == -1);
	if (!application_status_is_open(row->status))
		return true;
	return move(txn->db, TOTAL_ALL, "", row->status, change) &&
	       move(txn->db, TOTAL_ASSIGNEE, row->assignee_id, row->status, change) &&
	       move(txn->db, TOTAL_TEAM, row->team_id, row->status, change) &&
	       (!str_empty(row->assignee_id) ||
	        move(txn->db, TOTAL_UNASSIGNED, row->team_id, row->status, change));
}

int64_t
total_read(struct db *db, enum total_kind kind, const char *key, enum application_status status)
{
	struct stmt *stmt = db_query(db, "SELECT coalesce(sum(count), 0) FROM total WHERE kind = $1"
	                                 " AND key = $2 AND (status = $3 OR $3 = 0)");
	bind_text(stmt, 1, kinds[kind]);
	bind_text(stmt, 2, key);
	bind_int(stmt, 3, status);
	int64_t count = stmt_row(stmt) ? column_int(stmt, 0) : 0;
	stmt_reset(stmt);
	return count;
}
