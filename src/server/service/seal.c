/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing and opening a record: customer, queue rows, names and events as one
 * change.
 */
#include "server/service/seal.h"

#include "base/json.h"
#include "base/str.h"
#include "base/words.h"
#include "server/service/application_file.h"
#include "server/store/assignee.h"
#include "server/store/event_log.h"
#include "server/store/seal.h"
#include "server/store/staff.h"

enum { REASON_BYTES_MAX = 500, SEAL_NAMES_MAX = 30, PAYLOAD_VERSION_NOW = 1 };

static const char flag_changed[] = "sealed";

struct sealing {
	struct call *call;
	struct customer_record record;
	struct text_list before; /* ids of those named until now */
	struct text_list named;  /* and from now on */
	struct person_ref *people; /* the same */
	const char *reason;
	struct err *err;
};

/* ---- may it be ---- */

static bool
find(struct sealing *to, const char *customer_id)
{
	struct call *call = to->call;

	if (str_empty(to->reason) || strlen(to->reason) > REASON_BYTES_MAX)
		return err_set(to->err, ERR_USAGE, _("A reason has 1 to %d bytes."), REASON_BYTES_MAX);
	if (!customer_read(call->db, customer_id, call->arena, &to->record))
		return db_take_failure(call->db, to->err)
		               ? false
		               : err_set(to->err, ERR_NOT_FOUND, _("There is no customer %s."), customer_id);
	to->before = seal_named(call->db, customer_id, call->arena);
	return !db_take_failure(call->db, to->err);
}

/* Somebody who could open the record if it were not sealed. */
static bool
fits(struct sealing *to, const char *username, struct staff *ret)
{
	struct call *call = to->call;
	struct assignee worker;

	if (!staff_find(call->db, username, call->arena, ret) ||
	    !assignee_find(call->db, ret->worker.id, to->record.customer.id, call->arena, &worker))
		return db_take_failure(call->db, to->err)
		               ? false
		               : err_set(to->err, ERR_NOT_FOUND, _("There is no worker \"%s\"."), username);
	if (!worker.is_active)
		return err_set(to->err, ERR_USAGE, _("%s works here no more."), worker.name);
	if (worker.has_conflict)
		return err_set(to->err, ERR_CONFLICT_OF_INTEREST,
		               _("%s has a declared conflict with this case."), worker.name);
	if (!(worker.roles & (ROLE_CASEWORKER | ROLE_SUPERVISOR | ROLE_INTAKE | ROLE_AUDITOR)))
		return err_set(to->err, ERR_USAGE, _("%s has no role that opens cases."), worker.name);
	return true;
}

static bool
take_names(struct sealing *to, const struct text_list *usernames)
{
	struct staff staff;

	if (usernames->count == 0 || usernames->count > SEAL_NAMES_MAX)
		return err_set(to->err, ERR_USAGE, _("A seal names 1 to %d workers."), SEAL_NAMES_MAX);
	to->named.at = arena_array(to->call->arena, usernames->count, sizeof(char *));
	to->people = arena_array(to->call->arena, usernames->count, sizeof(*to->people));
	for (size_t i = 0; i < usernames->count; i++) {
		if (!fits(to, usernames->at[i], &staff))
			return false;
		if (text_list_has(&to->named, staff.worker.id))
			continue;
		to->people[to->named.count] = (struct person_ref){ staff.worker.id, staff.worker.name };
		to->named.at[to->named.count++] = staff.worker.id;
	}
	return true;
}

static bool
is_as_before(const struct sealing *to)
{
	bool same = to->record.sealed && to->named.count == to->before.count;

	for (size_t i = 0; same && i < to->named.count; i++)
		same = text_list_has(&to->before, to->named.at[i]);
	return same;
}

/* ---- the events ---- */

bool
sight_tell(struct txn *txn, const struct author *by, const char *worker_id, const char *customer_id,
           const char *what)
{
	struct arena arena = ARENA_INIT;
	struct customer_record record = { 0 };
	struct queue_row *rows = NULL;
	bool ok = customer_read_line(txn->db, customer_id, &arena, &record);
	size_t count = ok ? seal_applications(txn->db, customer_id, &arena, &rows) : 0;

	/* One for each application, since sight is of applications; one where
	 * there is none, for the sessions. */
	for (size_t i = 0; ok && (i < count || i == 0); i++) {
		struct event event = {
			.type = EVENT_WORKER_CHANGED,
			.subject = { "worker", worker_id },
			.actor = *by,
			.changed = { &what, 1 },
			.scope = { .customer_id = customer_id, .sealed = record.sealed },
		};
		if (i < count) {
			event.application_id = rows[i].application_id;
			event.scope.team_id = rows[i].team_id;
			event.scope.county = rows[i].county;
			event.scope.program_id = rows[i].program_id;
			event.scope.assignee_before = event.scope.assignee_after = rows[i].assignee_id;
		}
		ok = event_append(txn, &event, NULL);
	}
	arena_done(&arena);
	return ok && !db_failed(txn->db);
}

/* First those whose sessions it changes, so that nobody who is named now is
 * told that it is out of sight. */
