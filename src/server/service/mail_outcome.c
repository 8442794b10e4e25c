/* SPDX-License-Identifier: Apache-2.0
 *
 * E-mail sent, given up and come back; letters asked for and posted.
 */
#include "server/service/mail_outcome.h"

#include "base/str.h"
#include "server/service/application_view.h"
#include "server/store/event_log.h"
#include "server/store/notice.h"

enum { ATTEMPTS_BYTES_MAX = 32 * 1024 };

#define KIND_UPDATE "status_update" /* an e-mail without a letter */

/* ---- the notice's own account ---- */

/* One more entry of the list, as JSON. */
static const char *
with_attempt(struct call *call, const struct notice *notice, const char *channel,
             const char *outcome, const char *detail)
{
	const char *before = str_empty(notice->attempts_text) ? "[]" : notice->attempts_text;
	size_t len = strlen(before);
	struct buf entry = BUF_INIT(ATTEMPTS_BYTES_MAX);
	struct json_out out = JSON_OUT(&entry);
	char at[INSTANT_TEXT_MAX];
	const char *after = before;

	json_begin_object(&out, NULL);
	json_put_text(&out, "at", instant_to_text(call->now_ms, at));
	json_put_text(&out, "channel", channel);
	json_put_text(&out, "outcome", outcome);
	if (!str_empty(detail))
		json_put_text(&out, "detail", detail);
	json_end_object(&out);
	/* The last ones of very many are told by the log alone. */
	if (buf_ok(&entry) && len + entry.len < ATTEMPTS_BYTES_MAX)
		after = arena_printf(call->arena, "%.*s%s%s]", (int)(len - 1), before,
		                     len > 2 ? "," : "", entry.data);
	buf_done(&entry);
	return after;
}

static bool
read_notice(struct call *call, const char *id, struct notice *ret, struct err *err)
{
	if (notice_find(call->db, id, call->arena, ret))
		return true;
	if (db_take_failure(call->db, err))
		return false;
	return err_set(err, ERR_NOT_FOUND, "There is no such notice.");
}

static bool
write_notice(struct call *call, const struct notice *notice, struct err *err)
{
	if (!call->txn || notice_change(call->txn, notice))
		return true;
	return db_take_failure(call->db, err) ? false
		: err_set(err, ERR_INTERNAL, "The notice could not be written.");
}

/* ---- sent ---- */

/* The application itself is as it was: nobody's version goes stale because a
 * machine has done what was promised. */
static bool
tell_sent(struct call *call, const struct notice *notice, struct err *err)
{
	struct queue_row row;
	struct buf payload = BUF_INIT(PAYLOAD_BYTES_MAX);
	struct json_out out = JSON_OUT(&payload);
	bool ok = queue_find(call->db, notice->application_id, call->arena, &row);

	if (ok) {
		struct event event = {
			.type = EVENT_NOTICE_SENT,
			.subject = { "application", row.application_id },
			.application_id = row.application_id,
			.decision_id = NULL,
			.notice_id = notice->id,
			.actor = call_author(call),
			.scope = queue_row_scope(&row, row.assignee_id),
		};
		json_begin_object(&out, NULL);
		json_put_int(&out, "v", 1);
		json_put_text(&out, "kind", notice->kind);
		json_put_text(&out, "channel", notice->channel);
		json_end_object(&out);
		ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	}
	buf_done(&payload);
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "The notice's application cannot be read.");
	return ok;
}

/* What was about an account holds a link into it. */
static bool
forget_ended(struct call *call, const struct mail_row *row)
{
	return !row->account_id || mail_forget(call->txn, row->id);
}

bool
mail_sent(struct call *call, const struct mail_row *row, const char *answer, struct err *err)
{
	assert(call && call->txn && row && err);
	struct notice notice;
	bool ended;

	if (!mail_end(call->txn, row, MAIL_SENT, row->address, answer, &ended) || !forget_ended(call, row))
		return db_take_failure(call->db, err), false;
	if (!ended || str_empty(row->notice_id))
		return true;
	if (!read_notice(call, row->notice_id, &notice, err))
		return false;
	notice.state = NOTICE_SENT;
	notice.sent_at_ms = call->now_ms;
	notice.attempts_text = with_attempt(call, &notice, "email", "sent", answer);
	return write_notice(call, &notice, err) && tell_sent(call, &notice, err);
}

/* ---- not served ---- */

/* Through the application, whose next act may be another now. */
static bool
tell_application(struct call *call, const char *application_id, enum event_type type,
                 const struct notice *notice, const char *why, struct err *err)
{
	struct application_file file;
	bool ok = application_open(call, application_id, &file, err);

	if (ok) {
		struct planned_event *event = plan_event(&file, type);

		event->notice_id = notice ? notice->id : NULL;
		json_put_text(&event->payload, "kind", notice ? notice->kind : KIND_UPDATE);
		if (!str_empty(why))
			json_put_text(&event->payload, "why", why);
		file.changed = "next_act";
		ok = application_commit(call, &file, err);
	}
	application_close(&file);
	return ok;
}

