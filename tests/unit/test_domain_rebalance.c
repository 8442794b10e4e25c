/* SPDX-License-Identifier: Apache-2.0
 *
 * Balance against every answer there is, on a thousand small cases; the other
 * strategies by what they promise; and how long a large case takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/rebalance.h"

enum {
	CASES = 1000, ITEMS_MAX = 7, WORKERS_MAX = 4, COST_MOVE = 50, COST_HOUSEHOLD = 300,
	WITHIN_PERCENT = 5
};

static struct arena arena;
static uint32_t seed = 7;

static uint32_t
roll(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * sides) >> 32);
}

static void
fill_item(struct rebalance_item *item, size_t workers, uint32_t households)
{
	struct rebalance_option *options = arena_array(&arena, workers, sizeof *options);
	static const int32_t weights[] = { 40, 60, 100, 100, 120, 150, 180, 270 };
	static const int32_t softs[] = { 0, 0, 0, 50, 300, 400 };
	int32_t weight = weights[roll(countof(weights))];
	uint32_t holder = roll((uint32_t)workers);

	*item = (struct rebalance_item) { .options = options, .from = roll(5) ? (int32_t)holder : -1,
		                          .household = households && !roll(3) ? (int32_t)roll(households) : -1 };
	for (uint32_t w = 0; w < workers; w++) {
		bool is_holder = item->from == (int32_t)w;

		if (roll(4) == 0 && !(w == workers - 1 && item->option_count == 0))
			continue;
		options[item->option_count++] = (struct rebalance_option) {
			w, roll(5) ? weight : weight * 130 / 100, is_holder ? 0 : softs[roll(countof(softs))] };
	}
}

static struct rebalance *
random_case(size_t items, size_t workers)
{
	struct rebalance *ret = arena_alloc(&arena, sizeof *ret);
	struct rebalance_item *item = arena_array(&arena, items, sizeof *item);
	struct rebalance_worker *worker = arena_array(&arena, workers, sizeof *worker);
	struct rebalance_anchor *anchor = arena_array(&arena, 3, sizeof *anchor);
	size_t households = items / 3 + 1;

	for (size_t i = 0; i < items; i++)
		fill_item(&item[i], workers, (uint32_t)households);
	for (size_t i = 0; i < workers; i++)
		worker[i] = (struct rebalance_worker) { (int64_t)roll(1200), 1000 + 500 * (int64_t)roll(7) };
	*ret = (struct rebalance) { .items = item, .item_count = items, .workers = worker,
		.worker_count = workers, .anchors = anchor, .household_count = households,
		.cost_move = COST_MOVE, .cost_household = COST_HOUSEHOLD };
	ret->anchor_count = roll(3);
	for (size_t i = 0; i < ret->anchor_count; i++)
		anchor[i] = (struct rebalance_anchor) { roll((uint32_t)households), roll((uint32_t)workers) };
	return ret;
}

/* ---- every answer there is, by arithmetic of its own ---- */

static double
plain_cost(const struct rebalance *problem, const size_t *chosen)
{
	double load[WORKERS_MAX] = { 0 }, cost = 0, capacity = 0;

	for (size_t w = 0; w < problem->worker_count; w++) {
		load[w] = (double)problem->workers[w].load;
		capacity += (double)problem->workers[w].capacity;
	}
	for (size_t i = 0; i < problem->item_count; i++) {
		const struct rebalance_option *option = &problem->items[i].options[chosen[i]];

		load[option->worker] += option->weight;
		cost += 200.0 * option->soft;
		if (problem->items[i].from >= 0 && option->worker != (uint32_t)problem->items[i].from)
			cost += 200.0 * COST_MOVE;
	}
	for (size_t w = 0; w < problem->worker_count; w++)
		cost += load[w] * load[w] * (capacity / (double)problem->worker_count)
			/ (double)problem->workers[w].capacity;
	for (size_t h = 0; h < problem->household_count; h++) {
		unsigned anchored = 0, lies = 0;

		for (size_t i = 0; i < problem->anchor_count; i++)
			if (problem->anchors[i].household == h)
				anchored |= 1u << problem->anchors[i].worker;
		for (size_t i = 0; i < problem->item_count; i++)
			if (problem->items[i].household == (int32_t)h)
				lies |= 1u << problem->items[i].options[chosen[i]].worker;
		cost += 200.0 * COST_HOUSEHOLD * __builtin_popcount(lies & ~anchored);
	}
	return cost;
}

static double
floor_cost(const struct rebalance *problem)
{
	double lightest = 0, capacity = 0;

	for (size_t i = 0; i < problem->item_count; i++) {
		double least = problem->items[i].options[0].weight;

		for (size_t o = 1; o < problem->items[i].option_count; o++)
			if (problem->items[i].options[o].weight < least)
				least = problem->items[i].options[o].weight;
		lightest += least;
	}
	for (size_t w = 0; w < problem->worker_count; w++) {
		lightest += (double)problem->workers[w].load;
		capacity += (double)problem->workers[w].capacity;
	}
	return lightest * lightest * (capacity / (double)problem->worker_count) / capacity;
}

static void
best_of_all(const struct rebalance *problem, double *ret_cost, size_t *ret_moves)
{
	size_t chosen[ITEMS_MAX] = { 0 }, at;
	bool first = true;

	do {
		double cost = plain_cost(problem, chosen);
		size_t moves = rebalance_moves(problem, chosen);

		if (first || cost < *ret_cost - 1e-6 || (cost < *ret_cost + 1e-6 && moves < *ret_moves)) {
			*ret_cost = cost;
			*ret_moves = moves;
			first = false;
		}
		for (at = 0; at < problem->item_count; at++) {
			if (++chosen[at] < problem->items[at].option_count)
				break;
			chosen[at] = 0;
		}
	} while (at < problem->item_count);
}

