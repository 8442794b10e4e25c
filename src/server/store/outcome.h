/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of a write, under its actor's idempotency key.  A reference to
 * the effect, never the answer itself, so that no secret is kept.
 */
#ifndef STORE_OUTCOME_H
#define STORE_OUTCOME_H

#include "base/arena.h"
#include "base/secret.h"
#include "server/store/writer.h"

enum { OUTCOME_KEEP_HOURS = 72 };

/* The effect_type of a write that its sender gave up before it arrived: should
 * it arrive after all, its key is taken. */
#define OUTCOME_GIVEN_UP "given_up"

struct outcome_row {
	const char *key;
	uint8_t body_hash[SECRET_HASH_BYTES]; /* over method, path and body */
	int64_t status;                       /* 2xx */
	const char *effect_type;
	const char *effect_id;
	int64_t effect_version;
	int64_t seq;   /* the last event of the effect */
	int64_t at_ms;
};

/* False when there is none (or the connection failed: db_failed). Older than
 * OUTCOME_KEEP_HOURS counts as none. */
bool outcome_find(struct db *db, const char *actor_id, const char *key, int64_t now_ms,
                  struct arena *arena, struct outcome_row *ret) must_use;
/* In the effect's own savepoint. False on failure, a key that is already there included. */
bool outcome_add(struct txn *txn, const char *actor_id, const struct outcome_row *outcome) must_use;
/* Forgets a few hundred old ones; called now and then on the writer. */
bool outcome_expire(struct txn *txn) must_use;

#endif
