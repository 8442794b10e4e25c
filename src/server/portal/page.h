/* SPDX-License-Identifier: Apache-2.0
 *
 * What every page of the applicant has: frame, language, escaping.  Texts of
 * the program go through say(); anything that came from outside through
 * page_text().  Knows no application.
 */
#ifndef PORTAL_PAGE_H
#define PORTAL_PAGE_H

#include "server/service/language.h"
#include "base/buf.h"
#include "base/words.h"
#include "domain/program.h"
#include "server/route/portal_request.h"

enum { PAGE_MAX = 512 * 1024 };

struct page {
	struct portal_request *rq;
	const char *language; /* "en" or "es" */
	const char *here;     /* path of the page, for the other languages' links */
	struct buf out;
	int stay_s; /* without a script: look again after so long; below 0: never; 0: not live at all */
};

extern const char portal_css[];
extern const char portal_js[];
extern const char openapi_json[];

/* The language of a page: asked for by lang=, else prefer, else the browser's. */
const char *page_language(const struct portal_request *rq, const char *prefer);
bool page_speaks(const char *language);
/* A msgid in the page's language. */
#define say(page, msgid) say_in((page)->language, (msgid))

/* title is a msgid; scripted pages load /portal.js. */
void page_begin(struct page *page, struct portal_request *rq, const char *language,
	const char *here, const char *title, int stay_s);
/* Ends the frame and answers with it. */
void page_end(struct page *page, int status);

void page_put(struct page *page, const char *html);  /* markup of this program's own */
void page_text(struct page *page, const char *text); /* anything: escaped */
void page_say(struct page *page, const char *msgid); /* escaped, too */
/* <tag>msgid</tag>; tag may carry attributes. */
void page_line(struct page *page, const char *tag, const char *msgid);
/* A msgid with one {name} filled by a text. */
void page_fill(struct page *page, const char *msgid, const char *name, const char *text);
/* The same as a text of the arena, not escaped yet. */
const char *page_filled(struct page *page, const char *msgid, const char *name, const char *text);
void page_date(struct page *page, civil_date date);
/* Whether the program takes applications today; if not, a paragraph says so. */
bool page_open_program(struct page *page, const struct program *program);
void page_instant(struct page *page, int64_t at_ms, enum zone zone);

/* ---- pages, one function each ---- */

#define PAGE(method, path, flags, run) bool run(struct portal_request *rq, struct err *err);
#define PAGE_CHECKED(method, path, flags, prepare, run) \
	PAGE(method, path, flags, prepare) PAGE(method, path, flags, run)
#include "server/portal/pages.def"

/* The form again, with what was wrong; NULL: nothing. */
void status_form_show(struct portal_request *rq, int status, const char *fault, int wait_s);

#endif
