/* SPDX-License-Identifier: Apache-2.0
 *
 * What applicants were asked and said about how it went.  A token is kept by
 * its hash alone.
 */
#ifndef STORE_FEEDBACK_H
#define STORE_FEEDBACK_H

#include "base/secret.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct feedback_row {
	uint8_t token_hash[SECRET_HASH_BYTES];
	const char *application_id;
	const char *customer_id;
	const char *decision_id;
	const char *program_id;
	const char *codes;
	int64_t asked_at_ms;
	int64_t answered_at_ms; /* 0: not yet */
	int64_t score;
	const char *comment;
};

bool feedback_add(struct txn *txn, const struct feedback_row *row) must_use;
bool feedback_find(struct db *db, const uint8_t token_hash[SECRET_HASH_BYTES], struct arena *arena,
                   struct feedback_row *ret) must_use;
/* Once: *ret_kept is false where there is an answer already. */
bool feedback_answer(struct txn *txn, const struct feedback_row *row, bool *ret_kept) must_use;

#endif
