/* SPDX-License-Identifier: Apache-2.0
 *
 * One application taken out of the store to be acted on, and put back.
 *
 * An act is one function that looks at the file and changes it in memory: it
 * decides, and plans events and letters.  application_do() opens the file,
 * runs the act, and commits everything it planned, or, on a dry run, nothing;
 * so a rehearsal and the real thing are the same code.
 */
#ifndef SERVICE_APPLICATION_FILE_H
#define SERVICE_APPLICATION_FILE_H

#include "base/buf.h"
#include "base/json.h"
#include "domain/appeal.h"
#include "domain/completeness.h"
#include "domain/event.h"
#include "domain/render.h"
#include "domain/review.h"
#include "server/service/service.h"
#include "server/store/application.h"
#include "server/store/customer.h"
#include "server/store/decision.h"

enum {
	PLANNED_EVENTS_MAX = 24,
	FILE_INTERVIEWS_MAX = 50,
	PAYLOAD_BYTES_MAX = 48 * 1024,
	REASON_TEXT_MAX = 2000, /* of a worker's reason or note on an act */
	NOTE_TEXT_MAX = 20000
};

struct planned_event {
	enum event_type type;
	struct buf buf; /* the payload while it is written */
	struct json_out payload;
	enum update_code update; /* of decision.issued: its outcome */
	const char *decision_id;
	const char *notice_id;
	/* What its status update says, in the language that the applicant is
	 * written to in; NULL: it has none. */
	const struct status_update *said;
	enum update_code said_code;
	bool by_system; /* not the actor's own act */
};

struct application_file {
	struct application_row before; /* as it stands in the store */
	struct application_row now;    /* as the act leaves it */
	bool is_new;                   /* not in the store yet */
	bool keeps_version;            /* nothing that a form is based on changes */
	const struct program *program;
	unsigned by; /* what the actor is to it: set of BY_* */
	enum zone zone;
	civil_date today; /* in the county's zone */
	struct json *answers; /* NULL until file_answers(); owned */

	/* Every requirement, in the program's order; parallel arrays. */
	struct missing_item *items;
	bool *item_changed;
	size_t item_count;
	const char **dropped_items; /* ids that no longer apply */
	size_t dropped_count;

	struct interview interviews[FILE_INTERVIEWS_MAX];
	bool interview_changed[FILE_INTERVIEWS_MAX];
	size_t interview_count;

	struct customer_record *customer; /* NULL until file_customer() */

	/* What the act planned. */
	const char *changed; /* names of the members it changed, comma-separated */
	struct planned_event events[PLANNED_EVENTS_MAX];
	size_t event_count;
	struct notice *notice;
	struct decision_row *decision_added;
	struct decision_row *decision_changed;    /* signed or returned */
	struct decision_row *decision_superseded;
	struct approval_row *approval; /* what the second person sent */
	struct appeal *appeal;         /* new, or ended */
	struct reminder *reminder;     /* new */
	const struct review *review;   /* of a decision that was drawn */
	int64_t chats_moved_at_ms;     /* only those that went along then go back; 0: all */
};

/* False with NOT_FOUND for what the actor may not know of. */
bool application_open(struct call *call, const char *id, struct application_file *ret,
                      struct err *err) must_use;
void application_close(struct application_file *file);
/* Opens it and closes it: may the actor know of it? */
bool application_is_seen(struct call *call, const char *id, struct err *err) must_use;

/* May this actor do it, on the version they saw, in this status? */
bool application_permit(struct call *call, const struct application_file *file,
                        enum application_act act, struct err *err) must_use;
/* The same without a version: for notes and calls. */
bool application_permit_any_version(const struct application_file *file, enum application_act act,
                                    struct err *err) must_use;

/* ---- application_commit.c ---- */

/* Writes all that was planned; on a dry run only works out what it would be. */
bool application_commit(struct call *call, struct application_file *file, struct err *err) must_use;

/* Whose move it is, where what was read decides that: no change, no event. */
bool application_turn_again(struct call *call, struct application_file *file) must_use;

typedef bool act_fn(struct call *call, struct application_file *file, const void *request,
                    struct err *err);
/* open, act, commit, and the application as it is afterwards. */
bool application_do(struct call *call, const char *id, act_fn *act, const void *request,
                    const struct application **ret, struct err *err) must_use;

/* ---- for acts; application_file.c again ---- */

/* The customer, read once. */
bool file_customer(struct call *call, struct application_file *file, struct err *err) must_use;
/* The answers, parsed once. */
bool file_answers(struct application_file *file, struct err *err) must_use;
struct missing_item *file_item(struct application_file *file, const char *item_id);
void file_item_changed(struct application_file *file, const struct missing_item *item);
/* The last interview that is still set, or NULL. */
struct interview *file_interview_set(struct application_file *file);
bool file_reason_fits(const char *pointer, const char *text, size_t max, struct err *err) must_use;
/* Whose eyes the change concerns: as it is after it, and whose it was before. */
struct event_scope file_scope(const struct application_file *file);
/* The actor as an event names them. */
struct author call_author(const struct call *call);

/* ---- application_plan.c ---- */

/* A new event of the plan: its payload is an open object; add members to
 * event->payload. */
struct planned_event *plan_event(struct application_file *file, enum event_type type);
/* What an act has to tell the applicant, before it is put in a language. */
struct telling {
	struct render_input base; /* without language and named list */
	const struct reason_facts *reasons;
	size_t reason_count;
	const struct missing_item *const *items; /* where there are no reasons */
	size_t item_count;
};

/* Application, customer, office and day of the file; the rest is empty. */
bool telling_init(struct call *call, struct application_file *file, struct telling *ret,
                  struct err *err) must_use;
/* The same in one language. */
bool telling_in(struct call *call, const struct telling *telling, const char *language,
                struct render_input *ret, struct err *err) must_use;

/* What the applicant reads of an event, in each of the program's languages,
 * as member "says" of its payload: {"en":{"text","items","next_steps"?,
 * "appeal_deadline_on"?},...}. */
bool plan_says(struct call *call, struct planned_event *event, enum update_code code,
               const struct telling *telling, struct err *err) must_use;
/* The letter, rendered once in the customer's language, with its event. */
bool plan_notice(struct call *call, struct application_file *file, enum notice_kind kind,
                 const struct telling *telling, const char *decision_id, struct err *err) must_use;
/* A letter that is not stored. */
bool make_notice(struct call *call, struct application_file *file, enum notice_kind kind,
                 const struct telling *telling, const char *language, struct notice **ret,
                 struct err *err) must_use;

/* The language of letter and e-mail: the customer's, where the program has it. */
const char *file_language(const struct application_file *file);

/* Adds "items":["label",...] in the program's first language. */
void put_item_labels(struct call *call, struct json_out *out, const struct application_file *file,
                     const struct missing_item *const *items, size_t count);

#endif
