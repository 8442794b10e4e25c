/* SPDX-License-Identifier: Apache-2.0
 *
 * A copy of an SQLite database while a server writes to it: one snapshot,
 * proved before it gets its name.
 */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "base/err.h"

/* to must not be there.  progress (may be NULL) gets pages done and all. */
bool backup_make(const char *database, const char *to,
                 void (*progress)(void *ctx, int done, int total), void *ctx, struct err *err)
	must_use;

#endif
