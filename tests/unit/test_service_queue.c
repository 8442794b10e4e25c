/* SPDX-License-Identifier: Apache-2.0
 *
 * The queue by page: each row once, in order, whichever way one walks; what is
 * expedited and overdue before everything; filters that mean what the row says
 * of itself; totals that count what the reader may see.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/words.h"
#include "server/service/application_view.h"
#include "server/store/application.h"
#include "desk_fixture.h"

enum { APPLICATIONS = 60, PAGE_ROWS = 7 };

static uint32_t seed = 11;

static uint32_t
roll(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * sides) >> 32);
}

static void
scatter(const char *id)
{
	static const char *const workers[] = { NULL, "w_ana", "w_ana", "w_ben" };
	static const enum application_status statuses[] = {
		APPLICATION_SUBMITTED, APPLICATION_INCOMPLETE, APPLICATION_IN_REVIEW,
		APPLICATION_PENDED, APPLICATION_READY_FOR_DECISION, APPLICATION_DENIED,
		APPLICATION_AWAITING_SECOND_APPROVAL, APPLICATION_INTERVIEW_SCHEDULED
	};
	static const enum turn turns[] = { TURN_ME, TURN_CUSTOMER, TURN_CUSTOMER, TURN_AGENCY,
		                           TURN_SECOND };
	civil_date today = zone_date(ZONE_CENTRAL, agency.now_ms);
	struct application_row before, after;
	struct txn txn;

	assert_true(application_row_find(agency.store.db, id, &agency.arena, &before));
	after = before;
	after.queue.version++;
	after.queue.assignee_id = workers[roll(countof(workers))];
	after.queue.status = statuses[roll(countof(statuses))];
	after.queue.expedited = roll(3) == 0;
	after.queue.due_on = today - 6 + (civil_date)roll(16);
	after.queue.filed_on = today - (civil_date)roll(20);
	after.queue.turn = turns[roll(countof(turns))];
	after.queue.proof_due_on = roll(2) ? DATE_NONE : today - 3 + (civil_date)roll(6);
	after.queue.interview_at_ms = roll(3) ? 0
		: agency.now_ms + ((int64_t)roll(72) - 36) * 3600 * 1000;
	after.queue.language = roll(2) ? "es" : "en";
	after.queue.county = roll(4) ? "Davidson" : "Knox";
	after.queue.updated_at_ms = agency.now_ms - roll(1000);
	after.changed_by = after.changed_fields = "";
	test_txn_begin(&agency.store, &txn);
	assert_true(application_row_change(&txn, &before, &after));
	test_txn_commit(&txn);
}

static int
open_agency(void **state)
{
	(void)state;
	test_agency_open(&agency);
	for (int i = 0; i < APPLICATIONS; i++) {
		const char *name = arena_printf(&agency.arena, "%s %c%d", i % 3 ? "Zoé" : "adam",
		                                'A' + (int)roll(26), i);
		scatter(test_file(&agency, name, false)->id);
	}
	return 0;
}

static struct queue_filter
no_filter(void)
{
	return (struct queue_filter) { .due_before = DATE_NONE, .filed_after = DATE_NONE };
}

/* A page with rows of its own, in the list's order. */
struct kept_page {
	struct application rows[APPLICATIONS];
	size_t count;
	int64_t total;
	struct application_page page;
};

static void
keep_row(void *kept_page, const struct application *row)
{
	struct kept_page *page = kept_page;
	struct application *copy = &page->rows[page->count++];

	assert_true(page->count <= APPLICATIONS);
	*copy = *row;
	copy->id = arena_strdup(&agency.arena, row->id);
	copy->customer.id = arena_strdup(&agency.arena, row->customer.id);
	copy->customer.name = arena_strdup(&agency.arena, row->customer.name);
	copy->program.id = arena_strdup(&agency.arena, row->program.id);
	copy->county = arena_strdup(&agency.arena, row->county);
	copy->language = arena_strdup(&agency.arena, row->language);
}

static void
page_of(const struct actor *actor, struct queue_filter filter, const struct page_key *page,
        struct kept_page *ret)
{
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, actor, -1);

	ret->count = 0;
	if (!application_page(&call, &filter, page, keep_row, ret, &ret->page, &err))
		fail_msg("%s", err.detail);
	assert_int_equal(ret->count, ret->page.found.count);
	ret->total = ret->page.total;
	for (size_t i = 0; ret->page.found.reversed && i < ret->count / 2; i++) {
		struct application row = ret->rows[i];

		ret->rows[i] = ret->rows[ret->count - 1 - i];
		ret->rows[ret->count - 1 - i] = row;
	}
}

