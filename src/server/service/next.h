/* SPDX-License-Identifier: Apache-2.0
 *
 * The next application for a worker, found and taken in one step.
 */
#ifndef SERVICE_NEXT_H
#define SERVICE_NEXT_H

#include "domain/application.h"
#include "server/service/service.h"

/*
 * The most urgent of what is assigned to the worker and not begun, and of what
 * is nobody's in their teams: expedited and overdue first, then by due date;
 * their own before others' of the same day.  NOT_FOUND when nothing waits.
 * ret->why says why it is this one.
 */
bool application_next(struct call *call, const struct application **ret, struct err *err) must_use;

#endif
