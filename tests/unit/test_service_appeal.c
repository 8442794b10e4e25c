/* SPDX-License-Identifier: Apache-2.0
 *
 * Appeals with their days, and what they keep as it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/deadline.h"
#include "server/service/appeal.h"
#include "server/service/application.h"
#include "server/service/decision.h"
#include "desk_fixture.h"

static struct err err;

/* An application that ana denied today for living elsewhere. */
static const struct application *
deny(const char *name)
{
	const struct application *filed = test_file(&agency, name, true), *after;
	const struct decision *decision;
	struct reason_ask reason = { "D06", NULL };
	struct decision_request request = { .application_id = filed->id, .outcome = OUTCOME_DENIED,
		                            .rationale = "moved to Kentucky" };

	test_give(filed->id, "w_ana");
	if (test_may(test_read(&agency, &agency.ana, filed->id), "claim"))
		assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
			application_claim(&call, filed->id, &after, &err)));
	request.reasons.at = &reason;
	request.reasons.count = 1;
	request.application_version = test_version_of(filed->id);
	if (!TEST_ACT(&agency, &agency.ana, request.application_version, &err,
		decision_make(&call, filed->id, &request, &decision, &err)))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return test_read(&agency, &agency.sam, filed->id);
}

static bool
appeal_as(const struct actor *actor, const char *id, struct appeal_request request,
          const struct application **after)
{
	return TEST_ACT(&agency, actor, test_version_of(id), &err,
		appeal_ask(&call, id, &request, after, &err));
}

static const struct appeal *
newest_appeal(const char *id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	struct appeal *rows;
	size_t count;

	assert_true(appeals_of(&call, id, &rows, &count, &err));
	assert_true(count > 0);
	return &rows[0];
}

static bool
end_appeal(const struct actor *actor, const char *id, enum appeal_state result,
           const struct application **after)
{
	const struct appeal *appeal = newest_appeal(id);
	struct appeal_result_request request = { result, "order of 3 March" };

	return TEST_ACT(&agency, actor, test_version_of(id), &err,
		appeal_end(&call, appeal->id, &request, after, &err));
}

/* ---- appeals ---- */

static void
any_clear_expression_is_an_appeal_with_its_days(void **state)
{
	(void)state;
	const struct application *denied = deny("Appeals By Phone"), *after;
	const struct appeal *appeal;

	assert_true(test_may(test_read(&agency, &agency.ben, denied->id), "appeal"));
	assert_true(appeal_as(&agency.ben, denied->id,
		(struct appeal_request) { "phone", "that is not fair", DATE_NONE, false }, &after));
	assert_true(after->appeal_open);
	assert_int_equal(after->status, APPLICATION_DENIED);
	appeal = newest_appeal(denied->id);
	assert_int_equal(appeal->asked_on, test_today());
	assert_int_equal(appeal->decide_by, test_today() + 60); /* SNAP */
	assert_false(appeal->is_late);
	assert_string_equal(appeal->decision_id, denied->decision_id);
	assert_string_equal(appeal->recorded_by, "Ben Cole");
	assert_int_equal(test_events_of("appeal.asked", denied->id), 1);
	/* The applicant reads of it, in each of the program's languages. */
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event e JOIN event_payload p ON p.seq = e.seq WHERE"
		" e.type = 'appeal.asked' AND e.application_id = '%s' AND p.payload LIKE '%%\"es\":%%'"
		" AND p.payload NOT LIKE '%%{asked_on}%%' AND e.public_code = %d",
		denied->id, UPDATE_APPEALED)), 1);
	/* One at a time; and its own result ends it. */
	assert_false(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, DATE_NONE, false }, &after));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_true(end_appeal(&agency.sam, denied->id, APPEAL_UPHELD, &after));
	assert_false(after->appeal_open);
	assert_int_equal(after->status, APPLICATION_DENIED);
	assert_false(end_appeal(&agency.sam, denied->id, APPEAL_OVERTURNED, &after));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

static void
late_is_recorded_and_never_refused(void **state)
{
	(void)state;
	const struct application *denied = deny("Appeals Late"), *after;

	agency.now_ms += 91 * DAY_MS;
	/* Written in time, opened late: the day it came counts. */
	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, test_today() - 1, false }, &after));
	assert_false(newest_appeal(denied->id)->is_late);
	assert_true(end_appeal(&agency.sam, denied->id, APPEAL_WITHDRAWN, &after));
	agency.now_ms += 1000;
	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, DATE_NONE, false }, &after));
	assert_true(newest_appeal(denied->id)->is_late);
	assert_false(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "letter", NULL, test_today() + 1, false }, &after));
	agency.now_ms -= 91 * DAY_MS + 1000;
}

static void
what_the_hearing_overturns_is_open_again(void **state)
{
	(void)state;
	const struct application *denied = deny("Wins The Appeal"), *after;

	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "office", "I live here", DATE_NONE, true }, &after));
	/* A denied application is no benefit that could go on. */
	assert_true(newest_appeal(denied->id)->keep_benefits);
	assert_false(newest_appeal(denied->id)->benefits_go_on);
	assert_true(end_appeal(&agency.ana, denied->id, APPEAL_OVERTURNED, &after));
	assert_int_equal(after->status, APPLICATION_REOPENED);
	assert_int_equal(after->due_on, test_today() + HEARING_ORDER_DAYS);
	assert_null(after->assignee);
	assert_true(str_empty(after->decision_id));
	assert_false(after->appeal_open);
	assert_int_equal(test_events_of("application.reopened", denied->id), 1);
	assert_int_equal(test_events_of("appeal.decided", denied->id), 1);
}

