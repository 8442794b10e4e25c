/* SPDX-License-Identifier: Apache-2.0
 *
 * What will happen to each application, worked out beforehand from its number
 * alone: who applies for what, and when each step is taken.  Steps that would
 * lie after the sample's date do not happen, and so there are applications at
 * every stage.
 */
#ifndef SAMPLE_PLAN_H
#define SAMPLE_PLAN_H

#include "server/sample/world.h"

enum step_kind {
	STEP_FILE,
	STEP_ASSIGN,
	STEP_CLAIM,
	STEP_LOOK_IN,    /* the assignee reads what is new */
	STEP_ASK,        /* for what the customer owes */
	STEP_ARRIVE_ONE, /* one of the items asked for comes in */
	STEP_ARRIVE_ALL,
	STEP_VIEW,        /* look at what came, and accept it */
	STEP_VIEW_POOR,   /* look, and find that it is not enough */
	STEP_VERIFY_REST, /* by telephone and registers */
	STEP_INTERVIEW_SET,
	STEP_INTERVIEW_TODAY, /* set for later on the sample's own day */
	STEP_INTERVIEW_MISSED,
	STEP_INTERVIEW_MISSED_AGAIN,
	STEP_INTERVIEW_HELD,
	STEP_NOTE,
	STEP_CALL,
	STEP_APPROVE,
	STEP_DENY_INACTION,
	STEP_DENY_FACTS,
	STEP_SECOND,
	STEP_WITHDRAW,
	STEP_REOPEN
};

struct step {
	int64_t at_ms;
	enum step_kind kind;
};

enum { STEPS_MAX = 24 };

struct plan {
	int64_t number;
	int64_t customer;
	enum zone zone; /* where the customer lives */
	const char *program_id;
	const char *channel;
	bool is_poor;          /* the expedited clock */
	bool has_waiting_chat; /* a customer waits in a chat now */
	bool for_receipts;     /* ana's */
	const struct staff_member *worker;
	const struct staff_member *filer;
	struct step steps[STEPS_MAX];
	size_t count;
};

/* The customer alone. */
int64_t plan_customer(const struct world *world, int64_t number);
void plan_make(const struct world *world, int64_t number, struct plan *ret);

#endif
