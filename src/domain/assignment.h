/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may be given an application, how much work it is, and how much of it a
 * worker can carry.  Looks at one application and one worker; what is best for
 * many is rebalance.h.  Nothing of a person but language, county and program
 * is looked at.
 */
#ifndef DOMAIN_ASSIGNMENT_H
#define DOMAIN_ASSIGNMENT_H

#include "domain/application.h"
#include "domain/worker.h"

enum assignment_limit {
	LIMIT_NONE,
#define LIMIT(id, wire, text) LIMIT_##id,
#define BEND(id, setting, usual, text)
#define REASON(id, text)
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
	LIMIT_COUNT
};

enum assignment_bend {
#define LIMIT(id, wire, text)
#define BEND(id, setting, usual, text) BEND_##id,
#define REASON(id, text)
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
	BEND_COUNT
};

enum assignment_reason {
#define LIMIT(id, wire, text)
#define BEND(id, setting, usual, text)
#define REASON(id, text) REASON_##id,
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
	REASON_COUNT
};

const char *limit_wire(enum assignment_limit limit);
const char *limit_text(enum assignment_limit limit); /* a msgid, as the next two are */
const char *bend_text(enum assignment_bend bend);
const char *reason_text(enum assignment_reason reason);

/* Work is weighed in hundredths of one plain application. */
enum { WEIGHT_ONE = 100, WEIGHT_MAX = 10000 };

struct program_weight {
	const char *program_id;
	int64_t weight;
};

/* What an agency sets (settings.def says what is usual). */
struct assignment_rules {
	struct program_weight *programs; /* one that is not there is plain */
	size_t program_count;
	int64_t expedited_percent;
	int64_t waiting_weight;      /* while the customer has to act, whatever the program */
	int64_t more_programs_weight; /* added where the customer has applied for another, too */
	int64_t interpreter_percent;
	int64_t late_percent;        /* from late_day on */
	int64_t late_day;
	int64_t costs[BEND_COUNT];
	int64_t cost_move;
	bool has_interpreter;
};

/* One application, as far as it matters who has it. */
struct assignment_case {
	const char *application_id;
	const char *customer_id;
	const char *program_id;
	const char *team_id;
	const char *county;
	const char *language;
	const char *assignee_id;       /* NULL: nobody */
	const char *decision_maker_id; /* of a decision that waits; NULL: none does */
	/* Teams it may be moved to, since whoever moves it leads them and its own; NULL: none. */
	const struct text_list *other_teams;
	enum application_status status;
	civil_date filed_on, due_on;
	civil_date today; /* in its county */
	enum clock_state clock;
	bool expedited;
	bool is_waiting; /* on the customer */
	bool has_more_programs;
	bool sealed;
	bool vulnerable;
	bool was_interviewed; /* by the assignee */
	bool has_open_appeal;
	int64_t contacts; /* of the assignee with the customer */
};

/* One worker, as somebody who could have it. */
struct assignment_worker {
	const char *id;
	const char *name;
	unsigned roles;
	bool is_active;
	struct text_list team_ids;
	struct text_list programs;  /* empty: all; so the counties */
	struct text_list counties;
	struct text_list languages;
	struct text_list conflict_customer_ids;
	struct text_list sealed_customer_ids; /* named on these */
	int64_t capacity;
	civil_date on_leave_from, on_leave_to;
};

/* The first hard limit that keeps the worker from it, or LIMIT_NONE. */
enum assignment_limit assignment_limit(const struct assignment_rules *rules,
                                       const struct assignment_case *one,
                                       const struct assignment_worker *worker);
/* The team it would be in with this worker: its own before others; NULL: there is none. */
const char *assignment_team(const struct assignment_case *one, const struct assignment_worker *worker);
bool worker_is_on_leave(const struct assignment_worker *worker, civil_date day);

/* How much work it is to this worker; NULL: to one who needs no interpreter. */
int64_t assignment_weight(const struct assignment_rules *rules, const struct assignment_case *one,
                          const struct assignment_worker *worker);
/* Work days of the next four weeks times the hours: what is left of the
 * capacity beside leave.  0: none. */
int64_t assignment_capacity(const struct assignment_worker *worker, civil_date today);

/* Soft rules bent by giving it to a worker who has not got it: set of 1 << BEND_*.
 * The household is not looked at here: it is a matter of several applications. */
unsigned assignment_bends(const struct assignment_rules *rules, const struct assignment_case *one,
                          const struct assignment_worker *worker);
bool assignment_needs_interpreter(const struct assignment_case *one,
                                  const struct assignment_worker *worker);

#endif
