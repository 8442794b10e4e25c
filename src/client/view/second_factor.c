/* SPDX-License-Identifier: Apache-2.0
 *
 * Setting up one's second factor: the password again, then the secret for an
 * authenticator and its first code, then the recovery codes.  What is shown
 * here is shown once; it is in no draft, and gone when the screen is left.
 */
#include "base/secret.h"
#include "base/str.h"
#include "client/ui/form.h"
#include "client/ui/text.h"
#include "client/view/view.h"

enum { FIELD_PASSWORD = 1, FIELD_PRESENT, FIELD_CODE };
enum { QUESTION_SIGN_OUT = 1 };
enum { TAG_STATE = 1, TAG_BEGIN, TAG_CONFIRM };
enum { SECRET_TEXT_MAX = 40, URI_MAX = 320, CODES_MAX = 10, CODE_TEXT_MAX = 16 };

enum step { STEP_LOADING, STEP_PASSWORD, STEP_CODE, STEP_DONE };

/* In secret memory: good for signing in. */
struct shown_once {
	char secret[SECRET_TEXT_MAX];
	char uri[URI_MAX];
	char codes[CODES_MAX][CODE_TEXT_MAX];
	int code_count;
};

struct second_factor_screen {
	struct view view;
	struct form form;
	struct shown_once *once;
	enum step step;
	bool is_on;   /* another takes its place */
	bool is_off;  /* the agency uses none */
	int64_t codes_left;
	uint64_t request;
};

static void
ask(struct second_factor_screen *v, enum step step)
{
	form_done(&v->form);
	form_init(&v->form, 0);
	v->step = step;
	if (step == STEP_PASSWORD) {
		form_add(&v->form, FORM_SECRET, FIELD_PASSWORD, _("Password"))->required = true;
		form_find(&v->form, FIELD_PASSWORD)->pointer = "/password";
		if (v->is_on) {
			form_add(&v->form, FORM_TEXT, FIELD_PRESENT, _("Present code"))->required = true;
			form_find(&v->form, FIELD_PRESENT)->pointer = "/otp";
		}
	} else if (step == STEP_CODE) {
		form_add(&v->form, FORM_TEXT, FIELD_CODE, _("Code"))->required = true;
		form_find(&v->form, FIELD_CODE)->pointer = "/otp";
	}
}

static void
place_form(struct second_factor_screen *v)
{
	struct rect area = v->view.area;
	int row = v->step == STEP_CODE ? 10 : 6;

	form_place(&v->form, (struct rect){ area.row + row, area.col + 2, 3, area.cols > 60 ? 56 : area.cols - 4 });
}

static void
send(struct second_factor_screen *v, struct fx *fx)
{
	bool begins = v->step == STEP_PASSWORD;
	struct buf body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	if (begins)
		json_put_text(&out, "password", form_text(&v->form, FIELD_PASSWORD));
	if (!begins || v->is_on)
		json_put_text(&out, "otp", form_text(&v->form, begins ? FIELD_PRESENT : FIELD_CODE));
	json_end_object(&out);
	v->request = view_write_secret(&v->view, fx, begins ? TAG_BEGIN : TAG_CONFIRM, "POST",
	                               begins ? "/v1/me/second-factor" : "/v1/me/second-factor/confirm", &body);
}

static void
ask_state(struct second_factor_screen *v, struct fx *fx)
{
	v->request = view_get(&v->view, fx, TAG_STATE, "/v1/me/second-factor");
}

static void
enter(struct second_factor_screen *v, struct fx *fx)
{
	if (v->request)
		return;
	if (v->step == STEP_LOADING)
		ask_state(v, fx);
	else if (v->step == STEP_DONE)
		view_back(&v->view, fx);
	else if (v->is_off)
		fx_tell(fx, TELL_REFUSAL, "%s", _("This agency uses no second factors."));
	else if (form_check(&v->form))
		send(v, fx);
}

static void
take_state(struct second_factor_screen *v, const struct json *json)
{
	v->is_on = json_bool(json_get(json, "on"), false);
	v->is_off = str_eq(json_text(json_get(json, "policy")), "off");
	if (!json_int(json_get(json, "recovery_codes_left"), &v->codes_left))
		v->codes_left = 0;
}

