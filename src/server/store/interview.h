/* SPDX-License-Identifier: Apache-2.0
 *
 * Interviews of an application, in their order.
 */
#ifndef STORE_INTERVIEW_H
#define STORE_INTERVIEW_H

#include "domain/application.h"
#include "server/store/db.h"
#include "server/store/writer.h"

size_t interview_list(struct db *db, const char *application_id, struct arena *arena,
                      struct interview **ret);
bool interview_put(struct txn *txn, const char *application_id, const struct interview *interview)
	must_use;

#endif
