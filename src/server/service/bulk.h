/* SPDX-License-Identifier: Apache-2.0
 *
 * One act of a worker on many applications: a note, a request for what is
 * missing, a reminder.  Never a decision.
 */
#ifndef SERVICE_BULK_H
#define SERVICE_BULK_H

#include "proto/requests.h"
#include "server/service/service.h"

/* Each row by the rights and rules of the act itself, and only where it is
 * still as the sender saw it; what became of each is told. */
bool bulk_do(struct call *call, const struct bulk_request *request, const struct bulk_view **ret,
             struct err *err) must_use;

/* The outcome of one that was done, as it was told then. */
bool bulk_again(struct call *call, const char *id, const struct bulk_view **ret, struct err *err) must_use;

#endif
