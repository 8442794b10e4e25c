/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents: who may put one on a file and who may see it.
 */
#include "server/service/document.h"

#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/render.h"
#include "server/service/agency.h"
#include "server/service/application_file.h"
#include "server/service/completeness.h"
#include "server/service/language.h"
#include "server/service/reminder.h"
#include "server/store/assignment.h"
#include "server/store/document.h"
#include "server/store/event_log.h"
#include "server/store/reminder.h"
#include "server/store/worker.h"

void
document_measure(struct document_upload *upload)
{
	uint8_t hash[SECRET_HASH_BYTES];

	if (!document_is_taken(upload->bytes, upload->len, &upload->type, &upload->why))
		return;
	sha256(hash, upload->bytes, upload->len);
	hex_text(upload->sha256, hash, sizeof(hash));
}

/* ---- taking in ---- */

static bool
upload_fits(const struct document_upload *upload, struct err *err)
{
	const char *why = upload->why;

	if (!str_empty(upload->name)
	    && (strlen(upload->name) > DOCUMENT_NAME_MAX || !utf8_valid(upload->name, strlen(upload->name))))
		return err_field(err, "?name", "too_long", "At most %d bytes of UTF-8.", (int)DOCUMENT_NAME_MAX);
	if (!why)
		return true;
	if (upload->len > DOCUMENT_BYTES_MAX)
		return err_set(err, ERR_PAYLOAD_TOO_LARGE, "%s", err_said(why));
	if (upload->len > 0 && upload->type == DOCUMENT_TYPE_NONE)
		return err_set(err, ERR_UNSUPPORTED_MEDIA_TYPE, "%s", err_said(why));
	return err_field(err, "/", "unusable", "%s", err_said(why));
}

/* The requirement it is for; false when there is none of that name. */
static bool
find_item(struct application_file *file, const char *item_id, struct missing_item **ret, struct err *err)
{
	const struct program_requirement *requirement;

	*ret = NULL;
	if (str_empty(item_id))
		return true;
	*ret = file_item(file, item_id);
	if (!*ret)
		return err_field(err, "?requirement", "unknown", "This application has no such requirement.");
	requirement = program_find_requirement(file->program, (*ret)->requirement);
	if (!requirement || requirement->met_by != MET_BY_PROOF)
		return err_field(err, "?requirement", "not_a_proof",
		                 "This is not met by a proof, but by the form or an interview.");
	return true;
}

static const struct document *
same_on_file(const struct documents *known, const struct document_upload *upload, const char *item_id)
{
	for (size_t i = 0; i < known->count; i++)
		if (str_eq(known->at[i].sha256, upload->sha256)
		    && str_eq(known->at[i].item_id ? known->at[i].item_id : "", item_id ? item_id : ""))
			return &known->at[i];
	return NULL;
}

/* A file that has none is called after what it is. */
static const char *
name_of(struct call *call, const struct document_upload *upload)
{
	return str_empty(upload->name) ? arena_printf(call->arena, "document.%s", document_ending(upload->type))
	                               : upload->name;
}

static void
fill(struct call *call, const struct application_file *file, const struct missing_item *item,
     const struct document_upload *upload, int64_t at_ms, struct document *ret)
{
	char id[ID_TEXT_MAX];
	bool may_have_text = upload->type == DOCUMENT_PDF && agency_reads_text(call->agency);

	random_id(id, "dc_", at_ms);
	*ret = (struct document){
		.id = arena_strdup(call->arena, id),
		.application_id = file->now.queue.application_id,
		.customer_id = file->now.queue.customer_id,
		.item_id = item ? item->id : NULL,
		.label = item ? render_item(call->arena, file->program, item, call->language) : NULL,
		.name = name_of(call, upload),
		.media_type = document_media(upload->type),
		.size = (int64_t)upload->len,
		.sha256 = arena_strdup(call->arena, upload->sha256),
		.state = agency_checks_documents(call->agency) ? DOCUMENT_QUARANTINE : DOCUMENT_AVAILABLE,
		.text_state = may_have_text ? DOCUMENT_TEXT_WAITING : DOCUMENT_TEXT_ABSENT,
		.from = call_author(call),
		.at_ms = at_ms,
	};
}

