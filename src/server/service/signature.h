/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's signature under a decision: checked over the very bytes that came,
 * before anything is committed, and kept with them.
 */
#ifndef SERVICE_SIGNATURE_H
#define SERVICE_SIGNATURE_H

#include "server/service/application_file.h"

/* The setting: SIGNATURE_OF_ALL demands one of every worker; otherwise whoever
 * has, or ever had, a key of their own signs. */
#define SETTING_REQUIRE_SIGNATURE "require_signature"
#define SIGNATURE_OF_ALL "all"

/*
 * Is the request's body signed by its actor with their active key?  *ret is
 * what a row keeps of it, "" where none came and none is demanded.
 * SIGNATURE_REFUSED otherwise.
 */
bool signature_check(struct call *call, const char **ret, struct err *err) must_use;

/* What a row keeps, as the API tells it; NULL: not signed. */
struct signature *signature_from_row(struct arena *arena, const char *kept, int64_t at_ms);

/* Adds to the payload of an event that a decision's maker or second person
 * causes: the hash of what they sent, and the key it was signed with. */
void signature_put(struct call *call, struct planned_event *event);

#endif
