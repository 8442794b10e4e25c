/* SPDX-License-Identifier: Apache-2.0
 *
 * Leave and presence.
 */
#include "server/service/leave.h"

#include "base/str.h"
#include "domain/deadline.h"
#include "domain/words.h"
#include "server/service/agency.h"
#include "server/service/application_file.h"
#include "server/service/workload.h"
#include "server/store/event_log.h"
#include "server/store/worker.h"

/* The worker themselves, and who leads a team of theirs; to colleagues they are
 * there, to others not. */
static bool
find_worker(struct call *call, const char *worker_id, struct assignment_worker *ret, struct err *err)
{
	const struct actor *actor = call->actor;

	if (!assignment_worker_find(call->db, worker_id, call->arena, ret) || !ret->is_active)
		return db_take_failure(call->db, err) ? false : err_set(err, ERR_NOT_FOUND, "%s", "");
	if (str_eq(worker_id, actor->id)
		|| ((actor->roles & ROLE_SUPERVISOR) && text_list_share(&ret->team_ids, &actor->led_team_ids)))
		return true;
	if (text_list_share(&ret->team_ids, &actor->team_ids))
		return err_set(err, ERR_FORBIDDEN, "It is for the worker, or who leads their team.");
	return err_set(err, ERR_NOT_FOUND, "%s", "");
}

/* ---- what is at risk ---- */

struct risking {
	struct call *call;
	struct leave_view *view;
};

static void
take_risk(void *risking, const struct assignment_row *row)
{
	struct risking *to = risking;
	struct leave_view *view = to->view;
	const struct program *program = agency_program(to->call->agency, row->queue.program_id,
		row->queue.program_version);
	struct assignment_case one;
	struct queue_row kept = row->queue;

	view->open++;
	assignment_case_of(to->call, row, &one);
	if (view->from == DATE_NONE || !row_is_risky(&row->queue, one.today, view->from, view->to)
		|| ++view->risky_count > LEAVE_RISKS_SHOWN)
		return;
	queue_row_keep(&kept, to->call->arena);
	view->risky.at[view->risky.count++] = (struct leave_risk) {
		.application_id = kept.application_id,
		.number = kept.number,
		.customer = { kept.customer_id, kept.customer_name, kept.case_number },
		.program_id = kept.program_id,
		.due_on = kept.due_on,
		.expedited = kept.expedited,
		.clock = program ? deadline_clock(program, kept.due_on, kept.expedited, one.today) : CLOCK_NONE,
	};
}

static const struct leave_view *
view(struct call *call, const struct assignment_worker *worker)
{
	struct leave_view *ret = arena_alloc(call->arena, sizeof *ret);
	struct risking risking = { call, ret };
	struct policy_scope scope;
	struct queue_filter filter = { .scope = &scope, .by_assignee = true, .assignee_id = worker->id,
		                       .due_before = DATE_NONE, .filed_after = DATE_NONE, .filed_before = DATE_NONE,
		                       .now_ms = call->now_ms };

	*ret = (struct leave_view) { .worker = { worker->id, worker->name },
		                     .from = worker->on_leave_from, .to = worker->on_leave_to };
	ret->risky.at = arena_array(call->arena, LEAVE_RISKS_SHOWN + 1, sizeof *ret->risky.at);
	policy_scope(call->actor, call->now_ms, &scope);
	assignment_rows(call->db, &filter, PLAN_ROWS_MAX, call->arena, take_risk, &risking);
	return ret;
}

bool
leave_read(struct call *call, const char *worker_id, const struct leave_view **ret, struct err *err)
{
	assert(call && worker_id && ret);
	struct assignment_worker worker;

	if (!find_worker(call, worker_id, &worker, err))
		return false;
	*ret = view(call, &worker);
	return !db_take_failure(call->db, err);
}

/* ---- setting it ---- */

static bool
fits(struct call *call, const struct leave_request *request, struct err *err)
{
	civil_date today = zone_date(ZONE_CENTRAL, call->now_ms);

	if (!file_reason_fits("/reason", request->reason, REASON_TEXT_MAX, err))
		return false;
	if (request->from == DATE_NONE && request->to == DATE_NONE)
		return true;
	if (request->from == DATE_NONE)
		return err_field(err, "/from", "required", "Say from when.");
	if (request->to != DATE_NONE && request->to < request->from)
		return err_field(err, "/to", "too_early", "It ends before it begins.");
	if (request->from < today - LEAVE_DAYS_MAX || request->from > today + LEAVE_DAYS_MAX)
		return err_field(err, "/from", "out_of_range", "Within two years of today.");
	return true;
}

static bool
append(struct call *call, enum event_type type, const struct assignment_worker *worker,
       const char *const members[][2], size_t count)
{
	struct event event = {
		.type = type,
		.subject = { "worker", worker->id },
		.actor = call_author(call),
		.scope = { .team_id = worker->team_ids.count ? worker->team_ids.at[0] : NULL,
		           .assignee_after = worker->id },
	};
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	bool ok;

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	for (size_t i = 0; i < count; i++)
		json_put_text(&out, members[i][0], members[i][1] ? members[i][1] : "");
	json_end_object(&out);
	ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

bool
leave_put(struct call *call, const char *worker_id, const struct leave_request *request,
          const struct leave_view **ret, struct err *err)
{
	assert(call && worker_id && request && ret);
	struct assignment_worker worker;
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];

	if (!find_worker(call, worker_id, &worker, err) || !call_body_fits(call, err)
		|| !fits(call, request, err))
		return false;
	worker.on_leave_from = request->from;
	worker.on_leave_to = request->to;
	if (call->txn) {
		const char *const members[][2] = { { "from", date_to_text(request->from, from) },
			                           { "to", date_to_text(request->to, to) },
			                           { "reason", request->reason } };

		if (!worker_set_leave(call->txn, worker_id, request->from, request->to)
			|| !append(call, EVENT_LEAVE_SET, &worker, members, countof(members)))
			return db_take_failure(call->db, err) ? false
				: err_set(err, ERR_INTERNAL, "The leave could not be kept.");
	}
	*ret = view(call, &worker);
	return !db_take_failure(call->db, err);
}

bool
own_presence_put(struct call *call, const struct own_presence *request, struct err *err)
{
	assert(call && call->txn && request);
	struct assignment_worker worker;

	if (!find_worker(call, call->actor->id, &worker, err) || !call_body_fits(call, err))
		return false;
	if (request->presence != PRESENCE_HERE && request->presence != PRESENCE_AWAY)
		return err_field(err, "/presence", "unknown", "One of: here, away.");
	const char *const members[][2] = { { "presence", word_of(words_presence, (int)request->presence) } };
	if (worker_set_presence(call->txn, worker.id, request->presence)
		&& append(call, EVENT_PRESENCE_SET, &worker, members, countof(members)))
		return true;
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_INTERNAL, "The presence could not be kept.");
}