static struct planned_event *
plan_received(struct call *call, struct application_file *file, const struct missing_item *item,
              const struct document *document)
{
	struct planned_event *event = plan_event(file, EVENT_DOCUMENT_RECEIVED);

	json_put_text(&event->payload, "item",
	              item ? render_item(call->arena, file->program, item, file->program->languages.at[0])
	                   : document->name);
	json_put_text(&event->payload, "document", document->id);
	json_put_text(&event->payload, "name", document->name);
	return event;
}

/* What follows for the requirement and for the application. */
static bool
receive(struct call *call, struct application_file *file, struct missing_item *item,
        struct planned_event *last, struct err *err)
{
	enum application_status status = file->now.queue.status;

	if (item) {
		item->received_at_ms = call->now_ms;
		item->looked_at_ms = 0;
		/* What was found enough stays so; the new one is there to be looked at. */
		if (item->state != ITEM_ACCEPTED)
			item->state = ITEM_RECEIVED;
		file_item_changed(file, item);
	}
	file->changed = "missing";
	if (!application_status_is_open(status) || status == APPLICATION_AWAITING_SECOND_APPROVAL)
		return true;
	return application_say_owed(call, file, last, err) && (!item || application_settle(call, file, err));
}

/* Names what was asked for, never what the sender calls it. */
static const char *
reminder_text(struct call *call, const struct application_file *file, const struct missing_item *item)
{
	const char *language = file->program->languages.at[0];
	const char *came = say_in(language, N_("Came after it was closed"));
	const char *text = came;

	if (item)
		text = arena_printf(call->arena, "%s: %s", came, render_item(call->arena, file->program, item, language));
	return strlen(text) < REMINDER_TEXT_MAX ? text : came;
}

/* Whoever had it; of one that nobody has who still works here, who leads its team. */
static const char *
whom_to_remind(struct call *call, const struct queue_row *row)
{
	struct worker worker;

	if (!str_empty(row->assignee_id) && worker_find(call->db, row->assignee_id, call->arena, &worker))
		return row->assignee_id;
	return str_empty(row->team_id) ? NULL : assignment_leader(call->db, row->team_id, call->arena);
}

static bool
is_reminded(struct call *call, const struct queue_row *row, const char *whom, const char *text)
{
	struct reminder *known;
	size_t count = reminder_list(call->db, row->application_id, whom, call->arena, &known);

	for (size_t i = 0; i < count; i++)
		if (!known[i].done_at_ms && str_eq(known[i].text, text))
			return true;
	return false;
}

/* What is closed is in nobody's queue, and yet its letter may have said until
 * when this would open it again: it comes before somebody, on their agenda. */
static void
remind(struct call *call, struct application_file *file, const struct missing_item *item)
{
	const struct queue_row *row = &file->now.queue;
	const char *text = reminder_text(call, file, item);
	const char *whom = whom_to_remind(call, row);
	struct reminder *reminder = arena_alloc(call->arena, sizeof *reminder);
	struct planned_event *event;
	char id[ID_TEXT_MAX], date[DATE_TEXT_MAX];

	if (!whom || str_eq(whom, call->actor->id) || is_reminded(call, row, whom, text))
		return;
	random_id(id, "rm_", call->now_ms);
	*reminder = (struct reminder){
		.id = arena_strdup(call->arena, id),
		.application_id = row->application_id,
		/* Without a worker it is of whoever has the application. */
		.worker_id = str_eq(whom, row->assignee_id) ? NULL : whom,
		.on = file->today,
		.text = text,
		.made_at_ms = call->now_ms,
		.made_by = call->actor->name,
	};
	file->reminder = reminder;
	event = plan_event(file, EVENT_REMINDER_SET);
	json_put_text(&event->payload, "on", date_to_text(reminder->on, date));
	json_put_text(&event->payload, "text", text);
}

struct filing {
	const char *item_id;
	const struct document_upload *uploads;
	size_t count;
	struct documents *ret;
};

