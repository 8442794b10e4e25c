/* SPDX-License-Identifier: Apache-2.0
 *
 * What clients send, as structs: one per request body of the API.
 */
#ifndef PROTO_REQUESTS_H
#define PROTO_REQUESTS_H

#include "domain/appeal.h"
#include "domain/application.h"
#include "domain/customer.h"
#include "domain/decision.h"
#include "domain/interaction.h"
#include "domain/plan.h"
#include "domain/review.h"
#include "domain/worker.h"

struct session_request { const char *username, *password, *otp; };

/* Sealed by the workstation with the worker's journal key; base64url. */
enum { DRAFT_SEALED_MAX = 256 * 1024 };
struct draft_view {
	const char *id;
	int64_t revision;
	const char *sealed;
	int64_t changed_at_ms;
};
struct draft_request { int64_t revision; const char *sealed, *application_id; };

/* What a list shows, by a name of the worker's own; without one it is how a
 * room was left. */
enum { SAVED_NAME_MAX = 120, SAVED_WORDS_MAX = 400, SAVED_WORD_MAX = 40 };
struct saved_filter {
	const char *id;
	const char *name;   /* NULL: how the room was left */
	const char *room;   /* "mine", as the workstation calls it */
	const char *words;  /* as typed after f */
	const char *sort;
	const char *column; /* the last one of a row */
	int64_t changed_at_ms;
};

/* A worker's signing key as its owner gets it, from any terminal. */
struct signing_key_view {
	const char *key; /* its id */
	const char *public_key; /* base64url */
	const char *sealed;     /* the secret half, under the password (base/sign.h) */
	int64_t made_at_ms;
};
struct signing_key_request { const char *public_key, *sealed, *proof; };
struct resealed_key { const char *key, *sealed, *proof; };
struct password_request {
	const char *current, *fresh;
	struct resealed_key *signing_key; /* NULL: has none */
};

/* Who has to have one; the stricter, the larger. */
enum second_factor_policy { SECOND_FACTOR_OFF = 1, SECOND_FACTOR_OPTIONAL, SECOND_FACTOR_REQUIRED };
struct second_factor_request { const char *password, *otp; };
struct second_factor_confirmation { const char *otp; };
struct second_factor_view {
	enum second_factor_policy policy;
	bool is_on;
	int64_t confirmed_at_ms; /* 0: not yet */
	int64_t recovery_left;
	/* Shown once, while it is set up. */
	const char *secret, *uri;
	struct text_list recovery_codes;
};


struct session_view {
	const char *token;
	int64_t expires_at_ms;
	int64_t idle_timeout_s;
	const char *journal_key; /* base64url of 32 bytes */
	struct worker *worker;
	struct signing_key_view *signing_key; /* NULL: none yet */
	bool second_factor_due;   /* may do nothing but set one up */
	const char *sample_as_of; /* set while the server's clock is a sample's */
	int64_t sample_now_ms;    /* what that clock shows now; 0 not a sample */
};

/* Intake: exactly one of customer and customer_id. */
struct intake_request {
	const char *program;
	const char *customer_id;
	struct customer *customer;
	const char *answers; /* JSON object */
	const char *channel;
	const char *language;
	civil_date filed_on;
};

struct release_request { const char *reason; };
struct withdraw_request { const char *reason; };
struct reopen_request { const char *reason, *ground; /* window hearing agency_error */ };

/* How it was checked who asks for a new access code. */
enum { IDENTITY_TEXT_MAX = 500 };
struct access_code_request { const char *identity; };

/* The customer appeals: how they said so, and when. */
struct appeal_request {
	const char *how; /* web phone letter office */
	const char *text;
	civil_date asked_on; /* today where absent */
	bool keep_benefits;
};
struct appeal_result_request { enum appeal_state result; const char *note; };

/* What somebody without a part in a decision found. */
struct review_request { enum review_outcome outcome; enum review_kind kind; const char *words; };

struct reminder_request { civil_date on; const char *text; bool mine; };

/* Something on a worker's day. */
struct agenda_item {
	const char *kind; /* interview, reminder, appeal */
	const char *id;   /* of a reminder or an appeal */
	const char *application_id, *number, *customer_name, *program_id, *program_name, *county;
	civil_date on;
	int64_t at_ms;     /* of an interview */
	const char *state; /* of an interview: how it went; of an appeal: benefits_go_on */
	int64_t offer;     /* of an interview: which one it was */
	const char *text;
};

