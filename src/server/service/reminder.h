/* SPDX-License-Identifier: Apache-2.0
 *
 * Reminders: a worker's own dates.
 */
#ifndef SERVICE_REMINDER_H
#define SERVICE_REMINDER_H

#include "domain/appeal.h"
#include "proto/requests.h"
#include "server/service/service.h"

enum { REMINDER_TEXT_MAX = 500, REMINDER_AHEAD_DAYS_MAX = 366 };

bool reminder_set(struct call *call, const char *application_id,
                  const struct reminder_request *request, const struct reminder **ret,
                  struct err *err) must_use;
bool reminder_end(struct call *call, const char *id, const struct reminder **ret,
                  struct err *err) must_use;
bool reminder_read_one(struct call *call, const char *id, const struct reminder **ret,
                       struct err *err) must_use;
/* Of one application, those that the actor sees, by day; done ones too. */
bool reminders_of(struct call *call, const char *application_id, struct reminder **ret,
                  size_t *ret_count, struct err *err) must_use;
/* What the actor has still to be reminded of. */
bool reminders_mine(struct call *call, struct reminder **ret, size_t *ret_count,
                    struct err *err) must_use;

#endif
