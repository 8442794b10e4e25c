/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes and records of calls.
 */
#include "server/service/note.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/service/application_file.h"
#include "server/store/event_log.h"
#include "server/store/note.h"
#include "server/store/sql_filter.h"

static bool
note_fits(const struct note_request *request, bool is_call, struct err *err)
{
	if (!is_call && !str_empty(request->kind) && !str_eq(request->kind, "note"))
		return err_field(err, "/kind", "unknown", "One of: note, call.");
	if (is_call && !str_eq(request->direction, "in") && !str_eq(request->direction, "out"))
		return err_field(err, "/direction", str_empty(request->direction) ? "required" : "unknown",
		                 "One of: in, out.");
	if (str_empty(request->text))
		return err_field(err, "/text", "required", "There is nothing written.");
	return file_reason_fits("/text", request->text, NOTE_TEXT_MAX, err)
		&& file_reason_fits("/number", request->number, 40, err);
}

static bool
append(struct call *call, const struct application_file *file, const struct note *note,
       const struct note_request *request, bool is_call, struct err *err)
{
	const struct queue_row *row = &file->now.queue;
	struct event event = {
		.type = is_call ? EVENT_CALL_LOGGED : EVENT_NOTE_ADDED,
		.subject = { "application", row->application_id },
		.application_id = row->application_id,
		.actor = note->author,
		.scope = queue_row_scope(row, row->assignee_id),
	};
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	bool ok;

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	if (is_call) {
		json_put_text(&out, "direction", request->direction);
		json_put_text(&out, "number", request->number ? request->number : "");
	}
	json_put_text(&out, "text", note->text);
	json_end_object(&out);
	ok = buf_ok(&payload) ? event_append(call->txn, &event, payload.data)
	                      : err_set(err, ERR_PAYLOAD_TOO_LARGE, "The note is too long.");
	buf_done(&payload);
	return ok;
}

static bool
write_note(struct call *call, struct application_file *file, const struct note *note,
           const struct note_request *request, bool is_call, struct err *err)
{
	const struct queue_row *row = &file->now.queue;
	int64_t unseen = row->unseen_changes + 1;
	bool ok = note_add(call->txn, note, is_call ? "call" : "note")
		&& append(call, file, note, request, is_call, err)
		&& (str_empty(row->assignee_id) || str_eq(row->assignee_id, call->actor->id)
	            || queue_put_unseen(call->txn, row->application_id, unseen));

	if (!ok && err->code == ERR_NONE && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The note could not be written.");
	return ok;
}

static bool
plan_note(struct call *call, struct application_file *file, const struct note_request *request,
          const struct note **ret, struct err *err)
{
	bool is_call = str_eq(request->kind, "call");
	struct note *note = arena_alloc(call->arena, sizeof *note);
	char id[ID_TEXT_MAX];

	if (!application_permit_any_version(file, is_call ? ACT_CALL : ACT_NOTE, err)
		|| !call_body_fits(call, err) || !note_fits(request, is_call, err))
		return false;
	random_id(id, "nt_", call->now_ms);
	*note = (struct note) {
		.id = arena_strdup(call->arena, id),
		.application_id = file->now.queue.application_id,
		.customer_id = file->now.queue.customer_id,
		.author = call_author(call),
		.at_ms = call->now_ms,
		.text = request->text,
	};
	*ret = note;
	return !call->txn || write_note(call, file, note, request, is_call, err);
}

bool
note_write(struct call *call, const char *application_id, const struct note_request *request,
           const struct note **ret, struct err *err)
{
	assert(call && request && ret && err);
	struct application_file file;
	bool ok = application_open(call, application_id, &file, err)
		&& plan_note(call, &file, request, ret, err);

	application_close(&file);
	return ok;
}

bool
note_read_one(struct call *call, const char *note_id, const struct note **ret, struct err *err)
{
	assert(call && ret && err);
	struct note *note = arena_alloc(call->arena, sizeof *note);
	bool ok = note_find(call->db, note_id, call->arena, note)
		? application_is_seen(call, note->application_id, err)
		: db_take_failure(call->db, err) ? false
		: err_set(err, ERR_NOT_FOUND, "There is no such note.");

	*ret = note;
	return ok;
}

bool
note_page(struct call *call, const char *application_id, const struct page_key *page,
          struct note_page *ret, struct err *err)
{
	assert(call && page && ret && err);
	if (!application_is_seen(call, application_id, err))
		return false;
	ret->count = note_list(call->db, application_id, page, call->arena, &ret->rows);
	ret->more = ret->count > (size_t)page->limit;
	if (ret->more)
		ret->count--;
	if (sql_page_reversed(page)) {
		for (size_t i = 0; i < ret->count / 2; i++) {
			struct note note = ret->rows[i];

			ret->rows[i] = ret->rows[ret->count - 1 - i];
			ret->rows[ret->count - 1 - i] = note;
		}
	}
	return !db_take_failure(call->db, err);
}
