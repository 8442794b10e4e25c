/* SPDX-License-Identifier: Apache-2.0
 *
 * Each act on a file for what it is for: asking, proof, interviews, opening again,
 * assigning; what is unread and what is next.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "server/service/agenda.h"
#include "server/service/answer.h"
#include "server/service/appeal.h"
#include "server/service/application.h"
#include "server/service/document.h"
#include "server/service/decision.h"
#include "server/service/interview.h"
#include "server/service/missing.h"
#include "server/service/next.h"
#include "server/service/note.h"
#include "server/service/reminder.h"
#include "server/service/seen.h"
#include "server/service/verification.h"
#include "server/store/event_log.h"
#include "server/store/notice.h"
#include "desk_fixture.h"

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
	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		verification_put(&call, filed->id, rent,
			&(struct verification_request) { ITEM_RECEIVED, "paper" }, &after, &err)));
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_string_equal(err.fields[0].code, "on_file");
	assert_string_equal(err.fields[0].pointer, "/items/0");

	item.reason = "unreadable";
	request.due_on = filed->filed_on + 9;
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_string_equal(err.fields[0].pointer, "/due_on");

	request.due_on = filed->filed_on + 10;
	request.message = "The first page was cut off.";
	int64_t letters = test_store_int(&agency.store, "SELECT count(*) FROM notice");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_int_equal(after->status, APPLICATION_PENDED);
	assert_int_equal(after->proof_due_on, request.due_on);
	assert_string_equal(after->next_act, "set_interview"); /* her own move meanwhile */
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM notice"), letters + 1);
}

/* The customer reads in the letter what is wrong with what they sent, and has ten days. */
static void
asking_again_says_what_was_wrong(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Not Enough", false), *after;
	struct missing_ask item = { .requirement = "rent_proof" };
	struct missing_request request = { .due_on = DATE_NONE, .message = "Call me if it is lost." };
	struct err err;

	request.items.at = &item;
	request.items.count = 1;
	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		verification_put(&call, filed->id, test_item(filed, "rent_proof")->id,
			&(struct verification_request) { ITEM_INSUFFICIENT, "The second page is cut off." },
			&after, &err)));
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		missing_ask(&call, filed->id, &request, &after, &err)));
	assert_int_equal(after->proof_due_on, filed->filed_on + 10);
	assert_int_equal(test_store_int(&agency.store, arena_printf(&agency.arena,
		"SELECT count(*) FROM notice WHERE application_id = '%s' AND kind = 'missing'"
		" AND rendered_text LIKE '%%Call me if it is lost.%%: The second page is cut off.%%'",
		filed->id)), 1);
}

static void
proof_nobody_viewed_cannot_be_accepted(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Unseen Proof", false), *after;
	const char *identity = test_item(filed, "identity")->id;
	struct err err;

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE missing_item SET state = 3, received_at = 1763730000000"
		" WHERE application_id = '%s' AND id = '%s'", filed->id, identity));
	struct verification_request accept = { ITEM_ACCEPTED, "licence" };
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		verification_put(&call, filed->id, identity, &accept, &after, &err)));
	assert_string_equal(err.fields[0].code, "not_looked_at");
	struct verification_request look = { ITEM_RECEIVED, NULL };
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		verification_put(&call, filed->id, identity, &look, &after, &err)));
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
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

	test_put(filed->id, APPLICATION_PENDED, "w_ana");
	for (size_t i = 0; i < filed->missing.count; i++) {
		if (str_eq(filed->missing.at[i].requirement, "interview"))
			continue;
		assert_int_equal(test_read(&agency, &agency.ana, filed->id)->status,
		                 APPLICATION_PENDED);
		if (!TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
			verification_put(&call, filed->id, filed->missing.at[i].id, &accept,
			                 &after, &err)))
			fail_msg("%s: %s", filed->missing.at[i].requirement, err.fields[0].detail);
	}
	assert_int_equal(after->status, APPLICATION_IN_REVIEW);
	assert_string_equal(after->next_act, "set_interview");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &(struct interview_request) { INTERVIEW_HELD, 0,
	                         "phone", "talked" }, &after, &err)));
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	assert_string_equal(after->next_act, "decide");

	struct verification_request not_enough = { ITEM_INSUFFICIENT, "expired" };
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
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

	test_put(filed->id, APPLICATION_INCOMPLETE, "w_ana");
	for (size_t i = 0; i < filed->missing.count; i++)
		if (!str_eq(filed->missing.at[i].requirement, "interview"))
			assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
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

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &set, &after, &err)));
	assert_int_equal(after->status, APPLICATION_INTERVIEW_SCHEDULED);
	assert_string_equal(after->next_act, "wait_for_interview");
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &missed, &after, &err)));
	assert_string_equal(err.fields[0].code, "not_yet");

	agency.now_ms += DAY_MS + 3600 * 1000;
	assert_string_equal(test_read(&agency, &agency.ana, filed->id)->next_act, "interview");
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->turn, TURN_ME);
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &missed, &after, &err)));
	assert_int_equal(after->status, APPLICATION_INTERVIEW_SCHEDULED);
	assert_int_equal(after->interviews.count, 2);
	assert_int_equal(after->interviews.at[0].state, INTERVIEW_MISSED);
	assert_int_equal(notice_list(agency.store.db, filed->id, &agency.arena, &notices), 3);
	assert_string_equal(notices[0].kind, "missed_interview");
	agency.now_ms = test_now_ms();
}

