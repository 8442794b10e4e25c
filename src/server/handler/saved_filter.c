/* SPDX-License-Identifier: Apache-2.0
 *
 * A worker's own filters over HTTP.
 */
#include "server/service/saved_filter.h"

#include "server/handler/handlers.h"

bool
saved_filter_list_run(struct request *rq, struct err *err)
{
	struct saved_filter *rows;
	size_t count = saved_filter_list(&rq->call, &rows);

	(void)err;
	reply_rows(rq, &resource_saved_filter, rows, count);
	return true;
}

bool
saved_filter_get_run(struct request *rq, struct err *err)
{
	struct saved_filter *filter;

	if (!saved_filter_read(&rq->call, rq->path_args[0], &filter, err))
		return false;
	reply_object(rq, 200, &resource_saved_filter, filter, 0);
	return true;
}

bool
saved_filter_put_run(struct request *rq, struct err *err)
{
	struct saved_filter *filter;

	if (!saved_filter_keep(&rq->call, rq->path_args[0], rq->args, &filter, err))
		return false;
	reply_object(rq, 200, &resource_saved_filter, filter, 0);
	reply_effect(rq, "saved_filter", rq->path_args[0]);
	return true;
}

bool
saved_filter_delete_run(struct request *rq, struct err *err)
{
	if (!saved_filter_drop(&rq->call, rq->path_args[0], err))
		return false;
	reply_empty(rq);
	return true;
}
