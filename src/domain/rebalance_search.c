/* SPDX-License-Identifier: Apache-2.0
 *
 * The local search behind a balanced answer: what an answer costs, and from one
 * answer to a cheaper one.  One item is moved, or two change places, as long as
 * that costs less.  Of few items it also moves any two at once and begins anew
 * from shaken answers, which finds the best there is nearly always; of very
 * many it looks only at some of the pairs.
 */
#include "domain/rebalance_search.h"

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

/* ---- what it costs ---- */

static const struct rebalance_option *
option_of(const struct rebalance_search *search, size_t item)
{
	return &search->problem->items[item].options[search->chosen[item]];
}

static int64_t
load_cost(const struct rebalance_search *search, uint32_t worker, int64_t load)
{
	return load * load * search->scale / search->problem->workers[worker].capacity;
}

bool
rebalance_is_move(const struct rebalance_item *item, const struct rebalance_option *option)
{
	return item->from >= 0 && (uint32_t)item->from != option->worker;
}

static int64_t
own_cost(const struct rebalance_search *search, const struct rebalance_item *item,
         const struct rebalance_option *option)
{
	return POINTS * (option->soft + (rebalance_is_move(item, option) ? search->problem->cost_move : 0));
}

/* Does anything of the household but this item lie there? */
static bool
household_lies_with(const struct rebalance_search *search, int32_t household, size_t but, uint32_t worker)
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
household_change(const struct rebalance_search *search, size_t item, uint32_t from, uint32_t to)
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
change_of_move(struct rebalance_search *search, size_t number, size_t option)
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
move(struct rebalance_search *search, size_t number, size_t option)
{
	const struct rebalance_option *old = option_of(search, number);

	search->load[old->worker] -= old->weight;
	search->chosen[number] = option;
	old = option_of(search, number);
	search->load[old->worker] += old->weight;
}

int64_t
rebalance_search_cost(const struct rebalance_search *search)
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

/* ---- cheaper answers ---- */

static bool
is_spent(const struct rebalance_search *search)
{
	return search->evaluations > EVALUATIONS_MAX;
}

/* Each item to where it costs least, the others staying. */
static bool
move_single(struct rebalance_search *search)
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
move_both(struct rebalance_search *search, size_t i, size_t to_i, size_t k, size_t to_k)
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
may_gain(const struct rebalance_search *search, size_t i, size_t to_i, size_t k, size_t to_k)
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
change_places(struct rebalance_search *search, size_t i, size_t k)
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
swap_pairs(struct rebalance_search *search)
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
move_pairs(struct rebalance_search *search)
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

void
rebalance_search_improve(struct rebalance_search *search)
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
throw(struct rebalance_search *search, size_t sides)
{
	search->dice = search->dice * 1664525u + 1013904223u;
	return (size_t)(((uint64_t)search->dice * sides) >> 32);
}

static void
restore(struct rebalance_search *search, const size_t *chosen)
{
	for (size_t i = 0; i < search->problem->item_count; i++)
		if (search->chosen[i] != chosen[i])
			move(search, i, chosen[i]);
}

void
rebalance_search_shake(struct rebalance_search *search, struct arena *arena)
{
	const struct rebalance *problem = search->problem;
	size_t *best;
	int64_t least;

	if (problem->item_count < 2 || problem->item_count > SMALL_MAX)
		return;
	best = arena_array(arena, problem->item_count + 1, sizeof *best);
	least = rebalance_search_cost(search);
	memcpy(best, search->chosen, problem->item_count * sizeof *best);
	for (int i = 0; i < SHAKES; i++) {
		for (int k = 0; k < SHAKEN; k++) {
			size_t item = throw(search, problem->item_count);
			move(search, item, throw(search, problem->items[item].option_count));
		}
		rebalance_search_improve(search);
		int64_t cost = rebalance_search_cost(search);
		if (cost < least) {
			least = cost;
			memcpy(best, search->chosen, problem->item_count * sizeof *best);
		} else {
			restore(search, best);
		}
	}
}