static bool
file_documents(struct call *call, struct application_file *file, const struct filing *filing, struct err *err)
{
	struct documents known;
	struct missing_item *item;
	struct planned_event *last = NULL;
	const char *id = file->now.queue.application_id;

	if (!application_permit_any_version(file, ACT_DOCUMENT, err) || !find_item(file, filing->item_id, &item, err))
		return false;
	known.count = document_list(call->db, id, NULL, call->arena, &known.at);
	for (size_t i = 0; i < filing->count; i++) {
		const struct document_upload *upload = &filing->uploads[i];
		struct document *document = &filing->ret->at[i];

		if (!upload_fits(upload, err))
			return false;
		const struct document *same = same_on_file(&known, upload, filing->item_id);
		filing->ret->count++;
		if (same) {
			*document = *same;
			continue;
		}
		if (known.count >= DOCUMENTS_MAX)
			return err_field(err, "/", "too_many", "There are %d documents on this file already.",
			                 (int)DOCUMENTS_MAX);
		/* In the order in which they were chosen. */
		fill(call, file, item, upload, call->now_ms + (int64_t)i, document);
		known.at[known.count++] = *document;
		last = plan_received(call, file, item, document);
		if (call->txn && !document_add(call->txn, document, upload->bytes))
			return db_take_failure(call->db, err), false;
	}
	/* All of it was there before: nothing happens twice. */
	if (!last)
		return true;
	if (!application_status_is_open(file->now.queue.status))
		remind(call, file, item);
	return receive(call, file, item, last, err) && application_commit(call, file, err);
}

bool
document_file(struct call *call, const char *application_id, const char *item_id,
              const struct document_upload *uploads, size_t count, struct documents *ret, struct err *err)
{
	assert(call && uploads && count > 0 && count <= DOCUMENTS_AT_ONCE && ret && err);
	struct filing filing = { item_id, uploads, count, ret };
	struct application_file file;

	*ret = (struct documents){ arena_array(call->arena, count, sizeof(*ret->at)), 0 };
	bool ok = application_open(call, application_id, &file, err) && file_documents(call, &file, &filing, err);
	application_close(&file);
	return ok;
}

/* ---- reading ---- */

static void
put_label(struct call *call, struct application_file *file, struct document *document)
{
	const struct missing_item *item = document->item_id ? file_item(file, document->item_id) : NULL;

	if (item)
		document->label = render_item(call->arena, file->program, item, call->language);
}

bool
documents_of(struct call *call, const char *application_id, struct documents *ret, struct err *err)
{
	struct application_file file;
	bool ok = application_open(call, application_id, &file, err);

	if (ok) {
		ret->count = document_list(call->db, application_id, call->actor->id, call->arena, &ret->at);
		for (size_t i = 0; i < ret->count; i++)
			put_label(call, &file, &ret->at[i]);
	}
	application_close(&file);
	return ok && !db_take_failure(call->db, err);
}

/* The document and its application, which says who may know of it. */
static bool
open_document(struct call *call, const char *id, struct document *ret, struct application_file *file,
              struct err *err)
{
	*file = (struct application_file){ 0 };
	if (!document_find(call->db, id, call->actor->id, call->arena, ret)) {
		if (db_take_failure(call->db, err))
			return false;
		return err_set(err, ERR_NOT_FOUND, "There is no such document.");
	}
	return application_open(call, ret->application_id, file, err);
}

bool
document_read(struct call *call, const char *id, struct document *ret, struct err *err)
{
	struct application_file file;
	bool ok = open_document(call, id, ret, &file, err);

	if (ok)
		put_label(call, &file, ret);
	application_close(&file);
	return ok;
}

/* It may be opened: policy has been asked. */
static bool
is_open_to_sight(const struct document *document, struct err *err)
{
	if (document->state == DOCUMENT_QUARANTINE)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "It is in quarantine until it has been checked; try again in a minute.");
	if (document->state == DOCUMENT_REFUSED)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED,
		               "The check found it harmful. It was not kept, and the sender was told.");
	return true;
}

