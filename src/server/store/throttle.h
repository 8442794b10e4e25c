/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts of wrong passwords and codes, by a keyed hash of whose they are: the
 * same for all servers of an agency, and there after a restart.
 */
#ifndef STORE_THROTTLE_H
#define STORE_THROTTLE_H

#include "server/store/db.h"
#include "server/store/writer.h"

enum { THROTTLE_KEEP_MS = 60 * 60 * 1000, THROTTLE_KNOWN_DAYS = 30, THROTTLE_PURGE_ROWS = 1000 };

/* Real time throughout: a sample's clock begins anew with each start. */
struct throttle_row {
	uint64_t name;
	int64_t failures;
	int64_t free_at_ms;
	int64_t touched_ms;
	bool known; /* an account and an address that have signed in together */
};

/* Without failures where there is none, or what there was is too old to count. */
void throttle_row_find(struct db *db, uint64_t name, int64_t now_ms, struct throttle_row *ret);
bool throttle_row_put(struct txn *txn, const struct throttle_row *row) must_use;
/* A few of those that count no more. */
bool throttle_expire(struct txn *txn, int64_t now_ms) must_use;

#endif
