/* SPDX-License-Identifier: Apache-2.0
 *
 * The one agency of a test program, and putting an application where a test
 * begins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "desk_fixture.h"

#include "server/service/application.h"
#include "server/store/application.h"
#include "server/store/decision.h"

struct test_agency agency;

int
test_desk_open(void **state)
{
	(void)state;
	test_agency_open(&agency);
	return 0;
}

int
test_desk_close(void **state)
{
	(void)state;
	test_agency_close(&agency);
	return 0;
}

int
test_same_day_again(void **state)
{
	(void)state;
	agency.now_ms = test_now_ms();
	return 0;
}

int64_t
test_version_of(const char *id)
{
	return test_read(&agency, &agency.sam, id)->version;
}

void
test_put(const char *id, enum application_status status, const char *assignee_id)
{
	struct application_row before, after;
	struct txn txn;

	assert_true(application_row_find(agency.store.db, id, &agency.arena, &before));
	after = before;
	after.queue.status = status;
	after.queue.assignee_id = assignee_id;
	after.queue.decision_maker_id = status == APPLICATION_AWAITING_SECOND_APPROVAL
		? "w_ana" : NULL;
	after.queue.version++;
	after.changed_by = "test";
	after.changed_fields = "status";
	after.changed_at_ms = agency.now_ms;
	test_txn_begin(&agency.store, &txn);
	if (status == APPLICATION_AWAITING_SECOND_APPROVAL) {
		struct decision_row waiting = { .reasons = "[]", .amounts = "[]" };

		after.decision_id = arena_printf(&agency.arena, "d_%s_%lld", id,
		                                 (long long)after.queue.version);
		waiting.decision = (struct decision) {
			.id = after.decision_id,
			.version = 1,
			.application_id = id,
			.outcome = OUTCOME_DENIED,
			.state = DECISION_AWAITING_SECOND_APPROVAL,
			.decided_by = &(struct person_ref) { "w_ana", "Ana Ruiz" },
			.appeal_deadline_on = DATE_NONE,
			.statement = "",
		};
		assert_true(decision_add(&txn, &waiting));
	}
	assert_true(application_row_change(&txn, &before, &after));
	test_txn_commit(&txn);
}

civil_date
test_today(void)
{
	return zone_date(ZONE_CENTRAL, agency.now_ms);
}

void
test_give(const char *id, const char *worker_id)
{
	const struct application *after;
	struct err err;
	struct assignment_request request = { worker_id, "test" };

	assert_true(TEST_ACT(&agency, &agency.sam, test_version_of(id), &err,
		application_assign(&call, id, &request, &after, &err)));
}

int64_t
test_events_of(const char *type, const char *id)
{
	return test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event WHERE type = '%s' AND application_id = '%s'", type, id));
}