static void
take_secret(struct second_factor_screen *v, const struct json *json)
{
	const char *secret = json_text(json_get(json, "secret")), *uri = json_text(json_get(json, "uri"));

	str_copy(v->once->secret, sizeof(v->once->secret), secret ? secret : "");
	str_copy(v->once->uri, sizeof(v->once->uri), uri ? uri : "");
	ask(v, STEP_CODE);
}

static void
take_codes(struct second_factor_screen *v, struct model *model, const struct json *json, struct fx *fx)
{
	const struct json *code = json_first(json_get(json, "recovery_codes"));

	for (; code && v->once->code_count < CODES_MAX; code = json_next(code))
		str_copy(v->once->codes[v->once->code_count++], CODE_TEXT_MAX, json_text(code) ? json_text(code) : "");
	secret_wipe(v->once->secret, sizeof(v->once->secret));
	secret_wipe(v->once->uri, sizeof(v->once->uri));
	ask(v, STEP_DONE);
	/* Who could do nothing else until now can. */
	if (model->second_factor_due) {
		model->second_factor_due = false;
		model_refresh_all(model, fx);
		fx_text(fx, FX_FEED, NULL, model->event_seq);
	}
	fx_tell(fx, TELL_RESULT, "%s", _("The second factor is set up."));
}

static void
take_reply(struct second_factor_screen *v, struct model *model, const struct reply *reply, struct fx *fx)
{
	v->request = 0;
	if (!reply->ok) {
		if (form_errors_from(&v->form, reply->err) == 0)
			fx_tell_err(fx, reply->err);
		form_set(&v->form, v->step == STEP_PASSWORD ? FIELD_PASSWORD : FIELD_CODE, "");
		return;
	}
	take_state(v, reply->json);
	if (reply->tag == TAG_STATE)
		ask(v, STEP_PASSWORD);
	else if (reply->tag == TAG_BEGIN)
		take_secret(v, reply->json);
	else
		take_codes(v, model, reply->json, fx);
	place_form(v);
}

static bool
command(struct second_factor_screen *v, const struct model *model, enum cmd_id cmd, struct fx *fx)
{
	switch (cmd) {
	case CMD_OPEN:
		enter(v, fx);
		return true;
	case CMD_REFRESH:
		if (v->step == STEP_LOADING)
			enter(v, fx);
		return true;
	case CMD_CANCEL:
	case CMD_BACK:
		if (model->second_factor_due) {
			/* In a password every letter is text: no command gets one out of here. */
			view_ask_yes(&v->view, fx, QUESTION_SIGN_OUT, _("Your role needs a second factor. Sign out without one?"));
			return true;
		}
		view_back(&v->view, fx);
		return true;
	default:
		return false;
	}
}

static bool
second_factor_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct second_factor_screen *v = (struct second_factor_screen *)view;

	if (view_form_takes(&v->form, msg))
		return true;
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(v, model, (enum cmd_id)msg->command, fx);
	case MSG_REPLY:
		take_reply(v, model, &msg->reply, fx);
		return true;
	case MSG_ANSWER:
		if (msg->answer.question == QUESTION_SIGN_OUT && msg->answer.yes)
			fx_simple(fx, FX_SIGNED_OUT);
		return true;
	default:
		return false;
	}
}

static void
second_factor_layout(struct view *view)
{
	place_form((struct second_factor_screen *)view);
}

static void
draw_secret(const struct second_factor_screen *v, struct canvas *canvas)
{
	struct rect area = v->view.area;
	int row = area.row + 1;

	row = text_paragraph(canvas, area, row, INK_TEXT,
	                _("Give this to your authenticator, then type the code it shows. It is shown only now."));
	canvas_textf(canvas, row + 1, area.col + 2, -1, INK_LABEL, "%s", _("Secret:"));
	canvas_textf(canvas, row + 1, area.col + 12, -1, INK_TITLE, "%s", v->once->secret);
	(void)text_paragraph(canvas, area, row + 3, INK_LABEL, v->once->uri);
	form_draw(&v->form, canvas);
}

