/* SPDX-License-Identifier: Apache-2.0
 *
 * Claim, release, next best: what was done is said with how to undo it; each
 * refusal says why.
 */
#include "client/view/acts.h"

#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"

enum { TAG_CLAIM = ACT_TAG_FIRST, TAG_RELEASE, TAG_NEXT };
enum { QUESTION_RELEASE = ACT_QUESTION_FIRST, QUESTION_REASON };

void
acts_add(struct acts *acts, const char *id, const char *number, int64_t version)
{
	if (acts->count == ACT_TARGETS_MAX)
		return;
	struct act_target *target = &acts->targets[acts->count++];
	*target = (struct act_target){ .version = version };
	str_copy(target->id, sizeof target->id, id);
	str_copy(target->number, sizeof target->number, number);
}

bool
acts_has(enum cmd_id cmd)
{
	return cmd == CMD_CLAIM || cmd == CMD_RELEASE || cmd == CMD_NEXT_BEST;
}

static void
send_each(struct acts *acts, const struct view *view, struct fx *fx, int tag, const char *verb,
          const char *body)
{
	uint64_t last = 0;

	if (acts->count > 1) {
		acts->left = acts->count;
		acts->done = acts->refused = acts->given_out = 0;
	}
	for (int i = 0; i < acts->count; i++) {
		struct buf path = BUF_INIT(200);
		buf_printf(&path, "/v1/applications/%s/%s", acts->targets[i].id, verb);
		struct write write = { .method = "POST",
			               .path = path.data,
			               .body = body,
			               .if_match = acts->targets[i].version };
		last = view_write(view, fx, tag, &write);
		buf_done(&path);
	}
	if (acts->count > 1) {
		acts->first = last - (uint64_t)acts->count + 1;
		acts->last = last;
	}
}

static bool
command(struct acts *acts, const struct view *view, enum cmd_id cmd, struct fx *fx)
{
	struct write next = { .method = "POST", .path = "/v1/applications/next" };

	switch (cmd) {
	case CMD_CLAIM:
		send_each(acts, view, fx, TAG_CLAIM, "claim", NULL);
		return true;
	case CMD_RELEASE:
		if (acts->count == 1)
			view_ask_yes(view, fx, QUESTION_RELEASE, _("Give %s back to the team?"),
			             acts->targets[0].number);
		else
			view_ask_yes(view, fx, QUESTION_RELEASE,
			             n_("Give %d case back to the team?",
			                "Give %d cases back to the team?", acts->count),
			             acts->count);
		return true;
	case CMD_NEXT_BEST:
		view_write(view, fx, TAG_NEXT, &next);
		return true;
	default:
		return false;
	}
}

/* Why it is the next, in this person's words: the server's are for programs. */
static void
put_why(const struct json *application, struct buf *out)
{
	const char *due = json_text(json_get(application, "due_on"));
	const char *clock = json_text(json_get(application, "clock"));
	char shown[SHOW_MAX];
	civil_date date;

	if (!due || !date_from_text(due, &date))
		return;
	buf_puts(out, json_bool(json_get(application, "expedited"), false) ? _(": expedited, ") : ": ");
	buf_printf(out, clock && str_eq(clock, "overdue") ? _("overdue since %s") : _("due %s"),
	           show_date(shown, date, date));
}

static void
next_came(const struct reply *reply, struct fx *fx)
{
	const char *id = json_text(json_get(reply->json, "id"));
	const char *number = json_text(json_get(reply->json, "number"));
	struct buf why = BUF_INIT(ASK_TEXT_MAX);

	if (!id) {
		fx_tell(fx, TELL_RESULT, "%s", _("Nothing waits for you: no application fits."));
		return;
	}
	put_why(reply->json, &why);
	fx_tell(fx, TELL_RESULT, _("%s is yours now%s. X gives it back."), number ? number : "", why.data);
	buf_done(&why);
	fx_open(fx, PLACE_RECORD, id, "");
}

