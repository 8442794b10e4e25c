/* SPDX-License-Identifier: Apache-2.0
 *
 * Every act from every status: what the table allows is done and leaves the
 * status the table names; what it does not is refused with a reason and
 * changes nothing.  Then each act for what it is for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "domain/completeness.h"
#include "server/service/answer.h"
#include "server/service/appeal.h"
#include "server/service/application.h"
#include "server/service/document.h"
#include "server/service/application_view.h"
#include "server/service/decision.h"
#include "server/service/interview.h"
#include "server/service/missing.h"
#include "server/service/next.h"
#include "server/service/note.h"
#include "server/service/reminder.h"
#include "server/service/seen.h"
#include "server/service/verification.h"
#include "server/store/application.h"
#include "server/store/decision.h"
#include "server/store/event_log.h"
#include "server/store/notice.h"
#include "service_fixture.h"

#define DAY_MS (24 * 3600 * 1000LL)

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

/* Puts an application into a status and a worker's hands, past all services. */
static void
force(const char *id, enum application_status status, const char *assignee)
{
	struct application_row before, after;
	struct txn txn;

	assert_true(application_row_find(agency.store.db, id, &agency.arena, &before));
	after = before;
	after.queue.status = status;
	after.queue.assignee_id = assignee;
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

static int64_t
version_of(const char *id)
{
	return test_read(&agency, &agency.sam, id)->version;
}

/* ---- the table ---- */

static bool
ask_rent(struct call *call, const char *id, const struct application **ret, struct err *err)
{
	struct missing_ask item = { .requirement = "rent_proof" };
	struct missing_request request = { .due_on = DATE_NONE };

	request.items.at = &item;
	request.items.count = 1;
	return missing_ask(call, id, &request, ret, err);
}

static bool
send_document(struct call *call, const char *id, struct err *err)
{
	struct document_upload upload = { .name = "a.pdf", .bytes = "%PDF-1.4\n", .len = 9 };
	struct documents sent;

	document_measure(&upload);
	return document_file(call, id, NULL, &upload, 1, &sent, err);
}

static bool
try_act(enum application_act act, struct call *call, const char *id, const char *identity_item,
        struct err *err)
{
	const struct application *after = NULL;
	const struct decision *decision = NULL;
	const struct note *note = NULL;
	struct reason_ask reason = { act == ACT_APPROVE ? "A04" : "D06", NULL };
	struct decision_amount amount = { 20393, DATE_NONE, 29100 };
	struct decision_request deciding = { .application_id = id,
		                             .application_version = call->if_match,
		                             .outcome = act == ACT_APPROVE ? OUTCOME_APPROVED
		                                                           : OUTCOME_DENIED,
		                             .rationale = "as the file shows" };

	deciding.reasons.at = &reason;
	deciding.reasons.count = 1;
	if (act == ACT_APPROVE) {
		deciding.amounts.at = &amount;
		deciding.amounts.count = 1;
	}
	switch (act) {
	case ACT_CLAIM:
		return application_claim(call, id, &after, err);
	case ACT_RELEASE:
		return application_release(call, id, &(struct release_request) { "sick" }, &after, err);
	case ACT_ASSIGN:
		return application_assign(call, id, &(struct assignment_request) { "w_ben", "load" },
		                          &after, err);
	case ACT_ASK_MISSING:
		return ask_rent(call, id, &after, err);
	case ACT_INTERVIEW:
		return interview_record(call, id,
			&(struct interview_request) { INTERVIEW_SET, agency.now_ms + DAY_MS,
		                                      "phone", NULL }, &after, err);
	case ACT_VERIFY:
		return verification_put(call, id, identity_item,
			&(struct verification_request) { ITEM_ACCEPTED, "licence seen" }, &after, err);
	case ACT_ANSWER:
		return application_answer(call, id,
			&(struct answers_request) { "{\"cash\":{\"amount\":\"12.00\",\"currency\":\"USD\"}}",
		                                    "said on the telephone" }, &after, err);
	case ACT_APPROVE:
	case ACT_DENY:
		return decision_make(call, id, &deciding, &decision, err);
	case ACT_WITHDRAW:
		return application_withdraw(call, id, &(struct withdraw_request) { "by phone" },
		                            &after, err);
	case ACT_REOPEN:
		return application_reopen(call, id,
			&(struct reopen_request) { "came in", "window" }, &after, err);
	case ACT_APPEAL:
		return appeal_ask(call, id, &(struct appeal_request) { "phone", "not right", DATE_NONE, false },
		                  &after, err);
	case ACT_REMIND:
		return reminder_set(call, id,
			&(struct reminder_request) { zone_date(ZONE_CENTRAL, agency.now_ms) + 3, "look", false },
			&(const struct reminder *) { NULL }, err);
	case ACT_NOTE:
		return note_write(call, id, &(struct note_request) { .text = "hello", .kind = "note" },
		                  &note, err);
	case ACT_CALL:
		return note_write(call, id, &(struct note_request) { .text = "called", .kind = "call",
		                                                     .direction = "in" }, &note, err);
	case ACT_DOCUMENT:
		return send_document(call, id, err);
	default:
		return false;
	}
}

static const struct actor *
who_does(enum application_act act)
{
	unsigned by = transition_of(act)->by;

	return by & (BY_ASSIGNEE | BY_CLAIMANT | BY_CASEWORKER) ? &agency.ana : &agency.sam;
}

static void
expect_status(enum application_act act, enum application_status from, const char *id)
{
	enum application_status now = test_read(&agency, &agency.sam, id)->status;
	enum application_status to = transition_of(act)->to;

	/* The interview still lacks, so nothing here is complete. */
	if (to != APPLICATION_NO_STATUS)
		assert_int_equal(now, to);
	else if (act == ACT_ASSIGN)
		assert_int_equal(now, from == APPLICATION_SUBMITTED || from == APPLICATION_REOPENED
			? APPLICATION_ASSIGNED : from);
	else if (act == ACT_RELEASE)
		assert_int_equal(now, from == APPLICATION_ASSIGNED || from == APPLICATION_IN_REVIEW
			|| from == APPLICATION_READY_FOR_DECISION ? APPLICATION_SUBMITTED : from);
	else if (act == ACT_ASK_MISSING)
		assert_int_equal(now, from == APPLICATION_INCOMPLETE ? APPLICATION_INCOMPLETE
		                                                     : APPLICATION_PENDED);
	else if (act == ACT_INTERVIEW)
		assert_int_equal(now, APPLICATION_INTERVIEW_SCHEDULED);
}

static void
every_act_from_every_status(void **state)
{
	(void)state;
	for (int act = 1; act < ACT_COUNT; act++) {
		const struct transition *row = transition_of((enum application_act)act);
		const struct actor *actor = who_does((enum application_act)act);

		if (act == ACT_SECOND || act == ACT_SUPERSEDE || act == ACT_APPEAL_RESULT)
			continue; /* test_service_decision.c, test_service_desk.c */
		for (int status = 1; status < APPLICATION_STATUS_COUNT; status++) {
			const struct application *filed = test_file(&agency, "Table Row", false);
			bool allowed = (row->from & 1u << status) != 0;
			struct err err;

			force(filed->id, (enum application_status)status, "w_ana");
			int64_t version = version_of(filed->id);
			bool offered = test_may(test_read(&agency, actor, filed->id), row->wire);
			/* The rehearsal answers as the act will, and leaves nothing. */
			struct call dry = test_call(&agency, actor, version);
			int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");
			err = (struct err) { .code = ERR_NONE };
			bool would = try_act((enum application_act)act, &dry, filed->id,
			                     test_item(filed, "identity")->id, &err);
			assert_int_equal(version_of(filed->id), version);
			assert_int_equal(test_store_int(&agency.store,
				"SELECT count(*) FROM event"), events);
			bool done = TEST_ACT(&agency, actor, version, &err,
				try_act((enum application_act)act, &call, filed->id,
			                test_item(filed, "identity")->id, &err));

			assert_int_equal(would, done);
			assert_int_equal(offered, allowed);
			/* From "ready" an approval is allowed, but this one is not complete. */
			if (allowed && act == ACT_APPROVE) {
				assert_false(done);
				assert_int_equal(err.code, ERR_VALIDATION_FAILED);
				assert_string_equal(err.fields[0].code, "not_complete");
			} else if (allowed) {
				if (!done)
					fail_msg("%s from %s: %s %s %s", row->wire,
					         application_status_wire((enum application_status)status),
					         err_wire(err.code), err.detail, err.fields[0].detail);
				expect_status((enum application_act)act,
				              (enum application_status)status, filed->id);
			} else {
				assert_false(done);
				assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
				assert_int_equal(version_of(filed->id), version);
			}
		}
	}
}

static void
acts_are_refused_to_others(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Not Yours", false);
	struct err err;

	force(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	for (int act = 1; act < ACT_COUNT; act++) {
		if (act == ACT_SECOND || act == ACT_SUPERSEDE || act == ACT_REOPEN
			|| act == ACT_CLAIM || act == ACT_NOTE || act == ACT_CALL || act == ACT_APPEAL
			|| act == ACT_APPEAL_RESULT || act == ACT_REMIND || act == ACT_DOCUMENT)
			continue;
		assert_false(TEST_ACT(&agency, &agency.ben, version_of(filed->id), &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_FORBIDDEN);
		/* Out of the county's team it does not exist, nor for who has no case data. */
		assert_false(TEST_ACT(&agency, &agency.eve, 2, &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_NOT_FOUND);
		assert_false(TEST_ACT(&agency, &agency.adm, 2, &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_NOT_FOUND);
		assert_false(TEST_ACT(&agency, &agency.ada, version_of(filed->id), &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_FORBIDDEN);
	}
}

static void
stale_version_tells_who_changed_what(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Racing", false);
	const struct application *after;
	struct err err;

	force(filed->id, APPLICATION_SUBMITTED, NULL);
	int64_t version = version_of(filed->id);
	assert_true(TEST_ACT(&agency, &agency.ana, version, &err,
	                     application_claim(&call, filed->id, &after, &err)));
	assert_false(TEST_ACT(&agency, &agency.ben, version, &err,
	                      application_claim(&call, filed->id, &after, &err)));
	assert_int_equal(err.code, ERR_VERSION_CONFLICT);
	assert_int_equal(err.current_version, version + 1);
	assert_string_equal(err.changed_by, "Ana Ruiz");
	assert_string_equal(err.changed_fields, "status,assignee");
	assert_false(TEST_ACT(&agency, &agency.ben, -1, &err,
	                      application_claim(&call, filed->id, &after, &err)));
	assert_int_equal(err.code, ERR_PRECONDITION_REQUIRED);
}

static void
dry_run_says_what_would_be_and_writes_nothing(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Only Asking", false), *after = NULL;
	struct err err = { .code = ERR_NONE };

	force(filed->id, APPLICATION_SUBMITTED, NULL);
	struct call call = test_call(&agency, &agency.ana, version_of(filed->id));
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");
	assert_true(application_claim(&call, filed->id, &after, &err));
	assert_int_equal(after->status, APPLICATION_IN_REVIEW);
	assert_string_equal(after->assignee->id, "w_ana");
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->status, APPLICATION_SUBMITTED);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events);
}

/* ---- each for what it is for ---- */

static void
asking_refuses_what_is_on_file_and_too_short_a_time(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "On File", false), *after;
	const char *rent = test_item(filed, "rent_proof")->id;
	struct missing_ask item = { .requirement = "rent_proof" };
	struct missing_request request = { .due_on = DATE_NONE };
	struct err err;

	request.items.at = &item;
	request.items.count = 1;
	force(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		verification_put(&call, filed->id, rent,
			&(struct verification_request) { ITEM_RECEIVED, "paper" }, &after, &err)));
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_string_equal(err.fields[0].code, "on_file");
	assert_string_equal(err.fields[0].pointer, "/items/0");

	item.reason = "unreadable";
	request.due_on = filed->filed_on + 9;
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_string_equal(err.fields[0].pointer, "/due_on");

	request.due_on = filed->filed_on + 10;
	request.message = "The first page was cut off.";
	int64_t letters = test_store_int(&agency.store, "SELECT count(*) FROM notice");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_int_equal(after->status, APPLICATION_PENDED);
	assert_int_equal(after->proof_due_on, request.due_on);
	assert_string_equal(after->next_act, "set_interview"); /* her own move meanwhile */
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM notice"), letters + 1);
}

static void
proof_nobody_viewed_cannot_be_accepted(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Unseen Proof", false), *after;
	const char *identity = test_item(filed, "identity")->id;
	struct err err;

	force(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 3, received_at = 1763730000000"
		" WHERE application_id = '%s' AND id = '%s'", filed->id, identity));
	struct verification_request accept = { ITEM_ACCEPTED, "licence" };
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		verification_put(&call, filed->id, identity, &accept, &after, &err)));
	assert_string_equal(err.fields[0].code, "not_looked_at");
	struct verification_request look = { ITEM_RECEIVED, NULL };
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		verification_put(&call, filed->id, identity, &look, &after, &err)));
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		verification_put(&call, filed->id, identity, &accept, &after, &err)));
	assert_int_equal(test_item(after, "identity")->state, ITEM_ACCEPTED);
}

