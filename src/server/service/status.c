/* SPDX-License-Identifier: Apache-2.0
 *
 * One application as its applicant sees it.
 */
#include "server/service/status.h"

#include "base/json.h"
#include "base/str.h"
#include "domain/completeness.h"
#include "domain/county.h"
#include "domain/program.h"
#include "domain/render.h"
#include "server/service/agency.h"
#include "server/service/application_file.h"
#include "server/service/decision.h"
#include "server/service/document.h"
#include "server/store/application.h"
#include "server/store/customer.h"
#include "server/store/document.h"
#include "server/store/event_log.h"
#include "server/store/history.h"

static struct actor
applicant_of(const char *application_id)
{
	return (struct actor){ .kind = ACTOR_CUSTOMER, .application_id = application_id };
}

/* ---- updates ---- */

static struct text_list
read_items(const struct json *list, struct arena *arena)
{
	struct text_list items = { arena_array(arena, json_count(list) + 1, sizeof(char *)), 0 };
	for (const struct json *item = json_first(list); item; item = json_next(item))
		if (json_text(item))
			items.at[items.count++] = arena_strdup(arena, json_text(item));
	return items;
}

/* What was said when it happened, in the language asked for or the first. */
static void
read_update(const struct history_row *row, const char *language, struct arena *arena,
	struct status_update *ret)
{
	struct err err = { 0 };
	struct json *payload =
		row->payload ? json_parse(row->payload, strlen(row->payload), &err) : NULL;
	const struct json *says = json_get(payload, "says");
	const struct json *said = json_get(says, language);
	if (!said)
		said = json_first(says);
	const char *text = json_text(json_get(said, "text"));
	const char *deadline = json_text(json_get(said, "appeal_deadline_on"));
	*ret = (struct status_update){
		.seq = row->seq,
		.at_ms = row->at_ms,
		.code = row->update,
		.text = text ? arena_strdup(arena, text) : update_code_text(row->update),
		.items = read_items(json_get(said, "items"), arena),
		.next_steps = arena_strdup(arena, json_text(json_get(said, "next_steps"))),
		.appeal_deadline_on = DATE_NONE,
	};
	if (deadline && !date_from_text(deadline, &ret->appeal_deadline_on))
		ret->appeal_deadline_on = DATE_NONE;
	json_free(payload);
}

bool
status_updates_after(struct call *call, const char *application_id, const char *language,
	int64_t after, struct status_update **ret, size_t *ret_count)
{
	struct history_row *rows;
	size_t count = history_public(call->db, application_id, after, call->arena, &rows);
	struct status_update *updates = arena_array(call->arena, count + 1, sizeof(*updates));
	for (size_t i = 0; i < count; i++)
		read_update(&rows[i], language, call->arena, &updates[i]);
	*ret = updates;
	*ret_count = count;
	return !db_failed(call->db);
}

/* ---- the whole page ---- */

static void
read_missing(struct call *call, const struct application_file *file, struct status_view *ret)
{
	ret->items.at = arena_array(call->arena, file->item_count + 1, sizeof(*ret->items.at));
	for (size_t i = 0; ret->is_open && i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];
		const struct program_requirement *requirement =
			program_find_requirement(file->program, item->requirement);
		if (item->cured_by != CURED_BY_APPLICANT ||
			(requirement && requirement->met_by == MET_BY_INTERVIEW))
			continue;
		const char *help = requirement
			? program_say(file->program, &requirement->help, ret->language, NULL)
			: NULL;
		ret->items.at[ret->items.count++] = (struct status_item){
			.id = item->id,
			.is_proof = requirement && requirement->met_by == MET_BY_PROOF,
			.question = requirement ? NULL : item->requirement,
			.person = item->person,
			.source = item->source,
			.period = item->period,
			.how = item->state == ITEM_INSUFFICIENT ? item->how : NULL,
			.label = render_item(call->arena, file->program, item, ret->language),
			.help = str_empty(help) ? NULL : help,
			.state = item->state,
			.due_on = item->due_on,
		};
	}
}

/* What a worker put on the file for no requirement is the office's own. */
static void
read_documents(struct call *call, const struct application_file *file, struct status_view *ret)
{
	struct document *all;
	size_t count = document_list(call->db, file->now.queue.application_id, NULL, call->arena, &all);

	ret->document_count = count;
	ret->documents.at = arena_array(call->arena, count + 1, sizeof(*all));
	for (size_t i = 0; i < count; i++) {
		if (all[i].from.kind != AUTHOR_CUSTOMER && !all[i].item_id)
			continue;
		for (size_t k = 0; all[i].item_id && k < file->item_count; k++)
			if (str_eq(file->items[k].id, all[i].item_id))
				all[i].label = render_item(call->arena, file->program, &file->items[k], ret->language);
		ret->documents.at[ret->documents.count++] = all[i];
	}
}

/* A decision that still waits for a second person is not told; the one that it
 * would replace holds until then, and so does its day of appeal. */
static bool
read_decision(struct call *call, const struct application_file *file, struct status_view *ret,
	struct err *err)
{
	const struct decision *decision;
	bool waits = file->now.queue.status == APPLICATION_AWAITING_SECOND_APPROVAL;
	if ((ret->is_open && !waits) || str_empty(file->now.decision_id))
		return true;
	if (!decision_read(call, file->now.decision_id, &decision, err))
		return false;
	if (waits && !str_empty(decision->supersedes) &&
		!decision_read(call, decision->supersedes, &decision, err))
		return false;
	if (decision->state == DECISION_ISSUED)
		ret->decision = decision;
	return true;
}

/* Nothing decided is a ground, too, once its day is past. */
static bool
read_appeal(struct call *call, const struct application_file *file, struct status_view *ret,
	struct err *err)
{
	const struct queue_row *row = &file->now.queue;
	struct appeal *rows;
	size_t count;

