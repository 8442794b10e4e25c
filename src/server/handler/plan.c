/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans over HTTP.
 */
#include "base/str.h"
#include "domain/words.h"
#include "server/handler/handlers.h"
#include "server/route/page.h"
#include "server/service/bulk.h"
#include "server/service/plan.h"

static bool
reply_plan(struct request *rq, int status, const struct move_plan *plan)
{
	reply_object(rq, status, &resource_plan, plan, plan->version);
	reply_effect(rq, "plan", plan->id);
	return true;
}

bool
plan_make_prepare(struct request *rq, struct err *err)
{
	struct plan_rows *rows;

	if (!plan_propose(&rq->call, rq->args, &rows, err))
		return false;
	rq->prepared = rows;
	return true;
}

bool
plan_make_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;

	if (!plan_keep(&rq->call, rq->prepared, &plan, err))
		return false;
	rq->reply.location = arena_printf(rq->arena, "/v1/reassignments/%s", plan->id);
	return reply_plan(rq, 201, plan);
}

bool
plan_get_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;

	if (!plan_read(&rq->call, rq->path_args[0], &plan, err))
		return false;
	reply_object(rq, 200, &resource_plan, plan, plan->version);
	return true;
}

bool
plan_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "newest", NULL };
	const char *word = request_query(rq, "state");
	enum plan_state state = (enum plan_state)word_find(words_plan_state, word);
	struct plan_page found;
	struct page_key page, newest;

	if (word && state == PLAN_NONE)
		return err_field(err, "?state", "unknown", "One of: draft, committed, reverted, expired.");
	if (!page_from_request(rq, sorts, &page, err))
		return false;
	newest = page;
	newest.descending = !page.descending;
	if (!plan_page(&rq->call, state, &newest, &found, err))
		return false;
	page_reply(rq, &page, &resource_plan, found.rows, found.count, &found.first, &found.last, found.more);
	return true;
}

/* ---- its rows, by page ---- */

/* A page of rows that are all at hand: where it begins, and how many. */
static size_t
slice(const struct page_key *page, size_t count, size_t *ret_count)
{
	size_t limit = (size_t)page->limit, edge = (size_t)page->edge.number, from;
	bool backwards = page->backwards || (page->from_end && !page->edge.set);
	size_t end = !page->edge.set || edge > count ? count : edge;

	if (backwards)
		from = end > limit ? end - limit : 0;
	else
		from = !page->edge.set ? 0 : edge + 1 < count ? edge + 1 : count;
	if (!backwards)
		end = count - from > limit ? from + limit : count;
	*ret_count = end - from;
	return from;
}

static const char *
upside_down(struct arena *arena, const char *rows, size_t size, size_t count)
{
	char *copy = arena_array(arena, count + 1, size);

	for (size_t i = 0; i < count; i++)
		memcpy(copy + i * size, rows + (count - 1 - i) * size, size);
	return copy;
}

static void
reply_slice(struct request *rq, const struct page_key *page, const struct resource *resource,
            const void *all, size_t size, size_t total)
{
	const char *rows = page->descending ? upside_down(rq->arena, all, size, total) : all;
	size_t count, from = slice(page, total, &count);
	bool backwards = page->backwards || (page->from_end && !page->edge.set);
	struct page_edge first = { .set = true, .number = (int64_t)from, .id = "r" };
	struct page_edge last = { .set = true, .number = (int64_t)(from + count) - 1, .id = "r" };

	page_reply(rq, page, resource, rows + from * size, count, &first, &last,
	           backwards ? from > 0 : from + count < total);
	rq->reply.total = (struct list_total) { true, (int64_t)total, false };
}

/* With the part of its rows that is asked for. */
static bool
whole_plan(struct request *rq, struct page_key *page, const struct move_plan **ret, struct err *err)
{
	static const char *const sorts[] = { "place", NULL };
	struct plan_rows rows;

	if (!page_from_request(rq, sorts, page, err) || !plan_open(&rq->call, rq->path_args[0], &rows, err))
		return false;
	*ret = plan_view(&rq->call, &rows, PLAN_ROWS_MAX);
	return true;
}

bool
plan_item_list_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;
	struct page_key page;

	if (!whole_plan(rq, &page, &plan, err))
		return false;
	reply_slice(rq, &page, &resource_plan_item, plan->items.at, sizeof *plan->items.at, plan->items.count);
	return true;
}

bool
plan_skip_list_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;
	struct page_key page;

	if (!whole_plan(rq, &page, &plan, err))
		return false;
	reply_slice(rq, &page, &resource_plan_skip, plan->skipped.at, sizeof *plan->skipped.at,
	            plan->skipped.count);
	return true;
}

/* ---- acts ---- */

bool
plan_change_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;

	return plan_change(&rq->call, rq->path_args[0], rq->args, &plan, err) && reply_plan(rq, 200, plan);
}

bool
plan_delete_run(struct request *rq, struct err *err)
{
	if (!plan_throw_away(&rq->call, rq->path_args[0], err))
		return false;
	reply_empty(rq);
	reply_effect(rq, "none", rq->path_args[0]);
	return true;
}

bool
plan_commit_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;

	return plan_commit(&rq->call, rq->path_args[0], &plan, err) && reply_plan(rq, 200, plan);
}

bool
plan_revert_run(struct request *rq, struct err *err)
{
	const struct move_plan *plan;

	return plan_revert(&rq->call, rq->path_args[0], rq->args, &plan, err) && reply_plan(rq, 200, plan);
}

bool
bulk_do_run(struct request *rq, struct err *err)
{
	const struct bulk_view *done;

	if (!bulk_do(&rq->call, rq->args, &done, err))
		return false;
	reply_object(rq, 200, &resource_bulk, done, 0);
	reply_effect(rq, "bulk", done->id ? done->id : "");
	return true;
}

bool
bulk_again_run(struct request *rq, struct err *err)
{
	const struct bulk_view *done;

	if (!bulk_again(&rq->call, rq->path_args[0], &done, err))
		return false;
	reply_object(rq, 200, &resource_bulk, done, 0);
	return true;
}
