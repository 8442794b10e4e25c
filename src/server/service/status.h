/* SPDX-License-Identifier: Apache-2.0
 *
 * What an applicant sees of one application: who holds its number and code,
 * where it stands, what was said, what is missing, what was decided.
 */
#ifndef SERVICE_STATUS_H
#define SERVICE_STATUS_H

#include "domain/application.h"
#include "domain/decision.h"
#include "domain/document.h"
#include "server/service/appeal.h"
#include "server/service/service.h"

enum { STATUS_NUMBER_MAX = 40, STATUS_CODE_MAX = 40 };

/* Something the applicant still has to send, or has sent. */
struct status_item {
	const char *id;
	bool is_proof;    /* a document can meet it */
	const char *how;  /* why what came is not enough; else NULL */
	const char *question; /* of the form, which an answer meets; else NULL */
	const char *person, *source; /* whose entry of a list it is about, or NULL */
	const char *period;  /* "2026-10-14/2026-10-27", or NULL */
	const char *label;   /* with person, source and period, as in a letter */
	const char *help; /* what will do; NULL: the program says nothing */
	enum item_state state;
	civil_date due_on;
};

struct status_view {
	const char *application_id;
	const char *number;
	struct program_ref program;
	const char *status; /* wire word */
	bool is_open;
	bool expedited;
	const char *customer_id, *customer_name;
	const char *language; /* in which the texts are */
	enum zone zone;
	civil_date filed_on;
	civil_date due_on;
	int64_t interview_at_ms;               /* the one set; 0 none */
	LIST_OF(struct status_update) updates; /* oldest first */
	LIST_OF(struct status_item) items;     /* of an open one; the applicant's to cure */
	LIST_OF(struct document) documents;    /* the applicant's own, and what came for a requirement */
	size_t document_count;                 /* all of them */
	const struct decision *decision;       /* in force; NULL: none */
	bool may_withdraw;
	bool may_answer;                       /* give or correct answers */
	const struct program *form;
	const char *answers;                   /* JSON object */
	bool may_appeal;                       /* a decision, or that none came in time */
	struct appeal_ground appeal_ground;
	const struct appeal *appeal;           /* the one that is open; NULL: none */
	civil_date today;                      /* in the county */
	LIST_OF(struct notice) notices;        /* newest first */
	const char *office_phone;
	const char *legal_aid_phone;
	const char *appeals_phone;
	int64_t seq; /* the last event this view saw */
};

/*
 * Which application these two belong to.  One answer for a number that does
 * not exist and a code that is wrong; RATE_LIMITED with the seconds to wait
 * after a few wrong ones.
 */
bool status_find(struct call *call, const char *number, const char *code, const char *address,
	const char **ret_application_id, const char **ret_number, struct err *err) must_use;
/* In the writer, of what status_find() found on a snapshot: since then another
 * code may have been given.  Counted as no further try. */
bool status_find_again(struct call *call, const char *number, const char *code,
	const char **ret_application_id, struct err *err) must_use;

/* As the one who holds the code; language NULL: the customer's own. */
bool status_read(struct call *call, const char *application_id, const char *language,
	struct status_view *ret, struct err *err) must_use;

/* Files from the one who holds the code: document_file() as the applicant. */
struct document_upload;
struct documents;
bool status_take_documents(struct call *call, const char *application_id, const char *item_id,
	const struct document_upload *uploads, size_t count, struct documents *ret,
	struct err *err) must_use;

/*
 * May this customer change something once more today?  The log keeps every
 * change for good, and whoever holds a code could write without end.
 */
enum { STATUS_ACTS_A_DAY = 200 };
bool status_has_room(struct call *call, const char *customer_id, struct err *err) must_use;

/* The updates after a seq, oldest first; false only when the database failed. */
bool status_updates_after(struct call *call, const char *application_id, const char *language,
	int64_t after, struct status_update **ret, size_t *ret_count) must_use;

/* Proof that a browser showed number and code a short while ago. */
enum { STATUS_PASS_MS = 15 * 60 * 1000 };
const char *status_pass_make(struct call *call, const char *application_id);
/* NULL: none, forged, too old, or given back.  The id lives in the arena. */
const char *status_pass_read(struct call *call, const char *pass, int64_t *ret_ends_ms);

bool status_pass_end(struct call *call, const char *application_id, struct err *err) must_use;

/* A form's token, bound to a random cookie of the same browser. */
const char *status_form_token(struct call *call, const char *cookie);
bool status_form_token_good(struct call *call, const char *cookie, const char *token);

#endif
