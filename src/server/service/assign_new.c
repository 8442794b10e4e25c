/* SPDX-License-Identifier: Apache-2.0
 *
 * Assignment by the system.
 */
#include "server/service/assign_new.h"

#include "base/clock.h"
#include "base/str.h"
#include "domain/county.h"
#include "server/service/agency.h"
#include "server/service/give.h"
#include "server/service/plan.h"
#include "server/service/workload.h"
#include "server/store/claim.h"
#include "server/store/event_log.h"
#include "server/store/household.h"

/* ---- who gets it ---- */

struct choosing {
	struct call *call;
	struct assignment_rules rules;
	struct assignment_case one;
	struct assignment_worker *workers; /* who may have it */
	size_t count;
	struct rebalance_option *options;
	struct rebalance_worker *loads;
	struct rebalance_anchor *anchors;
	size_t anchor_count;
};

static void
take_anchor(void *choosing_, const struct assignment_row *row)
{
	struct choosing *choosing = choosing_;

	for (uint32_t i = 0; i < choosing->count; i++)
		if (str_eq(choosing->workers[i].id, row->queue.assignee_id)
			&& !str_eq(row->queue.application_id, choosing->one.application_id)) {
			choosing->anchors = arena_more(choosing->call->arena, choosing->anchors,
			                               choosing->anchor_count, sizeof *choosing->anchors);
			choosing->anchors[choosing->anchor_count++] = (struct rebalance_anchor) { 0, i };
		}
}

/* What a customer has open lies with whom? */
static void
find_anchors_of(struct choosing *choosing, const char *customer_id)
{
	const struct policy_scope everything = { .unlimited = true };
	struct queue_filter filter = { .scope = &everything, .customer_id = customer_id,
		                       .due_before = DATE_NONE, .filed_after = DATE_NONE,
		                       .now_ms = choosing->call->now_ms };

	assignment_rows(choosing->call->db, &filter, PLAN_INLINE_MAX, choosing->call->arena, take_anchor,
	                choosing);
}

/* The customer's own, and what those of their household have. */
static void
find_anchors(struct choosing *choosing)
{
	struct call *call = choosing->call;
	const struct text_list linked = household_linked(call->db, choosing->one.customer_id, call->arena);

	find_anchors_of(choosing, choosing->one.customer_id);
	for (size_t i = 0; i < linked.count; i++)
		find_anchors_of(choosing, linked.at[i]);
}

static void
find_options(struct choosing *choosing)
{
	struct call *call = choosing->call;
	struct assignment_worker *team;
	size_t count = assignment_workers(call->db, choosing->one.team_id, call->arena, &team);
	int64_t *weights = arena_array(call->arena, count + 1, sizeof *weights);

	workload_weights(call, &choosing->rules, choosing->one.team_id, team, count, weights);
	choosing->workers = arena_array(call->arena, count + 1, sizeof *choosing->workers);
	choosing->options = arena_array(call->arena, count + 1, sizeof *choosing->options);
	choosing->loads = arena_array(call->arena, count + 1, sizeof *choosing->loads);
	for (size_t i = 0; i < count; i++) {
		uint32_t place = (uint32_t)choosing->count;
		unsigned bends = assignment_bends(&choosing->rules, &choosing->one, &team[i]);

		if (!(team[i].roles & ROLE_CASEWORKER)
			|| assignment_limit(&choosing->rules, &choosing->one, &team[i]) != LIMIT_NONE)
			continue;
		choosing->options[place] = (struct rebalance_option) { place,
			(int32_t)assignment_weight(&choosing->rules, &choosing->one, &team[i]),
			bends & 1u << BEND_INTERPRETER ? (int32_t)choosing->rules.costs[BEND_INTERPRETER] : 0 };
		choosing->loads[place] = (struct rebalance_worker) { weights[i],
			assignment_capacity(&team[i], choosing->one.today) };
		if (choosing->loads[place].capacity < 1)
			choosing->loads[place].capacity = 1;
		choosing->workers[choosing->count++] = team[i];
	}
}

