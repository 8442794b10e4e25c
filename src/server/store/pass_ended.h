/* SPDX-License-Identifier: Apache-2.0
 *
 * Passes given back: until they would have ended by themselves it is known
 * that they are over.
 */
#ifndef STORE_PASS_ENDED_H
#define STORE_PASS_ENDED_H

#include "server/store/db.h"
#include "server/store/writer.h"

enum { PASS_ENDED_PURGE_ROWS = 1000 };

/* Was a pass for this thing, with this end, made before they were given back? */
bool pass_was_ended(struct db *db, const char *thing, int64_t ends_ms, int64_t now_ms);
/* Until which end they were given back; 0: never. */
int64_t pass_ended_before(struct db *db, const char *thing, int64_t now_ms);
/* All that end until then; in any case more than the last time. */
bool pass_ended_put(struct txn *txn, const char *thing, int64_t ends_before_ms) must_use;
bool pass_ended_expire(struct txn *txn) must_use;

#endif
