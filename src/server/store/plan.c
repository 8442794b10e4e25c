/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of plans.
 */
#include "server/store/plan.h"

#include "base/str.h"
#include "server/store/sql_filter.h"

enum { EXPIRED_KEEP_HOURS = 72, EXPIRED_AT_ONCE = 20 };

#define PLAN_COLUMNS \
	"id, version, state, strategy, kind, absent_id, absent_from, absent_to, team_id, reason," \
	" made_by_id, handed_to_id, committed_by_id, reverted_by_id, created_at, expires_at," \
	" committed_at, reverted_at, revert_reason"

static void
bind_plan(struct stmt *stmt, const struct plan_row *row)
{
	int n = 1;

	bind_text(stmt, n++, row->id);
	bind_int(stmt, n++, row->version);
	bind_int(stmt, n++, row->state);
	bind_int(stmt, n++, row->strategy);
	bind_int(stmt, n++, row->kind);
	bind_text(stmt, n++, row->absent_id);
	bind_int(stmt, n++, date_to_column(row->absent_from));
	bind_int(stmt, n++, date_to_column(row->absent_to));
	bind_text(stmt, n++, row->team_id);
	bind_text(stmt, n++, row->reason);
	bind_text(stmt, n++, row->made_by_id);
	bind_text(stmt, n++, row->handed_to_id);
	bind_text(stmt, n++, row->committed_by_id);
	bind_text(stmt, n++, row->reverted_by_id);
	bind_int(stmt, n++, row->created_at_ms);
	bind_int(stmt, n++, row->expires_at_ms);
	bind_int(stmt, n++, row->committed_at_ms);
	bind_int(stmt, n++, row->reverted_at_ms);
	bind_text(stmt, n++, row->revert_reason);
}

static void
read_plan(struct stmt *stmt, struct arena *arena, struct plan_row *ret)
{
	int n = 0;

	*ret = (struct plan_row) { 0 };
	ret->id = column_copy(stmt, n++, arena);
	ret->version = column_int(stmt, n++);
	ret->state = (enum plan_state)column_int(stmt, n++);
	ret->strategy = (enum strategy)column_int(stmt, n++);
	ret->kind = (enum plan_kind)column_int(stmt, n++);
	ret->absent_id = column_copy(stmt, n++, arena);
	ret->absent_from = date_from_column(column_int(stmt, n++));
	ret->absent_to = date_from_column(column_int(stmt, n++));
	ret->team_id = column_copy(stmt, n++, arena);
	ret->reason = column_copy(stmt, n++, arena);
	ret->made_by_id = column_copy(stmt, n++, arena);
	ret->handed_to_id = column_copy(stmt, n++, arena);
	ret->committed_by_id = column_copy(stmt, n++, arena);
	ret->reverted_by_id = column_copy(stmt, n++, arena);
	ret->created_at_ms = column_int(stmt, n++);
	ret->expires_at_ms = column_int(stmt, n++);
	ret->committed_at_ms = column_int(stmt, n++);
	ret->reverted_at_ms = column_int(stmt, n++);
	ret->revert_reason = column_copy(stmt, n++, arena);
}

bool
plan_add(struct txn *txn, const struct plan_row *row)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO plan (" PLAN_COLUMNS ") VALUES ($1, $2, $3,"
		" $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)");

	bind_plan(stmt, row);
	return stmt_run(stmt);
}

bool
plan_put(struct txn *txn, const struct plan_row *row)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE plan SET version = $2, state = $3, strategy = $4,"
		" kind = $5, absent_id = $6, absent_from = $7, absent_to = $8, team_id = $9,"
		" reason = $10, made_by_id = $11, handed_to_id = $12, committed_by_id = $13,"
		" reverted_by_id = $14, created_at = $15, expires_at = $16, committed_at = $17,"
		" reverted_at = $18, revert_reason = $19 WHERE id = $1");

	bind_plan(stmt, row);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

static bool
delete_where(struct txn *txn, const char *sql, const char *id)
{
	struct stmt *stmt = db_query(txn->db, sql);

	bind_text(stmt, 1, id);
	return stmt_run(stmt);
}

bool
plan_delete(struct txn *txn, const char *id)
{
	return delete_where(txn, "DELETE FROM plan_item WHERE plan_id = $1", id)
		&& delete_where(txn, "DELETE FROM plan_skip WHERE plan_id = $1", id)
		&& delete_where(txn, "DELETE FROM plan_load WHERE plan_id = $1", id)
		&& delete_where(txn, "DELETE FROM plan WHERE id = $1", id);
}

