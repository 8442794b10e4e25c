/* SPDX-License-Identifier: Apache-2.0
 *
 * The requirements of an application with their states, met or not.
 */
#ifndef STORE_MISSING_ITEM_H
#define STORE_MISSING_ITEM_H

#include "domain/application.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct missing_item_row {
	struct missing_item item; /* label is NULL: choose one from labels */
	const char *labels;       /* JSON object by language */
};

/* In order of id; the program's order is the caller's to restore. */
size_t missing_item_list(struct db *db, const char *application_id, struct arena *arena,
                         struct missing_item_row **ret);
/* Adds it, or replaces the one with the same id. */
bool missing_item_put(struct txn *txn, const char *application_id,
                      const struct missing_item_row *row) must_use;
/* A requirement that no longer applies. */
bool missing_item_drop(struct txn *txn, const char *application_id, const char *id) must_use;

#endif
