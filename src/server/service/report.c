/* SPDX-License-Identifier: Apache-2.0
 *
 * What all reports share: the period, whose work, and writing figures down.
 */
#include "server/service/report.h"

#include <stdlib.h>

#include "base/str.h"
#include "domain/county.h"
#include "domain/program.h"
#include "server/service/agency.h"
#include "server/service/report_work.h"
#include "server/store/event_log.h"

enum { PERIOD_DAYS_MAX = 366, TARGET_DAYS = 3 };

/* ---- figures ---- */

void
report_add(struct report_work *work, const struct figure *figure)
{
	struct report *report = work->report;

	report->figures.at = arena_more(work->call->arena, report->figures.at, report->figures.count,
	                                sizeof *report->figures.at);
	report->figures.at[report->figures.count++] = *figure;
}

const char *
report_count_text(struct report_work *work, int64_t count)
{
	return arena_printf(work->call->arena, "%lld", (long long)count);
}

const char *
report_tenths_text(struct report_work *work, int64_t tenths)
{
	if (tenths < 0)
		return NULL;
	return arena_printf(work->call->arena, "%lld.%lld", (long long)(tenths / TALLY_TENTHS),
	                    (long long)(tenths % TALLY_TENTHS));
}

/* ---- groups ---- */

struct report_group *
report_group(struct report_groups *groups, const char *key)
{
	const char *wanted = key ? key : "";
	struct report_group *group;

	/* Few, and the next row is often of the group before. */
	for (size_t i = groups->count; i-- > 0;)
		if (str_eq(groups->at[i]->key, wanted))
			return groups->at[i];
	group = arena_alloc(groups->arena, sizeof *group);
	group->key = arena_strdup(groups->arena, wanted);
	groups->at = arena_more(groups->arena, groups->at, groups->count, sizeof(struct report_group *));
	groups->at[groups->count++] = group;
	return group;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct report_group *const *left = a, *const *right = b;

	return strcmp((*left)->key, (*right)->key);
}

void
report_sort(struct report_groups *groups)
{
	if (groups->count > 1)
		qsort(groups->at, groups->count, sizeof(struct report_group *), compare_keys);
}

/* ---- days and names ---- */

bool
report_day(const struct report_work *work, const char *county, int64_t at_ms, civil_date *ret)
{
	*ret = county_date(county, at_ms);
	return *ret >= work->report->from && *ret <= work->report->to;
}

const char *
report_program_name(const struct report_work *work, const char *program_id)
{
	const struct program *program = agency_program(work->call->agency, program_id, 0);

	return program ? program_say(program, &program->name, work->call->language, NULL) : NULL;
}

/* ---- the request ---- */

static bool
period_fits(struct call *call, const struct report_request *request, struct report *report, struct err *err)
{
	civil_date today = zone_date(ZONE_CENTRAL, call->now_ms);
	int year, month, day;

	date_split(today, &year, &month, &day);
	report->to = request->to == DATE_NONE ? today : request->to;
	report->from = request->from != DATE_NONE ? request->from
	               : report->to == today      ? today - (day - 1)
	                                          : report->to;
	if (report->from > report->to)
		return err_field(err, "?from", "out_of_range", "A period ends after it begins.");
	if (report->to - report->from >= PERIOD_DAYS_MAX)
		return err_field(err, "?from", "out_of_range", "A period is %d days at most.", PERIOD_DAYS_MAX);
	return true;
}

static bool
team_is_in_sight(const struct call *call, const char *team)
{
	return (call->actor->roles & ROLE_AUDITOR) != 0 || text_list_has(&call->actor->led_team_ids, team);
}

bool
report_make(struct call *call, const struct report_request *request, struct report **ret, struct err *err)
{
	static void (*const counted[REPORT_COUNT])(struct report_work *) = {
		[REPORT_CASELOAD] = report_caseload,   [REPORT_TIMELINESS] = report_timeliness,
		[REPORT_CHANNELS] = report_channels,   [REPORT_FEEDBACK] = report_feedback,
		[REPORT_DECISIONS] = report_decisions, [REPORT_FAIRNESS] = report_fairness,
		[REPORT_QUALITY] = report_quality,
	};
	struct report *report = arena_alloc(call->arena, sizeof *report);
	struct report_work work = { .call = call, .report = report };
	struct policy_scope scope;

	assert(request->report != REPORT_NONE);
	if (!period_fits(call, request, report, err))
		return false;
	if (!str_empty(request->team) && !team_is_in_sight(call, request->team))
		return err_set(err, ERR_NOT_FOUND, "%s", "");
	report->report = request->report;
	report->program = request->program;
	report->team = request->team;
	report->county = request->county;
	report->target_days = agency_setting_int(call->agency, "service_target_days", TARGET_DAYS);
	report->as_of_seq = event_head_seq(call->db);
	report->as_of_ms = call->now_ms;
	policy_scope_led(call->actor, call->now_ms, &scope);
	work.filter = (struct report_filter){
		.scope = &scope, .program_id = request->program, .team_id = request->team,
		.county = request->county,
		.from_ms = zone_midnight_ms(ZONE_EASTERN, report->from),
		.until_ms = zone_midnight_ms(ZONE_CENTRAL, report->to + 1),
	};
	counted[request->report](&work);
	*ret = report;
	return !db_take_failure(call->db, err);
}
