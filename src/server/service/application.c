/* SPDX-License-Identifier: Apache-2.0
 *
 * Moving an application along: claim, release, assign, withdraw, reopen.
 */
#include "server/service/application.h"

#include "base/str.h"
#include "domain/deadline.h"
#include "server/service/agency.h"
#include "server/service/application_view.h"
#include "server/service/assign_new.h"
#include "server/service/completeness.h"
#include "server/service/give.h"
#include "server/service/plan.h"
#include "server/store/assignee.h"
#include "server/store/assignment.h"
#include "server/store/history.h"

/* ---- claim ---- */

/* Who is on leave takes nothing: it would lie until they are back. */
static bool
is_at_work(struct call *call, const struct application_file *file, struct err *err)
{
	struct assignment_worker worker;

	if (!assignment_worker_find(call->db, call->actor->id, call->arena, &worker))
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_NOT_FOUND, "%s", "");
	return !worker_is_on_leave(&worker, file->today)
		|| err_set(err, ERR_FORBIDDEN, "You are on leave. Whoever leads your team ends it: L on the board.");
}

static bool
claim(struct call *call, struct application_file *file, const void *request, struct err *err)
{
	(void)request;
	struct queue_row *row = &file->now.queue;
	struct telling telling;
	struct planned_event *event;

	if (!application_permit(call, file, ACT_CLAIM, err) || !is_at_work(call, file, err)
		|| !telling_init(call, file, &telling, err))
		return false;
	row->assignee_id = call->actor->id;
	row->status = transition_of(ACT_CLAIM)->to;
	file->changed = "status,assignee";
	event = plan_event(file, EVENT_APPLICATION_CLAIMED);
	json_put_text(&event->payload, "to", call->actor->name);
	return plan_says(call, event, UPDATE_IN_REVIEW, &telling, err)
		&& application_settle(call, file, err);
}

bool
application_claim(struct call *call, const char *id, const struct application **ret,
                  struct err *err)
{
	struct application_file file;
	bool ok = application_open(call, id, &file, err) && claim(call, &file, NULL, err)
		&& application_commit(call, &file, err)
		&& (!str_empty(file.before.queue.assignee_id) || claim_remember(call, &file, err));

	if (ok)
		*ret = application_view(call, &file);
	application_close(&file);
	return ok;
}

/* ---- release ---- */

static bool
release(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct release_request *request = given;
	const char *reason = request ? request->reason : NULL;
	struct queue_row *row = &file->now.queue;
	struct planned_event *event;

	if (!application_permit(call, file, ACT_RELEASE, err)
		|| !file_reason_fits("/reason", reason, REASON_TEXT_MAX, err))
		return false;
	row->assignee_id = NULL;
	row->status = status_without_assignee(row->status);
	file->changed = "status,assignee";
	event = plan_event(file, EVENT_APPLICATION_RELEASED);
	json_put_text(&event->payload, "from", call->actor->name);
	if (!str_empty(reason))
		json_put_text(&event->payload, "reason", reason);
	return true;
}

bool
application_release(struct call *call, const char *id, const struct release_request *request,
                    const struct application **ret, struct err *err)
{
	return application_do(call, id, release, request, ret, err);
}

/* ---- assign ---- */

static bool
may_be_given(const struct application_file *file, const struct assignee *worker, struct err *err)
{
	const struct queue_row *row = &file->now.queue;
	const char *pointer = "/worker_id";

	if (worker->has_conflict)
		return err_set(err, ERR_CONFLICT_OF_INTEREST,
		               "%s has a declared conflict with this case.", worker->name);
	if (!worker->is_active || !(worker->roles & (ROLE_CASEWORKER | ROLE_SUPERVISOR)))
		return err_field(err, pointer, "not_a_caseworker", "%s does not work cases.",
		                 worker->name);
	if (row->sealed && !worker->is_named)
		return err_field(err, pointer, "sealed", "%s is not named on this sealed record.",
		                 worker->name);
	if (worker->programs && !str_in_list(worker->programs, row->program_id))
		return err_field(err, pointer, "not_certified", "%s is not certified for %s.",
		                 worker->name, row->program_id);
	if (row->appeal_open && !str_empty(row->assignee_id))
		return err_field(err, pointer, "appeal", "An appeal is open: it stays where it is.");
	if (worker->on_leave_from != DATE_NONE && worker->on_leave_from <= file->today
		&& (worker->on_leave_to == DATE_NONE || worker->on_leave_to >= file->today))
		return err_field(err, pointer, "on_leave", "%s is on leave.", worker->name);
	return true;
}

