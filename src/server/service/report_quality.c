/* SPDX-License-Identifier: Apache-2.0
 *
 * Quality: how many decisions were drawn for review, and in how many of those
 * reviewed an error was found, by program and by kind.  What few reviews would
 * tell of one worker is hidden.
 */
#include "server/service/report_work.h"

#include "base/str.h"
#include "domain/review.h"
#include "domain/words.h"

enum { AT_REVIEWED, AT_ERRORS, AT_CORRECTED };

struct quality_count {
	struct report_work *work;
	int64_t drawn, waiting;
	struct report_group all;
	struct report_groups programs;
	int64_t kinds[REVIEW_KIND_COUNT];
};

static void
count_drawn(void *taker, const struct report_review *row)
{
	struct quality_count *count = taker;
	civil_date day;

	if (!report_day(count->work, row->county, row->drawn_at_ms, &day))
		return;
	count->drawn++;
	count->waiting += row->outcome == REVIEW_WAITS;
}

static void
count_reviewed(void *taker, const struct report_review *row)
{
	struct quality_count *count = taker;
	struct report_group *program;
	civil_date day;

	if (!report_day(count->work, row->county, row->reviewed_at_ms, &day))
		return;
	program = report_group(&count->programs, row->program_id);
	count->all.amount[AT_REVIEWED]++;
	program->amount[AT_REVIEWED]++;
	if (row->outcome != REVIEW_ERROR)
		return;
	count->all.amount[AT_ERRORS]++;
	program->amount[AT_ERRORS]++;
	count->all.amount[AT_CORRECTED] += row->is_superseded;
	count->kinds[row->kind]++;
}

static void
add_number(struct report_work *work, const char *name, int64_t number)
{
	report_add(work, &(struct figure){ .name = name, .unit = UNIT_COUNT,
	                                   .value = report_count_text(work, number) });
}

/* Errors and their share, of all or of one group. */
static void
add_errors(struct report_work *work, const struct figure *of, int64_t errors, int64_t reviewed, bool hidden)
{
	struct figure figure = *of;

	figure.hidden = hidden;
	figure.name = "errors";
	figure.unit = UNIT_COUNT;
	figure.value = hidden ? NULL : report_count_text(work, errors);
	report_add(work, &figure);
	figure.name = "error_rate";
	figure.unit = UNIT_PERCENT;
	figure.value = hidden ? NULL : report_tenths_text(work, percent_tenths(errors, reviewed));
	report_add(work, &figure);
}

/* A program of which little was reviewed tells of the few who decided there;
 * with it go as many others as keep it from being worked out of the whole. */
static void
add_programs(struct quality_count *count)
{
	struct report_work *work = count->work;
	struct report_groups *programs = &count->programs;
	int64_t *reviewed = arena_array(work->call->arena, programs->count + 1, sizeof *reviewed);
	bool *hidden = arena_array(work->call->arena, programs->count + 1, sizeof *hidden);

	report_sort(programs);
	for (size_t i = 0; i < programs->count; i++)
		reviewed[i] = programs->at[i]->amount[AT_REVIEWED];
	tally_hide(reviewed, programs->count, hidden);
	for (size_t i = 0; i < programs->count; i++) {
		const char *id = programs->at[i]->key;
		struct figure of = { .group = "program", .key = id, .label = report_program_name(work, id),
			             .name = "reviewed", .unit = UNIT_COUNT, .hidden = hidden[i],
			             .value = hidden[i] ? NULL : report_count_text(work, reviewed[i]) };

		report_add(work, &of);
		add_errors(work, &of, programs->at[i]->amount[AT_ERRORS], reviewed[i], hidden[i]);
	}
}

void
report_quality(struct report_work *work)
{
	struct call *call = work->call;
	struct quality_count count = { .work = work, .programs.arena = call->arena };
	bool small;

	report_reviews(call->db, &work->filter, false, call->arena, count_drawn, &count);
	report_reviews(call->db, &work->filter, true, call->arena, count_reviewed, &count);
	small = tally_is_small(count.all.amount[AT_REVIEWED]);
	add_number(work, "drawn", count.drawn);
	add_number(work, "waiting", count.waiting);
	add_number(work, "reviewed", count.all.amount[AT_REVIEWED]);
	add_errors(work, &(struct figure){ .group = NULL }, count.all.amount[AT_ERRORS],
	           count.all.amount[AT_REVIEWED], small);
	report_add(work, &(struct figure){ .name = "corrected", .unit = UNIT_COUNT, .hidden = small,
	                                   .value = small ? NULL
	                                           : report_count_text(work, count.all.amount[AT_CORRECTED]) });
	add_programs(&count);
	for (int kind = 1; !small && kind < REVIEW_KIND_COUNT; kind++)
		add_errors(work, &(struct figure){ .group = "kind", .key = word_of(words_review_kind, kind) },
		           count.kinds[kind], count.all.amount[AT_REVIEWED], false);
}
