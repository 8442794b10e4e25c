/* SPDX-License-Identifier: Apache-2.0
 *
 * Acting on many at once.  Each row is first tried without writing, since a
 * row that fails half way could not be taken back alone; what passes is then
 * done for all of them in the one transaction.
 */
#include "server/service/bulk.h"

#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"
#include "server/service/application_view.h"
#include "server/service/missing.h"
#include "server/service/note.h"
#include "server/service/reminder.h"
#include "server/store/bulk.h"

enum { OUTCOME_BYTES_MAX = 1024 * 1024 };

struct marking {
	struct call *call;
	const struct bulk_request *request;
	struct bulk_view *view;
};

static bool
is_named(const struct text_list *names, const char *requirement)
{
	return names->count == 0 || text_list_has(names, requirement);
}

/* What of one application is to be asked for: the customer can supply it and
 * nobody has asked yet. */
static bool
ask_missing(struct call *call, const struct bulk_missing *given, const struct application *application,
            const struct application **ret, struct err *err)
{
	struct missing_request request = { .due_on = given->due_on, .message = given->message,
		                           .remind = given->remind };

	request.items.at = arena_array(call->arena, application->missing.count + 1, sizeof *request.items.at);
	for (size_t i = 0; i < application->missing.count; i++) {
		const struct missing_item *item = &application->missing.at[i];

		if (item_is_to_ask(item) && is_named(&given->requirements, item->requirement))
			request.items.at[request.items.count++] = (struct missing_ask) {
				item->requirement, item->person, item->source, item->period, NULL };
	}
	if (request.items.count == 0)
		return err_set(err, ERR_VALIDATION_FAILED, "There is nothing to be asked for that was not asked for.");
	return missing_ask(call, application->id, &request, ret, err);
}

static bool
act(struct call *call, const struct bulk_request *request, const struct application *application,
    const struct application **ret, struct err *err)
{
	const struct reminder *reminder;
	const struct note *note;

	*ret = application;
	if (request->note)
		return note_write(call, application->id, request->note, &note, err);
	if (request->reminder)
		return reminder_set(call, application->id, request->reminder, &reminder, err);
	return ask_missing(call, request->missing, application, ret, err);
}

/* One row, written or only tried. */
static bool
one(struct call *call, const struct bulk_request *request, const struct bulk_mark *mark,
    const struct application **ret, struct err *err)
{
	const struct application *application;
	struct call own = *call;

	own.if_match = mark->version;
	own.unfit = NULL;
	if (!application_read(&own, mark->application_id, &application, err))
		return false;
	if (application->version != mark->version)
		return err_set(err, ERR_VERSION_CONFLICT, "It has changed since it was marked.");
	return act(&own, request, application, ret, err);
}

static void
tell_why(struct bulk_row *row, const struct err *err, struct arena *arena)
{
	row->code = err_wire(err->code);
	row->why = arena_strdup(arena, err->field_count ? err->fields[0].detail
	                                 : *err->detail ? err->detail : err_title(err->code));
}

/* What a row says of its application, to who may still read it. */
static void
name_row(struct call *call, struct bulk_row *row)
{
	const struct application *seen;
	struct err hidden = { .code = ERR_NONE };

	if (!application_read(call, row->application_id, &seen, &hidden))
		return;
	row->number = seen->number;
	row->customer = seen->customer;
	row->version = seen->version;
}

/* Whatever reads of an application that the reader may not see says nothing of it. */
static void
try_row(struct marking *marking, const struct bulk_mark *mark, bool is_twice, struct bulk_row *row)
{
	struct call dry = *marking->call;
	struct err err = { .code = ERR_NONE };
	const struct application *application = NULL;

	dry.txn = NULL;
	*row = (struct bulk_row) { .application_id = mark->application_id };
	name_row(&dry, row);
	if (is_twice)
		err_set(&err, ERR_VALIDATION_FAILED, "It was marked twice.");
	else
		row->done = one(&dry, marking->request, mark, &application, &err);
	if (!row->done) {
		tell_why(row, &err, dry.arena);
		return;
	}
	if (marking->view->done++ == 0 && application)
		row->would_send = application->would_send;
}

static bool
carry_out(struct marking *marking, struct err *err)
{
	bool ok = true;

	for (size_t i = 0; ok && i < marking->view->rows.count; i++) {
		const struct application *application;
		struct bulk_row *row = &marking->view->rows.at[i];

		row->would_send = NULL;
		if (!row->done)
			continue;
		ok = one(marking->call, marking->request, &marking->request->marks.at[i], &application, err);
		if (ok)
			row->version = application->version;
	}
	return ok;
}

