/* SPDX-License-Identifier: Apache-2.0
 *
 * The rehearsal: what stands in the way, then the letter and the status update
 * exactly as the applicant will read them, from the server's dry run.  Only
 * from here is a decision issued, by a word typed in full; the second person
 * sees the same screen and signs or returns.  What is then sent is
 * rehearsal_issue.c's.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/model/rehearsal.h"
#include "client/view/moves.h"
#include "client/view/rehearsal_view.h"
#include "client/view/show.h"

enum { QUESTION_ISSUE = 1, QUESTION_RETURN, QUESTION_LIFT };

static const struct decision *
waiting_decision(const struct rehearsal_view *rv)
{
	for (size_t i = 0; i < rv->record->decisions.count; i++)
		if (rv->record->decisions.at[i].state == DECISION_AWAITING_SECOND_APPROVAL)
			return &rv->record->decisions.at[i];
	return NULL;
}

bool
rehearsal_is_over(const struct rehearsal_view *rv)
{
	return rv->second && !rv->rehearsal && rv->request == 0 && !waiting_decision(rv) &&
	       rv->record->load[RECORD_DECISIONS].state == RECORD_READY && !rv->record->load[RECORD_DECISIONS].stale;
}

/* ---- STOPs ---- */

static bool
has_stops(const struct rehearsal_view *rv)
{
	return rv->rehearsal && rv->rehearsal->stops.count > 0;
}

static bool
is_stopped(const struct rehearsal_view *rv)
{
	for (size_t i = 0; rv->rehearsal && i < rv->rehearsal->stops.count; i++)
		if (rehearsal_is_stop(rv, &rv->rehearsal->stops.at[i]))
			return true;
	return false;
}

/* ---- the dry run ---- */

void
rehearsal_put_body(const struct rehearsal_view *rv, struct buf *out)
{
	const struct buf *body = &rv->shown_body;

	buf_add(out, body->data, body->len);
	if (str_empty(rv->lift_reason) || out->len == 0)
		return;
	/* Before the closing brace. */
	out->data[--out->len] = '\0';
	buf_puts(out, ",\"override_reason\":");
	json_quote(out, rv->lift_reason, strlen(rv->lift_reason));
	buf_putc(out, '}');
}

static void
rehearse(struct rehearsal_view *rv, struct fx *fx)
{
	struct buf body = BUF_INIT(DRAFT_TEXT_MAX);
	struct buf path = BUF_INIT(200);
	const struct decision *decision = waiting_decision(rv);

	if (rv->second && !decision) {
		buf_done(&body);
		buf_done(&path);
		return;
	}
	if (rv->second) {
		buf_printf(&path, "/v1/decisions/%s/approval?dry_run=true", decision->id);
		buf_puts(&body, "{\"approve\":true}");
		str_copy(rv->shown_id, sizeof rv->shown_id, decision->id);
		rv->shown_version = decision->version;
		rv->shown_application = rv->record->application ? rv->record->application->version : 0;
	} else {
		const struct deciding *deciding = &rv->record->deciding;

		buf_printf(&path, "/v1/applications/%s/decisions?dry_run=true", rv->record->id);
		buf_reset(&rv->shown_body);
		buf_add(&rv->shown_body, deciding->body.data, deciding->body.len);
		rv->shown_version = deciding->version;
		rehearsal_put_body(rv, &body);
	}
	rv->failed = false;
	rv->request = view_write(&rv->view, fx, TAG_REHEARSE,
	                         &(struct write){ .method = "POST", .path = path.data,
	                                          .body = body.data, .if_match = rv->shown_version,
	                                          .flags = REQUEST_NO_KEY });
	buf_done(&body);
	buf_done(&path);
}

/* What is on the screen is not what would be signed: it is read anew. */
static void
begin_again(struct rehearsal_view *rv, struct fx *fx)
{
	rv->rehearsal = NULL;
	free(rv->lift_reason);
	rv->lift_reason = NULL;
	rehearse(rv, fx);
}

const struct decision *
rehearsal_decision_as_read(const struct rehearsal_view *rv)
{
	const struct decision *waiting = waiting_decision(rv);
	const struct application *app = rv->record->application;

	if (!waiting || !str_eq(waiting->id, rv->shown_id) || waiting->version != rv->shown_version)
		return NULL;
	return app && rv->shown_application && app->version != rv->shown_application ? NULL : waiting;
}

/* The form was changed and rehearsed again while this was open beneath it. */
static bool
form_has_changed(const struct rehearsal_view *rv)
{
	const struct deciding *deciding = &rv->record->deciding;

	return !rv->second && rv->sending == 0 &&
	       (deciding->version != rv->shown_version || !str_eq(deciding->body.data, rv->shown_body.data));
}

