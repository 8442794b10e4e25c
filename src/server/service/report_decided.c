/* SPDX-License-Identifier: Apache-2.0
 *
 * What was decided in a period: how long it took, against the law's clock and
 * the agency's own target; what and why; and whether it went equally well for
 * everybody.  What came of a few people's applications is not told by any of
 * these, nor by two answers together: report.h has the rule.
 */
#include "server/service/report_decided.h"

#include "base/str.h"
#include "domain/county.h"
#include "domain/program.h"
#include "server/service/agency.h"

/* When a group fares clearly worse than all others: a quarter longer and a day
 * at least; approved less than four fifths as often, as the courts measure. */
enum { GAP_DAYS_PERCENT = 125, GAP_DAYS_TENTHS = 10, GAP_APPROVED_PERCENT = 80 };

/* ---- writing down ---- */

static void
add_count(struct report_work *work, const char *name, int64_t count, bool hidden)
{
	report_add(work, &(struct figure){ .name = name, .unit = UNIT_COUNT, .hidden = hidden,
	                                   .value = hidden ? NULL : report_count_text(work, count) });
}

static void
add_tenths(struct report_work *work, const struct figure *of, const char *name, enum figure_unit unit,
           int64_t tenths)
{
	struct figure figure = *of;

	figure.name = name;
	figure.unit = unit;
	figure.value = figure.hidden ? NULL : report_tenths_text(work, tenths);
	report_add(work, &figure);
}

static void
add_times(struct report_work *work, const struct figure *of, const struct report_group *group)
{
	struct figure counted = *of;

	counted.name = "decided";
	counted.unit = UNIT_COUNT;
	counted.value = counted.hidden ? NULL : report_count_text(work, group->count);
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

/* Every day of the period, also one on which nothing happened.  How many were decided on which day
 * is told of all applicants together alone: of some it would be few. */
static void
add_days(struct decided_count *count, bool hidden)
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
	add_count(work, "filed", sums[1], false);
	add_count(work, "withdrawn", sums[2], false);
	for (size_t i = 0; i < countof(names); i++)
		for (size_t day = 0; day < count->days.count; day++)
			report_add(work, &(struct figure){
				.group = "day", .key = count->days.at[day]->key, .name = names[i], .unit = UNIT_COUNT,
				.hidden = hidden && i == 0,
				.value = hidden && i == 0
				         ? NULL : report_count_text(work, count->days.at[day]->amount[i]) });
}

