/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages and totals of the queue.  The hot page, one worker's open work by due
 * date, is two ranges of the clustered table and no join.
 */
#include "server/store/queue_list.h"

#include <ctype.h>

#include "base/str.h"
#include "base/utf8.h"
#include "domain/county.h"
#include "domain/turn.h"
#include "server/store/sql_filter.h"
#include "server/store/total.h"

enum {
	FILTER_WORDS_MAX = 6
};

/* Puts what is urgent before every date there is. */
#define URGENT_SHIFT ((int64_t)1 << 33)

static const struct sql_sort sorts[] = {
	{ QUEUE_SORT_DUE, "due_on", false, "application_id" },
	{ QUEUE_SORT_FILED, "filed_on", false, "application_id" },
	{ QUEUE_SORT_CUSTOMER, "customer_key", true, "application_id" },
	{ QUEUE_SORT_UPDATED, "updated_at", false, "application_id" },
};

/* ---- what depends on the day ---- */

struct zone_day {
	civil_date today;
	int64_t ends_at_ms;
};

typedef void day_clause(struct sql_filter *sql, const struct queue_filter *filter,
                        const struct zone_day *day);

static struct zone_day
day_in(enum zone zone, int64_t now_ms)
{
	civil_date today = zone_date(zone, now_ms);

	return (struct zone_day) { today, zone_midnight_ms(zone, today + 1) };
}

/* A clause that reads the calendar, once for the counties of each zone. */
static void
where_day(struct sql_filter *sql, const struct queue_filter *filter, day_clause *clause)
{
	struct text_list eastern = { arena_array(sql->arena, COUNTY_COUNT, sizeof(char *)), 0 };
	struct zone_day central_day = day_in(ZONE_CENTRAL, filter->now_ms);
	struct zone_day eastern_day = day_in(ZONE_EASTERN, filter->now_ms);

	for (size_t i = 0; i < COUNTY_COUNT; i++)
		if (county_at(i)->zone == ZONE_EASTERN)
			eastern.at[eastern.count++] = county_at(i)->name;
	sql_and(sql);
	sql_add(sql, "((county IN ");
	sql_put_list(sql, &eastern);
	sql_add(sql, " AND ");
	clause(sql, filter, &eastern_day);
	sql_add(sql, ") OR (county NOT IN ");
	sql_put_list(sql, &eastern);
	sql_add(sql, " AND ");
	clause(sql, filter, &central_day);
	sql_add(sql, "))");
}

static void
overdue(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	(void)filter;
	sql_add(sql, "due_on < ");
	sql_put_int(sql, day->today);
}

static void
within_due_soon(struct sql_filter *sql, const struct queue_filter *filter,
                const struct zone_day *day)
{
	sql_add(sql, "(1 = 0");
	for (size_t i = 0; i < filter->clock_rule_count; i++) {
		const struct clock_rule *rule = &filter->clock_rules[i];

		for (int expedited = 0; expedited <= 1; expedited++) {
			sql_add(sql, " OR (program_id = ");
			sql_put_text(sql, rule->program_id);
			sql_add(sql, " AND expedited = ");
			sql_put_int(sql, expedited);
			sql_add(sql, " AND due_on <= ");
			sql_put_int(sql, day->today + (expedited ? rule->due_soon_expedited_days
			                                         : rule->due_soon_days));
			sql_add(sql, ")");
		}
	}
	sql_add(sql, ")");
}

static void
due_soon(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "due_on >= ");
	sql_put_int(sql, day->today);
	sql_add(sql, " AND ");
	within_due_soon(sql, filter, day);
}

static void
on_time(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "due_on >= ");
	sql_put_int(sql, day->today);
	sql_add(sql, " AND NOT ");
	within_due_soon(sql, filter, day);
}

/* The customer's move has become the worker's: see turn_today(). */
static void
day_has_come(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	(void)filter;
	sql_add(sql, "(proof_due_on < ");
	sql_put_int(sql, day->today);
	sql_add(sql, " OR (interview_at > 0 AND interview_at < ");
	sql_put_int(sql, day->ends_at_ms);
	sql_add(sql, "))");
}

static void
workers_move(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "(turn = ");
	sql_put_int(sql, TURN_ME);
	sql_add(sql, " OR (turn = ");
	sql_put_int(sql, TURN_CUSTOMER);
	sql_add(sql, " AND ");
	day_has_come(sql, filter, day);
	sql_add(sql, "))");
}

static void
customers_move(struct sql_filter *sql, const struct queue_filter *filter,
               const struct zone_day *day)
{
	sql_add(sql, "turn = ");
	sql_put_int(sql, TURN_CUSTOMER);
	sql_add(sql, " AND NOT ");
	day_has_come(sql, filter, day);
}