bool
mail_given_up(struct call *call, const struct mail_row *row, const char *why, struct err *err)
{
	assert(call && call->txn && row && err);
	struct notice notice;
	bool ended;

	if (!mail_end(call->txn, row, MAIL_GIVEN_UP, NULL, why, &ended) || !forget_ended(call, row))
		return db_take_failure(call->db, err), false;
	if (!ended)
		return true;
	/* The page tells what a status update told; nothing but a letter needs paper. */
	if (str_empty(row->notice_id))
		return true;
	if (!read_notice(call, row->notice_id, &notice, err))
		return false;
	notice.state = NOTICE_FAILED;
	notice.back_at_ms = call->now_ms;
	notice.attempts_text = with_attempt(call, &notice, "email", "failed", why);
	return write_notice(call, &notice, err)
		&& tell_application(call, row->application_id, EVENT_NOTICE_FAILED, &notice, why, err);
}

/* Where nobody works on it, no longer or not yet, its letter goes by itself. */
static bool
goes_by_itself(struct call *call, const char *application_id)
{
	struct queue_row row;

	return queue_find(call->db, application_id, call->arena, &row)
		&& (!application_status_is_open(row.status) || str_empty(row.assignee_id));
}

/* One that is on the letter list already, or in the post, stays so: somebody
 * asked for it before the e-mail came back, as it may days later. */
static void
put_on_paper(struct call *call, struct notice *notice)
{
	if (!str_eq(notice->channel, "email"))
		return;
	notice->state = NOTICE_BOUNCED;
	if (!goes_by_itself(call, notice->application_id))
		return;
	notice->channel = "letter";
	notice->state = NOTICE_QUEUED;
}

bool
mail_bounced(struct call *call, const char *id, const char *why, bool *ret_known, struct err *err)
{
	assert(call && call->txn && id && ret_known && err);
	struct mail_row row;
	struct notice notice = { 0 };
	bool ended = false;

	*ret_known = mail_find(call->db, id, call->arena, &row);
	if (!*ret_known)
		return !db_take_failure(call->db, err);
	if (!mail_end(call->txn, &row, MAIL_BOUNCED, row.recipient, why, &ended))
		return db_take_failure(call->db, err), false;
	*ret_known = ended;
	/* Who waits for one about their account knows it from its not coming; and
	 * where an address was left for another, that one is written to. */
	if (!ended || str_empty(row.application_id))
		return true;
	if (str_empty(row.notice_id))
		return tell_application(call, row.application_id, EVENT_NOTICE_BOUNCED, NULL, why, err);
	if (!read_notice(call, row.notice_id, &notice, err))
		return false;
	notice.back_at_ms = call->now_ms;
	notice.attempts_text = with_attempt(call, &notice, "email", "bounced", why);
	put_on_paper(call, &notice);
	return write_notice(call, &notice, err)
		&& tell_application(call, row.application_id, EVENT_NOTICE_BOUNCED, &notice, why, err);
}

/* ---- letters ---- */

static bool
is_on_list(const struct notice *notice)
{
	return notice->state == NOTICE_FAILED
		|| (notice->state == NOTICE_QUEUED && !str_eq(notice->channel, "email"));
}

static bool
put_on_list(struct call *call, struct notice *notice, struct err *err)
{
	if (notice->state == NOTICE_QUEUED)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "It is on its way by e-mail;"
		               " should that fail, it goes on the letter list by itself.");
	notice->channel = "letter";
	notice->state = NOTICE_QUEUED;
	return write_notice(call, notice, err);
}

bool
notice_send_letter(struct call *call, const char *notice_id, const struct application **ret,
                   struct err *err)
{
	assert(call && notice_id && ret && err);
	struct application_file file;
	struct notice notice;

	if (!read_notice(call, notice_id, &notice, err))
		return false;
	if (!application_open(call, notice.application_id, &file, err)) {
		application_close(&file);
		return false;
	}
	bool is_there = is_on_list(&notice); /* asking for what is so is no fault */
	bool ok = application_permit_any_version(&file, ACT_NOTE, err) && call_body_fits(call, err)
		&& (is_there || put_on_list(call, &notice, err));
	if (ok && !is_there) {
		struct planned_event *event = plan_event(&file, EVENT_NOTICE_TO_LETTER);

		event->notice_id = notice.id;
		json_put_text(&event->payload, "kind", notice.kind);
		file.changed = "next_act";
		ok = application_commit(call, &file, err);
	}
	if (ok)
		*ret = application_view(call, &file);
	application_close(&file);
	return ok;
}

bool
letter_posted(struct call *call, const char *notice_id, struct err *err)
{
	assert(call && call->txn && notice_id && err);
	struct notice notice;

	if (!read_notice(call, notice_id, &notice, err))
		return false;
	if (notice.state != NOTICE_QUEUED && notice.state != NOTICE_FAILED)
		return err_set(err, ERR_TRANSITION_NOT_ALLOWED, "Notice %s is not on the letter list.", notice_id);
	/* Two ways at once are one too many: what still waits as e-mail stays. */
	if (str_eq(notice.channel, "email") && !mail_withdraw(call->txn, notice_id))
		return db_take_failure(call->db, err), false;
	notice.channel = "letter";
	notice.state = NOTICE_SENT;
	notice.sent_at_ms = call->now_ms;
	notice.attempts_text = with_attempt(call, &notice, "letter", "sent", NULL);
	return write_notice(call, &notice, err) && tell_sent(call, &notice, err);
}
