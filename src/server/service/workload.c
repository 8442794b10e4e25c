/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules from the settings, and loads from the queue: each open application is
 * weighed as it stands today.
 */
#include "server/service/workload.h"

#include <stdlib.h>

#include "base/str.h"
#include "domain/county.h"
#include "domain/deadline.h"
#include "domain/turn.h"
#include "server/service/agency.h"
#include "server/service/interaction.h"
#include "server/store/queue_list.h"
#include "server/store/setting.h"

/* ---- rules ---- */

static int64_t
number_set(const struct call *call, const char *name, const char *usual)
{
	int64_t value = 0;
	bool ok = str_to_i64(usual, &value);

	assert(ok);
	(void)ok;
	return agency_setting_int(call->agency, name, value);
}

static const struct {
	const char *name, *usual;
} usual[] = {
#define AGENCY_SETTING(name, kind, least, most, usual, help) { name, usual },
#include "server/service/settings.def"
#undef AGENCY_SETTING
};

static const char *
usual_of(const char *name)
{
	for (size_t i = 0; i < countof(usual); i++)
		if (str_eq(usual[i].name, name))
			return usual[i].usual;
	assert(false); /* a setting of the table */
	return "";
}

static const char *
text_set(const struct call *call, const char *name)
{
	const char *value = agency_setting(call->agency, name, NULL);

	return str_empty(value) ? usual_of(name) : value;
}

static int64_t
rule_number(const struct call *call, const char *name)
{
	return number_set(call, name, usual_of(name));
}

/* "families-first=180,child-care=120" */
void
review_rules(const struct call *call, const char *program_id, struct review_rules *ret)
{
	assert(call && program_id && ret);
	const char *words = text_set(call, "review_programs");
	size_t name = strlen(program_id);

	*ret = (struct review_rules) { rule_number(call, "review_percent"), rule_number(call, "review_seed") };
	while (!str_empty(words)) {
		size_t len = strcspn(words, ",");
		int64_t percent;

		if (len > name + 1 && words[name] == '=' && !strncmp(words, program_id, name)
			&& str_to_i64(arena_strndup(call->arena, words + name + 1, len - name - 1), &percent))
			ret->percent = percent > 100 ? 100 : percent;
		words += len + (words[len] == ',');
	}
}

static void
read_program_weights(const struct call *call, struct assignment_rules *ret)
{
	const char *words = text_set(call, "weight_programs");

	ret->programs = NULL;
	ret->program_count = 0;
	while (*words) {
		size_t len = strcspn(words, ","), name = strcspn(words, "=");
		int64_t weight;

		if (name < len
			&& str_to_i64(arena_strndup(call->arena, words + name + 1, len - name - 1), &weight)) {
			ret->programs = arena_more(call->arena, ret->programs, ret->program_count,
			                           sizeof *ret->programs);
			ret->programs[ret->program_count++] = (struct program_weight) {
				arena_strndup(call->arena, words, name), weight };
		}
		words += len + (words[len] == ',');
	}
}

void
assignment_rules(const struct call *call, struct assignment_rules *ret)
{
	assert(call && ret);
	*ret = (struct assignment_rules) {
		.expedited_percent = rule_number(call, "weight_expedited_percent"),
		.waiting_weight = rule_number(call, "weight_waiting"),
		.more_programs_weight = rule_number(call, "weight_more_programs"),
		.interpreter_percent = rule_number(call, "weight_interpreter_percent"),
		.late_percent = rule_number(call, "weight_late_percent"),
		.late_day = rule_number(call, "weight_late_day"),
		.cost_move = rule_number(call, "cost_move"),
		.has_interpreter = str_eq(text_set(call, "interpreter"), "on"),
	};
	read_program_weights(call, ret);
#define LIMIT(id, wire, text)
#define BEND(id, setting, usual, text) ret->costs[BEND_##id] = number_set(call, setting, usual);
#define REASON(id, text)
#include "domain/assignment.def"
#undef LIMIT
#undef BEND
#undef REASON
}

bool
is_sample_unfinished(const struct call *call)
{
	return agency_setting(call->agency, SETTING_UNFINISHED, NULL) != NULL;
}

bool
assigns_new(const struct call *call, const char *team_id)
{
	assert(call);
	const char *not_in = text_set(call, "assign_new_not");

	return !is_sample_unfinished(call) && str_eq(text_set(call, "assign_new"), "on") && !str_empty(team_id)
		&& (str_empty(not_in) || !str_in_list(not_in, team_id));
}

/* ---- one application ---- */

void
assignment_case_of(const struct call *call, const struct assignment_row *row,
                   struct assignment_case *ret)
{
	assert(call && row && ret);
	const struct queue_row *queue = &row->queue;
	const struct program *program = agency_program(call->agency, queue->program_id, 0);
	enum zone zone = county_zone(queue->county);
	civil_date today = zone_date(zone, call->now_ms);
	struct turn_answer turn = turn_today((struct turn_answer) { queue->turn, NEXT_NONE },
		queue->proof_due_on, queue->interview_at_ms, zone, call->now_ms);

	*ret = (struct assignment_case) {
		.application_id = queue->application_id,
		.customer_id = queue->customer_id,
		.program_id = queue->program_id,
		.team_id = queue->team_id,
		.county = queue->county,
		.language = queue->language,
		.assignee_id = queue->assignee_id,
		.decision_maker_id = queue->decision_maker_id,
		.status = queue->status,
		.filed_on = queue->filed_on,
		.due_on = queue->due_on,
		.today = today,
		.clock = program ? deadline_clock(program, queue->due_on, queue->expedited, today) : CLOCK_NONE,
		.expedited = queue->expedited,
		.is_waiting = turn.turn == TURN_CUSTOMER,
		.has_more_programs = row->open_applications > 1,
		.sealed = queue->sealed,
		.vulnerable = row->vulnerable,
		.has_open_appeal = queue->appeal_open,
	};
}

