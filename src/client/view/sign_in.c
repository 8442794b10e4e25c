/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in.  The password lives in the form's wiped field, until it is
 * answered, the request's wiped body, and nowhere else.  "Signing in..." is painted before anything
 * is waited for, because checking a password is slow by design.
 */
#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/ui/form.h"
#include "client/view/view.h"

enum { FIELD_USER = 1, FIELD_PASSWORD, FIELD_CODE };
enum { TAG_SESSION = 1 };

struct sign_in_view {
	struct view view;
	struct form form;
	uint64_t request; /* under way; 0 none */
};

static void
submit(struct sign_in_view *v, const char *user, const char *password, const char *otp, struct fx *fx)
{
	struct buf body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "username", user);
	json_put_text(&out, "password", password);
	if (otp)
		json_put_text(&out, "otp", otp);
	json_end_object(&out);
	v->request = view_write_secret(&v->view, fx, TAG_SESSION, "POST", "/v1/sessions", &body);
	fx_password(fx, password); /* opens the signing key, too */
}

/* The server asks for more only where the password was right. */
static void
ask_code(struct sign_in_view *v)
{
	if (!form_find(&v->form, FIELD_CODE))
		form_add(&v->form, FORM_TEXT, FIELD_CODE, _("Code"))->required = true;
	form_find(&v->form, FIELD_CODE)->hint = _("what your authenticator shows, or a recovery code");
	form_set(&v->form, FIELD_CODE, "");
	form_focus(&v->form, FIELD_CODE);
}

static void
refused(struct sign_in_view *v, const struct err *err, struct fx *fx)
{
	if (err->code == ERR_OTP_REQUIRED) {
		ask_code(v);
		fx_tell(fx, TELL_HINT, "%s", _(err_title(err->code)));
		return;
	}
	if (err->code == ERR_OTP_INVALID) {
		ask_code(v);
		fx_tell_err(fx, err);
		return;
	}
	form_set(&v->form, FIELD_PASSWORD, "");
	form_focus(&v->form, FIELD_PASSWORD);
	if (err->code == ERR_UNAUTHENTICATED)
		fx_tell(fx, TELL_REFUSAL, _("That name and password do not go together."));
	else
		fx_tell_err(fx, err);
}

static void
enter(struct sign_in_view *v, struct fx *fx)
{
	if (v->request)
		return;
	if (v->form.focus == 0 && str_empty(form_text(&v->form, FIELD_PASSWORD))) {
		form_move(&v->form, 1);
		return;
	}
	if (form_check(&v->form))
		submit(v, form_text(&v->form, FIELD_USER), form_text(&v->form, FIELD_PASSWORD),
		       form_find(&v->form, FIELD_CODE) ? form_text(&v->form, FIELD_CODE) : NULL, fx);
}

static void
take_session(struct sign_in_view *v, struct model *model, const struct reply *reply, struct fx *fx)
{
	struct err err = { 0 };
	const char *token = json_text(json_get(reply->json, "token"));

	v->request = 0;
	if (!reply->ok) {
		fx_password(fx, "");
		refused(v, reply->err, fx);
		return;
	}
	if (!token || !model_sign_in(model, reply->json, &err)) {
		if (!token)
			err_set(&err, ERR_INTERNAL, "%s", _("The answer has no token."));
		fx_password(fx, "");
		fx_tell_err(fx, &err);
		return;
	}
	fx_token(fx, token);
	fx_text(fx, FX_SIGNED_IN, NULL, reply->event_seq);
}

static bool
command(struct sign_in_view *v, enum cmd_id cmd, struct fx *fx)
{
	switch (cmd) {
	case CMD_OPEN:
		enter(v, fx);
		return true;
	case CMD_STOP:
		/* Nobody is signed in and q is a letter here: ^C is the way out. */
		if (v->request)
			return false;
		fx_quit(fx, 0);
		return true;
	default:
		return false;
	}
}

static bool
sign_in_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct sign_in_view *v = (struct sign_in_view *)view;

	if (view_form_takes(&v->form, msg))
		return true;
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(v, (enum cmd_id)msg->command, fx);
	case MSG_REPLY:
		take_session(v, model, &msg->reply, fx);
		return true;
	default:
		return false;
	}
}

static void
sign_in_layout(struct view *view)
{
	struct sign_in_view *v = (struct sign_in_view *)view;
	struct rect area = view->area;

	form_place(&v->form, (struct rect){ area.row + 4, area.col + 2, 5,
	                                    area.cols > 50 ? 46 : area.cols - 4 });
}

static void
sign_in_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct sign_in_view *v = (const struct sign_in_view *)view;
	int row = view->area.row, col = view->area.col + 2;

	canvas_textf(canvas, row + 1, col, -1, INK_HEADING, "caseload");
	canvas_textf(canvas, row + 2, col, -1, INK_LABEL, _("Case server: %s"),
	             model->server_name ? model->server_name : "");
	form_draw(&v->form, canvas);
	if (v->request)
		canvas_text(canvas, row + 9, col, -1, INK_RESULT, _("Signing in..."));
	else
		canvas_text(canvas, row + 9, col, -1, INK_HINT, _("Enter signs in  Tab next field  ^C leaves"));
}

static enum key_use
sign_in_key_use(const struct view *view)
{
	return form_key_use(&((const struct sign_in_view *)view)->form);
}

static void
sign_in_close(struct view *view, struct model *model, struct fx *fx)
{
	(void)model;
	(void)fx;
	form_done(&((struct sign_in_view *)view)->form);
}

static const enum cmd_id sign_in_hints[] = { CMD_OPEN, CMD_NEXT_PANE, CMD_NONE };

static const struct hint_word sign_in_words[] = {
	{ CMD_OPEN, N_("sign in") },
	{ CMD_NONE, NULL },
};

static const struct view_ops sign_in_ops = {
	.scope = SCOPE_FORM,
	.hints = sign_in_hints,
	.hint_words = sign_in_words,
	.handle = sign_in_handle,
	.layout = sign_in_layout,
	.draw = sign_in_draw,
	.close = sign_in_close,
	.key_use = sign_in_key_use,
};

struct view *
sign_in_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct sign_in_view *v = view_alloc(sizeof *v, &sign_in_ops, place);

	form_init(&v->form, model_today(model));
	form_add(&v->form, FORM_TEXT, FIELD_USER, _("User name"))->required = true;
	form_add(&v->form, FORM_SECRET, FIELD_PASSWORD, _("Password"))->required = true;
	if (model->user) {
		form_set(&v->form, FIELD_USER, model->user);
		form_focus(&v->form, FIELD_PASSWORD);
	}
	if (model->user && model->password_once) {
		form_set(&v->form, FIELD_PASSWORD, model->password_once);
		submit(v, model->user, model->password_once, model->otp_once, fx);
	}
	secret_free(model->password_once);
	secret_free(model->otp_once);
	model->password_once = model->otp_once = NULL;
	return &v->view;
}