/* What came in for my open applications while I was away. */
struct news {
	int64_t since_ms; /* 0: never here before */
	int64_t documents, bounces;
};

/* What was sent is kept whole, however it was set. */
enum { STATEMENT_MAX = 1024 * 1024 };

/* The papers of an appeal, made from the log. */
enum { PACKET_BYTES_MAX = 4 * 1024 * 1024 };
struct packet_view { const char *number; int64_t made_at_ms, seq; const char *text; };

struct interview_request {
	enum interview_state state; /* set held missed moved waived */
	int64_t at_ms;              /* set, moved: when; missed: the second offer */
	const char *mode;
	const char *note;
};

struct assignment_request { const char *worker_id; /* "" or absent: nobody */ const char *reason; };

struct missing_ask { const char *requirement, *person, *source, *period, *reason; };
struct missing_request {
	LIST_OF(struct missing_ask) items;
	civil_date due_on;
	const char *message;
	bool remind;
};

struct verification_request { enum item_state state; const char *how; };

/* After the filing: a question that is not named stays as it is, null takes
 * its answer away. */
struct answers_request { const char *answers; /* JSON object */ const char *how; };
/* One change of them; before and after are JSON objects by question, without
 * those that had or have no answer, or one too long to stand here. */
struct answer_change {
	int64_t seq, at_ms;
	struct author by;
	struct text_list questions;
	const char *before, *after;
	const char *how;
};

struct note_request { const char *text; const char *kind; /* note or call */ const char *direction, *number; };
struct seen_request { int64_t seq; bool unread; };
struct presence_request { bool typing; };

struct reason_ask { const char *code; const char *facts; /* JSON object */ };
struct decision_request {
	const char *application_id;
	int64_t application_version;
	enum outcome outcome;
	LIST_OF(struct reason_ask) reasons;
	LIST_OF(struct decision_amount) amounts;
	const char *rationale;
	const char *advice_differs_because;
	const char *supersedes;
	const char *override_reason;
};

struct approval_request {
	bool approve;
	const char *reason;
	/* What the second person signs says of which decision, on which version. */
	const char *decision_id, *application_id;
	int64_t application_version;
};

/* PATCH customer: a member that is absent is left alone; "" empties it. */
struct customer_change {
	const char *name, *preferred_name, *language, *spoken_language, *phone, *email, *county;
	civil_date born_on;
	struct address *address;
	LIST_OF(struct pinned_note) pinned_notes;
	LIST_OF(struct contact) contacts;
	LIST_OF(struct household_member) household;
	bool address_hidden;
	bool pinned_notes_given, contacts_given, household_given, hidden_given; /* filled by the handler: the member was there */
};

/* Another record that may be the same person's, and what they share. */
struct alike_view { const struct customer *customer; struct text_list because; };
struct same_request { const char *other_id, *reason; };

/* One of the two names the customer. */
struct conflict_request { const char *customer_id, *customer_number, *reason; };

struct reveal_ssn_request { const char *reason; };

/* What became of a write. */
struct outcome_effect { const char *type, *id; int64_t version; };
struct outcome_view {
	const char *key;
	int64_t status;
	struct outcome_effect effect;
	int64_t seq;
	int64_t at_ms;
};

/* Somebody who has an application open now. */
struct reader_view { const char *worker_id, *name; bool typing; };

struct ssn_view { const char *ssn; };

/* A document's text layer. */
struct document_text_view {
	const char *id;
	const char *name;
	int text_state;   /* enum document_text */
	const char *text; /* NULL: none */
};

/* Opens one document once, in a browser without a session. */
struct document_link_view {
	const char *id;
	const char *document_id;
	const char *path; /* "/v1/document-links/..."; NULL of a dry run */
	int64_t ends_at_ms;
};

struct search_hit {
	const char *type; /* application customer message note */
	const char *id;
	const char *title;
	const char *excerpt; /* around what was found, or NULL */
	const char *customer_id, *application_id, *interaction_id;
	int64_t seq; /* message within its interaction */
	int64_t at_ms;
};

/* Programs and reason codes as lists show them. */
struct reason_fact_view { const char *name, *type, *label; };
struct reason_code_view {
	const char *code;
	const char *kind; /* approve deny pend reduce withdraw */
	bool for_inaction;
	const char *text;
	const char *legal_basis;
	LIST_OF(struct reason_fact_view) facts;
};
struct program_view {
	const char *id;
	int64_t version;
	const char *name;
	const char *definition; /* JSON object, the program file; not in lists */
};

