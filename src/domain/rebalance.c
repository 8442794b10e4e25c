/* SPDX-License-Identifier: Apache-2.0
 *
 * The three strategies.  Balance is a local search: from where everything lies
 * now, one item is moved, or two change places, as long as that costs less.
 * Of few items it also moves any two at once and begins anew from shaken
 * answers, which finds the best there is nearly always; of very many it looks
 * only at some of the pairs.
 */
#include "domain/rebalance.h"

#include "domain/assignment.h"

enum {
	/* A cost of one is what one plain application more than another is worth:
	 * the square of a load grows by twice its weight. */
	POINTS = 2 * WEIGHT_ONE,
	ALL_PAIRS_MAX = 2000, /* items; above, PARTNERS of each are looked at */
	PARTNERS = 64,
	SMALL_MAX = 24,       /* items; below, two are moved at once, and shaken */
	SHAKES = 60,
	SHAKEN = 3
};
#define EVALUATIONS_MAX INT64_C(40000000)

struct search {
	const struct rebalance *problem;
	size_t *chosen;
	int64_t *load;  /* by worker */
	int64_t scale;  /* the mean capacity */
	size_t *member_start, *members; /* items by household */
	size_t *anchor_start;
	uint32_t *anchors;              /* workers by household */
	int64_t evaluations;
	uint32_t dice;
};

static const struct rebalance_option *
option_of(const struct search *search, size_t item)
{
	return &search->problem->items[item].options[search->chosen[item]];
}

/* ---- what it costs ---- */

static int64_t
load_cost(const struct search *search, uint32_t worker, int64_t load)
{
	return load * load * search->scale / search->problem->workers[worker].capacity;
}

static bool
is_move(const struct rebalance_item *item, const struct rebalance_option *option)
{
	return item->from >= 0 && (uint32_t)item->from != option->worker;
}

static int64_t
own_cost(const struct search *search, const struct rebalance_item *item,
         const struct rebalance_option *option)
{
	return POINTS * (option->soft + (is_move(item, option) ? search->problem->cost_move : 0));
}

/* Does anything of the household but this item lie there? */
static bool
household_lies_with(const struct search *search, int32_t household, size_t but, uint32_t worker)
{
	size_t h = (size_t)household;

	for (size_t i = search->anchor_start[h]; i < search->anchor_start[h + 1]; i++)
		if (search->anchors[i] == worker)
			return true;
	for (size_t i = search->member_start[h]; i < search->member_start[h + 1]; i++)
		if (search->members[i] != but && option_of(search, search->members[i])->worker == worker)
			return true;
	return false;
}

/* Alone in its household it costs nothing wherever it is: only the difference
 * between two places counts. */
static int64_t
household_change(const struct search *search, size_t item, uint32_t from, uint32_t to)
{
	int32_t household = search->problem->items[item].household;

	if (household < 0 || from == to)
		return 0;
	return POINTS * search->problem->cost_household
		* (household_lies_with(search, household, item, from)
			- household_lies_with(search, household, item, to));
}

/* What changes if an item goes to another of its options. */
static int64_t
change_of_move(struct search *search, size_t number, size_t option)
{
	const struct rebalance_item *item = &search->problem->items[number];
	const struct rebalance_option *old = option_of(search, number), *new = &item->options[option];
	uint32_t a = old->worker, b = new->worker;

	search->evaluations++;
	return load_cost(search, a, search->load[a] - old->weight) - load_cost(search, a, search->load[a])
		+ load_cost(search, b, search->load[b] + new->weight) - load_cost(search, b, search->load[b])
		+ own_cost(search, item, new) - own_cost(search, item, old)
		+ household_change(search, number, a, b);
}

static void
move(struct search *search, size_t number, size_t option)
{
	const struct rebalance_option *old = option_of(search, number);

	search->load[old->worker] -= old->weight;
	search->chosen[number] = option;
	old = option_of(search, number);
	search->load[old->worker] += old->weight;
}

/* ---- beginning ---- */

