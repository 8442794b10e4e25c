/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking the customer for what is missing.  What is on file is not asked for
 * again without a reason, and the clock of the application does not stop.
 */
#include "server/service/missing.h"

#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "domain/deadline.h"
#include "server/service/completeness.h"
#include "server/service/language.h"
#include "server/service/reminder.h"

/* Whether this item may be asked for; the reason is the worker's. */
static bool
may_ask(const struct missing_item *item, const char *reason, size_t index, struct err *err)
{
	char pointer[ERR_POINTER_MAX];

	snprintf(pointer, sizeof pointer, "/items/%zu", index);
	if (item->cured_by != CURED_BY_APPLICANT)
		return err_field(err, pointer, "not_the_customers",
		                 "This is for the agency to obtain, not for the customer.");
	if (item->state == ITEM_ACCEPTED)
		return err_field(err, pointer, "accepted", "This is already accepted.");
	if (item->state == ITEM_RECEIVED && str_empty(reason))
		return err_field(err, pointer, "on_file",
		                 "Something is on file for this. Look at it, or say why it is asked "
		                 "for again.");
	return true;
}

static struct missing_item *
item_asked(struct application_file *file, const struct missing_ask *ask)
{
	for (size_t i = 0; i < file->item_count; i++)
		if (item_is_of(&file->items[i], ask->requirement, ask->person, ask->source, ask->period))
			return &file->items[i];
	return NULL;
}

/* The items asked for, each once.  Every fault is a field of err. */
static bool
find_items(struct application_file *file, const struct missing_request *request,
           struct missing_item **ret, struct err *err)
{
	char pointer[ERR_POINTER_MAX];
	bool ok = true;

	for (size_t i = 0; i < request->items.count; i++) {
		const struct missing_ask *ask = &request->items.at[i];

		snprintf(pointer, sizeof pointer, "/items/%zu", i);
		ret[i] = item_asked(file, ask);
		if (!ret[i]) {
			ok = err_field(err, pointer, "unknown",
			               "This application has no such requirement.");
			continue;
		}
		for (size_t j = 0; j < i; j++)
			if (ret[j] == ret[i])
				ok = err_field(err, pointer, "twice", "Named twice.");
		if (!file_reason_fits(pointer, ask->reason, REASON_TEXT_MAX, err)
			|| !may_ask(ret[i], ask->reason, i, err))
			ok = false;
	}
	return ok;
}

static bool
due_date_fits(const struct application_file *file, civil_date due_on, struct err *err)
{
	char date[DATE_TEXT_MAX];
	civil_date least = deadline_proof(file->program, file->today);

	if (due_on < least)
		return err_field(err, "/due_on", "too_early",
		                 "The customer has at least until %s.", date_to_text(least, date));
	if (due_on > file->today + MISSING_DUE_DAYS_MAX)
		return err_field(err, "/due_on", "too_late", "At most %d days from today.",
		                 (int)MISSING_DUE_DAYS_MAX);
	return true;
}

/* Goes with the application: it is whoever has it then who has to look. */
static void
plan_reminder(struct call *call, struct application_file *file, struct missing_item **items,
              size_t count, civil_date on)
{
	struct reminder *reminder = arena_alloc(call->arena, sizeof *reminder);
	struct buf text = BUF_INIT(REMINDER_TEXT_MAX);
	char id[ID_TEXT_MAX];

	for (size_t i = 0; i < count; i++) {
		const char *label = render_item(call->arena, file->program, items[i], call->language);

		/* What does not fit any more is asked for all the same. */
		if (text.len + strlen(label) + sizeof "; " >= REMINDER_TEXT_MAX)
			break;
		buf_printf(&text, "%s%s", i ? "; " : "", label);
	}
	random_id(id, "rm_", call->now_ms);
	*reminder = (struct reminder) {
		.id = arena_strdup(call->arena, id),
		.application_id = file->now.queue.application_id,
		.on = on,
		.text = arena_strdup(call->arena, text.data),
		.made_at_ms = call->now_ms,
		.made_by = call->actor->name,
	};
	buf_done(&text);
	file->reminder = reminder;
}

