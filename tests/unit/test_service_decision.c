/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision: what stops it, and what it leaves behind.
 * Decision, status, status update, letter and event are one commit and name the
 * same reasons and items.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/appeal.h"
#include "server/service/interview.h"
#include "server/service/packet.h"
#include "server/store/event_log.h"
#include "server/store/notice.h"
#include "server/store/setting.h"
#include "decision_fixture.h"

/* ---- STOPs ---- */

static void
reasons_must_fit_and_be_said_once(void **state)
{
	(void)state;
	const char *id = test_in_review("Reasons")->id;

	test_expect_stop(test_ask(id, OUTCOME_DENIED, NULL, NULL), "no_reason", "worker");
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "A04", NULL), "wrong_kind", "worker");
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "D06", "D06"), "reason_twice", "worker");
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "D04", NULL), "fact_missing", "worker");

	struct asking *unknown = test_ask(id, OUTCOME_DENIED, "D99", NULL);
	const struct decision *decision;
	struct err err;
	assert_false(test_decide_as(&agency.ana, unknown, &decision, &err));
	assert_string_equal(err.fields[0].pointer, "/reasons/0/code");
}

static void
amounts_belong_to_approvals(void **state)
{
	(void)state;
	const char *id = test_ready("Amounts")->id;
	struct asking *approve = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	struct asking *deny = test_ask(id, OUTCOME_DENIED, "D06", NULL);

	approve->request.amounts.count = 0;
	test_expect_stop(approve, "no_amount", "worker");
	approve->request.amounts.count = 1;
	approve->amount.amount = -1;
	test_expect_stop(approve, "bad_amount", "worker");
	deny->amount = (struct decision_amount) { FIRST_OF_DECEMBER, DATE_NONE, 100 };
	deny->request.amounts.at = &deny->amount;
	deny->request.amounts.count = 1;
	test_expect_stop(deny, "amount_on_denial", "worker");
}

/* An e-mail address alone brings no letter where the agency sends no e-mail. */
static void
a_denial_needs_somewhere_to_send_its_letter(void **state)
{
	(void)state;
	const struct application *app = test_in_review("Nowhere To Write");
	struct asking *deny = test_ask(app->id, OUTCOME_DENIED, "D06", NULL);
	struct err err = { .code = ERR_NONE };

	assert_null(test_stop_of(test_rehearse(deny), "unaddressed"));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET address = '', email = 'hoa@example.com' WHERE id = '%s'", app->customer.id));
	test_expect_stop(deny, "unaddressed", "supervisor");
	assert_true(setting_put(agency.store.db, "mail", "on"));
	assert_true(agency_reload_settings(agency.agency, agency.store.db, &err));
	assert_null(test_stop_of(test_rehearse(deny), "unaddressed"));
	assert_true(setting_put(agency.store.db, "mail", ""));
	assert_true(agency_reload_settings(agency.agency, agency.store.db, &err));
	/* What is hidden is handed over as was agreed. */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE customer SET address_hidden = 1 WHERE id = '%s'", app->customer.id));
	assert_null(test_stop_of(test_rehearse(deny), "unaddressed"));
}

static void
approval_needs_everything_and_says_what(void **state)
{
	(void)state;
	const struct application *early = test_in_review("Not Yet");
	const char *id = early->id;
	struct asking *approve = test_ask(id, OUTCOME_APPROVED, "A04", NULL);

	test_expect_stop(approve, "not_complete", "worker");
	assert_non_null(strstr(test_stop_of(test_rehearse(approve), "not_complete")->text,
	                       test_item(early, "identity")->label));
}