/* Items of each household side by side; so the anchors. */
static void
group_households(struct search *search, struct arena *arena)
{
	const struct rebalance *problem = search->problem;
	size_t *next = arena_array(arena, problem->household_count + 1, sizeof *next);

	search->member_start = arena_array(arena, problem->household_count + 2, sizeof(size_t));
	search->members = arena_array(arena, problem->item_count + 1, sizeof(size_t));
	search->anchor_start = arena_array(arena, problem->household_count + 2, sizeof(size_t));
	search->anchors = arena_array(arena, problem->anchor_count + 1, sizeof(uint32_t));
	for (size_t i = 0; i < problem->item_count; i++)
		if (problem->items[i].household >= 0)
			search->member_start[problem->items[i].household + 1]++;
	for (size_t i = 0; i < problem->anchor_count; i++)
		search->anchor_start[problem->anchors[i].household + 1]++;
	for (size_t h = 0; h < problem->household_count; h++) {
		search->member_start[h + 1] += search->member_start[h];
		search->anchor_start[h + 1] += search->anchor_start[h];
		next[h] = search->member_start[h];
	}
	for (size_t i = 0; i < problem->item_count; i++)
		if (problem->items[i].household >= 0)
			search->members[next[problem->items[i].household]++] = i;
	for (size_t h = 0; h < problem->household_count; h++)
		next[h] = search->anchor_start[h];
	for (size_t i = 0; i < problem->anchor_count; i++)
		search->anchors[next[problem->anchors[i].household]++] = problem->anchors[i].worker;
}

static void
search_begin(struct search *search, const struct rebalance *problem, struct arena *arena,
             size_t *chosen)
{
	*search = (struct search) { .problem = problem, .chosen = chosen, .dice = 1 };
	search->load = arena_array(arena, problem->worker_count + 1, sizeof *search->load);
	for (size_t i = 0; i < problem->worker_count; i++) {
		assert(problem->workers[i].capacity > 0);
		search->load[i] = problem->workers[i].load;
		search->scale += problem->workers[i].capacity;
	}
	search->scale = problem->worker_count ? search->scale / (int64_t)problem->worker_count : 1;
	if (search->scale < 1)
		search->scale = 1;
	group_households(search, arena);
}

/* The option of who has it now; option_count: they may not keep it. */
static size_t
option_of_holder(const struct rebalance_item *item)
{
	for (size_t i = 0; i < item->option_count; i++)
		if (item->from >= 0 && item->options[i].worker == (uint32_t)item->from)
			return i;
	return item->option_count;
}

/* Less work for the hours there are; by exact fractions. */
static bool
is_less_loaded(const struct search *search, const struct rebalance_option *a,
               const struct rebalance_option *b)
{
	const struct rebalance_worker *workers = search->problem->workers;

	return (search->load[a->worker] + a->weight) * workers[b->worker].capacity
		< (search->load[b->worker] + b->weight) * workers[a->worker].capacity;
}

static void
put(struct search *search, size_t number, size_t option)
{
	const struct rebalance_option *there = &search->problem->items[number].options[option];

	search->chosen[number] = option;
	search->load[there->worker] += there->weight;
}

static void
put_with_least(struct search *search, size_t number)
{
	const struct rebalance_item *item = &search->problem->items[number];
	size_t best = 0;

	for (size_t i = 1; i < item->option_count; i++)
		if (is_less_loaded(search, &item->options[i], &item->options[best]))
			best = i;
	put(search, number, best);
}

/* ---- in turn ---- */

static void
deal_round(struct search *search)
{
	uint32_t turn = 0;

	for (size_t i = 0; i < search->problem->item_count; i++) {
		const struct rebalance_item *item = &search->problem->items[i];
		size_t option = 0;

		while (option < item->option_count && item->options[option].worker < turn)
			option++;
		if (option == item->option_count)
			option = 0;
		put(search, i, option);
		turn = item->options[option].worker + 1;
	}
}

/* ---- balance ---- */

static bool
is_spent(const struct search *search)
{
	return search->evaluations > EVALUATIONS_MAX;
}

/* Each item to where it costs least, the others staying. */
static bool
move_single(struct search *search)
{
	bool changed = false;

	for (size_t i = 0; i < search->problem->item_count && !is_spent(search); i++) {
		const struct rebalance_item *item = &search->problem->items[i];
		size_t best = search->chosen[i];
		int64_t least = 0;

		for (size_t option = 0; option < item->option_count; option++) {
			if (option == search->chosen[i])
				continue;
			int64_t change = change_of_move(search, i, option);
			if (change < least) {
				least = change;
				best = option;
			}
		}
		if (least < 0) {
			move(search, i, best);
			changed = true;
		}
	}
	return changed;
}