/* The form has the text; the second person has none and reads it anew. */
void
rehearsal_lose_race(struct rehearsal_view *rv, const struct err *err, struct fx *fx)
{
	record_refresh(rv->record, fx);
	if (rv->second) {
		rv->rehearsal = NULL;
		rv->failed = false;
		return;
	}
	rv->record->deciding.lost = *err;
	view_back(&rv->view, fx);
}

static void
take_rehearsal(struct rehearsal_view *rv, const struct reply *reply, struct fx *fx)
{
	struct arena arena = ARENA_INIT;
	struct err err = { 0 };

	if (reply->request != rv->request)
		return;
	rv->request = 0;
	if (reply->ok && rehearsal_read(reply->json, &arena, &rv->rehearsal, &err)) {
		arena_done(&rv->arena);
		rv->arena = arena;
		rehearsal_fill_text(rv);
		rehearsal_layout(&rv->view);
		if (rv->lift_reason && !is_stopped(rv))
			fx_tell(fx, TELL_RESULT, "%s", _("Lifted, for the reason you gave: I issues it, and a second person signs."));
		return;
	}
	arena_done(&arena);
	rv->failed = true;
	rv->err = reply->ok ? err : *reply->err;
	fx_tell_err(fx, &rv->err);
	if (rv->err.code == ERR_VERSION_CONFLICT)
		rehearsal_lose_race(rv, &rv->err, fx);
}

/* ---- messages ---- */

static const char *
outcome_word(const struct rehearsal_view *rv)
{
	return rv->rehearsal->decision->outcome == OUTCOME_APPROVED ? _("approve") : _("deny");
}

static void
ask_issue(struct rehearsal_view *rv, struct fx *fx)
{
	const struct application *app = rv->record->application;

	if (!app || !rv->rehearsal)
		return;
	view_ask_word(&rv->view, fx, QUESTION_ISSUE, outcome_word(rv),
	              /* TRANSLATORS: person, program, language of the letter, the word to be typed */
	              _("I issue (%s, %s, %s): type %s"), app->customer.name, app->program.name,
	              show_language_name(rv->rehearsal->notice->language), outcome_word(rv));
}

static bool
take_command(struct rehearsal_view *rv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		text_move(&rv->text, move);
		return true;
	}
	switch (command) {
	case CMD_ISSUE:
		ask_issue(rv, fx);
		return true;
	case CMD_RETURN:
		view_ask_text(&rv->view, fx, QUESTION_RETURN, "", _("Return to its maker, because"));
		return true;
	case CMD_LIFT_STOP:
		view_ask_text(&rv->view, fx, QUESTION_LIFT, "", _("Lift the STOPs, because"));
		return true;
	case CMD_LOOK:
		fx_open(fx, PLACE_RECORD, rv->record->id, "");
		return true;
	case CMD_REHEARSE:
	case CMD_REFRESH:
		rehearse(rv, fx);
		return true;
	case CMD_NEXT_PANE:
		if (rv->rehearsal) {
			rv->shown = (enum shown)((rv->shown + 1) % 3);
			if (rv->shown == SHOWN_ENGLISH && !rv->rehearsal->notice_in_english)
				rv->shown = SHOWN_STATUS;
			rehearsal_fill_text(rv);
			rehearsal_layout(&rv->view);
		}
		return true;
	default:
		return false;
	}
}

static const char *
rehearsal_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct rehearsal_view *rv = (const struct rehearsal_view *)view;

	if ((cmd == CMD_ISSUE || cmd == CMD_RETURN) && rv->sending != 0)
		return _("It is being sent already.");
	if ((cmd == CMD_ISSUE || cmd == CMD_RETURN) && !rv->rehearsal)
		return _("The rehearsal has not come yet.");
	if ((cmd == CMD_ISSUE || cmd == CMD_RETURN) && signing_why_not(&model->signing))
		return signing_why_not(&model->signing);
	if (cmd == CMD_ISSUE && is_stopped(rv))
		return _("A STOP stands in the way; see above who can lift it.");
	if (cmd == CMD_RETURN && !rv->second)
		return _("Only a second person returns a decision; q goes back to the form.");
	if (cmd == CMD_LIFT_STOP && !has_stops(rv))
		return _("There is no STOP to lift.");
	if (cmd == CMD_LIFT_STOP && rv->second)
		return _("Only who makes the decision lifts a STOP; X returns it to them.");
	if (cmd == CMD_LIFT_STOP && !(model->roles & ROLE_SUPERVISOR))
		return _("Only a supervisor lifts a STOP: ask yours to take the case (A) and decide it.");
	return NULL;
}

