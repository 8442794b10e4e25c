/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own drafts over HTTP.
 */
#include "server/service/draft.h"

#include "server/handler/handlers.h"

bool
draft_list_run(struct request *rq, struct err *err)
{
	struct draft_view *rows;
	size_t count = draft_list(&rq->call, &rows);

	(void)err;
	reply_rows(rq, &resource_draft, rows, count);
	return true;
}

bool
draft_put_run(struct request *rq, struct err *err)
{
	if (!draft_keep(&rq->call, rq->path_args[0], rq->args, err))
		return false;
	reply_empty(rq);
	return true;
}

bool
draft_delete_run(struct request *rq, struct err *err)
{
	if (!draft_throw_away(&rq->call, rq->path_args[0], err))
		return false;
	reply_empty(rq);
	return true;
}
