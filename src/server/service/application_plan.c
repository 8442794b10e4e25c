/* SPDX-License-Identifier: Apache-2.0
 *
 * What an act leaves behind besides the change: events with their payloads,
 * the status update in each language, the letter.  All are made from the same
 * named list, so that they cannot differ.
 */
#include "server/service/application_file.h"

#include "base/secret.h"
#include "base/str.h"
#include "server/service/language.h"
#include "server/service/mail.h"
#include "server/store/application.h"
#include "server/store/assignee.h"

enum { PAYLOAD_VERSION = 1 };

struct planned_event *
plan_event(struct application_file *file, enum event_type type)
{
	assert(file && type != EVENT_NONE);
	assert(file->event_count < PLANNED_EVENTS_MAX);
	struct planned_event *event = &file->events[file->event_count++];

	event->type = type;
	buf_init(&event->buf, PAYLOAD_BYTES_MAX);
	event->payload = (struct json_out) JSON_OUT(&event->buf);
	json_begin_object(&event->payload, NULL);
	json_put_int(&event->payload, "v", PAYLOAD_VERSION);
	return event;
}

const char *
file_language(const struct application_file *file)
{
	assert(file && file->program);
	const char *language = file->customer ? file->customer->customer.language : NULL;

	return program_letter_language(file->program, language, file->now.queue.language);
}

bool
telling_init(struct call *call, struct application_file *file, struct telling *ret, struct err *err)
{
	assert(call && file && ret);
	const struct queue_row *row = &file->now.queue;
	struct application *application;

	if (!file_customer(call, file, err))
		return false;
	application = arena_alloc(call->arena, sizeof *application);
	application->id = row->application_id;
	application->number = row->number;
	application->filed_on = row->filed_on;
	application->due_on = row->due_on;
	application->expedited = row->expedited;
	application->county = row->county;
	application->channel = row->channel;
	*ret = (struct telling) { .base = {
		.program = file->program,
		.application = application,
		.customer = &file->customer->customer,
		.office = team_name(call->db, row->team_id, call->arena),
		.worker = str_empty(row->assignee_id) ? NULL
			: assignee_name(call->db, row->assignee_id, call->arena),
		.zone = file->zone,
		.today = file->today,
		.due_on = DATE_NONE,
	} };
	return true;
}

bool
telling_in(struct call *call, const struct telling *telling, const char *language,
           struct render_input *ret, struct err *err)
{
	assert(call && telling && language && ret);
	struct named_list *named = arena_alloc(call->arena, sizeof *named);

	*ret = telling->base;
	ret->language = language;
	ret->named = named;
	if (telling->reason_count)
		return render_named(named, call->arena, ret->program, telling->reasons,
		                    telling->reason_count, language, err);
	render_named_items(named, call->arena, ret->program, telling->items, telling->item_count,
	                   language);
	return true;
}

static void
put_update(struct json_out *out, const char *language, const struct status_update *update)
{
	char date[DATE_TEXT_MAX];

	json_begin_object(out, language);
	json_put_text(out, "text", update->text);
	json_begin_list(out, "items");
	for (size_t i = 0; i < update->items.count; i++)
		json_put_text(out, NULL, update->items.at[i]);
	json_end_list(out);
	if (!str_empty(update->next_steps))
		json_put_text(out, "next_steps", update->next_steps);
	if (update->appeal_deadline_on != DATE_NONE)
		json_put_text(out, "appeal_deadline_on",
		              date_to_text(update->appeal_deadline_on, date));
	json_end_object(out);
}

bool
plan_says(struct call *call, struct planned_event *event, enum update_code code,
          const struct telling *telling, struct err *err)
{
	assert(call && event && telling);
	assert(code != UPDATE_NONE && event_kind_of(event->type)->is_public);
	const struct program *program = telling->base.program;

	json_begin_object(&event->payload, "says");
	for (size_t i = 0; i < program->languages.count; i++) {
		const char *language = program->languages.at[i];
		struct render_input input;
		struct status_update *update = arena_alloc(call->arena, sizeof *update);

		*update = (struct status_update) { .code = code, .appeal_deadline_on = DATE_NONE };
		if (!program->updates[code].text.in[0])
			update->text = say_in(language, update_code_text(code));
		else if (!telling_in(call, telling, language, &input, err)
			|| !render_update(update, call->arena, code, &input, err))
			return false;
		put_update(&event->payload, language, update);
		if (str_eq(language, program_language_for(program, telling->base.customer->language)))
			event->said = update;
	}
	event->said_code = code;
	json_end_object(&event->payload);
	return true;
}

bool
make_notice(struct call *call, struct application_file *file, enum notice_kind kind,
            const struct telling *telling, const char *language, struct notice **ret,
            struct err *err)
{
	assert(call && file && telling && ret);
	const struct customer *customer = telling->base.customer;
	struct render_input input;
	struct buf text = BUF_INIT(NOTICE_BYTES_MAX);
	uint8_t hash[SECRET_HASH_BYTES];
	char id[ID_TEXT_MAX], hex[2 * SECRET_HASH_BYTES + 1];
	bool ok = telling_in(call, telling, language, &input, err)
		&& render_notice(&text, kind, &input, err);

	if (ok && !buf_ok(&text))
		ok = err_set(err, ERR_PAYLOAD_TOO_LARGE, "The letter would be too long.");
	if (ok) {
		struct notice *notice = arena_alloc(call->arena, sizeof *notice);

		random_id(id, "n_", call->now_ms);
		sha256(hash, text.data, text.len);
		hex_text(hex, hash, sizeof hash);
		notice->id = arena_strdup(call->arena, id);
		notice->application_id = file->now.queue.application_id;
		notice->kind = notice_kind_word(kind);
		notice->channel = mail_reaches(call, customer) ? "email" : "letter";
		notice->language = language;
		notice->state = NOTICE_QUEUED;
		notice->rendered_text = arena_strndup(call->arena, text.data, text.len);
		notice->sha256 = arena_strdup(call->arena, hex);
		notice->created_at_ms = call->now_ms;
		*ret = notice;
	}
	buf_done(&text);
	return ok;
}

bool
plan_notice(struct call *call, struct application_file *file, enum notice_kind kind,
            const struct telling *telling, const char *decision_id, struct err *err)
{
	assert(!file->notice); /* one letter a commit */
	struct planned_event *event;

	if (!make_notice(call, file, kind, telling, file_language(file), &file->notice, err))
		return false;
	file->notice->decision_id = decision_id;
	event = plan_event(file, EVENT_NOTICE_QUEUED);
	event->notice_id = file->notice->id;
	event->decision_id = decision_id;
	json_put_text(&event->payload, "kind", file->notice->kind);
	json_put_text(&event->payload, "language", file->notice->language);
	json_put_text(&event->payload, "sha256", file->notice->sha256);
	return true;
}

void
put_item_labels(struct call *call, struct json_out *out, const struct application_file *file,
                const struct missing_item *const *items, size_t count)
{
	assert(call && out && file);
	json_begin_list(out, "items");
	for (size_t i = 0; i < count; i++)
		json_put_text(out, NULL,
			render_item(call->arena, file->program, items[i],
		                    file->program->languages.at[0]));
	json_end_list(out);
}
