/* SPDX-License-Identifier: Apache-2.0
 *
 * Giving an application to somebody else.
 */
#include "server/service/give.h"

#include "base/str.h"
#include "server/store/assignee.h"
#include "server/store/event_log.h"
#include "server/store/interaction.h"

enum application_status
status_without_assignee(enum application_status status)
{
	switch (status) {
	case APPLICATION_ASSIGNED:
	case APPLICATION_IN_REVIEW:
	case APPLICATION_READY_FOR_DECISION:
		return APPLICATION_SUBMITTED;
	default:
		return status;
	}
}

static enum application_status
status_given(const struct application_file *file, const struct giving *giving)
{
	enum application_status status = file->now.queue.status;

	if (giving->status != APPLICATION_NO_STATUS)
		return giving->status;
	if (str_empty(giving->to_id))
		return status_without_assignee(status);
	return status == APPLICATION_SUBMITTED || status == APPLICATION_REOPENED ? APPLICATION_ASSIGNED
	                                                                         : status;
}

void
give_application(struct call *call, struct application_file *file, const struct giving *giving)
{
	assert(call && file && giving);
	struct queue_row *row = &file->now.queue;
	struct planned_event *event = plan_event(file, EVENT_APPLICATION_ASSIGNED);

	event->by_system = giving->by_system;
	file->changed = "status,assignee";
	if (!str_empty(row->assignee_id))
		json_put_text(&event->payload, "from",
			assignee_name(call->db, row->assignee_id, call->arena));
	json_put_text(&event->payload, "to", giving->to_name ? giving->to_name : "");
	if (!str_empty(giving->reason))
		json_put_text(&event->payload, "reason", giving->reason);
	if (!str_empty(giving->why))
		json_put_text(&event->payload, "why", giving->why);
	if (!str_empty(giving->plan_id))
		json_put_text(&event->payload, "plan", giving->plan_id);
	if (!str_empty(giving->team_id) && !str_eq(giving->team_id, row->team_id)) {
		json_put_text(&event->payload, "team", team_name(call->db, giving->team_id, call->arena));
		row->team_id = giving->team_id;
		file->changed = "status,assignee,team";
	}
	row->status = status_given(file, giving);
	row->assignee_id = str_empty(giving->to_id) ? NULL : giving->to_id;
	file->chats_moved_at_ms = giving->moved_at_ms;
}

static bool
append_chat(struct call *call, const struct application_file *file, const char *interaction_id)
{
	const struct queue_row *row = &file->now.queue;
	struct event event = {
		.type = EVENT_INTERACTION_MOVED,
		.subject = { "interaction", interaction_id },
		.application_id = row->application_id,
		.interaction_id = interaction_id,
		.actor = call_author(call),
		.scope = file_scope(file),
	};

	return event_append(call->txn, &event, NULL);
}

bool
give_chats(struct call *call, const struct application_file *file, struct err *err)
{
	assert(call && file);
	const char *from = file->before.queue.assignee_id, *to = file->now.queue.assignee_id;
	struct text_list ids;
	bool ok = true;

	/* Given back to nobody, a conversation stays with who has it. */
	if (!call->txn || str_empty(from) || str_empty(to) || str_eq(from, to))
		return true;
	ids = interactions_open_of(call->db, from, file->now.queue.application_id, file->chats_moved_at_ms, call->arena);
	for (size_t i = 0; ok && i < ids.count; i++)
		ok = interaction_give(call->txn, ids.at[i], to) && append_chat(call, file, ids.at[i]);
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "A conversation could not go along.");
	return ok;
}
