/* SPDX-License-Identifier: Apache-2.0
 *
 * How many requests a second one session, or one address of somebody not
 * signed in, may send.  Who is past it hears when to come back.
 */
#ifndef ROUTE_RATE_H
#define ROUTE_RATE_H

#include <stdatomic.h>

#include "base/err.h"

struct rates;

/* per_second 0: no limit. */
struct rates *rates_new(int per_second);
void rates_free(struct rates *rates);

/* Counts one request; false with RATE_LIMITED and a wait. mark belongs to the
 * session and begins as 0. */
bool rate_session(const struct rates *rates, _Atomic int64_t *mark, struct err *err) must_use;
/* "local" is a socket of this machine and not counted. */
bool rate_stranger(struct rates *rates, const char *address, struct err *err) must_use;

/* What such an address leaves behind it, counted by the hour: forms begun, and
 * applications sent, which people have to work through and whose e-mail goes to
 * whomever they name. */
enum rate_leaving { RATE_FORM, RATE_APPLICATION, RATE_LEAVINGS };
bool rate_leaving(struct rates *rates, enum rate_leaving what, const char *address, struct err *err) must_use;

#endif
