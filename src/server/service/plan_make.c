/* SPDX-License-Identifier: Apache-2.0
 *
 * Proposing a plan: who may have what, at what cost, and then the strategy.
 * For one state of the data the proposal is always the same.
 */
#include "base/secret.h"
#include "base/str.h"
#include "server/service/plan_gather.h"

struct proposing {
	struct gathering gathering;
	struct rebalance problem;
	struct rebalance_item *items;
	size_t *case_of;   /* the case of each item */
	size_t *household_size; /* cases and anchors of each */
	struct plan_rows *rows;
};

/* ---- the problem in numbers ---- */

static bool
may_stay(const struct gathering *gathering, int32_t holder)
{
	const struct text_list *to = &gathering->request->to, *teams = &gathering->teams;
	const struct assignment_worker *worker = holder >= 0 ? &gathering->workers[holder].worker : NULL;

	return worker && !str_eq(worker->id, gathering->absent_id)
		&& (to->count == 0 || text_list_has(to, worker->id))
		&& (teams->count == 0 || text_list_share(teams, &worker->team_ids));
}

static int32_t
soft_cost(const struct assignment_rules *rules, unsigned bends)
{
	int64_t cost = 0;

	for (int bend = 0; bend < BEND_COUNT; bend++)
		if (bends & 1u << bend)
			cost += rules->costs[bend];
	return (int32_t)cost;
}

/* Every worker who may have it, with what it weighs and costs there. */
static void
find_options(struct gathering *gathering, const struct gathered_case *gathered,
             struct rebalance_item *item)
{
	struct rebalance_option *options =
		arena_array(gathering->call->arena, gathering->worker_count + 1, sizeof *options);

	for (size_t i = 0; i < gathering->worker_count; i++) {
		const struct gathered_worker *worker = &gathering->workers[i];
		bool is_holder = gathered->holder == (int32_t)i;

		if (is_holder ? !may_stay(gathering, gathered->holder) : !worker->is_candidate)
			continue;
		if (assignment_limit(&gathering->rules, &gathered->one, &worker->worker) != LIMIT_NONE)
			continue;
		options[item->option_count++] = (struct rebalance_option) {
			.worker = (uint32_t)i,
			.weight = (int32_t)assignment_weight(&gathering->rules, &gathered->one, &worker->worker),
			.soft = soft_cost(&gathering->rules,
				assignment_bends(&gathering->rules, &gathered->one, &worker->worker)),
		};
	}
	item->options = options;
	item->from = gathered->holder;
	item->household = gathered->household;
}

/* An item must have somewhere to go that is not where it is. */
static bool
can_move(const struct rebalance_item *item)
{
	for (size_t i = 0; i < item->option_count; i++)
		if (item->from < 0 || item->options[i].worker != (uint32_t)item->from)
			return true;
	return false;
}

static void
pose_items(struct proposing *proposing)
{
	struct gathering *gathering = &proposing->gathering;
	struct arena *arena = gathering->call->arena;

	proposing->items = arena_array(arena, gathering->case_count + 1, sizeof *proposing->items);
	proposing->case_of = arena_array(arena, gathering->case_count + 1, sizeof *proposing->case_of);
	for (size_t i = 0; i < gathering->case_count; i++) {
		struct gathered_case *gathered = &gathering->cases[i];
		struct rebalance_item item = { .option_count = 0 };

		if (gathered->skip != SKIP_NONE)
			continue;
		find_options(gathering, gathered, &item);
		if (!can_move(&item)) {
			gathered->skip = item.option_count ? SKIP_STAYS : SKIP_NOBODY;
			continue;
		}
		proposing->case_of[proposing->problem.item_count] = i;
		proposing->items[proposing->problem.item_count++] = item;
	}
	proposing->problem.items = proposing->items;
}

