/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers after the filing, over HTTP.
 */
#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/service/answer.h"

bool
answer_change_list_run(struct request *rq, struct err *err)
{
	struct answer_change *rows;
	size_t count;

	if (!answer_changes(&rq->call, rq->path_args[0], &rows, &count, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_rows(rq, &resource_answer_change, rows, count);
	return true;
}

bool
application_answer_run(struct request *rq, struct err *err)
{
	const struct application *application;

	if (!application_answer(&rq->call, rq->path_args[0], rq->args, &application, err))
		return false;
	reply_object(rq, 200, &resource_application, application, application->version);
	reply_effect(rq, "application", application->id);
	return true;
}
