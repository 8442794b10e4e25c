/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose move an application is, and what the move is.  In two steps: what
 * follows from the record is worked out with each write and kept on the queue
 * row; what only the calendar changes (an interview whose day has come, proof
 * whose date has passed) is added when the row is read.
 */
#ifndef DOMAIN_TURN_H
#define DOMAIN_TURN_H

#include "domain/application.h"

/* The next acts, as the wire has them. */
#define NEXT_CLAIM "claim"                       /* nobody's yet */
#define NEXT_ASSIGN "assign" /* nobody's any more: begun, so that only a supervisor gives it out */
#define NEXT_START "start"                       /* assigned, not begun */
#define NEXT_LOOK_AT_DOCUMENT "look_at_document" /* something came */
#define NEXT_LOOK_AT_CHANGE "look_at_change"     /* the applicant changed an answer */
#define NEXT_ANSWER_CHAT "answer_chat"
#define NEXT_ASK_MISSING "ask_missing"
#define NEXT_WAIT_FOR_PROOF "wait_for_proof"
#define NEXT_FOLLOW_UP "follow_up" /* asked for, past its date */
#define NEXT_SET_INTERVIEW "set_interview"
#define NEXT_WAIT_FOR_INTERVIEW "wait_for_interview"
#define NEXT_INTERVIEW "interview" /* today, or its time has passed */
#define NEXT_SEND_LETTER "send_letter" /* a notice came back */
#define NEXT_REVIEW "review"
#define NEXT_DECIDE "decide"
#define NEXT_SECOND "second_approval"
#define NEXT_NONE "none" /* closed */

struct turn_input {
	enum application_status status;
	bool is_assigned;
	bool may_be_claimed;    /* by its status and its program */
	int64_t items_received; /* came, nobody decided on them */
	int64_t items_asked;    /* asked for, nothing came yet */
	int64_t items_to_ask;   /* the applicant can cure, nobody asked */
	bool needs_interview;   /* the program wants one and none is set, held or waived */
	int64_t interview_at_ms; /* one is set */
	bool has_waiting_chat;
	bool has_change;      /* of an answer, by the applicant, that the assignee has not read */
	bool has_notice_back; /* e-mail with a letter came back */
};

struct turn_answer {
	enum turn turn; /* TURN_ME is the assignee */
	const char *next_act;
};

struct turn_answer turn_of_record(const struct turn_input *input);

/* What was kept, as it stands today in the county's zone. */
struct turn_answer turn_today(struct turn_answer kept, civil_date proof_due_on,
	int64_t interview_at_ms, enum zone zone, int64_t now_ms);
/* As this reader sees it: the assignee's move is "me" only to the assignee. */
enum turn turn_for_reader(enum turn turn, bool is_assignee);

#endif
