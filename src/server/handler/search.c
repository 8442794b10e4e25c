/* SPDX-License-Identifier: Apache-2.0
 *
 * Search over HTTP.
 */
#include "server/service/search.h"

#include "server/handler/handlers.h"
#include "server/route/page.h"

bool
search_all_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "found", NULL };
	struct search_hit *hits;
	struct page_key page;
	size_t count;

	if (!page_from_request(rq, sorts, &page, err) ||
		!search_all(&rq->call, request_query(rq, "q"), request_query(rq, "types"),
			(size_t)page.limit, &hits, &count, err))
		return false;
	reply_rows(rq, &resource_search_hit, hits, count);
	rq->reply.whole_rows = true;
	reply_searched(rq, "all", request_query(rq, "q"));
	return true;
}