static void
pose_workers(struct proposing *proposing)
{
	struct gathering *gathering = &proposing->gathering;
	struct rebalance_worker *workers =
		arena_array(gathering->call->arena, gathering->worker_count + 1, sizeof *workers);

	for (size_t i = 0; i < gathering->worker_count; i++)
		workers[i] = (struct rebalance_worker) { gathering->workers[i].load.weighted,
			gathering->workers[i].capacity > 0 ? gathering->workers[i].capacity : 1 };
	/* What is in the plan lies nowhere yet. */
	for (size_t i = 0; i < proposing->problem.item_count; i++) {
		const struct gathered_case *gathered = &gathering->cases[proposing->case_of[i]];

		if (gathered->holder >= 0)
			workers[gathered->holder].load -= assignment_weight(&gathering->rules, &gathered->one,
				&gathering->workers[gathered->holder].worker);
	}
	for (size_t i = 0; i < gathering->worker_count; i++)
		if (workers[i].load < 0)
			workers[i].load = 0;
	proposing->problem.workers = workers;
	proposing->problem.worker_count = gathering->worker_count;
}

static void
pose_households(struct proposing *proposing)
{
	struct gathering *gathering = &proposing->gathering;
	struct arena *arena = gathering->call->arena;
	struct rebalance_anchor *anchors =
		arena_array(arena, gathering->anchor_count + 1, sizeof *anchors);

	proposing->household_size =
		arena_array(arena, gathering->household_count + 1, sizeof *proposing->household_size);
	for (size_t i = 0; i < gathering->anchor_count; i++) {
		anchors[i] = (struct rebalance_anchor) { gathering->anchors[i].household,
			gathering->anchors[i].worker };
		proposing->household_size[anchors[i].household]++;
	}
	for (size_t i = 0; i < proposing->problem.item_count; i++)
		proposing->household_size[proposing->items[i].household]++;
	/* Alone there is nothing to keep together. */
	for (size_t i = 0; i < proposing->problem.item_count; i++)
		if (proposing->household_size[proposing->items[i].household] == 1)
			proposing->items[i].household = -1;
	proposing->problem.anchors = anchors;
	proposing->problem.anchor_count = gathering->anchor_count;
	proposing->problem.household_count = gathering->household_count;
	proposing->problem.cost_household = gathering->rules.costs[BEND_HOUSEHOLD];
	proposing->problem.cost_move = gathering->rules.cost_move;
}

/* ---- the answer in words ---- */

static uint32_t
worker_chosen(const struct proposing *proposing, const size_t *chosen, size_t item)
{
	return proposing->items[item].options[chosen[item]].worker;
}

/* How the others of the household lie: some with this worker, some not. */
static void
look_at_household(const struct proposing *proposing, const size_t *chosen, size_t item,
                  bool *ret_here, bool *ret_elsewhere)
{
	int32_t household = proposing->items[item].household;
	uint32_t to = worker_chosen(proposing, chosen, item);

	*ret_here = *ret_elsewhere = false;
	if (household < 0)
		return;
	for (size_t i = 0; i < proposing->problem.anchor_count; i++)
		if (proposing->problem.anchors[i].household == (uint32_t)household)
			*(proposing->problem.anchors[i].worker == to ? ret_here : ret_elsewhere) = true;
	for (size_t i = 0; i < proposing->problem.item_count; i++)
		if (i != item && proposing->items[i].household == household)
			*(worker_chosen(proposing, chosen, i) == to ? ret_here : ret_elsewhere) = true;
}

static bool
is_less_busy(const struct gathering *gathering, uint32_t a, int32_t b)
{
	const struct gathered_worker *left = &gathering->workers[a], *right = &gathering->workers[b];

	return left->load.weighted * right->capacity < right->load.weighted * left->capacity;
}