bool
document_content(struct call *call, const char *id, struct document *ret, const char **ret_bytes, struct err *err)
{
	if (!document_read(call, id, ret, err) || !is_open_to_sight(ret, err))
		return false;
	if (document_bytes(call->db, ret, call->arena, ret_bytes))
		return true;
	return db_take_failure(call->db, err) ? false
	                                      : err_set(err, ERR_NOT_FOUND, "The file itself is not kept any more.");
}

bool
document_words(struct call *call, const char *id, struct document *ret, const char **ret_text, struct err *err)
{
	if (!document_read(call, id, ret, err) || !is_open_to_sight(ret, err))
		return false;
	*ret_text = ret->text_state == DOCUMENT_TEXT_READY ? document_text(call->db, id, call->arena) : NULL;
	return !db_take_failure(call->db, err);
}

/* ---- looking ---- */

static bool
others_unseen(const struct documents *all, const struct document *document)
{
	for (size_t i = 0; i < all->count; i++)
		if (!str_eq(all->at[i].id, document->id) && !all->at[i].looked_at_ms
		    && all->at[i].state != DOCUMENT_REFUSED && str_eq(all->at[i].item_id, document->item_id))
			return true;
	return false;
}

/* The first worker to see it: the proof may be decided on once all that came
 * for it was seen.  The version stays: nobody's form is worth less for it. */
static bool
first_look(struct call *call, struct application_file *file, const struct document *document, struct err *err)
{
	struct missing_item *item = document->item_id ? file_item(file, document->item_id) : NULL;
	struct planned_event *event = plan_event(file, EVENT_DOCUMENT_VIEWED);
	struct documents all;

	all.count = document_list(call->db, document->application_id, NULL, call->arena, &all.at);
	if (item && item->received_at_ms && !item->looked_at_ms && !others_unseen(&all, document)) {
		item->looked_at_ms = call->now_ms;
		file_item_changed(file, item);
	}
	file->keeps_version = true;
	json_put_text(&event->payload, "item",
	              item ? render_item(call->arena, file->program, item, file->program->languages.at[0])
	                   : document->name);
	json_put_text(&event->payload, "document", document->id);
	return document_put_look(call->txn, document->id, call->actor->id, call->actor->name, true)
	       && application_commit(call, file, err);
}

/* Anybody's later look, and that of who only reads. */
static bool
further_look(struct call *call, const struct application_file *file, const struct document *document)
{
	const struct queue_row *row = &file->now.queue;
	struct event event = {
		.type = EVENT_RECORD_VIEWED,
		.subject = { "document", document->id },
		.application_id = row->application_id,
		.actor = call_author(call),
		.scope = queue_row_scope(row, row->assignee_id),
	};

	return document_put_look(call->txn, document->id, call->actor->id, call->actor->name, false)
	       && event_append(call->txn, &event, NULL);
}

bool
document_looked_at(struct call *call, const char *id, struct err *err)
{
	assert(call->txn);
	const unsigned workers = BY_ASSIGNEE | BY_CASEWORKER | BY_SUPERVISOR;
	struct application_file file;
	struct document document;
	bool ok = open_document(call, id, &document, &file, err) && is_open_to_sight(&document, err);

	if (ok)
		ok = !document.looked_at_ms && (file.by & workers) ? first_look(call, &file, &document, err)
		                                                    : further_look(call, &file, &document);
	if (!ok && err->code == ERR_NONE && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The look could not be written down.");
	application_close(&file);
	return ok;
}

const char *
documents_unseen(struct call *call, const struct application_file *file, const char *item_id)
{
	struct documents all;
	const char *names = NULL;

	all.count = document_list(call->db, file->now.queue.application_id, NULL, call->arena, &all.at);
	for (size_t i = 0; i < all.count; i++) {
		const struct document *document = &all.at[i];
		if (document->looked_at_ms || document->state == DOCUMENT_REFUSED || !str_eq(document->item_id, item_id))
			continue;
		names = names ? arena_printf(call->arena, "%s, %s", names, document->name) : document->name;
	}
	return names;
}
