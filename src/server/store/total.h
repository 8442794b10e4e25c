/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact totals of open applications, by assignee, team and status, moved in
 * the commit that changes a queue row.
 */
#ifndef STORE_TOTAL_H
#define STORE_TOTAL_H

#include "domain/application.h"
#include "server/store/writer.h"

struct queue_row;

/* Counts a row as it is now, and no longer as it was; before NULL: it is new.  A
 * closed application counts nowhere.  Only queue_put() calls this. */
bool total_count(struct txn *txn, const struct queue_row *before, const struct queue_row *after) must_use;

enum total_kind {
	TOTAL_ALL,        /* key "" */
	TOTAL_ASSIGNEE,   /* key "" : nobody's */
	TOTAL_TEAM,
	TOTAL_UNASSIGNED  /* nobody's, of a team */
};

/* Open applications; status APPLICATION_NO_STATUS: of every status. */
int64_t total_read(struct db *db, enum total_kind kind, const char *key,
                   enum application_status status);

#endif
