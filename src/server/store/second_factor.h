/* SPDX-License-Identifier: Apache-2.0
 *
 * Second factors and recovery codes as rows.
 */
#ifndef STORE_SECOND_FACTOR_H
#define STORE_SECOND_FACTOR_H

#include "base/secret.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { RECOVERY_TAG_BYTES = 32 };

struct second_factor_row {
	const void *sealed; /* in the arena */
	size_t sealed_len;
	int64_t confirmed_at_ms; /* 0: not yet */
	int64_t used_step;
	int64_t recovery_left;
};

/* False when the worker has none (or db_failed). */
bool second_factor_find(struct db *db, const char *worker_id, struct arena *arena,
                        struct second_factor_row *ret) must_use;
/* A new secret, unconfirmed; takes the place of the earlier one and its codes. */
bool second_factor_put(struct txn *txn, const char *worker_id, const void *sealed, size_t len) must_use;
/* Confirmed by the code of a step, with fresh recovery codes. */
bool second_factor_confirm(struct txn *txn, const char *worker_id, int64_t step,
                           const uint8_t (*tags)[RECOVERY_TAG_BYTES], size_t count) must_use;
/* Each false where the step or a later one was used, or the code is not there
 * or used (or db_failed). */
bool second_factor_use_step(struct txn *txn, const char *worker_id, int64_t step) must_use;
bool second_factor_use_recovery(struct txn *txn, const char *worker_id,
                                const uint8_t tag[RECOVERY_TAG_BYTES]) must_use;
bool second_factor_remove(struct txn *txn, const char *worker_id) must_use;

#endif
