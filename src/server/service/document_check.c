/* SPDX-License-Identifier: Apache-2.0
 *
 * What comes of a document's check: it may be opened, or it is refused, its
 * bytes forgotten, and whoever owed the proof owes it again.
 */
#include "base/str.h"
#include "domain/deadline.h"
#include "domain/render.h"
#include "server/service/application_file.h"
#include "server/service/completeness.h"
#include "server/service/document.h"
#include "server/store/document.h"

static bool
another_came(struct call *call, const struct document *document)
{
	struct documents all;

	all.count = document_list(call->db, document->application_id, NULL, call->arena, &all.at);
	for (size_t i = 0; i < all.count; i++)
		if (!str_eq(all.at[i].id, document->id) && all.at[i].state != DOCUMENT_REFUSED
		    && str_eq(all.at[i].item_id, document->item_id))
			return true;
	return false;
}

/* As before it came: asked for, with its date, or not asked for yet. */
static void
owe_again(struct call *call, struct application_file *file, struct missing_item *item)
{
	civil_date least = deadline_proof(file->program, file->today);

	item->state = item->requested_on != DATE_NONE ? ITEM_REQUESTED : ITEM_UNMET;
	item->received_at_ms = item->looked_at_ms = 0;
	/* It seemed to be here: nobody loses days by that. */
	if (item->state == ITEM_REQUESTED && item->due_on < least)
		item->due_on = least;
	file_item_changed(file, item);
	(void)call;
}

static bool
say_refused(struct call *call, struct application_file *file, const struct missing_item *item,
            struct planned_event *event, struct err *err)
{
	struct telling telling;

	if (!telling_init(call, file, &telling, err))
		return false;
	telling.items = &item;
	telling.item_count = 1;
	telling.base.due_on = item->due_on != DATE_NONE ? item->due_on
	                                                : deadline_proof(file->program, file->today);
	event->update = UPDATE_WAITING_FOR_YOU;
	return plan_says(call, event, event->update, &telling, err);
}

static bool
refuse(struct call *call, struct application_file *file, const struct document *document, struct err *err)
{
	struct missing_item *item = document->item_id ? file_item(file, document->item_id) : NULL;
	struct planned_event *event = plan_event(file, EVENT_DOCUMENT_REFUSED);
	enum application_status status = file->now.queue.status;
	bool in_work = status == APPLICATION_IN_REVIEW || status == APPLICATION_READY_FOR_DECISION;

	json_put_text(&event->payload, "item",
	              item ? render_item(call->arena, file->program, item, file->program->languages.at[0])
	                   : document->name);
	json_put_text(&event->payload, "document", document->id);
	json_put_text(&event->payload, "name", document->name);
	file->changed = "missing";
	if (!item || item->state != ITEM_RECEIVED || another_came(call, document))
		return true;
	owe_again(call, file, item);
	if (!application_status_is_open(status))
		return true;
	if (in_work && item->state == ITEM_REQUESTED)
		file->now.queue.status = APPLICATION_PENDED;
	return say_refused(call, file, item, event, err) && application_settle(call, file, err);
}

static void
pass(struct application_file *file, const struct document *document)
{
	struct planned_event *event = plan_event(file, EVENT_DOCUMENT_CHECKED);

	json_put_text(&event->payload, "document", document->id);
	file->keeps_version = true;
}

static bool
settle(struct call *call, struct application_file *file, const struct document *document,
       const struct document_finding *finding, struct err *err)
{
	enum document_text text = str_empty(finding->text) ? DOCUMENT_TEXT_ABSENT : DOCUMENT_TEXT_READY;

	if (finding->is_bad) {
		if (!document_put_checked(call->txn, document->id, DOCUMENT_REFUSED, DOCUMENT_TEXT_ABSENT, NULL)
		    || !refuse(call, file, document, err))
			return false;
	} else {
		if (!document_put_checked(call->txn, document->id, DOCUMENT_AVAILABLE, text, finding->text))
			return false;
		pass(file, document);
	}
	return application_commit(call, file, err);
}

bool
document_checked(struct call *call, const char *id, const struct document_finding *finding, struct err *err)
{
	assert(call->txn && finding);
	struct application_file file = { 0 };
	struct document document;
	bool ok = document_find(call->db, id, NULL, call->arena, &document)
	          && application_open(call, document.application_id, &file, err);

	/* Another server may have been faster; and nothing is checked twice. */
	if (ok && (document.state == DOCUMENT_QUARANTINE || document.text_state == DOCUMENT_TEXT_WAITING))
		ok = settle(call, &file, &document, finding, err);
	if (!ok && err->code == ERR_NONE && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "What the check found could not be written down.");
	application_close(&file);
	return ok;
}
