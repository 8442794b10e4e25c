/* SPDX-License-Identifier: Apache-2.0
 *
 * Giving many applications to many workers at once.  Knows neither: only
 * numbers of items and workers, what each item weighs where it may lie, and
 * what it costs to put it there.  The same problem has the same answer.
 */
#ifndef DOMAIN_REBALANCE_H
#define DOMAIN_REBALANCE_H

#include "base/arena.h"

enum strategy {
	STRATEGY_NONE,
	STRATEGY_ROUND_ROBIN,  /* each in its turn */
	STRATEGY_LEAST_LOADED, /* each to whoever has least for their hours */
	STRATEGY_BALANCE       /* the least cost of all: even load, few moves, few rules bent */
};

/* A worker who may have an item. */
struct rebalance_option {
	uint32_t worker;
	int32_t weight; /* of the item, to them */
	int32_t soft;   /* cost of the rules it bends, in weight */
};

struct rebalance_item {
	const struct rebalance_option *options; /* by worker, ascending; at least one */
	size_t option_count;
	int32_t from;      /* who has it; -1: nobody */
	int32_t household; /* -1: alone */
};

struct rebalance_worker {
	int64_t load;     /* of what is not to be moved */
	int64_t capacity; /* above 0 */
};

/* What already lies with somebody of a household of the items. */
struct rebalance_anchor {
	uint32_t household;
	uint32_t worker;
};

struct rebalance {
	const struct rebalance_item *items;
	size_t item_count;
	const struct rebalance_worker *workers;
	size_t worker_count;
	const struct rebalance_anchor *anchors;
	size_t anchor_count;
	size_t household_count;
	int64_t cost_move;      /* in weight; so the next */
	int64_t cost_household; /* for each worker of a household beyond the first */
};

/* chosen gets, for each item, the number of its option. */
void rebalance_solve(const struct rebalance *problem, enum strategy strategy, struct arena *arena,
                     size_t *chosen);

/* What an answer costs, beyond what no answer could avoid; and its moves. */
int64_t rebalance_cost(const struct rebalance *problem, const size_t *chosen, struct arena *arena);
size_t rebalance_moves(const struct rebalance *problem, const size_t *chosen);

#endif