/* ---- for auditors ---- */

/* One look at a record, or one search. */
struct access_view {
	int64_t seq, at_ms;
	const char *type; /* of the event: record.viewed, ssn.revealed, document.viewed, search.done, list.exported */
	struct person_ref *worker;
	struct person_ref *customer; /* NULL: a search */
	const char *application_id;
	const char *text;            /* a reason, a document, or what was searched for */
};

/* An application as it was after an event. */
struct replay_view {
	const char *application_id;
	int64_t seq, at_ms;     /* of the newest event that is part of it */
	const char *type;
	const char *actor_name;
	const char *summary;    /* of that event, as the history has it */
	int64_t previous_seq, next_seq; /* of the application's events beside it; 0: none */
	const char *team_name;
	struct person_ref *assignee, *decision_maker; /* as they are called now; NULL: nobody */
	const char *record;     /* JSON object: every member the log tells of */
	struct text_list changed; /* members that this event told of */
	struct text_list not_recorded; /* members that changed last before events told of them */
	int64_t erased;         /* events whose text was erased by law */
};

struct audit_verification {
	const char *state; /* none, running, whole, broken, failed */
	int64_t checked, total;
	int64_t started_at_ms, ended_at_ms;
	const char *started_by;
	int64_t erased, decisions;
	int64_t broken_seq, broken_until; /* 0: none */
	const char *broken_decision_id;
	const char *finding; /* a sentence */
};

struct checkpoint_view { int64_t count, at_ms; const char *note, *key; };

/* ---- plans ---- */

enum { PLAN_ROWS_MAX = 50000, PLAN_MARKS_MAX = 20000, PLAN_INLINE_MAX = 1000, PLAN_TARGETS_MAX = 500 };

/* The filters of GET /v1/applications, in its words. */
struct filter_words {
	const char *assignee, *team, *status, *turn, *program, *county, *language, *clock, *customer, *text;
	const char *expedited; /* "true" or "false" */
	const char *review;    /* "open" or "correct"; not of a plan */
	const char *decided_by;
	civil_date due_before, filed_after, filed_before, decided_after;
};
struct plan_absence { const char *worker_id; civil_date from, to; };
struct plan_even_out { const char *team_id; };
/* Exactly one of them. */
struct plan_source {
	struct text_list marks;
	struct filter_words *filter;
	struct plan_absence *absence;
	struct plan_even_out *even_out;
};
struct plan_request {
	struct plan_source *from;
	struct text_list to; /* workers who may be given something; empty: all who may */
	struct text_list teams; /* whose workers those are; empty: of each application's own */
	enum strategy strategy;
	const char *reason;
};
struct plan_choice { const char *application_id, *to; };
struct plan_change {
	struct text_list drop;
	LIST_OF(struct plan_choice) choose;
	bool drop_conflicts;
	const char *hand_to;
	const char *reason;
};
struct plan_revert { bool leave_changed; const char *reason; };

/* An absence, and what is due before the worker is back. */
struct leave_request { civil_date from, to; const char *reason; };
struct leave_risk {
	const char *application_id, *number;
	struct customer_ref customer;
	const char *program_id;
	civil_date due_on;
	enum clock_state clock;
	bool expedited;
};
struct leave_view {
	struct person_ref worker;
	civil_date from, to;
	int64_t open;
	int64_t risky_count;
	LIST_OF(struct leave_risk) risky; /* the first of them */
};
struct own_presence { enum presence presence; };

/* One act on many applications, each as the sender saw it. */
enum { BULK_MARKS_MAX = 500 };
struct bulk_missing {
	struct text_list requirements; /* empty: whatever was never asked for */
	civil_date due_on;
	const char *message;
	bool remind;
};
struct bulk_mark { const char *application_id; int64_t version; };
struct bulk_request {
	LIST_OF(struct bulk_mark) marks;
	struct note_request *note; /* exactly one of these */
	struct bulk_missing *missing;
	struct reminder_request *reminder;
};
struct bulk_row {
	const char *application_id, *number;
	struct customer_ref customer;
	bool done;             /* or would be */
	const char *code;      /* of the error, where not */
	const char *why;
	int64_t version;       /* after it */
	struct notice *would_send; /* dry runs: the letter */
};
struct bulk_view { const char *id; /* of its outcome; NULL, a dry run */ int64_t done, skipped; LIST_OF(struct bulk_row) rows; };

#endif
