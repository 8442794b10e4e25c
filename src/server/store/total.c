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

/* Under which key of that kind a row counts; NULL: under none. */
static const char *
key_of(enum total_kind kind, const struct queue_row *row)
{
	if (!row || !application_status_is_open(row->status))
		return NULL;
	switch (kind) {
	case TOTAL_ALL: return "";
	case TOTAL_ASSIGNEE: return row->assignee_id ? row->assignee_id : "";
	case TOTAL_TEAM: return row->team_id;
	case TOTAL_UNASSIGNED: return str_empty(row->assignee_id) ? row->team_id : NULL;
	}
	return NULL;
}

bool
total_count(struct txn *txn, const struct queue_row *before, const struct queue_row *after)
{
	bool ok = true;

	assert(txn && after);
	for (enum total_kind kind = 0; ok && kind < countof(kinds); kind++) {
		const char *from = key_of(kind, before), *to = key_of(kind, after);

		/* Most changes leave most of them as they were. */
		if (from && to && before->status == after->status && str_eq(from, to))
			continue;
		ok = (!from || move(txn->db, kind, from, before->status, -1)) &&
		     (!to || move(txn->db, kind, to, after->status, 1));
	}
	return ok;
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
