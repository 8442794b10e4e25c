/* SPDX-License-Identifier: Apache-2.0
 *
 * What the forms of the applicant's pages share: the token against forgery,
 * controls with their label, hint and fault, and the list of faults at the
 * top that leads to each.  Labels, hints, faults and options are texts in the
 * page's language, no msgids; everything is escaped here.
 */
#ifndef PORTAL_FORM_H
#define PORTAL_FORM_H

#include "base/money.h"
#include "server/portal/page.h"

enum {
	FAULTS_MAX = 64,
	FORM_KEEP_S = 3600, /* after the last page a form of this browser is good for so long */
	FORM_SELECT_FROM = 7 /* more options than radio buttons are good for */
};

/* ---- what was wrong ---- */

struct fault {
	const char *id; /* of the control; NULL: of the whole form, or of another page */
	const char *href; /* of the other page, where it is mended; NULL: here */
	const char *label;
	const char *sentence;
};

struct faults {
	struct fault at[FAULTS_MAX];
	size_t count;
};

void fault_add(struct faults *faults, const char *id, const char *label, const char *sentence);
/* Mended on another page: href leads there, and to the control. */
void fault_add_link(struct faults *faults, const char *href, const char *label, const char *sentence);
/* The sentence for one control; NULL: nothing is wrong with it. */
const char *fault_of(const struct faults *faults, const char *id);
/* The list at the top, each fault a link to its control; nothing when there is none. */
void faults_put(struct page *page, const struct faults *faults);

/* ---- the form ---- */

/* <form method="post"> with its token and language. */
void form_begin(struct page *page, const char *action);
/* The same for a form that carries files, of a page with PORTAL_UPLOAD. */
void form_begin_files(struct page *page, const char *action);
void form_end(struct page *page);
void form_hidden(struct page *page, const char *name, const char *value);

/*
 * Was this form made here, for this browser, and sent from our own page?
 * False: form_stale() has answered 403, with a way back.
 */
bool form_is_ours(struct portal_request *rq, const char *back);

/* From our own page, but its token is over: nothing is answered. */
bool form_is_stale(struct portal_request *rq);

/* ---- controls ---- */

struct control {
	const char *id; /* also its name */
	const char *label;
	const char *hint;  /* or NULL */
	const char *value; /* what stands in it; NULL: nothing */
	const char *fault; /* or NULL; fault_of() */
	const char *type;  /* "email" "tel" "password"; NULL: text */
	const char *autocomplete; /* NULL: off */
	const char *inputmode;    /* "numeric" "decimal"; NULL: any */
	const char *prefix;       /* "$", beside it */
	size_t max;               /* characters; 0: no limit */
	bool required;            /* the form is not taken without it */
	bool is_short;
};

struct form_option {
	const char *value;
	const char *label;
	bool chosen;
};

void form_text(struct page *page, const struct control *control);
void form_area(struct page *page, const struct control *control);
/* Month, day and year apart; value is YYYY-MM-DD.  What was posted stands in it again. */
void form_date(struct page *page, const struct control *control);
enum form_read { FORM_EMPTY, FORM_GOOD, FORM_BAD, FORM_SHORT_YEAR };
enum form_read form_date_read(const struct portal_request *rq, const char *id, civil_date *ret);
/* The msgid for a date that is FORM_BAD or has a FORM_SHORT_YEAR. */
const char *form_date_words(enum form_read read);
/* The msgid that says how an amount is written that could not be read. */
const char *form_money_words(enum money_typed typed);
/* Radio buttons, or a list to choose from where there are many. */
void form_choice(struct page *page, const struct control *control, const struct form_option *options,
	size_t count);
/* A box to tick each; all have the field's name. */
void form_checks(struct page *page, const struct control *control, const struct form_option *options,
	size_t count);
/* value "yes" or "no". */
void form_yesno(struct page *page, const struct control *control);

enum form_button { BUTTON_MAIN, BUTTON_OTHER, BUTTON_QUIET };
/* text in the page's language; name may be NULL. */
void form_button(struct page *page, enum form_button kind, const char *name, const char *value,
	const char *text);

#endif
