/* SPDX-License-Identifier: Apache-2.0
 *
 * What is sent once a rehearsal has been read: the decision is issued, or is
 * returned to its maker; and what is said of it when the server has answered.
 * Knows nothing of keys and questions: whoever calls has asked.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/rehearsal_view.h"
#include "client/view/show.h"

/* What the second person signs names the decision, and the version they saw. */
static void
put_approval(const struct rehearsal_view *rv, const struct decision *waiting, bool approve,
             const char *reason, struct buf *body)
{
	struct json_out out = JSON_OUT(body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "decision_id", waiting->id);
	json_put_text(&out, "application_id", waiting->application_id);
	if (rv->record->application)
		json_put_int(&out, "application_version", rv->record->application->version);
	json_put_bool(&out, "approve", approve);
	if (reason)
		json_put_text(&out, "reason", reason);
	json_end_object(&out);
}

void
rehearsal_issue(struct rehearsal_view *rv, struct fx *fx)
{
	struct buf body = BUF_INIT(DRAFT_TEXT_MAX);
	struct buf path = BUF_INIT(200);
	struct write write = { .method = "POST", .if_match = rv->shown_version, .flags = REQUEST_SIGN };

	if (rv->second) {
		const struct decision *waiting = rehearsal_decision_as_read(rv);

		buf_printf(&path, "/v1/decisions/%s/approval", waiting->id);
		put_approval(rv, waiting, true, NULL, &body);
	} else {
		buf_printf(&path, "/v1/applications/%s/decisions", rv->record->id);
		rehearsal_put_body(rv, &body);
	}
	write.path = path.data;
	write.body = body.data;
	rv->sending = view_write(&rv->view, fx, TAG_ISSUE, &write);
	buf_done(&body);
	buf_done(&path);
}

void
rehearsal_send_back(struct rehearsal_view *rv, const char *reason, struct fx *fx)
{
	const struct decision *waiting = rehearsal_decision_as_read(rv);
	struct buf body = BUF_INIT(8192);
	struct buf path = BUF_INIT(200);

	if (str_empty(reason)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("Say why: its maker reads it, and has nothing else to go by."));
		return;
	}
	put_approval(rv, waiting, false, reason, &body);
	buf_printf(&path, "/v1/decisions/%s/approval", waiting->id);
	rv->sending = view_write(&rv->view, fx, TAG_RETURN,
	                         &(struct write){ .method = "POST", .path = path.data,
	                                          .body = body.data, .if_match = waiting->version,
	                                          .flags = REQUEST_SIGN });
	buf_done(&body);
	buf_done(&path);
}

static void
tell_issued(struct rehearsal_view *rv, const struct reply *reply, struct fx *fx)
{
	const struct application *app = rv->record->application;
	const char *state = json_text(json_get(reply->json, "state"));
	/* Decided, it may be out of this person's sight already. */
	const char *number = app ? app->number : "";

	if (reply->tag == TAG_RETURN)
		fx_tell(fx, TELL_RESULT, _("%s is back with its maker, with your reason."), number);
	else if (str_eq(state, "awaiting_second_approval"))
		fx_tell(fx, TELL_RESULT, _("%s waits for a second person; nothing was sent yet."), number);
	else
		fx_tell(fx, TELL_RESULT,
		        _("%s decided, letter in %s queued. It cannot be recalled."), number,
		        rv->rehearsal ? show_language_name(rv->rehearsal->notice->language) : "");
}

/* The form itself may have been left. */
static void
forget_draft(const struct rehearsal_view *rv, struct fx *fx)
{
	struct place first = place_make(PLACE_DECISION, rv->record->id, "");
	struct place other = place_make(PLACE_DECISION, rv->record->id, "supersede");

	if (rv->second)
		return;
	fx_draft_done(fx, &first);
	fx_draft_done(fx, &other);
}

void
rehearsal_take_issued(struct rehearsal_view *rv, const struct reply *reply, struct fx *fx)
{
	if (reply->request != rv->sending)
		return;
	rv->sending = 0;
	if (reply->ok) {
		tell_issued(rv, reply, fx);
		rv->record->deciding.issued = true;
		forget_draft(rv, fx);
		record_refresh(rv->record, fx);
		view_back(&rv->view, fx);
		return;
	}
	fx_tell_err(fx, reply->err);
	if (reply->err->code == ERR_VERSION_CONFLICT)
		rehearsal_lose_race(rv, reply->err, fx);
}
