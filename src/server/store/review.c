/* SPDX-License-Identifier: Apache-2.0
 *
 * The review table.
 */
#include "server/store/decision_row.h"
#include "server/store/review.h"

#include "base/str.h"
#include "server/store/decision_row.h"

#define REVIEW_SELECT                                                                           \
	"SELECT review.decision_id, review.application_id, queue.number, queue.customer_name,"  \
	" queue.program_id, queue.county, decision.outcome, decision.state,"                   \
	" decision.decided_by_id, decision.decided_by_name, decision.approved_by_id,"          \
	" decision.approved_by_name, decision.decided_at, review.drawn_at, review.percent,"    \
	" review.seed, review.lot, review.outcome, review.kind, review.words,"                 \
	" review.reviewer_id, review.reviewer_name, review.reviewed_at FROM review"            \
	" JOIN decision ON decision.id = review.decision_id"                                   \
	" JOIN queue ON queue.application_id = review.application_id"

static void
read_review(struct stmt *stmt, struct arena *arena, struct review *ret)
{
	*ret = (struct review) {
		.decision_id = column_copy(stmt, 0, arena),
		.application_id = column_copy(stmt, 1, arena),
		.number = column_copy(stmt, 2, arena),
		.customer_name = column_copy(stmt, 3, arena),
		.program_id = column_copy(stmt, 4, arena),
		.county = column_copy(stmt, 5, arena),
		.decided = (enum outcome)column_int(stmt, 6),
		.decision_state = (enum decision_state)column_int(stmt, 7),
		.decided_by = person_read(stmt, 8, arena),
		.approved_by = person_read(stmt, 10, arena),
		.decided_at_ms = column_int(stmt, 12),
		.drawn_at_ms = column_int(stmt, 13),
		.percent = column_int(stmt, 14),
		.seed = column_int(stmt, 15),
		.lot = column_int(stmt, 16),
		.outcome = (enum review_outcome)column_int(stmt, 17),
		.kind = (enum review_kind)column_int(stmt, 18),
		.words = column_copy(stmt, 19, arena),
		.reviewed_by = person_read(stmt, 20, arena),
		.reviewed_at_ms = column_int(stmt, 22),
	};
}

bool
review_add(struct txn *txn, const struct review_draw *draw)
{
	assert(txn && draw && draw->decision_id);
	struct stmt *stmt = db_query(txn->db,
		"INSERT INTO review (decision_id, application_id, customer_id, maker_id, approver_id,"
		" drawn_at, percent, seed, lot, reviewed_at, reviewer_id, reviewer_name, outcome, kind,"
		" words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', 0, 0, '')");

	bind_text(stmt, 1, draw->decision_id);
	bind_text(stmt, 2, draw->application_id);
	bind_text(stmt, 3, draw->customer_id);
	bind_text(stmt, 4, draw->maker_id);
	bind_text(stmt, 5, draw->approver_id);
	bind_int(stmt, 6, txn->now_ms);
	bind_int(stmt, 7, draw->percent);
	bind_int(stmt, 8, draw->seed);
	bind_int(stmt, 9, draw->lot);
	return stmt_run(stmt);
}

bool
review_put(struct txn *txn, const struct review *review)
{
	assert(txn && review && review->reviewed_by && review->outcome != REVIEW_WAITS);
	struct stmt *stmt = db_query(txn->db,
		"UPDATE review SET reviewed_at = $2, reviewer_id = $3, reviewer_name = $4, outcome = $5,"
		" kind = $6, words = $7 WHERE decision_id = $1 AND reviewed_at = 0");

	bind_text(stmt, 1, review->decision_id);
	bind_int(stmt, 2, review->reviewed_at_ms);
	bind_text(stmt, 3, review->reviewed_by->id);
	bind_text(stmt, 4, review->reviewed_by->name);
	bind_int(stmt, 5, review->outcome);
	bind_int(stmt, 6, review->kind);
	bind_text(stmt, 7, review->words);
	return stmt_run(stmt) && stmt_changes(stmt) == 1;
}

bool
review_find(struct db *db, const char *decision_id, struct arena *arena, struct review *ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, REVIEW_SELECT " WHERE review.decision_id = $1");
	bool is_there;

	bind_text(stmt, 1, decision_id);
	is_there = stmt_row(stmt);
	if (is_there)
		read_review(stmt, arena, ret);
	stmt_reset(stmt);
	return is_there;
}

static size_t
read_rows(struct stmt *stmt, size_t most, struct arena *arena, struct review **ret)
{
	struct review *rows = arena_more(arena, NULL, 0, sizeof *rows);
	size_t count = 0;

	while (count < most && stmt_row(stmt)) {
		rows = arena_more(arena, rows, count, sizeof *rows);
		read_review(stmt, arena, &rows[count++]);
	}
	stmt_reset(stmt);
	*ret = rows;
	return count;
}

size_t
review_list_of(struct db *db, const char *application_id, struct arena *arena, struct review **ret)
{
	assert(db && arena && ret);
	struct stmt *stmt = db_query(db, REVIEW_SELECT " WHERE review.application_id = $1"
	                                               " ORDER BY review.drawn_at DESC, review.decision_id DESC");

	bind_text(stmt, 1, application_id);
	return read_rows(stmt, REVIEWS_OF_MAX, arena, ret);
}

/* In words of the table and of its decision. */
static void
where_wanted(struct sql_filter *sql, enum review_wanted wanted)
{
	if (wanted == REVIEWS_OPEN)
		sql_where(sql, "review.reviewed_at = 0");
	if (wanted == REVIEWS_DONE)
		sql_where(sql, "review.reviewed_at > 0");
	if (wanted == REVIEWS_CORRECT) {
		sql_where_int(sql, "review.reviewed_at > 0 AND review.outcome =", REVIEW_ERROR);
		sql_where_int(sql, "decision.state =", DECISION_ISSUED);
	}
}

static void
where_not_of(struct sql_filter *sql, const char *worker_id)
{
	sql_where_text(sql, "review.maker_id <>", worker_id);
	sql_where_text(sql, "review.approver_id <>", worker_id);
}

size_t
review_list(struct db *db, const struct review_filter *filter, const struct page_key *page,
            struct arena *arena, struct review **ret)
{
	assert(db && filter && filter->scope && page && arena && ret);
	static const struct sql_sort by_time = { "drawn", "review.drawn_at", false, "review.decision_id" };
	struct sql_filter sql;

	sql_begin(&sql, arena, REVIEW_SELECT);
	where_wanted(&sql, filter->wanted);
	if (filter->without_id)
		where_not_of(&sql, filter->without_id);
	if (!str_empty(filter->program_id))
		sql_where_text(&sql, "queue.program_id =", filter->program_id);
	sql_scope(&sql, filter->scope, "queue.");
	sql_page(&sql, &by_time, page);
	return read_rows(sql_query(&sql, db), (size_t)page->limit + 1, arena, ret);
}

void
review_where(struct sql_filter *sql, enum review_wanted wanted, const char *without_id)
{
	assert(sql && wanted != REVIEWS_ANY);
	struct sql_filter inner;

	sql_where(sql, "application_id IN (SELECT review.application_id FROM review JOIN decision"
	               " ON decision.id = review.decision_id");
	/* The list's own conditions go into the same text and values. */
	inner = *sql;
	inner.has_where = false;
	where_wanted(&inner, wanted);
	if (without_id)
		where_not_of(&inner, without_id);
	inner.has_where = true;
	*sql = inner;
	sql_add(sql, ")");
}
