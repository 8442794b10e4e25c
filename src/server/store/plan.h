/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans as rows.  Decides nothing, and asks nobody's leave.
 */
#ifndef STORE_PLAN_H
#define STORE_PLAN_H

#include "domain/plan.h"
#include "server/store/page_key.h"
#include "server/store/queue.h"

struct plan_row {
	const char *id;
	int64_t version;
	enum plan_state state; /* a draft stays one when it expires */
	enum strategy strategy;
	enum plan_kind kind;
	const char *absent_id;
	civil_date absent_from, absent_to;
	const char *team_id;
	const char *reason;
	const char *made_by_id, *handed_to_id, *committed_by_id, *reverted_by_id;
	int64_t created_at_ms, expires_at_ms, committed_at_ms, reverted_at_ms;
	const char *revert_reason;
};

struct plan_item_row {
	int64_t place;
	const char *application_id;
	int64_t application_version;
	const char *from_id; /* NULL: nobody */
	const char *to_id;
	const char *team_from_id, *team_to_id; /* of a move to another team; NULL: it stays in its own */
	int64_t weight_from, weight_to;
	unsigned reasons;    /* set of 1 << REASON_* */
	unsigned bends;      /* set of 1 << BEND_* */
	int holder_limit;    /* LIMIT_* */
	enum plan_outcome outcome;
	enum application_status status_before, status_after;
	int64_t version_after;
	bool is_there;
	struct queue_row now; /* as the queue has it, where it is there: but for what no list of plans shows */
};

struct plan_skip_row {
	int64_t place;
	const char *application_id;
	enum plan_skip_why why;
	bool is_there;
	struct queue_row now;
};

struct plan_load_row {
	const char *worker_id;
	int64_t capacity;
	struct load load;
};

bool plan_add(struct txn *txn, const struct plan_row *row) must_use;
/* Everything but its id; the caller has raised the version. */
bool plan_put(struct txn *txn, const struct plan_row *row) must_use;
/* With all its rows. */
bool plan_delete(struct txn *txn, const char *id) must_use;
/* False: there is none (or db_failed). */
bool plan_find(struct db *db, const char *id, struct arena *arena, struct plan_row *ret) must_use;

bool plan_item_add(struct txn *txn, const char *plan_id, const struct plan_item_row *item) must_use;
bool plan_item_put(struct txn *txn, const char *plan_id, const struct plan_item_row *item) must_use;
/* Only what became of it, the teams being what they were. */
bool plan_item_put_outcome(struct txn *txn, const char *plan_id, const struct plan_item_row *item) must_use;
bool plan_item_drop(struct txn *txn, const char *plan_id, int64_t place) must_use;
/* By place; after: the place before the first, -1 for all. */
size_t plan_items(struct db *db, const char *plan_id, int64_t after, size_t limit,
                  struct arena *arena, struct plan_item_row **ret);

bool plan_skip_add(struct txn *txn, const char *plan_id, const struct plan_skip_row *skip) must_use;
size_t plan_skips(struct db *db, const char *plan_id, int64_t after, size_t limit,
                  struct arena *arena, struct plan_skip_row **ret);

bool plan_load_put(struct txn *txn, const char *plan_id, const struct plan_load_row *load) must_use;
size_t plan_loads(struct db *db, const char *plan_id, struct arena *arena, struct plan_load_row **ret);

/* A row of a list, with its counts. */
struct plan_summary {
	struct plan_row row;
	int64_t item_count, skip_count;
};
struct plan_list_filter {
	const char *worker_id;                /* made it, was handed it, or had something moved by it */
	const struct text_list *led_team_ids; /* or leads the team of something in it */
	const struct policy_scope *scope;     /* and, of theirs, may see it */
	enum plan_state state;                /* PLAN_NONE: any */
	int64_t now_ms;
};
/* Newest first; one more than page->limit is read. */
size_t plan_list(struct db *db, const struct plan_list_filter *filter, const struct page_key *page,
                 struct arena *arena, struct plan_summary **ret);

/* Drafts that nobody can carry out any more, some days after; on the writer. */
bool plan_expire(struct txn *txn) must_use;

#endif
