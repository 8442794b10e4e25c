/* SPDX-License-Identifier: Apache-2.0
 *
 * What was decided in a period: how long it took, against the law's clock and
 * the agency's own target; what and why; and whether it went equally well for
 * everybody, with small counts hidden.
 */
#include "server/service/report_work.h"

#include "base/json.h"
#include "base/str.h"
#include "domain/county.h"
#include "domain/program.h"
#include "server/service/agency.h"

/* When a group fares clearly worse than all others: a quarter longer and a day
 * at least; approved less than four fifths as often, as the courts measure. */
enum { GAP_DAYS_PERCENT = 125, GAP_DAYS_TENTHS = 10, GAP_APPROVED_PERCENT = 80 };

struct decided_count {
	struct report_work *work;
	struct report_group all;
	int64_t approved, superseding, second_person;
	struct report_groups programs, counties, languages, days, reasons;
	struct report_group asked; /* those of whom it is known whether somebody has a disability, ... */
	struct report_groups disabilities; /* ... and which way */
	/* Rows come in the order of time: the next is often of the same day. */
	civil_date last_day;
	struct report_group *last;
};

static struct report_group *
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

/* ---- writing down ---- */

static void
add_count(struct report_work *work, const char *name, int64_t count)
{
	report_add(work, &(struct figure){ .name = name, .unit = UNIT_COUNT,
	                                   .value = report_count_text(work, count) });
}

static void
add_tenths(struct report_work *work, const struct figure *of, const char *name, enum figure_unit unit,
           int64_t tenths)
{
	struct figure figure = *of;

	figure.name = name;
	figure.unit = unit;
	figure.value = report_tenths_text(work, tenths);
	report_add(work, &figure);
}

static void
add_times(struct report_work *work, const struct figure *of, const struct report_group *group)
{
	struct figure counted = *of;

	counted.name = "decided";
	counted.unit = UNIT_COUNT;
	counted.value = report_count_text(work, group->count);
	report_add(work, &counted);
	add_tenths(work, of, "median_days", UNIT_DAYS, tally_median_tenths(&group->tally));
	add_tenths(work, of, "p90_days", UNIT_DAYS, tally_within_tenths(&group->tally, 90));
	add_tenths(work, of, "legal_clock", UNIT_PERCENT, percent_tenths(group->in_clock, group->count));
	add_tenths(work, of, "service_target", UNIT_PERCENT, percent_tenths(group->in_target, group->count));
}

static void
count_day(void *taker, const struct report_row *row, int which)
{
	struct decided_count *count = taker;
	civil_date day;

	if (report_day(count->work, row->county, row->at_ms, &day))
		group_of_day(count, day)->amount[which]++;
}

static void
count_filed(void *taker, const struct report_row *row)
{
	count_day(taker, row, 1);
}

static void
count_withdrawn(void *taker, const struct report_row *row)
{
	count_day(taker, row, 2);
}

/* Every day of the period, also one on which nothing happened. */
static void
add_days(struct decided_count *count)
{
	static const char *const names[] = { "decided", "filed", "withdrawn" };
	struct report_work *work = count->work;
	int64_t sums[countof(names)] = { 0 };
	char text[DATE_TEXT_MAX];

	for (civil_date day = work->report->from; day <= work->report->to; day++)
		(void)report_group(&count->days, date_to_text(day, text));
	report_sort(&count->days);
	for (size_t i = 0; i < countof(names); i++)
		for (size_t day = 0; day < count->days.count; day++)
			sums[i] += count->days.at[day]->amount[i];
	add_count(work, "filed", sums[1]);
	add_count(work, "withdrawn", sums[2]);
	for (size_t i = 0; i < countof(names); i++)
		for (size_t day = 0; day < count->days.count; day++)
			report_add(work, &(struct figure){
				.group = "day", .key = count->days.at[day]->key, .name = names[i], .unit = UNIT_COUNT,
				.value = report_count_text(work, count->days.at[day]->amount[i]) });
}

void
report_timeliness(struct report_work *work)
{
	struct call *call = work->call;
	struct decided_count count;

	decided_init(&count, work);
	report_events(call->db, &work->filter, EVENT_DECISION_ISSUED, false, call->arena, count_decided, &count);
	report_events(call->db, &work->filter, EVENT_APPLICATION_FILED, false, call->arena, count_filed, &count);
	report_events(call->db, &work->filter, EVENT_APPLICATION_WITHDRAWN, false, call->arena, count_withdrawn, &count);
	add_times(work, &(struct figure){ .group = NULL }, &count.all);
	report_sort(&count.programs);
	for (size_t i = 0; i < count.programs.count; i++) {
		const char *id = count.programs.at[i]->key;

		add_times(work, &(struct figure){ .group = "program", .key = id,
		                                  .label = report_program_name(work, id) },
		          count.programs.at[i]);
	}
	add_days(&count);
}

static void
count_returned(void *taker, const struct report_row *row)
{
	struct decided_count *count = taker;
	civil_date day;

	if (report_day(count->work, row->county, row->at_ms, &day))
		count->all.amount[0]++;
}

/* In the words of the version in force, if it still has that code; key: "snap D07". */
static const char *
reason_label(const struct report_work *work, const char *key)
{
	const char *code = strchr(key, ' ') + 1;
	const char *id = arena_strndup(work->call->arena, key, (size_t)(code - key) - 1);
	const struct program *program = agency_program(work->call->agency, id, 0);
	const struct program_reason *reason = program ? program_find_reason(program, code) : NULL;

	return reason ? program_say(program, &reason->text, work->call->language, NULL) : NULL;
}

