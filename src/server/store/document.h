/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents: what is known of each, its bytes, who has looked, and the links
 * that open one.  Knows nothing of who may.
 */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "domain/document.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { DOCUMENT_PART_BYTES = 256 * 1024 };

/* item_id is NULL, label unset; looked_by_me as of reader_id, who may be NULL. */
bool document_find(struct db *db, const char *id, const char *reader_id, struct arena *arena,
                   struct document *ret) must_use;
/* Of one application, oldest first. */
size_t document_list(struct db *db, const char *application_id, const char *reader_id,
                     struct arena *arena, struct document **ret);
/* How many for no requirement wait for somebody to look. */
int64_t document_loose_unseen(struct db *db, const char *application_id);
/* Row and bytes. */
bool document_add(struct txn *txn, const struct document *document, const void *bytes) must_use;

/* Its bytes, in the arena; false when they are not all there. */
bool document_bytes(struct db *db, const struct document *document, struct arena *arena,
                    const char **ret) must_use;
/* Its text layer; NULL: none. */
const char *document_text(struct db *db, const char *id, struct arena *arena);

/* A worker has looked; by name where this is the first of all. */
bool document_put_look(struct txn *txn, const char *id, const char *worker_id, const char *name,
                       bool is_first) must_use;

/* The ids of those that a check or a text layer is waited for, oldest first. */
size_t document_unchecked(struct db *db, size_t limit, struct arena *arena, const char ***ret);
/* What came of it; text may be NULL.  A refused one loses its bytes. */
bool document_put_checked(struct txn *txn, const char *id, enum document_state state,
                          enum document_text text_state, const char *text) must_use;

struct document_link {
	const char *id;
	const char *document_id;
	const char *worker_id;
	const char *session_id; /* which asked for it; ended, it opens nothing */
	int64_t ends_at_ms;
	int64_t used_at_ms;
};
bool document_link_find(struct db *db, const char *id, struct arena *arena, struct document_link *ret) must_use;
/* Adds one, and forgets those that ended a day ago. */
bool document_link_add(struct txn *txn, const struct document_link *link) must_use;
/* True for the one who uses it first, while the session that asked lasts. */
bool document_link_use(struct txn *txn, const char *id) must_use;

#endif
