/* SPDX-License-Identifier: Apache-2.0
 *
 * How many rows a list of the queue has, and whose move they are.
 */
#include "base/str.h"
#include "domain/county.h"
#include "domain/turn.h"
#include "server/store/queue_filter.h"
#include "server/store/total.h"

static bool
is_plain(const struct queue_filter *filter)
{
	return !(filter->statuses & ~(unsigned)S_OPEN) && filter->turn == TURN_NONE
		&& filter->clock == CLOCK_NONE && str_empty(filter->program_id)
		&& str_empty(filter->county) && str_empty(filter->language)
		&& str_empty(filter->customer_id) && filter->expedited == FLAG_ANY
		&& filter->due_before == DATE_NONE && filter->filed_after == DATE_NONE
		&& filter->filed_before <= 0 && filter->reviews == REVIEWS_ANY
		&& !queue_filter_has_decision(filter)
		&& str_empty(filter->text);
}

/* Is every row of this total in the reader's scope, but for conflicts and seals? */
static bool
scope_covers(const struct queue_filter *filter)
{
	const struct policy_scope *scope = filter->scope;

	if (scope->none || scope->application_id)
		return false;
	if (scope->all || scope->unlimited)
		return true;
	if (filter->by_assignee && !str_empty(filter->assignee_id)
		&& str_eq(filter->assignee_id, scope->worker_id) && str_empty(filter->team_id))
		return true;
	if (str_empty(filter->team_id))
		return false;
	return text_list_has(&scope->led_team_ids, filter->team_id)
		|| (text_list_has(&scope->team_ids, filter->team_id) && !scope->counties.count
			&& !scope->programs.count);
}

static bool
kept_total(const struct queue_filter *filter, enum total_kind *ret_kind, const char **ret_key)
{
	bool has_team = !str_empty(filter->team_id);
	bool is_nobodys = filter->by_assignee && str_empty(filter->assignee_id);

	if (has_team && filter->by_assignee && !is_nobodys)
		return false;
	*ret_kind = has_team ? (is_nobodys ? TOTAL_UNASSIGNED : TOTAL_TEAM)
	            : filter->by_assignee ? TOTAL_ASSIGNEE
	                                  : TOTAL_ALL;
	*ret_key = has_team               ? filter->team_id
	           : filter->by_assignee && filter->assignee_id ? filter->assignee_id
	                                                        : "";
	return true;
}

static int64_t
count_found(struct db *db, const struct sql_filter *sql)
{
	struct stmt *stmt = sql_query(sql, db);
	int64_t count = stmt_row(stmt) ? column_int(stmt, 0) : 0;

	stmt_reset(stmt);
	return count;
}

/* Rows that the kept total counts and this reader may not know of. */
static int64_t
hidden_rows(struct db *db, const struct queue_filter *filter, struct arena *arena)
{
	const struct policy_scope *scope = filter->scope;
	const struct text_list *conflicts = &scope->conflict_customer_ids;
	struct sql_filter sql;
	int64_t count;

	if (scope->unlimited)
		return 0;
	sql_begin(&sql, arena, "SELECT count(*) FROM queue");
	queue_filter_wanted(&sql, filter);
	sql_where(&sql, "sealed = 1");
	if (scope->sealed_customer_ids.count) {
		sql_where(&sql, "customer_id NOT IN ");
		sql_put_seals(&sql, scope);
	}
	if (conflicts->count) {
		sql_where(&sql, "customer_id NOT IN ");
		sql_put_conflicts(&sql, scope);
	}
	count = count_found(db, &sql);
	if (!conflicts->count)
		return count;
	sql_begin(&sql, arena, "SELECT count(*) FROM queue");
	queue_filter_wanted(&sql, filter);
	sql_where(&sql, "customer_id IN ");
	sql_put_conflicts(&sql, scope);
	return count + count_found(db, &sql);
}

static bool
exact_total(struct db *db, const struct queue_filter *filter, struct arena *arena, int64_t *ret)
{
	enum total_kind kind;
	const char *key;
	int64_t count = 0;
	struct queue_filter of = *filter;

	if (of.by_assignee && str_empty(of.assignee_id))
		of.team_id = queue_only_team(filter);
	if (!is_plain(&of) || !scope_covers(&of) || !kept_total(&of, &kind, &key))
		return false;
	if (!of.statuses)
		count = total_read(db, kind, key, APPLICATION_NO_STATUS);
	for (int status = 1; of.statuses && status < APPLICATION_STATUS_COUNT; status++)
		if (of.statuses & 1u << status)
			count += total_read(db, kind, key, (enum application_status)status);
	count -= hidden_rows(db, &of, arena);
	assert(count >= 0 || db_failed(db));
	*ret = count;
	return true;
}

int64_t
queue_total(struct db *db, const struct queue_filter *filter, bool *ret_at_least)
{
	assert(db && filter && filter->scope && ret_at_least);
	struct arena arena = ARENA_INIT;
	int64_t count = 0;

	*ret_at_least = false;
	if (!exact_total(db, filter, &arena, &count)) {
		struct sql_filter sql;

		sql_begin(&sql, &arena, "SELECT count(*) FROM (SELECT 1 FROM queue");
		queue_filter_add(&sql, filter);
		sql_add(&sql, " LIMIT ");
		sql_put_int(&sql, TOTAL_COUNT_MAX + 1);
		sql_add(&sql, ") AS found");
		count = count_found(db, &sql);
		*ret_at_least = count > TOTAL_COUNT_MAX;
		if (*ret_at_least)
			count = TOTAL_COUNT_MAX;
	}
	arena_done(&arena);
	return count;
}

void
queue_count_turn(const struct queue_filter *filter, const struct queue_row *row,
                 int64_t counts[TURN_AGENCY + 1])
{
	struct turn_answer today = { row->turn, NEXT_NONE };

	/* Only the customer's move depends on the day, and so on where they live. */
	if (row->turn == TURN_CUSTOMER)
		today = turn_today(today, row->proof_due_on, row->interview_at_ms,
			county_zone(row->county), filter->now_ms);
	assert(today.turn <= TURN_AGENCY);
	counts[turn_for_reader(today.turn, str_eq(row->assignee_id, filter->reader_id))]++;
}

void
queue_turns(struct db *db, const struct queue_filter *filter, struct arena *arena,
            int64_t counts[TURN_AGENCY + 1])
{
	assert(db && filter && filter->scope && arena && counts);
	struct sql_filter sql;
	struct stmt *stmt;

	memset(counts, 0, (TURN_AGENCY + 1) * sizeof counts[0]);
	sql_begin(&sql, arena,
		"SELECT turn, proof_due_on, interview_at, county, assignee_id FROM queue");
	queue_filter_add(&sql, filter);
	sql_add(&sql, " LIMIT ");
	sql_put_int(&sql, QUEUE_TURNS_MAX);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		struct queue_row row = {
			.turn = (enum turn)column_int(stmt, 0),
			.proof_due_on = date_from_column(column_int(stmt, 1)),
			.interview_at_ms = column_int(stmt, 2),
			.county = column_text(stmt, 3),
			.assignee_id = column_text(stmt, 4),
		};

		queue_count_turn(filter, &row, counts);
	}
	stmt_reset(stmt);
}
