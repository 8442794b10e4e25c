/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may do what: the API contract's table of roles.  Two ways to the same
 * answer, for one row and for a set of rows, held equal by a property test.
 */
#include "domain/policy.h"

#include "base/str.h"

static bool
has_role(const struct actor *actor, unsigned roles)
{
	return actor->kind == ACTOR_WORKER && (actor->roles & roles);
}

/* A conflict beats every role; a seal opens only for those it names. */
static bool
is_shut(const struct actor *actor, const struct policy_subject *subject)
{
	return text_list_has(&actor->conflict_customer_ids, subject->customer_id) ||
	       (subject->sealed &&
	        !text_list_has(&actor->sealed_customer_ids, subject->customer_id));
}

static bool
is_listed(const struct text_list *list, const char *text)
{
	return !str_empty(text) && text_list_has(list, text);
}

static bool
is_listed_or_any(const struct text_list *list, const char *text)
{
	return list->count == 0 || is_listed(list, text);
}

static bool
is_assignee(const struct actor *actor, const struct policy_subject *subject)
{
	return has_role(actor, ROLE_CASEWORKER | ROLE_SUPERVISOR) && !str_empty(actor->id) &&
	       str_eq(subject->assignee_id, actor->id);
}

/* Of the worker's own team, and of a county and program that are theirs. */
static bool
is_in_team(const struct actor *actor, const struct policy_subject *subject)
{
	return has_role(actor, ROLE_CASEWORKER) && is_listed(&actor->team_ids, subject->team_id) &&
	       is_listed_or_any(&actor->counties, subject->county) &&
	       is_listed_or_any(&actor->programs, subject->program_id);
}

static bool
is_led(const struct actor *actor, const struct policy_subject *subject)
{
	return has_role(actor, ROLE_SUPERVISOR) && is_listed(&actor->led_team_ids, subject->team_id);
}

static bool
is_filer(const struct actor *actor, const struct policy_subject *subject)
{
	return has_role(actor, ROLE_INTAKE) && !str_empty(actor->id) &&
	       str_eq(subject->filed_by_id, actor->id);
}

unsigned
policy_relation(const struct actor *actor, const struct policy_subject *subject)
{
	unsigned by = 0;

	assert(actor && subject);
	if (actor->kind == ACTOR_SYSTEM)
		return BY_SYSTEM;
	if (actor->kind == ACTOR_CUSTOMER)
		return !str_empty(actor->application_id) &&
		                       str_eq(actor->application_id, subject->application_id)
		               ? BY_APPLICANT
		               : 0;
	if (actor->kind != ACTOR_WORKER || is_shut(actor, subject))
		return 0;

	bool mine = is_assignee(actor, subject);
	bool in_team = is_in_team(actor, subject);
	bool led = is_led(actor, subject);
	if (mine)
		by |= BY_ASSIGNEE;
	if ((in_team || led || mine) && (mine || str_empty(subject->assignee_id)))
		by |= BY_CLAIMANT;
	if (has_role(actor, ROLE_CASEWORKER) && (mine || in_team))
		by |= BY_CASEWORKER;
	if (led)
		by |= BY_SUPERVISOR;
	if (led && !str_empty(subject->decision_maker_id) &&
	    !str_eq(subject->decision_maker_id, actor->id))
		by |= BY_SECOND;
	if (is_filer(actor, subject))
		by |= BY_INTAKE;
	return by;
}

static bool
may_read(const struct actor *actor, const struct policy_subject *subject, int64_t now_ms)
{
	unsigned by = policy_relation(actor, subject);

	if (by & ~(unsigned)BY_INTAKE)
		return true;
	if ((by & BY_INTAKE) && subject->filed_at_ms >= now_ms - POLICY_INTAKE_READ_MS)
		return true;
	return has_role(actor, ROLE_AUDITOR) && !is_shut(actor, subject);
}

/* Somebody who is signed in to their own account. */
static bool
is_self(const struct actor *actor, const struct policy_subject *subject)
{
	return actor->kind == ACTOR_CUSTOMER && !str_empty(actor->own_customer_id) &&
	       str_eq(actor->own_customer_id, subject->customer_id);
}

/* The acts that are about no application: roles alone, and never a conflict. */
static bool
role_allows(const struct actor *actor, unsigned roles, const struct policy_subject *subject)
{
	if (actor->kind == ACTOR_SYSTEM)
		return true;
	return has_role(actor, roles) && !(subject && is_shut(actor, subject));
}

