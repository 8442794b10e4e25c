/* SPDX-License-Identifier: Apache-2.0
 *
 * The review table: decisions that were drawn, and what a review found.
 */
#ifndef STORE_REVIEW_H
#define STORE_REVIEW_H

#include "domain/policy.h"
#include "domain/review.h"
#include "server/store/db.h"
#include "server/store/page_key.h"
#include "server/store/sql_filter.h"
#include "server/store/writer.h"

/* A decision that was drawn: its id, people and lot. */
struct review_draw {
	const char *decision_id, *application_id, *customer_id;
	const char *maker_id, *approver_id; /* approver_id: NULL, nobody */
	int64_t percent, seed, lot;
};

bool review_add(struct txn *txn, const struct review_draw *draw) must_use;
/* Outcome, kind, words and reviewer of one that nobody has reviewed. */
bool review_put(struct txn *txn, const struct review *review) must_use;

/* False: it was not drawn, or the connection failed (db_failed). */
bool review_find(struct db *db, const char *decision_id, struct arena *arena, struct review *ret) must_use;
/* Of one application, newest first; at most REVIEWS_OF_MAX. */
enum { REVIEWS_OF_MAX = 100 };
size_t review_list_of(struct db *db, const char *application_id, struct arena *arena, struct review **ret);

struct review_filter {
	const struct policy_scope *scope;
	enum review_wanted wanted;
	const char *program_id;      /* NULL: any */
	const char *without_id;      /* not those this worker made or approved; NULL: all */
};
/* By when they were drawn; limit + 1 where there are more. */
size_t review_list(struct db *db, const struct review_filter *filter, const struct page_key *page,
                   struct arena *arena, struct review **ret);
/* Rows of the queue whose reviews are wanted. */
void review_where(struct sql_filter *sql, enum review_wanted wanted, const char *without_id);

#endif
