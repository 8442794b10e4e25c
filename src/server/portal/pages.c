/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of the applicant's pages, and what is shown when one fails.
 */
#include "config.h"

#include "server/portal/page.h"

const struct portal_route portal_routes[] = {
#define PAGE(method, path, flags, run) { METHOD_##method, path, flags, run, NULL },
#define PAGE_CHECKED(method, path, flags, prepare, run) \
	{ METHOD_##method, path, PORTAL_WRITE | (flags), run, prepare },
#include "server/portal/pages.def"
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
	case ERR_PAYLOAD_TOO_LARGE:
		return N_("This is too large to send at once. A file may have 10 MB; send large ones one by one.");
	case ERR_TARGET_TOO_LONG:
		return N_("The address of this page is too long. Please begin at its first part, or use a link.");
	case ERR_HEADERS_TOO_LARGE:
		return N_("Your browser sent more than we can read. Please delete this site's cookies and try again.");
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
