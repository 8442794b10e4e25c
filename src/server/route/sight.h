/* SPDX-License-Identifier: Apache-2.0
 *
 * Which events go by before whose eyes.  Decided in memory, from what was
 * stored with the event.
 */
#ifndef ROUTE_SIGHT_H
#define ROUTE_SIGHT_H

#include "base/err.h"
#include "domain/event.h"
#include "domain/policy.h"

enum seen_as { NOT_SEEN, SEEN, LOST /* it goes out of sight with this event */ };

struct sight {
	const struct actor *actor;
	struct policy_scope scope;
	enum { SIGHT_ALL, SIGHT_ME, SIGHT_TEAM, SIGHT_APPLICATION } filter;
	const char *application_id;
};

/* words: "me", "team", "application:ID", or NULL for everything allowed. */
bool sight_init(struct sight *sight, const struct actor *actor, int64_t now_ms, const char *words,
                struct err *err) must_use;
enum seen_as sight_of(const struct sight *sight, const struct event *event);
/* What is told of an event with which its subject is LOST: that, and no more. */
struct event sight_gone(const struct event *event);

#endif