void
report_timeliness(struct report_work *work)
{
	struct call *call = work->call;
	struct decided_answers answers;
	struct decided_count *count = decided_answer(&answers, work, false);
	struct hidden_groups hidden = hide_groups(&answers, answers.asked, DIMENSION_PROGRAM);

	report_events(call->db, &work->filter, EVENT_APPLICATION_FILED, false, call->arena, count_filed, count);
	report_events(call->db, &work->filter, EVENT_APPLICATION_WITHDRAWN, false, call->arena, count_withdrawn, count);
	add_times(work, &(struct figure){ .hidden = count->hidden }, &count->all);
	for (size_t i = 0; i < count->programs.count; i++) {
		const char *id = count->programs.at[i]->key;

		add_times(work, &(struct figure){ .group = "program", .key = id, .hidden = hidden.people[i],
		                                  .label = report_program_name(work, id) },
		          count->programs.at[i]);
	}
	add_days(count, count->hidden || answers.asked != 0);
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

/* Of each program by itself, for its denials are told; of a filter none, for the answers of two
 * filters would tell few by their difference. */
static void
add_reasons(struct decided_answers *answers, const struct hidden_groups *programs)
{
	struct report_work *work = answers->work;
	struct decided_count *count = answers->of[answers->asked];
	struct report_groups *reasons = &count->reasons;
	int64_t *counts = arena_array(work->call->arena, reasons->count + 1, sizeof *counts);
	bool *hidden = arena_array(work->call->arena, reasons->count + 1, sizeof *hidden);

	report_sort(reasons);
	for (size_t i = 0; i < count->programs.count; i++) {
		const char *lead = arena_printf(work->call->arena, "%s ", count->programs.at[i]->key);
		size_t first = 0, end;

		while (first < reasons->count && !str_starts(reasons->at[first]->key, lead))
			first++;
		for (end = first; end < reasons->count && str_starts(reasons->at[end]->key, lead); end++) {
			counts[end] = reasons->at[end]->count;
			hidden[end] = programs->outcome[i] || answers->asked != 0;
		}
		tally_hide(counts + first, end - first, hidden + first);
	}
	for (size_t i = 0; i < reasons->count; i++)
		report_add(work, &(struct figure){ .group = "reason", .key = reasons->at[i]->key,
		                                   .name = "denied", .unit = UNIT_COUNT, .hidden = hidden[i],
		                                   .label = reason_label(work, reasons->at[i]->key),
		                                   .value = hidden[i] ? NULL : report_count_text(work, counts[i]) });
}

void
report_decisions(struct report_work *work)
{
	struct call *call = work->call;
	struct decided_answers answers;
	struct decided_count *count = decided_answer(&answers, work, true);
	struct decided_count returned = { .work = work };
	struct hidden_groups hidden = hide_groups(&answers, answers.asked, DIMENSION_PROGRAM);

	report_events(call->db, &work->filter, EVENT_DECISION_RETURNED, false, call->arena, count_returned, &returned);
	add_count(work, "decided", count->all.count, count->hidden);
	add_count(work, "approved", count->approved, count->outcome_hidden);
	add_count(work, "denied", count->all.denied, count->outcome_hidden);
	add_count(work, "superseding", count->superseding, count->hidden);
	add_count(work, "second_person", count->second_person, count->hidden);
	add_count(work, "returned", returned.all.amount[0], false);
	for (size_t i = 0; i < count->programs.count; i++) {
		const struct report_group *of = count->programs.at[i];
		struct figure figure = { .group = "program", .key = of->key, .name = "approved", .unit = UNIT_COUNT,
			                 .label = report_program_name(work, of->key), .hidden = hidden.outcome[i] };

		figure.value = figure.hidden ? NULL : report_count_text(work, of->count - of->denied);
		report_add(work, &figure);
		figure.name = "denied";
		figure.value = figure.hidden ? NULL : report_count_text(work, of->denied);
		report_add(work, &figure);
	}
	add_reasons(&answers, &hidden);
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

static void
add_dimension(struct decided_answers *answers, enum dimension by, const char *group)
{
	struct report_work *work = answers->work;
	struct decided_count *count = answers->of[answers->asked];
	const struct report_groups *groups = groups_by(count, by);
	struct hidden_groups hidden = hide_groups(answers, answers->asked, by);
	struct fair_group fair = { .work = work, .all = by == DIMENSION_DISABILITY ? &count->asked : &count->all,
		                   .others = arena_alloc(work->call->arena, sizeof(struct tally)) };

	for (size_t i = 0; i < groups->count; i++) {
		fair.group = groups->at[i];
		fair.of = (struct figure){ .group = group, .key = fair.group->key, .name = "decided",
			                   .unit = UNIT_COUNT, .hidden = hidden.people[i],
			                   .label = by == DIMENSION_PROGRAM
			                            ? report_program_name(work, fair.group->key) : NULL,
			                   .value = hidden.people[i] ? NULL
			                            : report_count_text(work, fair.group->count) };
		report_add(work, &fair.of);
		fair.of.value = NULL;
		add_days_gap(&fair, hidden.people[i]);
		add_denied_gap(&fair, hidden.outcome[i]);
	}
}

void
report_fairness(struct report_work *work)
{
	struct decided_answers answers;
	struct decided_count *count = decided_answer(&answers, work, false);

	add_count(work, "decided", count->all.count, count->hidden);
	if (!count->hidden)
		add_tenths(work, &(struct figure){ .group = NULL }, "median_days", UNIT_DAYS,
		           tally_median_tenths(&count->all.tally));
	add_dimension(&answers, DIMENSION_COUNTY, "county");
	add_dimension(&answers, DIMENSION_LANGUAGE, "language");
	add_dimension(&answers, DIMENSION_DISABILITY, "disability");
	add_dimension(&answers, DIMENSION_PROGRAM, "program");
}
