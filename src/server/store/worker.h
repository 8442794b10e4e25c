/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers and teams as rows.
 */
#ifndef STORE_WORKER_H
#define STORE_WORKER_H

#include "base/secret.h"
#include "domain/policy.h"
#include "server/store/writer.h"

/* What signing in needs to know. */
struct worker_secret {
	const char *id;
	const char *password_hash;
	const void *journal_key; /* sealed with the agency's key */
	size_t journal_key_len;
};

/* False when there is none, or none that is active (or db_failed). */
bool worker_secret_find(struct db *db, const char *username, struct arena *arena,
                        struct worker_secret *ret) must_use;
bool worker_find(struct db *db, const char *id, struct arena *arena, struct worker *ret) must_use;
/* False when the hash is not old_hash any more (or db_failed). */
bool worker_set_password(struct txn *txn, const char *id, const char *old_hash,
                         const char *new_hash) must_use;
/* Sealed with the agency's key; NULL: there is no such worker (or db_failed). */
const void *worker_journal_key(struct db *db, const char *id, struct arena *arena, size_t *ret_len);
/* The person who asks, with everything policy looks at. */
bool worker_actor(struct db *db, const char *id, struct arena *arena, struct actor *ret) must_use;

/* Active workers of some teams (NULL: of all), by name, that has each word of
 * named (NULL: any); without their load. */
size_t worker_list(struct db *db, const struct text_list *team_ids, const char *named, struct arena *arena,
                   struct worker **ret);
/* Teams by name with what the scope shows open in each. ids NULL: all. */
size_t team_list(struct db *db, const struct text_list *ids, const struct policy_scope *scope,
                 struct arena *arena, struct team **ret);

/* DATE_NONE in from: none. */
bool worker_set_leave(struct txn *txn, const char *id, civil_date from, civil_date to) must_use;
bool worker_set_presence(struct txn *txn, const char *id, enum presence presence) must_use;
/* As said, or as sessions show it: a key pressed in the last minutes is here. */
enum presence worker_presence(struct db *db, const char *id, int64_t now_ms);
/* A column of leave: whatever is written there for "none". */
civil_date worker_leave_day(int64_t day);

#endif