static void
last_proof_moves_it_on_and_the_gate_opens_and_closes(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "To The Gate", false), *after;
	struct verification_request accept = { ITEM_ACCEPTED, "seen" };
	struct err err;

	force(filed->id, APPLICATION_PENDED, "w_ana");
	for (size_t i = 0; i < filed->missing.count; i++) {
		if (str_eq(filed->missing.at[i].requirement, "interview"))
			continue;
		assert_int_equal(test_read(&agency, &agency.ana, filed->id)->status,
		                 APPLICATION_PENDED);
		if (!TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
			verification_put(&call, filed->id, filed->missing.at[i].id, &accept,
			                 &after, &err)))
			fail_msg("%s: %s", filed->missing.at[i].requirement, err.fields[0].detail);
	}
	assert_int_equal(after->status, APPLICATION_IN_REVIEW);
	assert_string_equal(after->next_act, "set_interview");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		interview_record(&call, filed->id, &(struct interview_request) { INTERVIEW_HELD, 0,
	                         "phone", "talked" }, &after, &err)));
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	assert_string_equal(after->next_act, "decide");

	struct verification_request not_enough = { ITEM_INSUFFICIENT, "expired" };
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		verification_put(&call, filed->id, test_item(filed, "identity")->id, &not_enough,
	                         &after, &err)));
	assert_int_equal(after->status, APPLICATION_IN_REVIEW);
}

