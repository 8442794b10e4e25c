/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision: what stops it, who signs it, what it leaves behind.  Decision,
 * status, status update, letter and event are one commit and name the same
 * reasons and items.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/completeness.h"
#include "server/service/application.h"
#include "server/service/approval.h"
#include "server/service/decision.h"
#include "server/service/interview.h"
#include "server/service/proposal.h"
#include "server/service/verification.h"
#include "server/store/application.h"
#include "server/store/decision.h"
#include "server/store/event_log.h"
#include "server/store/notice.h"
#include "service_fixture.h"

#define DAY_MS (24 * 3600 * 1000LL)

enum { FIRST_OF_DECEMBER = 20423, OVER_LIMIT_CENTS = 150001 };

static struct test_agency agency;

static int
open_agency(void **state)
{
	(void)state;
	test_agency_open(&agency);
	return 0;
}

static int
close_agency(void **state)
{
	(void)state;
	test_agency_close(&agency);
	return 0;
}

static int
same_day_again(void **state)
{
	(void)state;
	agency.now_ms = test_now_ms();
	return 0;
}

/* ---- getting there ---- */

static void
give_to_ana(const char *id, enum application_status status)
{
	struct application_row before, after;
	struct txn txn;

	assert_true(application_row_find(agency.store.db, id, &agency.arena, &before));
	after = before;
	after.queue.status = status;
	after.queue.assignee_id = "w_ana";
	after.queue.version++;
	after.changed_by = "test";
	after.changed_fields = "";
	test_txn_begin(&agency.store, &txn);
	assert_true(application_row_change(&txn, &before, &after));
	test_txn_commit(&txn);
}

static int64_t
version_of(const char *id)
{
	return test_read(&agency, &agency.sam, id)->version;
}

/* In Ana's hands, in review, with identity and residence still owed. */
static const struct application *
in_review(const char *name)
{
	const struct application *filed = test_file(&agency, name, false);

	give_to_ana(filed->id, APPLICATION_IN_REVIEW);
	return test_read(&agency, &agency.ana, filed->id);
}

static const struct application *
ready(const char *name)
{
	const struct application *filed = in_review(name), *after = NULL;
	struct verification_request accept = { ITEM_ACCEPTED, "seen" };
	struct err err;

	for (size_t i = 0; i < filed->missing.count; i++)
		if (!str_eq(filed->missing.at[i].requirement, "interview"))
			assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
				verification_put(&call, filed->id, filed->missing.at[i].id, &accept,
			                         &after, &err)));
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		interview_record(&call, filed->id, &(struct interview_request) { INTERVIEW_HELD, 0,
	                         "phone", NULL }, &after, &err)));
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	return after;
}

/* ---- asking ---- */

struct asking {
	struct decision_request request;
	struct reason_ask reasons[3];
	struct decision_amount amount;
};

static struct asking *
ask(const char *id, enum outcome outcome, const char *first, const char *second)
{
	struct asking *asking = arena_alloc(&agency.arena, sizeof *asking);

	asking->request = (struct decision_request) {
		.application_id = id,
		.application_version = version_of(id),
		.outcome = outcome,
		.rationale = "as the file shows",
	};
	asking->reasons[0].code = first;
	asking->reasons[1].code = second;
	asking->request.reasons.at = asking->reasons;
	asking->request.reasons.count = second ? 2 : first ? 1 : 0;
	if (outcome == OUTCOME_APPROVED) {
		asking->amount = (struct decision_amount) { FIRST_OF_DECEMBER, DATE_NONE, 29100 };
		asking->request.amounts.at = &asking->amount;
		asking->request.amounts.count = 1;
	}
	return asking;
}

static bool
decide_as(const struct actor *actor, struct asking *asking, const struct decision **ret,
          struct err *fault)
{
	const char *id = asking->request.application_id;

	return TEST_ACT(&agency, actor, asking->request.application_version, fault,
	                decision_make(&call, id, &asking->request, ret, fault));
}

static const struct rehearsal *
rehearse(struct asking *asking)
{
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);
	const struct rehearsal *rehearsal = NULL;

	if (!decision_rehearse(&call, asking->request.application_id, &asking->request, &rehearsal,
	                       &err))
		fail_msg("%s %s %s", err_wire(err.code), err.detail, err.fields[0].detail);
	return rehearsal;
}

static const struct finding *
stop_of(const struct rehearsal *rehearsal, const char *code)
{
	for (size_t i = 0; i < rehearsal->stops.count; i++)
		if (str_eq(rehearsal->stops.at[i].code, code))
			return &rehearsal->stops.at[i];
	return NULL;
}

/* The rehearsal shows the STOP and the decision is refused by its name. */
static void
expect_stop(struct asking *asking, const char *code, const char *lifted_by)
{
	const struct decision *decision;
	const struct finding *stop = stop_of(rehearse(asking), code);
	struct err err;
	bool named = false;

	if (!stop)
		fail_msg("no STOP %s", code);
	if (lifted_by)
		assert_string_equal(stop->lifted_by, lifted_by);
	if (decide_as(&agency.ana, asking, &decision, &err))
		fail_msg("decided in spite of %s", code);
	/* What is not complete is not even in a status to approve from. */
	if (err.code == ERR_TRANSITION_NOT_ALLOWED)
		return;
	for (size_t i = 0; i < err.field_count; i++)
		named |= str_eq(err.fields[i].code, code);
	assert_true(named);
}

/* ---- STOPs ---- */

static void
reasons_must_fit_and_be_said_once(void **state)
{
	(void)state;
	const char *id = in_review("Reasons")->id;

	expect_stop(ask(id, OUTCOME_DENIED, NULL, NULL), "no_reason", "worker");
	expect_stop(ask(id, OUTCOME_DENIED, "A04", NULL), "wrong_kind", "worker");
	expect_stop(ask(id, OUTCOME_DENIED, "D06", "D06"), "reason_twice", "worker");
	expect_stop(ask(id, OUTCOME_DENIED, "D04", NULL), "fact_missing", "worker");

	struct asking *unknown = ask(id, OUTCOME_DENIED, "D99", NULL);
	const struct decision *decision;
	struct err err;
	assert_false(decide_as(&agency.ana, unknown, &decision, &err));
	assert_string_equal(err.fields[0].pointer, "/reasons/0/code");
}

