/* SPDX-License-Identifier: Apache-2.0
 *
 * Just enough of a worker to give them an application, or to name them.
 */
#ifndef STORE_ASSIGNEE_H
#define STORE_ASSIGNEE_H

#include "base/clock.h"
#include "server/store/db.h"

struct assignee {
	const char *id;
	const char *name;
	unsigned roles;
	const char *programs; /* comma-separated; NULL: all */
	const char *counties;
	civil_date on_leave_from;
	civil_date on_leave_to;
	bool is_active;
	bool has_conflict; /* with the customer asked about */
	bool is_named;     /* on the customer's seal */
};

/* False: there is no such worker (or db_failed). */
bool assignee_find(struct db *db, const char *worker_id, const char *customer_id,
                   struct arena *arena, struct assignee *ret) must_use;
/* NULL: there is no such worker. */
const char *assignee_name(struct db *db, const char *worker_id, struct arena *arena);

#endif
