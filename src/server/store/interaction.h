/* SPDX-License-Identifier: Apache-2.0
 *
 * Interactions and their messages.  Writes no event and asks nobody's leave.
 */
#ifndef STORE_INTERACTION_H
#define STORE_INTERACTION_H

#include "base/arena.h"
#include "domain/interaction.h"
#include "domain/policy.h"
#include "server/store/db.h"
#include "server/store/page_key.h"
#include "server/store/writer.h"

/* Each NULL: any. */
struct interaction_filter {
	const char *state;
	const char *worker_id;
	const char *customer_id;
	const char *team_id; /* of whoever it is with */
};

bool interaction_read(
	struct db *db, const char *id, struct arena *arena, struct interaction *ret) must_use;
bool interaction_insert(struct db *db, const struct interaction *interaction) must_use;
/* One page by id, which is by time; at most page->limit + 1 rows, so that the
 * caller knows whether there is more.  Rows come in the order of the page. */
size_t interaction_list(struct db *db, const struct interaction_filter *filter,
	const struct page_key *page, struct arena *arena, struct interaction **ret);

/* Ids of those about an application that wait for a worker or are under way with them;
 * moved_at_ms not 0: only those that went along with its move then. */
struct text_list interactions_open_of(struct db *db, const char *worker_id, const char *application_id,
	int64_t moved_at_ms, struct arena *arena);
/* Those that wait for a worker, or are under way with them: one worker's or, where
 * worker_id is NULL, those of a team's workers; in no order. */
size_t interactions_under_way(struct db *db, const char *worker_id, const char *team_id,
	struct arena *arena, struct interaction **ret);
bool interaction_give(struct txn *txn, const char *id, const char *worker_id) must_use;

bool
message_insert(struct db *db, const char *interaction_id, const struct message *message) must_use;
/* One page by seq; the edge's number is a seq.  At most page->limit + 1 rows. */
size_t message_list(struct db *db, const char *interaction_id, const struct page_key *page,
	struct arena *arena, struct message **ret);

#endif
