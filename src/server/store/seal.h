/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom a customer's seal names, and what stands under it.  Whether there is a
 * seal is a column of the customer and of each queue row, so that no list asks
 * here.  Writes no event: service/seal.h does.
 */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "domain/list.h"
#include "server/store/queue.h"

/* Ids of the workers named, in the arena. */
struct text_list seal_named(struct db *db, const char *customer_id, struct arena *arena);
/* Takes their place; an empty list clears it. */
bool seal_name(struct txn *txn, const char *customer_id, const struct text_list *worker_ids) must_use;

/* Asked of the rows themselves: what a session knows of its worker's conflicts
 * and seals is as old as the session's last look. */
bool seal_shuts_out(struct db *db, const char *worker_id, const char *customer_id, bool sealed) must_use;

/* Every application of the customer, closed ones too. */
size_t seal_applications(struct db *db, const char *customer_id, struct arena *arena,
                         struct queue_row **ret);

#endif
