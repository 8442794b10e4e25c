/* SPDX-License-Identifier: Apache-2.0
 *
 * Changing one's own password.  The signing key is sealed under the new one
 * first, which takes a moment elsewhere; both are sent as one change.  What is
 * typed here is in no draft.
 */
#include "base/secret.h"
#include "base/str.h"
#include "client/ui/form.h"
#include "client/view/view.h"

enum { FIELD_PRESENT = 1, FIELD_FRESH, FIELD_AGAIN };
enum { TAG_CHANGE = 1 };
enum { PASSWORD_BYTES_MAX = 256 };

struct password_view {
	struct view view;
	struct form form;
	bool sealing;     /* the key is being sealed */
	uint64_t request; /* the change is under way; 0 not */
};

static void
send(struct password_view *v, const struct model *model, const struct signing_result *sealed,
     struct fx *fx)
{
	struct buf body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "current", form_text(&v->form, FIELD_PRESENT));
	json_put_text(&out, "new", form_text(&v->form, FIELD_FRESH));
	if (sealed) {
		json_begin_object(&out, "signing_key");
		json_put_text(&out, "key", model->signing.key_id);
		json_put_text(&out, "sealed", sealed->sealed);
		json_put_text(&out, "proof", sealed->proof);
		json_end_object(&out);
	}
	json_end_object(&out);
	v->request = view_write_secret(&v->view, fx, TAG_CHANGE, "PUT", "/v1/me/password", &body);
}

static bool
is_filled(struct password_view *v)
{
	if (!form_check(&v->form))
		return false;
	if (!str_eq(form_text(&v->form, FIELD_FRESH), form_text(&v->form, FIELD_AGAIN)))
		form_error(&v->form, FIELD_AGAIN, _("This is not what stands above."));
	else if (strlen(form_text(&v->form, FIELD_FRESH)) > PASSWORD_BYTES_MAX)
		form_error(&v->form, FIELD_FRESH, _("That is too long."));
	else
		return true;
	return false;
}

static void
enter(struct password_view *v, const struct model *model, struct fx *fx)
{
	const char *why = signing_why_not(&model->signing);

	if (v->sealing || v->request)
		return;
	if (form_focused(&v->form) != FIELD_AGAIN && str_empty(form_text(&v->form, FIELD_AGAIN))) {
		form_move(&v->form, 1);
		return;
	}
	if (why) {
		fx_tell(fx, TELL_REFUSAL, "%s", why);
		return;
	}
	if (!is_filled(v))
		return;
	if (model->signing.state != SIGNING_READY) {
		send(v, model, NULL, fx);
		return;
	}
	v->sealing = true;
	fx_password(fx, form_text(&v->form, FIELD_FRESH));
	fx_signing(fx, SIGNING_SEAL);
}

static void
take_sealed(struct password_view *v, const struct model *model, const struct signing_result *result,
            struct fx *fx)
{
	if (!v->sealing || result->job != SIGNING_SEAL)
		return;
	v->sealing = false;
	fx_signing(fx, SIGNING_STOP); /* the password is not held longer than it is needed */
	if (result->ok)
		send(v, model, result, fx);
	else
		fx_tell(fx, TELL_REFUSAL, "%s", _("There is not enough memory to seal your signing key."));
}

static void
take_reply(struct password_view *v, const struct reply *reply, struct fx *fx)
{
	if (reply->request != v->request)
		return;
	v->request = 0;
	if (reply->ok) {
		fx_tell(fx, TELL_RESULT, "%s",
		        _("The password is changed, and your sessions elsewhere have ended."));
		view_back(&v->view, fx);
		return;
	}
	if (form_errors_from(&v->form, reply->err) == 0)
		fx_tell_err(fx, reply->err);
	if (reply->err->code == ERR_PASSWORD_WRONG) {
		form_set(&v->form, FIELD_PRESENT, "");
		form_focus(&v->form, FIELD_PRESENT);
	}
}

static bool
command(struct password_view *v, const struct model *model, enum cmd_id cmd, struct fx *fx)
{
	switch (cmd) {
	case CMD_OPEN:
		enter(v, model, fx);
		return true;
	case CMD_CANCEL:
	case CMD_BACK:
		view_back(&v->view, fx);
		return true;
	default:
		return false;
	}
}

static bool
password_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct password_view *v = (struct password_view *)view;

	/* The key is sealed under what was typed then, and that is what is sent. */
	v->form.fixed = v->sealing || v->request != 0;
	if (view_form_takes(&v->form, msg))
		return true;
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(v, model, (enum cmd_id)msg->command, fx);
	case MSG_SIGNING:
		take_sealed(v, model, msg->signing, fx);
		return true;
	case MSG_CHANGED:
		/* A lock gives up what was under way. */
		v->sealing = v->sealing && model->signing.state == SIGNING_READY;
		return true;
	case MSG_REPLY:
		take_reply(v, &msg->reply, fx);
		return true;
	default:
		return false;
	}
}

static void
password_layout(struct view *view)
{
	struct rect area = view->area;

	form_place(&((struct password_view *)view)->form,
	           (struct rect){ area.row + 4, area.col + 2, 4, area.cols > 60 ? 56 : area.cols - 4 });
}

static void
password_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct password_view *v = (const struct password_view *)view;
	struct rect area = view->area;

	(void)model;
	canvas_text(canvas, area.row + 1, area.col + 2, area.cols - 4, INK_TEXT,
	            _("Your signing key is sealed under the new password, too."));
	canvas_text(canvas, area.row + 2, area.col + 2, area.cols - 4, INK_TEXT,
	            _("Wherever else you are signed in, you are signed out."));
	form_draw(&v->form, canvas);
	if (v->sealing || v->request)
		canvas_text(canvas, area.row + 9, area.col + 2, area.cols - 4, INK_RESULT,
		            _("Changing the password..."));
}

static enum key_use
password_key_use(const struct view *view)
{
	return form_key_use(&((const struct password_view *)view)->form);
}

static void
password_close(struct view *view, struct model *model, struct fx *fx)
{
	struct password_view *v = (struct password_view *)view;

	(void)model;
	if (v->sealing)
		fx_signing(fx, SIGNING_STOP);
	form_done(&v->form);
}

static const enum cmd_id password_hints[] = { CMD_OPEN, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word password_words[] = {
	{ CMD_OPEN, N_("change") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops password_ops = {
	.scope = SCOPE_FORM,
	.hints = password_hints,
	.hint_words = password_words,
	.handle = password_handle,
	.layout = password_layout,
	.draw = password_draw,
	.close = password_close,
	.key_use = password_key_use,
};

static void
add(struct password_view *v, int tag, const char *label, const char *pointer)
{
	struct form_field *field = form_add(&v->form, FORM_SECRET, tag, label);

	field->required = true;
	field->pointer = pointer;
}

struct view *
password_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct password_view *v = view_alloc(sizeof *v, &password_ops, place);

	(void)fx;
	form_init(&v->form, model_today(model));
	add(v, FIELD_PRESENT, _("Present password"), "/current");
	add(v, FIELD_FRESH, _("New password"), "/new");
	add(v, FIELD_AGAIN, _("Once more"), NULL);
	return &v->view;
}