static void
incomplete_becomes_submitted_when_nothing_is_owed(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "By Itself", false), *after = NULL;
	struct verification_request accept = { ITEM_ACCEPTED, "seen" };
	struct err err;

	force(filed->id, APPLICATION_INCOMPLETE, "w_ana");
	for (size_t i = 0; i < filed->missing.count; i++)
		if (!str_eq(filed->missing.at[i].requirement, "interview"))
			assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
				verification_put(&call, filed->id, filed->missing.at[i].id, &accept,
			                         &after, &err)));
	assert_int_equal(after->status, APPLICATION_SUBMITTED);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM event WHERE type = 'application.complete'"
		" AND application_id = '%s'", filed->id)), 1);
}

static void
missed_interview_offers_another_in_the_same_letter(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "No Show", false), *after;
	struct interview_request set = { INTERVIEW_SET, agency.now_ms + DAY_MS, "phone", NULL };
	struct interview_request missed = { INTERVIEW_MISSED, agency.now_ms + 4 * DAY_MS, NULL, NULL };
	struct notice *notices;
	struct err err;

	force(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		interview_record(&call, filed->id, &set, &after, &err)));
	assert_int_equal(after->status, APPLICATION_INTERVIEW_SCHEDULED);
	assert_string_equal(after->next_act, "wait_for_interview");
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		interview_record(&call, filed->id, &missed, &after, &err)));
	assert_string_equal(err.fields[0].code, "not_yet");

	agency.now_ms += DAY_MS + 3600 * 1000;
	assert_string_equal(test_read(&agency, &agency.ana, filed->id)->next_act, "interview");
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->turn, TURN_ME);
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		interview_record(&call, filed->id, &missed, &after, &err)));
	assert_int_equal(after->status, APPLICATION_INTERVIEW_SCHEDULED);
	assert_int_equal(after->interviews.count, 2);
	assert_int_equal(after->interviews.at[0].state, INTERVIEW_MISSED);
	assert_int_equal(notice_list(agency.store.db, filed->id, &agency.arena, &notices), 3);
	assert_string_equal(notices[0].kind, "missed_interview");
	agency.now_ms = test_now_ms();
}

