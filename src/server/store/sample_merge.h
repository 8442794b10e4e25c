/* SPDX-License-Identifier: Apache-2.0
 *
 * What lives came to in SQLite databases of their own, brought together in one
 * of either driver.
 */
#ifndef STORE_SAMPLE_MERGE_H
#define STORE_SAMPLE_MERGE_H

#include "server/store/writer.h"

/* Applications, their queue rows, items, interviews and decisions, by key. */
bool sample_merge_tables(struct txn *txn, struct db *const from[], size_t count) must_use;
/* Totals, customers' counts of open applications, and running numbers. */
bool sample_merge_sums(struct txn *txn, struct db *from) must_use;
/* What workers have read; seq_of tells what an event's seq there is here. */
bool sample_merge_seen(struct txn *txn, struct db *from, int64_t (*seq_of)(void *ctx, int64_t own),
	void *ctx) must_use;

#endif
