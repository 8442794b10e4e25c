/* SPDX-License-Identifier: Apache-2.0
 *
 * Another access code for a customer who lost theirs: how it was checked who
 * asks, then the code, shown this once.  It is in no draft and no journal, and
 * gone when the screen is left.
 */
#include "base/secret.h"
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/code_shown.h"
#include "client/view/form_view.h"

enum { FIELD_IDENTITY = 1 };
enum { QUESTION_MAKE = 1 };

struct new_code_view {
	struct form_view form;
	char *code;    /* CODE_SHOWN_MAX bytes of secret memory; "" it did not come along */
	bool is_made;
};

static void
build(struct new_code_view *nv, const struct model *model)
{
	struct form_field *field = form_add(&nv->form.form, FORM_TEXT, FIELD_IDENTITY, _("How you know who asks"));

	field->pointer = "/identity";
	field->required = true;
	field->hint = _("What was shown, or asked and right: identity card, date of birth. It is kept.");
	form_view_restore(&nv->form, model);
}

/* Whoever asks may be somebody else: who is there to tell the customer of it? */
static bool
is_told(const struct record *record)
{
	const struct customer *customer = record->customer;

	return customer && !str_empty(customer->email) && !customer->address_hidden;
}

static void
ask(struct new_code_view *nv, struct fx *fx)
{
	const struct application *app = nv->form.record ? nv->form.record->application : NULL;

	if (!app)
		fx_tell(fx, TELL_REFUSAL, "%s", _("The application is still being loaded; try again."));
	else if (!form_check(&nv->form.form))
		fx_tell(fx, TELL_REFUSAL, "%s", _("No code is given to somebody who is not known: say how you know them."));
	else
		view_ask_yes(&nv->form.view, fx, QUESTION_MAKE,
		             is_told(nv->form.record)
		                     ? _("New code for %s, %s? The old one stops working at once, and they are told.")
		                     : _("New code for %s, %s? The old one stops working at once. No e-mail tells them: call them."),
		             app->number, app->customer.name);
}

static void
send(struct new_code_view *nv, struct fx *fx)
{
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "identity", form_text(&nv->form.form, FIELD_IDENTITY));
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/access-code", nv->form.view.place.id);
	form_view_send(&nv->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data,
	                                .if_match = nv->form.version });
	buf_done(&path);
	buf_done(&body);
}

/* It is made: the code, which nobody can show again. */
static void
take_code(struct new_code_view *nv, const struct json *json)
{
	str_copy(nv->code, CODE_SHOWN_MAX, json_text(json_get(json, "access_code")));
	nv->is_made = true;
	form_done(&nv->form.form);
	form_init(&nv->form.form, 0);
}

static bool
made_handle(struct new_code_view *nv, const struct msg *msg, struct fx *fx)
{
	if (msg->kind != MSG_COMMAND || (msg->command != CMD_OPEN && msg->command != CMD_CANCEL))
		return false;
	view_back(&nv->form.view, fx);
	return true;
}

static bool
new_code_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct new_code_view *nv = (struct new_code_view *)view;
	enum form_use use;

	if (nv->is_made)
		return made_handle(nv, msg, fx);
	if (msg->kind == MSG_ANSWER && msg->answer.question == QUESTION_MAKE) {
		if (msg->answer.yes)
			send(nv, fx);
		return true;
	}
	/* Enter on the words is enough. */
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && !str_empty(form_text(&nv->form.form, FIELD_IDENTITY))))) {
		ask(nv, fx);
		return true;
	}
	use = form_view_handle(&nv->form, model, msg, fx);
	if (use == FORM_SENT)
		take_code(nv, msg->reply.json);
	return use != FORM_NOT_MINE;
}

static void
new_code_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct new_code_view *nv = (const struct new_code_view *)view;
	struct buf title = BUF_INIT(400);

	if (!nv->is_made) {
		form_view_draw(view, model, canvas);
		return;
	}
	form_view_subject_text(&nv->form, &title);
	code_shown_draw(canvas, view->area, title.data, nv->code,
	                _("A new code was made, and nobody saw it: the answer was lost. The old one no longer works; :new-code makes another."),
	                _("Enter or q leaves."));
	buf_done(&title);
}

static void
new_code_close(struct view *view, struct model *model, struct fx *fx)
{
	struct new_code_view *nv = (struct new_code_view *)view;

	form_view_close(view, model, fx);
	secret_free(nv->code);
}

static enum key_use
new_code_key_use(const struct view *view)
{
	const struct new_code_view *nv = (const struct new_code_view *)view;

	/* Nothing is typed any more. */
	return nv->is_made ? KEYS_COMMANDS : form_view_key_use(view);
}

static const char *
new_code_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct new_code_view *nv = (const struct new_code_view *)view;

	(void)model;
	return nv->is_made && cmd == CMD_REHEARSE ? _("The code is made; q leaves.") : NULL;
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("make the code") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops new_code_ops = {
	.scope = SCOPE_FORM,
	.hints = hints,
	.hint_words = words,
	.handle = new_code_handle,
	.layout = form_view_layout,
	.draw = new_code_draw,
	.close = new_code_close,
	.title = form_view_title,
	.place = form_view_place,
	.subject = form_view_subject,
	.is_unsaved = form_view_is_unsaved,
	.key_use = new_code_key_use,
	.rare = form_view_rare,
	.why_not = new_code_why_not,
};

struct view *
new_code_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct new_code_view *nv = view_alloc(sizeof(*nv), &new_code_ops, place);

	nv->code = secret_alloc(CODE_SHOWN_MAX);
	form_view_open(&nv->form, model, fx, _("New access code"));
	record_want(nv->form.record, RECORD_CUSTOMER, fx);
	build(nv, model);
	return &nv->form.view;
}
