/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions.  A person decides; what is here checks, records and tells.
 */
#include "server/service/decision.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/service/proposal.h"
#include "server/service/signature.h"
#include "server/service/worksheet.h"
#include "server/store/notice.h"

static enum application_act
act_of(const struct decision_request *request)
{
	if (!str_empty(request->supersedes))
		return ACT_SUPERSEDE;
	return request->outcome == OUTCOME_APPROVED ? ACT_APPROVE : ACT_DENY;
}

/* A supervisor who lifts a STOP decides in the assignee's place. */
static void
stand_in(struct application_file *file, const struct decision_request *request)
{
	if ((file->by & BY_SUPERVISOR) && !str_empty(request->override_reason))
		file->by |= BY_ASSIGNEE;
}

static bool
permit(struct call *call, struct application_file *file, const struct decision_request *request,
       bool is_rehearsal, struct err *err)
{
	enum application_act act = act_of(request);

	stand_in(file, request);
	/* An approval may be rehearsed wherever a denial may: that it is not
	 * complete yet is then a STOP of the rehearsal, which says what lacks. */
	if (is_rehearsal && act == ACT_APPROVE)
		act = ACT_DENY;
	return application_permit(call, file, act, err);
}

static bool
names_match(const struct application_file *file, const struct decision_request *request,
            struct err *err)
{
	const struct application_row *row = &file->before;

	if (!str_eq(request->application_id, row->queue.application_id))
		err_field(err, "/application_id", "differs", "This is not the application decided on.");
	if (request->application_version != row->queue.version)
		err_field(err, "/application_version", "differs",
		          "The statement is about version %lld, the application is at %lld.",
		          (long long)request->application_version, (long long)row->queue.version);
	if (!str_empty(request->supersedes) && !str_eq(request->supersedes, row->decision_id))
		err_field(err, "/supersedes", "not_in_force",
		          "This is not the decision in force.");
	return err->field_count == 0;
}

static const char *
text_or_null(const char *text)
{
	return str_empty(text) ? NULL : text;
}

static struct decision_row *
make_row(struct call *call, const struct application_file *file, const struct proposal *proposal,
         const char *signature, struct err *err)
{
	struct decision_row *row = arena_alloc(call->arena, sizeof *row);
	struct person_ref *maker = arena_alloc(call->arena, sizeof *maker);
	const struct decision_request *request = proposal->request;
	char id[ID_TEXT_MAX];

	random_id(id, "d_", call->now_ms);
	*maker = (struct person_ref) { call->actor->id, call->actor->name };
	row->decision = (struct decision) {
		.id = arena_strdup(call->arena, id),
		.version = 1,
		.application_id = file->before.queue.application_id,
		.application_version = file->before.queue.version,
		.outcome = request->outcome,
		.state = proposal->findings.needs_second_person
			? DECISION_AWAITING_SECOND_APPROVAL : DECISION_ISSUED,
		.rationale = request->rationale,
		.worksheet = worksheet_kept(call, proposal->sheet),
		.advice_differs_because = request->advice_differs_because,
		.decided_by = maker,
		.decided_at_ms = call->now_ms,
		.appeal_deadline_on = proposal->findings.needs_second_person ? DATE_NONE
		                                                             : proposal->appeal_on,
		.supersedes = text_or_null(request->supersedes),
		.statement = call->statement ? call->statement : "",
		.override_reason = text_or_null(request->override_reason),
	};
	row->statement_len = (int64_t)strlen(row->decision.statement);
	row->signature = signature;
	row->amounts = proposal_amounts(call, proposal);
	if (!proposal_reasons(call, proposal, &row->reasons, err))
		return NULL;
	return row;
}

/* ---- issuing ---- */

static bool
supersede_old(struct call *call, struct application_file *file, const struct decision_row *row,
              struct err *err)
{
	struct decision_row *old;
	struct planned_event *event;

	if (str_empty(row->decision.supersedes))
		return true;
	old = arena_alloc(call->arena, sizeof *old);
	if (!decision_find(call->db, row->decision.supersedes, call->arena, old)
		|| old->decision.state != DECISION_ISSUED)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "The decision to be replaced is not in force.");
	old->decision.state = DECISION_SUPERSEDED;
	old->decision.version++;
	file->decision_superseded = old;
	event = plan_event(file, EVENT_DECISION_SUPERSEDED);
	event->decision_id = old->decision.id;
	json_put_text(&event->payload, "by", row->decision.id);
	return true;
}

