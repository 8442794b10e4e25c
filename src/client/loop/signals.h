/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals as bytes in a pipe.  A handler writes one byte and does nothing
 * else; the loop reads them where it may act.
 */
#ifndef CLIENT_LOOP_SIGNALS_H
#define CLIENT_LOOP_SIGNALS_H

#include "base/err.h"

/* Before the terminal starts: curses then adds no SIGWINCH handler. */
bool signals_start(struct err *err) must_use;
void signals_stop(void);
int signals_fd(void);
/* The next signal that came; 0 none. Never waits. */
int signals_take(void);

#endif