static void
reopening_has_a_window(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Second Thoughts", false), *after;
	struct reopen_request window = { "came back", "window" };
	struct err err;

	force(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		application_withdraw(&call, filed->id, &(struct withdraw_request) { "phone" },
	                             &after, &err)));
	assert_int_equal(after->turn, TURN_NONE);
	agency.now_ms += 31 * DAY_MS;
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		application_reopen(&call, filed->id, &window, &after, &err)));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	struct reopen_request error = { "we lost the fax", "agency_error" };
	assert_false(TEST_ACT(&agency, &agency.ana, version_of(filed->id), &err,
		application_reopen(&call, filed->id, &error, &after, &err)));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	assert_true(TEST_ACT(&agency, &agency.sam, version_of(filed->id), &err,
		application_reopen(&call, filed->id, &error, &after, &err)));
	assert_int_equal(after->status, APPLICATION_REOPENED);
	agency.now_ms = test_now_ms();
}

static void
assignment_respects_conflict_team_and_leave(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Cousin Of Ben", false), *after;
	struct assignment_request to_ben = { "w_ben", NULL }, to_eve = { "w_eve", NULL };
	struct err err;

	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"INSERT INTO worker_conflict (worker_id, customer_id, reason, declared_at)"
		" VALUES ('w_ben', '%s', 'cousin', 1)", filed->customer.id));
	assert_false(TEST_ACT(&agency, &agency.sam, filed->version, &err,
		application_assign(&call, filed->id, &to_ben, &after, &err)));
	assert_int_equal(err.code, ERR_CONFLICT_OF_INTEREST);
	assert_false(TEST_ACT(&agency, &agency.sam, filed->version, &err,
		application_assign(&call, filed->id, &to_eve, &after, &err)));
	assert_string_equal(err.fields[0].code, "not_in_team");
}

