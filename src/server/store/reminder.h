/* SPDX-License-Identifier: Apache-2.0
 *
 * The reminder table.  One without a worker belongs to whoever has the
 * application, so that it moves with it.
 */
#ifndef STORE_REMINDER_H
#define STORE_REMINDER_H

#include "domain/appeal.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { REMINDERS_MAX = 500 };

bool reminder_find(struct db *db, const char *id, struct arena *arena, struct reminder *ret) must_use;
/* Of one application, those that this worker sees, by their day; done ones too. */
size_t reminder_list(struct db *db, const char *application_id, const char *worker_id,
                     struct arena *arena, struct reminder **ret);
/* All that this worker has still to be reminded of, by day. */
size_t reminder_list_of(struct db *db, const char *worker_id, struct arena *arena,
                        struct reminder **ret);
bool reminder_put(struct txn *txn, const struct reminder *reminder, const char *customer_id) must_use;
/* The first day on which whoever has the application is to be reminded of it. */
civil_date reminder_next(struct db *db, const char *application_id, const char *assignee_id);

#endif
