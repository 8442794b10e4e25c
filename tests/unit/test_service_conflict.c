/* SPDX-License-Identifier: Apache-2.0
 *
 * A conflict of interest: declared, taken back, and what becomes of the cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/service/alike.h"
#include "server/service/conflict.h"
#include "server/service/customer.h"
#include "desk_fixture.h"

static const struct actor operator = { .kind = ACTOR_SYSTEM, .id = "operator", .name = "root" };
static struct conflict_result result;
static struct err err;

static bool
declare(const struct actor *worker, const char *number, const char *reason)
{
	return TEST_ACT(&agency, &operator, -1, &err,
		conflict_declare(&call, worker->username, number, reason, &result, &err));
}

static bool
end(const struct actor *worker, const char *number)
{
	return TEST_ACT(&agency, &operator, -1, &err,
		conflict_end(&call, worker->username, number, "it was somebody else", &err));
}

static bool
declare_own(const struct actor *worker, const char *id)
{
	const struct conflict_request request = { .customer_id = id, .reason = "my aunt" };

	return TEST_ACT(&agency, worker, -1, &err, conflict_declare_own(&call, &request, &err));
}

/* A number of rows; the SQL has two ids to fill in. */
static int64_t
count(const char *sql, const char *one, const char *other)
{
	struct buf text = BUF_INIT(1000);

	buf_printf(&text, "SELECT count(*) FROM %s = '%s' AND customer_id = '%s'", sql, one, other);
	int64_t found = test_store_int(&agency.store, arena_strdup(&agency.arena, text.data));
	buf_done(&text);
	return found;
}

static const char *
holder_of(const char *id)
{
	const struct application *application = test_read(&agency, &agency.sam, id);

	return application->assignee ? application->assignee->id : "";
}

static void
what_the_worker_had_goes_back_and_what_waits_is_named(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Nora Finch", true);
	const struct application *second = test_file(&agency, "Nora Finch", true);
	const struct application *other = test_file(&agency, "Somebody Else", true);
	const char *id = first->customer.id, *number = first->customer.case_number;

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET customer_id = '%s' WHERE id = '%s'", id, second->id));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE queue SET customer_id = '%s' WHERE application_id = '%s'", id, second->id));
	test_give(first->id, agency.ana.id);
	test_give(other->id, agency.ana.id);
	test_put(second->id, APPLICATION_AWAITING_SECOND_APPROVAL, agency.ana.id);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO interaction VALUES ('i_finch', 1, '%s', '%s', 'web_chat', 'active', 'en', '', 1000, 0,"
		" '', 0, '%s', 1, '')", id, first->id, agency.ana.id));
	assert_true(declare(&agency.ana, number, "her aunt"));
	assert_int_equal(result.returned_count, 1);
	assert_string_equal(result.returned[0].number, first->number);
	assert_int_equal(result.waiting_count, 1);
	assert_string_equal(result.waiting[0].number, second->number);
	assert_int_equal(result.conversations, 1);
	assert_string_equal(holder_of(first->id), "");
	assert_string_equal(holder_of(second->id), agency.ana.id);
	/* Another customer's is no business of it. */
	assert_string_equal(holder_of(other->id), agency.ana.id);
	assert_int_equal(count("event WHERE type = 'worker.conflict' AND subject_id", agency.ana.id, id), 1);
	/* Their streams are told of each of the two. */
	assert_int_equal(count("event WHERE type = 'worker.changed' AND subject_id", agency.ana.id, id), 2);
}

static void
it_is_declared_once_for_a_reason_and_taken_back_once(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Hugo Marsh", true);
	const char *id = filed->customer.id, *number = filed->customer.case_number;
	const struct actor nobody = { .username = "nobody" };

	assert_false(end(&agency.ben, number));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_false(declare(&agency.ben, number, ""));
	assert_int_equal(err.code, ERR_USAGE);
	assert_false(declare(&nobody, number, "kin"));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_false(declare(&agency.ben, "C-0", "kin"));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(declare(&agency.ben, number, "kin"));
	assert_false(declare(&agency.ben, number, "another reason"));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_true(end(&agency.ben, number));
	assert_int_equal(count("worker_conflict WHERE worker_id", agency.ben.id, id), 0);
	assert_int_equal(count("event WHERE type = 'worker.conflict_ended' AND subject_id", agency.ben.id, id), 1);
}

/* The other's number and id lead to the one they became. */
static void
of_a_record_that_was_merged_it_is_with_the_one_it_became(void **state)
{
	(void)state;
	const struct application *first = test_file(&agency, "Iris Vale", true);
	const struct application *second = test_file(&agency, "Vale, Iris", false);
	const char *kept = first->customer.id, *other = second->customer.id;
	struct same_request request = { other, "she showed both letters" };
	const struct customer *after;

	assert_true(declare(&agency.eve, second->customer.case_number, "kin"));
	assert_true(TEST_ACT(&agency, &agency.sam, 1, &err, customer_merge(&call, kept, &request, &after, &err)));
	assert_true(declare(&agency.ben, second->customer.case_number, "kin"));
	assert_int_equal(count("worker_conflict WHERE worker_id", agency.ben.id, kept), 1);
	/* Eve's came along in the merge; none of either stays behind. */
	assert_true(end(&agency.eve, first->customer.case_number));
	assert_int_equal(count("worker_conflict WHERE worker_id", agency.eve.id, kept), 0);
	assert_int_equal(count("worker_conflict WHERE worker_id", agency.eve.id, other), 0);
}

static void
a_worker_declares_their_own_of_whom_they_may_find(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Ezra Stone", true);
	const char *id = filed->customer.id;

	test_give(filed->id, agency.ben.id);
	assert_false(declare_own(&agency.ben, "c_nosuch"));
	assert_string_equal(err.fields[0].code, "unknown");
	assert_false(declare_own(&agency.adm, id));
	assert_true(declare_own(&agency.ben, id));
	assert_string_equal(holder_of(filed->id), "");
	assert_int_equal(count("event WHERE type = 'worker.conflict' AND actor_id", agency.ben.id, id), 1);
	/* Of whom one is to know nothing, nothing is declared. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET sealed = 1 WHERE id = '%s'", id));
	assert_false(declare_own(&agency.ana, id));
	assert_string_equal(err.fields[0].code, "unknown");
}

static void
a_rehearsal_writes_nothing(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Odile Brandt", true);
	const struct conflict_request request = { .customer_number = filed->customer.case_number, .reason = "kin" };
	struct call call = test_call(&agency, &agency.ana, -1);

	assert_true(conflict_declare_own(&call, &request, &err));
	assert_int_equal(count("worker_conflict WHERE worker_id", agency.ana.id, filed->customer.id), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_worker_had_goes_back_and_what_waits_is_named),
		cmocka_unit_test(it_is_declared_once_for_a_reason_and_taken_back_once),
		cmocka_unit_test(of_a_record_that_was_merged_it_is_with_the_one_it_became),
		cmocka_unit_test(a_worker_declares_their_own_of_whom_they_may_find),
		cmocka_unit_test(a_rehearsal_writes_nothing),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
