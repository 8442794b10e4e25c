/* SPDX-License-Identifier: Apache-2.0
 *
 * Putting back an application: what an act planned becomes row, queue, items,
 * interviews, decisions, letter, events and mail in one transaction.
 */
#include "server/service/application_file.h"

#include "base/str.h"
#include "domain/turn.h"
#include "server/service/application_record.h"
#include "server/service/application_view.h"
#include "server/service/assign_new.h"
#include "server/service/draft.h"
#include "server/service/give.h"
#include "server/service/mail.h"
#include "server/service/review.h"
#include "server/service/signature.h"
#include "server/store/appeal.h"
#include "server/store/document.h"
#include "server/store/event_log.h"
#include "server/store/interview.h"
#include "server/store/missing_item.h"
#include "server/store/notice.h"
#include "server/store/reminder.h"
#include "server/store/review.h"
#include "server/store/seen.h"

static bool
is_interview_item(const struct application_file *file, const struct missing_item *item)
{
	const struct program_requirement *requirement =
		program_find_requirement(file->program, item->requirement);
	return requirement && requirement->met_by == MET_BY_INTERVIEW;
}

/* After as many missed ones as the program owes, the next move is not another. */
static bool
has_missed_all_offers(const struct application_file *file)
{
	size_t missed = 0;

	for (size_t i = 0; i < file->interview_count; i++)
		missed += file->interviews[i].state == INTERVIEW_MISSED;
	return missed >= (size_t)file->program->clocks.interviews_offered;
}

/* Did the applicant change an answer that this worker has not read? */
static bool
has_change_unread(struct call *call, const struct application_file *file)
{
	const char *reader = file->now.queue.assignee_id, *id = file->now.queue.application_id;

	if (str_empty(reader))
		return false;
	for (size_t i = 0; call->actor->kind == ACTOR_CUSTOMER && i < file->event_count; i++)
		if (file->events[i].type == EVENT_APPLICATION_ANSWERED)
			return true;
	return !file->is_new && unseen_answers(call->db, id, seen_seq(call->db, reader, id));
}

/* What the queue row shows of items and interviews, and whose move it is.
 * loose: documents for no requirement that nobody has looked at. */
static void
derive_queue_row(struct call *call, struct application_file *file, int64_t loose)
{
	struct queue_row *row = &file->now.queue;
	struct turn_input input = { .status = row->status,
		                    .is_assigned = !str_empty(row->assignee_id),
		                    .may_be_claimed = file->program->act_from[ACT_CLAIM] & 1u << row->status,
		                    .has_waiting_chat = !str_empty(row->waiting_chat_id) };
	struct interview *set = file_interview_set(file);

	row->items_open = 0;
	row->items_received = loose;
	row->proof_due_on = DATE_NONE;
	row->interview_at_ms = set ? set->at_ms : 0;
	for (size_t i = 0; i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];

		if (is_interview_item(file, item)) {
			input.needs_interview |= item->state != ITEM_ACCEPTED && !set
				&& !has_missed_all_offers(file);
			continue;
		}
		row->items_received += item->state == ITEM_RECEIVED;
		row->items_open += item->state == ITEM_UNMET || item->state == ITEM_REQUESTED
			|| item->state == ITEM_INSUFFICIENT;
		input.items_asked += item->state == ITEM_REQUESTED;
		input.items_to_ask += item_is_to_ask(item);
		if (item->state == ITEM_REQUESTED && item->due_on != DATE_NONE
			&& (row->proof_due_on == DATE_NONE || item->due_on < row->proof_due_on))
			row->proof_due_on = item->due_on;
	}
	input.items_received = row->items_received;
	input.interview_at_ms = row->interview_at_ms;
	input.has_change = has_change_unread(call, file);
	input.has_notice_back = !file->is_new
		&& notice_back_count(call->db, row->application_id) > 0;
	struct turn_answer turn = turn_of_record(&input);
	row->turn = turn.turn;
	row->next_act = turn.next_act;
}

/* What the assignee has left to see once the planned events are in.  A new
 * assignee takes over what the old one had not read. */
