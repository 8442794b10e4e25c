/* SPDX-License-Identifier: Apache-2.0
 *
 * The saved_filter table: by worker and id.  Knows nothing of what the words
 * of a filter mean.
 */
#ifndef STORE_SAVED_FILTER_H
#define STORE_SAVED_FILTER_H

#include "server/store/db.h"
#include "server/store/writer.h"

struct saved_filter_row {
	const char *worker_id, *id;
	const char *name, *room, *words, *sort, *column;
	int64_t changed_at_ms;
};

/* By name, at most SAVED_FILTERS_MAX; in the arena.  Empty texts are NULL. */
size_t saved_filter_rows(struct db *db, const char *worker_id, struct arena *arena,
                         struct saved_filter_row **ret);
/* Every worker's whose words are not empty: for forgetting a person. */
size_t saved_filter_words(struct db *db, struct arena *arena, struct saved_filter_row **ret);
bool saved_filter_find(struct db *db, const char *worker_id, const char *id, struct arena *arena,
                       struct saved_filter_row *ret);
int64_t saved_filter_count(struct db *db, const char *worker_id);
bool saved_filter_put(struct txn *txn, const struct saved_filter_row *row) must_use;
bool saved_filter_delete(struct txn *txn, const char *worker_id, const char *id) must_use;

#endif
