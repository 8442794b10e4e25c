/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting what was decided, and hiding what a few people's applications came
 * to: by itself, by subtraction in a report, or by two answers together.
 */
#include "server/service/report_decided.h"

#include "base/json.h"
#include "base/str.h"

struct report_group *
group_of_day(struct decided_count *count, civil_date day)
{
	char text[DATE_TEXT_MAX];

	if (!count->last || day != count->last_day)
		count->last = report_group(&count->days, date_to_text(day, text));
	count->last_day = day;
	return count->last;
}

static void
decided_init(struct decided_count *count, struct report_work *work)
{
	struct arena *arena = work->call->arena;

	*count = (struct decided_count){ .work = work, .programs.arena = arena, .counties.arena = arena,
		                         .languages.arena = arena, .days.arena = arena,
		                         .reasons.arena = arena, .disabilities.arena = arena };
}

static void
count_in(struct report_group *group, const struct report_row *row, civil_date day, int64_t target_days)
{
	int64_t days = day - row->filed_on;

	group->count++;
	group->denied += row->update == UPDATE_DENIED;
	group->in_clock += row->due_on == DATE_NONE || day <= row->due_on;
	group->in_target += days <= target_days;
	tally_add(&group->tally, days);
}

/* A first decision; one that takes another's place is no measure of time. */
static void
count_decided(void *taker, const struct report_row *row)
{
	struct decided_count *count = taker;
	int64_t target = count->work->report->target_days;
	civil_date day;

	if (!report_day(count->work, row->county, row->at_ms, &day))
		return;
	count->second_person += row->second_person;
	if (!str_empty(row->supersedes)) {
		count->superseding++;
		return;
	}
	count->approved += row->update == UPDATE_APPROVED;
	count_in(&count->all, row, day, target);
	count_in(report_group(&count->programs, row->program_id), row, day, target);
	count_in(report_group(&count->counties, row->county), row, day, target);
	count_in(report_group(&count->languages, row->language), row, day, target);
	if (row->disability != TRUTH_UNKNOWN) {
		count_in(&count->asked, row, day, target);
		count_in(report_group(&count->disabilities, row->disability == TRUTH_YES ? "yes" : "no"), row, day, target);
	}
	group_of_day(count, day)->amount[0]++;
}

static void
count_reasons(void *taker, const struct report_row *row)
{
	struct decided_count *count = taker;
	struct err err = { 0 };
	civil_date day;
	struct json *reasons;

	count_decided(taker, row);
	if (row->update != UPDATE_DENIED || !str_empty(row->supersedes) ||
	    !report_day(count->work, row->county, row->at_ms, &day))
		return;
	reasons = json_parse(row->reasons, strlen(row->reasons), &err);
	for (const struct json *reason = json_first(reasons); reason; reason = json_next(reason)) {
		const char *code = json_text(json_get(reason, "code"));

		if (code)
			report_group(&count->reasons,
			             arena_printf(count->work->call->arena, "%s %s", row->program_id, code))->count++;
	}
	json_free(reasons);
}

/* ---- what is hidden ---- */

static void
count_in_answers(void *taker, const struct report_row *row)
{
	struct decided_answers *answers = taker;
	const struct report_filter *filter = &answers->work->filter;
	int fits = (str_eq(filter->program_id, row->program_id) ? BY_PROGRAM : 0)
		| (str_eq(filter->county, row->county) ? BY_COUNTY : 0);

	for (int which = 0; which <= answers->asked; which++) {
		if (!answers->of[which] || (which & ~fits) != 0)
			continue;
		if (answers->with_reasons && which == answers->asked)
			count_reasons(answers->of[which], row);
		else
			count_decided(answers->of[which], row);
	}
}

struct report_groups *
groups_by(struct decided_count *count, enum dimension by)
{
	switch (by) {
	case DIMENSION_COUNTY: return &count->counties;
	case DIMENSION_LANGUAGE: return &count->languages;
	case DIMENSION_DISABILITY: return &count->disabilities;
	default: return &count->programs;
	}
}

static bool
outcome_is_small(int64_t count, int64_t denied)
{
	return tally_is_small(denied) || tally_is_small(count - denied);
}

/* A wider answer less this one is an answer, too. */
static void
hide_beside(const struct report_group *wide, const struct report_group *own, bool *hidden, bool *outcome_hidden)
{
	*hidden = *hidden || tally_is_small(wide->count - own->count);
	*outcome_hidden = *outcome_hidden || outcome_is_small(wide->count - own->count, wide->denied - own->denied);
}

/*
 * Groups of few people are hidden, and so is the rate of a group of whom few
 * were denied or few approved; with them as many others as keep the hidden
 * ones from being worked out of the total.
 */
