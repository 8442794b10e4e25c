/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom an event about a record concerns, for records that are only read.
 */
#ifndef SERVICE_RECORD_SCOPE_H
#define SERVICE_RECORD_SCOPE_H

#include "domain/event.h"
#include "server/service/service.h"

/* Either id may be NULL; an application's scope is its queue row's, a
 * customer's has no team. */
void record_scope(struct call *call, const char *application_id, const char *customer_id,
	struct event_scope *ret);

#endif