bool
decision_issue(struct call *call, struct application_file *file, const struct proposal *proposal,
               struct decision_row *row, struct err *err)
{
	assert(call && file && proposal && row);
	assert(proposal->findings.stops.count == 0 || row->decision.override_reason);

	if (!supersede_old(call, file, row, err)
		|| !proposal_issue(call, file, proposal, row->decision.id, err))
		return false;
	row->decision.state = DECISION_ISSUED;
	row->decision.appeal_deadline_on = proposal->appeal_on;
	row->decision.notice_id = file->notice->id;
	file->now.queue.status = row->decision.outcome == OUTCOME_APPROVED ? APPLICATION_APPROVED
	                                                                   : APPLICATION_DENIED;
	file->now.queue.decision_maker_id = NULL;
	file->now.decision_id = row->decision.id;
	file->changed = "status,decision_id";
	return true;
}

/* It waits for a second person: nothing is told but that somebody checks. */
static bool
propose(struct call *call, struct application_file *file, const struct proposal *proposal,
        const struct decision_row *row, struct err *err)
{
	struct telling telling;
	struct planned_event *event;

	if (!telling_init(call, file, &telling, err))
		return false;
	event = plan_event(file, EVENT_DECISION_PROPOSED);
	event->decision_id = row->decision.id;
	proposal_put_outcome(&event->payload, proposal);
	json_begin_list(&event->payload, "because");
	for (int ground = SECOND_NONE + 1; ground < SECOND_COUNT; ground++)
		if (proposal->findings.second_grounds & (1U << ground))
			json_put_text(&event->payload, NULL, second_ground_wire((enum second_ground)ground));
	json_end_list(&event->payload);
	file->now.queue.status = APPLICATION_AWAITING_SECOND_APPROVAL;
	file->now.queue.decision_maker_id = call->actor->id;
	file->now.decision_id = row->decision.id;
	file->changed = "status,decision_id";
	return plan_says(call, event, UPDATE_SECOND_REVIEW, &telling, err);
}

/* By a supervisor alone, with a reason of their own: who is stopped does not
 * let themselves through. */
static bool
stops_are_lifted(const struct application_file *file, const struct proposal *proposal,
                 struct err *err)
{
	if (proposal->findings.stops.count == 0)
		return true;
	if ((file->by & BY_SUPERVISOR) && !str_empty(proposal->request->override_reason)
		&& decision_stops_can_be_lifted(&proposal->findings))
		return true;
	return proposal_refuse(proposal, err);
}

static bool
decide(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct decision_request *request = given;
	struct proposal *proposal = arena_alloc(call->arena, sizeof *proposal);
	struct decision_row *row;
	const char *signature;

	if (!permit(call, file, request, false, err) || !names_match(file, request, err)
		|| !signature_check(call, &signature, err)
		|| !proposal_build(call, file, request, proposal, err)
		|| !stops_are_lifted(file, proposal, err))
		return false;
	row = make_row(call, file, proposal, signature, err);
	if (!row)
		return false;
	file->decision_added = row;
	return proposal->findings.needs_second_person
		? propose(call, file, proposal, row, err)
		: decision_issue(call, file, proposal, row, err);
}

/* More than a thread of requests should be kept for are left to the writer. */
enum { MONTHS_AHEAD_MAX = 4 };

void
decision_make_ahead(struct call *call, const char *application_id,
                    const struct decision_request *request)
{
	assert(call && request);
	civil_date months[MONTHS_AHEAD_MAX] = { DATE_NONE };
	size_t count = 1;

	for (size_t i = 0; i < request->amounts.count && count < countof(months); i++)
		if (request->amounts.at[i].from != DATE_NONE)
			months[count++] = request->amounts.at[i].from;
	worksheet_make_ahead(call, application_id, months, count);
}

bool
decision_make(struct call *call, const char *application_id, const struct decision_request *request,
              const struct decision **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct application_file file;
	struct decision *decision = arena_alloc(call->arena, sizeof *decision);
	bool ok = application_open(call, application_id, &file, err)
		&& decide(call, &file, request, err) && application_commit(call, &file, err);

	if (ok) {
		decision_from_row(call, file.decision_added, decision);
		decision_fill_grounds(call, &file.now.queue, decision);
		*ret = decision;
	}
	application_close(&file);
	return ok;
}