void
assignment_case_contacts(const struct call *call, struct assignment_case *one)
{
	struct assignment_contact contact;

	if (str_empty(one->assignee_id))
		return;
	contact = assignment_contact(call->db, one->application_id, one->assignee_id);
	one->was_interviewed = contact.interviewed;
	one->contacts = contact.calls;
}

bool
row_is_risky(const struct queue_row *row, civil_date today, civil_date from, civil_date to)
{
	civil_date talk = row->interview_at_ms > 0
		? zone_date(county_zone(row->county), row->interview_at_ms) : DATE_NONE;

	if (talk != DATE_NONE && talk >= from && (to == DATE_NONE || talk <= to))
		return true;
	/* What is due before the worker goes is the worker's own to do. */
	return row->due_on != DATE_NONE && (to == DATE_NONE || row->due_on <= to)
		&& (from <= today || row->due_on >= from);
}

/* ---- loads ---- */

/* Adds one open application to a load; worker NULL: whoever it is needs no interpreter. */
static void
load_add(const struct assignment_rules *rules, const struct assignment_case *one,
         const struct assignment_worker *worker, struct load *load)
{
	load->open++;
	load->weighted += assignment_weight(rules, one, worker);
	load->overdue += one->clock == CLOCK_OVERDUE;
	load->due_soon += one->clock == CLOCK_DUE_SOON;
	load->waiting += one->is_waiting;
}

/* What was decided today and is shown to the reader, as a list of it counts. */
static int64_t
decided_today(const struct call *call, const struct policy_scope *scope, const char *worker_id,
              const char *team_id)
{
	civil_date today = zone_date(ZONE_CENTRAL, call->now_ms);
	struct queue_filter filter = {
		.scope = scope,
		.decided_by = worker_id,
		.decided_since_ms = zone_midnight_ms(ZONE_CENTRAL, today),
		.team_id = team_id,
		.statuses = S_ANY,
		.due_before = DATE_NONE,
		.filed_after = DATE_NONE,
		.now_ms = call->now_ms,
	};
	bool at_least;

	return queue_total(call->db, &filter, &at_least);
}

struct counting {
	struct call *call;
	const struct assignment_rules *rules;
	const struct assignment_worker *worker;
	struct load *load;
};

static void
count_row(void *counting, const struct assignment_row *row)
{
	struct counting *to = counting;
	struct assignment_case one;

	assignment_case_of(to->call, row, &one);
	load_add(to->rules, &one, to->worker, to->load);
}

void
workload(struct call *call, const struct assignment_rules *rules, const struct policy_scope *scope,
         const struct assignment_worker *worker, struct load *ret)
{
	assert(call && rules && scope && worker && ret);
	struct counting counting = { call, rules, worker, ret };

	*ret = (struct load) { 0 };
	assignment_rows_of(call->db, worker->id, scope, call->arena, count_row, &counting);
	ret->decided_today = decided_today(call, scope, worker->id, NULL);
	ret->chats = interaction_count(call, worker->id, NULL);
}

struct counting_team {
	struct call *call;
	const struct assignment_rules *rules;
	struct team *team;
};

static void
count_team_row(void *counting, const struct assignment_row *row)
{
	struct counting_team *to = counting;
	struct assignment_case one;

	assignment_case_of(to->call, row, &one);
	load_add(to->rules, &one, NULL, to->team->load);
	if (str_empty(one.assignee_id))
		load_add(to->rules, &one, NULL, to->team->nobodys);
}

void
workload_teams(struct call *call, const struct assignment_rules *rules, const struct policy_scope *scope,
               struct team *teams, size_t count)
{
	assert(call && rules && scope && (teams || count == 0));

	for (size_t i = 0; i < count; i++) {
		struct counting_team counting = { call, rules, &teams[i] };

		if (!teams[i].load)
			continue;
		assignment_rows_in(call->db, teams[i].id, scope, call->arena, count_team_row, &counting);
		teams[i].load->decided_today = decided_today(call, scope, NULL, teams[i].id);
		teams[i].load->chats = interaction_count(call, NULL, teams[i].id);
	}
}

struct weighing {
	struct call *call;
	const struct assignment_rules *rules;
	const struct assignment_worker *workers;
	size_t count, last; /* rows come together by worker, mostly */
	int64_t *weights;
};

static int
worker_order(const void *id, const void *worker)
{
	return strcmp(id, ((const struct assignment_worker *)worker)->id);
}

static bool
find_worker(struct weighing *to, const char *id)
{
	const struct assignment_worker *found;

	if (to->last < to->count && str_eq(to->workers[to->last].id, id))
		return true;
	found = bsearch(id, to->workers, to->count, sizeof *to->workers, worker_order);
	if (!found)
		return false;
	to->last = (size_t)(found - to->workers);
	return true;
}

static void
weigh_row(void *weighing, const struct assignment_row *row)
{
	struct weighing *to = weighing;
	struct assignment_case one;

	if (!find_worker(to, row->queue.assignee_id))
		return;
	assignment_case_of(to->call, row, &one);
	to->weights[to->last] += assignment_weight(to->rules, &one, &to->workers[to->last]);
}

void
workload_weights(struct call *call, const struct assignment_rules *rules, const char *team_id,
                 const struct assignment_worker *workers, size_t count, int64_t *ret)
{
	assert(call && rules && (workers || count == 0) && ret);
	struct weighing to = { call, rules, workers, count, count, ret };

	memset(ret, 0, count * sizeof *ret);
	assignment_rows_of_team(call->db, team_id, weigh_row, &to);
}
