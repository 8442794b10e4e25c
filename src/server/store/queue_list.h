/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages of the queue.  A page by due date has what is expedited and overdue
 * first: it is two ranges, one after the other, and the edge of a page says in
 * which of them it lies, so that the whole stays one keyset.
 */
#ifndef STORE_QUEUE_LIST_H
#define STORE_QUEUE_LIST_H

#include "domain/review.h"
#include "server/store/page_key.h"
#include "server/store/queue.h"

enum { QUEUE_TEXT_MAX = 200 }; /* bytes of q= */

/* When an application of a program counts as due soon. */
struct clock_rule {
	const char *program_id;
	int due_soon_days;
	int due_soon_expedited_days;
};

enum queue_flag_wanted { FLAG_ANY, FLAG_NO, FLAG_YES };

struct queue_filter {
	const struct policy_scope *scope;
	bool by_assignee;        /* assignee_id is meant; NULL or "": nobody's */
	const char *assignee_id;
	const char *reader_id;   /* whose "me" turn=me is */
	const char *team_id;
	bool is_led;             /* the scope is of teams that the reader leads */
	unsigned statuses;       /* set of S_*; 0: every open one */
	enum turn turn;
	enum clock_state clock;
	const struct clock_rule *clock_rules;
	size_t clock_rule_count;
	const char *program_id;
	const char *county;
	const char *language;
	const char *customer_id;
	enum queue_flag_wanted expedited;
	civil_date due_before;   /* DATE_NONE: any; so the next */
	civil_date filed_after;
	civil_date filed_before; /* 0: any */
	const char *decided_by;     /* a decision is this worker's; NULL or "": anybody's */
	int64_t decided_since_ms;   /* that decision is no older; 0: of any time */
	enum review_wanted reviews; /* REVIEWS_ANY: whether drawn or not */
	const char *not_reviewed_by; /* not those this worker had a part in; NULL: all */
	const char *text;        /* part of a name, number or case number, as typed */
	int64_t now_ms;
};

/* Is it asked who decided, or when? */
static inline bool
queue_filter_has_decision(const struct queue_filter *filter)
{
	return (filter->decided_by && *filter->decided_by) || filter->decided_since_ms > 0;
}

/* Words of sort=; the first is the default. */
#define QUEUE_SORT_DUE "due"
#define QUEUE_SORT_FILED "filed"
#define QUEUE_SORT_CUSTOMER "customer"
#define QUEUE_SORT_UPDATED "updated"

/* Takes one row; its texts are the database's until the next. */
typedef void queue_row_fn(void *taker, const struct queue_row *row);

struct queue_page {
	size_t count;
	bool reversed; /* the last row of the list came first */
	bool more;     /* beyond the page, in the direction it was read */
	/* In the list's order; the one that was read last is set where there may be more. */
	struct page_edge first, last;
};

/* turns: NULL, or what queue_turns() would count, added up on the way: the list
 * is read to its end for it, PAGE_LIMIT_MAX rows, so page has no edge. */
void queue_list(struct db *db, const struct queue_filter *filter, const struct page_key *page,
                struct arena *arena, queue_row_fn *take, void *taker, int64_t *turns,
                struct queue_page *ret);
/* The edge of a row, for a cursor. */
struct page_edge queue_edge(const struct queue_filter *filter, const struct page_key *page,
                            const struct queue_row *row);
/* Exact where the kept totals tell it, else up to TOTAL_COUNT_MAX. */
int64_t queue_total(struct db *db, const struct queue_filter *filter, bool *ret_at_least);
/* Whose move the rows of a filter are today, to its reader; counts by enum turn. */
enum { QUEUE_TURNS_MAX = 1000 };
void queue_turns(struct db *db, const struct queue_filter *filter, struct arena *arena,
                 int64_t counts[TURN_AGENCY + 1]);

#endif
