/* SPDX-License-Identifier: Apache-2.0
 *
 * The three forms of one question agree: may this actor read this row (policy),
 * is it in the actor's scope (memory), does the database find it (SQL).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/store/queue.h"
#include "server/store/sql_filter.h"
#include "store_fixture.h"

enum { ROWS = 2000, ACTORS = 300, CHOICES = 6 };

static uint32_t seed;

static uint32_t
roll(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * sides) >> 32);
}

static const char *const workers[CHOICES] = { "", "w_1", "w_2", "w_3", "w_4", "w_5" };
static const char *const teams[CHOICES] = { "t_1", "t_2", "t_3", "t_4", "t_5", "t_6" };
static const char *const counties[CHOICES] = { "Bedford", "Coffee", "Davidson", "Knox", "Shelby",
	                                       "" };
static const char *const programs[CHOICES] = { "snap", "families-first", "child-care", "tornado",
	                                       "heating", "rent" };

static const char *
customer_id(uint32_t number)
{
	static char ids[40][8];
	(void)snprintf(ids[number % 40], sizeof(ids[0]), "c_%u", (unsigned)(number % 40));
	return ids[number % 40];
}

static void
random_row(struct queue_row *row, uint32_t number, char id[16])
{
	(void)snprintf(id, 16, "a_%05u", (unsigned)number);
	*row = (struct queue_row){
		.application_id = id,
		.number = id,
		.assignee_id = workers[roll(CHOICES)],
		.customer_id = customer_id(roll(40)),
		.program_id = programs[roll(CHOICES)],
		.team_id = teams[roll(CHOICES)],
		.county = counties[roll(CHOICES)],
		.status = (enum application_status)(1 + roll(APPLICATION_STATUS_COUNT - 1)),
		.due_on = (civil_date)(20000 + roll(40)),
		.filed_on = 20000,
		.sealed = roll(10) == 0,
		.filed_by_id = workers[roll(CHOICES)],
		.filed_at_ms = test_now_ms() - POLICY_INTAKE_READ_MS + (int64_t)roll(5) - 2,
		.proof_due_on = DATE_NONE,
	};
}

/* Some of the choices, possibly none. */
static struct text_list
some(const char *const *choices, struct arena *arena)
{
	struct text_list list = { arena_array(arena, CHOICES, sizeof(char *)), 0 };
	uint32_t wanted = roll(4);
	for (uint32_t i = 0; i < wanted; i++)
		list.at[list.count++] = choices[roll(CHOICES)];
	return list;
}

static struct text_list
some_customers(struct arena *arena)
{
	struct text_list list = { arena_array(arena, 5, sizeof(char *)), 0 };
	uint32_t wanted = roll(5);
	for (uint32_t i = 0; i < wanted; i++)
		list.at[list.count++] = customer_id(roll(40));
	return list;
}

static void
random_actor(struct actor *actor, struct arena *arena)
{
	uint32_t kind = roll(20);
	*actor = (struct actor){
		.kind = ACTOR_WORKER,
		.id = workers[1 + roll(CHOICES - 1)],
		.roles = roll(3) ? 1u << roll(5) : roll(ROLE_ANY + 1),
		.team_ids = some(teams, arena),
		.led_team_ids = some(teams, arena),
		.counties = some(counties, arena),
		.programs = some(programs, arena),
		.conflict_customer_ids = some_customers(arena),
		.sealed_customer_ids = some_customers(arena),
	};
	if (kind == 0)
		actor->kind = ACTOR_NOBODY;
	if (kind == 1)
		actor->kind = ACTOR_SYSTEM;
	if (kind == 2) {
		actor->kind = ACTOR_CUSTOMER;
		actor->application_id = arena_printf(arena, "a_%05u", (unsigned)roll(ROWS));
	}
}

static void
fill(struct test_store *store, struct queue_row *rows, char (*ids)[16])
{
	struct txn txn;
	test_txn_begin(store, &txn);
	for (uint32_t i = 0; i < ROWS; i++) {
		random_row(&rows[i], i, ids[i]);
		assert_true(queue_put(&txn, NULL, &rows[i]));
	}
	test_txn_commit(&txn);
}

/* The rows SQL finds are exactly those that memory and policy allow. */
static size_t
compare(struct db *db, const struct actor *actor, const struct queue_row *rows, struct arena *arena)
{
	struct policy_scope scope;
	struct sql_filter filter;
	size_t allowed = 0;

	policy_scope(actor, test_now_ms(), &scope);
	sql_begin(&filter, arena, "SELECT application_id FROM queue");
	sql_scope(&filter, &scope, roll(2) ? "queue." : NULL);
	sql_add(&filter, " ORDER BY application_id");
	struct stmt *stmt = sql_query(&filter, db);
	for (uint32_t i = 0; i < ROWS; i++) {
		struct policy_subject subject;
		queue_row_subject(&rows[i], &subject);
		bool may = policy_allows(actor, POLICY_READ, &subject, test_now_ms());
		assert_int_equal(may, policy_scope_has(&scope, &subject));
		if (!may)
			continue;
		allowed++;
		assert_true(stmt_row(stmt));
		assert_string_equal(column_text(stmt, 0), rows[i].application_id);
	}
	assert_false(stmt_row(stmt));
	assert_false(db_failed(db));
	return allowed;
}

static void
policy_scope_and_sql_agree_on_every_row(void **state)
{
	struct test_store store;
	static struct queue_row rows[ROWS];
	static char ids[ROWS][16];
	size_t allowed = 0;
	(void)state;

	test_store_open(&store);
	seed = 20251121;
	fill(&store, rows, ids);
	for (int i = 0; i < ACTORS; i++) {
		struct arena arena = ARENA_INIT;
		struct actor actor;
		random_actor(&actor, &arena);
		allowed += compare(store.db, &actor, rows, &arena);
		arena_done(&arena);
	}
	/* Neither everything nor nothing, or the test shows little. */
	assert_in_range(allowed, ROWS * ACTORS / 20, ROWS * ACTORS / 2);
	test_store_close(&store);
}