static void
hide_small(const struct report_groups *groups, struct arena *arena, bool *hidden, bool *rate_hidden)
{
	int64_t *people = arena_array(arena, groups->count + 1, sizeof *people);
	int64_t *denied = arena_array(arena, groups->count + 1, sizeof *denied);
	int64_t *approved = arena_array(arena, groups->count + 1, sizeof *approved);

	for (size_t i = 0; i < groups->count; i++) {
		people[i] = groups->at[i]->count;
		denied[i] = groups->at[i]->denied;
		approved[i] = people[i] - denied[i];
	}
	tally_hide(people, groups->count, hidden);
	for (size_t i = 0; i < groups->count; i++)
		rate_hidden[i] = rate_hidden[i] || hidden[i];
	tally_hide(denied, groups->count, rate_hidden);
	tally_hide(approved, groups->count, rate_hidden);
}

struct hidden_groups
hide_groups(struct decided_answers *answers, int which, enum dimension by)
{
	struct decided_count *own = answers->of[which];
	struct report_groups *groups = groups_by(own, by);
	struct arena *arena = answers->work->call->arena;
	struct hidden_groups hidden = { arena_array(arena, groups->count + 1, sizeof(bool)),
		                        arena_array(arena, groups->count + 1, sizeof(bool)) };

	report_sort(groups);
	for (int wider = 0; wider < which; wider++)
		for (size_t i = 0; (wider & ~which) == 0 && i < groups->count; i++)
			hide_beside(report_group(groups_by(answers->of[wider], by), groups->at[i]->key), groups->at[i],
			            &hidden.people[i], &hidden.outcome[i]);
	hide_small(groups, arena, hidden.people, hidden.outcome);
	for (size_t i = 0; i < groups->count; i++) {
		hidden.people[i] = hidden.people[i] || own->hidden;
		hidden.outcome[i] = hidden.outcome[i] || hidden.people[i];
	}
	return hidden;
}

/* An answer to a filter is a group of the answer without it. */
static void
hide_as_group(struct decided_answers *answers, int which, int filter, enum dimension by, const char *key)
{
	struct decided_count *own = answers->of[which], *wide = answers->of[which & ~filter];
	struct hidden_groups hidden = hide_groups(answers, which & ~filter, by);
	const struct report_groups *groups = groups_by(wide, by);

	own->hidden = own->hidden || wide->hidden;
	for (size_t i = 0; i < groups->count; i++) {
		if (!str_eq(groups->at[i]->key, key))
			continue;
		own->hidden = own->hidden || hidden.people[i];
		own->outcome_hidden = own->outcome_hidden || hidden.outcome[i];
	}
}

static void
hide_whole(struct decided_answers *answers, int which)
{
	const struct report_filter *filter = &answers->work->filter;
	struct decided_count *own = answers->of[which];

	own->hidden = tally_is_small(own->all.count);
	own->outcome_hidden = outcome_is_small(own->all.count, own->all.denied);
	for (int wider = 0; wider < which; wider++)
		if ((wider & ~which) == 0)
			hide_beside(&answers->of[wider]->all, &own->all, &own->hidden, &own->outcome_hidden);
	if (which & BY_PROGRAM)
		hide_as_group(answers, which, BY_PROGRAM, DIMENSION_PROGRAM, filter->program_id);
	if (which & BY_COUNTY)
		hide_as_group(answers, which, BY_COUNTY, DIMENSION_COUNTY, filter->county);
	own->outcome_hidden = own->outcome_hidden || own->hidden;
}

/* The wider questions are counted in the same pass. */
struct decided_count *
decided_answer(struct decided_answers *answers, struct report_work *work, bool with_reasons)
{
	struct report_filter wide = work->filter;

	*answers = (struct decided_answers){ .work = work, .with_reasons = with_reasons };
	answers->asked = (str_empty(wide.program_id) ? 0 : BY_PROGRAM) | (str_empty(wide.county) ? 0 : BY_COUNTY);
	wide.program_id = wide.county = NULL;
	for (int which = 0; which <= answers->asked; which++) {
		if ((which & ~answers->asked) != 0)
			continue;
		answers->of[which] = arena_alloc(work->call->arena, sizeof(struct decided_count));
		decided_init(answers->of[which], work);
	}
	report_events(work->call->db, &wide, EVENT_DECISION_ISSUED, with_reasons, work->call->arena,
	              count_in_answers, answers);
	for (int which = 0; which <= answers->asked; which++)
		if (answers->of[which])
			hide_whole(answers, which);
	return answers->of[answers->asked];
}
