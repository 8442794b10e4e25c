/* SPDX-License-Identifier: Apache-2.0
 *
 * Editing a plan by hand before it is carried out.
 */
#include "base/str.h"
#include "domain/words.h"
#include "server/service/application_file.h"
#include "server/service/plan.h"
#include "server/service/workload.h"
#include "server/store/event_log.h"

struct changing {
	struct call *call;
	const struct plan_change *request;
	struct plan_rows rows;
	struct assignment_rules rules;
};

static size_t
find_item(const struct plan_rows *rows, const char *application_id)
{
	size_t i = 0;

	/* One that was left out a moment ago has no id any more. */
	while (i < rows->item_count
		&& !(rows->items[i].application_id && str_eq(rows->items[i].application_id, application_id)))
		i++;
	return i;
}

static bool
not_kept(struct call *call, struct err *err)
{
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_INTERNAL, "The plan could not be kept.");
}

/* Its place among the rows at hand is closed once, at the end: of many thousand
 * rows each gap would move all that follow. */
static bool
drop(struct changing *changing, size_t number, enum plan_skip_why why, struct err *err)
{
	struct plan_rows *rows = &changing->rows;
	struct call *call = changing->call;
	struct plan_item_row item = rows->items[number];
	struct plan_skip_row *skip;

	rows->skips = arena_more(call->arena, rows->skips, rows->skip_count, sizeof *rows->skips);
	skip = &rows->skips[rows->skip_count];
	*skip = (struct plan_skip_row) {
		.place = rows->skip_count ? rows->skips[rows->skip_count - 1].place + 1 : 0,
		.application_id = item.application_id, .why = why, .is_there = item.is_there, .now = item.now };
	rows->skip_count++;
	rows->items[number].application_id = NULL;
	if (call->txn && (!plan_item_drop(call->txn, rows->row.id, item.place)
	                  || !plan_skip_add(call->txn, rows->row.id, skip)))
		return not_kept(call, err);
	return true;
}

static void
close_gaps(struct plan_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->item_count; i++)
		if (rows->items[i].application_id)
			rows->items[kept++] = rows->items[i];
	rows->item_count = kept;
}

static bool
drop_named(struct changing *changing, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	for (size_t i = 0; i < changing->request->drop.count; i++) {
		size_t number = find_item(&changing->rows, changing->request->drop.at[i]);

		if (number == changing->rows.item_count) {
			snprintf(pointer, sizeof pointer, "/drop/%zu", i);
			return err_field(err, pointer, "unknown", "The plan has no such row.");
		}
		if (!drop(changing, number, SKIP_DROPPED, err))
			return false;
	}
	return true;
}

static bool
drop_conflicts(struct changing *changing, struct err *err)
{
	for (size_t i = changing->rows.item_count; changing->request->drop_conflicts && i-- > 0;) {
		const struct plan_item_row *item = &changing->rows.items[i];
		bool stands_in_the_way = item->application_id
			&& (plan_conflict(changing->call, &changing->rows.row, item)
			    || !plan_item_is_seen(changing->call, item));

		if (stands_in_the_way && !drop(changing, i, SKIP_CHANGED, err))
			return false;
	}
	return true;
}

/* A worker who is new to the plan has a load, too. */
static bool
add_load(struct changing *changing, const struct assignment_worker *worker, struct err *err)
{
	struct plan_rows *rows = &changing->rows;
	struct call *call = changing->call;
	struct plan_load_row *row;
	struct policy_scope scope;

	for (size_t i = 0; i < rows->load_count; i++)
		if (str_eq(rows->loads[i].worker_id, worker->id))
			return true;
	rows->loads = arena_more(call->arena, rows->loads, rows->load_count, sizeof *rows->loads);
	row = &rows->loads[rows->load_count++];
	policy_scope(call->actor, call->now_ms, &scope);
	*row = (struct plan_load_row) { .worker_id = worker->id,
		.capacity = assignment_capacity(worker, zone_date(ZONE_CENTRAL, call->now_ms)) };
	workload(call, &changing->rules, &scope, worker, &row->load);
	return !call->txn || plan_load_put(call->txn, rows->row.id, row) || not_kept(call, err);
}