static unsigned
strategy_reason(const struct proposing *proposing, const struct plan_item_row *item, uint32_t to,
                int32_t from)
{
	switch (proposing->rows->row.strategy) {
	case STRATEGY_ROUND_ROBIN:
		return 1u << REASON_TURN;
	case STRATEGY_LEAST_LOADED:
		return 1u << REASON_LEAST_LOADED;
	case STRATEGY_NONE:
	case STRATEGY_BALANCE:
		break;
	}
	if (from >= 0 && item->holder_limit == LIMIT_NONE && is_less_busy(&proposing->gathering, to, from))
		return 1u << REASON_EVENS_OUT;
	return 1u << REASON_BEST;
}

static void
explain(const struct proposing *proposing, const size_t *chosen, size_t number,
        struct plan_item_row *item)
{
	const struct gathering *gathering = &proposing->gathering;
	const struct gathered_case *gathered = &gathering->cases[proposing->case_of[number]];
	uint32_t to = worker_chosen(proposing, chosen, number);
	const struct assignment_worker *worker = &gathering->workers[to].worker;
	bool here, elsewhere;

	item->bends = assignment_bends(&gathering->rules, &gathered->one, worker);
	plan_item_team(item, &gathered->one, worker);
	look_at_household(proposing, chosen, number, &here, &elsewhere);
	if (here)
		item->reasons |= 1u << REASON_HOUSEHOLD;
	else if (elsewhere)
		item->bends |= 1u << BEND_HOUSEHOLD;
	if (gathered->holder < 0) {
		item->reasons |= 1u << REASON_NOBODYS;
	} else {
		item->holder_limit = (int)assignment_limit(&gathering->rules, &gathered->one,
			&gathering->workers[gathered->holder].worker);
		if (item->holder_limit != LIMIT_NONE)
			item->reasons |= 1u << REASON_HOLDER_LIMIT;
	}
	if (!str_empty(gathered->one.language) && !str_eq(gathered->one.language, "en")
		&& !assignment_needs_interpreter(&gathered->one, worker))
		item->reasons |= 1u << REASON_LANGUAGE;
	if (proposing->items[number].option_count == 1)
		item->reasons |= 1u << REASON_ONLY_ONE;
	else
		item->reasons |= strategy_reason(proposing, item, to, gathered->holder);
}

static void
add_skip(struct proposing *proposing, const struct gathered_case *gathered, enum plan_skip_why why)
{
	struct plan_rows *rows = proposing->rows;
	struct plan_skip_row *skip;

	rows->skips = arena_more(proposing->gathering.call->arena, rows->skips, rows->skip_count,
	                         sizeof *rows->skips);
	skip = &rows->skips[rows->skip_count];
	*skip = (struct plan_skip_row) { .place = (int64_t)rows->skip_count++,
		.application_id = gathered->row.queue.application_id, .why = why,
		.is_there = why != SKIP_NOT_THERE, .now = gathered->row.queue };
}

static void
add_item(struct proposing *proposing, const size_t *chosen, size_t number)
{
	struct plan_rows *rows = proposing->rows;
	struct gathering *gathering = &proposing->gathering;
	const struct gathered_case *gathered = &gathering->cases[proposing->case_of[number]];
	const struct rebalance_option *option = &proposing->items[number].options[chosen[number]];
	struct plan_item_row *item = &rows->items[rows->item_count];

	*item = (struct plan_item_row) {
		.place = (int64_t)rows->item_count++,
		.application_id = gathered->row.queue.application_id,
		.application_version = gathered->row.queue.version,
		.from_id = gathered->row.queue.assignee_id,
		.to_id = gathering->workers[option->worker].worker.id,
		.weight_to = option->weight,
		.is_there = true,
		.now = gathered->row.queue,
	};
	if (gathered->holder >= 0)
		item->weight_from = assignment_weight(&gathering->rules, &gathered->one,
			&gathering->workers[gathered->holder].worker);
	explain(proposing, chosen, number, item);
}

