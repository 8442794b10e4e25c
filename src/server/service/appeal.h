/* SPDX-License-Identifier: Apache-2.0
 *
 * Appeals: recorded however the customer says it, and their result.
 */
#ifndef SERVICE_APPEAL_H
#define SERVICE_APPEAL_H

#include "domain/appeal.h"
#include "proto/requests.h"
#include "server/service/application_file.h"
#include "server/service/service.h"

enum { APPEAL_TEXT_MAX = 4000 };

/* What an appeal would rest on; decision NULL: none is in force. */
struct appeal_ground {
	const char *decision_id;
	civil_date decided_on, last_on; /* DATE_NONE without a decision */
	/* The decision takes from a benefit they had: the last day to ask that it
	 * go on; DATE_NONE: it does not. */
	civil_date keep_by;
};
bool appeal_ground_of(struct call *call, const struct application_file *file,
                      struct appeal_ground *ret, struct err *err) must_use;

/* By a worker on the version they saw, or by the applicant on their page.
 * Never refused for being late: that is for the hearing. */
bool appeal_ask(struct call *call, const char *application_id, const struct appeal_request *request,
                const struct application **ret, struct err *err) must_use;
/* Overturned opens a denied or withdrawn application again, by its order. */
bool appeal_end(struct call *call, const char *appeal_id,
                const struct appeal_result_request *request, const struct application **ret,
                struct err *err) must_use;

bool appeals_of(struct call *call, const char *application_id, struct appeal **ret,
                size_t *ret_count, struct err *err) must_use;
/* Those open in the actor's scope; of one worker's applications where named. */
bool appeals_open(struct call *call, const char *assignee_id, struct appeal **ret,
                  size_t *ret_count, struct err *err) must_use;

#endif
