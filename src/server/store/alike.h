/* SPDX-License-Identifier: Apache-2.0
 *
 * Records that may be one person's: who shares a birth date or a telephone,
 * what was decided of two, and making one of them.  Judges no likeness.
 */
#ifndef STORE_ALIKE_H
#define STORE_ALIKE_H

#include "base/arena.h"
#include "base/clock.h"
#include "domain/list.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { ALIKE_CANDIDATES_MAX = 200 };
enum pair_verdict { PAIR_OPEN, PAIR_NOT_SAME, PAIR_MERGED };

/* Ids of others born on the day, or whose telephone ends so. */
size_t alike_candidates(struct db *db, const char *id, civil_date born_on, const char *phone,
                        struct arena *arena, const char ***ret);
enum pair_verdict alike_verdict(struct db *db, const char *id, const char *other_id);
bool alike_put_verdict(struct txn *txn, const char *id, const char *other_id,
                       enum pair_verdict verdict, const char *by_id, const char *by_name) must_use;

/* That the other is not some third one holds of this one, too, unless somebody said of these two. */
bool alike_move_verdicts(struct txn *txn, const char *id, const char *other_id, struct arena *arena) must_use;

/* Ids of a customer's applications, open and closed, by id: the next
 * ALIKE_CANDIDATES_MAX after one, "" for the first. */
size_t alike_applications(struct db *db, const char *customer_id, const char *after, struct arena *arena,
                          const char ***ret);
/* Workers with a conflict with the other record and none with this one yet. */
struct text_list alike_conflicts(struct db *db, const char *id, const char *other_id,
                                 struct arena *arena);
/* All that is kept beside applications moves; the other's id then resolves to
 * this one, and so do those that resolved to it. */
bool alike_move(struct txn *txn, const char *id, const char *other_id) must_use;

#endif
