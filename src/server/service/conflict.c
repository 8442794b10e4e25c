/* SPDX-License-Identifier: Apache-2.0
 *
 * Declaring a conflict of interest and taking it back: the row, its event, what
 * the worker's sessions and streams are told, and their cases, as one change.
 */
#include "server/service/conflict.h"

#include "base/json.h"
#include "base/str.h"
#include "base/words.h"
#include "server/service/application_file.h"
#include "server/service/give.h"
#include "server/service/seal.h"
#include "server/store/assignee.h"
#include "server/store/event_log.h"
#include "server/store/interaction.h"
#include "server/store/seal.h"
#include "server/store/staff.h"

static const char why_returned[] = "Its worker has a conflict of interest with the customer";

struct declaring {
	struct call *call;
	struct customer_record record;
	const char *worker_id;
	const char *reason;
	bool is_declared; /* already */
};

/* ---- the cases ---- */

static bool
give_back(struct call *call, struct application_file *file, const char *holder, const char *why,
          struct err *err)
{
	struct planned_event *event = plan_event(file, EVENT_APPLICATION_RELEASED);
	struct queue_row *row = &file->now.queue;

	event->by_system = true;
	json_put_text(&event->payload, "from", holder);
	json_put_text(&event->payload, "reason", why);
	row->assignee_id = NULL;
	row->status = status_without_assignee(row->status);
	file->changed = "status,assignee";
	return application_commit(call, file, err);
}

static void
note(struct call *call, const struct queue_row *row, bool waits, struct conflict_result *ret)
{
	struct conflict_case **list = waits ? &ret->waiting : &ret->returned;
	size_t *count = waits ? &ret->waiting_count : &ret->returned_count;
	const char *team = team_name(call->db, row->team_id, call->arena);

	*list = arena_more(call->arena, *list, *count, sizeof **list);
	(*list)[(*count)++] = (struct conflict_case){ arena_strdup(call->arena, row->number), team ? team : "" };
}

bool
conflict_give_back(struct call *call, const char *application_id, const char *why,
                   struct conflict_result *ret, struct err *err)
{
	assert(call && application_id && err);
	/* Also where whoever acts may not see it themselves. */
	const struct actor agency = { .kind = ACTOR_SYSTEM, .id = call->actor->id,
		                      .name = call->actor->name };
	struct call as_agency = *call;
	struct application_file file;
	struct assignee holder;
	bool ok;

	/* Asked only whether it would do. */
	if (!call->txn)
		return true;
	as_agency.actor = &agency;
	ok = application_open(&as_agency, application_id, &file, err);
	if (ok) {
		const struct queue_row *row = &file.before.queue;
		bool waits = row->status == APPLICATION_AWAITING_SECOND_APPROVAL;

		if (application_status_is_open(row->status) && !str_empty(row->assignee_id) &&
		    assignee_find(call->db, row->assignee_id, row->customer_id, call->arena, &holder) &&
		    holder.has_conflict) {
			if (ret)
				note(call, row, waits, ret);
			ok = waits || give_back(&as_agency, &file, holder.name, why ? why : why_returned, err);
		}
	}
	application_close(&file);
	return ok && !db_take_failure(call->db, err);
}

static size_t
count_conversations(const struct declaring *to)
{
	struct interaction *rows;
	size_t count = interactions_under_way(to->call->db, to->worker_id, NULL, to->call->arena, &rows);
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += str_eq(rows[i].customer_id, to->record.customer.id);
	return found;
}

static bool
give_all_back(struct declaring *to, struct conflict_result *ret, struct err *err)
{
	struct queue_row *rows;
	size_t count = seal_applications(to->call->db, to->record.customer.id, to->call->arena, &rows);

	for (size_t i = 0; i < count; i++)
		if (!conflict_give_back(to->call, rows[i].application_id, NULL, ret, err))
			return false;
	ret->conversations = count_conversations(to);
	return !db_take_failure(to->call->db, err);
}

/* ---- the row and its event ---- */

static bool
append(const struct declaring *to, enum event_type type)
{
	struct call *call = to->call;
	const struct customer *customer = &to->record.customer;
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	struct event event = {
		.type = type,
		.subject = { "worker", to->worker_id },
		.actor = call_author(call),
		.scope = { .customer_id = customer->id, .county = customer->county,
		           .sealed = to->record.sealed },
	};

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, "customer", customer->case_number);
	json_put_text(&out, "reason", to->reason);
	json_end_object(&out);
	bool ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

static bool
written(struct call *call, bool ok, struct err *err)
{
	if (!ok && err->code == ERR_NONE && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "%s", _("The change could not be made."));
	return ok;
}

/* Told while the cases are still theirs, so that their workstation learns which
 * ones are gone. */