static void
amounts_belong_to_approvals(void **state)
{
	(void)state;
	const char *id = ready("Amounts")->id;
	struct asking *approve = ask(id, OUTCOME_APPROVED, "A04", NULL);
	struct asking *deny = ask(id, OUTCOME_DENIED, "D06", NULL);

	approve->request.amounts.count = 0;
	expect_stop(approve, "no_amount", "worker");
	approve->request.amounts.count = 1;
	approve->amount.amount = -1;
	expect_stop(approve, "bad_amount", "worker");
	deny->amount = (struct decision_amount) { FIRST_OF_DECEMBER, DATE_NONE, 100 };
	deny->request.amounts.at = &deny->amount;
	deny->request.amounts.count = 1;
	expect_stop(deny, "amount_on_denial", "worker");
}

static void
approval_needs_everything_and_says_what(void **state)
{
	(void)state;
	const struct application *early = in_review("Not Yet");
	const char *id = early->id;
	struct asking *approve = ask(id, OUTCOME_APPROVED, "A04", NULL);

	expect_stop(approve, "not_complete", "worker");
	assert_non_null(strstr(stop_of(rehearse(approve), "not_complete")->text,
	                       test_item(early, "identity")->label));
}

static struct asking *
deny_for_proof(const char *id, const char *requirement)
{
	struct asking *asking = ask(id, OUTCOME_DENIED, "D08", NULL);
	const struct application *now = test_read(&agency, &agency.ana, id);

	asking->reasons[0].facts = arena_printf(&agency.arena, "{\"items\":[\"%s\"]}",
	                                        test_item(now, requirement)->id);
	return asking;
}

static struct asking *
deny_for_all_proof(const char *id)
{
	struct asking *asking = ask(id, OUTCOME_DENIED, "D08", NULL);
	const struct application *now = test_read(&agency, &agency.ana, id);
	const char *list = "";

	for (size_t i = 0; i < now->missing.count; i++)
		if (now->missing.at[i].state == ITEM_REQUESTED)
			list = arena_printf(&agency.arena, "%s%s\"%s\"", list, *list ? "," : "",
			                    now->missing.at[i].id);
	asking->reasons[0].facts = arena_printf(&agency.arena, "{\"items\":[%s]}", list);
	return asking;
}

static void
missing_proof_is_no_reason_before_its_day(void **state)
{
	(void)state;
	const char *id = in_review("Too Early")->id;

	expect_stop(deny_for_proof(id, "identity"), "too_early", "supervisor");
	expect_stop(deny_for_proof(id, "identity"), "not_past_due", "worker");
	agency.now_ms += 15 * DAY_MS;
	expect_stop(deny_for_proof(id, "identity"), "too_early", "supervisor");
	expect_stop(deny_for_proof(id, "identity"), "left_out", "worker");
	agency.now_ms += 20 * DAY_MS;
	assert_null(stop_of(rehearse(deny_for_all_proof(id)), "too_early"));
	assert_int_equal(rehearse(deny_for_all_proof(id))->stops.count, 0);
}

/* Day 30 begins at the county's own midnight, summer time or not; a proof is
 * past due when its last day is over there. */
static void
days_begin_at_the_county_s_midnight(void **state)
{
	(void)state;
	static const struct {
		const char *county, *filed_at, *day_30_at, *day_11_at;
	} cases[] = {
		/* Summer time begins between filing and day 30. */
		{ "Davidson", "2026-02-20T18:00:00Z", "2026-03-22T05:00:00Z", "2026-03-03T06:00:00Z" },
		{ "Knox", "2026-02-20T18:00:00Z", "2026-03-22T04:00:00Z", "2026-03-03T05:00:00Z" },
		/* It ends. */
		{ "Davidson", "2026-10-10T18:00:00Z", "2026-11-09T06:00:00Z", "2026-10-21T05:00:00Z" },
		{ "Knox", "2026-10-10T18:00:00Z", "2026-11-09T05:00:00Z", "2026-10-21T04:00:00Z" },
		/* The evening before in Nashville, the day itself in London. */
		{ "Davidson", "2026-06-02T04:59:59Z", "2026-07-01T05:00:00Z", "2026-06-12T05:00:00Z" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		int64_t day_30_ms, day_11_ms;
		struct asking *asking;

		assert_true(instant_from_text(cases[i].filed_at, &agency.now_ms));
		assert_true(instant_from_text(cases[i].day_30_at, &day_30_ms));
		assert_true(instant_from_text(cases[i].day_11_at, &day_11_ms));
		const char *id = in_review("Some Midnight")->id;
		test_store_exec(&agency.store, arena_printf(&agency.arena,
			"UPDATE queue SET county = '%s' WHERE application_id = '%s'",
			cases[i].county, id));

		agency.now_ms = day_11_ms - 1;
		asking = deny_for_all_proof(id);
		assert_non_null(stop_of(rehearse(asking), "not_past_due"));
		agency.now_ms = day_11_ms;
		asking = deny_for_all_proof(id);
		assert_null(stop_of(rehearse(asking), "not_past_due"));
		assert_non_null(stop_of(rehearse(asking), "too_early"));

		agency.now_ms = day_30_ms - DAY_MS; /* day 29 */
		assert_non_null(stop_of(rehearse(deny_for_all_proof(id)), "too_early"));
		agency.now_ms = day_30_ms - 1;
		asking = deny_for_all_proof(id);
		assert_non_null(stop_of(rehearse(asking), "too_early"));
		civil_date appeal_on = rehearse(asking)->decision->appeal_deadline_on;
		agency.now_ms = day_30_ms;
		asking = deny_for_all_proof(id);
		const struct rehearsal *allowed = rehearse(asking);
		assert_int_equal(allowed->stops.count, 0);
		assert_int_equal(allowed->decision->appeal_deadline_on, appeal_on + 1);
		agency.now_ms = day_30_ms + DAY_MS; /* day 31 */
		assert_int_equal(rehearse(deny_for_all_proof(id))->stops.count, 0);
	}
}

static void
proof_on_file_cannot_be_called_missing(void **state)
{
	(void)state;
	const char *id = in_review("It Came")->id;
	const char *identity = test_item(test_read(&agency, &agency.ana, id), "identity")->id;
	struct asking *asking;

	agency.now_ms += 35 * DAY_MS;
	asking = deny_for_all_proof(id); /* names identity, then it comes */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 3, received_at = %lld"
		" WHERE application_id = '%s' AND id = '%s'", (long long)agency.now_ms, id, identity));
	expect_stop(asking, "on_file", "supervisor");
	expect_stop(asking, "unseen_called_missing", "supervisor");
}