static bool
rehearse(struct call *call, struct application_file *file, const struct decision_request *request,
         const struct rehearsal **ret, struct err *err)
{
	struct proposal *proposal = arena_alloc(call->arena, sizeof *proposal);
	struct decision *decision = arena_alloc(call->arena, sizeof *decision);
	struct decision_row *row;

	if (!permit(call, file, request, true, err) || !names_match(file, request, err)
		|| !proposal_build(call, file, request, proposal, err))
		return false;
	if (proposal->findings.stops.count == 0 && !permit(call, file, request, false, err))
		return false;
	if (proposal->findings.stops.count == 0) {
		row = make_row(call, file, proposal, "", err);
		if (!row)
			return false;
		decision_from_row(call, row, decision);
		decision_fill_grounds(call, &file->now.queue, decision);
	} else {
		*decision = (struct decision) {
			.application_id = file->before.queue.application_id,
			.application_version = file->before.queue.version,
			.outcome = request->outcome,
			.rationale = request->rationale,
		};
		decision->amounts.at = request->amounts.at;
		decision->amounts.count = request->amounts.count;
		proposal_show_reasons(call, file, proposal, decision);
	}
	decision->id = NULL;
	decision->version = 0;
	decision->decided_at_ms = 0;
	decision->appeal_deadline_on = proposal->appeal_on;
	return proposal_rehearse(call, file, proposal, decision, ret, err);
}

bool
decision_rehearse(struct call *call, const char *application_id,
                  const struct decision_request *request, const struct rehearsal **ret,
                  struct err *err)
{
	assert(call && !call->txn && request && ret && err);
	struct application_file file;
	bool ok = application_open(call, application_id, &file, err)
		&& rehearse(call, &file, request, ret, err);

	application_close(&file);
	return ok;
}

/* ---- reading ---- */

/* May the actor read this application? */
static bool
may_read(struct call *call, const char *application_id, struct queue_row *ret, struct err *err)
{
	struct policy_subject subject;

	if (queue_find(call->db, application_id, call->arena, ret)) {
		queue_row_subject(ret, &subject);
		if (policy_allows(call->actor, POLICY_READ, &subject, call->now_ms))
			return true;
	}
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_NOT_FOUND, "There is nothing here by that name.");
}

bool
decision_read(struct call *call, const char *id, const struct decision **ret, struct err *err)
{
	assert(call && ret && err);
	struct decision_row row;
	struct queue_row application;
	struct decision *decision = arena_alloc(call->arena, sizeof *decision);

	if (!decision_find(call->db, id, call->arena, &row))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_NOT_FOUND, "There is nothing here by that name.");
	if (!may_read(call, row.decision.application_id, &application, err))
		return false;
	decision_from_row(call, &row, decision);
	decision_fill_grounds(call, &application, decision);
	*ret = decision;
	return true;
}

bool
decisions_of(struct call *call, const char *application_id, struct decision **ret,
             size_t *ret_count, struct err *err)
{
	assert(call && ret && ret_count && err);
	struct decision_row *rows;
	struct queue_row application;

	if (!may_read(call, application_id, &application, err))
		return false;
	*ret_count = decision_list(call->db, application_id, call->arena, &rows);
	*ret = arena_array(call->arena, *ret_count + 1, sizeof **ret);
	for (size_t i = 0; i < *ret_count; i++) {
		decision_from_row(call, &rows[i], &(*ret)[i]);
		decision_fill_grounds(call, &application, &(*ret)[i]);
	}
	return !db_take_failure(call->db, err);
}

bool
notice_read_one(struct call *call, const char *id, const struct notice **ret, struct err *err)
{
	assert(call && ret && err);
	struct notice *notice = arena_alloc(call->arena, sizeof *notice);
	struct queue_row application;

	if (!notice_find(call->db, id, call->arena, notice))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_NOT_FOUND, "There is nothing here by that name.");
	*ret = notice;
	return may_read(call, notice->application_id, &application, err);
}

bool
notices_of(struct call *call, const char *application_id, struct notice **ret, size_t *ret_count,
           struct err *err)
{
	assert(call && ret && ret_count && err);
	struct queue_row application;

	if (!may_read(call, application_id, &application, err))
		return false;
	*ret_count = notice_list(call->db, application_id, call->arena, ret);
	return !db_take_failure(call->db, err);
}
