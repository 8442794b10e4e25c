/* SPDX-License-Identifier: Apache-2.0
 *
 * Leave and presence over HTTP.
 */
#include "server/handler/handlers.h"
#include "server/service/leave.h"

bool
leave_get_run(struct request *rq, struct err *err)
{
	const struct leave_view *leave;

	if (!leave_read(&rq->call, rq->path_args[0], &leave, err))
		return false;
	reply_object(rq, 200, &resource_leave, leave, 0);
	return true;
}

bool
leave_put_run(struct request *rq, struct err *err)
{
	const struct leave_view *leave;

	if (!leave_put(&rq->call, rq->path_args[0], rq->args, &leave, err))
		return false;
	reply_object(rq, 200, &resource_leave, leave, 0);
	reply_effect(rq, "leave", leave->worker.id);
	return true;
}

bool
own_presence_put_run(struct request *rq, struct err *err)
{
	if (!own_presence_put(&rq->call, rq->args, err))
		return false;
	reply_empty(rq);
	reply_effect(rq, "none", rq->call.actor->id);
	return true;
}
