/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms as such: their token, their faults, their buttons.
 */
#include "server/portal/form.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/service/status.h"

#define FORM_COOKIE "caseload_form"

enum { FORM_COOKIE_BYTES = 16, FORM_COOKIE_TEXT = 24 };

/* ---- whose form it is ---- */

/* The browser's own random cookie; made when it has none. */
static const char *
form_cookie(struct portal_request *rq)
{
	const char *cookie = portal_cookie(rq, FORM_COOKIE);
	if (!cookie || !str_is_id(cookie)) {
		uint8_t bytes[FORM_COOKIE_BYTES];
		char text[FORM_COOKIE_TEXT];
		random_bytes(bytes, sizeof(bytes));
		base64url_text(text, sizeof(text), bytes, sizeof(bytes));
		cookie = arena_strdup(rq->arena, text);
	}
	reply_cookie(rq, FORM_COOKIE, cookie, FORM_KEEP_S);
	return cookie;
}

/* Keeps the browser's cookie fresh, too. */
static const char *
form_token(struct portal_request *rq)
{
	return status_form_token(&rq->call, form_cookie(rq));
}

/* A form posted by another site says so, where the browser is honest. */
static bool
comes_from_here(const struct portal_request *rq)
{
	const char *origin = rq->origin;
	if (!origin)
		return true;
	const char *host = strstr(origin, "://");
	return host && rq->host && str_eq(host + 3, rq->host);
}

static void
show_stale(struct portal_request *rq, const char *back)
{
	struct page page;
	page_begin(&page, rq, page_language(rq, NULL), back, N_("Please send it again"), 0);
	page_line(&page, "h1", N_("Please send it again"));
	page_line(&page, "p",
		N_("This form was open for too long, or cookies are off. Please send it again."));
	page_put(&page, "<p><a href=\"");
	page_text(&page, back);
	buf_printf(&page.out, "%slang=%s\">", strchr(back, '?') ? "&amp;" : "?", page.language);
	page_say(&page, N_("Back to the form"));
	page_put(&page, "</a></p>\n");
	page_end(&page, 403);
}

bool
form_is_ours(struct portal_request *rq, const char *back)
{
	if (comes_from_here(rq) &&
		status_form_token_good(
			&rq->call, portal_cookie(rq, FORM_COOKIE), portal_form(rq, "token")))
		return true;
	show_stale(rq, back);
	return false;
}

bool
form_is_stale(struct portal_request *rq)
{
	return comes_from_here(rq) &&
		!status_form_token_good(&rq->call, portal_cookie(rq, FORM_COOKIE), portal_form(rq, "token"));
}

void
form_hidden(struct page *page, const char *name, const char *value)
{
	buf_printf(&page->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	page_text(page, value);
	page_put(page, "\">\n");
}

static void
begin(struct page *page, const char *action, const char *attributes)
{
	page_put(page, "<form method=\"post\" novalidate action=\"");
	page_text(page, action);
	buf_printf(&page->out, "\"%s>\n", attributes);
	form_hidden(page, "token", form_token(page->rq));
	form_hidden(page, "lang", page->language);
}

void
form_begin(struct page *page, const char *action)
{
	begin(page, action, "");
}

void
form_begin_files(struct page *page, const char *action)
{
	begin(page, action, " enctype=\"multipart/form-data\"");
}

void
form_end(struct page *page)
{
	page_put(page, "</form>\n");
}

/* ---- what was wrong ---- */

void
fault_add(struct faults *faults, const char *id, const char *label, const char *sentence)
{
	assert(faults && sentence);
	if (faults->count < FAULTS_MAX)
		faults->at[faults->count++] = (struct fault){ id, NULL, label, sentence };
}

void
fault_add_link(struct faults *faults, const char *href, const char *label, const char *sentence)
{
	assert(faults && href && sentence);
	if (faults->count < FAULTS_MAX)
		faults->at[faults->count++] = (struct fault){ NULL, href, label, sentence };
}

const char *
fault_of(const struct faults *faults, const char *id)
{
	for (size_t i = 0; faults && i < faults->count; i++)
		if (str_eq(faults->at[i].id, id))
			return faults->at[i].sentence;
	return NULL;
}

static void
put_fault(struct page *page, const struct fault *fault)
{
	bool leads = fault->id || fault->href;

	page_put(page, "<li>");
	if (leads) {
		page_put(page, fault->href ? "<a href=\"" : "<a href=\"#");
		page_text(page, fault->href ? fault->href : fault->id);
		page_put(page, "\">");
	}
	if (!str_empty(fault->label)) {
		page_put(page, "<bdi>");
		page_text(page, fault->label);
		page_put(page, "</bdi>: ");
	}
	page_text(page, fault->sentence);
	page_put(page, leads ? "</a></li>\n" : "</li>\n");
}

void
faults_put(struct page *page, const struct faults *faults)
{
	if (!faults || faults->count == 0)
		return;
	page_put(page, "<div class=\"fault\" id=\"fault\" role=\"alert\" tabindex=\"-1\">\n");
	page_line(page, "h2", N_("Please look at this again"));
	page_put(page, "<ul>\n");
	for (size_t i = 0; i < faults->count; i++)
		put_fault(page, &faults->at[i]);
	page_put(page, "</ul>\n</div>\n");
}

/* ---- buttons ---- */

void
form_button(struct page *page, enum form_button kind, const char *name, const char *value,
	const char *text)
{
	static const char *const looks[] = {
		[BUTTON_MAIN] = "main", [BUTTON_OTHER] = "other", [BUTTON_QUIET] = "plain"
	};
	buf_printf(&page->out, "<button type=\"submit\" class=\"%s\"", looks[kind]);
	if (name) {
		buf_printf(&page->out, " name=\"%s\" value=\"", name);
		page_text(page, value);
		page_put(page, "\"");
	}
	page_put(page, ">");
	page_text(page, text);
	page_put(page, "</button>\n");
}
