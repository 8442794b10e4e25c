/* SPDX-License-Identifier: Apache-2.0
 *
 * The private case server of --demo: a child that ends when the pipe it
 * inherited closes, so also when this program is killed.
 */
#ifndef CLIENT_LOOP_CHILD_H
#define CLIENT_LOOP_CHILD_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

struct child {
	pid_t pid;         /* 0: not running */
	int life_fd;       /* closing it ends the child */
	const char *folder; /* private, removed with the child */
	const char *socket;
	const char *portal; /* address of the applicant's pages, a number and its code */
};

enum { CHILD_START_MS = 180 * 1000, CHILD_END_MS = 3000 };

/* Waits until it serves, with a line of progress on stderr. */
bool child_start(struct child *child, struct arena *arena, struct err *err) must_use;
void child_stop(struct child *child);

#endif
