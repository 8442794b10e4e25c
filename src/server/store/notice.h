/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices: the text that was sent, as it was sent, and how it fared.  What
 * waits for the channel "letter", and what no e-mail could carry, is the letter
 * list.
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
/* Channel, state, times and attempts of one that is there. */
bool notice_change(struct txn *txn, const struct notice *notice) must_use;
/* Came back, and nobody has said what to do about it. */
int64_t notice_back_count(struct db *db, const char *application_id);

/* A notice that has to go on paper. */
struct letter {
	struct notice notice;
	const char *number; /* of the application */
	const char *customer_name;
	bool is_hidden; /* the address must not be printed on anything */
};
/* What has to be printed, the oldest first: letters, e-mail that could not be
 * sent, and e-mail that nobody has sent since before a time. */
size_t letter_list(struct db *db, int64_t mail_before_ms, size_t max, struct arena *arena,
                   struct letter **ret);

bool notice_add(struct txn *txn, const struct notice *notice, const char *customer_id) must_use;

#endif
