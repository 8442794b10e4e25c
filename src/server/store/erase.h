/* SPDX-License-Identifier: Apache-2.0
 *
 * Forgetting a person: every column and table where personal text may stand,
 * in one place.  Ids, dates, states and the log's hashes stay, so that counts
 * and the chain are what they were.  A new column with personal text belongs
 * here in the same commit.
 */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "base/arena.h"
#include "server/store/db.h"
#include "server/store/writer.h"

/* What stands where a name or a text was. */
#define ERASED "erased"

struct erase_count {
	int64_t events;       /* texts of events */
	int64_t searches;     /* of them, searches that named the person */
	int64_t applications;
	int64_t decisions;
	int64_t notices;
	int64_t notes;
	int64_t messages;
	int64_t documents;    /* their bytes, names and words */
	int64_t links;        /* in other people's households */
};

/* What may forbid it: one row for each application. */
struct erase_hold {
	const char *application_id, *number;
	bool is_open;
	const char *program_id;
	int64_t program_version;
	int64_t updated_at_ms;
};
size_t erase_holds(struct db *db, const char *customer_id, struct arena *arena,
                   struct erase_hold **ret);

bool erase_person(struct txn *txn, const char *customer_id, struct erase_count *ret) must_use;

/* Before: from here on what this connection deletes is overwritten. */
bool erase_begin(struct db *db, struct err *err) must_use;
/* After the commit: rewrites the file without its free pages (rewrite), and
 * empties the write-ahead log; *ret_whole is false while readers still need
 * some of it. */
bool erase_end(struct db *db, bool rewrite, bool *ret_whole, struct err *err) must_use;

#endif
