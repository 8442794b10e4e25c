/* SPDX-License-Identifier: Apache-2.0
 *
 * Claim, release, assign, next, plan, revert and leave in any order, by people
 * who look at what may be old already, beside a model of their own: one owner
 * for each application, none lost, nothing with somebody absent, uncertified
 * or in conflict.  3,000 acts; a million where CASELOAD_LONG is set,
 * a tenth of that on PostgreSQL.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/application.h"
#include "server/service/application_view.h"
#include "server/service/leave.h"
#include "server/service/next.h"
#include "server/service/plan.h"
#include "server/service/workload.h"
#include "server/store/sample_rows.h"
#include "server/store/worker.h"
#include "desk_fixture.h"

enum {
	APPLICATIONS = 40, WORKERS = 7, PLANS = 4, PLAN_MARKS = 12, ACTS = 3000, ACTS_LONG = 1000000, ACTS_POSTGRES = 100000,
	COUNT_EVERY = 500
};

enum kind { CLAIM, RELEASE, ASSIGN, NEXT, LOOK, MAKE, COMMIT, REVERT, LEAVE, KIND_COUNT };

static const char *const kind_names[] = { "claim", "release", "assign", "next", "look", "make", "commit",
	                                  "revert", "leave" };

struct row {
	char id[48], owner[48], customer[48];
	int64_t version;
	int status;
};

struct person {
	struct actor actor;
	bool is_away, is_certified;
	int64_t seen[APPLICATIONS]; /* versions, as they last looked */
};

struct waiting_plan { char id[48]; int64_t version; bool is_done; };

static struct arena scratch;
static struct row rows[APPLICATIONS], now[APPLICATIONS];
static struct person people[WORKERS]; /* the last two lead the team */
static struct waiting_plan plans[PLANS];
static size_t done[KIND_COUNT], refused[KIND_COUNT];
static uint32_t seed = 5;

static uint32_t
roll(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * sides) >> 32);
}

/* ---- the agency ---- */

static void
add_worker(const char *id, const char *programs, bool conflict)
{
	static const uint8_t no_key[72];
	const char *list[] = { programs };
	struct worker_seed worker = { .password_hash = "x", .roles = ROLE_CASEWORKER, .journal_key = no_key,
		.journal_key_len = sizeof no_key,
		.worker = { .id = id, .version = 1, .username = id, .name = id, .capacity = 40,
		            .on_leave_from = DATE_NONE, .on_leave_to = DATE_NONE } };

	if (programs)
		worker.worker.programs = (struct text_list) { list, 1 };
	assert_true(sample_worker_insert(agency.store.db, &worker));
	assert_true(sample_worker_team_insert(agency.store.db, id, "t_mid", false));
	for (size_t i = 0; conflict && i < APPLICATIONS; i += 3)
		test_store_exec(&agency.store, arena_printf(&agency.arena,
			"INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at)"
			" VALUES ('%s', '%s', 'kin', 1)", id, rows[i].customer));
}

static void
read_rows(struct row *into)
{
	struct stmt *stmt = db_query(agency.store.db, "SELECT application_id, assignee_id, customer_id, version,"
	                                              " status FROM queue ORDER BY application_id");
	size_t count = 0;

	while (stmt_row(stmt)) {
		assert_true(count < APPLICATIONS);
		(void)snprintf(into[count].id, sizeof into->id, "%s", column_text(stmt, 0));
		(void)snprintf(into[count].owner, sizeof into->owner, "%s", column_text(stmt, 1));
		(void)snprintf(into[count].customer, sizeof into->customer, "%s", column_text(stmt, 2));
		into[count].version = column_int(stmt, 3);
		into[count++].status = (int)column_int(stmt, 4);
	}
	stmt_reset(stmt);
	assert_int_equal(count, APPLICATIONS); /* none lost, none doubled */
}

static int
open_agency(void **state)
{
	static const char *const ids[WORKERS] = { "w_ana", "w_ben", "w_pat", "w_con", "w_kim", "w_sam", "w_sue" };
	struct err err = { .code = ERR_NONE };

	(void)state;
	test_agency_open(&agency);
	assert_true(db_bulk(agency.store.db, BULK_UNSYNCED, &err));
	for (int i = 0; i < APPLICATIONS; i++)
		(void)test_file(&agency, arena_printf(&agency.arena, "Customer %d", i), true);
	/* Whatever they lack, they are to be had. */
	test_store_exec(&agency.store, arena_printf(&agency.arena, "UPDATE queue SET status = %d;"
		" UPDATE queue SET expedited = 1 WHERE number LIKE '%%3'; "
		"UPDATE application SET status = %d; UPDATE total SET status = %d", APPLICATION_SUBMITTED,
		APPLICATION_SUBMITTED, APPLICATION_SUBMITTED));
	read_rows(rows);
	add_worker("w_pat", "child-care", false);
	add_worker("w_con", NULL, true);
	add_worker("w_kim", NULL, false);
	for (size_t i = 0; i < WORKERS; i++) {
		assert_true(worker_actor(agency.store.db, ids[i], &agency.arena, &people[i].actor));
		people[i].is_certified = i != 2;
	}
	return 0;
}