static void
agencys_move(struct sql_filter *sql, const struct queue_filter *filter, const struct zone_day *day)
{
	sql_add(sql, "(turn = ");
	sql_put_int(sql, TURN_AGENCY);
	sql_add(sql, " OR (assignee_id <> ");
	sql_put_text(sql, filter->reader_id ? filter->reader_id : "");
	sql_add(sql, " AND ");
	workers_move(sql, filter, day);
	sql_add(sql, "))");
}

/* ---- the filter ---- */

static void
where_turn(struct sql_filter *sql, const struct queue_filter *filter)
{
	switch (filter->turn) {
	case TURN_ME:
		sql_where_text(sql, "assignee_id =", filter->reader_id ? filter->reader_id : "");
		where_day(sql, filter, workers_move);
		break;
	case TURN_CUSTOMER:
		where_day(sql, filter, customers_move);
		break;
	case TURN_AGENCY:
		where_day(sql, filter, agencys_move);
		break;
	case TURN_SECOND:
		sql_where_int(sql, "turn =", TURN_SECOND);
		break;
	case TURN_NONE:
		break;
	}
}

static void
where_status(struct sql_filter *sql, unsigned statuses)
{
	bool first = true;

	if (!(statuses & ~(unsigned)S_OPEN))
		sql_where(sql, "is_open = 1");
	else if (!(statuses & S_OPEN))
		sql_where(sql, "is_open = 0");
	if (!statuses || statuses == S_OPEN || statuses == S_ANY)
		return;
	sql_where(sql, "status IN (");
	for (int status = 1; status < APPLICATION_STATUS_COUNT; status++) {
		if (!(statuses & 1u << status))
			continue;
		sql_add(sql, first ? "" : ", ");
		sql_put_int(sql, status);
		first = false;
	}
	sql_add(sql, ")");
}

/* "%word%" with its own wildcards escaped by "!". */
static const char *
like_pattern(struct arena *arena, const char *word, size_t len, const char *before)
{
	struct buf pattern = BUF_INIT(1024);
	const char *copy;

	buf_puts(&pattern, before);
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '%' || word[i] == '_' || word[i] == '!')
			buf_putc(&pattern, '!');
		buf_putc(&pattern, word[i]);
	}
	buf_putc(&pattern, '%');
	copy = arena_strdup(arena, pattern.data);
	buf_done(&pattern);
	return copy;
}

