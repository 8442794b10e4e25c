/* SPDX-License-Identifier: Apache-2.0
 *
 * The three strategies: in turn, to who has least, and balance, which begins from
 * where everything lies now and is then made cheaper.
 */
#include "domain/rebalance_search.h"

/* ---- beginning ---- */

/* Items of each household side by side; so the anchors. */
static void
group_households(struct rebalance_search *search, struct arena *arena)
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
search_begin(struct rebalance_search *search, const struct rebalance *problem, struct arena *arena,
             size_t *chosen)
{
	*search = (struct rebalance_search) { .problem = problem, .chosen = chosen, .dice = 1 };
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
is_less_loaded(const struct rebalance_search *search, const struct rebalance_option *a,
               const struct rebalance_option *b)
{
	const struct rebalance_worker *workers = search->problem->workers;

	return (search->load[a->worker] + a->weight) * workers[b->worker].capacity
		< (search->load[b->worker] + b->weight) * workers[a->worker].capacity;
}

static void
put(struct rebalance_search *search, size_t number, size_t option)
{
	const struct rebalance_option *there = &search->problem->items[number].options[option];

	search->chosen[number] = option;
	search->load[there->worker] += there->weight;
}

static void
put_with_least(struct rebalance_search *search, size_t number)
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
deal_round(struct rebalance_search *search)
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

static void
balance(struct rebalance_search *search, struct arena *arena)
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
	rebalance_search_improve(search);
	rebalance_search_shake(search, arena);
}

/* ---- the whole ---- */

void
rebalance_solve(const struct rebalance *problem, enum strategy strategy, struct arena *arena,
                size_t *chosen)
{
	assert(problem && arena && chosen);
	struct rebalance_search search;

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
	struct rebalance_search search;
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
	return rebalance_search_cost(&search) - (capacity ? lightest * lightest * search.scale / capacity : 0);
}

size_t
rebalance_moves(const struct rebalance *problem, const size_t *chosen)
{
	assert(problem && chosen);
	size_t moves = 0;

	for (size_t i = 0; i < problem->item_count; i++)
		moves += rebalance_is_move(&problem->items[i], &problem->items[i].options[chosen[i]]);
	return moves;
}
