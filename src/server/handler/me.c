/* SPDX-License-Identifier: Apache-2.0
 *
 * Workers, teams, and one's own second factor.
 */
#include "config.h"

#include "server/handler/handlers.h"
#include "server/service/conflict.h"
#include "server/service/second_factor.h"
#include "server/service/worker.h"

bool
me_get_run(struct request *rq, struct err *err)
{
	struct worker *worker = arena_alloc(rq->arena, sizeof(*worker));

	if (!worker_me(&rq->call, worker, err))
		return false;
	reply_object(rq, 200, &resource_worker, worker, worker->version);
	return true;
}

bool
second_factor_get_run(struct request *rq, struct err *err)
{
	struct second_factor_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!second_factor_describe(&rq->call, view, err))
		return false;
	reply_object(rq, 200, &resource_second_factor, view, 0);
	return true;
}

bool
second_factor_begin_run(struct request *rq, struct err *err)
{
	struct second_factor_view *view = arena_alloc(rq->arena, sizeof(*view));

	if (!second_factor_begin(&rq->call, rq->prepared, view, err))
		return false;
	reply_object(rq, 200, &resource_second_factor, view, 0);
	return true;
}

bool
second_factor_confirm_run(struct request *rq, struct err *err)
{
	struct second_factor_view *view = arena_alloc(rq->arena, sizeof(*view));
	const struct second_factor_confirmation *given = rq->args;

	if (!second_factor_finish(&rq->call, given->otp, view, err))
		return false;
	reply_object(rq, 200, &resource_second_factor, view, 0);
	return true;
}

bool
own_conflict_declare_run(struct request *rq, struct err *err)
{
	if (!conflict_declare_own(&rq->call, rq->args, err))
		return false;
	reply_empty(rq);
	reply_effect(rq, "none", rq->call.actor->id);
	return true;
}

bool
worker_list_run(struct request *rq, struct err *err)
{
	const char *named = request_query(rq, "named");
	struct worker *rows;
	size_t count;

	if (named ? !workers_named(&rq->call, named, &rows, &count, err)
	          : !worker_views(&rq->call, request_query(rq, "team"), &rows, &count, err))
		return false;
	reply_rows(rq, &resource_worker, rows, count);
	rq->reply.whole_rows = true;
	return true;
}

bool
team_list_run(struct request *rq, struct err *err)
{
	struct team *rows;
	size_t count = team_views(&rq->call, &rows);

	(void)err;
	reply_rows(rq, &resource_team, rows, count);
	return true;
}
