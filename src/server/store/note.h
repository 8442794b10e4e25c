/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes and records of calls on an application's file.
 */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include "domain/interaction.h"
#include "server/store/db.h"
#include "server/store/page_key.h"
#include "server/store/writer.h"

bool note_find(struct db *db, const char *id, struct arena *arena, struct note *ret) must_use;
bool note_add(struct txn *txn, const struct note *note, const char *kind) must_use;
/* In the order written, or in reverse where sql_page_reversed(page).  One more
 * than page->limit is read to tell whether there is more. */
size_t note_list(struct db *db, const char *application_id, const struct page_key *page,
                 struct arena *arena, struct note **ret);

#endif
