/* SPDX-License-Identifier: Apache-2.0
 *
 * Sessions as rows: the hash of a token, whose it is, and until when.
 */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include "base/secret.h"
#include "server/store/writer.h"

struct session_row {
	uint8_t token_hash[SECRET_HASH_BYTES];
	const char *id;
	const char *worker_id;
	int64_t created_at_ms;
	int64_t active_at_ms; /* a key was pressed */
	int64_t ends_at_ms;   /* whatever happens */
	/* Where this worker was last before it began; 0 and 0: never. */
	int64_t since_at_ms, since_seq;
};

/* False when there is none (or db_failed). */
bool session_find(struct db *db, const uint8_t token_hash[SECRET_HASH_BYTES], struct arena *arena,
                  struct session_row *ret) must_use;
/* since_at_ms, since_seq and ends_at_ms alone. */
bool session_since(struct db *db, const char *id, const char *worker_id, struct session_row *ret) must_use;
/* Fills in since. */
bool session_add(struct txn *txn, struct session_row *row) must_use;
/* A key was pressed: now, and at the log's head, is where the worker was last. */
bool session_touch(struct txn *txn, const uint8_t token_hash[SECRET_HASH_BYTES]) must_use;
bool session_remove(struct txn *txn, const uint8_t token_hash[SECRET_HASH_BYTES]) must_use;
/* All of a worker's but one: their password is another now. */
bool session_remove_others(struct txn *txn, const char *worker_id,
                           const uint8_t kept_hash[SECRET_HASH_BYTES]) must_use;
/* Those past their end; called now and then on the writer. */
bool session_expire(struct txn *txn) must_use;

#endif
