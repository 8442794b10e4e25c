/* SPDX-License-Identifier: Apache-2.0
 *
 * Collecting for a plan.
 */
#include "server/service/plan_gather.h"

#include "base/str.h"
#include "server/service/application_view.h"
#include "server/service/households.h"
#include "server/service/queue_words.h"

/* ---- applications ---- */

static enum plan_skip_why
why_not(const struct gathering *gathering, const struct queue_row *row)
{
	struct policy_subject subject;

	queue_row_subject(row, &subject);
	if (!policy_allows(gathering->call->actor, POLICY_READ, &subject, gathering->call->now_ms))
		return SKIP_NOT_THERE;
	if (!(policy_relation(gathering->call->actor, &subject) & BY_SUPERVISOR))
		return SKIP_NOT_LED;
	if (!application_status_is_open(row->status))
		return SKIP_CLOSED;
	if (!(transition_of(ACT_ASSIGN)->from & 1u << row->status))
		return SKIP_SECOND;
	if (row->appeal_open)
		return SKIP_APPEAL;
	return SKIP_NONE;
}

static struct gathered_case *
add_case(struct gathering *gathering)
{
	struct arena *arena = gathering->call->arena;

	gathering->cases = arena_more(arena, gathering->cases, gathering->case_count,
	                              sizeof *gathering->cases);
	return &gathering->cases[gathering->case_count++];
}

static void
take_row(void *gathering_, const struct assignment_row *row)
{
	struct gathering *gathering = gathering_;
	struct gathered_case *taken = add_case(gathering);

	*taken = (struct gathered_case) { .row = *row, .holder = -1, .household = -1 };
	queue_row_keep(&taken->row.queue, gathering->call->arena);
	taken->row.household = arena_strdup(gathering->call->arena, row->household);
	taken->skip = why_not(gathering, &taken->row.queue);
	assignment_case_of(gathering->call, &taken->row, &taken->one);
	if (taken->skip == SKIP_NONE)
		taken->one.other_teams = gathering->other_teams;
}

static bool
take_marks(struct gathering *gathering, const struct text_list *marks, struct err *err)
{
	gathering->kind = PLAN_OF_MARKS;
	for (size_t i = 0; i < marks->count; i++) {
		struct assignment_row row;

		if (assignment_row_find(gathering->call->db, marks->at[i], gathering->call->arena, &row)) {
			take_row(gathering, &row);
		} else {
			struct gathered_case *missing = add_case(gathering);

			*missing = (struct gathered_case) { .holder = -1, .household = -1, .skip = SKIP_NOT_THERE };
			missing->row.queue.application_id = marks->at[i];
			missing->row.queue.due_on = DATE_NONE;
		}
	}
	return !db_take_failure(gathering->call->db, err);
}

static bool
take_matching(struct gathering *gathering, struct queue_filter *filter, const char *pointer,
              struct err *err)
{
	struct call *call = gathering->call;
	struct policy_scope scope;

	application_filter_scope(call, filter, &scope);
	filter->reader_id = call->actor->id;
	filter->now_ms = call->now_ms;
	application_filter_clocks(call, filter);
	assignment_rows(call->db, filter, PLAN_ROWS_MAX + 1, call->arena, take_row, gathering);
	if (gathering->case_count > PLAN_ROWS_MAX)
		return err_field(err, pointer, "too_many", "At most %d applications at once.", (int)PLAN_ROWS_MAX);
	return !db_take_failure(call->db, err);
}

static bool
take_filter(struct gathering *gathering, const struct filter_words *words, struct err *err)
{
	struct queue_filter filter;

	gathering->kind = PLAN_OF_FILTER;
	return queue_words_read(words, gathering->call, "/from/filter/", &filter, err)
		&& take_matching(gathering, &filter, "/from/filter", err);
}

/* Whose leave the actor may read: as service/leave has it. */
static bool
knows_leave(const struct call *call, const struct assignment_worker *worker)
{
	return str_eq(worker->id, call->actor->id)
		|| text_list_share(&worker->team_ids, &call->actor->led_team_ids);
}