bool
policy_allows(const struct actor *actor, enum policy_action action,
              const struct policy_subject *subject, int64_t now_ms)
{
	const unsigned case_workers = BY_ASSIGNEE | BY_CASEWORKER | BY_SUPERVISOR | BY_SYSTEM;

	assert(actor);
	switch (action) {
	case POLICY_READ:
		return subject && may_read(actor, subject, now_ms);
	case POLICY_ACT:
		return subject && (policy_relation(actor, subject) & ~(unsigned)BY_INTAKE);
	case POLICY_READ_CUSTOMER:
		/* The code of one application opens that page, not the whole record. */
		return subject && (actor->kind == ACTOR_CUSTOMER ? is_self(actor, subject)
		                                                 : may_read(actor, subject, now_ms));
	case POLICY_EDIT_CUSTOMER:
		if (actor->kind == ACTOR_CUSTOMER)
			return subject && is_self(actor, subject);
		return subject && (policy_relation(actor, subject) & case_workers);
	case POLICY_REVEAL_SSN:
		return subject && (policy_relation(actor, subject) & case_workers);
	case POLICY_SEARCH_CUSTOMER:
		return role_allows(actor, ROLE_CASEWORKER | ROLE_SUPERVISOR | ROLE_INTAKE | ROLE_AUDITOR,
		                   subject);
	case POLICY_FILE:
		/* Anybody may ask for help. */
		return actor->kind == ACTOR_CUSTOMER ||
		       role_allows(actor, ROLE_CASEWORKER | ROLE_INTAKE, subject);
	case POLICY_ADMIN:
		return role_allows(actor, ROLE_ADMIN, subject);
	case POLICY_AUDIT:
		return role_allows(actor, ROLE_AUDITOR, subject);
	}
	return false;
}

void
policy_scope(const struct actor *actor, int64_t now_ms, struct policy_scope *ret)
{
	assert(actor && ret);
	*ret = (struct policy_scope){ 0 };
	if (actor->kind == ACTOR_SYSTEM) {
		ret->unlimited = true;
		return;
	}
	if (actor->kind == ACTOR_CUSTOMER && !str_empty(actor->application_id)) {
		ret->application_id = actor->application_id;
		return;
	}
	if (actor->kind != ACTOR_WORKER ||
	    !has_role(actor, ROLE_CASEWORKER | ROLE_SUPERVISOR | ROLE_INTAKE | ROLE_AUDITOR)) {
		ret->none = true;
		return;
	}
	ret->all = has_role(actor, ROLE_AUDITOR);
	if (has_role(actor, ROLE_CASEWORKER | ROLE_SUPERVISOR) && !str_empty(actor->id))
		ret->worker_id = actor->id;
	if (has_role(actor, ROLE_CASEWORKER)) {
		ret->team_ids = actor->team_ids;
		ret->counties = actor->counties;
		ret->programs = actor->programs;
	}
	if (has_role(actor, ROLE_SUPERVISOR))
		ret->led_team_ids = actor->led_team_ids;
	if (has_role(actor, ROLE_INTAKE) && !str_empty(actor->id)) {
		ret->intake_worker_id = actor->id;
		ret->intake_since_ms = now_ms - POLICY_INTAKE_READ_MS;
	}
	ret->conflict_customer_ids = actor->conflict_customer_ids;
	ret->sealed_customer_ids = actor->sealed_customer_ids;
	ret->lists_of = str_empty(actor->id) ? NULL : actor->id;
}

void
policy_scope_led(const struct actor *actor, int64_t now_ms, struct policy_scope *ret)
{
	policy_scope(actor, now_ms, ret);
	if (ret->all || ret->none)
		return;
	ret->worker_id = ret->intake_worker_id = NULL;
	ret->team_ids.count = 0;
	ret->led_team_ids = actor->led_team_ids;
}

bool
policy_scope_has(const struct policy_scope *scope, const struct policy_subject *subject)
{
	if (scope->none)
		return false;
	if (scope->unlimited)
		return true;
	if (scope->application_id)
		return str_eq(scope->application_id, subject->application_id);
	if (text_list_has(&scope->conflict_customer_ids, subject->customer_id))
		return false;
	if (subject->sealed && !text_list_has(&scope->sealed_customer_ids, subject->customer_id))
		return false;
	if (scope->all)
		return true;
	if (scope->worker_id && str_eq(scope->worker_id, subject->assignee_id))
		return true;
	if (is_listed(&scope->team_ids, subject->team_id) &&
	    is_listed_or_any(&scope->counties, subject->county) &&
	    is_listed_or_any(&scope->programs, subject->program_id))
		return true;
	if (is_listed(&scope->led_team_ids, subject->team_id))
		return true;
	return scope->intake_worker_id && str_eq(scope->intake_worker_id, subject->filed_by_id) &&
	       subject->filed_at_ms >= scope->intake_since_ms;
}