static unsigned
reasons_for(const struct choosing *choosing, size_t chosen)
{
	const struct assignment_worker *worker = &choosing->workers[chosen];
	bool is_least = true;
	unsigned set = 0;

	/* Whose application it is stays unsaid: not everybody who reads this one may know of that one. */
	for (size_t i = 0; i < choosing->anchor_count; i++)
		if (choosing->anchors[i].worker == chosen)
			set |= 1u << REASON_HOUSEHOLD;
	if (!str_empty(choosing->one.language) && !str_eq(choosing->one.language, "en")
		&& !assignment_needs_interpreter(&choosing->one, worker))
		set |= 1u << REASON_LANGUAGE;
	if (choosing->count == 1)
		return set | 1u << REASON_ONLY_ONE;
	for (size_t i = 0; i < choosing->count; i++)
		is_least &= choosing->loads[chosen].load * choosing->loads[i].capacity
			<= choosing->loads[i].load * choosing->loads[chosen].capacity;
	return set | 1u << (is_least ? REASON_LEAST_LOADED : REASON_BEST);
}

/* Gives it to whom it costs least, all in all; false: nobody may have it. */
static bool
give_to_best(struct call *call, struct application_file *file)
{
	struct choosing choosing = { .call = call };
	struct assignment_row row = { .queue = file->now.queue };
	struct rebalance problem;
	struct rebalance_item item;
	size_t chosen;

	if (file_customer(call, file, &(struct err) { 0 }))
		row.open_applications = file->customer->customer.open_applications + file->is_new;
	assignment_rules(call, &choosing.rules);
	assignment_case_of(call, &row, &choosing.one);
	find_options(&choosing);
	if (choosing.count == 0)
		return false;
	find_anchors(&choosing);
	item = (struct rebalance_item) { choosing.options, choosing.count, -1,
		                         choosing.anchor_count ? 0 : -1 };
	problem = (struct rebalance) { .items = &item, .item_count = 1, .workers = choosing.loads,
		.worker_count = choosing.count, .anchors = choosing.anchors,
		.anchor_count = choosing.anchor_count, .household_count = 1,
		.cost_household = choosing.rules.costs[BEND_HOUSEHOLD] };
	rebalance_solve(&problem, STRATEGY_BALANCE, call->arena, &chosen);
	struct plan_item_row told = { .reasons = reasons_for(&choosing, chosen) };
	struct call in_english = *call;

	/* The log is one for all its readers. */
	in_english.language = "en";
	give_application(call, file, &(struct giving) { .to_id = choosing.workers[chosen].id,
		.to_name = choosing.workers[chosen].name, .by_system = true,
		.why = plan_reason(&in_english, &told, NULL, choosing.workers[chosen].name) });
	return true;
}

static bool
is_near_due(const struct application_file *file)
{
	const struct queue_row *row = &file->now.queue;

	return row->expedited || (row->due_on != DATE_NONE && row->due_on <= file->today + NEAR_DUE_DAYS);
}

void
assign_new(struct call *call, struct application_file *file)
{
	assert(call && file);
	enum application_status before = file->is_new ? APPLICATION_NO_STATUS : file->before.queue.status;
	enum application_status now = file->now.queue.status;
	bool has_come = before == APPLICATION_NO_STATUS || before == APPLICATION_INCOMPLETE;
	bool is_found = file->is_new || file->before.queue.expedited != file->now.queue.expedited;
	bool is_due = (now == APPLICATION_SUBMITTED && has_come)
		|| (now == APPLICATION_INCOMPLETE && is_found && is_near_due(file));

	if (!is_due || !str_empty(file->now.queue.assignee_id)
		|| (!file->is_new && !str_empty(file->before.queue.assignee_id))
		|| !assigns_new(call, file->now.queue.team_id))
		return;
	const char *changed = file->changed;
	if (give_to_best(call, file))
		file->changed = str_empty(changed) ? file->changed
			: arena_printf(call->arena, "%s,assignee", changed);
}

/* ---- claims ---- */

bool
claim_remember(struct call *call, const struct application_file *file, struct err *err)
{
	struct claim claim = { .application_id = file->now.queue.application_id,
		               .worker_id = call->actor->id, .version = file->now.queue.version,
		               .at_ms = call->now_ms };

	if (!call->txn || is_sample_unfinished(call))
		return true;
	claim.seq = event_log_seq(call->txn->log);
	if (claim_put(call->txn, &claim))
		return true;
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_INTERNAL, "The claim could not be kept.");
}

static bool
is_todays(const struct call *call, const struct application_file *file, const struct claim *claim)
{
	return zone_date(file->zone, claim->at_ms) >= zone_date(file->zone, call->now_ms);
}