static void
draw_codes(const struct second_factor_screen *v, struct canvas *canvas)
{
	struct rect area = v->view.area;
	int row = area.row + 1;

	row = text_paragraph(canvas, area, row, INK_TEXT,
	                _("Recovery codes: each opens once, should the phone be lost. Write them down; they are shown only now."));
	for (int i = 0; i < v->once->code_count; i++)
		canvas_textf(canvas, row + 1 + i / 2, area.col + 4 + 20 * (i % 2), -1, INK_TITLE, "%s", v->once->codes[i]);
	canvas_textf(canvas, row + 7, area.col + 2, -1, INK_HINT, "%s", _("Enter goes on"));
	canvas_cursor(canvas, row + 7, area.col + 2);
}

static void
draw_password(const struct second_factor_screen *v, const struct model *model, struct canvas *canvas)
{
	struct rect area = v->view.area;
	int row = area.row + 1;

	if (model->second_factor_due)
		row = text_paragraph(canvas, area, row, INK_TEXT,
		                _("Your role needs a second factor beside the password: an authenticator on a phone, say."));
	else if (v->is_off)
		row = text_paragraph(canvas, area, row, INK_TEXT, _("This agency uses no second factors."));
	else if (v->is_on) {
		char text[200];
		snprintf(text, sizeof(text),
		         n_("A second factor is set up, with %d recovery code left. A new one takes its place.",
		            "A second factor is set up, with %d recovery codes left. A new one takes its place.",
		            (int)v->codes_left), (int)v->codes_left);
		row = text_paragraph(canvas, area, row, INK_TEXT, text);
	} else
		row = text_paragraph(canvas, area, row, INK_TEXT,
		                _("With a second factor a stolen password opens nothing."));
	if (!v->is_off)
		(void)text_paragraph(canvas, area, row, INK_TEXT, _("Type your password to begin."));
	form_draw(&v->form, canvas);
}

static void
second_factor_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct second_factor_screen *v = (const struct second_factor_screen *)view;

	switch (v->step) {
	case STEP_LOADING:
		canvas_textf(canvas, view->area.row + 1, view->area.col + 2, -1, INK_HINT, "%s",
		             v->request ? _("Loading...") : _("It cannot be loaded now. R tries again."));
		break;
	case STEP_PASSWORD:
		draw_password(v, model, canvas);
		break;
	case STEP_CODE:
		draw_secret(v, canvas);
		break;
	case STEP_DONE:
		draw_codes(v, canvas);
		break;
	}
}

static enum key_use
second_factor_key_use(const struct view *view)
{
	const struct second_factor_screen *v = (const struct second_factor_screen *)view;

	return v->step == STEP_PASSWORD || v->step == STEP_CODE ? form_key_use(&v->form) : KEYS_COMMANDS;
}

static void
second_factor_close(struct view *view, struct model *model, struct fx *fx)
{
	struct second_factor_screen *v = (struct second_factor_screen *)view;

	(void)model;
	(void)fx;
	form_done(&v->form);
	secret_free(v->once);
}

static const enum cmd_id second_factor_hints[] = { CMD_OPEN, CMD_NEXT_PANE, CMD_BACK, CMD_NONE };

static const struct hint_word second_factor_words[] = {
	{ CMD_OPEN, N_("go on") },
	{ CMD_NONE, NULL },
};

static const struct view_ops second_factor_ops = {
	.scope = SCOPE_FORM,
	.hints = second_factor_hints,
	.hint_words = second_factor_words,
	.handle = second_factor_handle,
	.layout = second_factor_layout,
	.draw = second_factor_draw,
	.close = second_factor_close,
	.key_use = second_factor_key_use,
};

struct view *
second_factor_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct second_factor_screen *v = view_alloc(sizeof *v, &second_factor_ops, place);

	(void)model;
	form_init(&v->form, 0);
	v->once = secret_alloc(sizeof *v->once);
	ask_state(v, fx);
	return &v->view;
}
