/* SPDX-License-Identifier: Apache-2.0
 *
 * Households of a plan.
 */
#include "server/service/households.h"

#include "base/json.h"
#include "base/str.h"
#include "server/service/plan_gather.h"
#include "server/store/household.h"

struct customer_node {
	const char *id;
	size_t parent; /* in its tree; itself at the root */
	int32_t number;
	bool is_looked_up; /* what else of the household there is */
};

struct tree {
	struct customer_node *nodes; /* by id */
	size_t count;
};

static int
node_order(const void *a, const void *b)
{
	const struct customer_node *left = a, *right = b;

	return strcmp(left->id, right->id);
}

static struct customer_node *
find(const struct tree *tree, const char *id)
{
	struct customer_node key = { .id = id };

	return tree->count ? bsearch(&key, tree->nodes, tree->count, sizeof *tree->nodes, node_order) : NULL;
}

static struct customer_node *
root(const struct tree *tree, struct customer_node *node)
{
	while (&tree->nodes[node->parent] != node)
		node = &tree->nodes[node->parent];
	return node;
}

static void
join(const struct tree *tree, struct customer_node *a, struct customer_node *b)
{
	struct customer_node *left = root(tree, a), *right = root(tree, b);

	/* The lower id is the root, whoever names whom first. */
	if (left < right)
		right->parent = (size_t)(left - tree->nodes);
	else
		left->parent = (size_t)(right - tree->nodes);
}

static void
plant(struct gathering *gathering, struct tree *tree)
{
	size_t kept = 0;

	tree->nodes = arena_array(gathering->call->arena, gathering->case_count + 1, sizeof *tree->nodes);
	for (size_t i = 0; i < gathering->case_count; i++)
		if (gathering->cases[i].skip == SKIP_NONE)
			tree->nodes[tree->count++].id = gathering->cases[i].row.queue.customer_id;
	qsort(tree->nodes, tree->count, sizeof *tree->nodes, node_order);
	for (size_t i = 0; i < tree->count; i++)
		if (kept == 0 || !str_eq(tree->nodes[kept - 1].id, tree->nodes[i].id))
			tree->nodes[kept++] = tree->nodes[i];
	tree->count = kept;
	for (size_t i = 0; i < tree->count; i++)
		tree->nodes[i] = (struct customer_node) { .id = tree->nodes[i].id, .parent = i, .number = -1 };
}

/* Household members that are customers themselves: calls back with each id.
 * Most name one another; the links are asked for only where a record names somebody
 * alone, or one of two that were made one. */
static void
each_member(struct call *call, const struct gathered_case *gathered,
            void (*take)(void *ctx, const char *customer_id), void *ctx)
{
	const char *text = gathered->row.household;
	struct err err = { 0 };
	struct json *json;

	if (gathered->row.has_other_links) {
		const struct text_list linked =
			household_linked(call->db, gathered->row.queue.customer_id, call->arena);

		for (size_t i = 0; i < linked.count; i++)
			take(ctx, linked.at[i]);
		return;
	}
	if (str_empty(text) || !strstr(text, "customer_id"))
		return;
	json = json_parse(text, strlen(text), &err);
	for (const struct json *member = json_first(json); member; member = json_next(member)) {
		const char *id = json_text(json_get(member, "customer_id"));

		if (!str_empty(id))
			take(ctx, id);
	}
	json_free(json);
}

struct joining {
	const struct tree *tree;
	struct customer_node *node;
};

static void
join_member(void *joining, const char *customer_id)
{
	const struct joining *to = joining;
	struct customer_node *other = find(to->tree, customer_id);

	if (other)
		join(to->tree, to->node, other);
}

/* ---- what lies elsewhere ---- */

struct anchoring {
	struct gathering *gathering;
	uint32_t household;
};

static bool
is_in_plan(const struct gathering *gathering, const struct queue_row *row)
{
	const struct gathered_case *found = gathered_case(gathering, row);

	return found && found->skip == SKIP_NONE;
}

static void
take_anchor(void *anchoring, const struct assignment_row *row)
{
	const struct anchoring *to = anchoring;
	struct gathering *gathering = to->gathering;
	int32_t worker = gathered_worker(gathering, row->queue.assignee_id);

	if (worker < 0 || is_in_plan(gathering, &row->queue))
		return;
	gathering->anchors = arena_more(gathering->call->arena, gathering->anchors,
	                                gathering->anchor_count, sizeof *gathering->anchors);
	gathering->anchors[gathering->anchor_count++] =
		(struct gathered_anchor) { to->household, (uint32_t)worker };
}

static void
look_up_customer(void *anchoring, const char *customer_id)
{
	struct anchoring *to = anchoring;
	struct gathering *gathering = to->gathering;
	struct queue_filter filter = { .scope = &gathering->scope, .customer_id = customer_id,
		                       .due_before = DATE_NONE, .filed_after = DATE_NONE, .filed_before = DATE_NONE,
		                       .now_ms = gathering->call->now_ms };

	assignment_rows(gathering->call->db, &filter, PLAN_INLINE_MAX, gathering->call->arena,
	                take_anchor, to);
}

static bool
has_more(const struct gathered_case *gathered)
{
	return gathered->row.open_applications > 1 || gathered->row.has_other_links
		|| (gathered->row.household && strstr(gathered->row.household, "customer_id"));
}

void
gather_households(struct gathering *gathering)
{
	struct tree tree = { NULL, 0 };

	plant(gathering, &tree);
	for (size_t i = 0; i < gathering->case_count; i++) {
		struct joining joining = { &tree, NULL };

		if (gathering->cases[i].skip != SKIP_NONE)
			continue;
		joining.node = find(&tree, gathering->cases[i].row.queue.customer_id);
		each_member(gathering->call, &gathering->cases[i], join_member, &joining);
	}
	for (size_t i = 0; i < gathering->case_count; i++) {
		struct gathered_case *gathered = &gathering->cases[i];
		struct customer_node *node, *top;

		if (gathered->skip != SKIP_NONE)
			continue;
		node = find(&tree, gathered->row.queue.customer_id);
		top = root(&tree, node);
		if (top->number < 0)
			top->number = (int32_t)gathering->household_count++;
		gathered->household = top->number;
		if (has_more(gathered) && !node->is_looked_up) {
			struct anchoring anchoring = { gathering, (uint32_t)top->number };

			node->is_looked_up = true;
			look_up_customer(&anchoring, node->id);
			each_member(gathering->call, gathered, look_up_customer, &anchoring);
		}
	}
}
