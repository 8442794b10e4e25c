/* SPDX-License-Identifier: Apache-2.0
 *
 * Words as both indexes take them, and the match expression of each.
 */
#ifndef STORE_SEARCH_WORDS_H
#define STORE_SEARCH_WORDS_H

#include "server/store/search.h"

/* A text's rowid in SQLite's index: its owner's number, then its own place. */
enum { SEARCH_PART_BITS = 16 };

enum match {
	MATCH_WHOLE,
	MATCH_BEGINNINGS,
	MATCH_SHORT_BEGINNINGS, /* longer words whole */
	MATCH_LAST_BEGINS
};

/* For FTS5 or for a tsquery; false when there is no word to look for.  Of the
 * words whose bit is set in whole no beginnings are looked for. */
bool search_match(struct buf *out, enum db_kind kind, const char *words, enum match match,
                  unsigned whole);

#endif
