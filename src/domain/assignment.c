/* SPDX-License-Identifier: Apache-2.0
 *
 * Limits, weights and capacity.
 */
#include "domain/assignment.h"

#include "base/str.h"
#include "domain/deadline.h"
#include "domain/plan.h"

/* Four weeks ahead is as far as anybody's calendar is looked at. */
enum { HORIZON_DAYS = 28, CONTACTS_KNOWN = 2, DUE_SOON_WORKDAYS = 2 };

struct said {
	const char *wire, *text;
};

static const struct said limits[] = {
	{ "", "" },
#define LIMIT(id, wire, text) { wire, text },
#define BEND(id, setting, usual, text)
#define REASON(id, text)
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
};

static const char *const bends[] = {
#define LIMIT(id, wire, text)
#define BEND(id, setting, usual, text) text,
#define REASON(id, text)
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
};

static const char *const reasons[] = {
#define LIMIT(id, wire, text)
#define BEND(id, setting, usual, text)
#define REASON(id, text) text,
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
};

static const struct said skips[] = {
	{ "", "" },
#define SKIP(id, wire, text) { wire, text },
#include "domain/plan_skips.def"
#undef SKIP
};

const char *
limit_wire(enum assignment_limit limit)
{
	assert((unsigned)limit < LIMIT_COUNT);
	return limits[limit].wire;
}

const char *
limit_text(enum assignment_limit limit)
{
	assert((unsigned)limit < LIMIT_COUNT);
	return limits[limit].text;
}

const char *
bend_text(enum assignment_bend bend)
{
	assert((unsigned)bend < BEND_COUNT);
	return bends[bend];
}

const char *
reason_text(enum assignment_reason reason)
{
	assert((unsigned)reason < REASON_COUNT);
	return reasons[reason];
}

const char *
skip_wire(enum plan_skip_why why)
{
	assert((unsigned)why < SKIP_COUNT);
	return skips[why].wire;
}

const char *
skip_text(enum plan_skip_why why)
{
	assert((unsigned)why < SKIP_COUNT);
	return skips[why].text;
}

enum plan_skip_why
skip_from_wire(const char *word)
{
	for (int i = 1; i < SKIP_COUNT; i++)
		if (str_eq(skips[i].wire, word))
			return (enum plan_skip_why)i;
	return SKIP_NONE;
}

/* ---- limits ---- */

static bool
has_or_any(const struct text_list *list, const char *text)
{
	return list->count == 0 || (!str_empty(text) && text_list_has(list, text));
}

static bool
is_within(civil_date from, civil_date to, civil_date day)
{
	return from != DATE_NONE && from <= day && (to == DATE_NONE || to >= day);
}

bool
worker_is_on_leave(const struct assignment_worker *worker, civil_date day)
{
	assert(worker);
	return is_within(worker->on_leave_from, worker->on_leave_to, day);
}

bool
assignment_needs_interpreter(const struct assignment_case *one,
                             const struct assignment_worker *worker)
{
	assert(one && worker);
	/* Everybody here works in English. */
	return !str_empty(one->language) && !str_eq(one->language, "en")
		&& !text_list_has(&worker->languages, one->language);
}

/* What holds whatever the application. */
static enum assignment_limit
workers_own_limit(const struct assignment_worker *worker, civil_date today)
{
	if (!worker->is_active)
		return LIMIT_GONE;
	if (!(worker->roles & (ROLE_CASEWORKER | ROLE_SUPERVISOR)))
		return LIMIT_NO_CASES;
	if (worker_is_on_leave(worker, today))
		return LIMIT_ON_LEAVE;
	return worker->capacity > 0 ? LIMIT_NONE : LIMIT_NO_CAPACITY;
}

static bool
is_away_when_due(const struct assignment_case *one, const struct assignment_worker *worker)
{
	return one->due_on != DATE_NONE && one->due_on > one->today
		&& worker_is_on_leave(worker, one->due_on);
}

const char *
assignment_team(const struct assignment_case *one, const struct assignment_worker *worker)
{
	assert(one && worker);
	if (str_empty(one->team_id))
		return NULL;
	if (text_list_has(&worker->team_ids, one->team_id))
		return one->team_id;
	for (size_t i = 0; one->other_teams && i < one->other_teams->count; i++)
		if (text_list_has(&worker->team_ids, one->other_teams->at[i]))
			return one->other_teams->at[i];
	return NULL;
}

