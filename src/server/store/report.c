/* SPDX-License-Identifier: Apache-2.0
 *
 * The queries of reports.  Joins are written as CROSS JOIN where the order
 * matters: SQLite keeps it, and a period is a short range of one index.
 */
#include "server/store/report.h"

#include "base/str.h"
#include "server/store/queue.h"
#include "server/store/sql_filter.h"

#define ROW_COLUMNS                                                                            \
	"queue.program_id, queue.county, queue.language, queue.status, queue.filed_on,"        \
	" queue.due_on, queue.proof_due_on, queue.expedited, queue.assignee_id, queue.turn,"   \
	" queue.interview_at"

/* As the index event_report has it, word for word: planners take it by that. */
#define COUNTED_TYPES                                                                          \
	"event.type IN ('application.filed', 'application.withdrawn', 'decision.issued', 'decision.returned')"

void
report_add_filter(struct sql_filter *sql, const struct report_filter *filter)
{
	if (!str_empty(filter->program_id))
		sql_where_text(sql, "queue.program_id =", filter->program_id);
	if (!str_empty(filter->team_id))
		sql_where_text(sql, "queue.team_id =", filter->team_id);
	if (!str_empty(filter->county))
		sql_where_text(sql, "queue.county =", filter->county);
	sql_scope(sql, filter->scope, "queue.");
}

static void
peek_row(struct stmt *stmt, struct report_row *ret)
{
	*ret = (struct report_row){
		.program_id = column_text(stmt, 0),
		.county = column_text(stmt, 1),
		.language = column_text(stmt, 2),
		.status = (enum application_status)column_int(stmt, 3),
		.filed_on = date_from_column(column_int(stmt, 4)),
		.due_on = date_from_column(column_int(stmt, 5)),
		.proof_due_on = date_from_column(column_int(stmt, 6)),
		.expedited = column_int(stmt, 7) != 0,
		.is_assigned = !str_empty(column_text(stmt, 8)),
		.turn = (enum turn)column_int(stmt, 9),
		.interview_at_ms = column_int(stmt, 10),
		.supersedes = "",
		.reasons = "",
	};
}

void
report_open(struct db *db, const struct report_filter *filter, struct arena *arena,
            report_row_fn *take, void *taker)
{
	struct sql_filter sql;
	struct report_row row;

	sql_begin(&sql, arena, "SELECT " ROW_COLUMNS " FROM queue");
	sql_where(&sql, "queue.is_open = 1");
	report_add_filter(&sql, filter);
	struct stmt *stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		peek_row(stmt, &row);
		take(taker, &row);
	}
	stmt_reset(stmt);
}

void
report_join_figures(struct sql_filter *sql, const struct db *db, const char *table, const char *index)
{
	sql_add(sql, " CROSS JOIN ");
	sql_add(sql, table);
	if (db_kind(db) == DB_SQLITE) {
		sql_add(sql, " INDEXED BY ");
		sql_add(sql, index);
	}
}

/* What is asked of an event's application: not more than its index has. */
#define EVENT_SELECT                                                                           \
	"SELECT queue.program_id, queue.county, queue.language, queue.filed_on, queue.due_on,"  \
	" queue.disability, event.at, event.public_code"
enum { EVENT_COLUMN_COUNT = 8 };

static void
peek_event(struct stmt *stmt, bool decided, struct report_row *ret)
{
	*ret = (struct report_row){
		.program_id = column_text(stmt, 0),
		.county = column_text(stmt, 1),
		.language = column_text(stmt, 2),
		.filed_on = date_from_column(column_int(stmt, 3)),
		.due_on = date_from_column(column_int(stmt, 4)),
		.proof_due_on = DATE_NONE,
		.disability = (enum truth)column_int(stmt, 5),
		.at_ms = column_int(stmt, 6),
		.update = decided ? (enum update_code)column_int(stmt, 7) : UPDATE_NONE,
		.supersedes = decided ? column_text(stmt, EVENT_COLUMN_COUNT) : "",
		.second_person = decided && !str_empty(column_text(stmt, EVENT_COLUMN_COUNT + 1)),
		.reasons = decided ? column_text(stmt, EVENT_COLUMN_COUNT + 2) : "",
	};
}

void
report_events(struct db *db, const struct report_filter *filter, enum event_type type, bool with_reasons,
              struct arena *arena, report_row_fn *take, void *taker)
{
	bool decided = type == EVENT_DECISION_ISSUED;
	struct sql_filter sql;
	struct report_row row;