/* Back to the team, in the name of nobody. */
static bool
return_claim(struct call *call, struct application_file *file, struct err *err)
{
	struct planned_event *event = plan_event(file, EVENT_APPLICATION_RELEASED);
	struct queue_row *row = &file->now.queue;
	const char *holder = row->assignee_id;
	struct assignment_worker worker;

	event->by_system = true;
	if (assignment_worker_find(call->db, holder, call->arena, &worker))
		json_put_text(&event->payload, "from", worker.name);
	json_put_text(&event->payload, "reason", "Taken and not begun by the end of the day");
	row->assignee_id = NULL;
	row->status = status_without_assignee(row->status);
	file->changed = "status,assignee";
	return application_commit(call, file, err);
}

static bool
look_at_claim(struct call *call, const struct claim *claim, struct err *err)
{
	struct err missing = { .code = ERR_NONE };
	struct application_file file;
	bool keep = false, ok = true;

	if (!application_open(call, claim->application_id, &file, &missing))
		return missing.code == ERR_NOT_FOUND ? claim_drop(call->txn, claim->application_id)
		                                     : (*err = missing, false);
	if (is_todays(call, &file, claim))
		keep = true;
	else if (application_status_is_open(file.before.queue.status)
		&& str_eq(file.before.queue.assignee_id, claim->worker_id)
		&& !claim_was_followed(call->db, claim))
		ok = return_claim(call, &file, err);
	application_close(&file);
	return ok && (keep || claim_drop(call->txn, claim->application_id));
}

bool
claims_return(struct call *call, size_t *ret_looked_at, struct err *err)
{
	assert(call && call->txn && ret_looked_at);
	struct claim claims[HOUSE_ROWS_AT_ONCE];
	/* The later of the two midnights: what is older is over everywhere or nearly. */
	int64_t before_ms = zone_midnight_ms(ZONE_CENTRAL, zone_date(ZONE_CENTRAL, call->now_ms));
	size_t count = claims_before(call->db, before_ms, call->arena, claims, HOUSE_ROWS_AT_ONCE);
	bool ok = true;

	for (size_t i = 0; ok && i < count; i++)
		ok = look_at_claim(call, &claims[i], err);
	*ret_looked_at = count;
	return (ok && !db_take_failure(call->db, err)) || (err->code == ERR_NONE
		? err_set(err, ERR_INTERNAL, "Claims could not be returned.") : false);
}

/* ---- what comes near its date ---- */

struct near_due_finding {
	struct call *call;
	struct arena *arena;
	struct near_due *near;
};

static void
take_near_due(void *finding_, const char *application_id, const char *team_id)
{
	struct near_due_finding *finding = finding_;

	if (assigns_new(finding->call, team_id))
		finding->near->ids[finding->near->count++] = arena_strdup(finding->arena, application_id);
}

bool
near_due_find(struct call *call, struct arena *arena, struct near_due *ret, struct err *err)
{
	assert(call && arena && ret);
	struct near_due_finding finding = { call, arena, ret };

	ret->count = ret->next = 0;
	assignment_near_due(call->db, zone_date(ZONE_CENTRAL, call->now_ms) + NEAR_DUE_DAYS, NEAR_DUE_MAX,
	                    take_near_due, &finding);
	return !db_take_failure(call->db, err);
}

/* It may have been taken, withdrawn or completed since it was found. */
static bool
assign_one(struct call *call, const char *id, size_t *assigned, struct err *err)
{
	struct err missing = { .code = ERR_NONE };
	struct application_file file;
	bool ok = true;

	if (!application_open(call, id, &file, &missing))
		return missing.code == ERR_NOT_FOUND || (*err = missing, false);
	if (file.now.queue.status == APPLICATION_INCOMPLETE && str_empty(file.now.queue.assignee_id)
		&& give_to_best(call, &file)) {
		ok = application_commit(call, &file, err);
		++*assigned;
	}
	application_close(&file);
	return ok;
}

bool
near_due_assign(struct call *call, struct near_due *near, size_t *ret_assigned, struct err *err)
{
	assert(call && call->txn && near && ret_assigned);
	int64_t until_ms = clock_mono_ms() + NEAR_DUE_SLICE_MS;
	bool ok = true;

	*ret_assigned = 0;
	do {
		ok = near->next == near->count || assign_one(call, near->ids[near->next++], ret_assigned, err);
	} while (ok && near->next < near->count && clock_mono_ms() < until_ms);
	return ok && !db_take_failure(call->db, err);
}
