/* SPDX-License-Identifier: Apache-2.0
 *
 * What is open now: how much, how old, what it waits for.
 */
#include "server/service/report_work.h"

#include "base/str.h"
#include "domain/county.h"
#include "domain/deadline.h"
#include "domain/program.h"
#include "domain/turn.h"
#include "domain/words.h"
#include "server/service/agency.h"

/* Days since filing, as the law's clocks part them. */
static const struct {
	const char *key;
	int from, to;
} ages[] = { { "0-3", 0, 3 }, { "4-14", 4, 14 }, { "15-30", 15, 30 }, { "31+", 31, INT32_MAX } };

struct open_count {
	struct report_work *work;
	struct report_groups statuses, programs;
	int64_t count, unassigned, overdue, due_soon, waiting, age[countof(ages)];
	civil_date capital_today; /* ages are by one day for all, as in the lists behind them */
};

static void
count_open(void *taker, const struct report_row *row)
{
	struct open_count *count = taker;
	const struct call *call = count->work->call;
	const struct program *program = agency_program(call->agency, row->program_id, 0);
	enum zone zone = county_zone(row->county);
	civil_date today = zone_date(zone, call->now_ms);
	int days = count->capital_today - row->filed_on;
	struct turn_answer turn = turn_today((struct turn_answer){ row->turn, NEXT_NONE }, row->proof_due_on,
	                                     row->interview_at_ms, zone, call->now_ms);

	count->count++;
	count->unassigned += !row->is_assigned;
	count->waiting += turn.turn == TURN_CUSTOMER;
	switch (program ? deadline_clock(program, row->due_on, row->expedited, today) : CLOCK_NONE) {
	case CLOCK_OVERDUE: count->overdue++; break;
	case CLOCK_DUE_SOON: count->due_soon++; break;
	case CLOCK_ON_TIME:
	case CLOCK_NONE: break;
	}
	for (size_t i = 0; i < countof(ages); i++)
		count->age[i] += (i == 0 || days >= ages[i].from) && days <= ages[i].to;
	report_group(&count->statuses, words_status[row->status])->count++;
	report_group(&count->programs, row->program_id)->count++;
}

/* The query that lists what a figure counts, with the report's own filter. */
static const char *
list_of(const struct report_work *work, const char *query)
{
	const struct report *report = work->report;
	struct arena *arena = work->call->arena;

	if (!str_empty(report->program))
		query = arena_printf(arena, "%s%sprogram=%s", query, *query ? "&" : "", report->program);
	/* Who leads a team may see others' work, too: a report has none of it. */
	if (!str_empty(report->team) || !work->filter.scope->all)
		query = arena_printf(arena, "%s%steam=%s", query, *query ? "&" : "",
		                     str_empty(report->team) ? "led" : report->team);
	if (!str_empty(report->county)) {
		struct buf escaped = BUF_INIT(400);

		/* A county's name has letters and blanks alone. */
		for (const char *c = report->county; *c; c++)
			buf_printf(&escaped, *c == ' ' ? "%%20" : "%c", *c);
		query = arena_printf(arena, "%s%scounty=%s", query, *query ? "&" : "", escaped.data);
		buf_done(&escaped);
	}
	return query;
}

static void
add_open(struct report_work *work, const char *name, int64_t count, const char *query)
{
	report_add(work, &(struct figure){ .name = name, .unit = UNIT_COUNT,
	                                   .value = report_count_text(work, count),
	                                   .list = query ? list_of(work, query) : NULL });
}

static void
add_ages(struct report_work *work, const struct open_count *count)
{
	civil_date today = count->capital_today;
	char after[DATE_TEXT_MAX], before[DATE_TEXT_MAX];

	for (size_t i = 0; i < countof(ages); i++) {
		const char *query = "";

		/* filed_after is exclusive, and so is filed_before. */
		if (ages[i].to != INT32_MAX)
			query = arena_printf(work->call->arena, "filed_after=%s",
			                     date_to_text(today - ages[i].to - 1, after));
		if (ages[i].from > 0)
			query = arena_printf(work->call->arena, "%s%sfiled_before=%s", query, *query ? "&" : "",
			                     date_to_text(today - ages[i].from + 1, before));
		report_add(work, &(struct figure){ .group = "age", .key = ages[i].key, .name = "open",
		                                   .unit = UNIT_COUNT,
		                                   .value = report_count_text(work, count->age[i]),
		                                   .list = list_of(work, query) });
	}
}

static void
add_groups(struct report_work *work, struct report_groups *groups, const char *group)
{
	bool programs = str_eq(group, "program");

	report_sort(groups);
	for (size_t i = 0; i < groups->count; i++) {
		const struct report_group *of = groups->at[i];
		const char *query = arena_printf(work->call->arena, "%s=%s", group, of->key);

		/* The report's own program is in the query already. */
		if (programs && !str_empty(work->report->program))
			query = "";
		report_add(work, &(struct figure){ .group = group, .key = of->key, .name = "open",
		                                   .label = programs ? report_program_name(work, of->key) : NULL,
		                                   .unit = UNIT_COUNT,
		                                   .value = report_count_text(work, of->count),
		                                   .list = list_of(work, query) });
	}
}

static void
add_missing(void *taker, const char *program_id, const char *requirement, int64_t count)
{
	struct report_work *work = taker;
	const struct program *program = agency_program(work->call->agency, program_id, 0);
	const struct program_requirement *known =
		program ? program_find_requirement(program, requirement) : NULL;
	struct arena *arena = work->call->arena;

	report_add(work, &(struct figure){
		.group = "missing",
		.key = arena_printf(arena, "%s %s", program_id, requirement),
		.label = known ? program_say(program, &known->label, work->call->language, NULL) : NULL,
		.name = "pended",
		.unit = UNIT_COUNT,
		.value = report_count_text(work, count),
	});
}

void
report_caseload(struct report_work *work)
{
	struct arena *arena = work->call->arena;
	struct open_count count = { .work = work, .statuses = { .arena = arena },
		                    .programs = { .arena = arena },
		                    .capital_today = zone_date(ZONE_CENTRAL, work->call->now_ms) };

	report_open(work->call->db, &work->filter, arena, count_open, &count);
	add_open(work, "open", count.count, "");
	add_open(work, "unassigned", count.unassigned, "assignee=none");
	add_open(work, "overdue", count.overdue, "clock=overdue");
	add_open(work, "due_soon", count.due_soon, "clock=due_soon");
	add_open(work, "waiting_on_customer", count.waiting, "turn=customer");
	add_ages(work, &count);
	add_groups(work, &count.statuses, "status");
	add_groups(work, &count.programs, "program");
	report_missing(work->call->db, &work->filter, arena, add_missing, work);
}