static void
next_is_the_most_urgent_and_is_taken_at_once(void **state)
{
	(void)state;
	struct err err;
	const struct application *taken = NULL;

	/* Everything else out of the way. */
	test_store_exec(&agency.store, "DELETE FROM queue; DELETE FROM total;"
	                               "UPDATE customer SET open_applications = 0");
	assert_false(TEST_ACT(&agency, &agency.ana, -1, &err, application_next(&call, &taken, &err)));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	const struct application *plain = test_file(&agency, "Plain", false);
	const struct application *mine = test_file(&agency, "Mine", false);
	const struct application *urgent = test_file(&agency, "Urgent", false);
	force(plain->id, APPLICATION_SUBMITTED, NULL);
	force(mine->id, APPLICATION_ASSIGNED, "w_ana");
	force(urgent->id, APPLICATION_SUBMITTED, NULL);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE queue SET expedited = 1, due_on = 20400 WHERE application_id = '%s'", urgent->id));

	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, application_next(&call, &taken, &err)));
	assert_string_equal(taken->id, urgent->id);
	assert_non_null(strstr(taken->why, "Expedited, overdue"));
	assert_int_equal(taken->status, APPLICATION_IN_REVIEW);
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err, application_next(&call, &taken, &err)));
	assert_string_equal(taken->id, mine->id); /* due the same day as the other */
	assert_true(TEST_ACT(&agency, &agency.ben, -1, &err, application_next(&call, &taken, &err)));
	assert_string_equal(taken->id, plain->id);
}

/* ---- what each has read ---- */

static void
unread_is_per_worker_and_moves_with_the_application(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Unread", false), *after;
	const struct note *note;
	struct note_request hello = { .text = "she called", .kind = "note" };
	struct err err;

	force(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	int64_t head = event_head_seq(agency.store.db);
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err,
		application_seen(&call, filed->id, &(struct seen_request) { head, false }, &err)));
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->unseen_changes, 0);
	int64_t version = version_of(filed->id);
	assert_true(TEST_ACT(&agency, &agency.ben, -1, &err,
		note_write(&call, filed->id, &hello, &note, &err)));
	assert_int_equal(version_of(filed->id), version); /* a note costs nobody a version */
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->unseen_changes, 1);

	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err,
		application_seen(&call, filed->id, &(struct seen_request) { head + 1, false }, &err)));
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->unseen_changes, 0);
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err,
		application_seen(&call, filed->id, &(struct seen_request) { head + 1, true }, &err)));
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->unseen_changes, 1);

	/* Ben takes over: what Ana had not read he has not, and the move itself. */
	assert_true(TEST_ACT(&agency, &agency.ben, -1, &err,
		application_seen(&call, filed->id, &(struct seen_request) { head + 1, false }, &err)));
	assert_true(TEST_ACT(&agency, &agency.sam, version, &err,
		application_assign(&call, filed->id,
			&(struct assignment_request) { "w_ben", "sick" }, &after, &err)));
	assert_true(test_read(&agency, &agency.ben, filed->id)->unseen_changes >= 1);
}

