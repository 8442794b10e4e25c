/* SPDX-License-Identifier: Apache-2.0
 *
 * Signed checkpoints of the log as rows.  Who signs them, and where their
 * copies go, is the job's.
 */
#ifndef STORE_AUDIT_CHECKPOINT_H
#define STORE_AUDIT_CHECKPOINT_H

#include "base/checkpoint.h"
#include "server/store/db.h"
#include "server/store/writer.h"

struct audit_checkpoint {
	int64_t count;
	int64_t at_ms;
	const char *note;
	bool sent;
};

/* The newest; false: there is none yet. */
bool audit_checkpoint_newest(struct db *db, struct arena *arena, struct audit_checkpoint *ret)
	must_use;
/* Added only while `after` is still the newest count (0: none yet): of two
 * servers one writes.  *ret_added says which. */
bool audit_checkpoint_add(struct txn *txn, const struct audit_checkpoint *row, int64_t after,
                          bool *ret_added) must_use;
bool audit_checkpoint_sent(struct txn *txn, int64_t count) must_use;
/* Notes after a count, oldest first, at most limit. */
size_t audit_checkpoint_list(struct db *db, int64_t after, size_t limit, struct arena *arena,
                             struct audit_checkpoint **ret);

#endif