static bool
choose(struct changing *changing, const struct plan_choice *choice, const char *pointer, struct err *err)
{
	struct call *call = changing->call;
	size_t number = find_item(&changing->rows, choice->application_id);
	struct plan_item_row *item = &changing->rows.items[number];
	struct assignment_worker worker;
	struct assignment_row row;
	struct assignment_case one;
	enum assignment_limit limit;

	if (number == changing->rows.item_count)
		return err_field(err, pointer, "unknown", "The plan has no such row.");
	if (!item->is_there)
		return err_field(err, pointer, "not_there", "It is not there any more.");
	if (!assignment_worker_find(call->db, choice->to, call->arena, &worker))
		return err_field(err, pointer, "unknown", "There is no such worker.");
	if (str_eq(item->from_id, worker.id))
		return drop(changing, number, SKIP_DROPPED, err);
	if (!assignment_row_find(call->db, item->application_id, call->arena, &row))
		return err_field(err, pointer, "not_there", "It is not there any more.");
	assignment_case_of(call, &row, &one);
	assignment_case_contacts(call, &one);
	one.other_teams = &call->actor->led_team_ids;
	limit = assignment_limit(&changing->rules, &one, &worker);
	if (limit != LIMIT_NONE)
		return err_field(err, pointer, limit_wire(limit), "%s", plan_why_not(call, limit, &one, &worker));
	item->to_id = worker.id;
	item->weight_to = assignment_weight(&changing->rules, &one, &worker);
	item->bends = assignment_bends(&changing->rules, &one, &worker);
	item->reasons = 1u << REASON_CHOSEN;
	plan_item_team(item, &one, &worker);
	if (call->txn && !plan_item_put(call->txn, changing->rows.row.id, item))
		return not_kept(call, err);
	return add_load(changing, &worker, err);
}

static bool
choose_named(struct changing *changing, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	for (size_t i = 0; i < changing->request->choose.count; i++) {
		snprintf(pointer, sizeof pointer, "/choose/%zu", i);
		if (!choose(changing, &changing->request->choose.at[i], pointer, err))
			return false;
	}
	return true;
}

/* ---- a second person ---- */

static bool
tell_handed(struct call *call, const struct plan_row *plan)
{
	struct event event = {
		.type = EVENT_PLAN_HANDED,
		.subject = { "plan", plan->id },
		.version = plan->version,
		.actor = call_author(call),
		.scope = { .assignee_after = plan->handed_to_id },
	};

	return event_append(call->txn, &event, NULL);
}

static bool
hand_over(struct changing *changing, struct err *err)
{
	struct call *call = changing->call;
	const char *to = changing->request->hand_to;
	struct assignment_worker worker;

	if (str_empty(to))
		return true;
	if (!assignment_worker_find(call->db, to, call->arena, &worker) || !worker.is_active
		|| !(worker.roles & ROLE_SUPERVISOR))
		return err_field(err, "/hand_to", "unknown", "There is no such supervisor.");
	if (str_eq(changing->rows.row.made_by_id, worker.id))
		return err_field(err, "/hand_to", "same_person", "%s made the plan.", worker.name);
	changing->rows.row.handed_to_id = worker.id;
	return true;
}

/* ---- the whole ---- */

static bool
may_be_changed(struct call *call, const struct plan_rows *rows, struct err *err)
{
	enum plan_state now = plan_state_now(call, &rows->row);

	if (!plan_is_in_hand(call, rows))
		return err_set(err, ERR_FORBIDDEN, "It is for who made the plan, or was handed it.");
	if (!call_version_matches(call, rows->row.version, NULL, "items", rows->row.created_at_ms, err))
		return false;
	if (now == PLAN_EXPIRED)
		return err_set(err, ERR_PLAN_EXPIRED, "%s", "");
	if (now != PLAN_DRAFT)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "The plan is %s.", word_of(words_plan_state, (int)now));
	return call_body_fits(call, err);
}

bool
plan_change(struct call *call, const char *id, const struct plan_change *request,
            const struct move_plan **ret, struct err *err)
{
	assert(call && id && request && ret && err);
	struct changing *changing = arena_alloc(call->arena, sizeof *changing);
	struct plan_row *plan = &changing->rows.row;

	changing->call = call;
	changing->request = request;
	if (!plan_open(call, id, &changing->rows, err) || !may_be_changed(call, &changing->rows, err))
		return false;
	assignment_rules(call, &changing->rules);
	if (!drop_named(changing, err) || !choose_named(changing, err) || !drop_conflicts(changing, err)
		|| !hand_over(changing, err))
		return false;
	close_gaps(&changing->rows);
	if (request->reason)
		plan->reason = request->reason;
	plan->version++;
	plan->expires_at_ms = call->now_ms + PLAN_KEPT_MS;
	if (call->txn && (!plan_put(call->txn, plan)
	                  || (!str_empty(request->hand_to) && !tell_handed(call, plan))))
		return not_kept(call, err);
	*ret = plan_view(call, &changing->rows, PLAN_INLINE_MAX);
	return true;
}

bool
plan_throw_away(struct call *call, const char *id, struct err *err)
{
	assert(call && id && err);
	struct plan_rows rows;

	if (!plan_open(call, id, &rows, err))
		return false;
	if (!plan_is_in_hand(call, &rows))
		return err_set(err, ERR_FORBIDDEN, "It is for who made the plan, or was handed it.");
	if (rows.row.state != PLAN_DRAFT)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "It was carried out, and is kept.");
	return !call->txn || plan_delete(call->txn, id) || not_kept(call, err);
}
