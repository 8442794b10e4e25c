/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom an event about a record concerns.
 */
#ifndef SERVICE_RECORD_SCOPE_H
#define SERVICE_RECORD_SCOPE_H

#include "domain/event.h"
#include "server/service/service.h"

struct customer_record;

/* For a record that is only read.  Either id may be NULL; an application's scope
 * is its queue row's, a customer's has no team. */
void record_scope(struct call *call, const char *application_id, const char *customer_id,
	struct event_scope *ret);

/* Of a change to the record itself: the case that is worked on, so that it goes
 * by before the eyes of those who work it; a customer's own where none is. */
struct event_scope customer_scope(struct call *call, const struct customer_record *record) must_use;

#endif
