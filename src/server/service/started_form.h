/* SPDX-License-Identifier: Apache-2.0
 *
 * An application that is begun and not sent: kept sealed with the agency's
 * key, opened again by its number and code or by the account it belongs to,
 * forgotten when nobody comes back.  What it holds is one JSON object:
 *
 *   you      who applies: name, born_on, county, address {}, phone, email, ...
 *   answers  by question id, as the program's form has them
 *   typed    what was typed and is no answer, by the name of its control
 *   seen     the pages that were sent at least once, by section id
 *   earlier_on  the date of the application its answers were taken from
 */
#ifndef SERVICE_STARTED_FORM_H
#define SERVICE_STARTED_FORM_H

#include "base/json.h"
#include "domain/application.h"
#include "domain/program.h"
#include "server/service/service.h"
#include "server/store/started_form.h"

enum {
	STARTED_FORM_PASS_MS = 60 * 60 * 1000, /* of a browser in which nothing happens */
	STARTED_FORM_KEEP_DAYS = 30,           /* where the setting form_keep_days is not set */
	STARTED_FORM_BYTES_MAX = 96 * 1024
};

struct started_form {
	struct started_form_row row;
	const struct program *program; /* the newest version: nothing was asked for as yet */
	struct json *document;         /* owned */
	bool is_new;                   /* not kept yet */
};

/* In memory only; started_form_change() keeps it.  account_id may be NULL. */
void started_form_begin(struct call *call, const struct program *program, const char *account_id,
	struct started_form *ret);
/* NOT_FOUND: there is none, or its time is over. */
bool started_form_open(struct call *call, const char *id, struct started_form *ret, struct err *err)
	must_use;
void started_form_close(struct started_form *form);

/* One of the parts above; NULL: nothing is there yet. */
const struct json *started_form_part(const struct started_form *form, const char *name);
bool started_form_has_seen(const struct started_form *form, const char *page);
/* The civil date after which it is forgotten when nothing more happens. */
civil_date started_form_kept_until(const struct call *call, const struct started_form *form);

/* Merges a patch (RFC 7396) into what is there, and keeps it: call->txn is set. */
bool started_form_change(struct call *call, struct started_form *form, const char *patch,
	struct err *err) must_use;
/* What the document would be then; owned by the caller. */
struct json *started_form_merged(const struct started_form *form, const char *patch, struct err *err)
	must_use;
/* Gone, at the applicant's wish. */
bool started_form_forget(struct call *call, const char *id, struct err *err) must_use;

/* Number and code with which it is opened at another place.  The code can be
 * shown again at any time: it is worked out of the id with the agency's key. */
const char *started_form_code(struct call *call, const char *id);
/* NOT_FOUND for an unknown number as for a wrong code; RATE_LIMITED after a few. */
bool started_form_find_by_code(struct call *call, const char *number, const char *code,
	const char *address, const char **ret_id, struct err *err) must_use;

/* The browser's pass for one form. */
const char *started_form_pass_make(struct call *call, const char *id);
const char *started_form_pass_read(struct call *call, const char *pass, int64_t *ret_ends_ms);
/* In the writer: the browser's pass is over. */
bool started_form_pass_end(struct call *call, const char *id, struct err *err) must_use;

/* ---- started_form_send.c ---- */

/* Who applies; the persons of the form are the household.  In the arena. */
struct customer *started_form_customer(struct call *call, const struct started_form *form);
/*
 * Files it, in one commit with what the form then keeps: the receipt.  A form
 * that was sent before is left as it is, so that sending twice files once.
 * Without call->txn it only says what is wrong.
 */
bool started_form_send(struct call *call, struct started_form *form, struct err *err) must_use;
/* Of a form that was sent, to be shown on the receipt; NULL: another code took its place. */
const char *started_form_access_code(const struct started_form *form);
/* In the writer: the receipt, where it is still kept, shows its code no more. */
bool started_form_forget_code(struct call *call, const char *application_id, struct err *err) must_use;

#endif
