/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers' signing keys as rows.  A worker has one active key at most; retired
 * ones stay, without their sealed half, so that what they signed can be
 * verified for ever.
 */
#ifndef STORE_SIGNING_KEY_H
#define STORE_SIGNING_KEY_H

#include "base/sign.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct signing_key_row {
	const char *id;
	const char *worker_id;
	uint8_t public_key[SIGN_PUBLIC_BYTES];
	const char *sealed; /* "" once retired */
	int64_t made_at_ms;
	int64_t sealed_at_ms;
	int64_t retired_at_ms; /* 0: active */
};

/* False when there is none (or db_failed). */
bool signing_key_find(struct db *db, const char *id, struct arena *arena,
                      struct signing_key_row *ret) must_use;
bool signing_key_active(struct db *db, const char *worker_id, struct arena *arena,
                        struct signing_key_row *ret) must_use;
/* Has this worker, or did they ever have, a key? */
bool signing_key_any(struct db *db, const char *worker_id);
/* Every key of the agency with whose it is and from when until when it was
 * good: what somebody needs to verify signatures elsewhere.  Oldest first. */
size_t signing_key_list(struct db *db, struct arena *arena, struct signing_key_row **ret);

bool signing_key_add(struct txn *txn, const struct signing_key_row *row) must_use;
/* The same key under another password. */
bool signing_key_reseal(struct txn *txn, const char *id, const char *sealed) must_use;
bool signing_key_retire(struct txn *txn, const char *id) must_use;

#endif