static int
close_agency(void **state)
{
	(void)state;
	test_agency_close(&agency);
	arena_done(&scratch);
	return 0;
}

/* ---- the model ---- */

static struct person *
person_of(const char *id)
{
	for (size_t i = 0; i < WORKERS; i++)
		if (str_eq(people[i].actor.id, id))
			return &people[i];
	return NULL;
}

static bool
has_conflict(const struct person *person, const struct row *row)
{
	return text_list_has(&person->actor.conflict_customer_ids, row->customer);
}

/* May an application be with them, from now on? */
static void
assert_may_have(const struct row *row, enum kind kind)
{
	const struct person *owner = person_of(row->owner);

	if (!row->owner[0])
		return;
	if (!owner)
		fail_msg("%s: with %s, who is nobody of the team", kind_names[kind], row->owner);
	if (has_conflict(owner, row))
		fail_msg("%s: %s has a conflict", kind_names[kind], row->owner);
	if (!owner->is_certified)
		fail_msg("%s: %s is not certified", kind_names[kind], row->owner);
	/* What is taken back goes to who had it, leave or not. */
	if (owner->is_away && kind != REVERT)
		fail_msg("%s: %s is on leave", kind_names[kind], row->owner);
}

static size_t
compare(enum kind kind, bool ok, size_t only)
{
	size_t changed = 0;

	read_rows(now);
	for (size_t i = 0; i < APPLICATIONS; i++) {
		assert_string_equal(now[i].id, rows[i].id);
		if (now[i].version == rows[i].version) {
			assert_string_equal(now[i].owner, rows[i].owner);
			assert_int_equal(now[i].status, rows[i].status);
			continue;
		}
		changed++;
		assert_int_equal(now[i].version, rows[i].version + 1);
		if (!ok)
			fail_msg("%s was refused, and %s changed", kind_names[kind], now[i].id);
		if (only < APPLICATIONS && i != only)
			fail_msg("%s changed another application", kind_names[kind]);
		if (!str_eq(now[i].owner, rows[i].owner) || kind == CLAIM || kind == NEXT)
			assert_may_have(&now[i], kind);
	}
	return changed;
}

static void
assert_totals(void)
{
	struct stmt *stmt = db_query(agency.store.db, "SELECT coalesce(sum(abs(t.n - q.n)), 0) FROM"
		" (SELECT key, sum(count) AS n FROM total WHERE kind = 'assignee' GROUP BY key) t JOIN"
		" (SELECT assignee_id, count(*) AS n FROM queue GROUP BY assignee_id) q ON q.assignee_id = t.key");

	assert_true(stmt_row(stmt));
	assert_int_equal(column_int(stmt, 0), 0);
	stmt_reset(stmt);
}

/* What a whole team has at a glance is what each has, one by one. */
static void
assert_weights(void)
{
	const struct policy_scope everything = { .unlimited = true };
	struct call call = test_call(&agency, &people[0].actor, -1);
	struct assignment_rules rules;
	struct assignment_worker *workers;
	int64_t weights[WORKERS];
	size_t count;

	test_store_exec(&agency.store, "UPDATE customer SET open_applications = 2 WHERE id IN"
		" (SELECT customer_id FROM queue WHERE number LIKE '%2' OR number LIKE '%7')");
	call.arena = &scratch;
	assignment_rules(&call, &rules);
	count = assignment_workers(call.db, "t_mid", &scratch, &workers);
	assert_int_equal(count, WORKERS);
	workload_weights(&call, &rules, "t_mid", workers, count, weights);
	for (size_t i = 0; i < count; i++) {
		struct load load;

		workload(&call, &rules, &everything, &workers[i], &load);
		assert_int_equal(weights[i], load.weighted);
		assert_true((load.open > 0) == (load.weighted > 0));
	}
	assert_false(db_failed(call.db));
}

/* ---- the acts ---- */