static void
items_never_asked_for_or_accepted_cannot_be_named(void **state)
{
	(void)state;
	const char *id = in_review("Never Asked")->id;
	const char *identity = test_item(test_read(&agency, &agency.ana, id), "identity")->id;

	agency.now_ms += 35 * DAY_MS;
	struct asking *asking = deny_for_proof(id, "identity");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 1, requested_on = 2147483647, due_on = 2147483647"
		" WHERE application_id = '%s' AND id = '%s'", id, identity));
	expect_stop(asking, "not_requested", "worker");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 4 WHERE application_id = '%s' AND id = '%s'", id,
		identity));
	expect_stop(asking, "item_accepted", "worker");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 4 WHERE application_id = '%s'", id));
	asking->reasons[0].facts = "{\"items\":[]}";
	expect_stop(asking, "names_nothing", "worker");
}

static void
no_interview_is_a_reason_only_after_two_offers(void **state)
{
	(void)state;
	const char *id = in_review("No Talk")->id;
	const struct application *after;
	struct err err;

	agency.now_ms += 31 * DAY_MS;
	expect_stop(ask(id, OUTCOME_DENIED, "D07", NULL), "interviews_offered", "supervisor");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(id), &err,
		interview_record(&call, id, &(struct interview_request) { INTERVIEW_SET,
	                         agency.now_ms + DAY_MS, "phone", NULL }, &after, &err)));
	expect_stop(ask(id, OUTCOME_DENIED, "D07", NULL), "interview_set", "supervisor");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(id), &err,
		interview_record(&call, id, &(struct interview_request) { INTERVIEW_HELD, 0,
	                         "phone", NULL }, &after, &err)));
	expect_stop(ask(id, OUTCOME_DENIED, "D07", NULL), "interview_held", "worker");
}

/* ---- issuing ---- */

static void
denial_is_one_commit_that_names_the_same_everywhere(void **state)
{
	(void)state;
	const struct application *filed = in_review("Juana Perez");
	const char *id = filed->id;
	const struct decision *decision = NULL;
	struct notice notice;
	struct err err;

	agency.now_ms += 35 * DAY_MS;
	struct asking *asking = deny_for_all_proof(id);
	asking->reasons[1].code = "D06";
	asking->request.reasons.count = 2;
	const struct rehearsal *rehearsal = rehearse(asking);
	assert_int_equal(rehearsal->stops.count, 0);
	assert_string_equal(rehearsal->notice->language, "es");
	assert_string_equal(rehearsal->notice_in_english->language, "en");
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");
	if (!decide_as(&agency.ana, asking, &decision, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);

	assert_int_equal(decision->state, DECISION_ISSUED);
	assert_int_equal(decision->reasons.count, 2);
	assert_int_equal(decision->appeal_deadline_on,
		zone_date(ZONE_CENTRAL, agency.now_ms) + 90);
	const struct application *after = test_read(&agency, &agency.ana, id);
	assert_int_equal(after->status, APPLICATION_DENIED);
	assert_string_equal(after->decision_id, decision->id);
	assert_true(notice_find(agency.store.db, decision->notice_id, &agency.arena, &notice));
	assert_int_equal(notice.state, NOTICE_QUEUED);
	assert_string_equal(notice.rendered_text, rehearsal->notice->rendered_text);
	assert_string_equal(notice.decision_id, decision->id);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events + 2);

	/* The event's own words are those of the letter, in both languages. */
	int64_t seq = test_store_int(&agency.store,
		"SELECT max(seq) FROM event WHERE type = 'decision.issued'");
	const char *payload = event_payload(agency.store.db, seq, &agency.arena);
	struct json *json = json_parse(payload, strlen(payload), &err);
	assert_non_null(json);
	assert_string_equal(json_text(json_get(json, "codes")), "D08, D06");
	for (const char *language = "es"; language; language = str_eq(language, "es") ? "en" : NULL) {
		const struct json *items = json_get(json_get(json_get(json, "says"), language), "items");
		const char *letter = str_eq(language, "es")
			? notice.rendered_text : rehearsal->notice_in_english->rendered_text;

		assert_true(json_count(items) >= 2);
		for (const struct json *item = json_first(items); item; item = json_next(item))
			assert_non_null(strstr(letter, json_text(item)));
	}
	json_free(json);
}