/* In its own team, or in another that whoever gives it leads, too. */
static bool
choose_team(struct call *call, const struct application_file *file, struct giving *giving, struct err *err)
{
	struct assignment_case one = { .team_id = file->now.queue.team_id,
		                       .other_teams = &call->actor->led_team_ids };
	struct assignment_worker worker;

	if (!assignment_worker_find(call->db, giving->to_id, call->arena, &worker))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_INTERNAL, "The worker cannot be read.");
	giving->team_id = assignment_team(&one, &worker);
	return giving->team_id || err_field(err, "/worker_id", "not_in_team", "%s",
		plan_why_not(call, LIMIT_NOT_IN_TEAM, &one, &worker));
}

static bool
assign(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct assignment_request *request = given;
	struct queue_row *row = &file->now.queue;
	struct assignee worker = { .name = "" };
	struct giving giving;

	if (!application_permit(call, file, ACT_ASSIGN, err)
		|| !file_reason_fits("/reason", request->reason, REASON_TEXT_MAX, err))
		return false;
	if (str_eq(request->worker_id, row->assignee_id))
		return err_field(err, "/worker_id", "unchanged", "It is %s's already.",
		                 str_empty(request->worker_id) ? "nobody" : "that worker");
	if (!str_empty(request->worker_id)
		&& !assignee_find(call->db, request->worker_id, row->customer_id,
	                          call->arena, &worker)) {
		if (db_take_failure(call->db, err))
			return false;
		return err_field(err, "/worker_id", "unknown", "There is no such worker.");
	}
	giving = (struct giving) { .to_id = worker.id, .to_name = worker.name, .reason = request->reason };
	if (worker.id && !(may_be_given(file, &worker, err) && choose_team(call, file, &giving, err)))
		return false;

	give_application(call, file, &giving);
	return true;
}

bool
application_assign(struct call *call, const char *id, const struct assignment_request *request,
                   const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, id, assign, request, ret, err);
}

/* ---- withdraw ---- */

/* A decision that waited for a second person goes with the application; where
 * another is in force already there is nothing left to withdraw. */
static bool
drop_waiting_decision(struct call *call, struct application_file *file, struct err *err)
{
	struct decision_row *waiting = arena_alloc(call->arena, sizeof *waiting);

	if (file->before.queue.status != APPLICATION_AWAITING_SECOND_APPROVAL)
		return true;
	if (!decision_find(call->db, file->before.decision_id, call->arena, waiting))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_INTERNAL, "The decision that waits cannot be read.");
	if (waiting->decision.supersedes)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "A decision is in force; it can be superseded, not withdrawn.");
	waiting->decision.state = DECISION_RETURNED;
	waiting->decision.return_reason = "withdrawn";
	waiting->decision.version++;
	file->decision_changed = waiting;
	file->now.decision_id = NULL;
	file->now.queue.decision_maker_id = NULL;
	return true;
}

static bool
withdraw(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct withdraw_request *request = given;
	struct telling telling;
	struct planned_event *event;

	if (!application_permit(call, file, ACT_WITHDRAW, err))
		return false;
	/* Whose own it is need not say why; of an oral request this is all there is. */
	if (call->actor->kind == ACTOR_WORKER && str_empty(request->reason))
		return err_field(err, "/reason", "required", "Say how the customer asked for it.");
	if (!file_reason_fits("/reason", request->reason, REASON_TEXT_MAX, err)
		|| !drop_waiting_decision(call, file, err)
		|| !telling_init(call, file, &telling, err))
		return false;
	file->now.queue.status = transition_of(ACT_WITHDRAW)->to;
	file->changed = "status,decision_id";
	event = plan_event(file, EVENT_APPLICATION_WITHDRAWN);
	if (file->decision_changed)
		event->decision_id = file->decision_changed->decision.id;
	json_put_text(&event->payload, "reason", request->reason ? request->reason : "");
	return plan_says(call, event, UPDATE_WITHDRAWN, &telling, err)
		&& plan_notice(call, file, NOTICE_KIND_WITHDRAWAL, &telling, NULL, err);
}