	sql_begin(&sql, arena, EVENT_SELECT);
	if (decided)
		sql_add(&sql, ", decision.supersedes, decision.approved_by_id, ");
	/* Of what was approved the wide row is left alone. */
	if (decided && with_reasons) {
		sql_add(&sql, "CASE WHEN event.public_code = ");
		sql_put_int(&sql, UPDATE_DENIED);
		sql_add(&sql, " THEN decision.reasons ELSE '[]' END");
	} else if (decided) {
		sql_add(&sql, "''");
	}
	sql_add(&sql, " FROM event");
	report_join_figures(&sql, db, "queue", "queue_figures");
	if (decided)
		report_join_figures(&sql, db, "decision", "decision_figures");
	sql_where(&sql, COUNTED_TYPES);
	sql_where_text(&sql, "event.type =", event_kind_of(type)->wire);
	sql_where_int(&sql, "event.at >=", filter->from_ms);
	sql_where_int(&sql, "event.at <", filter->until_ms);
	sql_where(&sql, "queue.application_id = event.application_id");
	if (decided)
		sql_where(&sql, "decision.id = event.decision_id");
	report_add_filter(&sql, filter);
	struct stmt *stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		peek_event(stmt, decided, &row);
		take(taker, &row);
	}
	stmt_reset(stmt);
}

void
report_missing(struct db *db, const struct report_filter *filter, struct arena *arena,
               report_missing_fn *take, void *taker)
{
	struct sql_filter sql;

	sql_begin(&sql, arena, "SELECT queue.program_id, missing_item.requirement,"
	                       " COUNT(DISTINCT queue.application_id) FROM queue CROSS JOIN missing_item");
	sql_where(&sql, "queue.is_open = 1");
	sql_where_int(&sql, "queue.status =", APPLICATION_PENDED);
	sql_where(&sql, "missing_item.application_id = queue.application_id");
	sql_where_int(&sql, "(missing_item.state =", ITEM_REQUESTED);
	sql_add(&sql, " OR missing_item.state = ");
	sql_put_int(&sql, ITEM_INSUFFICIENT);
	sql_add(&sql, ")");
	report_add_filter(&sql, filter);
	sql_add(&sql, " GROUP BY queue.program_id, missing_item.requirement"
	              " ORDER BY queue.program_id, missing_item.requirement");
	struct stmt *stmt = sql_query(&sql, db);
	while (stmt_row(stmt))
		take(taker, column_text(stmt, 0), column_text(stmt, 1), column_int(stmt, 2));
	stmt_reset(stmt);
}

/* ---- the rest ---- */

void
report_answers(struct db *db, const struct report_filter *filter, struct arena *arena,
               report_answer_fn *take, void *taker)
{
	struct sql_filter sql;

	sql_begin(&sql, arena, "SELECT queue.program_id, queue.county, feedback.codes, feedback.answered_at,"
	                       " feedback.score FROM feedback CROSS JOIN queue");
	sql_where_int(&sql, "feedback.answered_at >=", filter->from_ms);
	sql_where_int(&sql, "feedback.answered_at <", filter->until_ms);
	sql_where(&sql, "queue.application_id = feedback.application_id");
	report_add_filter(&sql, filter);
	struct stmt *stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		struct report_answer answer = {
			.program_id = column_text(stmt, 0),
			.county = column_text(stmt, 1),
			.codes = column_text(stmt, 2),
			.at_ms = column_int(stmt, 3),
			.score = column_int(stmt, 4),
		};
		take(taker, &answer);
	}
	stmt_reset(stmt);
}

void
report_reviews(struct db *db, const struct report_filter *filter, bool by_review, struct arena *arena,
               report_review_fn *take, void *taker)
{
	struct sql_filter sql;

	sql_begin(&sql, arena, "SELECT queue.program_id, queue.county, review.drawn_at, review.reviewed_at,"
	                       " review.outcome, review.kind, decision.state"
	                       " FROM review CROSS JOIN queue CROSS JOIN decision");
	sql_where_int(&sql, by_review ? "review.reviewed_at >=" : "review.drawn_at >=", filter->from_ms);
	sql_where_int(&sql, by_review ? "review.reviewed_at <" : "review.drawn_at <", filter->until_ms);
	sql_where(&sql, "queue.application_id = review.application_id");
	sql_where(&sql, "decision.id = review.decision_id");
	report_add_filter(&sql, filter);
	struct stmt *stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		struct report_review review = {
			.program_id = column_text(stmt, 0),
			.county = column_text(stmt, 1),
			.drawn_at_ms = column_int(stmt, 2),
			.reviewed_at_ms = column_int(stmt, 3),
			.outcome = (enum review_outcome)column_int(stmt, 4),
			.kind = (enum review_kind)column_int(stmt, 5),
			.is_superseded = column_int(stmt, 6) == DECISION_SUPERSEDED,
		};
		take(taker, &review);
	}
	stmt_reset(stmt);
}
