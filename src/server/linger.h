/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets that are closed to the HTTP library while their peer may still be
 * writing what was refused.  Closed at once, with bytes unread, the answer to
 * it would be thrown away where it was received: who writes all before reading
 * would never hear it.  Knows neither the library nor its connections.
 */
#ifndef SERVER_LINGER_H
#define SERVER_LINGER_H

#include "base/base.h"
#include "server/limits.h"

struct lingering {
	struct { int fd; int64_t until_ms; size_t left; } at[LINGERING_MAX];
	size_t count; /* the oldest first */
};

/* The answer has been sent on fd, whose owner closes it right after: here it stays open
 * until the peer has ended, or has had its time or its bytes. The oldest makes way. */
void linger_add(struct lingering *all, int fd, int64_t now_ms);
/* Throws away what came, and closes what has ended. */
void linger_sweep(struct lingering *all, int64_t now_ms);
void linger_close(struct lingering *all);

#endif