enum assignment_limit
assignment_limit(const struct assignment_rules *rules, const struct assignment_case *one,
                 const struct assignment_worker *worker)
{
	assert(rules && one && worker);
	enum assignment_limit own = workers_own_limit(worker, one->today);

	if (own == LIMIT_GONE || own == LIMIT_NO_CASES)
		return own;
	if (text_list_has(&worker->conflict_customer_ids, one->customer_id))
		return LIMIT_CONFLICT;
	if (one->sealed && !text_list_has(&worker->sealed_customer_ids, one->customer_id))
		return LIMIT_SEALED;
	if (!assignment_team(one, worker))
		return LIMIT_NOT_IN_TEAM;
	if (!has_or_any(&worker->programs, one->program_id))
		return LIMIT_NOT_CERTIFIED;
	if (!has_or_any(&worker->counties, one->county))
		return LIMIT_COUNTY;
	if (!rules->has_interpreter && assignment_needs_interpreter(one, worker))
		return LIMIT_LANGUAGE;
	if (own != LIMIT_NONE)
		return own;
	if (is_away_when_due(one, worker))
		return LIMIT_AWAY_WHEN_DUE;
	if (!str_empty(one->decision_maker_id) && str_eq(one->decision_maker_id, worker->id)
		&& one->status == APPLICATION_AWAITING_SECOND_APPROVAL)
		return LIMIT_MAKER;
	if (one->has_open_appeal && !str_empty(one->assignee_id)
		&& !str_eq(one->assignee_id, worker->id))
		return LIMIT_APPEAL;
	return LIMIT_NONE;
}

/* ---- weight and capacity ---- */

static int64_t
program_weight(const struct assignment_rules *rules, const char *program_id)
{
	for (size_t i = 0; i < rules->program_count; i++)
		if (str_eq(rules->programs[i].program_id, program_id))
			return rules->programs[i].weight;
	return WEIGHT_ONE;
}

int64_t
assignment_weight(const struct assignment_rules *rules, const struct assignment_case *one,
                  const struct assignment_worker *worker)
{
	assert(rules && one);
	int64_t weight;

	if (one->is_waiting)
		weight = rules->waiting_weight;
	else
		weight = program_weight(rules, one->program_id)
			* (one->expedited ? rules->expedited_percent : 100) / 100;
	if (one->has_more_programs)
		weight += rules->more_programs_weight;
	if (one->filed_on != DATE_NONE && one->today - one->filed_on >= rules->late_day)
		weight = weight * rules->late_percent / 100;
	if (worker && assignment_needs_interpreter(one, worker))
		weight = weight * rules->interpreter_percent / 100;
	return weight < 1 ? 1 : weight > WEIGHT_MAX ? WEIGHT_MAX : weight;
}

int64_t
assignment_capacity(const struct assignment_worker *worker, civil_date today)
{
	assert(worker);
	int64_t days = 0, present = 0;

	if (worker->capacity <= 0)
		return 0;
	for (civil_date day = today; day < today + HORIZON_DAYS; day++) {
		if (!workday_is(day))
			continue;
		days++;
		present += !worker_is_on_leave(worker, day);
	}
	/* In hundredths of an hour, so that one day of leave is not rounded away. */
	return days > 0 ? worker->capacity * 100 * present / days : 0;
}

/* ---- soft rules ---- */

static bool
is_known_by_assignee(const struct assignment_case *one)
{
	return one->was_interviewed || one->contacts >= CONTACTS_KNOWN || one->vulnerable;
}

unsigned
assignment_bends(const struct assignment_rules *rules, const struct assignment_case *one,
                 const struct assignment_worker *worker)
{
	assert(rules && one && worker);
	bool moves = !str_empty(one->assignee_id) && !str_eq(one->assignee_id, worker->id);
	unsigned set = 0;

	if (moves && is_known_by_assignee(one))
		set |= 1u << BEND_CONTINUITY;
	if (moves && one->due_on != DATE_NONE && one->due_on >= one->today
		&& one->due_on < workday_after(one->today, DUE_SOON_WORKDAYS))
		set |= 1u << BEND_DUE_SOON;
	if (assignment_needs_interpreter(one, worker))
		set |= 1u << BEND_INTERPRETER;
	if (!str_eq(assignment_team(one, worker), one->team_id))
		set |= 1u << BEND_TEAM;
	return set;
}