static void
balance_is_as_good_as_the_best(void **state)
{
	(void)state;
	double sum = 0, best_sum = 0, worst = 0;
	size_t missed = 0;

	for (int i = 0; i < CASES; i++) {
		struct rebalance *problem = random_case(2 + roll(ITEMS_MAX - 1), 2 + roll(WORKERS_MAX - 1));
		size_t chosen[ITEMS_MAX], again[ITEMS_MAX], moves = 0, best_moves = 0;
		double best = 0, floor = floor_cost(problem), cost;

		rebalance_solve(problem, STRATEGY_BALANCE, &arena, chosen);
		rebalance_solve(problem, STRATEGY_BALANCE, &arena, again);
		assert_memory_equal(chosen, again, problem->item_count * sizeof *chosen);
		for (size_t item = 0; item < problem->item_count; item++)
			assert_true(chosen[item] < problem->items[item].option_count);
		best_of_all(problem, &best, &best_moves);
		cost = plain_cost(problem, chosen);
		moves = rebalance_moves(problem, chosen);
		sum += cost - floor;
		best_sum += best - floor;
		missed += cost > best + 1;
		if (best - floor > 0 && (cost - floor) / (best - floor) > worst)
			worst = (cost - floor) / (best - floor);
		/* Whole numbers round each load's cost down by less than one. */
		if (cost - floor > (best - floor) * (100 + WITHIN_PERCENT) / 100 + WORKERS_MAX)
			fail_msg("case %d: %.0f, and %.0f is possible", i, cost - floor, best - floor);
		if (moves > best_moves + 1)
			fail_msg("case %d: %zu moves, and the best has %zu", i, moves, best_moves);
		int64_t told = rebalance_cost(problem, chosen, &arena);
		assert_true((double)told < cost - floor + WORKERS_MAX + 4
			&& (double)told > cost - floor - WORKERS_MAX * 2000.0);
		arena_reset(&arena);
	}
	print_message("%d cases: %zu not the very best, the worst %.4f of it, together %.6f\n", CASES,
		missed, worst, sum / best_sum);
}

static void
in_turn_means_each_in_turn(void **state)
{
	(void)state;
	struct rebalance *problem = random_case(0, 3);
	struct rebalance_option all[3] = { { 0, 100, 0 }, { 1, 100, 0 }, { 2, 100, 0 } };
	struct rebalance_item items[7];
	size_t chosen[7];
	static const uint32_t expected[7] = { 0, 1, 2, 0, 2, 0, 1 };

	for (size_t i = 0; i < 7; i++)
		items[i] = (struct rebalance_item) { all, 3, 0, -1 };
	struct rebalance_option but_one[2] = { all[0], all[2] };
	items[4].options = but_one;
	items[4].option_count = 2;
	problem->items = items;
	problem->item_count = 7;
	rebalance_solve(problem, STRATEGY_ROUND_ROBIN, &arena, chosen);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(items[i].options[chosen[i]].worker, expected[i]);
}

static void
least_loaded_fills_the_emptiest(void **state)
{
	(void)state;
	struct rebalance *problem = random_case(300, 4);
	size_t *chosen = arena_array(&arena, 300, sizeof *chosen);
	int64_t load[WORKERS_MAX];

	for (size_t w = 0; w < 4; w++)
		load[w] = problem->workers[w].load;
	rebalance_solve(problem, STRATEGY_LEAST_LOADED, &arena, chosen);
	for (size_t i = 0; i < 300; i++) {
		const struct rebalance_item *item = &problem->items[i];
		const struct rebalance_option *taken = &item->options[chosen[i]];

		for (size_t o = 0; o < item->option_count; o++) {
			const struct rebalance_option *other = &item->options[o];

			assert_true((double)(load[taken->worker] + taken->weight) / (double)problem->workers[taken->worker].capacity
				<= (double)(load[other->worker] + other->weight) / (double)problem->workers[other->worker].capacity);
		}
		load[taken->worker] += taken->weight;
	}
}

static double
seconds_for(size_t items, size_t workers)
{
	struct rebalance *problem = random_case(items, workers);
	size_t *chosen = arena_array(&arena, items, sizeof *chosen);
	struct timespec from, to;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	rebalance_solve(problem, STRATEGY_BALANCE, &arena, chosen);
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	arena_reset(&arena);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* What is promised is two seconds for a whole preview; on a machine with other work,
 * and under sanitizers, only how it grows says anything. */
static void
large_cases_are_quick(void **state)
{
	(void)state;
	double thousand = seconds_for(1000, 40), many = seconds_for(50000, 40);

	print_message("1,000 over 40: %.3f s; 50,000 over 40: %.3f s\n", thousand, many);
	assert_true(many < 50 * thousand);
	if (getenv("CASELOAD_LONG")) {
		assert_true(thousand < 2.0);
		assert_true(many < 20.0);
	}
}

static int
end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(balance_is_as_good_as_the_best),
		cmocka_unit_test(in_turn_means_each_in_turn),
		cmocka_unit_test(least_loaded_fills_the_emptiest),
		cmocka_unit_test(large_cases_are_quick),
	};
	return cmocka_run_group_tests(tests, NULL, end);
}
