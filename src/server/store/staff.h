/* SPDX-License-Identifier: Apache-2.0
 *
 * Changing who works here: what the operator's commands write.  Reading them
 * is worker.h's.
 */
#ifndef STORE_STAFF_H
#define STORE_STAFF_H

#include "domain/worker.h"
#include "server/store/writer.h"

struct staff {
	struct worker worker; /* roles, team_ids, ... as for the wire */
	bool active;
};

/* By name, the ones who left too; in the arena. */
size_t staff_list(struct db *db, struct arena *arena, struct staff **ret);
/* False when there is no such username (or db_failed). */
bool staff_find(struct db *db, const char *username, struct arena *arena, struct staff *ret)
	must_use;

bool staff_insert(struct txn *txn, const struct worker *worker, const char *password_hash,
                  const void *sealed_journal_key, size_t len) must_use;
/* Everything but username, password and journal key; raises the version. */
bool staff_update(struct txn *txn, const struct staff *staff) must_use;
/* Also ends the worker's sessions: a new password is a new beginning. */
bool staff_set_password(struct txn *txn, const char *worker_id, const char *hash) must_use;
bool staff_end_sessions(struct txn *txn, const char *worker_id) must_use;

bool staff_has_team(struct db *db, const char *team_id);
bool staff_put_team(struct txn *txn, const char *team_id, const char *name) must_use;
/* Id of the customer with a case number, in the arena; NULL: none. */
const char *staff_customer_id(struct db *db, const char *case_number, struct arena *arena);
bool staff_put_conflict(struct txn *txn, const char *worker_id, const char *customer_id,
                        const char *reason) must_use;
/* Also with the records that were merged into this one. */
bool staff_end_conflict(struct txn *txn, const char *worker_id, const char *customer_id) must_use;

struct staff_conflict {
	const char *username, *case_number, *reason;
	int64_t declared_at_ms;
};
/* By worker and case number; username NULL: everybody's.  In the arena. */
size_t staff_conflicts(struct db *db, const char *username, struct arena *arena,
                       struct staff_conflict **ret);

#endif