/* What was given back while it waits for its customer is not claimed. */
static void
what_is_nobody_s_is_claimed_or_given_out(void **state)
{
	(void)state;
	const struct release_request request = { "sick" };
	const struct application *fresh = test_file(&agency, "Nobody's New", true), *after;
	const struct application *pended = test_file(&agency, "Nobody's Pended", false);
	struct err err;

	test_put(fresh->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(fresh->id), &err,
		application_release(&call, fresh->id, &request, &after, &err)));
	assert_string_equal(after->next_act, "claim");
	assert_true(test_may(test_read(&agency, &agency.ana, fresh->id), "claim"));
	test_put(pended->id, APPLICATION_PENDED, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(pended->id), &err,
		application_release(&call, pended->id, &request, &after, &err)));
	assert_false(test_may(test_read(&agency, &agency.ana, pended->id), "claim"));
	assert_string_equal(after->next_act, "assign");
}

/* As often as the program owes an interview, its next move is to set one. */
static void
interviews_are_offered_as_often_as_the_program_says(void **state)
{
	(void)state;
	struct program *snap = (struct program *)agency_program(agency.agency, "snap", 0);
	struct interview_request missed = { INTERVIEW_MISSED, 0, NULL, NULL };

	for (int offers = 1; offers <= 3; offers++) {
		const struct application *filed = test_file(&agency, "Is Owed Talks", true), *after = NULL;
		struct err err;

		snap->clocks.interviews_offered = offers;
		test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
		for (int i = 0; i < offers; i++) {
			struct interview_request set = { INTERVIEW_SET, agency.now_ms + DAY_MS, "phone", NULL };

			assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
				interview_record(&call, filed->id, &set, &after, &err)));
			agency.now_ms += DAY_MS + 3600 * 1000;
			assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
				interview_record(&call, filed->id, &missed, &after, &err)));
			assert_int_equal(str_eq(after->next_act, "set_interview"), i + 1 < offers);
		}
		agency.now_ms = test_now_ms();
	}
	snap->clocks.interviews_offered = 2;
}

static void
reopening_has_a_window(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Second Thoughts", false), *after;
	struct reopen_request window = { "came back", "window" };
	struct err err;

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		application_withdraw(&call, filed->id, &(struct withdraw_request) { "phone" },
	                             &after, &err)));
	assert_int_equal(after->turn, TURN_NONE);
	agency.now_ms += 31 * DAY_MS;
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		application_reopen(&call, filed->id, &window, &after, &err)));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	struct reopen_request error = { "we lost the fax", "agency_error" };
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		application_reopen(&call, filed->id, &error, &after, &err)));
	assert_int_equal(err.code, ERR_FORBIDDEN);
	assert_true(TEST_ACT(&agency, &agency.sam, test_version_of(filed->id), &err,
		application_reopen(&call, filed->id, &error, &after, &err)));
	assert_int_equal(after->status, APPLICATION_REOPENED);
	agency.now_ms = test_now_ms();
}

/* A letter that comes back, a paper that comes late: neither opens it for longer. */
static void
the_window_begins_when_it_was_withdrawn(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Late Paper", false), *after;
	struct reopen_request window = { "came back", "window" };
	struct err err;

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		application_withdraw(&call, filed->id, &(struct withdraw_request) { "phone" }, &after, &err)));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE application SET changed_at = changed_at + %lld WHERE id = '%s'", 20 * DAY_MS, filed->id));
	agency.now_ms += 31 * DAY_MS;
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		application_reopen(&call, filed->id, &window, &after, &err)));
	assert_int_equal(err.code, ERR_TRANSITION_NOT_ALLOWED);
	agency.now_ms -= 2 * DAY_MS;
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		application_reopen(&call, filed->id, &window, &after, &err)));
	agency.now_ms = test_now_ms();
}

