/* SPDX-License-Identifier: Apache-2.0
 *
 * One request for one program: what it is, and what may be done to it.
 * Pure: today and the actor come from the caller.
 */
#ifndef DOMAIN_APPLICATION_H
#define DOMAIN_APPLICATION_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "domain/list.h"

enum application_status {
	APPLICATION_NO_STATUS,
#define STATUS(id, wire, open, text) APPLICATION_##id,
#include "domain/statuses.def"
#undef STATUS
	APPLICATION_STATUS_COUNT
};

/* Sets of statuses. */
enum {
#define STATUS(id, wire, open, text) S_##id = 1 << APPLICATION_##id,
#include "domain/statuses.def"
#undef STATUS
	S_ANY = (1 << APPLICATION_STATUS_COUNT) - 2,
	S_OPEN = S_ANY & ~(S_APPROVED | S_DENIED | S_WITHDRAWN)
};

/* Who an act may be done by, seen from one application. */
enum {
	BY_APPLICANT = 1 << 0,
	BY_SYSTEM = 1 << 1,
	BY_ASSIGNEE = 1 << 2,   /* the worker it is assigned to */
	BY_CLAIMANT = 1 << 3,   /* a caseworker who may take it: it is free or already theirs */
	BY_CASEWORKER = 1 << 4, /* a caseworker with it in scope */
	BY_SUPERVISOR = 1 << 5, /* leads its team */
	BY_SECOND = 1 << 6,     /* leads its team and did not make the decision */
	BY_INTAKE = 1 << 7
};

enum application_act {
	ACT_NONE,
#define ACT(id, wire, from, to, by, text) ACT_##id,
#include "domain/transitions.def"
#undef ACT
	ACT_COUNT
};

struct transition {
	enum application_act act;
	const char *wire;
	unsigned from;             /* set of S_* */
	enum application_status to; /* APPLICATION_NO_STATUS: the act decides */
	unsigned by;               /* set of BY_* */
	const char *text;          /* msgid */
};

const struct transition *transition_of(enum application_act act);
const char *application_status_wire(enum application_status status);
const char *application_status_text(enum application_status status); /* msgid */
enum application_status application_status_from_wire(const char *word);
bool application_status_is_open(enum application_status status);

enum clock_state { CLOCK_NONE, CLOCK_OVERDUE, CLOCK_DUE_SOON, CLOCK_ON_TIME };
/* Whose move it is. */
enum turn { TURN_NONE, TURN_ME, TURN_CUSTOMER, TURN_SECOND, TURN_AGENCY };

enum item_state { ITEM_NONE, ITEM_UNMET, ITEM_REQUESTED, ITEM_RECEIVED, ITEM_ACCEPTED, ITEM_INSUFFICIENT };
enum cured_by { CURED_NONE, CURED_BY_APPLICANT, CURED_BY_WORKER, CURED_BY_AGENCY };

/* One requirement, met or not: "pay stub, Acme Foods, 14-27 Oct, Hoa". */
struct missing_item {
	const char *id;          /* lasting, also where its person is called otherwise now */
	const char *requirement; /* the program's requirement id */
	const char *label;       /* in the reader's language */
	const char *person;
	const char *source;
	const char *period; /* "2026-10-14/2026-10-27" */
	enum cured_by cured_by;
	enum item_state state;
	civil_date requested_on;
	civil_date due_on;
	int64_t received_at_ms;
	int64_t looked_at_ms; /* someone viewed what was received */
	const char *how;      /* how it was verified, or why it is not enough */
};

enum interview_state { INTERVIEW_NONE, INTERVIEW_SET, INTERVIEW_HELD, INTERVIEW_MISSED, INTERVIEW_MOVED, INTERVIEW_WAIVED };

struct interview {
	int64_t number; /* 1, 2, ... within the application */
	int64_t at_ms;
	const char *mode; /* phone, office, video */
	enum interview_state state;
	const char *note;
};

struct person_ref { /* a worker named in passing */
	const char *id;
	const char *name;
};

/* How an application came to who has it. */
struct application_move {
	const char *from;   /* who had it; NULL: nobody */
	const char *by;     /* who moved it; NULL: the system */
	const char *reason; /* theirs */
	const char *why;    /* the program's */
	int64_t at_ms;
};

struct program_ref {
	const char *id;
	int64_t version;
	const char *name;
};

struct customer_ref {
	const char *id;
	const char *name;
	const char *case_number;
};

struct notice;

struct application {
	const char *id;
	int64_t version;
	const char *number; /* A-26-000412 */
	struct program_ref program;
	struct customer_ref customer;
	enum application_status status;
	bool expedited;
	civil_date filed_on;
	civil_date due_on;
	enum clock_state clock; /* computed from due_on and the county's today */
	struct person_ref *assignee; /* NULL: nobody's */
	struct application_move *moved; /* to its reader, and not all of it seen yet; else NULL */
	const char *team_id;
	const char *county;
	const char *language;
	const char *channel;
	LIST_OF(struct missing_item) missing; /* every requirement with its state */
	enum turn turn;
	const char *next_act; /* look_at_document, interview, decide, ... */
	int64_t unseen_changes;
	const char *waiting_chat_id;
	const char *answers; /* JSON object as text */
	LIST_OF(struct interview) interviews;
	int64_t interview_at_ms; /* the next one set; 0 none */
	civil_date proof_due_on; /* earliest due date of a requested item */
	int64_t items_open;      /* unmet, requested or insufficient */
	int64_t items_received;  /* came, nobody decided on them yet */
	const char *decision_id;
	const char *decided_by_id; /* maker of the decision that waits; for BY_SECOND */
	struct text_list second_person_because; /* while it waits for one: words of second_grounds.def */
	struct text_list allowed_actions;
	civil_date remind_on;    /* the assignee's next reminder; DATE_NONE: none */
	bool appeal_open;        /* it stays with whom it is, until the appeal is decided */
	int64_t filed_at_ms;
	int64_t updated_at_ms;
	const char *access_code; /* only in the answer to intake, once */
	const char *why;         /* only in the answer to next: why this one */
	struct notice *would_send; /* dry runs: the letter as it would be sent */
};

/* The sets above as seen by one actor; policy.c works it out. */
bool application_act_allowed(enum application_act act, enum application_status status, unsigned by);

#endif
