/* SPDX-License-Identifier: Apache-2.0
 *
 * Moves SQLite's write-ahead log into the database on a thread of its own, so
 * that no COMMIT ever does.  PostgreSQL has its own; there nothing runs.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include "server/store/db.h"

struct checkpointer;

bool checkpointer_start(struct checkpointer **ret, const char *where, struct err *err) must_use;
/* The writer says how long the log is after each commit.  Past the ceiling
 * this waits until the log could start again, or a reader would not let it. */
void checkpointer_note(struct checkpointer *checkpointer, int pages);
void checkpointer_stop(struct checkpointer *checkpointer);

#endif
