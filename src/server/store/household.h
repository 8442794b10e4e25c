/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose record names whom as one of the household: what the records say, kept
 * where it is found from either side.
 */
#ifndef STORE_HOUSEHOLD_H
#define STORE_HOUSEHOLD_H

#include "base/arena.h"
#include "domain/customer.h"
#include "server/store/db.h"

enum { HOUSEHOLD_LINKS_MAX = 120 };

/* What this record names, instead of what it named before. */
bool household_write(struct db *db, const struct customer *customer, bool is_new) must_use;
/* Records this one names or that name it, merged ones as what they are part of, by id. */
struct text_list household_linked(struct db *db, const char *customer_id, struct arena *arena);
/* The one record with exactly this name and birth date, but for its own; NULL: there is none, or several. */
const char *household_only(struct db *db, const char *name, civil_date born_on, const char *own_id,
                           struct arena *arena);

#endif