bool
plan_find(struct db *db, const char *id, struct arena *arena, struct plan_row *ret)
{
	struct stmt *stmt = db_query(db, "SELECT " PLAN_COLUMNS " FROM plan WHERE id = $1");
	bool is_there;

	bind_text(stmt, 1, id);
	is_there = stmt_row(stmt);
	if (is_there)
		read_plan(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

/* ---- items ---- */

#define ITEM_COLUMNS \
	"place, application_id, application_version, from_id, to_id, weight_from, weight_to, reasons," \
	" bends, holder_limit, outcome, status_before, status_after, version_after, team_from_id, team_to_id"

static void
bind_item(struct stmt *stmt, const char *plan_id, const struct plan_item_row *item)
{
	int n = 1;

	bind_text(stmt, n++, plan_id);
	bind_int(stmt, n++, item->place);
	bind_text(stmt, n++, item->application_id);
	bind_int(stmt, n++, item->application_version);
	bind_text(stmt, n++, item->from_id);
	bind_text(stmt, n++, item->to_id);
	bind_int(stmt, n++, item->weight_from);
	bind_int(stmt, n++, item->weight_to);
	bind_int(stmt, n++, item->reasons);
	bind_int(stmt, n++, item->bends);
	bind_int(stmt, n++, item->holder_limit);
	bind_int(stmt, n++, item->outcome);
	bind_int(stmt, n++, item->status_before);
	bind_int(stmt, n++, item->status_after);
	bind_int(stmt, n++, item->version_after);
	bind_text(stmt, n++, item->team_from_id);
	bind_text(stmt, n++, item->team_to_id);
}

bool
plan_item_add(struct txn *txn, const char *plan_id, const struct plan_item_row *item)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO plan_item (plan_id, " ITEM_COLUMNS ") VALUES"
		" ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)");

	bind_item(stmt, plan_id, item);
	return stmt_run(stmt);
}

bool
plan_item_put(struct txn *txn, const char *plan_id, const struct plan_item_row *item)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE plan_item SET application_id = $3,"
		" application_version = $4, from_id = $5, to_id = $6, weight_from = $7,"
		" weight_to = $8, reasons = $9, bends = $10, holder_limit = $11, outcome = $12,"
		" status_before = $13, status_after = $14, version_after = $15, team_from_id = $16,"
		" team_to_id = $17"
		" WHERE plan_id = $1 AND place = $2");

	bind_item(stmt, plan_id, item);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