static void
write_rows(struct proposing *proposing, const size_t *chosen)
{
	struct gathering *gathering = &proposing->gathering;
	struct plan_rows *rows = proposing->rows;
	struct arena *arena = gathering->call->arena;

	rows->items = arena_array(arena, proposing->problem.item_count + 1, sizeof *rows->items);
	for (size_t i = 0; i < proposing->problem.item_count; i++) {
		struct gathered_case *gathered = &gathering->cases[proposing->case_of[i]];

		if (gathered->holder >= 0 && worker_chosen(proposing, chosen, i) == (uint32_t)gathered->holder)
			gathered->skip = SKIP_STAYS;
		else
			add_item(proposing, chosen, i);
	}
	/* Of a whole team nobody asked for each one by itself. */
	for (size_t i = 0; i < gathering->case_count; i++) {
		enum plan_skip_why why = gathering->cases[i].skip;

		if (why != SKIP_NONE && !(gathering->kind == PLAN_OF_TEAM && why == SKIP_STAYS))
			add_skip(proposing, &gathering->cases[i], why);
	}
	rows->loads = arena_array(arena, gathering->worker_count + 1, sizeof *rows->loads);
	rows->load_count = gathering->worker_count;
	for (size_t i = 0; i < gathering->worker_count; i++)
		rows->loads[i] = (struct plan_load_row) { gathering->workers[i].worker.id,
			gathering->workers[i].capacity, gathering->workers[i].load };
}

/* ---- the whole ---- */

static void
write_head(struct proposing *proposing)
{
	const struct gathering *gathering = &proposing->gathering;
	struct call *call = gathering->call;
	const struct plan_request *request = gathering->request;
	char id[ID_TEXT_MAX];

	random_id(id, "p_", call->now_ms);
	proposing->rows->row = (struct plan_row) {
		.id = arena_strdup(call->arena, id),
		.version = 1,
		.state = PLAN_DRAFT,
		.strategy = request->strategy == STRATEGY_NONE ? STRATEGY_BALANCE : request->strategy,
		.kind = gathering->kind,
		.absent_id = gathering->absent_id,
		.absent_from = gathering->absent_from,
		.absent_to = gathering->absent_to,
		.team_id = request->from->even_out ? request->from->even_out->team_id : NULL,
		.reason = request->reason,
		.made_by_id = call->actor->id,
		.created_at_ms = call->now_ms,
		.expires_at_ms = call->now_ms + PLAN_KEPT_MS,
	};
}

bool
plan_propose(struct call *call, const struct plan_request *request, struct plan_rows **ret, struct err *err)
{
	assert(call && request && ret);
	struct proposing *proposing = arena_alloc(call->arena, sizeof *proposing);
	size_t *chosen;

	proposing->rows = arena_alloc(call->arena, sizeof *proposing->rows);
	if (!plan_gather(call, request, &proposing->gathering, err))
		return false;
	write_head(proposing);
	pose_items(proposing);
	pose_workers(proposing);
	pose_households(proposing);
	chosen = arena_array(call->arena, proposing->problem.item_count + 1, sizeof *chosen);
	rebalance_solve(&proposing->problem, proposing->rows->row.strategy, call->arena, chosen);
	write_rows(proposing, chosen);
	*ret = proposing->rows;
	return true;
}

bool
plan_keep(struct call *call, struct plan_rows *rows, const struct move_plan **ret, struct err *err)
{
	assert(call && rows && ret);
	bool ok = true;

	if (call->txn) {
		ok = plan_add(call->txn, &rows->row);
		for (size_t i = 0; ok && i < rows->item_count; i++)
			ok = plan_item_add(call->txn, rows->row.id, &rows->items[i]);
		for (size_t i = 0; ok && i < rows->skip_count; i++)
			ok = plan_skip_add(call->txn, rows->row.id, &rows->skips[i]);
		for (size_t i = 0; ok && i < rows->load_count; i++)
			ok = plan_load_put(call->txn, rows->row.id, &rows->loads[i]);
	}
	if (!ok)
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_INTERNAL, "The plan could not be kept.");
	*ret = plan_view(call, rows, PLAN_INLINE_MAX);
	return true;
}