#define DO(actor_, version_, expression_)                                        \
	({                                                                       \
		struct call call = test_call(&agency, actor_, version_);         \
		struct err err = { .code = ERR_NONE };                           \
		struct txn txn_;                                                 \
		call.arena = &scratch;                                           \
		test_write_begin(&agency, &call, &txn_);                         \
		bool ok_ = (expression_);                                        \
		if (!ok_ && err.code == ERR_INTERNAL)                            \
			fail_msg("%s", err.detail);                              \
		test_write_end(&agency, &txn_, ok_);                             \
		ok_;                                                             \
	})

static bool
do_claim(struct person *who, size_t at)
{
	const struct application *ret;
	bool ok = DO(&who->actor, who->seen[at], application_claim(&call, rows[at].id, &ret, &err));

	(void)compare(CLAIM, ok, at);
	if (ok) {
		assert_string_equal(now[at].owner, who->actor.id);
		/* Never out of somebody's hands, never on an old look. */
		assert_true(!rows[at].owner[0] || str_eq(rows[at].owner, who->actor.id));
		assert_int_equal(who->seen[at], rows[at].version);
		who->seen[at] = now[at].version;
	}
	return ok;
}

static bool
do_release(struct person *who, size_t at)
{
	const struct release_request request = { "not mine" };
	const struct application *ret;
	bool ok = DO(&who->actor, who->seen[at], application_release(&call, rows[at].id, &request, &ret, &err));

	(void)compare(RELEASE, ok, at);
	if (ok) {
		assert_string_equal(rows[at].owner, who->actor.id);
		assert_string_equal(now[at].owner, "");
		assert_int_equal(who->seen[at], rows[at].version);
	}
	return ok;
}

static bool
do_assign(struct person *who, size_t at)
{
	const struct person *to = roll(8) ? &people[roll(WORKERS)] : NULL;
	const struct assignment_request request = { to ? to->actor.id : "", "r" };
	const struct application *ret;
	bool ok = DO(&who->actor, who->seen[at], application_assign(&call, rows[at].id, &request, &ret, &err));

	(void)compare(ASSIGN, ok, at);
	if (ok) {
		assert_true(who->actor.roles & ROLE_SUPERVISOR);
		assert_string_equal(now[at].owner, request.worker_id);
		assert_int_equal(who->seen[at], rows[at].version);
	}
	return ok;
}

static bool
do_next(struct person *who)
{
	const struct application *ret = NULL;
	bool ok = DO(&who->actor, -1, application_next(&call, &ret, &err));

	if (ok)
		assert_false(str_empty(ret->why));
	assert_int_equal(compare(NEXT, ok, APPLICATIONS), ok ? 1 : 0);
	for (size_t i = 0; i < APPLICATIONS; i++)
		if (now[i].version != rows[i].version) {
			assert_string_equal(now[i].owner, who->actor.id);
			assert_true(!rows[i].owner[0] || str_eq(rows[i].owner, who->actor.id));
		}
	return ok;
}

static bool
do_look(struct person *who)
{
	for (size_t i = 0; i < APPLICATIONS; i++)
		who->seen[i] = rows[i].version;
	return true;
}

static bool
propose(struct call *call, const struct plan_request *request, const struct move_plan **ret, struct err *err)
{
	struct plan_rows *found;

	return plan_propose(call, request, &found, err) && plan_keep(call, found, ret, err);
}

static bool
do_make(struct person *who)
{
	struct waiting_plan *plan = &plans[roll(PLANS)];
	const char *marks[PLAN_MARKS];
	struct plan_source source = { .marks = { marks, 1 + roll(PLAN_MARKS) } };
	struct plan_absence absence = { people[roll(WORKERS)].actor.id,
		zone_date(ZONE_CENTRAL, agency.now_ms), DATE_NONE };
	struct plan_source away = { .absence = &absence };
	struct plan_request request = { .from = roll(4) ? &source : &away,
		.strategy = (enum strategy)(1 + roll(3)), .reason = "r" };
	const struct move_plan *ret = NULL;

	for (size_t i = 0; i < source.marks.count; i++)
		marks[i] = rows[roll(APPLICATIONS)].id;
	bool ok = DO(&who->actor, -1, propose(&call, &request, &ret, &err));
	(void)compare(MAKE, false, APPLICATIONS); /* it moves nothing, kept or not */
	if (ok) {
		(void)snprintf(plan->id, sizeof plan->id, "%s", ret->id);
		plan->version = ret->version;
		plan->is_done = false;
	}
	return ok;
}

