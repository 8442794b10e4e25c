/* SPDX-License-Identifier: Apache-2.0
 *
 * The completeness gate.
 */
#include "server/service/completeness.h"

#include "base/str.h"
#include "domain/answer_list.h"
#include "domain/deadline.h"

static const struct missing_item *
known_item(const struct missing_item *items, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(items[i].id, id))
			return &items[i];
	return NULL;
}

bool
application_recount(struct call *call, struct application_file *file, struct err *err)
{
	assert(call && file);
	const struct missing_item *known = file->items;
	size_t known_count = file->item_count;
	const bool *was_changed = file->item_changed;
	struct item_list fresh;

	if (!file_customer(call, file, err) || !file_answers(file, err))
		return false;
	struct completeness_input input = {
		.program = file->program,
		.answers = file->answers,
		.customer_name = file->customer->customer.name,
		.filed_on = file->now.queue.filed_on,
		.language = file->program->languages.at[0],
		.known = known,
		.known_count = known_count,
		.interviews = file->interviews,
		.interview_count = file->interview_count,
	};
	if (!completeness_items(&fresh, call->arena, &input, err))
		return false;
	file->now.queue.disability = answers_disability(file->program, file->answers);

	file->items = fresh.at;
	file->item_count = fresh.count;
	file->item_changed = arena_array(call->arena, fresh.count + 1, sizeof(bool));
	for (size_t i = 0; i < fresh.count; i++) {
		const struct missing_item *before = known_item(known, known_count, fresh.at[i].id);

		file->item_changed[i] = !before || before->state != fresh.at[i].state
			|| !str_eq(before->person, fresh.at[i].person)
			|| !str_eq(before->source, fresh.at[i].source) || was_changed[before - known];
	}
	file->dropped_items = arena_array(call->arena, known_count + 1, sizeof(char *));
	file->dropped_count = 0;
	for (size_t i = 0; i < known_count; i++)
		if (!known_item(fresh.at, fresh.count, known[i].id))
			file->dropped_items[file->dropped_count++] = known[i].id;
	return true;
}

static bool
waits_for_customer(const struct application_file *file)
{
	for (size_t i = 0; i < file->item_count; i++)
		if (file->items[i].state == ITEM_REQUESTED)
			return true;
	return false;
}

enum application_status
application_in_work(const struct application_file *file)
{
	assert(file);
	return waits_for_customer(file) ? APPLICATION_PENDED : APPLICATION_IN_REVIEW;
}

static bool
say_complete(struct call *call, struct application_file *file, struct err *err)
{
	struct telling telling;
	struct planned_event *event;

	if (!telling_init(call, file, &telling, err))
		return false;
	event = plan_event(file, EVENT_APPLICATION_COMPLETE);
	return plan_says(call, event, UPDATE_COMPLETE, &telling, err);
}

bool
application_say_expedited(struct call *call, struct application_file *file, struct err *err)
{
	const struct program *program = file->program;
	const struct expedited_test *met;
	struct planned_event *event = plan_event(file, EVENT_APPLICATION_EXPEDITED);
	struct telling telling;
	char date[DATE_TEXT_MAX];

	if (deadline_expedited(program, file->answers, &met) == TRUTH_YES)
		json_put_text(&event->payload, "why",
		              program_say(program, &met->label, program->languages.at[0], NULL));
	json_put_text(&event->payload, "due_on", date_to_text(file->now.queue.due_on, date));
	return telling_init(call, file, &telling, err)
		&& plan_says(call, event, UPDATE_EXPEDITED, &telling, err);
}

static void
say_unready(struct call *call, struct application_file *file)
{
	const struct missing_item **blocking =
		arena_array(call->arena, file->item_count + 1, sizeof *blocking);
	size_t count = 0;
	struct planned_event *event = plan_event(file, EVENT_APPLICATION_UNREADY);

	for (size_t i = 0; i < file->item_count; i++)
		if (item_blocks(file->program, &file->items[i], file->now.queue.expedited))
			blocking[count++] = &file->items[i];
	put_item_labels(call, &event->payload, file, blocking, count);
}

bool
application_say_owed(struct call *call, struct application_file *file,
                     struct planned_event *event, struct err *err)
{
	const struct missing_item **owed = arena_array(call->arena, file->item_count + 1, sizeof(*owed));
	bool incomplete = file->now.queue.status == APPLICATION_INCOMPLETE;
	civil_date due_on = DATE_NONE;
	struct telling telling;
	size_t count = 0;

	for (size_t i = 0; i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];
		if (!item_is_owed(file->program, item, file->now.queue.expedited)
		    || (item->state != ITEM_REQUESTED && !incomplete))
			continue;
		owed[count++] = item;
		if (item->due_on != DATE_NONE && (due_on == DATE_NONE || item->due_on < due_on))
			due_on = item->due_on;
	}
	/* Both texts may name the day. */
	if (count == 0 || due_on == DATE_NONE)
		return true;
	if (!telling_init(call, file, &telling, err))
		return false;
	telling.items = owed;
	telling.item_count = count;
	telling.base.due_on = due_on;
	event->update = incomplete ? UPDATE_INCOMPLETE : UPDATE_WAITING_FOR_YOU;
	return plan_says(call, event, event->update, &telling, err);
}

bool
application_settle(struct call *call, struct application_file *file, struct err *err)
{
	assert(call && file);
	struct queue_row *row = &file->now.queue;
	bool complete;

	if (row->status == APPLICATION_INCOMPLETE
		&& !completeness_owes(file->program, file->items, file->item_count, row->expedited)) {
		row->status = APPLICATION_SUBMITTED;
		return say_complete(call, file, err);
	}
	if (row->status == APPLICATION_PENDED && !waits_for_customer(file)) {
		row->status = APPLICATION_IN_REVIEW;
		if (!say_complete(call, file, err))
			return false;
	}
	complete = completeness_gate(file->program, file->items, file->item_count, row->expedited);
	if (row->status == APPLICATION_IN_REVIEW && complete) {
		row->status = APPLICATION_READY_FOR_DECISION;
		plan_event(file, EVENT_APPLICATION_READY);
	} else if (row->status == APPLICATION_READY_FOR_DECISION && !complete) {
		row->status = APPLICATION_IN_REVIEW;
		say_unready(call, file);
	}
	assert(application_status_is_open(row->status));
	return true;
}
