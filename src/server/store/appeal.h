/* SPDX-License-Identifier: Apache-2.0
 *
 * The appeal table.  Knows no deadline and no rule.
 */
#ifndef STORE_APPEAL_H
#define STORE_APPEAL_H

#include "domain/appeal.h"
#include "domain/policy.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { APPEALS_MAX = 200 };

/* False: there is none, or the connection failed (db_failed). */
bool appeal_find(struct db *db, const char *id, struct arena *arena, struct appeal *ret) must_use;
/* Of one application, newest first. */
size_t appeal_list(struct db *db, const char *application_id, struct arena *arena,
                   struct appeal **ret);
/* What is open in the scope, by the day it has to be decided; at most APPEALS_MAX. */
size_t appeal_list_open(struct db *db, const struct policy_scope *scope, const char *assignee_id,
                        struct arena *arena, struct appeal **ret);
/* A new one, or its result. */
bool appeal_put(struct txn *txn, const struct appeal *appeal) must_use;

#endif