/* ---- the totals ---- */

static uint32_t seed = 7;

static uint32_t
roll(uint32_t sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)(((uint64_t)seed * sides) >> 32);
}

static void
totals_equal_a_recount_after_many_acts(void **state)
{
	(void)state;
	enum { APPLICATIONS = 40, ACTS = 2000 };
	const char *ids[APPLICATIONS];
	const struct actor *actors[] = { &agency.ana, &agency.ben, &agency.sam, &agency.sue };
	struct err err;
	int done = 0;

	for (size_t i = 0; i < APPLICATIONS; i++) {
		const struct application *filed = test_file(&agency, "Totals", false);
		ids[i] = filed->id;
		if (i % 2)
			force(filed->id, APPLICATION_SUBMITTED, NULL);
	}
	for (int i = 0; i < ACTS; i++) {
		const char *id = ids[roll(APPLICATIONS)];
		enum application_act act = (enum application_act)(1 + roll(ACT_COUNT - 1));
		const struct actor *actor = actors[roll(countof(actors))];
		const struct application *now = test_read(&agency, actor, id);

		if (act == ACT_CLAIM && roll(2) && now->status == APPLICATION_INCOMPLETE)
			force(id, APPLICATION_SUBMITTED, NULL);
		done += TEST_ACT(&agency, actor, version_of(id), &err,
			try_act(act, &call, id, test_item(now, "identity")->id, &err));
	}
	assert_true(done > ACTS / 10);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM (SELECT status, count FROM total WHERE kind = 'status'"
		" AND count <> 0 EXCEPT SELECT status, count(*) FROM queue WHERE is_open = 1"
		" GROUP BY status) AS wrong"), 0);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM (SELECT assignee_id, status, count(*) FROM queue"
		" WHERE is_open = 1 GROUP BY assignee_id, status EXCEPT"
		" SELECT key, status, count FROM total WHERE kind = 'assignee') AS wrong"), 0);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM (SELECT team_id, status, count(*) FROM queue"
		" WHERE is_open = 1 GROUP BY team_id, status EXCEPT"
		" SELECT key, status, count FROM total WHERE kind = 'team') AS wrong"), 0);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM queue q JOIN application a ON a.id = q.application_id"
		" WHERE a.status <> q.status OR a.version <> q.version"), 0);
	assert_int_equal(test_store_int(&agency.store,
		"SELECT count(*) FROM customer c WHERE open_applications <> (SELECT count(*)"
		" FROM queue q WHERE q.customer_id = c.id AND q.is_open = 1)"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_act_from_every_status),
		cmocka_unit_test(acts_are_refused_to_others),
		cmocka_unit_test(stale_version_tells_who_changed_what),
		cmocka_unit_test(dry_run_says_what_would_be_and_writes_nothing),
		cmocka_unit_test(asking_refuses_what_is_on_file_and_too_short_a_time),
		cmocka_unit_test(proof_nobody_viewed_cannot_be_accepted),
		cmocka_unit_test(last_proof_moves_it_on_and_the_gate_opens_and_closes),
		cmocka_unit_test(incomplete_becomes_submitted_when_nothing_is_owed),
		cmocka_unit_test(missed_interview_offers_another_in_the_same_letter),
		cmocka_unit_test(reopening_has_a_window),
		cmocka_unit_test(assignment_respects_conflict_team_and_leave),
		cmocka_unit_test(unread_is_per_worker_and_moves_with_the_application),
		cmocka_unit_test(totals_equal_a_recount_after_many_acts),
		cmocka_unit_test(next_is_the_most_urgent_and_is_taken_at_once),
	};
	return cmocka_run_group_tests(tests, open_agency, close_agency);
}
