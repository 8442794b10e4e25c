/* SPDX-License-Identifier: Apache-2.0
 *
 * What came of acts on many applications, kept as long as keys for retries
 * are.  Knows ids and codes alone: numbers and names are read anew.
 */
#ifndef STORE_BULK_H
#define STORE_BULK_H

#include "base/arena.h"
#include "server/store/db.h"
#include "server/store/writer.h"

/* outcome is JSON, as the migration says.  Those that no key names any more go. */
bool bulk_outcome_add(struct txn *txn, const char *id, const char *worker_id, const char *outcome) must_use;
/* NULL: there is none of that worker's by that id, or the connection failed (db_failed). */
const char *bulk_outcome_find(struct db *db, const char *id, const char *worker_id, struct arena *arena);

#endif
