/* SPDX-License-Identifier: Apache-2.0
 *
 * What a worker has read of an application.  Not an event and not a version:
 * it is theirs alone.
 */
#ifndef SERVICE_SEEN_H
#define SERVICE_SEEN_H

#include "proto/requests.h"
#include "server/service/service.h"

/* Read up to a place in the log, or unread again from it. */
bool application_seen(struct call *call, const char *id, const struct seen_request *request,
                      struct err *err) must_use;

#endif