static bool
count_unseen(struct call *call, struct application_file *file)
{
	const struct queue_row *before = &file->before.queue;
	struct queue_row *now = &file->now.queue;
	int64_t added = 0;

	if (str_empty(now->assignee_id)) {
		now->unseen_changes = 0;
		return true;
	}
	for (size_t i = 0; i < file->event_count; i++)
		added += event_kind_of(file->events[i].type)->history != HISTORY_NONE;
	if (str_eq(call->actor->id, now->assignee_id))
		added = 0;
	if (!str_eq(before->assignee_id, now->assignee_id)) {
		int64_t own = seen_seq(call->db, now->assignee_id, now->application_id);
		int64_t old = str_empty(before->assignee_id)
			? own : seen_seq(call->db, before->assignee_id, now->application_id);

		if (own > old && !seen_put(call->txn, now->assignee_id, now->application_id,
		                           old > 0 ? old : 0))
			return false;
		now->unseen_changes = unseen_count(call->db, now->assignee_id,
		                                   now->application_id, own < old ? own : old);
	}
	now->unseen_changes += added;
	if (now->unseen_changes > UNSEEN_COUNT_MAX)
		now->unseen_changes = UNSEEN_COUNT_MAX;
	return true;
}

/* Reminders without a worker go with the application, so that a new assignee
 * has others than the old one; a new one is not in the store yet. */
static void
find_next_reminder(struct call *call, struct application_file *file)
{
	struct queue_row *row = &file->now.queue;
	const struct reminder *added = file->reminder;

	if (!str_eq(file->before.queue.assignee_id, row->assignee_id))
		row->remind_on = reminder_next(call->db, row->application_id, row->assignee_id);
	/* Another's own is not the application's. */
	if (added && !str_empty(added->worker_id) && !str_eq(added->worker_id, row->assignee_id))
		return;
	if (added && (row->remind_on == DATE_NONE || added->on < row->remind_on))
		row->remind_on = added->on;
}

/* The item's name in each of the program's languages, for readers of the
 * table that have no program at hand. */
static const char *
labels_of(struct call *call, const struct program *program, const struct missing_item *item)
{
	struct buf buf = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&buf);

	json_begin_object(&out, NULL);
	for (size_t i = 0; i < program->languages.count; i++) {
		const char *language = program->languages.at[i];
		json_put_text(&out, language, item_label(call->arena, program, item, language));
	}
	json_end_object(&out);
	const char *labels = arena_strdup(call->arena, buf.data);
	buf_done(&buf);
	return labels;
}

static bool
write_parts(struct call *call, struct application_file *file)
{
	const char *id = file->now.queue.application_id;

	for (size_t i = 0; i < file->dropped_count; i++)
		if (!missing_item_drop(call->txn, id, file->dropped_items[i]))
			return false;
	for (size_t i = 0; i < file->item_count; i++) {
		if (!file->item_changed[i])
			continue;
		struct missing_item_row row = {
			file->items[i], labels_of(call, file->program, &file->items[i])
		};
		if (!missing_item_put(call->txn, id, &row))
			return false;
	}
	for (size_t i = 0; i < file->interview_count; i++)
		if (file->interview_changed[i]
			&& !interview_put(call->txn, id, &file->interviews[i]))
			return false;
	if (file->decision_superseded && !decision_change(call->txn, file->decision_superseded))
		return false;
	if (file->decision_changed && !decision_change(call->txn, file->decision_changed))
		return false;
	if (file->decision_added && !decision_add(call->txn, file->decision_added))
		return false;
	if (file->approval && !approval_add(call->txn, file->approval))
		return false;
	if (file->appeal && !appeal_put(call->txn, file->appeal))
		return false;
	if (file->reminder && !reminder_put(call->txn, file->reminder, file->now.queue.customer_id))
		return false;
	if (file->review && !review_put(call->txn, file->review))
		return false;
	return !file->notice
		|| notice_add(call->txn, file->notice, file->now.queue.customer_id);
}

static struct text_list
split_words(struct arena *arena, const char *words)
{
	struct text_list list = { arena_array(arena, 16, sizeof(char *)), 0 };

	while (!str_empty(words) && list.count < 16) {
		size_t len = strcspn(words, ",");

		list.at[list.count++] = arena_strndup(arena, words, len);
		words += len + (words[len] == ',');
	}
	return list;
}

/* What the decision's row now is, so that a change behind the log's back shows. */
static void
put_decision_row(struct planned_event *planned, const struct application_file *file)
{
	const struct decision_row *rows[] = { file->decision_added, file->decision_changed,
	                                      file->decision_superseded };
	uint8_t hash[SECRET_HASH_BYTES];
	char text[2 * SECRET_HASH_BYTES + 1];

	for (size_t i = 0; planned->decision_id && i < countof(rows); i++) {
		if (!rows[i] || !str_eq(rows[i]->decision.id, planned->decision_id))
			continue;
		decision_row_hash(rows[i], hash);
		hex_text(text, hash, sizeof(hash));
		json_put_text(&planned->payload, "row", text);
	}
}

