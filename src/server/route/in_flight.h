/* SPDX-License-Identifier: Apache-2.0
 *
 * The idempotency keys whose writes are being carried out at this moment.
 */
#ifndef ROUTE_IN_FLIGHT_H
#define ROUTE_IN_FLIGHT_H

#include "base/base.h"

struct in_flight;

struct in_flight_key {
	const char *actor_id; /* borrowed until in_flight_remove() */
	const char *key;
	struct in_flight_key *next;
};

struct in_flight *in_flight_new(void);
void in_flight_free(struct in_flight *all);
/* False when the same actor's key is there already. */
bool in_flight_add(struct in_flight *all, struct in_flight_key *key) must_use;
void in_flight_remove(struct in_flight *all, struct in_flight_key *key);

#endif
