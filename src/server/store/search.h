/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding customers, messages and notes by words.  Words are compared without
 * case and accents, in any order, the last letters of a word may be missing.
 * What the reader may not see is not found.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "domain/policy.h"
#include "server/store/db.h"

/* Called by whoever writes the row, in the same transaction.  Indexing the
 * same id again replaces what was there. */
bool search_index_customer(struct db *db, const char *customer_id, const char *name,
                           const char *preferred_name) must_use;
/* The same for every customer whose name is in no index. */
bool search_index_missing(struct db *db) must_use;
bool search_index_message(struct db *db, const char *interaction_id, int64_t seq,
                          const char *text) must_use;
bool search_index_note(struct db *db, const char *note_id, const char *text) must_use;

/* Erasing: text is what was indexed. */
bool search_forget_customer(struct db *db, const char *customer_id) must_use;
bool search_forget_message(struct db *db, const char *interaction_id, int64_t seq,
                           const char *text) must_use;
bool search_forget_note(struct db *db, const char *note_id, const char *text) must_use;

/*
 * Customers by any mix of name parts, birth date (2001-05-09 or 5/9/2001),
 * phone number or its last four digits; or by one case or application number.
 * Whole words come before beginnings of words.  Ids live in the arena; at most
 * limit of them.  Nothing to look for finds nothing.
 */
size_t search_customers(struct db *db, const char *text, const struct policy_scope *scope,
                        size_t limit, struct arena *arena, const char ***ret);

struct found_text {
	const char *id; /* of the interaction, or of the note */
	int64_t seq;    /* of the message */
	const char *customer_id;
	const char *application_id; /* NULL: none */
};

/* Newest first.  A reader sees what belongs to a customer who is open to them.
 * Only the newest SEARCH_CANDIDATES_MAX matches are looked at. */
size_t search_messages(struct db *db, const char *text, const struct policy_scope *scope,
                       size_t limit, struct arena *arena, struct found_text **ret);
size_t search_notes(struct db *db, const char *text, const struct policy_scope *scope, size_t limit,
                    struct arena *arena, struct found_text **ret);

/* Folded words with single spaces between: what is indexed and looked for. */
void search_words(struct buf *out, const char *text);

#endif