	ret->may_answer = application_act_allowed(ACT_ANSWER, row->status, BY_APPLICANT) &&
		program_allows_act(file->program, ACT_ANSWER, row->status);
	ret->may_withdraw = application_act_allowed(ACT_WITHDRAW, row->status, BY_APPLICANT);
	if (!appeal_ground_of(call, file, &ret->appeal_ground, err) ||
		!appeals_of(call, row->application_id, &rows, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (rows[i].state == APPEAL_OPEN)
			ret->appeal = &rows[i];
	ret->may_appeal = !ret->appeal &&
		(ret->appeal_ground.decision_id ||
			(ret->is_open && row->due_on != DATE_NONE && file->today > row->due_on));
	return true;
}

/* The lines of an address that a letter began with; a letter to where nobody is
 * to look for them any more is shown without them. */
static const char *
without_address(struct call *call, const char *letter, const struct address *address)
{
	struct buf text = BUF_INIT(strlen(letter) + 1);
	const char *shown;

	for (const char *at = letter; *at;) {
		size_t len = strcspn(at, "\n"), next = len + (at[len] == '\n');
		const char *const parts[] = { address->line1, address->line2, address->city };
		bool is_part = false;

		for (size_t i = 0; i < countof(parts); i++) {
			size_t part_len = str_empty(parts[i]) ? 0 : strlen(parts[i]);

			is_part |= part_len > 0 && len >= part_len && memcmp(at, parts[i], part_len) == 0
				&& (i == 2 ? at[part_len] == ',' : len == part_len);
		}
		if (!is_part)
			buf_add(&text, at, next);
		at += next;
	}
	shown = arena_strndup(call->arena, text.data, text.len);
	buf_done(&text);
	return shown;
}

/* Who has the code is not always who it was given to. */
static bool
hide_addresses(struct call *call, const char *customer_id, struct notice *notices, size_t count, struct err *err)
{
	struct customer_record record;

	if (!customer_read(call->db, customer_id, call->arena, &record))
		return !db_take_failure(call->db, err);
	for (size_t i = 0; record.customer.address_hidden && record.customer.address && i < count; i++)
		if (notices[i].rendered_text)
			notices[i].rendered_text =
				without_address(call, notices[i].rendered_text, record.customer.address);
	return true;
}

static bool
fill_view(struct call *call, const struct application_file *file, struct status_view *ret,
	struct err *err)
{
	const struct queue_row *row = &file->now.queue;
	struct notice *notices;
	struct status_update *updates;
	size_t count;

	*ret = (struct status_view){
		.application_id = row->application_id,
		.number = row->number,
		.program = { row->program_id, row->program_version,
			program_say(file->program, &file->program->name, call->language, NULL) },
		.status = application_status_wire(row->status),
		.is_open = application_status_is_open(row->status),
		.expedited = row->expedited,
		.customer_id = row->customer_id,
		.customer_name = row->customer_name,
		.language = call->language,
		.zone = county_zone(row->county),
		.filed_on = row->filed_on,
		.due_on = row->due_on,
		.today = file->today,
		.interview_at_ms = row->interview_at_ms,
		.form = file->program,
		.answers = file->now.answers,
		.office_phone = file->program->contact.office_phone,
		.legal_aid_phone = file->program->contact.legal_aid_phone,
		.appeals_phone = file->program->contact.appeals_phone,
		.seq = event_head_seq(call->db),
	};
	read_missing(call, file, ret);
	read_documents(call, file, ret);
	if (!read_decision(call, file, ret, err) || !read_appeal(call, file, ret, err) ||
		!notices_of(call, row->application_id, &notices, &count, err) ||
		!hide_addresses(call, row->customer_id, notices, count, err))
		return false;
	ret->notices.at = notices;
	ret->notices.count = count;
	if (!status_updates_after(call, row->application_id, call->language, 0, &updates, &count))
		return db_take_failure(call->db, err), false;
	ret->updates.at = updates;
	ret->updates.count = count;
	return true;
}

bool
status_take_documents(struct call *given, const char *application_id, const char *item_id,
	const struct document_upload *uploads, size_t count, struct documents *ret, struct err *err)
{
	struct actor applicant = applicant_of(application_id);
	struct call call = *given;
	struct application_row row;

	/* Who it was: a customer's id, and never a name, stands in the log. */
	if (application_row_find(call.db, application_id, call.arena, &row))
		applicant.id = row.queue.customer_id;
	call.actor = &applicant;
	return document_file(&call, application_id, item_id, uploads, count, ret, err);
}

bool
status_read(struct call *given, const char *application_id, const char *language,
	struct status_view *ret, struct err *err)
{
	struct actor applicant = applicant_of(application_id);
	struct call call = *given;
	struct application_file file;

	call.actor = &applicant;
	if (!application_open(&call, application_id, &file, err)) {
		application_close(&file);
		return false;
	}
	call.language = program_language_for(
		file.program, str_empty(language) ? file.now.queue.language : language);
	bool ok = fill_view(&call, &file, ret, err);
	application_close(&file);
	return ok;
}

bool
status_has_room(struct call *call, const char *customer_id, struct err *err)
{
	enum { DAY_MS = 24 * 60 * 60 * 1000, LATER_S = 60 * 60 };
	int64_t at_ms = history_nth_by_customer(call->db, customer_id, STATUS_ACTS_A_DAY);

	if (at_ms == 0 || call->now_ms - at_ms > DAY_MS)
		return true;
	err_set(err, ERR_RATE_LIMITED, "Too much was changed here today.");
	err->retry_after_s = LATER_S;
	return false;
}