static void
approval_carries_its_amount(void **state)
{
	(void)state;
	const char *id = ready("Plain Approval")->id;
	const struct decision *decision, *again;
	struct err err;

	if (!decide_as(&agency.ana, ask(id, OUTCOME_APPROVED, "A04", NULL), &decision, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(decision_read(&call, decision->id, &again, &err));
	assert_int_equal(again->amounts.at[0].amount, 29100);
	assert_int_equal(again->amounts.at[0].from, FIRST_OF_DECEMBER);
	assert_string_equal(again->decided_by->id, "w_ana");
	assert_int_equal(test_read(&agency, &agency.ana, id)->status, APPLICATION_APPROVED);
	assert_false(decide_as(&agency.ana, ask(id, OUTCOME_DENIED, "D06", NULL), &again, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	call = test_call(&agency, &agency.eve, -1);
	assert_false(decision_read(&call, decision->id, &again, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void
statement_names_what_it_is_about(void **state)
{
	(void)state;
	const char *id = ready("Statement")->id;
	struct asking *asking = ask(id, OUTCOME_APPROVED, "A04", NULL);
	const struct decision *decision;
	struct err err;

	asking->request.application_id = "a_other";
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(id), &err,
		decision_make(&call, id, &asking->request, &decision, &err)));
	assert_string_equal(err.fields[0].pointer, "/application_id");
	asking->request.application_id = id;
	asking->request.application_version--;
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(id), &err,
		decision_make(&call, id, &asking->request, &decision, &err)));
	assert_string_equal(err.fields[0].pointer, "/application_version");
}

/* ---- the second person ---- */

static const struct decision *
large_approval(const char *name)
{
	const char *id = ready(name)->id;
	struct asking *asking = ask(id, OUTCOME_APPROVED, "A04", NULL);
	const struct decision *decision;
	struct err err;

	asking->amount.amount = OVER_LIMIT_CENTS;
	if (!decide_as(&agency.ana, asking, &decision, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return decision;
}

static bool
sign_as(const struct actor *actor, const char *decision_id, int64_t version, bool approve,
        const char *reason, struct err *fault)
{
	struct approval_request request = { .approve = approve, .reason = reason };
	const struct decision *decision;

	return TEST_ACT(&agency, actor, version, fault,
	                decision_approve(&call, decision_id, &request, &decision, fault));
}

static void
large_amount_waits_for_a_second_person(void **state)
{
	(void)state;
	const struct decision *decision = large_approval("Large");
	const char *id = decision->application_id;
	const struct application *waiting = test_read(&agency, &agency.sam, id);
	struct err err;

	assert_int_equal(decision->state, DECISION_AWAITING_SECOND_APPROVAL);
	assert_int_equal(waiting->status, APPLICATION_AWAITING_SECOND_APPROVAL);
	assert_int_equal(waiting->turn, TURN_SECOND);
	assert_true(test_may(waiting, "second"));
	assert_false(test_may(test_read(&agency, &agency.ana, id), "second"));
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE decision_id = '%s'", decision->id)), 0);

	assert_false(sign_as(&agency.ana, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_false(sign_as(&agency.ben, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	assert_true(sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_APPROVED);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE decision_id = '%s'", decision->id)), 1);
	assert_false(sign_as(&agency.sue, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_VERSION_CONFLICT);
	assert_string_equal(err.changed_by, "Sam Hill");
	assert_false(sign_as(&agency.sue, decision->id, 2, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

static void
returned_decision_goes_back_to_its_maker(void **state)
{
	(void)state;
	const struct decision *decision = large_approval("Returned");
	const char *id = decision->application_id;
	struct err err;

	assert_false(sign_as(&agency.sam, decision->id, 1, false, "", &err));
	assert_string_equal(err.fields[0].pointer, "/reason");
	assert_true(sign_as(&agency.sam, decision->id, 1, false, "rent is counted twice", &err));
	const struct application *after = test_read(&agency, &agency.ana, id);
	/* It is still complete, so the gate lets it through again at once. */
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	assert_string_equal(after->assignee->id, "w_ana");
	assert_null(after->decision_id);
	struct call call = test_call(&agency, &agency.ana, -1);
	const struct decision *again;
	assert_true(decision_read(&call, decision->id, &again, &err));
	assert_int_equal(again->state, DECISION_RETURNED);
	assert_string_equal(again->return_reason, "rent is counted twice");
}

static void
lifting_a_stop_takes_two_people(void **state)
{
	(void)state;
	const char *id = in_review("Lifted")->id;
	const struct decision *decision;
	struct err err;

	agency.now_ms += 15 * DAY_MS;
	struct asking *asking = deny_for_all_proof(id);
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	/* Who is stopped does not let themselves through, whatever the reason. */
	asking->request.override_reason = "she moved away and wrote so";
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_string_equal(err.fields[0].code, "too_early");
	assert_int_equal(test_read(&agency, &agency.ana, id)->status, APPLICATION_IN_REVIEW);

	/* A supervisor does it in the assignee's place; never alone. */
	id = in_review("Lifted By Sam")->id;
	agency.now_ms += 15 * DAY_MS;
	asking = deny_for_all_proof(id);
	assert_false(decide_as(&agency.sam, asking, &decision, &err));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	asking->request.override_reason = "hearing officer's order";
	assert_true(decide_as(&agency.sam, asking, &decision, &err));
	assert_false(sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_true(sign_as(&agency.sue, decision->id, 1, true, NULL, &err));

	/* What a supervisor cannot lift stays a STOP. */
	id = in_review("Not Liftable")->id;
	asking = deny_for_proof(id, "identity");
	asking->request.override_reason = "please";
	assert_false(decide_as(&agency.sam, asking, &decision, &err));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
}

/* A letter that came back asked for nothing; the days run from the next. */
static void
a_request_that_was_not_served_is_no_request(void **state)
{
	(void)state;
	const char *id = in_review("Letter Came Back")->id;
	const char *of = arena_printf(&agency.arena, " WHERE application_id = '%s' AND kind = 'missing'", id);

	agency.now_ms += 35 * DAY_MS;
	assert_int_equal(rehearse(deny_for_all_proof(id))->stops.count, 0);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE notice SET state = %d, back_at = %lld%s", NOTICE_BOUNCED,
		(long long)(agency.now_ms - 30 * DAY_MS), of));
	expect_stop(deny_for_all_proof(id), "not_served", "supervisor");
	/* Sent again four days ago: six are left. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO notice (id, application_id, customer_id, decision_id, kind, channel, language,"
		" state, rendered_text, sha256, created_at) SELECT id || 'b', application_id, customer_id,"
		" decision_id, kind, 'letter', language, %d, rendered_text, sha256, %lld FROM notice%s",
		NOTICE_SENT, (long long)(agency.now_ms - 4 * DAY_MS), of));
	expect_stop(deny_for_all_proof(id), "served_too_late", "supervisor");
	agency.now_ms += 7 * DAY_MS;
	assert_int_equal(rehearse(deny_for_all_proof(id))->stops.count, 0);
}

static void
superseding_names_the_old_and_takes_a_second_person(void **state)
{
	(void)state;
	const char *id = ready("Superseded")->id;
	const struct decision *first, *second, *read;
	struct err err;

	assert_true(decide_as(&agency.ana, ask(id, OUTCOME_DENIED, "D06", NULL), &first, &err));
	struct asking *asking = ask(id, OUTCOME_APPROVED, "A04", NULL);
	asking->request.supersedes = "d_other";
	assert_false(decide_as(&agency.sam, asking, &second, &err));
	assert_string_equal(err.fields[0].code, "not_in_force");
	asking->request.supersedes = first->id;
	assert_false(decide_as(&agency.ana, asking, &second, &err));
	assert_int_equal(err.code, ERR_FORBIDDEN);

	/* Returned: the old one stays in force. */
	assert_true(decide_as(&agency.sam, asking, &second, &err));
	assert_int_equal(second->state, DECISION_AWAITING_SECOND_APPROVAL);
	assert_true(sign_as(&agency.sue, second->id, 1, false, "why?", &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_DENIED);
	assert_string_equal(test_read(&agency, &agency.sam, id)->decision_id, first->id);

	asking->request.application_version = version_of(id);
	assert_true(decide_as(&agency.sam, asking, &second, &err));
	assert_false(sign_as(&agency.sam, second->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_true(sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_APPROVED);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(decision_read(&call, first->id, &read, &err));
	assert_int_equal(read->state, DECISION_SUPERSEDED);
	assert_true(decision_read(&call, second->id, &read, &err));
	assert_string_equal(read->supersedes, first->id);
	assert_string_equal(read->approved_by->id, "w_sue");
}

static void
withdrawing_takes_a_waiting_decision_along(void **state)
{
	(void)state;
	const struct decision *decision = large_approval("Changed Her Mind"), *read;
	const char *id = decision->application_id;
	struct withdraw_request phone = { "by phone" };
	const struct application *after;
	struct err err;

	assert_true(TEST_ACT(&agency, &agency.ana, version_of(id), &err,
		application_withdraw(&call, id, &phone, &after, &err)));
	assert_null(after->decision_id);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(decision_read(&call, decision->id, &read, &err));
	assert_int_equal(read->state, DECISION_RETURNED);
	assert_false(sign_as(&agency.sam, decision->id, 2, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
}

/* ---- what a request may not be ---- */

static bool
names(const struct err *err, const char *pointer, const char *code)
{
	for (size_t i = 0; i < err->field_count; i++)
		if (str_eq(err->fields[i].pointer, pointer) && str_eq(err->fields[i].code, code))
			return true;
	return false;
}

static void
each_part_that_cannot_be_taken_is_named(void **state)
{
	(void)state;
	enum { TOO_MANY = 100, LONG_TEXT = 20001 };
	struct asking *asking = ask(ready("Too Much")->id, OUTCOME_DENIED, "D06", NULL);
	struct reason_ask many_reasons[TOO_MANY] = { { .code = "D06" } };
	struct decision_amount many_amounts[TOO_MANY] = { { .amount = 1 } };
	const struct decision *decision;
	char *text = arena_alloc(&agency.arena, LONG_TEXT + 1);
	struct err err;

	memset(text, 'x', LONG_TEXT);
	asking->request.rationale = asking->request.override_reason = text;
	asking->request.advice_differs_because = text;
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_true(names(&err, "/rationale", "too_long"));
	assert_true(names(&err, "/advice_differs_because", "too_long"));
	assert_true(names(&err, "/override_reason", "too_long"));

	/* The first is refused also where the rest is in order. */
	asking->request.override_reason = asking->request.advice_differs_because = NULL;
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.field_count, 1);
	asking->request.rationale = "";
	asking->request.reasons.at = many_reasons;
	asking->request.reasons.count = TOO_MANY;
	asking->request.amounts.at = many_amounts;
	asking->request.amounts.count = TOO_MANY;
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_true(names(&err, "/reasons", "too_many"));
	assert_true(names(&err, "/amounts", "too_many"));

	asking = ask(asking->request.application_id, OUTCOME_DENIED, "D06", NULL);
	asking->request.outcome = (enum outcome)0;
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_true(names(&err, "/outcome", "required"));
}

static void
every_reason_that_cannot_be_read_is_named(void **state)
{
	(void)state;
	struct asking *asking = ask(ready("Not Read")->id, OUTCOME_DENIED, "D98", "D99");
	const struct decision *decision;
	struct err err;

	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_true(names(&err, "/reasons/0/code", "unknown"));
	assert_true(names(&err, "/reasons/1/code", "unknown"));
	asking->reasons[1].code = "D06";
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.field_count, 1);
	asking->reasons[0].code = NULL;
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_true(names(&err, "/reasons/0/code", "unknown"));
	asking->reasons[0] = (struct reason_ask) { .code = "D06", .facts = "{" };
	asking->request.reasons.count = 1;
	assert_false(decide_as(&agency.ana, asking, &decision, &err));
	assert_int_equal(err.code, ERR_MALFORMED_JSON);
}

static void
a_rehearsal_is_refused_as_the_decision_would_be(void **state)
{
	(void)state;
	struct asking *asking = ask(ready("Refused")->id, OUTCOME_DENIED, "D98", NULL);
	const char *id = asking->request.application_id;
	const struct rehearsal *rehearsal;
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);

	assert_false(decision_rehearse(&call, id, &asking->request, &rehearsal, &err));
	assert_true(names(&err, "/reasons/0/code", "unknown"));
	err = (struct err) { .code = ERR_NONE };
	asking->request.application_version--;
	assert_false(decision_rehearse(&call, id, &asking->request, &rehearsal, &err));
	assert_true(names(&err, "/application_version", "differs"));
}

static void
a_rehearsal_warns_of_all_that_is_odd_and_of_the_second_person(void **state)
{
	(void)state;
	struct asking *asking = ask(ready("Odd")->id, OUTCOME_APPROVED, "A04", NULL);
	const char *id = asking->request.application_id;
	struct event written = { .type = EVENT_MESSAGE_ADDED, .subject = { "message", "m_1" },
		                 .application_id = id, .actor = { AUTHOR_CUSTOMER, "c_1", NULL } };
	const struct rehearsal *rehearsal;
	bool second = false, message = false;
	struct txn txn;

	test_txn_begin(&agency.store, &txn);
	assert_true(event_append(&txn, &written, NULL));
	test_txn_commit(&txn);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET email = '', address = '' WHERE id ="
		" (SELECT customer_id FROM application WHERE id = '%s')", id));
	asking->request.rationale = "";
	asking->amount.amount = OVER_LIMIT_CENTS;
	rehearsal = rehearse(asking);
	assert_int_equal(rehearsal->stops.count, 0);
	assert_int_equal(rehearsal->warnings.count, 4);
	for (size_t i = 0; i < rehearsal->warnings.count; i++) {
		second |= str_eq(rehearsal->warnings.at[i].code, "second_person");
		message |= str_starts(rehearsal->warnings.at[i].text, "Not looked at: message");
	}
	assert_true(second);
	assert_true(message);
	/* An address without a street reaches nobody either. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET address = '{\"city\":\"Nashville\",\"state\":\"TN\",\"zip\":\"37201\"}'"
		" WHERE id = (SELECT customer_id FROM application WHERE id = '%s')", id));
	assert_int_equal(rehearse(asking)->warnings.count, 4);
}

static void
a_refusal_says_that_nobody_can_lift_it(void **state)
{
	(void)state;
	struct finding stop = { "agency_delay", "The delay is the agency's.", NULL };
	struct proposal proposal = { .findings.stops = { &stop, 1 } };
	struct err err = { .code = ERR_NONE };

	assert_false(proposal_refuse(&proposal, &err));
	assert_string_equal(err.fields[0].detail, "The delay is the agency's. Nobody can lift it.");
}

/* ---- what changed before the second signature ---- */

static void
the_second_signature_is_checked_as_of_its_own_day(void **state)
{
	(void)state;
	const struct decision *decision = large_approval("Later");
	const char *id = decision->application_id;
	struct asking *asking;
	struct err err;

	/* A proof is owed again, and nobody gave a reason to go past it. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 2 WHERE application_id = '%s'", id));
	assert_false(sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	assert_true(names(&err, "/reasons", "not_complete"));

	/* Asked to lift one STOP, she is not taken to have lifted another. */
	id = in_review("Later Lifted")->id;
	agency.now_ms += 15 * DAY_MS;
	asking = deny_for_all_proof(id);
	asking->request.override_reason = "she moved away";
	assert_true(decide_as(&agency.sam, asking, &decision, &err));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 4 WHERE application_id = '%s'", id));
	assert_false(sign_as(&agency.sue, decision->id, 1, true, NULL, &err));
	assert_true(names(&err, "/reasons", "item_accepted"));
}

static void
a_return_says_why_in_so_many_words(void **state)
{
	(void)state;
	enum { LONG_TEXT = 2001 };
	const struct decision *decision = large_approval("Wordy");
	char *text = arena_alloc(&agency.arena, LONG_TEXT + 1);
	struct err err;

	memset(text, 'x', LONG_TEXT);
	assert_false(sign_as(&agency.sam, decision->id, 1, false, text, &err));
	assert_true(names(&err, "/reason", "too_long"));
}

/* An approval in force, and a denial to replace it that Sam made. */
static const struct decision *
to_be_replaced(const char *name, const struct decision **ret_first)
{
	const char *id = ready(name)->id;
	const struct decision *second;
	struct asking *asking;
	struct err err;

	assert_true(decide_as(&agency.ana, ask(id, OUTCOME_APPROVED, "A04", NULL), ret_first, &err));
	asking = ask(id, OUTCOME_DENIED, "D06", NULL);
	asking->request.supersedes = (*ret_first)->id;
	if (!decide_as(&agency.sam, asking, &second, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return second;
}

static void
what_is_not_replaced_after_all_stays_in_force(void **state)
{
	(void)state;
	const struct decision *first, *second = to_be_replaced("Stays", &first);
	const char *id = first->application_id;
	struct err err;

	/* The one in force waits for nobody. */
	assert_false(sign_as(&agency.sue, first->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_true(sign_as(&agency.sue, second->id, 1, false, "why?", &err));
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_APPROVED);
	assert_string_equal(test_read(&agency, &agency.sam, id)->decision_id, first->id);

	second = to_be_replaced("Not In Force", &first);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE decision SET state = %d WHERE id = '%s'", DECISION_RETURNED, first->id));
	assert_false(sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"DELETE FROM decision WHERE id = '%s'", first->id));
	assert_false(sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	assert_false(sign_as(&agency.sue, second->id, 1, false, "why?", &err));
	assert_int_equal(err.code, ERR_INTERNAL);
}

static bool
rehearse_with(const struct actor *actor, const char *decision_id, bool approve, const char *reason,
              struct err *err)
{
	struct call call = test_call(&agency, actor, 1);
	struct approval_request request = { .approve = approve, .reason = reason };
	const struct rehearsal *rehearsal;

	*err = (struct err) { .code = ERR_NONE };
	return approval_rehearse(&call, decision_id, &request, &rehearsal, err);
}

static bool
rehearse_signature(const struct actor *actor, const char *decision_id, bool approve, struct err *err)
{
	return rehearse_with(actor, decision_id, approve, "count again", err);
}

static void
a_signature_is_rehearsed_by_who_could_give_it(void **state)
{
	(void)state;
	const struct decision *decision = large_approval("Rehearsed Signature");
	struct err err;

	assert_false(rehearse_signature(&agency.ana, decision->id, true, &err));
	assert_int_equal(err.code, ERR_SECOND_PERSON_REQUIRED);
	assert_false(rehearse_signature(&agency.ana, decision->id, false, &err));
	assert_true(rehearse_signature(&agency.sam, decision->id, true, &err));
	assert_true(rehearse_signature(&agency.sam, decision->id, false, &err));
	assert_false(rehearse_with(&agency.sam, decision->id, false, "", &err));
	assert_true(names(&err, "/reason", "required"));
	assert_int_equal(test_read(&agency, &agency.sam, decision->application_id)->status,
	                 APPLICATION_AWAITING_SECOND_APPROVAL);
}

/* ---- kept rows that are not as they were written ---- */

static const struct decision *
read_in(const char *language, const char *id)
{
	struct call call = test_call(&agency, &agency.sam, -1);
	const struct decision *decision;
	struct err err = { .code = ERR_NONE };

	call.language = language;
	if (!decision_read(&call, id, &decision, &err))
		fail_msg("%s", err.detail);
	return decision;
}

static void
keep(const char *id, const char *column, const char *text)
{
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE decision SET %s = '%s' WHERE id = '%s'", column, text, id));
}

static void
a_kept_row_reads_as_what_is_left_of_it(void **state)
{
	(void)state;
	const struct decision *decision = large_approval("Kept"), *read;
	const char *id = decision->id;
	struct err err;

	keep(id, "reasons", "[{\"code\":\"A04\",\"legal_basis\":\"b\",\"text\":{\"es\":\"una\"}}]");
	keep(id, "amounts", "[{\"from\":\"soon\",\"to\":\"late\",\"amount\":\"much\"}]");
	read = read_in("vi", id);
	assert_string_equal(read->reasons.at[0].text, "una");
	assert_null(read->reasons.at[0].facts);
	assert_int_equal(read->amounts.at[0].from, DATE_NONE);
	assert_int_equal(read->amounts.at[0].to, DATE_NONE);
	assert_int_equal(read->amounts.at[0].amount, 0);
	/* No such month can be issued. */
	assert_false(sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(names(&err, "/reasons", "bad_amount"));

	keep(id, "reasons", "[{\"code\":\"Z99\",\"legal_basis\":\"b\",\"text\":{\"en\":\"one\"}}]");
	assert_string_equal(read_in("vi", id)->reasons.at[0].text, "one");
	assert_false(sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(names(&err, "/reasons/0/code", "unknown"));
	assert_false(rehearse_signature(&agency.sam, id, true, &err));
	assert_true(names(&err, "/reasons/0/code", "unknown"));

	keep(id, "reasons", "");
	keep(id, "amounts", "");
	read = read_in("en", id);
	assert_int_equal(read->reasons.count, 0);
	assert_int_equal(read->amounts.count, 0);
	assert_false(sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(names(&err, "/reasons", "no_reason"));

	/* Nobody's decision is nobody's in a conflict, too. */
	keep(id, "decided_by_id", "");
	assert_false(sign_as(&agency.sam, id, 7, true, NULL, &err));
	assert_int_equal(err.code, ERR_VERSION_CONFLICT);
	assert_string_equal(err.changed_by, "");
	assert_false(sign_as(&agency.sam, id, 1, true, NULL, &err));
	assert_true(names(&err, "/reasons", "no_reason"));
}

static void
answers_that_are_gone_are_a_home_of_one_and_broken_ones_a_fault(void **state)
{
	(void)state;
	struct asking *asking = ask(ready("No Answers")->id, OUTCOME_DENIED, "D06", NULL);
	const char *id = asking->request.application_id;
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);
	const struct rehearsal *rehearsal;
	struct err err = { .code = ERR_NONE };

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET answers = '{}' WHERE id = '%s'", id));
	assert_int_equal(rehearse(asking)->stops.count, 0);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET answers = '{' WHERE id = '%s'", id));
	assert_false(decision_rehearse(&call, id, &asking->request, &rehearsal, &err));
	assert_int_equal(err.code, ERR_MALFORMED_JSON);
}

/* ---- a database that fails ---- */

/* "There is no such thing" would be a lie. */
static void
what_cannot_be_read_is_not_called_missing(void **state)
{
	(void)state;
	static const struct {
		const char *table;
		bool decision, decisions, notice, notices; /* which reads rest on it */
	} cases[] = {
		{ "decision", true, true, false, false },
		{ "notice", false, false, true, true },
		{ "queue", true, true, true, true },
	};
	const struct decision *first, *second = to_be_replaced("Unreadable", &first), *one;
	const char *id = first->application_id;

	for (size_t i = 0; i < countof(cases); i++) {
		struct call call = test_call(&agency, &agency.sam, -1);
		struct decision *decisions;
		const struct notice *notice;
		struct notice *notices;
		struct err err = { .code = ERR_NONE };
		size_t count;

		test_store_exec(&agency.store, arena_printf(&agency.arena, "ALTER TABLE %s RENAME TO away",
		                                            cases[i].table));
		assert_int_equal(decision_read(&call, first->id, &one, &err), !cases[i].decision);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		assert_int_equal(decisions_of(&call, id, &decisions, &count, &err), !cases[i].decisions);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		assert_int_equal(notice_read_one(&call, first->notice_id, &notice, &err), !cases[i].notice);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		assert_int_equal(notices_of(&call, id, &notices, &count, &err), !cases[i].notices);
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		/* Nor is it signed, where its letter cannot be kept either. */
		assert_false(sign_as(&agency.sue, second->id, 1, true, NULL, &err));
		assert_int_not_equal(err.code, ERR_NOT_FOUND);
		test_store_exec(&agency.store, arena_printf(&agency.arena, "ALTER TABLE away RENAME TO %s",
		                                            cases[i].table));
	}
	assert_int_equal(test_read(&agency, &agency.sam, id)->status, APPLICATION_AWAITING_SECOND_APPROVAL);
	struct err err;
	assert_true(sign_as(&agency.sue, second->id, 1, true, NULL, &err));
	struct asking *asking = ask(ready("Unwritable")->id, OUTCOME_DENIED, "D06", NULL);
	test_store_exec(&agency.store, "ALTER TABLE notice RENAME TO away");
	assert_false(decide_as(&agency.ana, asking, &one, &err));
	test_store_exec(&agency.store, "ALTER TABLE away RENAME TO notice");
	assert_true(decide_as(&agency.ana, asking, &one, &err));
}

/* ---- what the proof makes of them ---- */

static struct decision_fault
prove(struct decision_count *ret_count)
{
	struct decision_fault fault;
	struct err err = { .code = ERR_NONE };

	if (!decision_verify(agency.store.db, &agency.arena, &fault, ret_count, &err))
		fail_msg("%s", err.detail);
	return fault;
}

static void
expect_fault(const char *what)
{
	struct decision_count count;
	struct decision_fault fault = prove(&count);

	if (!fault.what)
		fail_msg("nothing found, wanted %s", what);
	assert_non_null(strstr(fault.what, what));
}

static void
state_in(const char *id, const char *statement)
{
	keep(id, "statement", statement);
}

/* The log's texts are erased, so a row is held against its statement alone. */
static void
the_proof_holds_rows_against_their_statements(void **state)
{
	(void)state;
	static const char whole[] = "{\"application_id\":\"%s\",\"application_version\":%lld,\"outcome\":\"approved\","
		"\"rationale\":\"as the file shows\",\"reasons\":[{\"code\":\"A04\"}],\"amounts\":[{%s}]}";
	static const struct {
		const char *amount, *what;
	} cases[] = {
		{ "\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"1500.01\",\"currency\":\"USD\"}", NULL },
		{ "\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"1500.02\",\"currency\":\"USD\"}", "its statement says" },
		{ "\"from\":\"2025-12-01\",\"amount\":{\"amount\":\"much\"}", "its statement says" },
		{ "\"from\":\"2025-12-01\"", "its statement says" },
		{ "\"from\":\"2025-12-02\"", "its statement says" },
	};
	struct decision_count count;
	struct err err;

	const struct decision *decision = large_approval("Proved");
	assert_non_null(prove(&count).what); /* its statement is "{}" */
	/* Of before statements were kept, and of who has no key: nothing to hold it against. */
	state_in(decision->id, "");
	test_store_exec(&agency.store, "DELETE FROM event_payload");
	assert_null(prove(&count).what);
	assert_int_equal(count.unproved, 1);
	for (size_t i = 0; i < countof(cases); i++) {
		state_in(decision->id, arena_printf(&agency.arena, whole, decision->application_id,
			(long long)decision->application_version, cases[i].amount));
		if (cases[i].what)
			expect_fault(cases[i].what);
		else
			assert_null(prove(&count).what);
	}
	state_in(decision->id, "");
	keep(decision->id, "signature", "x");
	expect_fault("Its signature is none");
	keep(decision->id, "signature", "");
	assert_true(sign_as(&agency.sam, decision->id, 1, true, NULL, &err));
	test_store_exec(&agency.store, "DELETE FROM approval; DELETE FROM event_payload");
	assert_null(prove(&count).what);
}

static void
tell_of_key(const char *payload)
{
	struct event event = { .type = EVENT_KEY_MADE, .subject = { "worker", "w_ana" },
		               .actor = { AUTHOR_WORKER, "w_ana", "Ana Ruiz" } };
	struct txn txn;

	test_txn_begin(&agency.store, &txn);
	assert_true(event_append(&txn, &event, payload));
	test_txn_commit(&txn);
}

static void
the_proof_misses_every_key_the_log_tells_of(void **state)
{
	(void)state;
	enum { KEYS = 150 };
	struct decision_count count;
	struct decision_fault fault;
	struct err err = { .code = ERR_NONE };

	/* What names no key tells of none. */
	tell_of_key("{}");
	tell_of_key("{\"key\":\"k_half\"}");
	assert_null(prove(&count).what);
	for (int i = 0; i < KEYS; i++)
		tell_of_key(arena_printf(&agency.arena, "{\"key\":\"k_%d\",\"public_key\":\"p\"}", i));
	fault = prove(&count);
	assert_true(fault.is_key);
	assert_string_equal(fault.id, "k_0");
	assert_string_equal(fault.what, "Its row is gone.");
	test_store_exec(&agency.store, "DELETE FROM event_payload");
	/* A text that says nothing of the row proves nothing of it. */
	test_store_exec(&agency.store, "INSERT INTO event_payload (chain_id, seq, salt, payload)"
		" SELECT chain_id, seq, hash, 'no json' FROM event WHERE decision_id <> ''");
	assert_null(prove(&count).what);
	assert_int_equal(count.unproved, count.rows);
	test_store_exec(&agency.store, "ALTER TABLE event RENAME TO away");
	assert_false(decision_verify(agency.store.db, &agency.arena, &fault, &count, &err));
	assert_int_not_equal(err.code, ERR_NONE);
	test_store_exec(&agency.store, "ALTER TABLE away RENAME TO event");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reasons_must_fit_and_be_said_once, same_day_again),
		cmocka_unit_test_teardown(amounts_belong_to_approvals, same_day_again),
		cmocka_unit_test_teardown(approval_needs_everything_and_says_what, same_day_again),
		cmocka_unit_test_teardown(missing_proof_is_no_reason_before_its_day, same_day_again),
		cmocka_unit_test_teardown(days_begin_at_the_county_s_midnight, same_day_again),
		cmocka_unit_test_teardown(proof_on_file_cannot_be_called_missing, same_day_again),
		cmocka_unit_test_teardown(items_never_asked_for_or_accepted_cannot_be_named,
		                          same_day_again),
		cmocka_unit_test_teardown(no_interview_is_a_reason_only_after_two_offers,
		                          same_day_again),
		cmocka_unit_test_teardown(denial_is_one_commit_that_names_the_same_everywhere,
		                          same_day_again),
		cmocka_unit_test_teardown(approval_carries_its_amount, same_day_again),
		cmocka_unit_test_teardown(statement_names_what_it_is_about, same_day_again),
		cmocka_unit_test_teardown(large_amount_waits_for_a_second_person, same_day_again),
		cmocka_unit_test_teardown(returned_decision_goes_back_to_its_maker, same_day_again),
		cmocka_unit_test_teardown(lifting_a_stop_takes_two_people, same_day_again),
		cmocka_unit_test_teardown(a_request_that_was_not_served_is_no_request, same_day_again),
		cmocka_unit_test_teardown(withdrawing_takes_a_waiting_decision_along, same_day_again),
		cmocka_unit_test_teardown(superseding_names_the_old_and_takes_a_second_person,
		                          same_day_again),
		cmocka_unit_test_teardown(each_part_that_cannot_be_taken_is_named, same_day_again),
		cmocka_unit_test_teardown(every_reason_that_cannot_be_read_is_named, same_day_again),
		cmocka_unit_test_teardown(a_rehearsal_is_refused_as_the_decision_would_be, same_day_again),
		cmocka_unit_test_teardown(a_rehearsal_warns_of_all_that_is_odd_and_of_the_second_person, same_day_again),
		cmocka_unit_test_teardown(a_refusal_says_that_nobody_can_lift_it, same_day_again),
		cmocka_unit_test_teardown(the_second_signature_is_checked_as_of_its_own_day, same_day_again),
		cmocka_unit_test_teardown(a_return_says_why_in_so_many_words, same_day_again),
		cmocka_unit_test_teardown(what_is_not_replaced_after_all_stays_in_force, same_day_again),
		cmocka_unit_test_teardown(a_signature_is_rehearsed_by_who_could_give_it, same_day_again),
		cmocka_unit_test_teardown(a_kept_row_reads_as_what_is_left_of_it, same_day_again),
		cmocka_unit_test_teardown(answers_that_are_gone_are_a_home_of_one_and_broken_ones_a_fault, same_day_again),
		cmocka_unit_test_teardown(what_cannot_be_read_is_not_called_missing, same_day_again),
	};
	/* An agency of their own, where nothing was broken before. */
	const struct CMUnitTest proofs[] = {
		cmocka_unit_test_teardown(the_proof_holds_rows_against_their_statements, same_day_again),
		cmocka_unit_test_teardown(the_proof_misses_every_key_the_log_tells_of, same_day_again),
	};
	int failed = cmocka_run_group_tests(tests, open_agency, close_agency);
	return failed + cmocka_run_group_tests(proofs, open_agency, close_agency);
}