static void
interview_before_its_time_is_of_the_day_it_was_held(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Early Caller", false), *after;
	struct interview_request set = { INTERVIEW_SET, agency.now_ms + 3 * DAY_MS, "office", NULL };
	struct interview_request held = { INTERVIEW_HELD, 0, "phone", "she called" };
	struct err err;

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &set, &after, &err)));
	held.mode = "telegraph";
	assert_false(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &held, &after, &err)));
	held.mode = "phone";
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &held, &after, &err)));
	after = test_read(&agency, &agency.ana, filed->id);
	assert_int_equal(after->interviews.count, 1);
	assert_int_equal(after->interviews.at[0].state, INTERVIEW_HELD);
	assert_true(after->interviews.at[0].at_ms <= agency.now_ms);
	assert_string_equal(after->interviews.at[0].mode, "phone");
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
	test_put(plain->id, APPLICATION_SUBMITTED, NULL);
	test_put(mine->id, APPLICATION_ASSIGNED, "w_ana");
	test_put(urgent->id, APPLICATION_SUBMITTED, NULL);
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

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	int64_t head = event_head_seq(agency.store.db);
	assert_true(TEST_ACT(&agency, &agency.ana, -1, &err,
		application_seen(&call, filed->id, &(struct seen_request) { head, false }, &err)));
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->unseen_changes, 0);
	int64_t version = test_version_of(filed->id);
	assert_true(TEST_ACT(&agency, &agency.ben, -1, &err,
		note_write(&call, filed->id, &hello, &note, &err)));
	assert_int_equal(test_version_of(filed->id), version); /* a note costs nobody a version */
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

/* Away on the day on which all the others are due. */
static void
next_looks_beyond_what_this_worker_may_not_take(void **state)
{
	(void)state;
	enum { OTHERS = 60 };
	const struct application *last = NULL, *taken;
	struct err err;
	civil_date due_on = DATE_NONE;

	test_store_exec(&agency.store, "DELETE FROM queue; DELETE FROM total;"
	                               "UPDATE customer SET open_applications = 0");
	for (int i = 0; i < OTHERS; i++)
		due_on = test_file(&agency, "In The Way", true)->due_on;
	last = test_file(&agency, "Further Down", true);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE queue SET status = %d; UPDATE application SET status = %d WHERE id IN"
		" (SELECT application_id FROM queue)", APPLICATION_SUBMITTED, APPLICATION_SUBMITTED));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE queue SET due_on = due_on + 3 WHERE application_id = '%s'", last->id));
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE worker SET on_leave_from = %d, on_leave_to = %d WHERE id = '%s'", due_on, due_on,
		agency.ana.id));
	if (!TEST_ACT(&agency, &agency.ana, -1, &err, application_next(&call, &taken, &err)))
		fail_msg("%s %s", err_wire(err.code), err.detail);
	assert_string_equal(taken->id, last->id);
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE worker SET on_leave_from = %d, on_leave_to = %d WHERE id = '%s'", INT32_MAX, INT32_MAX,
		agency.ana.id));
}

/* It was hers when it was sealed for others, or when she told of a conflict. */
static void
agenda_names_nobody_whose_record_is_hidden(void **state)
{
	(void)state;
	const struct application *filed = test_file(&agency, "Hilda Verborgen", false), *after;
	struct interview_request held = { INTERVIEW_HELD, 0, "phone", "she called" };
	const char *hidden = filed->customer.id;
	struct actor torn = agency.ana;
	struct agenda_item *items;
	struct err err;
	size_t count;

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &held, &after, &err)));
	for (int i = 0; i < 2; i++) {
		struct call call = test_call(&agency, &torn, -1);
		size_t found = 0;

		assert_true(agenda_mine(&call, &items, &count, &err));
		for (size_t at = 0; at < count; at++)
			found += str_eq(items[at].application_id, filed->id);
		assert_int_equal(found, i ? 0 : 1);
		torn.conflict_customer_ids = (struct text_list) { &hidden, 1 };
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking_refuses_what_is_on_file_and_too_short_a_time),
		cmocka_unit_test(asking_again_says_what_was_wrong),
		cmocka_unit_test(proof_nobody_viewed_cannot_be_accepted),
		cmocka_unit_test(last_proof_moves_it_on_and_the_gate_opens_and_closes),
		cmocka_unit_test(incomplete_becomes_submitted_when_nothing_is_owed),
		cmocka_unit_test(missed_interview_offers_another_in_the_same_letter),
		cmocka_unit_test(what_is_nobody_s_is_claimed_or_given_out),
		cmocka_unit_test(interviews_are_offered_as_often_as_the_program_says),
		cmocka_unit_test(reopening_has_a_window),
		cmocka_unit_test(the_window_begins_when_it_was_withdrawn),
		cmocka_unit_test(interview_before_its_time_is_of_the_day_it_was_held),
		cmocka_unit_test(agenda_names_nobody_whose_record_is_hidden),
		cmocka_unit_test(assignment_respects_conflict_team_and_leave),
		cmocka_unit_test(unread_is_per_worker_and_moves_with_the_application),
		cmocka_unit_test(next_is_the_most_urgent_and_is_taken_at_once),
		cmocka_unit_test(next_looks_beyond_what_this_worker_may_not_take),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
