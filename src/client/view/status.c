/* SPDX-License-Identifier: Apache-2.0
 *
 * The status menu: record a withdrawal, open again, supersede, mark unseen; an
 * appeal has a screen of its own.
 * Each asks for its reason and says what it will do before it does it.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"

enum { QUESTION_SEND = 1 };
enum { TAG_UNSEEN = 1, TAG_NEWEST };
enum { FIELD_ACT = 1, FIELD_GROUND, FIELD_REASON };

struct status_view {
	struct form_view form;
	bool offered;
};

static bool
is_act(const struct status_view *sv, const char *act)
{
	return str_eq(form_text(&sv->form.form, FIELD_ACT), act);
}

/* Only what may be done is offered. */
static void
offer(struct status_view *sv, const struct model *model)
{
	const struct record *record = sv->form.record;
	struct form *form = &sv->form.form;
	struct form_field *field;

	if (sv->offered || !record->application)
		return;
	sv->offered = true;
	field = form_add(form, FORM_CHOICE, FIELD_ACT, _("Do"));
	field->pointer = "/act";
	field->required = true;
	if (record_may(record, "withdraw"))
		form_add_choice(field, "withdraw", _("withdraw"));
	if (record_may(record, "reopen"))
		form_add_choice(field, "reopen", _("reopen"));
	if (record_may(record, "supersede"))
		form_add_choice(field, "supersede", _("supersede"));
	if (record_may(record, "appeal"))
		form_add_choice(field, "appeal", record->application->appeal_open ? _("appeal: its result") : _("appeal"));
	form_add_choice(field, "unseen", _("mark unseen"));
	if (record_may(record, "reopen")) {
		field = form_add(form, FORM_CHOICE, FIELD_GROUND, _("Ground"));
		field->pointer = "/ground";
		form_add_choice(field, "window", _("within the window"));
		form_add_choice(field, "hearing", _("hearing order"));
		if (text_list_has(&model->me.led_team_ids, record->application->team_id))
			form_add_choice(field, "agency_error", _("agency error"));
	}
	field = form_add(form, FORM_LINES, FIELD_REASON, _("Reason (how the customer asked, or why)"));
	field->pointer = "/reason";
	field->lines = 4;
	form_view_restore(&sv->form, model);
}

/* The newest entry is what becomes unread; only the history knows its number. */
static void
ask_newest(struct status_view *sv, struct fx *fx)
{
	const struct application *app = sv->form.record->application;

	view_get(&sv->form.view, fx, TAG_NEWEST, "/v1/customers/%s/history?application=%s&limit=1",
	         app->customer.id, app->id);
}

static void
mark_unseen(struct status_view *sv, const struct reply *reply, struct fx *fx)
{
	struct buf path = BUF_INIT(200);
	int64_t seq = 0;
	char body[64];

	if (!reply->ok ||
	    !json_int(json_get(json_first(json_get(reply->json, "items")), "seq"), &seq)) {
		fx_tell(fx, TELL_REFUSAL, _("Its history cannot be read now; nothing is marked."));
		return;
	}
	snprintf(body, sizeof(body), "{\"seq\":%lld,\"unread\":true}", (long long)seq);
	buf_printf(&path, "/v1/applications/%s/seen", sv->form.view.place.id);
	view_write(&sv->form.view, fx, TAG_UNSEEN,
	           &(struct write){ .method = "PUT", .path = path.data, .body = body });
	buf_done(&path);
}

static void
send(struct status_view *sv, struct fx *fx)
{
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(64 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "reason", form_text(&sv->form.form, FIELD_REASON));
	if (is_act(sv, "reopen"))
		json_put_text(&out, "ground", form_text(&sv->form.form, FIELD_GROUND));
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/%s", sv->form.view.place.id,
	           is_act(sv, "reopen") ? "reopen" : "withdraw");
	form_view_send(&sv->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data,
	                                .if_match = sv->form.version });
	buf_done(&path);
	buf_done(&body);
}

static void
ask(struct status_view *sv, struct fx *fx)
{
	const struct application *app = sv->form.record->application;
	struct form *form = &sv->form.form;
	char language[SHOW_ACT_MAX];

	if (!app || !form_check(form))
		return;
	if (is_act(sv, "unseen")) {
		ask_newest(sv, fx);
		return;
	}
	if (is_act(sv, "appeal")) {
		fx_open(fx, PLACE_APPEAL, app->id, "");
		form_view_discard(&sv->form, fx);
		return;
	}
	if (is_act(sv, "supersede")) {
		/* A new decision on the same screen; the old one is named by it. */
		fx_open(fx, PLACE_DECISION, app->id, "supersede");
		form_view_discard(&sv->form, fx);
		return;
	}
	if (str_empty(form_text(form, FIELD_REASON))) {
		form_error(form, FIELD_REASON, _("Say how, or why; it stays on the file."));
		form_focus(form, FIELD_REASON);
		return;
	}
	if (is_act(sv, "reopen") && str_empty(form_text(form, FIELD_GROUND))) {
		form_error(form, FIELD_GROUND, _("Choose the ground."));
		form_focus(form, FIELD_GROUND);
		return;
	}
	if (is_act(sv, "reopen"))
		view_ask_yes(&sv->form.view, fx, QUESTION_SEND, _("Open %s (%s, %s) again?"), app->number,
		             app->customer.name, app->program.name);
	else if (form_view_waits_for_letter(&sv->form))
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
	else
		view_ask_yes(&sv->form.view, fx, QUESTION_SEND,
		             _("Withdrawn by %s, %s; letter in %s. Cannot be recalled. Record?"),
		             app->customer.name, app->program.name,
		             show_letter_language(language, sv->form.record->form, sv->form.record->customer,
		                                  app->language));
}

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	const struct status_view *sv = (const struct status_view *)fv;

	(void)model;
	fx_tell(fx, TELL_RESULT, "%s",
	        is_act(sv, "reopen") ? _("Open again, and nobody's yet: C takes it.") :
	                               _("Withdrawn; S reopens it within its window."));
}

static bool
status_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct status_view *sv = (struct status_view *)view;

	offer(sv, model);
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_NEWEST) {
		mark_unseen(sv, &msg->reply, fx);
		return true;
	}
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_UNSEEN) {
		if (msg->reply.ok)
			fx_tell(fx, TELL_RESULT, "%s", _("Unseen again."));
		else
			fx_tell_err(fx, msg->reply.err);
		form_view_discard(&sv->form, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER) {
		if (msg->answer.yes)
			send(sv, fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && form_focused(&sv->form.form) == FIELD_ACT &&
	      (is_act(sv, "unseen") || is_act(sv, "supersede") || is_act(sv, "appeal"))))) {
		ask(sv, fx);
		return true;
	}
	return form_view_finish(&sv->form, model, msg, fx, tell_sent);
}

static const struct view_ops status_ops = {
	FORM_VIEW_SHARED,
	.hints = form_step_hints,
	.hint_words = form_step_words,
	.handle = status_handle,
	.layout = form_view_layout,
	.draw = form_view_draw,
	.close = form_view_close,
};

struct view *
status_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct status_view *sv = view_alloc(sizeof(*sv), &status_ops, place);

	form_view_open(&sv->form, model, fx, _("Status"));
	form_view_want_letter(&sv->form, fx);
	offer(sv, model);
	return &sv->form.view;
}
