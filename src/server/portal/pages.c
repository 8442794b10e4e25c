/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of the applicant's pages, and what is shown when one fails.
 */
#include "config.h"

#include "server/route/portal_request.h"

const struct portal_route portal_routes[] = {};
const size_t portal_route_count = countof(portal_routes);

void
portal_error(struct portal_request *rq, const struct err *err)
{
	const char *text = arena_printf(rq->arena, "%s\n", err_title(err->code));

	reply_page(rq, err_http(err->code), "text/plain; charset=utf-8", text, strlen(text));
}
