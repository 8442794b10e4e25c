/* SPDX-License-Identifier: Apache-2.0
 *
 * What a worker's days hold beside the clocks of their queue: reminders,
 * appeals to be decided, and the interviews that are over, by how they went;
 * and what came in while they were away.
 */
#ifndef SERVICE_AGENDA_H
#define SERVICE_AGENDA_H

#include "proto/requests.h"
#include "server/service/service.h"

enum { AGENDA_BACK_DAYS = 14 };

bool agenda_mine(struct call *call, struct agenda_item **ret, size_t *ret_count,
                 struct err *err) must_use;

/* What came in for my open applications since I was here last. */
bool agenda_news(struct call *call, struct news *ret, struct err *err) must_use;

#endif