/* All ids of a list, walked by page to its end. */
static size_t
walk(const struct actor *actor, struct queue_filter filter, struct page_key page,
     const char *ids[APPLICATIONS + 1])
{
	size_t count = 0;
	static struct kept_page found;

	page.limit = PAGE_ROWS;
	do {
		page_of(actor, filter, &page, &found);
		bool reversed = page.backwards || page.from_end;

		for (size_t i = 0; i < found.count; i++) {
			assert_true(count < APPLICATIONS);
			ids[count++] = found.rows[reversed ? found.count - 1 - i : i].id;
		}
		page.edge = reversed ? found.page.found.first : found.page.found.last;
		page.backwards = reversed;
		page.from_end = false;
	} while (found.page.found.more);
	return count;
}

static void
pages_hold_every_row_once_both_ways(void **state)
{
	(void)state;
	static const char *const sorts[] = { "due", "filed", "customer", "updated" };

	for (size_t i = 0; i < countof(sorts); i++)
		for (int descending = 0; descending <= 1; descending++) {
			const char *down[APPLICATIONS + 1], *up[APPLICATIONS + 1];
			struct page_key page = { .sort = sorts[i], .descending = descending != 0 };
			struct page_key from_end = page;

			from_end.from_end = true;
			size_t count = walk(&agency.sam, no_filter(), page, down);
			assert_int_equal(walk(&agency.sam, no_filter(), from_end, up), count);
			assert_true(count > 3 * PAGE_ROWS);
			for (size_t row = 0; row < count; row++) {
				assert_string_equal(down[row], up[count - 1 - row]);
				for (size_t other = 0; other < row; other++)
					assert_string_not_equal(down[row], down[other]);
			}
		}
}

static void
overdue_expedited_come_first(void **state)
{
	(void)state;
	struct page_key page = { .sort = "due", .limit = APPLICATIONS };
	static struct kept_page found;
	int rank = 0, urgent = 0;
	civil_date last = INT32_MIN;

	page_of(&agency.sam, no_filter(), &page, &found);
	for (size_t i = 0; i < found.count; i++) {
		const struct application *row = &found.rows[i];
		int here = row->expedited && row->clock == CLOCK_OVERDUE ? 0 : 1;

		assert_true(here >= rank);
		if (here > rank)
			last = INT32_MIN;
		assert_true(row->due_on >= last);
		rank = here;
		last = row->due_on;
		urgent += here == 0;
	}
	assert_true(urgent > 2);
	assert_int_equal(rank, 1);
}

/* Counts in the whole list the rows for which a filter should hold. */
typedef bool holds_fn(const struct application *row);

static void
expect_filter(struct queue_filter filter, holds_fn *holds)
{
	struct page_key page = { .sort = "due", .limit = 200 };
	struct queue_filter whole = no_filter();
	static struct kept_page all, found;
	size_t expected = 0;

	whole.statuses = S_ANY;
	if (!filter.statuses)
		filter.statuses = S_ANY;
	page_of(&agency.ana, whole, &page, &all);
	page_of(&agency.ana, filter, &page, &found);
	for (size_t i = 0; i < all.count; i++)
		expected += holds(&all.rows[i]);
	for (size_t i = 0; i < found.count; i++)
		assert_true(holds(&found.rows[i]));
	assert_int_equal(found.count, expected);
	assert_int_equal(found.total, expected);
	assert_true(expected > 0);
}

static bool is_mine(const struct application *row) { return row->assignee && str_eq(row->assignee->id, "w_ana"); }
static bool is_nobodys(const struct application *row) { return !row->assignee; }
static bool is_overdue(const struct application *row) { return row->clock == CLOCK_OVERDUE; }
static bool is_due_soon(const struct application *row) { return row->clock == CLOCK_DUE_SOON; }
static bool is_on_time(const struct application *row) { return row->clock == CLOCK_ON_TIME; }
static bool is_my_turn(const struct application *row) { return row->turn == TURN_ME; }
static bool is_customers_turn(const struct application *row) { return row->turn == TURN_CUSTOMER; }
static bool is_agencys_turn(const struct application *row) { return row->turn == TURN_AGENCY; }
static bool is_seconds_turn(const struct application *row) { return row->turn == TURN_SECOND; }
static bool is_expedited(const struct application *row) { return row->expedited; }
static bool is_pended(const struct application *row) { return row->status == APPLICATION_PENDED; }
static bool is_in_knox(const struct application *row) { return str_eq(row->county, "Knox"); }
static bool is_spanish(const struct application *row) { return str_eq(row->language, "es"); }
static bool is_zoe(const struct application *row) { return strstr(row->customer.name, "Zo") != NULL; }

