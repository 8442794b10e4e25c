/* SPDX-License-Identifier: Apache-2.0
 *
 * A process that does nothing but keep another one running: the server itself
 * has given up starting any.  Each child has a connection of its own, so that
 * what one left half said is not taken for the next one's.
 */
#ifndef JOB_HELPER_KEEPER_H
#define JOB_HELPER_KEEPER_H

#include <sys/types.h>

#include "base/err.h"

enum { KEEPER_PAUSE_MS = 1000 }; /* between two starts, where the first ended at once */

struct helper_keeper {
	pid_t pid;
	int fd;
};

/* In a process of its own, with its end of the connection; never returns. */
typedef void helper_fn(int fd, const void *ctx);

/* Before any thread, and before the sandbox. */
bool helper_keeper_start(struct helper_keeper *ret, helper_fn *run, const void *ctx, struct err *err) must_use;
/* The connection to the newest child, if there is one not taken yet or there is
 * within wait_ms; -1: none, and where *ret_gone there never will be. */
int helper_keeper_take(struct helper_keeper *keeper, int wait_ms, bool *ret_gone);
/* The keeper's end is its child's, too.  Any thread. */
void helper_keeper_end(struct helper_keeper *keeper);
void helper_keeper_done(struct helper_keeper *keeper);

#endif