static bool
is_marked_before(const struct bulk_request *request, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (str_eq(request->marks.at[i].application_id, request->marks.at[number].application_id))
			return true;
	return false;
}

/* ---- for a retry ---- */

static bool
keep(struct marking *marking)
{
	struct call *call = marking->call;
	struct buf outcome = BUF_INIT(OUTCOME_BYTES_MAX);
	struct json_out out = JSON_OUT(&outcome);
	char id[ID_TEXT_MAX];

	random_id(id, "b_", call->now_ms);
	marking->view->id = arena_strdup(call->arena, id);
	json_begin_list(&out, NULL);
	for (size_t i = 0; i < marking->view->rows.count; i++) {
		const struct bulk_row *row = &marking->view->rows.at[i];

		json_begin_object(&out, NULL);
		json_put_text(&out, "id", row->application_id);
		json_put_bool(&out, "done", row->done);
		json_put_int(&out, "version", row->version);
		if (!row->done) {
			json_put_text(&out, "code", row->code);
			json_put_text(&out, "why", row->why);
		}
		json_end_object(&out);
	}
	json_end_list(&out);
	bool ok = buf_ok(&outcome) && bulk_outcome_add(call->txn, id, call->actor->id, outcome.data);
	buf_done(&outcome);
	return ok;
}

static void
row_again(struct call *call, const struct json *kept, struct bulk_row *row)
{
	*row = (struct bulk_row) {
		.application_id = arena_strdup(call->arena, json_text(json_get(kept, "id"))),
		.done = json_bool(json_get(kept, "done"), false),
		.code = arena_strdup(call->arena, json_text(json_get(kept, "code"))),
		.why = arena_strdup(call->arena, json_text(json_get(kept, "why"))),
	};
	name_row(call, row);
	/* As it was then: it may have changed since. */
	if (!json_int(json_get(kept, "version"), &row->version))
		row->version = 0;
}

bool
bulk_again(struct call *call, const char *id, const struct bulk_view **ret, struct err *err)
{
	assert(call && id && ret && err);
	struct bulk_view *view = arena_alloc(call->arena, sizeof *view);
	const char *kept = bulk_outcome_find(call->db, id, call->actor->id, call->arena);
	struct json *list = kept ? json_parse(kept, strlen(kept), err) : NULL;

	if (!list)
		return db_take_failure(call->db, err) || kept ? false
			: err_set(err, ERR_NOT_FOUND, "There is nothing here by that name.");
	view->id = id;
	view->rows.at = arena_array(call->arena, json_count(list) + 1, sizeof *view->rows.at);
	for (const struct json *row = json_first(list); row; row = json_next(row)) {
		row_again(call, row, &view->rows.at[view->rows.count]);
		view->done += view->rows.at[view->rows.count++].done;
	}
	view->skipped = (int64_t)view->rows.count - view->done;
	json_free(list);
	*ret = view;
	return !db_take_failure(call->db, err);
}

bool
bulk_do(struct call *call, const struct bulk_request *request, const struct bulk_view **ret, struct err *err)
{
	assert(call && request && ret);
	struct bulk_view *view = arena_alloc(call->arena, sizeof *view);
	struct marking marking = { call, request, view };

	if (!call_body_fits(call, err))
		return false;
	if ((request->note != NULL) + (request->missing != NULL) + (request->reminder != NULL) != 1)
		return err_field(err, "", "one_of", "Send exactly one of note, missing and reminder.");
	if (request->marks.count == 0)
		return err_field(err, "/marks", "required", "Mark at least one application.");
	view->rows.at = arena_array(call->arena, request->marks.count, sizeof *view->rows.at);
	for (size_t i = 0; i < request->marks.count; i++)
		try_row(&marking, &request->marks.at[i], is_marked_before(request, i),
		        &view->rows.at[view->rows.count++]);
	view->skipped = (int64_t)view->rows.count - view->done;
	if (db_take_failure(call->db, err) || (call->txn && !carry_out(&marking, err)))
		return false;
	if (call->txn && !keep(&marking))
		return db_take_failure(call->db, err) ? false
			: err_set(err, ERR_INTERNAL, "What came of it could not be kept.");
	*ret = view;
	return true;
}
