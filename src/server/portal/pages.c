/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of the applicant's pages, and what is shown when one fails.
 */
#include "config.h"

#include "server/portal/page.h"

const struct portal_route portal_routes[] = {
	{ METHOD_GET, "/", 0, home_page },
	{ METHOD_GET, "/portal.css", 0, style_sheet },
	{ METHOD_GET, "/portal.js", 0, script },
	{ METHOD_GET, "/favicon.ico", 0, icon },
	{ METHOD_GET, "/status", 0, status_form },
	{ METHOD_POST, "/status", 0, status_submit },
	{ METHOD_GET, "/leave", 0, status_leave },
	{ METHOD_GET, "/applications/{id}", 0, application_page_show },
	{ METHOD_GET, "/applications/{id}/stream", 0, application_stream },
	{ METHOD_POST, "/portal/v1/status", PORTAL_JSON, status_json },
};
const size_t portal_route_count = countof(portal_routes);

static const char *
sentence_of(enum err_code code)
{
	switch (code) {
	case ERR_NOT_FOUND:
		return N_("There is no such page.");
	case ERR_RATE_LIMITED:
		return N_("Too many tries. Please wait a minute.");
	case ERR_UNAUTHENTICATED:
	case ERR_SESSION_EXPIRED:
		return N_("Please enter your number and code again.");
	case ERR_BACKEND_UNAVAILABLE:
	case ERR_INTERNAL:
		return N_(
			"This does not work at the moment. Nothing is lost; please try again later.");
	default:
		return N_("This page cannot be shown.");
	}
}

void
portal_error(struct portal_request *rq, const struct err *err)
{
	struct page page;
	page_begin(&page, rq, page_language(rq, NULL), "/status", N_("Something went wrong"), 0);
	page_line(&page, "h1", sentence_of(err->code));
	page_put(&page, "<p><a href=\"/status\">");
	page_say(&page, N_("See where your application stands"));
	page_put(&page, "</a></p>\n");
	page_end(&page, err_http(err->code));
}