/* The item's option with that worker; option_count: there is none. */
static size_t
option_with(const struct rebalance_item *item, uint32_t worker)
{
	size_t low = 0, high = item->option_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (item->options[middle].worker < worker)
			low = middle + 1;
		else
			high = middle;
	}
	return low < item->option_count && item->options[low].worker == worker ? low
	                                                                       : item->option_count;
}

/* Moves both if that costs less, else none. */
static bool
move_both(struct search *search, size_t i, size_t to_i, size_t k, size_t to_k)
{
	size_t was = search->chosen[i];
	int64_t change = change_of_move(search, i, to_i);

	move(search, i, to_i);
	change += change_of_move(search, k, to_k);
	if (change < 0) {
		move(search, k, to_k);
		return true;
	}
	move(search, i, was);
	return false;
}

/* Most pairs weigh the same and bend nothing: then no load changes, and the
 * rest need not be worked out. */
static bool
may_gain(const struct search *search, size_t i, size_t to_i, size_t k, size_t to_k)
{
	const struct rebalance_item *one = &search->problem->items[i], *two = &search->problem->items[k];
	const struct rebalance_option *at_i = option_of(search, i), *at_k = option_of(search, k);
	const struct rebalance_option *new_i = &one->options[to_i], *new_k = &two->options[to_k];

	if (at_i->weight != new_k->weight || at_k->weight != new_i->weight)
		return true;
	if (one->household >= 0 || two->household >= 0)
		return true;
	return own_cost(search, one, new_i) + own_cost(search, two, new_k)
		< own_cost(search, one, at_i) + own_cost(search, two, at_k);
}

static bool
change_places(struct search *search, size_t i, size_t k)
{
	const struct rebalance_item *items = search->problem->items;
	uint32_t a = option_of(search, i)->worker, b = option_of(search, k)->worker;
	size_t to_i, to_k;

	if (a == b)
		return false;
	to_i = option_with(&items[i], b);
	if (to_i == items[i].option_count)
		return false;
	to_k = option_with(&items[k], a);
	return to_k < items[k].option_count && may_gain(search, i, to_i, k, to_k)
		&& move_both(search, i, to_i, k, to_k);
}

static bool
swap_pairs(struct search *search)
{
	size_t count = search->problem->item_count;
	size_t step = count <= ALL_PAIRS_MAX ? 1 : count / PARTNERS;
	bool changed = false;

	for (size_t i = 0; i + 1 < count; i++)
		for (size_t k = i + 1; k < count && !is_spent(search); k += step)
			changed |= change_places(search, i, k);
	return changed;
}

/* Any two to anywhere. */
static bool
move_pairs(struct search *search)
{
	const struct rebalance *problem = search->problem;

	for (size_t i = 0; i < problem->item_count; i++)
		for (size_t k = 0; k < problem->item_count; k++)
			for (size_t to_i = 0; to_i < problem->items[i].option_count; to_i++)
				for (size_t to_k = 0; to_k < problem->items[k].option_count; to_k++)
					if (i != k && to_i != search->chosen[i] && to_k != search->chosen[k]
						&& move_both(search, i, to_i, k, to_k))
						return true;
	return false;
}

static void
improve(struct search *search)
{
	bool small = search->problem->item_count <= SMALL_MAX;
	bool changed = true;

	while (changed && !is_spent(search)) {
		while (move_single(search))
			continue;
		changed = swap_pairs(search);
		if (!changed && small)
			changed = move_pairs(search);
	}
}

/* Not chance: the same numbers each time. */
static size_t
throw(struct search *search, size_t sides)
{
	search->dice = search->dice * 1664525u + 1013904223u;
	return (size_t)(((uint64_t)search->dice * sides) >> 32);
}

static int64_t
cost_now(const struct search *search)
{
	const struct rebalance *problem = search->problem;
	int64_t cost = 0;

	for (uint32_t i = 0; i < problem->worker_count; i++)
		cost += load_cost(search, i, search->load[i]);
	for (size_t i = 0; i < problem->item_count; i++)
		cost += own_cost(search, &problem->items[i], option_of(search, i));
	for (size_t h = 0; h < problem->household_count; h++)
		for (size_t m = search->member_start[h]; m < search->member_start[h + 1]; m++) {
			size_t item = search->members[m];
			bool is_first = true;

			/* The first of the household with each worker is counted. */
			for (size_t k = search->member_start[h]; k < m; k++)
				is_first &= option_of(search, search->members[k])->worker
					!= option_of(search, item)->worker;
			for (size_t k = search->anchor_start[h]; k < search->anchor_start[h + 1]; k++)
				is_first &= search->anchors[k] != option_of(search, item)->worker;
			cost += is_first ? POINTS * problem->cost_household : 0;
		}
	return cost;
}