/* Every word is part of the name, or the whole is the start of a number. */
static void
where_text(struct sql_filter *sql, const char *text)
{
	struct buf folded = BUF_INIT(1024);
	char *upper = arena_strdup(sql->arena, text);
	int words = 0;

	for (char *c = upper; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	utf8_fold(&folded, text, strlen(text));
	sql_and(sql);
	sql_add(sql, "(number LIKE ");
	sql_put_text(sql, like_pattern(sql->arena, upper, strlen(upper), ""));
	sql_add(sql, " ESCAPE '!' OR case_number LIKE ");
	sql_put_text(sql, like_pattern(sql->arena, upper, strlen(upper), ""));
	sql_add(sql, " ESCAPE '!' OR (1 = 1");
	for (const char *word = folded.data; *word && words < FILTER_WORDS_MAX;) {
		size_t len = strcspn(word, " ,");

		if (len) {
			sql_add(sql, " AND customer_key LIKE ");
			sql_put_text(sql, like_pattern(sql->arena, word, len, "%"));
			sql_add(sql, " ESCAPE '!'");
			words++;
		}
		word += len + strspn(word + len, " ,");
	}
	sql_add(sql, words ? "))" : " AND 1 = 0))");
	buf_done(&folded);
}

/* The one team through which a reader sees what is nobody's; NULL: several. */
static const char *
only_team(const struct queue_filter *filter)
{
	const struct policy_scope *scope = filter->scope;
	const struct text_list *lists[] = { &scope->team_ids, &scope->led_team_ids };
	const char *only = NULL;

	if (!str_empty(filter->team_id))
		return filter->team_id;
	if (scope->all || scope->unlimited || scope->intake_worker_id || scope->application_id)
		return NULL;
	for (size_t i = 0; i < countof(lists); i++)
		for (size_t j = 0; j < lists[i]->count; j++) {
			if (only && !str_eq(only, lists[i]->at[j]))
				return NULL;
			only = lists[i]->at[j];
		}
	return only;
}

/*
 * Nobody's, of the whole state, is a long range of the key; nobody's of one
 * team is a short one of queue_team.  The first condition is written so that
 * no planner takes the key for it.  The scope's own predicate alone decides.
 */
static void
where_nobodys(struct sql_filter *sql, const struct queue_filter *filter)
{
	const char *team_id = only_team(filter);

	if (!team_id) {
		sql_where(sql, "assignee_id = ''");
		return;
	}
	sql_where(sql, "assignee_id || '' = ''");
	sql_where_text(sql, "team_id =", team_id);
}

/* What is asked for, whoever asks. */
static void
add_wanted(struct sql_filter *sql, const struct queue_filter *filter)
{
	if (filter->by_assignee && str_empty(filter->assignee_id))
		where_nobodys(sql, filter);
	else if (filter->by_assignee)
		sql_where_text(sql, "assignee_id =", filter->assignee_id);
	where_status(sql, filter->statuses);
	if (!str_empty(filter->team_id) && !(filter->by_assignee && str_empty(filter->assignee_id)))
		sql_where_text(sql, "team_id =", filter->team_id);
	if (!str_empty(filter->program_id))
		sql_where_text(sql, "program_id =", filter->program_id);
	if (!str_empty(filter->county))
		sql_where_text(sql, "county =", filter->county);
	if (!str_empty(filter->language))
		sql_where_text(sql, "language =", filter->language);
	if (!str_empty(filter->customer_id))
		sql_where_text(sql, "customer_id =", filter->customer_id);
	if (filter->expedited != FLAG_ANY)
		sql_where_int(sql, "expedited =", filter->expedited == FLAG_YES);
	if (filter->due_before != DATE_NONE)
		sql_where_int(sql, "due_on <", filter->due_before);
	if (filter->filed_after != DATE_NONE)
		sql_where_int(sql, "filed_on >", filter->filed_after);
	if (filter->clock != CLOCK_NONE) {
		sql_where(sql, "is_open = 1");
		where_day(sql, filter, filter->clock == CLOCK_OVERDUE    ? overdue
		                       : filter->clock == CLOCK_DUE_SOON ? due_soon
		                                                         : on_time);
	}
	where_turn(sql, filter);
	if (!str_empty(filter->text))
		where_text(sql, filter->text);
}

static void
add_filter(struct sql_filter *sql, const struct queue_filter *filter)
{
	add_wanted(sql, filter);
	sql_scope(sql, filter->scope, NULL);
}

/* ---- pages ---- */

enum part { PART_WHOLE, PART_URGENT, PART_REST };

/* Overdue as the capital's clock has it: the order of a list may lag an hour
 * behind an Eastern midnight, what a row says about itself does not. */
static civil_date
urgent_before(const struct queue_filter *filter)
{
	return zone_date(ZONE_CENTRAL, filter->now_ms);
}

static bool
row_is_urgent(const struct queue_filter *filter, const struct queue_row *row)
{
	return row->expedited && application_status_is_open(row->status)
		&& row->due_on != DATE_NONE && row->due_on < urgent_before(filter);
}

static void
add_part(struct sql_filter *sql, const struct queue_filter *filter, enum part part)
{
	if (part == PART_URGENT) {
		sql_where(sql, "expedited = 1 AND is_open = 1");
		sql_where_int(sql, "due_on <", urgent_before(filter));
	} else if (part == PART_REST) {
		sql_where(sql, "(expedited = 0 OR is_open = 0 OR due_on >= ");
		sql_put_int(sql, urgent_before(filter));
		sql_add(sql, ")");
	}
}

/* Reads on into rows; true when one more row than wanted was there. */
static bool
read_part(struct db *db, const struct queue_filter *filter, const struct page_key *page,
          enum part part, struct arena *arena, struct queue_page *ret)
{
	size_t room = (size_t)page->limit - ret->count;
	const struct sql_sort *sort = sql_sort_find(sorts, countof(sorts), page->sort);
	struct page_key rest = *page;
	struct sql_filter sql;
	struct stmt *stmt;
	bool more = false;

	assert(sort && ret->count <= (size_t)page->limit);
	if (rest.edge.set && part != PART_WHOLE)
		rest.edge.number += part == PART_URGENT ? URGENT_SHIFT : 0;
	rest.limit = room > 0 ? (int)room : 1;
	sql_begin(&sql, arena, "SELECT " QUEUE_COLUMNS " FROM queue");
	add_filter(&sql, filter);
	add_part(&sql, filter, part);
	sql_page(&sql, sort, &rest);
	stmt = sql_query(&sql, db);
	while (!more && stmt_row(stmt)) {
		more = ret->count == (size_t)page->limit;
		if (!more)
			queue_row_read(stmt, arena, &ret->rows[ret->count++]);
	}
	stmt_reset(stmt);
	return more;
}

static void
read_by_due(struct db *db, const struct queue_filter *filter, const struct page_key *page,
            struct arena *arena, struct queue_page *ret)
{
	bool down = page->descending != sql_page_reversed(page);
	enum part parts[2] = { down ? PART_REST : PART_URGENT, down ? PART_URGENT : PART_REST };
	enum part begins_in = parts[0];
	struct page_key from = *page;

	if (page->edge.set)
		begins_in = page->edge.number < INT32_MIN ? PART_URGENT : PART_REST;
	for (size_t i = 0; i < countof(parts) && !ret->more; i++) {
		if (i == 0 && parts[0] != begins_in)
			continue;
		/* The second range is read whole, from its own beginning; it must not
		 * lose the direction that an edge gave to from_end. */
		if (parts[i] != begins_in) {
			from.edge.set = false;
			from.from_end = false;
			from.backwards = sql_page_reversed(page);
		}
		ret->more = read_part(db, filter, &from, parts[i], arena, ret);
	}
}

void
queue_list(struct db *db, const struct queue_filter *filter, const struct page_key *page,
           struct arena *arena, struct queue_page *ret)
{
	assert(db && filter && filter->scope && page && arena && ret);
	assert(filter->now_ms > 0 && page->limit > 0 && page->limit <= PAGE_LIMIT_MAX);

	*ret = (struct queue_page) { 0 };
	ret->rows = arena_array(arena, (size_t)page->limit, sizeof *ret->rows);
	/* Among closed ones nothing is urgent. */
	if (str_eq(page->sort, QUEUE_SORT_DUE) && (!filter->statuses || filter->statuses & S_OPEN))
		read_by_due(db, filter, page, arena, ret);
	else
		ret->more = read_part(db, filter, page, PART_WHOLE, arena, ret);
	if (!sql_page_reversed(page))
		return;
	for (size_t i = 0; i < ret->count / 2; i++) {
		struct queue_row row = ret->rows[i];

		ret->rows[i] = ret->rows[ret->count - 1 - i];
		ret->rows[ret->count - 1 - i] = row;
	}
}

struct page_edge
queue_edge(const struct queue_filter *filter, const struct page_key *page,
           const struct queue_row *row)
{
	assert(filter && page && row);
	struct page_edge edge = { .set = true, .id = row->application_id };

	if (str_eq(page->sort, QUEUE_SORT_CUSTOMER))
		edge.text = row->customer_key ? row->customer_key : "";
	else if (str_eq(page->sort, QUEUE_SORT_FILED))
		edge.number = date_to_column(row->filed_on);
	else if (str_eq(page->sort, QUEUE_SORT_UPDATED))
		edge.number = row->updated_at_ms;
	else
		edge.number = date_to_column(row->due_on)
			- (row_is_urgent(filter, row) ? URGENT_SHIFT : 0);
	return edge;
}

/* ---- totals ---- */

static bool
is_plain(const struct queue_filter *filter)
{
	return !(filter->statuses & ~(unsigned)S_OPEN) && filter->turn == TURN_NONE
		&& filter->clock == CLOCK_NONE && str_empty(filter->program_id)
		&& str_empty(filter->county) && str_empty(filter->language)
		&& str_empty(filter->customer_id) && filter->expedited == FLAG_ANY
		&& filter->due_before == DATE_NONE && filter->filed_after == DATE_NONE
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
	add_wanted(&sql, filter);
	sql_where(&sql, "sealed = 1");
	if (scope->sealed_customer_ids.count)
		sql_where_in(&sql, "customer_id NOT", &scope->sealed_customer_ids);
	if (conflicts->count)
		sql_where_in(&sql, "customer_id NOT", conflicts);
	count = count_found(db, &sql);
	if (!conflicts->count)
		return count;
	sql_begin(&sql, arena, "SELECT count(*) FROM queue");
	add_wanted(&sql, filter);
	sql_where_in(&sql, "customer_id", conflicts);
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
		of.team_id = only_team(filter);
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
		add_filter(&sql, filter);
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
queue_turns(struct db *db, const struct queue_filter *filter, struct arena *arena,
            int64_t counts[TURN_AGENCY + 1])
{
	assert(db && filter && filter->scope && arena && counts);
	struct sql_filter sql;
	struct stmt *stmt;

	memset(counts, 0, (TURN_AGENCY + 1) * sizeof counts[0]);
	sql_begin(&sql, arena,
		"SELECT turn, proof_due_on, interview_at, county, assignee_id FROM queue");
	add_filter(&sql, filter);
	sql_add(&sql, " LIMIT ");
	sql_put_int(&sql, QUEUE_TURNS_MAX);
	stmt = sql_query(&sql, db);
	while (stmt_row(stmt)) {
		struct turn_answer kept = { (enum turn)column_int(stmt, 0), NEXT_NONE };
		struct turn_answer today = turn_today(kept, date_from_column(column_int(stmt, 1)),
			column_int(stmt, 2), county_zone(column_text(stmt, 3)), filter->now_ms);
		bool is_readers = str_eq(column_text(stmt, 4), filter->reader_id);

		assert(today.turn <= TURN_AGENCY);
		counts[turn_for_reader(today.turn, is_readers)]++;
	}
	stmt_reset(stmt);
}
