/* SPDX-License-Identifier: Apache-2.0
 *
 * The seen table, and what of the log lies beyond it.
 */
#include "server/store/seen.h"

#include "base/str.h"
#include "domain/event.h"

int64_t
seen_seq(struct db *db, const char *worker_id, const char *application_id)
{
	assert(db);
	struct stmt *stmt = db_query(db,
		"SELECT seq FROM seen WHERE worker_id = $1 AND application_id = $2");
	int64_t seq = -1;

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, application_id);
	if (stmt_row(stmt))
		seq = column_int(stmt, 0);
	stmt_reset(stmt);
	return seq;
}

bool
seen_put(struct txn *txn, const char *worker_id, const char *application_id, int64_t seq)
{
	assert(txn && !str_empty(worker_id) && seq >= 0);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO seen (worker_id, application_id, seq) VALUES ($1, $2, $3)"
		" ON CONFLICT (worker_id, application_id) DO UPDATE SET seq = excluded.seq");

	bind_text(stmt, 1, worker_id);
	bind_text(stmt, 2, application_id);
	bind_int(stmt, 3, seq);
	return stmt_run(stmt);
}

int64_t
unseen_count(struct db *db, const char *worker_id, const char *application_id, int64_t after)
{
	assert(db);
	struct stmt *stmt = db_query(db,
		"SELECT count(*) FROM (SELECT 1 FROM event WHERE application_id = $1 AND seq > $2"
		" AND history_kind NOT IN (0, $3) AND actor_id <> $4 LIMIT $5) AS unseen");
	int64_t count = 0;

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, HISTORY_VIEW);
	bind_text(stmt, 4, worker_id);
	bind_int(stmt, 5, UNSEEN_COUNT_MAX);
	if (stmt_row(stmt))
		count = column_int(stmt, 0);
	stmt_reset(stmt);
	return count;
}

bool
unseen_answers(struct db *db, const char *application_id, int64_t after)
{
	assert(db && application_id);
	struct stmt *stmt = db_query(db,
		"SELECT 1 FROM event WHERE application_id = $1 AND seq > $2"
		" AND actor_kind = $3 AND type = $4 LIMIT 1");
	bool any;

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, AUTHOR_CUSTOMER);
	bind_text(stmt, 4, event_kind_of(EVENT_APPLICATION_ANSWERED)->wire);
	any = stmt_row(stmt);
	stmt_reset(stmt);
	return any;
}

size_t
unseen_from_customer(struct db *db, const char *application_id, int64_t after, struct arena *arena,
                     struct unseen_entry **ret)
{
	assert(db && arena && ret);
	struct unseen_entry *rows = arena_array(arena, UNSEEN_LIST_MAX, sizeof *rows);
	size_t count = 0;
	struct stmt *stmt = db_query(db,
		"SELECT seq, at, type FROM event WHERE application_id = $1 AND seq > $2"
		" AND actor_kind = $3 AND type IN ($4, $5) ORDER BY seq DESC LIMIT $6");

	bind_text(stmt, 1, application_id);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, AUTHOR_CUSTOMER);
	bind_text(stmt, 4, event_kind_of(EVENT_INTERACTION_OPENED)->wire);
	bind_text(stmt, 5, event_kind_of(EVENT_MESSAGE_ADDED)->wire);
	bind_int(stmt, 6, UNSEEN_LIST_MAX);
	while (count < UNSEEN_LIST_MAX && stmt_row(stmt)) {
		rows[count].seq = column_int(stmt, 0);
		rows[count].at_ms = column_int(stmt, 1);
		rows[count].type = (int)event_type_from_wire(column_text(stmt, 2));
		count++;
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}
