/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding customers as lines: whose case the actor works first, then those of
 * the actor's counties, then the rest as they were found.
 */
#include "base/str.h"
#include "server/service/customer.h"
#include "server/store/search.h"

enum { CANDIDATES_MAX = 200 };

struct line {
	struct customer *customer;
	int rank;
	size_t found; /* place among what was found */
};

static int
rank_of(struct call *call, const struct customer *customer)
{
	if (call->actor->id && customer_is_workers(call->db, customer->id, call->actor->id))
		return 0;
	return text_list_has(&call->actor->counties, customer->county) ? 1 : 2;
}

static int
compare(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	if (left->rank != right->rank)
		return left->rank - right->rank;
	return left->found < right->found ? -1 : left->found > right->found;
}

bool
customer_search(struct call *call, const char *query, size_t limit, struct customer **ret,
	size_t *ret_count, bool *ret_more, struct err *err)
{
	struct policy_scope scope;
	const char **ids;

	*ret_more = false;
	*ret_count = 0;
	*ret = arena_alloc(call->arena, sizeof(**ret));
	if (str_empty(query))
		return err_field(err, "?q", "required", "Say whom to look for: q=.");
	if (strlen(query) > SEARCH_QUERY_MAX)
		return err_field(err, "?q", "too_long", "At most %d bytes.", SEARCH_QUERY_MAX);
	policy_scope(call->actor, call->now_ms, &scope);
	size_t found = search_customers(call->db, query, &scope, CANDIDATES_MAX, call->arena, &ids);
	struct line *lines = arena_array(call->arena, found + 1, sizeof(*lines));
	size_t count = 0;
	for (size_t i = 0; i < found; i++) {
		struct customer_record *record = arena_alloc(call->arena, sizeof(*record));
		if (!customer_read_line(call->db, ids[i], call->arena, record))
			continue;
		struct policy_subject subject = { .customer_id = record->customer.id,
			.sealed = record->sealed,
			.county = record->customer.county };
		if (!policy_allows(call->actor, POLICY_SEARCH_CUSTOMER, &subject, call->now_ms))
			continue;
		lines[count] =
			(struct line){ &record->customer, rank_of(call, &record->customer), count };
		count++;
	}
	qsort(lines, count, sizeof(*lines), compare);
	*ret_more = found == CANDIDATES_MAX || count > limit;
	*ret_count = count < limit ? count : limit;
	*ret = arena_array(call->arena, *ret_count + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_count; i++)
		(*ret)[i] = *lines[i].customer;
	return !db_take_failure(call->db, err);
}