/* From whom the plan says, to whom it says; never out of anybody else's hands. */
static void
assert_went(const struct plan_item *item, enum kind kind)
{
	const char *from = item->from ? item->from->id : "", *to = item->to->id;

	for (size_t i = 0; i < APPLICATIONS; i++) {
		if (!str_eq(rows[i].id, item->application_id))
			continue;
		assert_string_equal(rows[i].owner, kind == COMMIT ? from : to);
		assert_string_equal(now[i].owner, kind == COMMIT ? to : from);
	}
}

static bool
do_plan(struct person *who, enum kind kind)
{
	const struct plan_revert revert = { .leave_changed = roll(2) != 0 };
	struct waiting_plan *plan = &plans[roll(PLANS)];
	const struct move_plan *ret = NULL;
	int64_t items = 0, moved = 0;
	bool ok;

	if (!plan->id[0] || plan->is_done != (kind == REVERT))
		return false;
	ok = kind == COMMIT ? DO(&who->actor, plan->version, plan_commit(&call, plan->id, &ret, &err))
	                    : DO(&who->actor, plan->version, plan_revert(&call, plan->id, &revert, &ret, &err));
	moved = (int64_t)compare(kind, ok, APPLICATIONS);
	if (!ok)
		return false;
	for (size_t i = 0; i < ret->items.count; i++) {
		const struct plan_item *item = &ret->items.at[i];

		if (item->outcome != (kind == COMMIT ? PLAN_ROW_MOVED : PLAN_ROW_REVERTED))
			continue;
		assert_went(item, kind);
		items++;
	}
	/* All of its rows, or none. */
	assert_int_equal(moved, items);
	assert_true(kind == REVERT || items == ret->item_count);
	plan->version = ret->version;
	plan->is_done = true;
	if (kind == REVERT)
		plan->id[0] = '\0';
	return true;
}

static bool
do_leave(struct person *who)
{
	struct person *whose = &people[roll(WORKERS)];
	civil_date today = zone_date(ZONE_CENTRAL, agency.now_ms);
	bool goes = !whose->is_away && roll(3) == 0;
	const struct leave_request request = { goes ? today : DATE_NONE, goes ? today + 9 : DATE_NONE, NULL };
	const struct leave_view *ret;
	bool ok = DO(&who->actor, -1, leave_put(&call, whose->actor.id, &request, &ret, &err));

	(void)compare(LEAVE, false, APPLICATIONS);
	if (ok)
		whose->is_away = goes;
	assert_int_equal(ok, who == whose || (who->actor.roles & ROLE_SUPERVISOR) != 0);
	return ok;
}

static bool
act(enum kind kind)
{
	bool leads = kind == ASSIGN || kind == MAKE || kind == COMMIT || kind == REVERT || kind == LEAVE;
	struct person *who = &people[leads && roll(10) ? WORKERS - 1 - roll(2) : roll(WORKERS)];
	size_t at = roll(APPLICATIONS);

	/* Most look before they act. */
	if (roll(10) < 7)
		who->seen[at] = rows[at].version;
	switch (kind) {
	case CLAIM: return do_claim(who, at);
	case RELEASE: return do_release(rows[at].owner[0] && roll(4) ? person_of(rows[at].owner) : who, at);
	case ASSIGN: return do_assign(who, at);
	case NEXT: return do_next(who);
	case LOOK: return do_look(who);
	case MAKE: return do_make(who);
	case COMMIT:
	case REVERT: return do_plan(who, kind);
	case LEAVE: return do_leave(who);
	case KIND_COUNT: break;
	}
	return false;
}

static void
any_order_keeps_the_rules(void **state)
{
	(void)state;
	static const enum kind kinds[] = { CLAIM, CLAIM, RELEASE, RELEASE, RELEASE, ASSIGN, ASSIGN, NEXT, LOOK,
		                           MAKE, COMMIT, REVERT, LEAVE };
	int acts = !getenv("CASELOAD_LONG") ? ACTS : getenv("CASELOAD_TEST_POSTGRES") ? ACTS_POSTGRES : ACTS_LONG;

	for (int i = 0; i < acts; i++) {
		enum kind kind = kinds[roll(countof(kinds))];
		bool ok = act(kind);

		(ok ? done : refused)[kind]++;
		memcpy(rows, now, sizeof rows);
		if (i % COUNT_EVERY == 0) {
			assert_totals();
			assert_weights();
		}
		arena_reset(&scratch);
	}
	assert_totals();
	assert_weights();
	for (size_t kind = 0; kind < KIND_COUNT; kind++) {
		print_message("%s: %zu done, %zu refused\n", kind_names[kind], done[kind], refused[kind]);
		assert_true(done[kind] > 10);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_order_keeps_the_rules),
	};
	return cmocka_run_group_tests(tests, open_agency, close_agency);
}
