/* SPDX-License-Identifier: Apache-2.0
 *
 * An answer to a problem of moving work while it is looked for, for the files of
 * rebalance alone: rebalance.c begins one, rebalance_search.c makes it cheaper.
 */
#ifndef DOMAIN_REBALANCE_SEARCH_H
#define DOMAIN_REBALANCE_SEARCH_H

#include "domain/rebalance.h"

struct rebalance_search {
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

/* What the answer costs as it stands. */
int64_t rebalance_search_cost(const struct rebalance_search *search);
/* Until no move and no exchange makes it cheaper. */
void rebalance_search_improve(struct rebalance_search *search);
/* Of few items: begins again from what was found, with a few elsewhere. */
void rebalance_search_shake(struct rebalance_search *search, struct arena *arena);
bool rebalance_is_move(const struct rebalance_item *item, const struct rebalance_option *option);

#endif
