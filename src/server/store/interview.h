/* SPDX-License-Identifier: Apache-2.0
 *
 * Interviews of an application, in their order.
 */
#ifndef STORE_INTERVIEW_H
#define STORE_INTERVIEW_H

#include "domain/application.h"
#include "domain/policy.h"
#include "server/store/db.h"
#include "server/store/writer.h"

size_t interview_list(struct db *db, const char *application_id, struct arena *arena,
                      struct interview **ret);

/* One that is over, with as much of its application as names it. */
struct interview_row {
	const char *application_id, *number, *customer_name, *program_id, *county;
	struct interview interview;
};
/* Those of one worker's open applications in scope that are no longer set, by time. */
size_t interview_list_over(struct db *db, const struct policy_scope *scope, const char *assignee_id,
                           int64_t since_ms, struct arena *arena, struct interview_row **ret);
bool interview_put(struct txn *txn, const char *application_id, const struct interview *interview)
	must_use;

#endif