static struct text_list
many_customers(struct test_store *store, struct arena *arena, const char *insert, uint32_t real, uint32_t all)
{
	struct text_list list = { arena_array(arena, all, sizeof(char *)), 0 };

	for (uint32_t i = 0; i < all; i++) {
		list.at[i] = i < real ? arena_strdup(arena, customer_id(i)) : arena_printf(arena, "c_far_%u", (unsigned)i);
		test_store_exec(store, arena_printf(arena, insert, list.at[i]));
	}
	list.count = all;
	return list;
}

/* More names than one question could bind. */
static void
long_lists_agree_like_short_ones(void **state)
{
	struct test_store store;
	static struct queue_row rows[ROWS];
	static char ids[ROWS][16];
	struct arena arena = ARENA_INIT;
	struct actor actor = { .kind = ACTOR_WORKER, .id = "w_1", .roles = ROLE_SUPERVISOR };
	struct text_list led = { (const char *[]){ "t_1", "t_2", "t_3" }, 3 };
	size_t all, without;
	(void)state;

	test_store_open(&store);
	seed = 12;
	fill(&store, rows, ids);
	actor.led_team_ids = led;
	without = compare(store.db, &actor, rows, &arena);
	actor.sealed_customer_ids = many_customers(&store, &arena,
		"INSERT INTO customer_seal (customer_id, worker_id) VALUES ('%s', 'w_1')", 40, SQL_VALUES_MAX + 1);
	all = compare(store.db, &actor, rows, &arena);
	assert_true(all > without);
	actor.conflict_customer_ids = many_customers(&store, &arena,
		"INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at) VALUES ('w_1', '%s', 'kin', 1)",
		10, SQL_VALUES_MAX + 1);
	assert_true(compare(store.db, &actor, rows, &arena) < all);
	arena_done(&arena);
	test_store_close(&store);
}

/* No arm of the scope is on: that is no row, not every row. */
static void
who_is_in_nothing_finds_nothing(void **state)
{
	struct test_store store;
	static struct queue_row rows[ROWS];
	static char ids[ROWS][16];
	struct arena arena = ARENA_INIT;
	struct actor nowhere = { .kind = ACTOR_WORKER, .id = "", .roles = ROLE_CASEWORKER };
	(void)state;

	test_store_open(&store);
	seed = 11;
	fill(&store, rows, ids);
	assert_int_equal(compare(store.db, &nowhere, rows, &arena), 0);
	arena_done(&arena);
	test_store_close(&store);
}

static void
pages_of_every_sort_meet_without_gap_or_overlap(void **state)
{
	static const struct sql_sort sorts[] = {
		{ "due", "due_on", false, "application_id" },
		{ "county", "county", true, "application_id" },
	};
	struct test_store store;
	static struct queue_row rows[ROWS];
	static char ids[ROWS][16];
	(void)state;

	test_store_open(&store);
	seed = 7;
	fill(&store, rows, ids);
	for (int which = 0; which < 8; which++) {
		struct arena arena = ARENA_INIT;
		const struct sql_sort *sort = &sorts[which & 1];
		struct page_key page = { .sort = sort->word, .descending = which & 2,
			                 .backwards = which & 4, .from_end = which & 4,
			                 .limit = 7 + which };
		bool seen[ROWS] = { false };
		size_t total = 0;
		for (bool more = true; more;) {
			struct sql_filter filter;
			int count = 0;
			sql_begin(&filter, &arena,
			          "SELECT application_id, due_on, county FROM queue");
			sql_page(&filter, sort, &page);
			struct stmt *stmt = sql_query(&filter, store.db);
			while (count < page.limit && stmt_row(stmt)) {
				long number = strtol(column_text(stmt, 0) + 2, NULL, 10);
				assert_false(seen[number]);
				seen[number] = true;
				count++;
				page.edge = (struct page_edge){
					true, column_int(stmt, 1),
					arena_strdup(&arena, column_text(stmt, 2)),
					arena_strdup(&arena, column_text(stmt, 0))
				};
			}
			more = stmt_row(stmt);
			stmt_reset(stmt);
			total += (size_t)count;
		}
		assert_int_equal(total, ROWS);
		arena_done(&arena);
	}
	test_store_close(&store);
}

static void
a_value_is_never_part_of_the_text(void **state)
{
	struct test_store store;
	struct arena arena = ARENA_INIT;
	struct sql_filter filter;
	const char *hostile[] = { "'; DROP TABLE queue; --", "\" OR 1=1", "$1" };
	struct text_list list = { hostile, countof(hostile) };
	(void)state;

	test_store_open(&store);
	sql_begin(&filter, &arena, "SELECT count(*) FROM queue");
	sql_where_in(&filter, "county", &list);
	sql_where_text(&filter, "team_id =", hostile[0]);
	assert_null(strstr(filter.text, "DROP"));
	struct stmt *stmt = sql_query(&filter, store.db);
	assert_true(stmt_row(stmt));
	assert_int_equal(column_int(stmt, 0), 0);
	arena_done(&arena);
	test_store_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policy_scope_and_sql_agree_on_every_row),
		cmocka_unit_test(long_lists_agree_like_short_ones),
		cmocka_unit_test(who_is_in_nothing_finds_nothing),
		cmocka_unit_test(pages_of_every_sort_meet_without_gap_or_overlap),
		cmocka_unit_test(a_value_is_never_part_of_the_text),
	};
	return cmocka_run_group_tests_name("store policy", tests, NULL, NULL);
}
