/* SPDX-License-Identifier: Apache-2.0
 *
 * The first page, and what is the same for everybody: style sheet, script,
 * picture, description.
 */
#include "base/str.h"
#include "domain/program.h"
#include "server/portal/page.h"
#include "server/service/agency.h"

static void
put_link(struct page *page, const char *path, const char *msgid)
{
	buf_printf(&page->out, "<a href=\"%s?lang=%s\">", path, page->language);
	page_say(page, msgid);
	page_put(page, "</a>");
}

static void
show_program(struct page *page, const struct program *program)
{
	const char *name = program_say(program, &program->name, page->language, NULL);

	buf_printf(&page->out, "<h2><a href=\"/apply/%s?lang=%s\">", program->id, page->language);
	page_text(page, name);
	page_put(page, "</a></h2>\n<p>");
	page_text(page, program_say(program, &program->purpose, page->language, NULL));
	page_put(page, "</p>\n");
	if (!page_open_program(page, program))
		return;
	page_put(page, "<p>");
	page_fill(page, N_("We decide within {days} days of getting it."), "{days}",
		arena_printf(page->rq->arena, "%d", program->clocks.decision_days));
	if (!str_empty(program->contact.office_phone)) {
		page_put(page, " ");
		page_fill(page, N_("You can also apply by telephone: {phone}."), "{phone}",
			program->contact.office_phone);
	}
	page_put(page, "</p>\n");
}

bool
home_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	struct page page;
	page_begin(&page, rq, page_language(rq, NULL), "/",
		N_("Help with food, cash and child care"), 0);
	page_line(&page, "h1", N_("Help with food, cash and child care"));
	page_line(&page, "p",
		N_("You do not need an account. You can stop at any page and go on later."));
	page_put(&page, "<p>");
	put_link(&page, "/before", N_("Could I get help?"));
	page_put(&page, "</p>\n");
	for (size_t i = 0; i < agency_program_count(rq->call.agency); i++)
		show_program(&page, agency_program_at(rq->call.agency, i));
	page_line(&page, "h2", N_("You have applied, or begun to"));
	page_put(&page, "<ul class=\"items\">\n<li>");
	put_link(&page, "/status", N_("See where your application stands"));
	page_put(&page, "</li>\n<li>");
	put_link(&page, "/continue", N_("Go on with a saved form"));
	page_put(&page, "</li>\n<li>");
	put_link(&page, "/account", N_("Your account"));
	page_put(&page, "</li>\n</ul>\n");
	page_end(&page, 200);
	return true;
}

/* A small square of the pages' own blue, so that no browser asks in vain. */
bool
icon(struct portal_request *rq, struct err *err)
{
	static const char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\">"
				  "<path fill=\"#1a4480\" d=\"M2 1h8l4 4v10H2z\"/></svg>\n";
	(void)err;
	reply_page(rq, 200, "image/svg+xml", svg, sizeof(svg) - 1);
	return true;
}

bool
style_sheet(struct portal_request *rq, struct err *err)
{
	(void)err;
	reply_page(rq, 200, "text/css; charset=utf-8", portal_css, strlen(portal_css));
	return true;
}

bool
script(struct portal_request *rq, struct err *err)
{
	(void)err;
	reply_page(rq, 200, "text/javascript; charset=utf-8", portal_js, strlen(portal_js));
	return true;
}

/* What other front ends may send and get. */
bool
openapi_page(struct portal_request *rq, struct err *err)
{
	(void)err;
	reply_page(rq, 200, "application/json", openapi_json, strlen(openapi_json));
	return true;
}
