/* SPDX-License-Identifier: Apache-2.0
 *
 * An application's own row, with its queue row.  Decides nothing.
 */
#ifndef STORE_APPLICATION_H
#define STORE_APPLICATION_H

#include "base/secret.h"
#include "server/store/queue.h"

struct application_row {
	struct queue_row queue; /* id, version, status, ...: shared with the queue */
	const char *answers;    /* JSON object */
	uint8_t access_code_tag[SECRET_KEY_BYTES]; /* keyed hash */
	const char *decision_id; /* the one in force, or that waits; NULL none */
	const char *changed_by;  /* a name, for a 412 */
	const char *changed_fields;
	int64_t changed_at_ms;
};

/* False: there is none (or db_failed). */
bool application_row_find(struct db *db, const char *id, struct arena *arena,
                          struct application_row *ret) must_use;
/* The id behind a number (A-26-000412), NULL: none. */
const char *application_id_of_number(struct db *db, const char *number, struct arena *arena);

/* A new one: row, queue row, totals, the customer's count of open ones. */
bool application_row_add(struct txn *txn, const struct application_row *row) must_use;
/* The same for a change. */
bool application_row_change(struct txn *txn, const struct application_row *before,
                            const struct application_row *after) must_use;

/* The team that serves a county for a program: a team with a worker who is
 * limited to that county first, then one whose workers serve all; NULL: there
 * is no such team. */
const char *team_for(struct db *db, const char *county, const char *program_id,
                     struct arena *arena);
/* NULL: there is no such team. */
const char *team_name(struct db *db, const char *team_id, struct arena *arena);

#endif
