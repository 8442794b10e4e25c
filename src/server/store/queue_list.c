/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages of the queue.  The hot page, one worker's open work by due date, is
 * two ranges of the clustered table and no join; whoever takes its rows reads
 * them where the database has them.
 */
#include "server/store/queue_list.h"

#include "base/str.h"
#include "server/store/queue_filter.h"

/* Puts what is urgent before every date there is. */
#define URGENT_SHIFT ((int64_t)1 << 33)

static const struct sql_sort sorts[] = {
	{ QUEUE_SORT_DUE, "due_on", false, "application_id" },
	{ QUEUE_SORT_FILED, "filed_on", false, "application_id" },
	{ QUEUE_SORT_CUSTOMER, "customer_key", true, "application_id" },
	{ QUEUE_SORT_UPDATED, "updated_at", false, "application_id" },
};

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

/* ---- pages ---- */

/* Where the rows of a page go, and how many may still come. */
struct reading {
	struct db *db;
	const struct queue_filter *filter;
	struct arena *arena;
	size_t limit;
	queue_row_fn *take;
	void *taker;
	int64_t *turns; /* NULL, or to be counted over the whole list */
	struct queue_page *page;
};

/* The edge of a row that is about to go. */
static struct page_edge
edge_kept(const struct reading *reading, const struct page_key *page, const struct queue_row *row)
{
	struct page_edge edge = queue_edge(reading->filter, page, row);

	edge.id = arena_strdup(reading->arena, edge.id);
	edge.text = arena_strdup(reading->arena, edge.text);
	return edge;
}

static void
take_row(const struct reading *reading, const struct page_key *page, const struct queue_row *row)
{
	if (reading->page->count == 0)
		reading->page->first = edge_kept(reading, page, row);
	if (++reading->page->count == reading->limit)
		reading->page->last = edge_kept(reading, page, row);
	reading->take(reading->taker, row);
}

/* The row on which the statement stands; false: no more are wanted. */
static bool
read_row(const struct reading *reading, const struct page_key *page, struct stmt *stmt)
{
	bool is_beyond = reading->page->count == reading->limit;
	struct queue_row row;

	reading->page->more |= is_beyond;
	if (is_beyond && !reading->turns)
		return false;
	queue_row_peek(stmt, &row);
	if (reading->turns)
		queue_count_turn(reading->filter, &row, reading->turns);
	if (!is_beyond)
		take_row(reading, page, &row);
	return true;
}

static void
read_part(const struct reading *reading, const struct page_key *page, enum part part)
{
	size_t room = reading->limit - reading->page->count;
	const struct sql_sort *sort = sql_sort_find(sorts, countof(sorts), page->sort);
	struct page_key rest = *page;
	struct sql_filter sql;
	struct stmt *stmt;

	assert(sort && reading->page->count <= reading->limit);
	if (rest.edge.set && part != PART_WHOLE)
		rest.edge.number += part == PART_URGENT ? URGENT_SHIFT : 0;
	rest.limit = reading->turns ? PAGE_LIMIT_MAX : room > 0 ? (int)room : 1;
	sql_begin(&sql, reading->arena, "SELECT " QUEUE_COLUMNS " FROM queue");
	queue_filter_add(&sql, reading->filter);
	add_part(&sql, reading->filter, part);
	sql_page(&sql, sort, &rest);
	stmt = sql_query(&sql, reading->db);
	while (stmt_row(stmt) && read_row(reading, page, stmt))
		;
	stmt_reset(stmt);
}

static void
read_by_due(const struct reading *reading, const struct page_key *page)
{
	bool down = page->descending != sql_page_reversed(page);
	enum part parts[2] = { down ? PART_REST : PART_URGENT, down ? PART_URGENT : PART_REST };
	enum part begins_in = parts[0];
	struct page_key from = *page;

	if (page->edge.set)
		begins_in = page->edge.number < INT32_MIN ? PART_URGENT : PART_REST;
	for (size_t i = 0; i < countof(parts) && (reading->turns || !reading->page->more); i++) {
		if (i == 0 && parts[0] != begins_in)
			continue;
		/* The second range is read whole, from its own beginning; it must not
		 * lose the direction that an edge gave to from_end. */
		if (parts[i] != begins_in) {
			from.edge.set = false;
			from.from_end = false;
			from.backwards = sql_page_reversed(page);
		}
		read_part(reading, &from, parts[i]);
	}
}

void
queue_list(struct db *db, const struct queue_filter *filter, const struct page_key *page,
           struct arena *arena, queue_row_fn *take, void *taker, int64_t *turns,
           struct queue_page *ret)
{
	assert(db && filter && filter->scope && page && arena && take && ret);
	assert(filter->now_ms > 0 && page->limit > 0 && page->limit <= PAGE_LIMIT_MAX);
	assert(!turns || !page->edge.set);
	struct reading reading = { db, filter, arena, (size_t)page->limit, take, taker, turns, ret };

	*ret = (struct queue_page) { .reversed = sql_page_reversed(page) };
	/* Among closed ones nothing is urgent. */
	if (str_eq(page->sort, QUEUE_SORT_DUE) && (!filter->statuses || filter->statuses & S_OPEN))
		read_by_due(&reading, page);
	else
		read_part(&reading, page, PART_WHOLE);
	if (ret->reversed) {
		struct page_edge first = ret->first;

		ret->first = ret->last;
		ret->last = first;
	}
}