static bool
declare(struct declaring *to, struct conflict_result *ret, struct err *err)
{
	struct call *call = to->call;
	struct author by = call_author(call);
	const char *customer_id = to->record.customer.id;

	*ret = (struct conflict_result){ 0 };
	return written(call,
	               staff_put_conflict(call->txn, to->worker_id, customer_id, to->reason) &&
	                       append(to, EVENT_CONFLICT_DECLARED) &&
	                       sight_tell(call->txn, &by, to->worker_id, customer_id, "conflicts") &&
	                       give_all_back(to, ret, err),
	               err);
}

/* ---- by the operator ---- */

static bool
find(struct declaring *to, const char *username, const char *case_number, struct err *err)
{
	struct call *call = to->call;
	struct staff staff;
	struct assignee worker;

	if (str_empty(to->reason) || strlen(to->reason) > CONFLICT_REASON_MAX)
		return err_set(err, ERR_USAGE, _("A reason has 1 to %d bytes."), CONFLICT_REASON_MAX);
	if (!staff_find(call->db, username, call->arena, &staff))
		return !db_take_failure(call->db, err) &&
		       err_set(err, ERR_NOT_FOUND, _("There is no worker \"%s\"."), username);
	const char *id = staff_customer_id(call->db, case_number, call->arena);
	if (!id || !customer_read(call->db, id, call->arena, &to->record))
		return !db_take_failure(call->db, err) &&
		       err_set(err, ERR_NOT_FOUND, _("There is no customer %s."), case_number);
	to->worker_id = staff.worker.id;
	to->is_declared = assignee_find(call->db, staff.worker.id, to->record.customer.id, call->arena,
	                                &worker) && worker.has_conflict;
	return !db_take_failure(call->db, err);
}

bool
conflict_declare(struct call *call, const char *username, const char *case_number,
                 const char *reason, struct conflict_result *ret, struct err *err)
{
	struct declaring to = { .call = call, .reason = reason };

	assert(call && call->txn && username && case_number && ret && err);
	if (!find(&to, username, case_number, err))
		return false;
	if (to.is_declared)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               _("%s has declared a conflict with %s already; --end takes it back."), username,
		               case_number);
	return declare(&to, ret, err);
}

bool
conflict_end(struct call *call, const char *username, const char *case_number, const char *reason,
             struct err *err)
{
	struct declaring to = { .call = call, .reason = reason };

	assert(call && call->txn && username && case_number && err);
	if (!find(&to, username, case_number, err))
		return false;
	if (!to.is_declared)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               _("%s has declared no conflict with %s: \"worker conflicts\" lists them."),
		               username, case_number);
	struct author by = call_author(call);
	const char *customer_id = to.record.customer.id;
	return written(call,
	               staff_end_conflict(call->txn, to.worker_id, customer_id) &&
	                       append(&to, EVENT_CONFLICT_ENDED) &&
	                       sight_tell(call->txn, &by, to.worker_id, customer_id, "conflicts"),
	               err);
}

/* ---- by the worker ---- */

static bool
find_own(struct declaring *to, const struct conflict_request *request, struct err *err)
{
	struct call *call = to->call;
	const char *id = request->customer_id;

	if (str_empty(id) == str_empty(request->customer_number))
		return err_field(err, "/customer_id", "required",
		                 "Name the customer by customer_id or by customer_number.");
	if (str_empty(id))
		id = staff_customer_id(call->db, request->customer_number, call->arena);
	/* Whom they may not find, one declared already too, is nobody. */
	if (id && customer_read(call->db, id, call->arena, &to->record)) {
		const struct policy_subject subject = {
			.customer_id = to->record.customer.id,
			.county = to->record.customer.county,
			.sealed = to->record.sealed,
		};
		if (policy_allows(call->actor, POLICY_SEARCH_CUSTOMER, &subject, call->now_ms))
			return true;
	}
	return !db_take_failure(call->db, err) &&
	       err_field(err, str_empty(request->customer_id) ? "/customer_number" : "/customer_id",
	                 "unknown", "There is no such customer.");
}

bool
conflict_declare_own(struct call *call, const struct conflict_request *request, struct err *err)
{
	assert(call && request && err);
	struct declaring to = { .call = call, .worker_id = call->actor->id, .reason = request->reason };
	struct conflict_result result;

	if (!call_body_fits(call, err) || !find_own(&to, request, err))
		return false;
	if (str_empty(to.reason))
		return err_field(err, "/reason", "required", "Say what they are to you; it is kept.");
	if (!file_reason_fits("/reason", to.reason, CONFLICT_REASON_MAX, err))
		return false;
	call->sessions_of = to.worker_id;
	return !call->txn || declare(&to, &result, err);
}