/* What waits for the customer is not claimed, but given out. */
static bool
may_claim_again(const struct reply *reply)
{
	const struct json *allowed = json_get(reply->json, "allowed_actions");

	for (const struct json *act = json_first(allowed); act; act = json_next(act))
		if (str_eq(json_text(act), "claim"))
			return true;
	return !allowed;
}

/* Gone from the list it was done on, X and C there are about another row. */
static const char *
done_text(const struct view *view, const struct reply *reply)
{
	if (reply->tag == TAG_CLAIM && view->place.kind == PLACE_UNASSIGNED)
		return _("%s is yours now, in your queue (1): X there gives it back.");
	if (reply->tag == TAG_CLAIM)
		return _("%s is yours now. X gives it back.");
	if (!may_claim_again(reply))
		return _("%s is the team's again. A supervisor gives it out.");
	return view->place.kind == PLACE_MINE ? _("%s is the team's again: in Unassigned (3), C takes it back.")
	                                      : _("%s is the team's again. C takes it back.");
}

/* By the answer, not by the row: the cursor may have gone on to another. */
static void
one_came(const struct acts *acts, const struct view *view, const struct reply *reply, struct fx *fx)
{
	const char *number = json_text(json_get(reply->json, "number"));

	if (!reply->ok) {
		fx_tell_err(fx, reply->err);
		return;
	}
	if (!number)
		number = acts->targets[0].number;
	fx_tell(fx, TELL_RESULT, done_text(view, reply), number);
}

static const char *
many_done_text(const struct acts *acts, const struct reply *reply)
{
	if (reply->tag == TAG_CLAIM)
		return _("%d taken, %d refused. X gives them back.");
	return acts->given_out == 0 ? _("%d given back, %d refused. C takes them back.")
	                            : _("%d given back, %d refused. What waits for customers a supervisor gives out.");
}

static void
one_of_many_came(struct acts *acts, const struct reply *reply, struct fx *fx)
{
	acts->left--;
	if (reply->ok)
		acts->done++;
	else
		acts->refused++;
	if (reply->ok && reply->tag == TAG_RELEASE && !may_claim_again(reply))
		acts->given_out++;
	if (!reply->ok)
		fx_tell_err(fx, reply->err);
	if (acts->left > 0 || acts->done == 0)
		return;
	fx_tell(fx, TELL_RESULT, many_done_text(acts, reply), acts->done, acts->refused);
}

static void
release(struct acts *acts, const struct view *view, const char *reason, struct fx *fx)
{
	struct buf body = BUF_INIT(4 * ASK_TEXT_MAX);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	if (!str_empty(reason))
		json_put_text(&out, "reason", reason);
	json_end_object(&out);
	send_each(acts, view, fx, TAG_RELEASE, "release", body.data);
	buf_done(&body);
}

static bool
answer(struct acts *acts, const struct view *view, const struct answer *given, struct fx *fx)
{
	switch (given->question) {
	case QUESTION_RELEASE:
		if (given->yes)
			view_ask_text(view, fx, QUESTION_REASON, "", _("Why, for the team (Esc keeps it):"));
		return true;
	case QUESTION_REASON:
		if (given->yes)
			release(acts, view, given->text, fx);
		return true;
	default:
		return false;
	}
}

bool
acts_handle(struct acts *acts, const struct view *view, const struct msg *msg, struct fx *fx)
{
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(acts, view, (enum cmd_id)msg->command, fx);
	case MSG_ANSWER:
		return answer(acts, view, &msg->answer, fx);
	case MSG_REPLY:
		if (msg->reply.tag < ACT_TAG_FIRST)
			return false;
		if (msg->reply.tag == TAG_NEXT && msg->reply.ok)
			next_came(&msg->reply, fx);
		else if (msg->reply.tag == TAG_NEXT)
			fx_tell_err(fx, msg->reply.err);
		else if (msg->reply.request >= acts->first && msg->reply.request <= acts->last)
			one_of_many_came(acts, &msg->reply, fx);
		else
			one_came(acts, view, &msg->reply, fx);
		return true;
	default:
		return false;
	}
}
