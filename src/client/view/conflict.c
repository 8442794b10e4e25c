/* SPDX-License-Identifier: Apache-2.0
 *
 * Declaring one's own conflict of interest.  What it means is said before it
 * is sent: nobody at a workstation can take it back.
 */
#include "client/view/conflict.h"

#include "base/json.h"
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"

enum { QUESTION_WHY = CONFLICT_QUESTION, QUESTION_SURE };

void
conflict_ask(struct conflict *conflict, const struct view *view, const char *customer_id,
             const char *name, struct fx *fx)
{
	str_copy(conflict->customer_id, sizeof(conflict->customer_id), customer_id);
	str_copy(conflict->name, sizeof(conflict->name), name);
	view_ask_text(view, fx, QUESTION_WHY, "", _("Conflict of interest: what are they to you (kept)?"));
}

static void
send(const struct conflict *conflict, const struct view *view, struct fx *fx)
{
	struct buf body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "customer_id", conflict->customer_id);
	json_put_text(&out, "reason", conflict->reason);
	json_end_object(&out);
	view_write(view, fx, CONFLICT_TAG,
	           &(struct write){ .method = "POST", .path = "/v1/me/conflicts", .body = body.data });
	buf_done(&body);
}

static void
answered(struct conflict *conflict, const struct view *view, const struct answer *given, struct fx *fx)
{
	if (!given->yes)
		return;
	if (given->question == QUESTION_SURE) {
		send(conflict, view, fx);
		return;
	}
	if (str_empty(given->text)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("A conflict is declared only for a reason."));
		return;
	}
	str_copy(conflict->reason, sizeof(conflict->reason), given->text);
	view_ask_yes(view, fx, QUESTION_SURE,
	             _("You will no longer see %s or their cases; open ones go back to the team. Declare?"),
	             conflict->name);
}

static void
declared(const struct conflict *conflict, const struct view *view, struct model *model,
         const struct reply *reply, struct fx *fx)
{
	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	fx_tell(fx, TELL_RESULT, _("Declared: %s is out of your sight. An administrator can take it back."),
	        conflict->name);
	model_refresh_lists(model, "application", fx);
	view_back(view, fx);
}

bool
conflict_handle(struct conflict *conflict, const struct view *view, struct model *model,
                const struct msg *msg, struct fx *fx)
{
	if (msg->kind == MSG_ANSWER &&
	    (msg->answer.question == QUESTION_WHY || msg->answer.question == QUESTION_SURE)) {
		answered(conflict, view, &msg->answer, fx);
		return true;
	}
	if (msg->kind != MSG_REPLY || msg->reply.tag != CONFLICT_TAG)
		return false;
	declared(conflict, view, model, &msg->reply, fx);
	return true;
}