/* Issued, it may be drawn for review: once all that the act planned is told. */
static bool
draw_reviews(struct call *call, const struct application_file *file, int64_t issued_seq)
{
	for (size_t i = 0; issued_seq && i < file->event_count; i++)
		if (file->events[i].type == EVENT_DECISION_ISSUED)
			return review_draw(call, file, file->events[i].decision_id, issued_seq);
	return true;
}

/* The one event that says what the application is after the whole change: no look, since
 * whoever makes the application from the log again reads none. */
static size_t
recording_event(const struct application_file *file)
{
	size_t look = file->event_count;

	for (size_t i = 0; i < file->event_count; i++) {
		if (file->events[i].type == EVENT_CUSTOMER_CREATED)
			continue;
		if (file->events[i].type != EVENT_DOCUMENT_VIEWED)
			return i;
		look = look < i ? look : i;
	}
	return look;
}

static bool
write_events(struct call *call, struct application_file *file, struct err *err)
{
	const struct queue_row *row = &file->now.queue;
	size_t recording = recording_event(file);
	int64_t issued_seq = 0;

	for (size_t i = 0; i < file->event_count; i++) {
		struct planned_event *planned = &file->events[i];
		bool is_customer = planned->type == EVENT_CUSTOMER_CREATED;
		struct event event = {
			.type = planned->type,
			.subject = { is_customer ? "customer" : "application",
			             is_customer ? row->customer_id : row->application_id },
			.update = planned->update,
			.application_id = row->application_id,
			.decision_id = planned->decision_id,
			.notice_id = planned->notice_id,
			.version = is_customer ? 1 : row->version,
			.actor = planned->by_system ? (struct author) { .kind = AUTHOR_SYSTEM }
			                            : call_author(call),
			.scope = file_scope(file),
		};

		if (!is_customer)
			event.changed = split_words(call->arena, file->changed);
		if (!is_customer) {
			put_decision_row(planned, file);
			signature_put(call, planned);
			if (i == recording)
				put_application_record(planned, file);
		}
		json_end_object(&planned->payload);
		if (!buf_ok(&planned->buf))
			return err_set(err, ERR_PAYLOAD_TOO_LARGE, "The texts are too long.");
		if (!event_append(call->txn, &event, planned->buf.data))
			return false;
		if (planned->type == EVENT_DECISION_ISSUED)
			issued_seq = event.seq;
	}
	return draw_reviews(call, file, issued_seq);
}

bool
application_commit(struct call *call, struct application_file *file, struct err *err)
{
	assert(call && file && err);
	assert(file->event_count > 0); /* nothing changes without an event */
	struct application_row *now = &file->now;

	assign_new(call, file);
	derive_queue_row(call, file, file->is_new ? 0 : document_loose_unseen(call->db, now->queue.application_id));
	if (!file->keeps_version) {
		now->queue.version = file->is_new ? 1 : file->before.queue.version + 1;
		now->queue.updated_at_ms = call->now_ms;
		now->changed_by = call->actor->name;
		now->changed_fields = file->changed ? file->changed : "";
		now->changed_at_ms = call->now_ms;
	}
	if (!call->txn)
		return true;
	assert(call->db == call->txn->db);
	find_next_reminder(call, file);
	bool ok = count_unseen(call, file)
		&& (file->is_new ? application_row_add(call->txn, now)
	                         : application_row_change(call->txn, &file->before, now))
		&& write_parts(call, file) && write_events(call, file, err)
		&& mail_plan(call, file, err) && give_chats(call, file, err)
		&& give_drafts(call, file, err);
	if (!ok && err->code == ERR_NONE && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The change could not be written.");
	return ok;
}

bool
application_turn_again(struct call *call, struct application_file *file)
{
	assert(call && call->txn && file && file->event_count == 0);
	derive_queue_row(call, file, document_loose_unseen(call->db, file->now.queue.application_id));
	return application_row_change(call->txn, &file->before, &file->now);
}

bool
application_do(struct call *call, const char *id, act_fn *act, const void *request,
               const struct application **ret, struct err *err)
{
	assert(act && ret && err);
	struct application_file file;
	bool ok = application_open(call, id, &file, err) && act(call, &file, request, err)
		&& application_commit(call, &file, err);

	if (ok)
		*ret = application_view(call, &file);
	application_close(&file);
	return ok;
}