plan_item_put_outcome(struct txn *txn, const char *plan_id, const struct plan_item_row *item)
{
	struct stmt *stmt = db_query(txn->db, "UPDATE plan_item SET outcome = $3, status_before = $4,"
		" status_after = $5, version_after = $6 WHERE plan_id = $1 AND place = $2");

	bind_text(stmt, 1, plan_id);
	bind_int(stmt, 2, item->place);
	bind_int(stmt, 3, item->outcome);
	bind_int(stmt, 4, item->status_before);
	bind_int(stmt, 5, item->status_after);
	bind_int(stmt, 6, item->version_after);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
plan_item_drop(struct txn *txn, const char *plan_id, int64_t place)
{
	struct stmt *stmt = db_query(txn->db, "DELETE FROM plan_item WHERE plan_id = $1 AND place = $2");

	bind_text(stmt, 1, plan_id);
	bind_int(stmt, 2, place);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

/* What plans show of an application. */
#define NOW_COLUMNS \
	"q.version, q.number, q.program_id, q.customer_id, q.customer_name, q.case_number, q.status," \
	" q.expedited, q.due_on, q.assignee_id, q.team_id, q.county, q.sealed, q.turn, q.filed_by_id," \
	" q.filed_at, q.decision_maker_id, q.proof_due_on, q.interview_at"

static bool
read_now(struct stmt *stmt, int n, const char *application_id, struct arena *arena,
         struct queue_row *ret)
{
	*ret = (struct queue_row) { 0 };
	if (column_is_null(stmt, n))
		return false;
	ret->application_id = application_id;
	ret->version = column_int(stmt, n++);
	ret->number = column_copy(stmt, n++, arena);
	ret->program_id = column_copy(stmt, n++, arena);
	ret->customer_id = column_copy(stmt, n++, arena);
	ret->customer_name = column_copy(stmt, n++, arena);
	ret->case_number = column_copy(stmt, n++, arena);
	ret->status = (enum application_status)column_int(stmt, n++);
	ret->expedited = column_int(stmt, n++) != 0;
	ret->due_on = date_from_column(column_int(stmt, n++));
	ret->assignee_id = column_copy(stmt, n++, arena);
	ret->team_id = column_copy(stmt, n++, arena);
	ret->county = column_copy(stmt, n++, arena);
	ret->sealed = column_int(stmt, n++) != 0;
	ret->turn = (enum turn)column_int(stmt, n++);
	ret->filed_by_id = column_copy(stmt, n++, arena);
	ret->filed_at_ms = column_int(stmt, n++);
	ret->decision_maker_id = column_copy(stmt, n++, arena);
	ret->proof_due_on = date_from_column(column_int(stmt, n++));
	ret->interview_at_ms = column_int(stmt, n++);
	return true;
}

static void
read_item(struct stmt *stmt, struct arena *arena, struct plan_item_row *ret)
{
	int n = 0;

	*ret = (struct plan_item_row) { 0 };
	ret->place = column_int(stmt, n++);
	ret->application_id = column_copy(stmt, n++, arena);
	ret->application_version = column_int(stmt, n++);
	ret->from_id = column_copy(stmt, n++, arena);
	ret->to_id = column_copy(stmt, n++, arena);
	ret->weight_from = column_int(stmt, n++);
	ret->weight_to = column_int(stmt, n++);
	ret->reasons = (unsigned)column_int(stmt, n++);
	ret->bends = (unsigned)column_int(stmt, n++);
	ret->holder_limit = (int)column_int(stmt, n++);
	ret->outcome = (enum plan_outcome)column_int(stmt, n++);
	ret->status_before = (enum application_status)column_int(stmt, n++);
	ret->status_after = (enum application_status)column_int(stmt, n++);
	ret->version_after = column_int(stmt, n++);
	ret->team_from_id = column_copy(stmt, n++, arena);
	ret->team_to_id = column_copy(stmt, n++, arena);
	ret->is_there = read_now(stmt, n, ret->application_id, arena, &ret->now);
}

size_t
plan_items(struct db *db, const char *plan_id, int64_t after, size_t limit, struct arena *arena,
           struct plan_item_row **ret)
{
	struct stmt *stmt = db_query(db, "SELECT place, i.application_id, application_version, from_id,"
		" to_id, weight_from, weight_to, reasons, bends, holder_limit, outcome, status_before,"
		" status_after, version_after, team_from_id, team_to_id, " NOW_COLUMNS " FROM plan_item i LEFT JOIN queue q"
		" ON q.application_id = i.application_id WHERE i.plan_id = $1 AND i.place > $2"
		" ORDER BY i.place LIMIT $3");
	struct plan_item_row *rows = NULL;
	size_t count = 0;

	bind_text(stmt, 1, plan_id);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, (int64_t)limit);
	while (count < limit && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		read_item(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

/* ---- what is left out ---- */

bool
plan_skip_add(struct txn *txn, const char *plan_id, const struct plan_skip_row *skip)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO plan_skip (plan_id, place, application_id,"
		" why) VALUES ($1, $2, $3, $4)");

	bind_text(stmt, 1, plan_id);
	bind_int(stmt, 2, skip->place);
	bind_text(stmt, 3, skip->application_id);
	bind_text(stmt, 4, skip_wire(skip->why));
	return stmt_run(stmt);
}

size_t
plan_skips(struct db *db, const char *plan_id, int64_t after, size_t limit, struct arena *arena,
           struct plan_skip_row **ret)
{
	struct stmt *stmt = db_query(db, "SELECT place, s.application_id, why, " NOW_COLUMNS
		" FROM plan_skip s LEFT JOIN queue q ON q.application_id = s.application_id"
		" WHERE s.plan_id = $1 AND s.place > $2 ORDER BY s.place LIMIT $3");
	struct plan_skip_row *rows = NULL;
	size_t count = 0;

	bind_text(stmt, 1, plan_id);
	bind_int(stmt, 2, after);
	bind_int(stmt, 3, (int64_t)limit);
	while (count < limit && stmt_row(stmt)) {
		struct plan_skip_row *row;

		rows = arena_more(arena, rows, count, sizeof *rows);
		row = &rows[count++];
		row->place = column_int(stmt, 0);
		row->application_id = column_copy(stmt, 1, arena);
		row->why = skip_from_wire(column_text(stmt, 2));
		row->is_there = read_now(stmt, 3, row->application_id, arena, &row->now);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

/* ---- loads ---- */

bool
plan_load_put(struct txn *txn, const char *plan_id, const struct plan_load_row *load)
{
	struct stmt *stmt = db_query(txn->db, "INSERT INTO plan_load (plan_id, worker_id, capacity, open,"
		" weighted, overdue, due_soon, waiting) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (plan_id, worker_id) DO NOTHING");

	bind_text(stmt, 1, plan_id);
	bind_text(stmt, 2, load->worker_id);
	bind_int(stmt, 3, load->capacity);
	bind_int(stmt, 4, load->load.open);
	bind_int(stmt, 5, load->load.weighted);
	bind_int(stmt, 6, load->load.overdue);
	bind_int(stmt, 7, load->load.due_soon);
	bind_int(stmt, 8, load->load.waiting);
	return stmt_run(stmt);
}

size_t
plan_loads(struct db *db, const char *plan_id, struct arena *arena, struct plan_load_row **ret)
{
	struct stmt *stmt = db_query(db, "SELECT worker_id, capacity, open, weighted, overdue, due_soon,"
		" waiting FROM plan_load WHERE plan_id = $1 ORDER BY worker_id");
	struct plan_load_row *rows = NULL;
	size_t count = 0;

	bind_text(stmt, 1, plan_id);
	while (stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		rows[count++] = (struct plan_load_row) {
			.worker_id = column_copy(stmt, 0, arena),
			.capacity = column_int(stmt, 1),
			.load = { .open = column_int(stmt, 2),
			          .weighted = column_int(stmt, 3),
			          .overdue = column_int(stmt, 4),
			          .due_soon = column_int(stmt, 5),
			          .waiting = column_int(stmt, 6) },
		};
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

/* ---- lists ---- */

#define ITEM_IN_QUEUE \
	"EXISTS (SELECT 1 FROM plan_item i JOIN queue q ON q.application_id = i.application_id" \
	" WHERE i.plan_id = plan.id"

/* Made by the worker, handed to them, of a team they lead; or carried out, and
 * something of theirs was in it: something that they may see. */
static void
where_concerns(struct sql_filter *sql, const struct plan_list_filter *filter)
{
	sql_where(sql, "(made_by_id = ");
	sql_put_text(sql, filter->worker_id);
	sql_add(sql, " OR handed_to_id = ");
	sql_put_text(sql, filter->worker_id);
	sql_add(sql, " OR (state > ");
	sql_put_int(sql, PLAN_DRAFT);
	sql_add(sql, " AND " ITEM_IN_QUEUE " AND (i.to_id = ");
	sql_put_text(sql, filter->worker_id);
	sql_add(sql, " OR i.from_id = ");
	sql_put_text(sql, filter->worker_id);
	sql_add(sql, ")");
	sql_scope(sql, filter->scope, "q.");
	sql_add(sql, "))");
	if (filter->led_team_ids->count) {
		sql_add(sql, " OR " ITEM_IN_QUEUE " AND q.team_id IN ");
		sql_put_list(sql, filter->led_team_ids);
		sql_scope(sql, filter->scope, "q.");
		sql_add(sql, ")");
	}
	sql_add(sql, ")");
}

size_t
plan_list(struct db *db, const struct plan_list_filter *filter, const struct page_key *page,
          struct arena *arena, struct plan_summary **ret)
{
	static const struct sql_sort by_time = { "created", "created_at", false, "id" };
	struct plan_summary *rows = arena_array(arena, (size_t)page->limit + 1, sizeof *rows);
	size_t count = 0;
	struct sql_filter sql;
	struct stmt *stmt;

	sql_begin(&sql, arena, "SELECT " PLAN_COLUMNS ", (SELECT count(*) FROM plan_item i WHERE"
		" i.plan_id = plan.id), (SELECT count(*) FROM plan_skip s WHERE s.plan_id = plan.id)"
		" FROM plan");
	where_concerns(&sql, filter);
	if (filter->state != PLAN_NONE)
		sql_where_int(&sql, "state =",
		              filter->state == PLAN_EXPIRED ? PLAN_DRAFT : filter->state);
	if (filter->state == PLAN_DRAFT || filter->state == PLAN_EXPIRED)
		sql_where_int(&sql, filter->state == PLAN_DRAFT ? "expires_at >" : "expires_at <=",
		              filter->now_ms);
	sql_page(&sql, &by_time, page);
	stmt = sql_query(&sql, db);
	while (count < (size_t)page->limit + 1 && stmt_row(stmt)) {
		read_plan(stmt, arena, &rows[count].row);
		rows[count].item_count = column_int(stmt, 19);
		rows[count++].skip_count = column_int(stmt, 20);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

bool
plan_expire(struct txn *txn)
{
	struct stmt *stmt = db_query(txn->db, "SELECT id FROM plan WHERE state = $1 AND expires_at < $2"
		" ORDER BY created_at, id LIMIT $3");
	struct arena arena = ARENA_INIT;
	const char *ids[EXPIRED_AT_ONCE];
	size_t count = 0;
	bool ok = true;

	bind_int(stmt, 1, PLAN_DRAFT);
	bind_int(stmt, 2, txn->now_ms - (int64_t)EXPIRED_KEEP_HOURS * 3600 * 1000);
	bind_int(stmt, 3, EXPIRED_AT_ONCE);
	while (count < EXPIRED_AT_ONCE && stmt_row(stmt))
		ids[count++] = column_copy(stmt, 0, &arena);
	stmt_reset(stmt);
	for (size_t i = 0; ok && i < count; i++)
		ok = plan_delete(txn, ids[i]);
	arena_done(&arena);
	return ok;
}
