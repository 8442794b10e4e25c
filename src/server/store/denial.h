/* SPDX-License-Identifier: Apache-2.0
 *
 * Applications of a program that stand denied, for looking at them again.
 */
#ifndef STORE_DENIAL_H
#define STORE_DENIAL_H

#include "base/arena.h"
#include "server/store/db.h"

enum { DENIALS_PAGE = 200 };

struct denial_ref {
	const char *application_id;
	const char *number;
};

/* In order of number, those after one ("" the first page); at most DENIALS_PAGE. */
size_t denial_list(struct db *db, const char *program_id, const char *after, struct arena *arena,
                   struct denial_ref **ret);

#endif
