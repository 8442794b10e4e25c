/* SPDX-License-Identifier: Apache-2.0
 *
 * The draft table: sealed texts by worker and id, which no row of it can
 * show anybody.
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "server/store/db.h"
#include "server/store/writer.h"

struct draft_row {
	const char *id;
	int64_t revision; /* from 1 */
	const char *sealed;
	int64_t changed_at_ms;
	const char *application_id; /* that it is about; NULL: none */
};

/* Newest first, at most DRAFTS_MAX; in the arena.  application_id NULL: about whatever. */
size_t draft_rows(struct db *db, const char *worker_id, const char *application_id, struct arena *arena,
                  struct draft_row **ret);
/* The one of that id, without its text; false: there is none. */
bool draft_find(struct db *db, const char *worker_id, const char *id, struct draft_row *ret);
/* What a worker has there but for the draft of that id. */
struct draft_use {
	int64_t count, bytes;
};
struct draft_use draft_use(struct db *db, const char *worker_id, const char *but_id);
/* Keeps it unless what is kept has that revision or a later one. */
bool draft_put(struct txn *txn, const char *worker_id, const struct draft_row *row) must_use;
bool draft_delete(struct txn *txn, const char *worker_id, const char *id) must_use;

#endif
