/* SPDX-License-Identifier: Apache-2.0
 *
 * What auditors read, over HTTP.
 */
#include "server/service/audit.h"

#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/route/page.h"

bool
audit_access_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "newest", NULL };
	struct access_filter filter = {
		.customer_id = request_query(rq, "customer"),
		.application_id = request_query(rq, "application"),
		.worker_id = request_query(rq, "worker"),
	};
	struct page_edge first = { .set = false }, last = { .set = false }, stop;
	struct access_view *views;
	struct page_key page;
	size_t count;
	bool more;

	if (!page_from_request(rq, sorts, &page, err) ||
		!audit_access(&rq->call, &filter, &page, &views, &count, &more, &stop, err))
		return false;
	if (count > 0) {
		first = (struct page_edge){ .set = true, .number = views[0].seq, .id = "e" };
		last = (struct page_edge){ .set = true, .number = views[count - 1].seq, .id = "e" };
	}
	if (stop.set)
		*(page.backwards || page.from_end ? &first : &last) = stop;
	page_reply(rq, &page, &resource_access, views, count, &first, &last, more);
	rq->reply.whole_rows = true;
	return true;
}

static bool
read_at(const struct request *rq, int64_t *ret_ms, struct err *err)
{
	const char *text = request_query(rq, "at");

	return !text || instant_from_text(text, ret_ms) ||
		err_field(err, "?at", "invalid", "An instant is like 2026-11-02T14:05:00Z.");
}

bool
audit_replay_run(struct request *rq, struct err *err)
{
	const struct replay_view *view;
	int64_t seq = 0, at_ms = 0;

	if (!request_query_int(rq, "seq", &seq, err) || !read_at(rq, &at_ms, err))
		return false;
	if (seq < 0)
		return err_field(err, "?seq", "out_of_range", "An event's number is above 0.");
	if (!audit_replay(&rq->call, rq->path_args[0], seq, at_ms, &view, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_object(rq, 200, &resource_replay, view, 0);
	return true;
}

bool
audit_checkpoint_run(struct request *rq, struct err *err)
{
	const struct checkpoint_view *view;

	if (!audit_checkpoint_get(&rq->call, &view, err))
		return false;
	reply_object(rq, 200, &resource_checkpoint, view, 0);
	return true;
}
