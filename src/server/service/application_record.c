/* SPDX-License-Identifier: Apache-2.0
 *
 * Member "record" of an application's events.
 */
#include "server/service/application_record.h"

#include "base/str.h"
#include "domain/words.h"

/* Room that the rest of the payload may still need. */
enum { RECORD_RESERVE_BYTES = 8 * 1024 };

const char application_record_members[] =
	"number status program_id program_version customer_id assignee_id team_id county channel"
	" language expedited sealed filed_on filed_at due_on proof_due_on interview_at decision_id"
	" decision_maker_id answers items";

static const char *
or_empty(const char *text)
{
	return text ? text : "";
}

struct recording {
	struct json_out *out;
	bool all; /* of a new one: unchanged members too */
};

static void
put_text(const struct recording *to, const char *name, const char *before, const char *now)
{
	if (to->all || !str_eq(or_empty(before), or_empty(now)))
		json_put_text(to->out, name, or_empty(now));
}

static void
put_date(const struct recording *to, const char *name, civil_date before, civil_date now)
{
	char text[DATE_TEXT_MAX];

	if (to->all || before != now)
		json_put_text(to->out, name, date_to_text(now, text));
}

static void
put_instant(const struct recording *to, const char *name, int64_t before_ms, int64_t now_ms)
{
	char text[INSTANT_TEXT_MAX];

	if (to->all || before_ms != now_ms)
		json_put_text(to->out, name, instant_to_text(now_ms, text));
}

static void
put_bool(const struct recording *to, const char *name, bool before, bool now)
{
	if (to->all || before != now)
		json_put_bool(to->out, name, now);
}

static void
put_row(const struct recording *to, const struct queue_row *before, const struct queue_row *now)
{
	put_text(to, "number", before->number, now->number);
	if (to->all || before->status != now->status)
		json_put_text(to->out, "status", application_status_wire(now->status));
	put_text(to, "program_id", before->program_id, now->program_id);
	if (to->all || before->program_version != now->program_version)
		json_put_int(to->out, "program_version", now->program_version);
	put_text(to, "customer_id", before->customer_id, now->customer_id);
	put_text(to, "assignee_id", before->assignee_id, now->assignee_id);
	put_text(to, "team_id", before->team_id, now->team_id);
	put_text(to, "county", before->county, now->county);
	put_text(to, "channel", before->channel, now->channel);
	put_text(to, "language", before->language, now->language);
	put_bool(to, "expedited", before->expedited, now->expedited);
	put_bool(to, "sealed", before->sealed, now->sealed);
	put_date(to, "filed_on", before->filed_on, now->filed_on);
	put_instant(to, "filed_at", before->filed_at_ms, now->filed_at_ms);
	put_date(to, "due_on", before->due_on, now->due_on);
	put_date(to, "proof_due_on", before->proof_due_on, now->proof_due_on);
	put_instant(to, "interview_at", before->interview_at_ms, now->interview_at_ms);
	put_text(to, "decision_maker_id", before->decision_maker_id, now->decision_maker_id);
}

static void
put_items(const struct recording *to, const struct application_file *file)
{
	char date[DATE_TEXT_MAX], instant[INSTANT_TEXT_MAX];

	json_begin_object(to->out, "items");
	for (size_t i = 0; i < file->item_count; i++) {
		const struct missing_item *item = &file->items[i];
		if (!file->item_changed[i])
			continue;
		json_begin_object(to->out, item->id);
		json_put_text(to->out, "requirement", or_empty(item->requirement));
		json_put_text(to->out, "state", item->state ? words_item_state[item->state] : "");
		json_put_text(to->out, "due_on", date_to_text(item->due_on, date));
		json_put_text(to->out, "received_at", instant_to_text(item->received_at_ms, instant));
		json_end_object(to->out);
	}
	for (size_t i = 0; i < file->dropped_count; i++)
		json_put_null(to->out, file->dropped_items[i]);
	json_end_object(to->out);
}

static bool
has_items(const struct application_file *file)
{
	for (size_t i = 0; i < file->item_count; i++)
		if (file->item_changed[i])
			return true;
	return file->dropped_count > 0;
}

void
put_application_record(struct planned_event *event, const struct application_file *file)
{
	struct recording to = { &event->payload, file->is_new };
	const char *answers = or_empty(file->now.answers);
	size_t room = PAYLOAD_BYTES_MAX - event->buf.len;

	json_begin_object(to.out, "record");
	put_row(&to, &file->before.queue, &file->now.queue);
	put_text(&to, "decision_id", file->before.decision_id, file->now.decision_id);
	if (file->is_new || has_items(file))
		put_items(&to, file);
	if (file->is_new || !str_eq(or_empty(file->before.answers), answers)) {
		/* What does not fit is said to be there: never left out silently. */
		if (*answers && strlen(answers) + RECORD_RESERVE_BYTES < room)
			json_put_raw(to.out, "answers", answers);
		else
			json_put_null(to.out, "answers");
	}
	json_end_object(to.out);
}
