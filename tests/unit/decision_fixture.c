/* SPDX-License-Identifier: Apache-2.0
 *
 * An agency with applications on their way to a decision: in review, ready,
 * large, replaced; and how each is asked for, rehearsed, decided and signed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "decision_fixture.h"

#include "base/str.h"
#include "server/service/approval.h"
#include "server/service/interview.h"
#include "server/service/verification.h"
#include "server/store/application.h"

const struct application *
test_in_review(const char *name)
{
	const struct application *filed = test_file(&agency, name, false);

	test_put(filed->id, APPLICATION_IN_REVIEW, "w_ana");
	return test_read(&agency, &agency.ana, filed->id);
}

const struct application *
test_ready(const char *name)
{
	const struct application *filed = test_in_review(name), *after = NULL;
	struct verification_request accept = { ITEM_ACCEPTED, "seen" };
	struct err err;

	for (size_t i = 0; i < filed->missing.count; i++)
		if (!str_eq(filed->missing.at[i].requirement, "interview"))
			assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
				verification_put(&call, filed->id, filed->missing.at[i].id, &accept,
			                         &after, &err)));
	assert_true(TEST_ACT(&agency, &agency.ana, test_version_of(filed->id), &err,
		interview_record(&call, filed->id, &(struct interview_request) { INTERVIEW_HELD, 0,
	                         "phone", NULL }, &after, &err)));
	assert_int_equal(after->status, APPLICATION_READY_FOR_DECISION);
	return after;
}

struct asking *
test_ask(const char *id, enum outcome outcome, const char *first, const char *second)
{
	struct asking *asking = arena_alloc(&agency.arena, sizeof *asking);

	asking->request = (struct decision_request) {
		.application_id = id,
		.application_version = test_version_of(id),
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

bool
test_decide_as(const struct actor *actor, struct asking *asking, const struct decision **ret,
          struct err *fault)
{
	const char *id = asking->request.application_id;

	return TEST_ACT(&agency, actor, asking->request.application_version, fault,
	                decision_make(&call, id, &asking->request, ret, fault));
}

const struct rehearsal *
test_rehearse(struct asking *asking)
{
	struct err err = { .code = ERR_NONE };
	struct call call = test_call(&agency, &agency.ana, asking->request.application_version);
	const struct rehearsal *rehearsal = NULL;

	if (!decision_rehearse(&call, asking->request.application_id, &asking->request, &rehearsal,
	                       &err))
		fail_msg("%s %s %s", err_wire(err.code), err.detail, err.fields[0].detail);
	return rehearsal;
}

const struct finding *
test_stop_of(const struct rehearsal *rehearsal, const char *code)
{
	for (size_t i = 0; i < rehearsal->stops.count; i++)
		if (str_eq(rehearsal->stops.at[i].code, code))
			return &rehearsal->stops.at[i];
	return NULL;
}

void
test_expect_stop(struct asking *asking, const char *code, const char *lifted_by)
{
	const struct decision *decision;
	const struct finding *stop = test_stop_of(test_rehearse(asking), code);
	struct err err;
	bool named = false;

	if (!stop)
		fail_msg("no STOP %s", code);
	if (lifted_by)
		assert_string_equal(stop->lifted_by, lifted_by);
	if (test_decide_as(&agency.ana, asking, &decision, &err))
		fail_msg("decided in spite of %s", code);
	/* What is not complete is not even in a status to approve from. */
	if (err.code == ERR_TRANSITION_NOT_ALLOWED)
		return;
	for (size_t i = 0; i < err.field_count; i++)
		named |= str_eq(err.fields[i].code, code);
	assert_true(named);
}

struct asking *
test_deny_for_proof(const char *id, const char *requirement)
{
	struct asking *asking = test_ask(id, OUTCOME_DENIED, "D08", NULL);
	const struct application *now = test_read(&agency, &agency.ana, id);

	asking->reasons[0].facts = arena_printf(&agency.arena, "{\"items\":[\"%s\"]}",
	                                        test_item(now, requirement)->id);
	return asking;
}

struct asking *
test_deny_for_all_proof(const char *id)
{
	struct asking *asking = test_ask(id, OUTCOME_DENIED, "D08", NULL);
	const struct application *now = test_read(&agency, &agency.ana, id);
	const char *list = "";

	for (size_t i = 0; i < now->missing.count; i++)
		if (now->missing.at[i].state == ITEM_REQUESTED)
			list = arena_printf(&agency.arena, "%s%s\"%s\"", list, *list ? "," : "",
			                    now->missing.at[i].id);
	asking->reasons[0].facts = arena_printf(&agency.arena, "{\"items\":[%s]}", list);
	return asking;
}

const struct decision *
test_large_approval(const char *name)
{
	const char *id = test_ready(name)->id;
	struct asking *asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	const struct decision *decision;
	struct err err;

	asking->amount.amount = OVER_LIMIT_CENTS;
	if (!test_decide_as(&agency.ana, asking, &decision, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return decision;
}

bool
test_sign_as(const struct actor *actor, const char *decision_id, int64_t version, bool approve,
        const char *reason, struct err *fault)
{
	struct approval_request request = { .approve = approve, .reason = reason };
	const struct decision *decision;

	return TEST_ACT(&agency, actor, version, fault,
	                decision_approve(&call, decision_id, &request, &decision, fault));
}

bool
test_names(const struct err *err, const char *pointer, const char *code)
{
	for (size_t i = 0; i < err->field_count; i++)
		if (str_eq(err->fields[i].pointer, pointer) && str_eq(err->fields[i].code, code))
			return true;
	return false;
}

const struct decision *
test_to_be_replaced(const char *name, const struct decision **ret_first)
{
	const char *id = test_ready(name)->id;
	const struct decision *second;
	struct asking *asking;
	struct err err;

	asking = test_ask(id, OUTCOME_APPROVED, "A04", NULL);
	asking->amount.from = FIRST_OF_JANUARY;
	assert_true(test_decide_as(&agency.ana, asking, ret_first, &err));
	asking = test_ask(id, OUTCOME_DENIED, "D06", NULL);
	asking->request.supersedes = (*ret_first)->id;
	if (!test_decide_as(&agency.sam, asking, &second, &err))
		fail_msg("%s %s", err.detail, err.fields[0].detail);
	return second;
}

void
test_keep(const char *id, const char *column, const char *text)
{
	test_store_exec(&agency.store, arena_printf(&agency.arena,
		"UPDATE decision SET %s = '%s' WHERE id = '%s'", column, text, id));
}

bool
test_rehearse_with(const struct actor *actor, const char *decision_id, bool approve, const char *reason,
              struct err *err)
{
	struct call call = test_call(&agency, actor, 1);
	struct approval_request request = { .approve = approve, .reason = reason };
	const struct rehearsal *rehearsal;

	*err = (struct err) { .code = ERR_NONE };
	return approval_rehearse(&call, decision_id, &request, &rehearsal, err);
}

bool
test_rehearse_signature(const struct actor *actor, const char *decision_id, bool approve, struct err *err)
{
	return test_rehearse_with(actor, decision_id, approve, "count again", err);
}
