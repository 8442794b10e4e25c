/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for what is missing, over HTTP.
 */
#include "server/handler/handlers.h"
#include "server/service/missing.h"

bool
application_ask_missing_run(struct request *rq, struct err *err)
{
	const struct application *application;

	if (!missing_ask(&rq->call, rq->path_args[0], rq->args, &application, err))
		return false;
	reply_object(rq, 200, &resource_application, application, application->version);
	reply_effect(rq, "application", application->id);
	return true;
}
