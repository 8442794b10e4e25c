/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding customers as lines: whose case the actor works first, then those of
 * the actor's counties, then the rest as they were found.
 */
#include "base/str.h"
#include "server/service/customer.h"
#include "server/store/search.h"

enum { WINDOW = 64, WINDOWS_AHEAD = 4, FOUND_MAX = 2048 };

struct line {
	const char *id;
	int rank;
	size_t found; /* place among what was found */
};

/* A line that a page takes. */
struct taken {
	const char *id;
	int64_t place;
};

static int
rank_of(const struct actor *actor, const struct customer_glance *glance)
{
	if (glance->is_workers)
		return 0;
	return text_list_has(&actor->counties, glance->county) ? 1 : 2;
}

static int
compare(const void *a, const void *b)
{
	const struct line *left = a, *right = b;
	if (left->rank != right->rank)
		return left->rank - right->rank;
	return left->found < right->found ? -1 : left->found > right->found;
}

/* What was found goes by in windows: each is glanced at and ranked as a whole,
 * so a page costs no more far down than at the top; read are only its lines. */
struct search {
	struct call *call;
	struct policy_scope scope;
	const char **ids;
	size_t found;
};

/* The window's lines in the order that they are shown; returns how many. */
static size_t
rank_window(const struct search *search, size_t window, struct line *lines)
{
	struct call *call = search->call;
	size_t begin = window * WINDOW, end = begin + WINDOW, count = 0;

	for (size_t i = begin; i < end && i < search->found; i++) {
		const char *id = search->ids[i];
		struct customer_glance glance;
		if (!customer_glance(call->db, id, call->actor->id, call->arena, &glance))
			continue;
		struct policy_subject subject = { .customer_id = id, .sealed = glance.sealed,
			.county = glance.county };
		if (policy_allows(call->actor, POLICY_SEARCH_CUSTOMER, &subject, call->now_ms))
			lines[count++] = (struct line){ id, rank_of(call->actor, &glance), i };
	}
	qsort(lines, count, sizeof(*lines), compare);
	return count;
}

/* Where the edge stands among the lines of its window: where its customer is
 * now, or, if they are gone from here, where they were. */
static size_t
place_of(const struct page_edge *edge, const struct line *lines, size_t count, bool *ret_is_there)
{
	size_t place = (size_t)edge->number % WINDOW;

	for (size_t i = 0; i < count; i++)
		if (str_eq(lines[i].id, edge->id)) {
			*ret_is_there = true;
			return i;
		}
	*ret_is_there = false;
	return place < count ? place : count;
}

static bool
edge_is_in(const struct page_edge *edge, size_t window)
{
	return edge->set && (size_t)edge->number / WINDOW == window;
}

static size_t
take_forwards(const struct search *search, const struct page_key *page, struct taken *taken)
{
	struct line lines[WINDOW];
	size_t wanted = (size_t)page->limit + 1, count = 0;
	size_t window = page->edge.set ? (size_t)page->edge.number / WINDOW : 0;

	for (; window * WINDOW < search->found && count < wanted; window++) {
		size_t in_window = rank_window(search, window, lines), i = 0;
		bool is_there;

		if (edge_is_in(&page->edge, window)) {
			i = place_of(&page->edge, lines, in_window, &is_there);
			i += is_there;
		}
		for (; i < in_window && count < wanted; i++)
			taken[count++] = (struct taken){ lines[i].id, (int64_t)(window * WINDOW + i) };
	}
	return count;
}

static size_t
take_backwards(const struct search *search, const struct page_key *page, struct taken *taken)
{
	struct line lines[WINDOW];
	size_t wanted = (size_t)page->limit + 1, count = 0;
	size_t window = page->edge.set ? (size_t)page->edge.number / WINDOW
				       : (search->found + WINDOW - 1) / WINDOW;

	for (window++; window > 0 && count < wanted; window--) {
		size_t i = rank_window(search, window - 1, lines);
		bool is_there;

		if (edge_is_in(&page->edge, window - 1))
			i = place_of(&page->edge, lines, i, &is_there);
		while (i-- > 0 && count < wanted)
			taken[count++] = (struct taken){ lines[i].id,
				(int64_t)((window - 1) * WINDOW + i) };
	}
	return count;
}

static void
turn_round(struct taken *lines, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct taken other = lines[i];
		lines[i] = lines[count - 1 - i];
		lines[count - 1 - i] = other;
	}
}

static bool
reads_upwards(const struct page_key *page)
{
	return page->descending != (page->backwards || page->from_end);
}

/* As far as this page reaches, and some windows more to say how many there
 * are: to find a name costs far less than to look at its customer. */
static size_t
ids_wanted(const struct page_key *page)
{
	size_t windows = page->edge.set ? (size_t)page->edge.number / WINDOW : 0;

	windows += WINDOWS_AHEAD;
	if ((!page->edge.set && reads_upwards(page)) || windows > FOUND_MAX / WINDOW)
		return FOUND_MAX;
	return windows * WINDOW;
}

static void
read_lines(const struct search *search, const struct taken *taken, size_t count,
	struct customer_line *ret)
{
	struct call *call = search->call;

	for (size_t i = 0; i < count; i++) {
		struct customer_record *record = arena_alloc(call->arena, sizeof(*record));
		struct customer *customer = &record->customer;

		/* Seen in this very snapshot: missing is a failure, and told as one. */
		if (!customer_read_line(call->db, taken[i].id, call->arena, record))
			customer->id = taken[i].id;
		if (customer->open_applications > 0)
			customer->open_applications = customer_open_count(
				call->db, customer->id, &search->scope, call->arena);
		ret[i] = (struct customer_line){ customer, taken[i].place };
	}
}

bool
customer_search(struct call *call, const char *query, const struct page_key *page,
	struct customer_found *ret, struct err *err)
{
	struct search search = { .call = call };

	assert(page->limit > 0 && page->edge.number >= 0);
	*ret = (struct customer_found){ 0 };
	if (str_empty(query))
		return err_field(err, "?q", "required", "Say whom to look for: q=.");
	if (strlen(query) > SEARCH_QUERY_MAX)
		return err_field(err, "?q", "too_long", "At most %d bytes.", SEARCH_QUERY_MAX);
	policy_scope(call->actor, call->now_ms, &search.scope);
	size_t wanted = ids_wanted(page);
	search.found = search_customers(
		call->db, query, &search.scope, wanted, call->arena, &search.ids);
	struct taken *taken = arena_array(call->arena, (size_t)page->limit + 1, sizeof(*taken));
	ret->count = reads_upwards(page) ? take_backwards(&search, page, taken)
			         : take_forwards(&search, page, taken);
	ret->more = ret->count > (size_t)page->limit;
	if (ret->more)
		ret->count = (size_t)page->limit;
	if (page->backwards || page->from_end)
		turn_round(taken, ret->count);
	ret->total = (int64_t)search.found;
	ret->total_at_least = search.found == wanted;
	ret->lines = arena_array(call->arena, ret->count + 1, sizeof(*ret->lines));
	read_lines(&search, taken, ret->count, ret->lines);
	return !db_take_failure(call->db, err);
}
