/* SPDX-License-Identifier: Apache-2.0
 *
 * When a worker is away, and whether they are there now.
 */
#ifndef SERVICE_LEAVE_H
#define SERVICE_LEAVE_H

#include "proto/requests.h"
#include "server/service/service.h"

enum { LEAVE_RISKS_SHOWN = 200, LEAVE_DAYS_MAX = 730 };

/* By the worker, or who leads a team of theirs.  Says what is due before they are back. */
bool leave_put(struct call *call, const char *worker_id, const struct leave_request *request,
               const struct leave_view **ret, struct err *err) must_use;
bool leave_read(struct call *call, const char *worker_id, const struct leave_view **ret,
                struct err *err) must_use;
bool own_presence_put(struct call *call, const struct own_presence *request, struct err *err) must_use;

#endif