static void
take_answer(struct rehearsal_view *rv, const struct model *model, const struct answer *answer,
            struct fx *fx)
{
	const char *why = signing_why_not(&model->signing);

	if (!answer->yes)
		return;
	/* The screen was locked with the question on it, and has just come back. */
	if (why && answer->question != QUESTION_LIFT) {
		fx_tell(fx, TELL_REFUSAL, "%s", why);
		return;
	}
	/* What came while the question stood: a STOP, or another decision. */
	if (answer->question != QUESTION_LIFT && (is_stopped(rv) || !rv->rehearsal) && !rv->second) {
		fx_tell(fx, TELL_REFUSAL, "%s", rehearsal_why_not(&rv->view, model, CMD_ISSUE));
		return;
	}
	if (answer->question != QUESTION_LIFT && rv->second && !(rv->rehearsal && rehearsal_decision_as_read(rv))) {
		fx_tell(fx, TELL_REFUSAL, "%s", gettext(err_title(ERR_VERSION_CONFLICT)));
		begin_again(rv, fx);
		return;
	}
	if (answer->question == QUESTION_ISSUE) {
		rehearsal_issue(rv, fx);
	} else if (answer->question == QUESTION_RETURN) {
		rehearsal_send_back(rv, answer->text, fx);
	} else if (str_empty(answer->text)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("A STOP is lifted only for a reason; it stays on the file."));
	} else {
		free(rv->lift_reason);
		rv->lift_reason = str_dup(answer->text);
		rehearse(rv, fx);
	}
}

static bool
rehearsal_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct rehearsal_view *rv = (struct rehearsal_view *)view;

	rv->today = model_today(model);
	switch (msg->kind) {
	case MSG_REPLY:
		if (msg->reply.tag == TAG_REHEARSE)
			take_rehearsal(rv, &msg->reply, fx);
		else
			rehearsal_take_issued(rv, &msg->reply, fx);
		return true;
	case MSG_ANSWER:
		take_answer(rv, model, &msg->answer, fx);
		return true;
	case MSG_CHANGED:
		/* The second person's decision may have come only now. */
		if (rv->second && !rv->rehearsal && rv->request == 0 && !rv->failed)
			rehearse(rv, fx);
		return false;
	case MSG_SHOWN:
		if (form_has_changed(rv))
			begin_again(rv, fx);
		return false;
	case MSG_COMMAND:
		return take_command(rv, msg->command, fx);
	default:
		return false;
	}
}

/* ---- drawing ---- */

static void
rehearsal_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct rehearsal_view *rv = (const struct rehearsal_view *)view;

	(void)model;
	subject_of(rv->record->application, ret);
	ret->id = rv->record->id;
}

static void
rehearsal_close(struct view *view, struct model *model, struct fx *fx)
{
	struct rehearsal_view *rv = (struct rehearsal_view *)view;

	(void)fx;
	text_done(&rv->text);
	arena_done(&rv->arena);
	free(rv->lift_reason);
	buf_done(&rv->shown_body);
	model_record_done(model, rv->record);
}

static bool
rehearsal_is_unsaved(const struct view *view)
{
	return ((const struct rehearsal_view *)view)->sending != 0;
}

static const enum cmd_id hints[] = { CMD_ISSUE, CMD_NEXT_PANE, CMD_LIFT_STOP, CMD_RETURN,
	                             CMD_LOOK,  CMD_BACK,      CMD_NONE };

static const struct view_ops rehearsal_ops = {
	.scope = SCOPE_REHEARSAL,
	.hints = hints,
	.handle = rehearsal_handle,
	.layout = rehearsal_layout,
	.draw = rehearsal_draw,
	.close = rehearsal_close,
	.title = rehearsal_title,
	.subject = rehearsal_subject,
	.why_not = rehearsal_why_not,
	.is_unsaved = rehearsal_is_unsaved,
};

struct view *
rehearsal_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct rehearsal_view *rv = view_alloc(sizeof(*rv), &rehearsal_ops, place);

	rv->today = model_today(model);
	rv->record = model_record(model, place->id, fx);
	rv->second = str_eq(place->arg, "second");
	text_init(&rv->text);
	buf_init(&rv->shown_body, DRAFT_TEXT_MAX);
	record_want(rv->record, RECORD_DECISIONS, fx);
	rehearse(rv, fx);
	return &rv->view;
}