bool
application_withdraw(struct call *call, const char *id, const struct withdraw_request *request,
                     const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, id, withdraw, request, ret, err);
}

/* ---- reopen ---- */

/* The day on which it was decided or withdrawn, whatever was changed since. */
static civil_date
closed_on(struct call *call, const struct application_file *file)
{
	struct decision_row decision;
	struct history_row *withdrawals;
	int64_t at_ms = file->before.changed_at_ms;

	if (file->before.queue.status == APPLICATION_WITHDRAWN
		&& history_of_type(call->db, file->before.queue.application_id, EVENT_APPLICATION_WITHDRAWN, 1,
	                           call->arena, &withdrawals) > 0)
		at_ms = withdrawals[0].at_ms;
	if (file->before.queue.status == APPLICATION_DENIED && file->before.decision_id
		&& decision_find(call->db, file->before.decision_id, call->arena, &decision))
		at_ms = decision.approved_at_ms ? decision.approved_at_ms
		                                : decision.decision.decided_at_ms;
	return zone_date(file->zone, at_ms);
}

static bool
ground_holds(struct call *call, const struct application_file *file, const char *ground,
             struct err *err)
{
	char date[DATE_TEXT_MAX];

	if (str_eq(ground, "hearing"))
		return true;
	if (str_eq(ground, "agency_error")) {
		if (file->by & BY_SUPERVISOR)
			return true;
		return err_set(err, ERR_FORBIDDEN,
		               "Only a supervisor reopens to correct the agency's error.");
	}
	if (!str_eq(ground, "window"))
		return err_field(err, "/ground", "unknown", "One of: window, hearing, agency_error.");
	civil_date last = deadline_reopen(file->program, closed_on(call, file));
	if (file->today <= last)
		return true;
	return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
	               "It could be reopened until %s; after that it takes a new application, a "
	               "hearing order, or an error of the agency.", date_to_text(last, date));
}

static bool
open_again(struct call *call, struct application_file *file, const char *ground,
           const char *reason, struct err *err)
{
	struct queue_row *row = &file->now.queue;
	struct telling telling;
	struct planned_event *event;

	if (!telling_init(call, file, &telling, err))
		return false;
	row->status = transition_of(ACT_REOPEN)->to;
	file->now.decision_id = NULL; /* it stays in the list of decisions, but not in force */
	row->assignee_id = NULL;
	/* It was decided within its clock; a new one runs from today, and a
	 * shorter one for what a hearing ordered. */
	row->due_on = str_eq(ground, "hearing")
		? deadline_hearing_order(file->today)
		: deadline_decision(file->program, file->today, false, DATE_NONE);
	file->changed = "status,assignee,due_on,decision_id";
	event = plan_event(file, EVENT_APPLICATION_REOPENED);
	json_put_text(&event->payload, "reason", reason);
	json_put_text(&event->payload, "ground", ground);
	return plan_says(call, event, UPDATE_REOPENED, &telling, err);
}

bool
application_reopen_by_order(struct call *call, struct application_file *file, const char *reason,
                            struct err *err)
{
	return open_again(call, file, "hearing", reason, err);
}

static bool
reopen(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct reopen_request *request = given;

	if (!application_permit(call, file, ACT_REOPEN, err))
		return false;
	if (str_empty(request->reason))
		return err_field(err, "/reason", "required", "Say why it is opened again.");
	return file_reason_fits("/reason", request->reason, REASON_TEXT_MAX, err)
		&& ground_holds(call, file, request->ground, err)
		&& open_again(call, file, request->ground, request->reason, err);
}

bool
application_reopen(struct call *call, const char *id, const struct reopen_request *request,
                   const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, id, reopen, request, ret, err);
}