static void
missing_proof_is_no_reason_before_its_day(void **state)
{
	(void)state;
	const char *id = test_in_review("Too Early")->id;

	test_expect_stop(test_deny_for_proof(id, "identity"), "too_early", "supervisor");
	test_expect_stop(test_deny_for_proof(id, "identity"), "not_past_due", "worker");
	agency.now_ms += 15 * DAY_MS;
	test_expect_stop(test_deny_for_proof(id, "identity"), "too_early", "supervisor");
	test_expect_stop(test_deny_for_proof(id, "identity"), "left_out", "worker");
	agency.now_ms += 20 * DAY_MS;
	assert_null(test_stop_of(test_rehearse(test_deny_for_all_proof(id)), "too_early"));
	assert_int_equal(test_rehearse(test_deny_for_all_proof(id))->stops.count, 0);
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
		const char *id = test_in_review("Some Midnight")->id;
		test_store_exec(&agency.store, arena_printf(&agency.arena,
			"UPDATE queue SET county = '%s' WHERE application_id = '%s'",
			cases[i].county, id));

		agency.now_ms = day_11_ms - 1;
		asking = test_deny_for_all_proof(id);
		assert_non_null(test_stop_of(test_rehearse(asking), "not_past_due"));
		agency.now_ms = day_11_ms;
		asking = test_deny_for_all_proof(id);
		assert_null(test_stop_of(test_rehearse(asking), "not_past_due"));
		assert_non_null(test_stop_of(test_rehearse(asking), "too_early"));

		agency.now_ms = day_30_ms - DAY_MS; /* day 29 */
		assert_non_null(test_stop_of(test_rehearse(test_deny_for_all_proof(id)), "too_early"));
		agency.now_ms = day_30_ms - 1;
		asking = test_deny_for_all_proof(id);
		assert_non_null(test_stop_of(test_rehearse(asking), "too_early"));
		civil_date appeal_on = test_rehearse(asking)->decision->appeal_deadline_on;
		agency.now_ms = day_30_ms;
		asking = test_deny_for_all_proof(id);
		const struct rehearsal *allowed = test_rehearse(asking);
		assert_int_equal(allowed->stops.count, 0);
		assert_int_equal(allowed->decision->appeal_deadline_on, appeal_on + 1);
		agency.now_ms = day_30_ms + DAY_MS; /* day 31 */
		assert_int_equal(test_rehearse(test_deny_for_all_proof(id))->stops.count, 0);
	}
}

static void
proof_on_file_cannot_be_called_missing(void **state)
{
	(void)state;
	const char *id = test_in_review("It Came")->id;
	const char *identity = test_item(test_read(&agency, &agency.ana, id), "identity")->id;
	struct asking *asking;

	agency.now_ms += 35 * DAY_MS;
	asking = test_deny_for_all_proof(id); /* names identity, then it comes */
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 3, received_at = %lld"
		" WHERE application_id = '%s' AND id = '%s'", (long long)agency.now_ms, id, identity));
	test_expect_stop(asking, "on_file", "supervisor");
	test_expect_stop(asking, "unseen_called_missing", "supervisor");
}

static void
items_never_asked_for_or_accepted_cannot_be_named(void **state)
{
	(void)state;
	const char *id = test_in_review("Never Asked")->id;
	const char *identity = test_item(test_read(&agency, &agency.ana, id), "identity")->id;

	agency.now_ms += 35 * DAY_MS;
	struct asking *asking = test_deny_for_proof(id, "identity");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 1, requested_on = 2147483647, due_on = 2147483647"
		" WHERE application_id = '%s' AND id = '%s'", id, identity));
	test_expect_stop(asking, "not_requested", "worker");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 4 WHERE application_id = '%s' AND id = '%s'", id,
		identity));
	test_expect_stop(asking, "item_accepted", "worker");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 4 WHERE application_id = '%s'", id));
	asking->reasons[0].facts = "{\"items\":[]}";
	test_expect_stop(asking, "names_nothing", "worker");
}

static void
no_interview_is_a_reason_only_after_two_offers(void **state)
{
	(void)state;
	const char *id = test_in_review("No Talk")->id;
	const struct application *after;
	struct err err;

	agency.now_ms += 31 * DAY_MS;
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "D07", NULL), "interviews_offered", "supervisor");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
		interview_record(&call, id, &(struct interview_request) { INTERVIEW_SET,
	                         agency.now_ms + DAY_MS, "phone", NULL }, &after, &err)));
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "D07", NULL), "interview_set", "supervisor");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
		interview_record(&call, id, &(struct interview_request) { INTERVIEW_HELD, 0,
	                         "phone", NULL }, &after, &err)));
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "D07", NULL), "interview_held", "worker");
}

