/* SPDX-License-Identifier: Apache-2.0
 *
 * What each worker has read of each application, as a place in the log.
 */
#ifndef STORE_SEEN_H
#define STORE_SEEN_H

#include "domain/decision_check.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { UNSEEN_COUNT_MAX = 99, UNSEEN_LIST_MAX = 40 };

/* -1: this worker has never read it. */
int64_t seen_seq(struct db *db, const char *worker_id, const char *application_id);
bool seen_put(struct txn *txn, const char *worker_id, const char *application_id, int64_t seq)
	must_use;
/* Entries of the history after a seq that somebody else wrote, at most
 * UNSEEN_COUNT_MAX; views are not changes. */
int64_t unseen_count(struct db *db, const char *worker_id, const char *application_id,
                     int64_t after);

/* Has the customer changed an answer since? */
bool unseen_answers(struct db *db, const char *application_id, int64_t after);

/* What the customer said or sent since, newest first. */
struct unseen_entry {
	int64_t seq;
	int64_t at_ms;
	int type; /* enum event_type */
};
size_t unseen_from_customer(struct db *db, const char *application_id, int64_t after,
                            struct arena *arena, struct unseen_entry **ret);

#endif
