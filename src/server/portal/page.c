/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of a page.  The threaded server has one locale, so each language
 * is a text domain of its own (caseload-es) under the locale "portal".
 */
#include "server/portal/page.h"

#include <inttypes.h>
#include <strings.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "domain/wording.h"

static const struct {
	const char *tag;
	const char *name; /* in the language itself */
	const char *direction;
} languages[] = {
	{ "en", "English", "ltr" },
	{ "es", "Español", "ltr" },
};

static const char *
direction_of(const char *language)
{
	for (size_t i = 0; i < countof(languages); i++)
		if (str_eq(languages[i].tag, language))
			return languages[i].direction;
	return "ltr";
}

bool
page_speaks(const char *language)
{
	for (size_t i = 0; i < countof(languages); i++)
		if (str_eq(languages[i].tag, language))
			return true;
	return false;
}

/* The first of the browser's languages that is spoken here. */
static const char *
accepted(const char *header)
{
	for (const char *at = header ? header : ""; *at;) {
		at += strspn(at, " ,");
		for (size_t i = 0; i < countof(languages); i++)
			if (strncasecmp(at, languages[i].tag, 2) == 0 &&
				!(at[2] >= 'a' && at[2] <= 'z'))
				return languages[i].tag;
		at += strcspn(at, ",");
	}
	return "en";
}

const char *
page_language(const struct portal_request *rq, const char *prefer)
{
	const char *asked = portal_query(rq, "lang");
	if (!asked)
		asked = portal_form(rq, "lang");
	if (page_speaks(asked))
		return asked;
	return page_speaks(prefer) ? prefer : accepted(rq->accept_language);
}

void
page_put(struct page *page, const char *html)
{
	buf_puts(&page->out, html);
}

void
page_text(struct page *page, const char *text)
{
	html_text(&page->out, text ? text : "");
}

void
page_say(struct page *page, const char *msgid)
{
	page_text(page, say(page, msgid));
}

void
page_line(struct page *page, const char *tag, const char *msgid)
{
	buf_printf(&page->out, "<%s>", tag);
	page_say(page, msgid);
	buf_printf(&page->out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

const char *
page_filled(struct page *page, const char *msgid, const char *name, const char *text)
{
	const char *sentence = say(page, msgid);
	const char *brace = strstr(sentence, name);
	if (!brace)
		return sentence;
	return arena_printf(page->rq->arena, "%.*s%s%s", (int)(brace - sentence), sentence,
		text ? text : "", brace + strlen(name));
}

void
page_fill(struct page *page, const char *msgid, const char *name, const char *text)
{
	page_text(page, page_filled(page, msgid, name, text));
}

void
page_date(struct page *page, civil_date date)
{
	char wire[DATE_TEXT_MAX];
	struct buf words = BUF_INIT(128);
	wording_date(&words, date, page->language);
	buf_printf(&page->out, "<time datetime=\"%s\">", date_to_text(date, wire));
	page_text(page, words.data);
	page_put(page, "</time>");
	buf_done(&words);
}

bool
page_open_program(struct page *page, const struct program *program)
{
	civil_date today = zone_date(ZONE_CENTRAL, page->rq->call.now_ms);
	bool is_early = program->open_from != DATE_NONE && today < program->open_from;

	if (program_is_open(program, today))
		return true;
	page_put(page, "<p><strong>");
	page_say(page, is_early ? N_("You can apply from") : N_("The last day to apply was"));
	page_put(page, " ");
	page_date(page, is_early ? program->open_from : program->open_to);
	page_put(page, ".</strong></p>\n");
	return false;
}

void
page_instant(struct page *page, int64_t at_ms, enum zone zone)
{
	char wire[INSTANT_TEXT_MAX];
	struct buf words = BUF_INIT(128);
	wording_instant(&words, at_ms, zone, page->language);
	buf_printf(&page->out, "<time datetime=\"%s\">", instant_to_text(at_ms, wire));
	page_text(page, words.data);
	page_put(page, "</time>");
	buf_done(&words);
}

static void
put_language_links(struct page *page)
{
	page_put(page, "<p>");
	for (size_t i = 0; i < countof(languages); i++) {
		if (str_eq(languages[i].tag, page->language))
			continue;
		buf_printf(&page->out, "<a hreflang=\"%s\" lang=\"%s\" href=\"", languages[i].tag,
			languages[i].tag);
		page_text(page, page->here);
		buf_printf(&page->out, "%slang=%s\">%s</a>", strchr(page->here, '?') ? "&amp;" : "?",
			languages[i].tag, languages[i].name);
	}
	page_put(page, "</p>\n");
}

void
page_begin(struct page *page, struct portal_request *rq, const char *language, const char *here,
	const char *title, int stay_s)
{
	*page = (struct page){ .rq = rq, .language = language, .here = here, .stay_s = stay_s };
	buf_init(&page->out, PAGE_MAX);
	buf_printf(&page->out,
		"<!DOCTYPE html>\n<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
		language, direction_of(language));
	page_put(page,
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n<title>");
	page_say(page, title);
	page_put(page, "</title>\n<link rel=\"stylesheet\" href=\"/portal.css\">\n");
	if (stay_s != 0)
		page_put(page, "<script src=\"/portal.js\" defer></script>\n");
	if (stay_s > 0)
		buf_printf(&page->out,
			"<noscript><meta http-equiv=\"refresh\" content=\"%d; url=%s?lang=%s&amp;live=1\">"
			"</noscript>\n",
			stay_s, here, language);
	page_put(page, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
	page_say(page, N_("Skip to the main part"));
	buf_printf(&page->out, "</a>\n<header>\n<p><a href=\"/?lang=%s\">", language);
	page_say(page, N_("Help with food, cash and child care"));
	page_put(page, "</a></p>\n");
	put_language_links(page);
	page_put(page, "</header>\n<main id=\"main\">\n");
}

void
page_end(struct page *page, int status)
{
	page_put(page, "</main>\n<footer>\n");
	page_line(page, "p",
		N_("Interpreters are free. Say which language you speak, and we call one."));
	page_put(page, "</footer>\n</body>\n</html>\n");
	if (!buf_ok(&page->out)) {
		/* Half a page could leave out what was decided. */
		buf_reset(&page->out);
		page_put(page, "<!DOCTYPE html>\n<title>caseload</title>\n");
		page_line(page, "p",
			N_("This does not work at the moment. Nothing is lost; please try again later."));
		status = 500;
	}
	reply_page(page->rq, status, "text/html; charset=utf-8",
		arena_strndup(page->rq->arena, page->out.data, page->out.len), page->out.len);
	buf_done(&page->out);
}
