/* SPDX-License-Identifier: Apache-2.0
 *
 * Gives up for good what a server never does: starting programs, looking into
 * other processes, changing who it is, mounting, loading code into the kernel.
 * Whoever takes it over by a fault finds that a call of that kind ends it.
 */
#ifndef SERVER_SANDBOX_H
#define SERVER_SANDBOX_H

#include "base/base.h"

/* Before there are threads: they take it over. Says in the log when the kernel
 * or the build cannot do it; true when it is in force. */
bool sandbox_enter(void);

#endif
