/* SPDX-License-Identifier: Apache-2.0
 *
 * Programs and their reason codes.
 */
#include "config.h"

#include "server/handler/handlers.h"
#include "server/service/program.h"

bool
program_list_run(struct request *rq, struct err *err)
{
	struct program_view *rows;
	size_t count = program_views(&rq->call, &rows);

	(void)err;
	reply_rows(rq, &resource_program, rows, count);
	rq->reply.version = program_views_version(&rq->call);
	return true;
}

bool
program_get_run(struct request *rq, struct err *err)
{
	struct program_view *view = arena_alloc(rq->arena, sizeof(*view));
	int64_t version = 0;

	if (!request_query_int(rq, "version", &version, err)
	    || !program_view_get(&rq->call, rq->path_args[0], version, view, err))
		return false;
	reply_object(rq, 200, &resource_program, view, view->version);
	return true;
}

bool
reason_code_list_run(struct request *rq, struct err *err)
{
	struct reason_code_view *rows;
	size_t count;

	if (request_query(rq, "language") != NULL)
		rq->call.language = request_query(rq, "language");
	if (!reason_code_views(&rq->call, request_query(rq, "program"), &rows, &count, err))
		return false;
	reply_rows(rq, &resource_reason_code, rows, count);
	rq->reply.whole_rows = true;
	rq->reply.version = program_views_version(&rq->call);
	return true;
}
