/* SPDX-License-Identifier: Apache-2.0
 *
 * Every act from every status: what the table allows is done and leaves the
 * status the table names; what it does not is refused with a reason and
 * changes nothing.  And the totals after many of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/service/access_code.h"
#include "server/service/answer.h"
#include "server/service/appeal.h"
#include "server/service/application.h"
#include "server/service/document.h"
#include "server/service/decision.h"
#include "server/service/interview.h"
#include "server/service/missing.h"
#include "server/service/note.h"
#include "server/service/reminder.h"
#include "server/service/verification.h"
#include "desk_fixture.h"

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
	case ACT_ACCESS_CODE:
		return access_code_renew(call, id, &(struct access_code_request) { "identity card" }, &after, err);
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
			continue; /* test_service_decision.c, test_service_appeal.c */
		for (int status = 1; status < APPLICATION_STATUS_COUNT; status++) {
			const struct application *filed = test_file(&agency, "Table Row", false);
			bool allowed = (row->from & 1u << status) != 0;
			struct err err;

			test_put(filed->id, (enum application_status)status, "w_ana");
			int64_t version = test_version_of(filed->id);
			bool offered = test_may(test_read(&agency, actor, filed->id), row->wire);
			/* The rehearsal answers as the act will, and leaves nothing. */
			struct call dry = test_call(&agency, actor, version);
			int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");
			err = (struct err) { .code = ERR_NONE };
			bool would = try_act((enum application_act)act, &dry, filed->id,
			                     test_item(filed, "identity")->id, &err);
			assert_int_equal(test_version_of(filed->id), version);
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
				assert_int_equal(test_version_of(filed->id), version);
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

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	for (int act = 1; act < ACT_COUNT; act++) {
		if (act == ACT_SECOND || act == ACT_SUPERSEDE || act == ACT_REOPEN
			|| act == ACT_CLAIM || act == ACT_NOTE || act == ACT_CALL || act == ACT_APPEAL
			|| act == ACT_APPEAL_RESULT || act == ACT_REMIND || act == ACT_DOCUMENT
			|| act == ACT_ACCESS_CODE)
			continue;
		assert_false(TEST_ACT(&agency, &agency.ben, test_version_of(filed->id), &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_FORBIDDEN);
		/* His role would do; it is another's. */
		if (transition_of((enum application_act)act)->by & BY_ASSIGNEE)
			assert_non_null(strstr(err.detail, "It is assigned to Ana Ruiz now;"));
		/* Out of the county's team it does not exist, nor for who has no case data. */
		assert_false(TEST_ACT(&agency, &agency.eve, 2, &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_NOT_FOUND);
		assert_false(TEST_ACT(&agency, &agency.adm, 2, &err,
			try_act((enum application_act)act, &call, filed->id, "x", &err)));
		assert_int_equal(err.code, ERR_NOT_FOUND);
		assert_false(TEST_ACT(&agency, &agency.ada, test_version_of(filed->id), &err,
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

	test_put(filed->id, APPLICATION_SUBMITTED, NULL);
	int64_t version = test_version_of(filed->id);
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

	test_put(filed->id, APPLICATION_SUBMITTED, NULL);
	struct call call = test_call(&agency, &agency.ana, test_version_of(filed->id));
	int64_t events = test_store_int(&agency.store, "SELECT count(*) FROM event");
	assert_true(application_claim(&call, filed->id, &after, &err));
	assert_int_equal(after->status, APPLICATION_IN_REVIEW);
	assert_string_equal(after->assignee->id, "w_ana");
	assert_int_equal(test_read(&agency, &agency.ana, filed->id)->status, APPLICATION_SUBMITTED);
	assert_int_equal(test_store_int(&agency.store, "SELECT count(*) FROM event"), events);
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
			test_put(filed->id, APPLICATION_SUBMITTED, NULL);
	}
	for (int i = 0; i < ACTS; i++) {
		const char *id = ids[roll(APPLICATIONS)];
		enum application_act act = (enum application_act)(1 + roll(ACT_COUNT - 1));
		const struct actor *actor = actors[roll(countof(actors))];
		const struct application *now = test_read(&agency, actor, id);

		if (act == ACT_CLAIM && roll(2) && now->status == APPLICATION_INCOMPLETE)
			test_put(id, APPLICATION_SUBMITTED, NULL);
		done += TEST_ACT(&agency, actor, test_version_of(id), &err,
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
		cmocka_unit_test(totals_equal_a_recount_after_many_acts),
	};
	return cmocka_run_group_tests(tests, test_desk_open, test_desk_close);
}
