/* SPDX-License-Identifier: Apache-2.0
 *
 * The second person.  The checks run again on the day of the second
 * signature: a document that came in between stops it here, too.
 */
#include "server/service/approval.h"

#include "base/str.h"
#include "server/service/completeness.h"
#include "server/service/conflict.h"
#include "server/service/decision.h"
#include "server/service/proposal.h"
#include "server/service/signature.h"

static bool
open_both(struct call *call, const char *decision_id, struct application_file *file,
          struct decision_row *row, struct err *err)
{
	*file = (struct application_file) { 0 };
	if (!decision_find(call->db, decision_id, call->arena, row))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_NOT_FOUND, "There is no such decision.");
	if (application_open(call, row->decision.application_id, file, err))
		return true;
	return err->code == ERR_NOT_FOUND
		? err_set(err, ERR_NOT_FOUND, "There is no such decision.") : false;
}

static bool
permit(struct call *call, const struct application_file *file, const struct decision_row *row,
       struct err *err)
{
	const struct decision *decision = &row->decision;
	const struct person_ref *last = decision->approved_by ? decision->approved_by
	                                                      : decision->decided_by;

	if (!call_version_matches(call, decision->version, last ? last->name : "", "state",
	                          row->approved_at_ms ? row->approved_at_ms
	                                              : decision->decided_at_ms, err))
		return false;
	if (decision->decided_by && str_eq(decision->decided_by->id, call->actor->id))
		return err_set(err, ERR_SECOND_PERSON_REQUIRED,
		               "You made this decision; another supervisor has to sign it.");
	if (!application_permit_any_version(file, ACT_SECOND, err))
		return false;
	if (decision->state != DECISION_AWAITING_SECOND_APPROVAL)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "This decision does not wait.");
	return call_body_fits(call, err);
}

/* What is signed says of which decision and on which version; a request that
 * says so is held to it, signed or not. */
static bool
names_match(struct call *call, const struct application_file *file, const struct decision_row *row,
            const struct approval_request *request, bool is_signed, struct err *err)
{
	const struct application_row *now = &file->before;
	struct call stated = *call;

	if (is_signed && !(request->decision_id && request->application_id && request->application_version))
		return err_set(err, ERR_SIGNATURE_REFUSED, "What is signed has to name decision_id,"
		               " application_id and application_version.");
	if (request->decision_id && !str_eq(request->decision_id, row->decision.id))
		err_field(err, "/decision_id", "differs", "This is not the decision that was asked for.");
	if (request->application_id && !str_eq(request->application_id, row->decision.application_id))
		err_field(err, "/application_id", "differs", "The decision is about another application.");
	if (err->field_count > 0)
		return false;
	stated.if_match = request->application_version;
	return request->application_version == 0 ||
	       call_version_matches(&stated, now->queue.version, now->changed_by, now->changed_fields,
	                            now->changed_at_ms, err);
}

static bool
check_statement(struct call *call, struct application_file *file, const struct decision_row *row,
                const struct approval_request *request, struct err *err)
{
	struct approval_row *approval = arena_alloc(call->arena, sizeof *approval);
	const char *signature;

	if (!signature_check(call, &signature, err) ||
	    !names_match(call, file, row, request, !str_empty(signature), err))
		return false;
	*approval = (struct approval_row) {
		.decision_id = row->decision.id,
		.worker_id = call->actor->id,
		.at_ms = call->now_ms,
		.statement = call->statement ? call->statement : "",
		.signature = signature,
	};
	file->approval = approval;
	return true;
}

static void
sign(struct call *call, struct decision_row *row)
{
	struct person_ref *second = arena_alloc(call->arena, sizeof *second);

	*second = (struct person_ref) { call->actor->id, call->actor->name };
	row->decision.approved_by = second;
	row->decision.version++;
	row->approved_at_ms = call->now_ms;
}

static bool
issue(struct call *call, struct application_file *file, struct decision_row *row, struct err *err)
{
	struct proposal *proposal = arena_alloc(call->arena, sizeof *proposal);

	if (!proposal_build(call, file, request_from_row(call, row), proposal, err))
		return false;
	/* Lifting a STOP was asked for with a reason; this signature grants it. */
	if (proposal->findings.stops.count
		&& (str_empty(row->decision.override_reason)
	            || !decision_stops_can_be_lifted(&proposal->findings)))
		return proposal_refuse(proposal, err);
	sign(call, row);
	file->decision_changed = row;
	/* The letter is of today; the decision says the same. */
	if (!proposal_reasons(call, proposal, &row->reasons, err))
		return false;
	return decision_issue(call, file, proposal, row, err);
}