static void
filters_mean_what_rows_say(void **state)
{
	(void)state;
	struct queue_filter filter;

	filter = no_filter(), filter.by_assignee = true, filter.assignee_id = "w_ana";
	expect_filter(filter, is_mine);
	filter.assignee_id = NULL;
	expect_filter(filter, is_nobodys);
	filter = no_filter(), filter.clock = CLOCK_OVERDUE;
	expect_filter(filter, is_overdue);
	filter.clock = CLOCK_DUE_SOON;
	expect_filter(filter, is_due_soon);
	filter.clock = CLOCK_ON_TIME;
	expect_filter(filter, is_on_time);
	filter = no_filter(), filter.turn = TURN_ME;
	expect_filter(filter, is_my_turn);
	filter.turn = TURN_CUSTOMER;
	expect_filter(filter, is_customers_turn);
	filter.turn = TURN_AGENCY;
	expect_filter(filter, is_agencys_turn);
	filter.turn = TURN_SECOND;
	expect_filter(filter, is_seconds_turn);
	filter = no_filter(), filter.expedited = FLAG_YES;
	expect_filter(filter, is_expedited);
	filter = no_filter(), filter.statuses = S_PENDED;
	expect_filter(filter, is_pended);
	filter = no_filter(), filter.county = "Knox";
	expect_filter(filter, is_in_knox);
	filter = no_filter(), filter.language = "es";
	expect_filter(filter, is_spanish);
	filter = no_filter(), filter.text = "zoe"; /* without its accent */
	expect_filter(filter, is_zoe);
}

static void
turn_totals_count_what_rows_say(void **state)
{
	(void)state;
	struct page_key page = { .sort = "due", .limit = 200 };
	struct queue_filter mine = no_filter();
	static struct kept_page found;
	int64_t counts[TURN_AGENCY + 1] = { 0 };

	mine.by_assignee = true;
	mine.assignee_id = "w_ana";
	page_of(&agency.ana, mine, &page, &found);
	for (size_t i = 0; i < found.count; i++)
		counts[found.rows[i].turn]++;
	assert_true(found.page.has_turns);
	assert_memory_equal(counts, found.page.turns, sizeof counts);
	assert_true(counts[TURN_ME] > 0 && counts[TURN_CUSTOMER] > 0);
	/* However few rows of the list are on the page, and from either end. */
	int whole = (int)found.count, limits[] = { 1, whole / 2, whole - 1, whole };
	for (size_t i = 0; i < 2 * countof(limits); i++) {
		page.limit = limits[i / 2];
		page.from_end = i % 2;
		page_of(&agency.ana, mine, &page, &found);
		assert_int_equal(found.count, page.limit);
		assert_int_equal(found.page.found.more, page.limit < whole);
		assert_memory_equal(counts, found.page.turns, sizeof counts);
	}
	page.from_end = false;
	mine.by_assignee = false;
	page_of(&agency.ana, mine, &page, &found);
	assert_false(found.page.has_turns);
}

static void
totals_leave_out_conflicts_and_seals(void **state)
{
	(void)state;
	struct page_key page = { .sort = "due", .limit = 200 };
	struct queue_filter mine = no_filter();
	static struct kept_page found;
	const char *conflict[1], *customer;

	mine.by_assignee = true;
	mine.assignee_id = "w_ana";
	page_of(&agency.ana, mine, &page, &found);
	assert_int_equal(found.total, found.count);
	assert_false(found.page.total_at_least);
	int64_t before = found.total;

	conflict[0] = found.rows[0].customer.id;
	struct actor biased = agency.ana;
	biased.conflict_customer_ids.at = conflict;
	biased.conflict_customer_ids.count = 1;
	page_of(&biased, mine, &page, &found);
	assert_int_equal(found.total, before - 1);
	assert_int_equal(found.count, before - 1);

	customer = found.rows[0].customer.id;
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE queue SET sealed = 1 WHERE customer_id = '%s';"
		"UPDATE customer SET sealed = 1 WHERE id = '%s'", customer, customer));
	page_of(&biased, mine, &page, &found);
	assert_int_equal(found.total, before - 2);
	assert_int_equal(found.count, before - 2);

	struct queue_filter team = no_filter();
	team.team_id = "t_mid";
	page_of(&agency.sam, team, &page, &found);
	assert_int_equal(found.total, found.count);
}

static void
others_teams_are_not_there(void **state)
{
	(void)state;
	struct page_key page = { .sort = "due", .limit = 200 };
	struct queue_filter whole = no_filter();
	static struct kept_page found;

	whole.statuses = S_ANY;
	page_of(&agency.eve, whole, &page, &found);
	assert_int_equal(found.count, 0);
	assert_int_equal(found.total, 0);
	page_of(&agency.adm, whole, &page, &found);
	assert_int_equal(found.count, 0);
	page_of(&agency.ada, whole, &page, &found);
	assert_true(found.count > 0);
	assert_int_equal(found.rows[0].allowed_actions.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_hold_every_row_once_both_ways),
		cmocka_unit_test(overdue_expedited_come_first),
		cmocka_unit_test(filters_mean_what_rows_say),
		cmocka_unit_test(turn_totals_count_what_rows_say),
		cmocka_unit_test(totals_leave_out_conflicts_and_seals),
		cmocka_unit_test(others_teams_are_not_there),
	};
	return cmocka_run_group_tests(tests, open_agency, test_desk_close);
}