/* Both letters came back: nobody was offered anything. */
static void
an_interview_whose_letter_came_back_was_not_offered(void **state)
{
	(void)state;
	const char *id = test_in_review("Unheard Of")->id;
	const struct application *after;
	struct err err;
	char sql[200];

	for (int i = 0; i < 2; i++) {
		struct interview_request set = { INTERVIEW_SET, agency.now_ms + DAY_MS, "phone", NULL };
		struct interview_request missed = { INTERVIEW_MISSED, 0, NULL, NULL };

		assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
			interview_record(&call, id, &set, &after, &err)));
		agency.now_ms += DAY_MS + 3600 * 1000;
		assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
			interview_record(&call, id, &missed, &after, &err)));
	}
	agency.now_ms += 31 * DAY_MS;
	snprintf(sql, sizeof sql, "UPDATE notice SET state = %d, back_at = 1 WHERE application_id = '%s'"
	         " AND kind = 'interview'", (int)NOTICE_BOUNCED, id);
	test_store_exec(&agency.store, sql);
	test_expect_stop(test_ask(id, OUTCOME_DENIED, "D07", NULL), "interview_not_served", "supervisor");
}

/* ---- issuing ---- */

static void
denial_is_one_commit_that_names_the_same_everywhere(void **state)
{
	(void)state;
	const struct application *filed = test_in_review("Juana Perez");
	const char *id = filed->id;
	const struct decision *decision = NULL;
	struct notice notice;
	struct err err;

	agency.now_ms += 35 * DAY_MS;
	struct asking *asking = test_deny_for_all_proof(id);
	asking->reasons[1].code = "D06";
	asking->request.reasons.count = 2;
	const struct rehearsal *rehearsal = test_rehearse(asking);
	assert_int_equal(rehearsal->stops.count, 0);
	assert_string_equal(rehearsal->notice->language, "es");
	assert_string_equal(rehearsal->notice_in_english->language, "en");
	/* Whether it is drawn for review besides is chance's. */
	static const char events_sql[] = "SELECT count(*) FROM event WHERE type <> 'review.drawn'";
	int64_t events = test_store_int(&agency.store, events_sql);
	if (!test_decide_as(&agency.ana, asking, &decision, &err))
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
	/* 7 CFR 273.10(g)(1): whom to ask, where somebody has it. */
	assert_non_null(strstr(notice.rendered_text, "Puede preguntar por Ana Ruiz"));
	assert_string_equal(notice.decision_id, decision->id);
	assert_int_equal(test_store_int(&agency.store, events_sql), events + 2);

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
	const char *id = test_ready("Plain Approval")->id;
	const struct decision *decision, *again;
	struct err err;

	if (!test_decide_as(&agency.ana, test_ask(id, OUTCOME_APPROVED, "A04", NULL), &decision, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(decision_read(&call, decision->id, &again, &err));
	assert_int_equal(again->amounts.at[0].amount, 29100);
	assert_int_equal(again->amounts.at[0].from, FIRST_OF_DECEMBER);
	assert_string_equal(again->decided_by->id, "w_ana");
	assert_int_equal(test_read(&agency, &agency.ana, id)->status, APPLICATION_APPROVED);
	assert_false(test_decide_as(&agency.ana, test_ask(id, OUTCOME_DENIED, "D06", NULL), &again, &err));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	call = test_call(&agency, &agency.eve, -1);
	assert_false(decision_read(&call, decision->id, &again, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
}

static void
a_packet_says_of_an_amount_that_it_goes_on(void **state)
{
	(void)state;
	const char *id = test_ready("Goes On")->id;
	const struct decision *decision;
	struct packet_view *packet;
	struct err err = { .code = ERR_NONE };

	assert_true(test_decide_as(&agency.ana, test_ask(id, OUTCOME_APPROVED, "A04", NULL), &decision, &err));
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(packet_make(&call, id, &packet, &err));
	assert_non_null(strstr(packet->text, "  2025-12-01 - ...: $291.00\n"));
}

static void
a_packet_speaks_to_who_reads_it(void **state)
{
	(void)state;
	const char *id = test_ready("Reads It")->id;
	struct appeal_request asks = { .how = "phone", .asked_on = DATE_NONE };
	const struct application *after;
	const struct decision *decision;
	struct packet_view *packet;
	struct err err = { .code = ERR_NONE };

	assert_true(test_decide_as(&agency.ana, test_ask(id, OUTCOME_DENIED, "D06", NULL), &decision, &err));
	int64_t version = test_read(&agency, &agency.ana, id)->version;
	if (!TEST_ACT(&agency, &agency.ana, version, &err, appeal_ask(&call, id, &asks, &after, &err)))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	struct call call = test_call(&agency, &agency.sam, -1);
	assert_true(packet_make(&call, id, &packet, &err));
	assert_non_null(strstr(packet->text, "By: telephone\n"));
	assert_non_null(strstr(packet->text, "Outcome: Denied\n"));
	assert_non_null(strstr(packet->text, "State: issued\n"));
	const char *letter = strstr(packet->text, "  denial, Spanish, ");
	assert_non_null(letter);
	assert_non_null(strstr(letter, ", not sent yet\nSHA-256 "));
	/* How each proof and interview stands, without the wire's words. */
	const char *required = strstr(packet->text, "What was required, and how it stands");
	assert_non_null(required);
	assert_non_null(strstr(required, ": proved"));
	assert_non_null(strstr(required, ": held"));
	assert_null(strstr(required, ": accepted"));
	assert_null(strstr(packet->text, ", queued\n"));
}

static void
statement_names_what_it_is_about(void **state)
{
	(void)state;
	const char *id = test_ready("Statement")->id;
	struct asking *asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	const struct decision *decision;
	struct err err;

	asking->request.application_id = "a_other";
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
		decision_make(&call, id, &asking->request, &decision, &err)));
	assert_string_equal(err.fields[0].pointer, "/application_id");
	asking->request.application_id = id;
	asking->request.application_version--;
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(id), &err,
		decision_make(&call, id, &asking->request, &decision, &err)));
	assert_string_equal(err.fields[0].pointer, "/application_version");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(reasons_must_fit_and_be_said_once, test_same_day_again),
		cmocka_unit_test_teardown(amounts_belong_to_approvals, test_same_day_again),
		cmocka_unit_test_teardown(a_denial_needs_somewhere_to_send_its_letter, test_same_day_again),
		cmocka_unit_test_teardown(approval_needs_everything_and_says_what, test_same_day_again),
		cmocka_unit_test_teardown(missing_proof_is_no_reason_before_its_day, test_same_day_again),
		cmocka_unit_test_teardown(days_begin_at_the_county_s_midnight, test_same_day_again),
		cmocka_unit_test_teardown(proof_on_file_cannot_be_called_missing, test_same_day_again),
		cmocka_unit_test_teardown(items_never_asked_for_or_accepted_cannot_be_named, test_same_day_again),
		cmocka_unit_test_teardown(no_interview_is_a_reason_only_after_two_offers, test_same_day_again),
		cmocka_unit_test_teardown(an_interview_whose_letter_came_back_was_not_offered, test_same_day_again),
		cmocka_unit_test_teardown(denial_is_one_commit_that_names_the_same_everywhere, test_same_day_again),
		cmocka_unit_test_teardown(approval_carries_its_amount, test_same_day_again),
		cmocka_unit_test_teardown(a_packet_says_of_an_amount_that_it_goes_on, test_same_day_again),
		cmocka_unit_test_teardown(a_packet_speaks_to_who_reads_it, test_same_day_again),
		cmocka_unit_test_teardown(statement_names_what_it_is_about, test_same_day_again),
	};

	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