void
report_decisions(struct report_work *work)
{
	struct call *call = work->call;
	struct decided_count count, returned;

	decided_init(&count, work);
	decided_init(&returned, work);
	report_events(call->db, &work->filter, EVENT_DECISION_ISSUED, true, call->arena, count_reasons, &count);
	report_events(call->db, &work->filter, EVENT_DECISION_RETURNED, false, call->arena, count_returned, &returned);
	add_count(work, "decided", count.all.count);
	add_count(work, "approved", count.approved);
	add_count(work, "denied", count.all.denied);
	add_count(work, "superseding", count.superseding);
	add_count(work, "second_person", count.second_person);
	add_count(work, "returned", returned.all.amount[0]);
	report_sort(&count.programs);
	for (size_t i = 0; i < count.programs.count; i++) {
		const struct report_group *of = count.programs.at[i];
		struct figure figure = { .group = "program", .key = of->key, .name = "approved", .unit = UNIT_COUNT,
			                 .label = report_program_name(work, of->key),
			                 .value = report_count_text(work, of->count - of->denied) };

		report_add(work, &figure);
		figure.name = "denied";
		figure.value = report_count_text(work, of->denied);
		report_add(work, &figure);
	}
	report_sort(&count.reasons);
	for (size_t i = 0; i < count.reasons.count; i++)
		report_add(work, &(struct figure){ .group = "reason", .key = count.reasons.at[i]->key,
		                                   .name = "denied", .unit = UNIT_COUNT,
		                                   .label = reason_label(work, count.reasons.at[i]->key),
		                                   .value = report_count_text(work, count.reasons.at[i]->count) });
}

/* ---- fairness ---- */

struct fair_group {
	struct report_work *work;
	struct figure of;
	const struct report_group *all, *group;
	struct tally *others;
};

static void
add_days_gap(struct fair_group *fair, bool hidden)
{
	struct figure figure = fair->of;
	int64_t own, others;

	tally_without(&fair->all->tally, &fair->group->tally, fair->others);
	own = tally_median_tenths(&fair->group->tally);
	others = tally_median_tenths(fair->others);
	figure.name = "median_days";
	figure.unit = UNIT_DAYS;
	figure.hidden = hidden;
	if (!hidden) {
		figure.value = report_tenths_text(fair->work, own);
		figure.against = report_tenths_text(fair->work, others);
		figure.gap = others >= 0 && own >= others + GAP_DAYS_TENTHS
			&& own * 100 >= others * GAP_DAYS_PERCENT;
	}
	report_add(fair->work, &figure);
}

static void
add_denied_gap(struct fair_group *fair, bool hidden)
{
	struct figure figure = fair->of;
	const struct report_group *group = fair->group, *all = fair->all;
	int64_t others = all->count - group->count, others_denied = all->denied - group->denied;

	figure.name = "denied";
	figure.unit = UNIT_PERCENT;
	figure.hidden = hidden;
	if (!hidden) {
		int64_t own_rate = percent_tenths(group->count - group->denied, group->count);
		int64_t others_rate = percent_tenths(others - others_denied, others);

		figure.value = report_tenths_text(fair->work, percent_tenths(group->denied, group->count));
		figure.against = report_tenths_text(fair->work, percent_tenths(others_denied, others));
		figure.gap = others_rate > 0 && own_rate * 100 < others_rate * GAP_APPROVED_PERCENT;
	}
	report_add(fair->work, &figure);
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
	memcpy(rate_hidden, hidden, groups->count * sizeof *hidden);
	tally_hide(denied, groups->count, rate_hidden);
	tally_hide(approved, groups->count, rate_hidden);
}

static void
add_dimension(struct report_work *work, const struct report_group *all, struct report_groups *groups,
              const char *group)
{
	struct arena *arena = work->call->arena;
	bool *hidden = arena_array(arena, groups->count + 1, sizeof *hidden);
	bool *rate_hidden = arena_array(arena, groups->count + 1, sizeof *rate_hidden);
	struct fair_group fair = { .work = work, .all = all, .others = arena_alloc(arena, sizeof(struct tally)) };

	report_sort(groups);
	hide_small(groups, arena, hidden, rate_hidden);
	for (size_t i = 0; i < groups->count; i++) {
		fair.group = groups->at[i];
		fair.of = (struct figure){ .group = group, .key = fair.group->key, .name = "decided",
			                   .unit = UNIT_COUNT, .hidden = hidden[i],
			                   .label = str_eq(group, "program")
			                            ? report_program_name(work, fair.group->key) : NULL,
			                   .value = hidden[i] ? NULL : report_count_text(work, fair.group->count) };
		report_add(work, &fair.of);
		fair.of.value = NULL;
		add_days_gap(&fair, hidden[i]);
		add_denied_gap(&fair, rate_hidden[i]);
	}
}

void
report_fairness(struct report_work *work)
{
	struct call *call = work->call;
	struct decided_count count;
	bool small;

	decided_init(&count, work);
	report_events(call->db, &work->filter, EVENT_DECISION_ISSUED, false, call->arena, count_decided, &count);
	small = tally_is_small(count.all.count);
	report_add(work, &(struct figure){ .name = "decided", .unit = UNIT_COUNT, .hidden = small,
	                                   .value = small ? NULL : report_count_text(work, count.all.count) });
	if (!small)
		add_tenths(work, &(struct figure){ .group = NULL }, "median_days", UNIT_DAYS,
		           tally_median_tenths(&count.all.tally));
	add_dimension(work, &count.all, &count.counties, "county");
	add_dimension(work, &count.all, &count.languages, "language");
	add_dimension(work, &count.asked, &count.disabilities, "disability");
	add_dimension(work, &count.all, &count.programs, "program");
}
