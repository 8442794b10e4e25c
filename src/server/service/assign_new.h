/* SPDX-License-Identifier: Apache-2.0
 *
 * What the system does about assignment by itself: a new application is given
 * to a worker, what was taken and not begun goes back.
 */
#ifndef SERVICE_ASSIGN_NEW_H
#define SERVICE_ASSIGN_NEW_H

#include "server/service/application_file.h"

enum { NEAR_DUE_DAYS = 7, HOUSE_ROWS_AT_ONCE = 20, NEAR_DUE_MAX = 1000, NEAR_DUE_SLICE_MS = 20 };

/* In every commit: an application that has just become complete, or that is new
 * or just found expedited and cannot wait for that, goes to whom it fits best, with the reason.  Where
 * nobody may have it, it waits to be taken. */
void assign_new(struct call *call, struct application_file *file);

/* A claim of what was nobody's is remembered until it is known that its worker
 * did something with it. */
bool claim_remember(struct call *call, const struct application_file *file, struct err *err) must_use;
/* On the writer, by the system: claims of days that are over in their county
 * and that nothing followed go back to the team. Returns how many rows it looked at. */
bool claims_return(struct call *call, size_t *ret_looked_at, struct err *err) must_use;

/* Incomplete ones that have come within a week of due with nobody. */
struct near_due {
	const char *ids[NEAR_DUE_MAX]; /* first due first */
	size_t count;
	size_t next; /* to be looked at */
};
/* The ids live in the arena. */
bool near_due_find(struct call *call, struct arena *arena, struct near_due *ret, struct err *err) must_use;
/* On the writer: gives some of them out, as assign_new() does, for so long that nobody waits for it. */
bool near_due_assign(struct call *call, struct near_due *near, size_t *ret_assigned, struct err *err) must_use;

#endif
