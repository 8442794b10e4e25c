/* SPDX-License-Identifier: Apache-2.0
 *
 * The second person, over HTTP.
 */
#include "server/service/approval.h"

#include "server/handler/handlers.h"

bool
decision_approve_run(struct request *rq, struct err *err)
{
	const struct decision *decision;
	const struct rehearsal *rehearsal;

	if (rq->dry_run) {
		if (!approval_rehearse(&rq->call, rq->path_args[0], rq->args, &rehearsal, err))
			return false;
		reply_object(rq, 200, &resource_rehearsal, rehearsal, 0);
		return true;
	}
	if (!decision_approve(&rq->call, rq->path_args[0], rq->args, &decision, err))
		return false;
	reply_object(rq, 200, &resource_decision, decision, decision->version);
	reply_effect(rq, "decision", decision->id);
	return true;
}
