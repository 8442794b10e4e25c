/* SPDX-License-Identifier: Apache-2.0
 *
 * Claims that nothing is known to have followed yet.
 */
#ifndef STORE_CLAIM_H
#define STORE_CLAIM_H

#include "server/store/db.h"
#include "server/store/writer.h"

struct claim {
	const char *application_id;
	const char *worker_id;
	int64_t version; /* of the application, as the claim left it */
	int64_t seq;     /* the log's head then */
	int64_t at_ms;
};

bool claim_put(struct txn *txn, const struct claim *claim) must_use;
bool claim_drop(struct txn *txn, const char *application_id) must_use;
/* Made before an instant, oldest first. */
size_t claims_before(struct db *db, int64_t before_ms, struct arena *arena, struct claim *ret, size_t max);
/* Has its worker done anything on the file since, be it a reminder, or was it given to somebody?
 * Looking is not enough, and what others send or write there is no work of its worker. */
bool claim_was_followed(struct db *db, const struct claim *claim);

#endif
