/* SPDX-License-Identifier: Apache-2.0
 *
 * What a proof is worth, over HTTP.
 */
#include "server/handler/handlers.h"
#include "server/service/verification.h"

bool
application_verify_run(struct request *rq, struct err *err)
{
	const struct application *application;

	if (!verification_put(&rq->call, rq->path_args[0], rq->path_args[1], rq->args, &application,
	                      err))
		return false;
	reply_object(rq, 200, &resource_application, application, application->version);
	reply_effect(rq, "application", application->id);
	return true;
}
