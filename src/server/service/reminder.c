/* SPDX-License-Identifier: Apache-2.0
 *
 * Reminders.  They need no version, like notes, and change none: a worker's
 * own date never makes somebody else's change stale.
 */
#include "server/service/reminder.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/service/application_file.h"
#include "server/store/event_log.h"
#include "server/store/reminder.h"

static bool
request_fits(const struct application_file *file, const struct reminder_request *request,
             struct err *err)
{
	bool ok = file_reason_fits("/text", request->text, REMINDER_TEXT_MAX, err);

	if (str_empty(request->text))
		ok = err_field(err, "/text", "required", "Say of what.");
	if (request->on == DATE_NONE)
		ok = err_field(err, "/on", "required", "Say on which day.");
	else if (request->on < file->today)
		ok = err_field(err, "/on", "past", "That day is past.");
	else if (request->on > file->today + REMINDER_AHEAD_DAYS_MAX)
		ok = err_field(err, "/on", "too_late", "At most %d days from today.",
		               (int)REMINDER_AHEAD_DAYS_MAX);
	return ok;
}

static bool
append(struct call *call, const struct application_file *file, enum event_type type,
       const struct reminder *reminder)
{
	const struct queue_row *row = &file->now.queue;
	struct event event = {
		.type = type,
		.subject = { "application", row->application_id },
		.application_id = row->application_id,
		.actor = call_author(call),
		.scope = queue_row_scope(row, row->assignee_id),
	};
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	char date[DATE_TEXT_MAX];
	bool ok;

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, "on", date_to_text(reminder->on, date));
	json_put_text(&out, "text", reminder->text);
	json_end_object(&out);
	ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	return ok;
}

static bool
write_reminder(struct call *call, const struct application_file *file, enum event_type type,
               const struct reminder *reminder, struct err *err)
{
	const struct queue_row *row = &file->now.queue;

	if (!call->txn)
		return true;
	if (reminder_put(call->txn, reminder, row->customer_id)
		&& append(call, file, type, reminder)
		&& queue_put_reminder(call->txn, row->application_id,
			reminder_next(call->db, row->application_id, row->assignee_id)))
		return true;
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_INTERNAL, "The reminder could not be written.");
}

static bool
plan_set(struct call *call, struct application_file *file, const struct reminder_request *request,
         const struct reminder **ret, struct err *err)
{
	struct reminder *reminder = arena_alloc(call->arena, sizeof *reminder);
	char id[ID_TEXT_MAX];

	if (!application_permit_any_version(file, ACT_REMIND, err) || !call_body_fits(call, err)
		|| !request_fits(file, request, err))
		return false;
	random_id(id, "rm_", call->now_ms);
	*reminder = (struct reminder) {
		.id = arena_strdup(call->arena, id),
		.application_id = file->now.queue.application_id,
		.number = file->now.queue.number,
		.customer_name = file->now.queue.customer_name,
		.program_id = file->now.queue.program_id,
		.county = file->now.queue.county,
		.worker_id = request->mine ? call->actor->id : NULL,
		.on = request->on,
		.text = request->text,
		.made_at_ms = call->now_ms,
		.made_by = call->actor->name,
	};
	*ret = reminder;
	return write_reminder(call, file, EVENT_REMINDER_SET, reminder, err);
}

bool
reminder_set(struct call *call, const char *application_id, const struct reminder_request *request,
             const struct reminder **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct application_file file;
	bool ok = application_open(call, application_id, &file, err)
		&& plan_set(call, &file, request, ret, err);

	application_close(&file);
	return ok;
}

/* The reminder where the actor may see it, and its application opened. */
static bool
open_reminder(struct call *call, const char *id, struct reminder *ret,
              struct application_file *file, struct err *err)
{
	*file = (struct application_file) { 0 };
	if (!reminder_find(call->db, id, call->arena, ret))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_NOT_FOUND, "There is no such reminder.");
	if (!application_open(call, ret->application_id, file, err))
		return false;
	if (!str_empty(ret->worker_id) && !str_eq(ret->worker_id, call->actor->id))
		return err_set(err, ERR_NOT_FOUND, "There is no such reminder.");
	return true;
}

bool
reminder_end(struct call *call, const char *id, const struct reminder **ret, struct err *err)
{
	assert(call && ret && err);
	struct reminder *reminder = arena_alloc(call->arena, sizeof *reminder);
	struct application_file file;
	bool ok = open_reminder(call, id, reminder, &file, err)
		&& application_permit_any_version(&file, ACT_REMIND, err);

	/* Done twice is done: a second time changes nothing. */
	if (ok && !reminder->done_at_ms) {
		reminder->done_at_ms = call->now_ms;
		ok = write_reminder(call, &file, EVENT_REMINDER_DONE, reminder, err);
	}
	*ret = reminder;
	application_close(&file);
	return ok;
}

bool
reminder_read_one(struct call *call, const char *id, const struct reminder **ret, struct err *err)
{
	assert(call && ret && err);
	struct reminder *reminder = arena_alloc(call->arena, sizeof *reminder);
	struct application_file file;
	bool ok = open_reminder(call, id, reminder, &file, err);

	*ret = reminder;
	application_close(&file);
	return ok;
}

bool
reminders_of(struct call *call, const char *application_id, struct reminder **ret,
             size_t *ret_count, struct err *err)
{
	assert(call && ret && ret_count && err);
	if (!application_is_seen(call, application_id, err))
		return false;
	*ret_count = reminder_list(call->db, application_id, call->actor->id, call->arena, ret);
	return !db_take_failure(call->db, err);
}

/* One's own outlives the right to see its application: then it is not shown. */
bool
reminders_mine(struct call *call, struct reminder **ret, size_t *ret_count, struct err *err)
{
	assert(call && ret && ret_count && err);
	struct reminder *rows;
	size_t count = reminder_list_of(call->db, call->actor->id, call->arena, &rows), kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct policy_subject subject;
		struct queue_row row;

		if (!queue_find(call->db, rows[i].application_id, call->arena, &row))
			continue;
		queue_row_subject(&row, &subject);
		if (policy_allows(call->actor, POLICY_READ, &subject, call->now_ms))
			rows[kept++] = rows[i];
	}
	*ret = rows;
	*ret_count = kept;
	return !db_take_failure(call->db, err);
}