static bool
tell_workers(const struct sealing *to)
{
	const struct text_list *lists[] = { &to->before, &to->named };
	struct author by = call_author(to->call);

	for (size_t list = 0; list < countof(lists); list++) {
		for (size_t i = 0; i < lists[list]->count; i++) {
			const char *id = lists[list]->at[i];
			if (!text_list_has(lists[1 - list], id) &&
			    !sight_tell(to->call->txn, &by, id, to->record.customer.id, "seals"))
				return false;
		}
	}
	return true;
}

static bool
tell_customer(const struct sealing *to, bool flag_moved)
{
	const struct customer_record *record = &to->record;
	struct buf text = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&text);
	const char *changed = flag_changed;
	struct queue_row *rows;
	size_t count = seal_applications(to->call->db, record->customer.id, to->call->arena, &rows);
	struct event event = {
		.type = record->sealed ? EVENT_CUSTOMER_SEALED : EVENT_CUSTOMER_UNSEALED,
		.subject = { "customer", record->customer.id },
		.version = record->customer.version,
		.actor = call_author(to->call),
		.changed = { &changed, flag_moved },
		.scope = { .customer_id = record->customer.id, .county = record->customer.county,
		           .sealed = record->sealed },
	};

	/* It goes by before the eyes of those who work the newest case. */
	if (count > 0) {
		event.scope.team_id = rows[count - 1].team_id;
		event.scope.county = rows[count - 1].county;
		event.scope.program_id = rows[count - 1].program_id;
		event.scope.assignee_before = event.scope.assignee_after = rows[count - 1].assignee_id;
	}
	json_begin_object(&out, NULL);
	json_put_int(&out, "v", PAYLOAD_VERSION_NOW);
	if (record->sealed) {
		json_begin_list(&out, "named");
		for (size_t i = 0; i < to->named.count; i++) {
			json_begin_object(&out, NULL);
			json_put_text(&out, "id", to->people[i].id);
			json_put_text(&out, "name", to->people[i].name);
			json_end_object(&out);
		}
		json_end_list(&out);
	}
	json_put_text(&out, "reason", to->reason);
	json_end_object(&out);
	bool ok = buf_ok(&text) && event_append(to->call->txn, &event, text.data);
	buf_done(&text);
	return ok;
}

/* ---- the rows ---- */

static bool
mark_application(struct sealing *to, const char *id)
{
	struct application_file file;
	bool ok = application_open(to->call, id, &file, to->err);

	if (ok) {
		file.now.queue.sealed = to->record.sealed;
		file.changed = flag_changed;
		struct planned_event *event = plan_event(&file, EVENT_APPLICATION_UPDATED);
		json_put_text(&event->payload, "changed", flag_changed);
		ok = application_commit(to->call, &file, to->err);
	}
	application_close(&file);
	return ok;
}

static bool
move_flag(struct sealing *to, bool sealed)
{
	struct customer_record *record = &to->record;
	struct queue_row *rows;
	size_t count = seal_applications(to->call->db, record->customer.id, to->call->arena, &rows);

	record->sealed = sealed;
	record->customer.version++;
	record->changed_by = to->call->actor->name;
	record->changed_fields = flag_changed;
	record->changed_at_ms = to->call->now_ms;
	if (!customer_update(to->call->db, record) || !tell_workers(to) || !tell_customer(to, true))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!mark_application(to, rows[i].application_id))
			return false;
	return true;
}

static bool
written(struct sealing *to, bool ok)
{
	if (ok && !db_take_failure(to->call->db, to->err))
		return true;
	if (to->err->code == ERR_NONE && !db_take_failure(to->call->db, to->err))
		err_set(to->err, ERR_INTERNAL, "%s", _("The change could not be made."));
	return false;
}

static void
list_orphans(const struct sealing *to, struct seal_result *ret)
{
	struct call *call = to->call;
	struct queue_row *rows;
	size_t count = seal_applications(call->db, to->record.customer.id, call->arena, &rows);

	*ret = (struct seal_result){ arena_array(call->arena, count + 1, sizeof(*ret->orphans)), 0 };
	for (size_t i = 0; i < count; i++) {
		const char *id = rows[i].assignee_id;
		if (!application_status_is_open(rows[i].status) || str_empty(id) ||
		    text_list_has(&to->named, id))
			continue;
		const char *name = assignee_name(call->db, id, call->arena);
		ret->orphans[ret->orphan_count++] = (struct seal_orphan){ rows[i].number, name ? name : id };
	}
}

bool
customer_seal(struct call *call, const char *customer_id, const struct text_list *usernames,
              const char *reason, struct seal_result *ret, struct err *err)
{
	struct sealing to = { .call = call, .reason = reason, .err = err };

	assert(call->txn);
	if (!find(&to, customer_id) || !take_names(&to, usernames))
		return false;
	if (is_as_before(&to))
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "%s", _("It is sealed for these workers already."));
	bool ok = seal_name(call->txn, customer_id, &to.named) &&
	          (to.record.sealed ? tell_workers(&to) && tell_customer(&to, false) : move_flag(&to, true));
	if (!written(&to, ok))
		return false;
	list_orphans(&to, ret);
	return !db_take_failure(call->db, err);
}

bool
customer_unseal(struct call *call, const char *customer_id, const char *reason, struct err *err)
{
	struct sealing to = { .call = call, .reason = reason, .err = err };

	assert(call->txn);
	if (!find(&to, customer_id))
		return false;
	if (!to.record.sealed)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "%s", _("It is not sealed."));
	return written(&to, seal_name(call->txn, customer_id, &to.named) && move_flag(&to, false));
}