static enum application_status
status_of_outcome(enum outcome outcome)
{
	return outcome == OUTCOME_APPROVED ? APPLICATION_APPROVED : APPLICATION_DENIED;
}

/* Back to its maker; a decision that was to be replaced stays in force. */
static bool
return_it(struct call *call, struct application_file *file, struct decision_row *row,
          const char *reason, struct err *err)
{
	struct decision_row old;
	struct planned_event *event;

	if (str_empty(reason))
		return err_field(err, "/reason", "required", "Say why it is returned.");
	if (!file_reason_fits("/reason", reason, REASON_TEXT_MAX, err))
		return false;
	sign(call, row);
	row->decision.state = DECISION_RETURNED;
	row->decision.return_reason = reason;
	file->decision_changed = row;
	file->now.queue.decision_maker_id = NULL;
	file->now.decision_id = row->decision.supersedes;
	file->changed = "status,decision_id";
	event = plan_event(file, EVENT_DECISION_RETURNED);
	event->decision_id = row->decision.id;
	json_put_text(&event->payload, "reason", reason);
	if (str_empty(row->decision.supersedes)) {
		file->now.queue.status = APPLICATION_IN_REVIEW;
		return application_settle(call, file, err);
	}
	if (!decision_find(call->db, row->decision.supersedes, call->arena, &old))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_INTERNAL, "The decision in force cannot be read.");
	file->now.queue.status = status_of_outcome(old.decision.outcome);
	return true;
}

bool
decision_approve(struct call *call, const char *decision_id, const struct approval_request *request,
                 const struct decision **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct application_file file;
	struct decision_row *row = arena_alloc(call->arena, sizeof *row);
	struct decision *decision = arena_alloc(call->arena, sizeof *decision);
	bool ok = open_both(call, decision_id, &file, row, err) && permit(call, &file, row, err)
		&& check_statement(call, &file, row, request, err)
		&& (request->approve ? issue(call, &file, row, err)
	                             : return_it(call, &file, row, request->reason, err))
		&& application_commit(call, &file, err)
		&& (request->approve
			|| conflict_give_back(call, file.now.queue.application_id, NULL, NULL, err));

	if (ok) {
		decision_from_row(call, row, decision);
		decision_fill_grounds(call, &file.now.queue, decision);
		*ret = decision;
	}
	application_close(&file);
	return ok;
}

/* A return tells the customer nothing: no letter, no update. */
static bool
rehearse_return(struct call *call, struct application_file *file, struct decision_row *row,
                const char *reason, const struct rehearsal **ret, struct err *err)
{
	struct rehearsal *rehearsal = arena_alloc(call->arena, sizeof *rehearsal);

	if (!return_it(call, file, row, reason, err))
		return false;
	rehearsal->decision = arena_alloc(call->arena, sizeof *rehearsal->decision);
	decision_from_row(call, row, rehearsal->decision);
	rehearsal->status_update = arena_alloc(call->arena, sizeof *rehearsal->status_update);
	*rehearsal->status_update = (struct status_update) {
		.code = UPDATE_IN_REVIEW, .text = "", .appeal_deadline_on = DATE_NONE,
	};
	rehearsal->notice = arena_alloc(call->arena, sizeof *rehearsal->notice);
	rehearsal->notice->language = file_language(file);
	rehearsal->notice->rendered_text = "";
	*ret = rehearsal;
	return true;
}

static bool
rehearse(struct call *call, struct application_file *file, struct decision_row *row,
         const struct rehearsal **ret, struct err *err)
{
	struct proposal *proposal = arena_alloc(call->arena, sizeof *proposal);
	struct decision *decision = arena_alloc(call->arena, sizeof *decision);

	if (!proposal_build(call, file, request_from_row(call, row), proposal, err))
		return false;
	decision_from_row(call, row, decision);
	decision_fill_grounds(call, &file->now.queue, decision);
	decision->appeal_deadline_on = proposal->appeal_on;
	return proposal_rehearse(call, file, proposal, decision, ret, err);
}

bool
approval_rehearse(struct call *call, const char *decision_id,
                  const struct approval_request *request, const struct rehearsal **ret,
                  struct err *err)
{
	assert(call && !call->txn && request && ret && err);
	struct application_file file;
	struct decision_row *row = arena_alloc(call->arena, sizeof *row);
	bool ok = open_both(call, decision_id, &file, row, err) && permit(call, &file, row, err)
		&& names_match(call, &file, row, request, false, err)
		&& (request->approve ? rehearse(call, &file, row, ret, err)
	                             : rehearse_return(call, &file, row, request->reason, ret, err));

	application_close(&file);
	return ok;
}
