/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows that only the filling of a new database writes, and how such a
 * database is filled fast: nothing in it is worth keeping until it is whole.
 */
#ifndef STORE_SAMPLE_ROWS_H
#define STORE_SAMPLE_ROWS_H

#include "base/secret.h"
#include "domain/worker.h"
#include "server/store/db.h"

struct worker_seed {
	struct worker worker; /* texts lists are written comma-separated */
	const char *password_hash;
	unsigned roles;
	const void *journal_key; /* sealed */
	size_t journal_key_len;
};

bool sample_team_insert(struct db *db, const char *id, const char *name) must_use;
bool sample_worker_insert(struct db *db, const struct worker_seed *seed) must_use;
bool sample_worker_team_insert(
	struct db *db, const char *worker_id, const char *team_id, bool leads) must_use;
bool sample_conflict_insert(struct db *db, const char *worker_id, const char *customer_id,
	const char *reason, int64_t declared_at_ms) must_use;
bool sample_seal_insert(struct db *db, const char *customer_id, const char *worker_id) must_use;

/* Between the two nothing is synced; of a large sample, indexes that can be made
 * afterwards are. */
bool sample_bulk_begin(struct db *db, bool is_large, struct err *err) must_use;
/* The same for a database that never leaves this process. */
bool sample_scratch_begin(struct db *db, struct err *err) must_use;
bool sample_bulk_end(struct db *db, bool is_large, struct err *err) must_use;

#endif
