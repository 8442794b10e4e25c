/* SPDX-License-Identifier: Apache-2.0
 *
 * The second person: signs a decision that waits, or returns it.
 */
#ifndef SERVICE_APPROVAL_H
#define SERVICE_APPROVAL_H

#include "domain/decision.h"
#include "proto/requests.h"
#include "server/service/service.h"

/* If-Match is the decision's version. */
bool decision_approve(struct call *call, const char *decision_id,
                      const struct approval_request *request, const struct decision **ret,
                      struct err *err) must_use;
/* What signing it would do, with the checks as they stand now. */
bool approval_rehearse(struct call *call, const char *decision_id,
                       const struct approval_request *request, const struct rehearsal **ret,
                       struct err *err) must_use;

#endif