static bool
take_absence(struct gathering *gathering, const struct plan_absence *absence, struct err *err)
{
	struct queue_filter filter = { .by_assignee = true, .assignee_id = absence->worker_id,
		                       .due_before = DATE_NONE, .filed_after = DATE_NONE, .filed_before = DATE_NONE };
	struct assignment_worker worker;
	size_t kept = 0;

	gathering->kind = PLAN_OF_ABSENCE;
	gathering->absent_id = absence->worker_id;
	if (!assignment_worker_find(gathering->call->db, absence->worker_id, gathering->call->arena, &worker))
		return err_field(err, "/from/absence/worker_id", "unknown", "There is no such worker.");
	if (!knows_leave(gathering->call, &worker))
		worker.on_leave_from = worker.on_leave_to = DATE_NONE;
	gathering->absent_from = absence->from != DATE_NONE ? absence->from : worker.on_leave_from;
	gathering->absent_to = absence->from != DATE_NONE ? absence->to : worker.on_leave_to;
	if (gathering->absent_from == DATE_NONE)
		return err_field(err, "/from/absence/from", "required", "No leave is on record: say from when.");
	if (gathering->absent_to != DATE_NONE && gathering->absent_to < gathering->absent_from)
		return err_field(err, "/from/absence/to", "too_early", "It ends before it begins.");
	if (!take_matching(gathering, &filter, "/from/absence", err))
		return false;
	for (size_t i = 0; i < gathering->case_count; i++)
		if (row_is_risky(&gathering->cases[i].row.queue, gathering->cases[i].one.today,
		                 gathering->absent_from, gathering->absent_to))
			gathering->cases[kept++] = gathering->cases[i];
	gathering->case_count = kept;
	return true;
}

/* One team's by itself; or, where others are named, what lies in any of them, among all of them. */
static bool
take_teams(struct gathering *gathering, const struct plan_even_out *even_out, struct err *err)
{
	const char *id = even_out->team_id;
	const struct text_list one = { &id, 1 };
	const struct text_list *teams = gathering->teams.count ? &gathering->teams : &one;

	gathering->kind = PLAN_OF_TEAM;
	for (size_t i = 0; i < teams->count; i++) {
		struct queue_filter filter = { .team_id = teams->at[i], .due_before = DATE_NONE,
			                       .filed_after = DATE_NONE, .filed_before = DATE_NONE };

		if (!take_matching(gathering, &filter, "/from/even_out", err))
			return false;
	}
	return true;
}

static bool
take_source(struct gathering *gathering, struct err *err)
{
	const struct plan_source *from = gathering->request->from;
	int given = (from->marks.count > 0) + (from->filter != NULL) + (from->absence != NULL)
		+ (from->even_out != NULL);

	if (given != 1)
		return err_field(err, "/from", "one_of", "Send exactly one of marks, filter, absence and even_out.");
	if (from->filter)
		return take_filter(gathering, from->filter, err);
	if (from->absence)
		return take_absence(gathering, from->absence, err);
	if (from->even_out)
		return take_teams(gathering, from->even_out, err);
	return take_marks(gathering, &from->marks, err);
}

static int
case_order(const void *a, const void *b)
{
	const struct gathered_case *left = a, *right = b;
	int64_t x = date_to_column(left->row.queue.due_on), y = date_to_column(right->row.queue.due_on);

	if (x != y)
		return x < y ? -1 : 1;
	return strcmp(left->row.queue.application_id, right->row.queue.application_id);
}

/* A mark given twice counts once. */
static void
sort_cases(struct gathering *gathering)
{
	size_t kept = 0;

	qsort(gathering->cases, gathering->case_count, sizeof *gathering->cases, case_order);
	for (size_t i = 0; i < gathering->case_count; i++)
		if (kept == 0 || !str_eq(gathering->cases[kept - 1].row.queue.application_id,
		                         gathering->cases[i].row.queue.application_id))
			gathering->cases[kept++] = gathering->cases[i];
	gathering->case_count = kept;
}

