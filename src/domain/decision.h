/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision, its rehearsal, and the notice that carries it.  A decision is
 * immutable once issued: it is superseded, never edited.
 */
#ifndef DOMAIN_DECISION_H
#define DOMAIN_DECISION_H

#include "base/clock.h"
#include "domain/list.h"

enum outcome { OUTCOME_NONE, OUTCOME_APPROVED, OUTCOME_DENIED };
enum decision_state { DECISION_NONE, DECISION_AWAITING_SECOND_APPROVAL, DECISION_ISSUED, DECISION_SUPERSEDED, DECISION_RETURNED };

struct decision_reason {
	const char *code;        /* D07 */
	const char *text;        /* filled, in the reader's language */
	const char *legal_basis; /* 7 CFR 273.2(e)(3) */
	const char *facts;       /* JSON object as text */
};

struct decision_amount {
	civil_date from;
	civil_date to; /* DATE_NONE: open */
	int64_t amount; /* cents */
};

/* Who signed is who decided or approved; the bytes are the statement's. */
struct signature {
	const char *key; /* id of the signing key */
	const char *sig; /* base64url */
	int64_t at_ms;
};

struct decision {
	const char *id;
	int64_t version;
	const char *application_id;
	int64_t application_version;
	enum outcome outcome;
	enum decision_state state;
	LIST_OF(struct decision_reason) reasons;
	LIST_OF(struct decision_amount) amounts;
	const char *rationale; /* for the file, never sent */
	const char *worksheet; /* JSON: as it was when decided; empty: none */
	const char *advice_differs_because;
	struct person_ref *decided_by;
	struct person_ref *approved_by;
	int64_t decided_at_ms;
	const char *notice_id;
	civil_date appeal_deadline_on;
	const char *supersedes;
	const char *statement; /* the request's raw body */
	struct signature *signature;          /* NULL: not signed */
	const char *approval_statement;       /* the second person's request, raw */
	struct signature *approval_signature; /* the second person's */
	const char *return_reason;
	const char *override_reason; /* a supervisor lifted a STOP */
	struct text_list second_person_because; /* words of second_grounds.def */
};

/* A STOP or a WARN of the rehearsal. */
struct finding {
	const char *code;      /* stable word: too_early, not_looked_at, ... */
	const char *text;
	const char *lifted_by; /* "supervisor", "worker", NULL: nobody */
};

enum notice_state { NOTICE_NONE, NOTICE_QUEUED, NOTICE_SENT, NOTICE_DELIVERED, NOTICE_BOUNCED, NOTICE_FAILED };

/* How one was tried to be delivered. */
struct notice_attempt {
	int64_t at_ms;
	const char *channel;
	const char *outcome; /* sent, failed, bounced */
	const char *detail;  /* the mail server's words; NULL: none */
};

struct notice {
	const char *id;
	const char *application_id;
	const char *decision_id;
	const char *kind; /* denial, approval, missing, interview, missed_interview, withdrawal */
	const char *channel;
	const char *language;
	enum notice_state state;
	const char *rendered_text;
	const char *sha256; /* hex */
	int64_t created_at_ms;
	int64_t sent_at_ms;   /* 0: not yet */
	int64_t back_at_ms;   /* when it came back or could not be sent; 0: never */
	const char *attempts_text; /* the same as it is kept: a JSON list */
	LIST_OF(struct notice_attempt) attempts; /* the oldest first */
};

/* It did not reach its reader, and no letter has gone out in its place. */
bool notice_is_unserved(const struct notice *notice);

enum update_code {
	UPDATE_NONE,
#define UPDATE(id, wire, text) UPDATE_##id,
#include "domain/updates.def"
#undef UPDATE
	UPDATE_COUNT,
	UPDATE_PROGRAM_LAST = UPDATE_REOPENED /* up to here each program has words of its own */
};
const char *update_code_wire(enum update_code code);
const char *update_code_text(enum update_code code); /* msgid, where a program has no words of its own */

/* What the applicant sees. */
struct status_update {
	int64_t seq;
	int64_t at_ms;
	enum update_code code;
	const char *text;
	struct text_list items;
	const char *next_steps;
	civil_date appeal_deadline_on;
};

struct rehearsal {
	struct decision *decision;
	struct status_update *status_update;
	struct notice *notice;            /* in the customer's language */
	struct notice *notice_in_english; /* NULL where that is the same */
	LIST_OF(struct finding) stops;
	LIST_OF(struct finding) warnings;
};

#endif
