/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking in an application, from a worker or from the applicant's own form.
 */
#ifndef SERVICE_INTAKE_H
#define SERVICE_INTAKE_H

#include "domain/application.h"
#include "proto/requests.h"
#include "server/service/service.h"

enum { INTAKE_BACK_DAYS_MAX = 366 };

/*
 * Files it: filing date, clock and expedited screen run from the filing date,
 * complete or not.  What the applicant can still cure is asked for at once, by
 * status update and letter.  The team is the one that serves the county (the
 * setting "team.COUNTY" or "team.COUNTY.PROGRAM" where there is one, else
 * team_for()); it goes to that team's unassigned queue.  access_code in the
 * answer is shown once.
 */
bool intake_file(struct call *call, const struct intake_request *request,
                 const struct application **ret, struct err *err) must_use;

#endif