const struct gathered_case *
gathered_case(const struct gathering *gathering, const struct queue_row *row)
{
	const struct gathered_case key = { .row.queue = *row };

	return gathering->case_count
		? bsearch(&key, gathering->cases, gathering->case_count, sizeof key, case_order) : NULL;
}

/* ---- workers ---- */

int32_t
gathered_worker(const struct gathering *gathering, const char *id)
{
	size_t low = 0, high = gathering->worker_count;

	if (str_empty(id))
		return -1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(gathering->workers[middle].worker.id, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < gathering->worker_count && str_eq(gathering->workers[low].worker.id, id)
		? (int32_t)low : -1;
}

static int
worker_order(const void *a, const void *b)
{
	const struct gathered_worker *left = a, *right = b;

	return strcmp(left->worker.id, right->worker.id);
}

/* Whoever is named may be given something, who leads a team too; of all, who works cases. */
static bool
is_candidate(const struct gathering *gathering, const struct assignment_worker *worker)
{
	const struct text_list *to = &gathering->request->to;

	if (str_eq(worker->id, gathering->absent_id))
		return false;
	return to->count ? text_list_has(to, worker->id) : (worker->roles & ROLE_CASEWORKER) != 0;
}

static void
add_worker(struct gathering *gathering, const struct assignment_worker *worker)
{
	struct gathered_worker *added;

	for (size_t i = 0; i < gathering->worker_count; i++)
		if (str_eq(gathering->workers[i].worker.id, worker->id))
			return;
	gathering->workers = arena_more(gathering->call->arena, gathering->workers,
	                                gathering->worker_count, sizeof *gathering->workers);
	added = &gathering->workers[gathering->worker_count++];
	*added = (struct gathered_worker) { .worker = *worker,
		                            .is_candidate = is_candidate(gathering, worker) };
}

static void
add_team(struct gathering *gathering, const char *team_id)
{
	struct assignment_worker *workers;
	size_t count = assignment_workers(gathering->call->db, team_id, gathering->call->arena, &workers);

	for (size_t i = 0; i < count; i++)
		if (is_candidate(gathering, &workers[i]))
			add_worker(gathering, &workers[i]);
}

static void
add_holder(struct gathering *gathering, const char *id)
{
	struct assignment_worker worker;

	for (size_t i = 0; i < gathering->worker_count; i++)
		if (str_eq(gathering->workers[i].worker.id, id))
			return;
	if (assignment_worker_find(gathering->call->db, id, gathering->call->arena, &worker))
		add_worker(gathering, &worker);
}

static bool
names_are_known(struct gathering *gathering, struct err *err)
{
	const struct text_list *to = &gathering->request->to;
	char pointer[ERR_POINTER_MAX];

	for (size_t i = 0; i < to->count; i++) {
		struct assignment_worker worker;

		snprintf(pointer, sizeof pointer, "/to/%zu", i);
		if (!assignment_worker_find(gathering->call->db, to->at[i], gathering->call->arena, &worker))
			return err_field(err, pointer, "unknown", "There is no such worker.");
		if (!plan_worker_is_led(gathering->call, &worker, pointer, err))
			return false;
	}
	return true;
}

/* The absence that is planned for counts as if it were on record. */
static void
apply_absence(struct gathering *gathering)
{
	int32_t absent = gathered_worker(gathering, gathering->absent_id);

	if (absent < 0)
		return;
	gathering->workers[absent].worker.on_leave_from = gathering->absent_from;
	gathering->workers[absent].worker.on_leave_to = gathering->absent_to;
}

/* Who is named, and the teams that are: others than the applications' own, maybe. */
static void
add_asked(struct gathering *gathering)
{
	const struct plan_request *request = gathering->request;

	for (size_t i = 0; i < gathering->teams.count; i++)
		add_team(gathering, gathering->teams.at[i]);
	for (size_t i = 0; i < request->to.count; i++)
		add_holder(gathering, request->to.at[i]);
}

static void
gather_workers(struct gathering *gathering)
{
	const char *last_team = NULL, *last_holder = NULL;
	struct text_list teams = { NULL, 0 };
	struct call *call = gathering->call;
	civil_date today = zone_date(ZONE_CENTRAL, call->now_ms);

	for (size_t i = 0; i < gathering->case_count; i++) {
		const struct gathered_case *gathered = &gathering->cases[i];
		const char *team = gathered->row.queue.team_id, *holder = gathered->row.queue.assignee_id;

		if (gathered->skip != SKIP_NONE)
			continue;
		if (!str_eq(team, last_team) && !text_list_has(&teams, team)) {
			teams.at = arena_more(call->arena, teams.at, teams.count, sizeof *teams.at);
			teams.at[teams.count++] = team;
			if (gathering->teams.count == 0)
				add_team(gathering, team);
		}
		last_team = team;
		if (!str_empty(holder) && !str_eq(holder, last_holder))
			add_holder(gathering, holder);
		last_holder = holder;
	}
	add_asked(gathering);
	if (gathering->worker_count)
		qsort(gathering->workers, gathering->worker_count, sizeof *gathering->workers, worker_order);
	apply_absence(gathering);
	for (size_t i = 0; i < gathering->worker_count; i++) {
		struct gathered_worker *worker = &gathering->workers[i];

		workload(call, &gathering->rules, &gathering->scope, &worker->worker, &worker->load);
		worker->capacity = assignment_capacity(&worker->worker, today);
	}
	for (size_t i = 0; i < gathering->case_count; i++)
		gathering->cases[i].holder =
			gathered_worker(gathering, gathering->cases[i].row.queue.assignee_id);
}

/* The teams that are named, each once; of evening out also the one it begins with. */
static bool
name_teams(struct gathering *gathering, struct err *err)
{
	const struct plan_request *request = gathering->request;
	const struct plan_even_out *even_out = request->from->even_out;
	struct text_list *teams = &gathering->teams;
	struct call *call = gathering->call;

	if (even_out && !text_list_has(&call->actor->led_team_ids, even_out->team_id))
		return err_field(err, "/from/even_out/team_id", "unknown", "You do not lead such a team.");
	if (!plan_teams_are_led(call, &request->teams, err))
		return false;
	if (!request->teams.count)
		return true;
	teams->at = arena_array(call->arena, request->teams.count + 1, sizeof *teams->at);
	if (even_out)
		teams->at[teams->count++] = even_out->team_id;
	for (size_t i = 0; i < request->teams.count; i++)
		if (!text_list_has(teams, request->teams.at[i]))
			teams->at[teams->count++] = request->teams.at[i];
	return true;
}

bool
plan_gather(struct call *call, const struct plan_request *request, struct gathering *ret, struct err *err)
{
	assert(call && request && ret);
	*ret = (struct gathering) { .call = call, .request = request, .absent_from = DATE_NONE,
		                    .absent_to = DATE_NONE };
	if (!request->from)
		return err_field(err, "/from", "required", "Say which applications.");
	assignment_rules(call, &ret->rules);
	policy_scope(call->actor, call->now_ms, &ret->scope);
	if (!name_teams(ret, err) || !names_are_known(ret, err))
		return false;
	if (ret->teams.count)
		ret->other_teams = &ret->teams;
	else if (request->to.count)
		ret->other_teams = &call->actor->led_team_ids;
	if (!take_source(ret, err))
		return false;
	if (ret->case_count)
		sort_cases(ret);
	gather_workers(ret);
	for (size_t i = 0; i < ret->case_count; i++)
		if (ret->cases[i].skip == SKIP_NONE)
			assignment_case_contacts(call, &ret->cases[i].one);
	gather_households(ret);
	return !db_take_failure(call->db, err);
}
