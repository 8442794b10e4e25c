/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices: the text that was sent, as it was sent.  What waits as queued is
 * the letter list.
 */
#ifndef STORE_NOTICE_H
#define STORE_NOTICE_H

#include "domain/decision.h"
#include "server/store/db.h"
#include "server/store/writer.h"

bool notice_find(struct db *db, const char *id, struct arena *arena, struct notice *ret) must_use;
/* Of one application, newest first. */
size_t notice_list(struct db *db, const char *application_id, struct arena *arena,
                   struct notice **ret);
bool notice_add(struct txn *txn, const struct notice *notice, const char *customer_id) must_use;

#endif
