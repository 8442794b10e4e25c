/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may do what.  One question (policy_allows) and its set form
 * (policy_scope), which store/ turns into one SQL predicate; a property test
 * holds the two equal.  A declared conflict beats every role.
 */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "domain/application.h"
#include "domain/worker.h"

/* The person (or the system) that asks. */
struct actor {
	enum { ACTOR_NOBODY, ACTOR_WORKER, ACTOR_CUSTOMER, ACTOR_SYSTEM } kind;
	const char *id;
	const char *username;
	const char *name;
	unsigned roles;
	struct text_list team_ids;     /* member of */
	struct text_list led_team_ids; /* supervises */
	struct text_list programs;     /* empty: all */
	struct text_list counties;     /* empty: all */
	struct text_list languages;
	struct text_list conflict_customer_ids;
	struct text_list sealed_customer_ids; /* sealed records this worker is named on */
	const char *application_id; /* ACTOR_CUSTOMER: the one they hold the code of */
	const char *own_customer_id; /* ACTOR_CUSTOMER: signed in to their account, the record they are */
	const char *session_id;
};

enum policy_action {
	POLICY_READ,   /* see an application and its parts */
	POLICY_ACT,    /* any act of transitions.def; the table says which */
	POLICY_READ_CUSTOMER,
	POLICY_EDIT_CUSTOMER,
	POLICY_SEARCH_CUSTOMER, /* see it as a line in search */
	POLICY_REVEAL_SSN,
	POLICY_FILE,   /* make an application */
	POLICY_ADMIN,  /* workers, programs, settings */
	POLICY_AUDIT
};

/* What is asked about.  For a customer, the fields of one of its applications
 * at a time: a customer is open to whom one of its applications is. */
struct policy_subject {
	const char *customer_id;
	const char *application_id;
	const char *team_id;
	const char *county;
	const char *program_id;
	const char *assignee_id; /* NULL or "": nobody */
	enum application_status status;
	bool sealed;
	const char *filed_by_id; /* intake worker */
	int64_t filed_at_ms;
	const char *decision_maker_id;
};

enum { POLICY_INTAKE_READ_MS = 24 * 3600 * 1000 };

/* subject may be NULL where nothing in particular is asked about. */
bool policy_allows(const struct actor *actor, enum policy_action action,
                   const struct policy_subject *subject, int64_t now_ms);

/* What the actor is to this application: set of BY_*.  Empty for a conflict, a
 * seal that does not name the actor, and what is out of scope. */
unsigned policy_relation(const struct actor *actor, const struct policy_subject *subject);

/* The rows of applications an actor may read, as data.  unlimited is every
 * row, application_id is that one alone; else:
 *   not conflict, and (not sealed or named), and
 *   ( all
 *     or assignee = worker_id
 *     or (team in team_ids and (counties empty or county in counties)
 *                          and (programs empty or program in programs))
 *     or team in led_team_ids
 *     or (filed_by = worker_id and filed_at >= intake_since) ) */
struct policy_scope {
	bool none;
	bool unlimited;             /* the system's own jobs: sealed ones too */
	const char *application_id; /* not NULL: the applicant who holds its code */
	bool all;
	const char *worker_id; /* NULL: the assignee arm is off */
	struct text_list team_ids;
	struct text_list counties;
	struct text_list programs;
	struct text_list led_team_ids;
	const char *intake_worker_id; /* NULL: that arm is off */
	int64_t intake_since_ms;
	struct text_list conflict_customer_ids;
	struct text_list sealed_customer_ids;
	const char *lists_of; /* the worker whose lists these are, as the store has them, too; NULL: nobody's */
};

void policy_scope(const struct actor *actor, int64_t now_ms, struct policy_scope *ret);
/* Of a supervisor only the teams led: what else they may see is as caseworker,
 * and no whole of anything.  For reports and reviews. */
void policy_scope_led(const struct actor *actor, int64_t now_ms, struct policy_scope *ret);
/* The same question on one row, in memory: for fan-out of events. */
bool policy_scope_has(const struct policy_scope *scope, const struct policy_subject *subject);

#endif