/* What the letter says besides its list: the worker's words, and of each item for
 * which something came that was not enough, why. */
static const char *
message_with_faults(struct call *call, const struct application_file *file,
                    struct missing_item *const *items, size_t count, const char *message)
{
	const char *language = file_language(file);

	for (size_t i = 0; i < count; i++) {
		if (items[i]->state != ITEM_INSUFFICIENT || str_empty(items[i]->how))
			continue;
		message = arena_printf(call->arena, "%s%s%s: %s: %s", str_empty(message) ? "" : message,
			str_empty(message) ? "" : "\n", render_item(call->arena, file->program, items[i], language),
			say_in(language, N_("what you sent was not enough")), items[i]->how);
	}
	return message;
}

/* Marks items as requested and plans the event and the letter. */
static bool
missing_request_items(struct call *call, struct application_file *file, struct missing_item **items,
                      size_t count, civil_date due_on, const char *message, bool remind,
                      struct err *err)
{
	assert(count > 0 && due_on != DATE_NONE);
	char date[DATE_TEXT_MAX];
	struct telling telling;
	struct planned_event *event;
	const char *written = message_with_faults(call, file, items, count, message);

	for (size_t i = 0; i < count; i++) {
		items[i]->state = ITEM_REQUESTED;
		items[i]->requested_on = file->today;
		items[i]->due_on = due_on;
		/* What was looked at and asked for anew counts as not here; what came
		 * and nobody has seen stays in sight. */
		if (items[i]->looked_at_ms)
			items[i]->received_at_ms = items[i]->looked_at_ms = 0;
		file_item_changed(file, items[i]);
	}
	if (!telling_init(call, file, &telling, err))
		return false;
	telling.items = (const struct missing_item *const *)items;
	telling.item_count = count;
	telling.base.due_on = due_on;
	telling.base.message = written;
	event = plan_event(file, EVENT_MISSING_ASKED);
	put_item_labels(call, &event->payload, file, telling.items, count);
	json_put_text(&event->payload, "due_on", date_to_text(due_on, date));
	if (!str_empty(message))
		json_put_text(&event->payload, "message", message);
	if (remind) {
		json_put_text(&event->payload, "remind_on", date_to_text(due_on + 1, date));
		plan_reminder(call, file, items, count, due_on + 1);
	}
	return plan_says(call, event, UPDATE_WAITING_FOR_YOU, &telling, err)
		&& plan_notice(call, file, NOTICE_KIND_MISSING, &telling, NULL, err);
}

static bool
ask(struct call *call, struct application_file *file, const void *given, struct err *err)
{
	const struct missing_request *request = given;
	struct missing_item **items;
	civil_date due_on = request->due_on;
	bool ok;

	if (!application_permit(call, file, ACT_ASK_MISSING, err))
		return false;
	if (request->items.count == 0)
		return err_field(err, "/items", "required", "Name at least one item.");
	if (request->items.count > MISSING_ASK_MAX)
		return err_field(err, "/items", "too_many", "At most %d at a time.",
		                 (int)MISSING_ASK_MAX);
	items = arena_array(call->arena, request->items.count, sizeof(struct missing_item *));
	if (due_on == DATE_NONE)
		due_on = deadline_proof(file->program, file->today);
	ok = find_items(file, request, items, err);
	if (!due_date_fits(file, due_on, err)
		|| !file_reason_fits("/message", request->message, MISSING_MESSAGE_MAX, err) || !ok)
		return false;
	if (file->now.queue.status != APPLICATION_INCOMPLETE)
		file->now.queue.status = APPLICATION_PENDED;
	file->changed = "status,missing";
	return missing_request_items(call, file, items, request->items.count, due_on,
	                             request->message, request->remind, err);
}

bool
missing_ask(struct call *call, const char *id, const struct missing_request *request,
            const struct application **ret, struct err *err)
{
	assert(request);
	return application_do(call, id, ask, request, ret, err);
}