static void
restore(struct search *search, const size_t *chosen)
{
	for (size_t i = 0; i < search->problem->item_count; i++)
		if (search->chosen[i] != chosen[i])
			move(search, i, chosen[i]);
}

/* Begins again from what was found, with a few items elsewhere. */
static void
shake(struct search *search, struct arena *arena)
{
	const struct rebalance *problem = search->problem;
	size_t *best = arena_array(arena, problem->item_count + 1, sizeof *best);
	int64_t least = cost_now(search);

	memcpy(best, search->chosen, problem->item_count * sizeof *best);
	for (int i = 0; i < SHAKES; i++) {
		for (int k = 0; k < SHAKEN; k++) {
			size_t item = throw(search, problem->item_count);
			move(search, item, throw(search, problem->items[item].option_count));
		}
		improve(search);
		int64_t cost = cost_now(search);
		if (cost < least) {
			least = cost;
			memcpy(best, search->chosen, problem->item_count * sizeof *best);
		} else {
			restore(search, best);
		}
	}
}

static void
balance(struct search *search, struct arena *arena)
{
	const struct rebalance *problem = search->problem;

	/* What may stay stays, so that a move has to earn its cost. */
	for (size_t i = 0; i < problem->item_count; i++) {
		size_t option = option_of_holder(&problem->items[i]);

		search->chosen[i] = option;
		if (option < problem->items[i].option_count)
			put(search, i, option);
	}
	for (size_t i = 0; i < problem->item_count; i++)
		if (search->chosen[i] == problem->items[i].option_count)
			search->chosen[i] = 0, put_with_least(search, i);
	improve(search);
	if (problem->item_count > 1 && problem->item_count <= SMALL_MAX)
		shake(search, arena);
}

/* ---- the whole ---- */

void
rebalance_solve(const struct rebalance *problem, enum strategy strategy, struct arena *arena,
                size_t *chosen)
{
	assert(problem && arena && chosen);
	struct search search;

	for (size_t i = 0; i < problem->item_count; i++)
		assert(problem->items[i].option_count > 0);
	search_begin(&search, problem, arena, chosen);
	switch (strategy) {
	case STRATEGY_ROUND_ROBIN:
		deal_round(&search);
		break;
	case STRATEGY_LEAST_LOADED:
		for (size_t i = 0; i < problem->item_count; i++)
			put_with_least(&search, i);
		break;
	case STRATEGY_NONE:
	case STRATEGY_BALANCE:
		balance(&search, arena);
		break;
	}
}

int64_t
rebalance_cost(const struct rebalance *problem, const size_t *chosen, struct arena *arena)
{
	assert(problem && chosen && arena);
	struct search search;
	size_t *copy = arena_array(arena, problem->item_count + 1, sizeof *copy);
	int64_t lightest = 0, capacity = 0;

	search_begin(&search, problem, arena, copy);
	for (size_t i = 0; i < problem->item_count; i++) {
		const struct rebalance_item *item = &problem->items[i];
		int64_t least = item->options[0].weight;

		put(&search, i, chosen[i]);
		for (size_t option = 1; option < item->option_count; option++)
			least = item->options[option].weight < least ? item->options[option].weight : least;
		lightest += least;
	}
	for (size_t i = 0; i < problem->worker_count; i++) {
		lightest += problem->workers[i].load;
		capacity += problem->workers[i].capacity;
	}
	/* Spread perfectly over all hours it would still cost this. */
	return cost_now(&search) - (capacity ? lightest * lightest * search.scale / capacity : 0);
}

size_t
rebalance_moves(const struct rebalance *problem, const size_t *chosen)
{
	assert(problem && chosen);
	size_t moves = 0;

	for (size_t i = 0; i < problem->item_count; i++)
		moves += is_move(&problem->items[i], &problem->items[i].options[chosen[i]]);
	return moves;
}