/* An approval from before, now replaced by a denial, issued so many days ago. */
static const struct application *
ended_benefit(const char *name, int days_ago)
{
	const struct application *denied = deny(name);

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO decision (id, version, application_id, application_version, outcome, state,"
		" reasons, amounts, rationale, advice_differs_because, decided_by_id, decided_by_name,"
		" approved_by_id, approved_by_name, decided_at, approved_at, notice_id,"
		" appeal_deadline_on, supersedes, return_reason, override_reason, statement, signature)"
		" SELECT 'old' || id, version, application_id, 1, 1, 3, reasons, amounts, '', '', '', '',"
		" '', '', decided_at, 0, '', appeal_deadline_on, '', '', '', statement, ''"
		" FROM decision WHERE id = '%s'", denied->decision_id));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE decision SET supersedes = 'old' || id, decided_at = decided_at - %lld WHERE id = '%s'",
		(long long)(days_ago * DAY_MS), denied->decision_id));
	return denied;
}

static void
benefits_go_on_when_asked_for_in_time(void **state)
{
	(void)state;
	const struct application *in_time = ended_benefit("Keeps It", 0);
	const struct application *too_late = ended_benefit("Asks Too Late", 17), *after;
	struct appeal_request keep = { "phone", NULL, DATE_NONE, true };

	assert_true(appeal_as(&agency.ana, in_time->id, keep, &after));
	assert_true(newest_appeal(in_time->id)->benefits_go_on);
	assert_true(appeal_as(&agency.ana, too_late->id, keep, &after));
	assert_true(newest_appeal(too_late->id)->keep_benefits);
	assert_false(newest_appeal(too_late->id)->benefits_go_on);
	/* The tenth day on a Saturday: Monday counts. */
	civil_date saturday = date_make(2025, 11, 22);
	assert_int_equal(deadline_keep_benefits(saturday - 10), saturday + 2);
	assert_int_equal(deadline_keep_benefits(saturday - 11), saturday - 1);
}

static void
the_applicant_withdraws_and_appeals_without_a_version(void **state)
{
	(void)state;
	const struct application *denied = deny("Own Page"), *after;
	const struct application *open = test_file(&agency, "Stops It", false);
	struct actor her = { .kind = ACTOR_CUSTOMER, .id = denied->customer.id, .name = "Own Page",
		             .application_id = denied->id };
	struct appeal_request asked = { "web", "no", DATE_NONE, false };
	struct withdraw_request stop = { "on their page" };

	assert_true(TEST_ACT(&agency, &her, -1, &err,
		appeal_ask(&call, denied->id, &asked, &after, &err)));
	assert_true(after->appeal_open);
	/* The code of one application opens no other. */
	assert_false(TEST_ACT(&agency, &her, -1, &err,
		application_withdraw(&call, open->id, &stop, &after, &err)));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	her.application_id = open->id;
	assert_true(TEST_ACT(&agency, &her, -1, &err,
		application_withdraw(&call, open->id, &stop, &after, &err)));
	assert_int_equal(after->status, APPLICATION_WITHDRAWN);
	/* How an appeal ended is not theirs to say. */
	her.application_id = denied->id;
	assert_false(end_appeal(&her, denied->id, APPEAL_OVERTURNED, &after));
	assert_int_equal(err.code, ERR_FORBIDDEN);
}

static void
open_appeals_are_listed_for_who_may_see_them(void **state)
{
	(void)state;
	const struct application *denied = deny("Listed Appeal"), *after;
	struct call ana = test_call(&agency, &agency.ana, -1), eve = test_call(&agency, &agency.eve, -1);
	struct appeal *rows;
	size_t count;

	assert_true(appeal_as(&agency.ana, denied->id,
		(struct appeal_request) { "phone", NULL, DATE_NONE, false }, &after));
	assert_true(appeals_open(&ana, "w_ana", &rows, &count, &err));
	bool is_there = false;
	for (size_t i = 0; i < count; i++) {
		is_there |= str_eq(rows[i].application_id, denied->id);
		assert_true(i == 0 || rows[i - 1].decide_by <= rows[i].decide_by);
	}
	assert_true(is_there);
	assert_true(appeals_open(&eve, NULL, &rows, &count, &err));
	assert_int_equal(count, 0);
	assert_true(end_appeal(&agency.ana, denied->id, APPEAL_DISMISSED, &after));
	assert_true(appeals_open(&ana, NULL, &rows, &count, &err));
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(rows[i].application_id, denied->id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_clear_expression_is_an_appeal_with_its_days),
		cmocka_unit_test(late_is_recorded_and_never_refused),
		cmocka_unit_test(what_the_hearing_overturns_is_open_again),
		cmocka_unit_test(benefits_go_on_when_asked_for_in_time),
		cmocka_unit_test(the_applicant_withdraws_and_appeals_without_a_version),
		cmocka_unit_test(open_appeals_are_listed_for_who_may_see_them),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
