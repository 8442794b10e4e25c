/* SPDX-License-Identifier: Apache-2.0
 *
 * A note on the file, and the record of a telephone call.  Neither needs a
 * version: they never lose to somebody else's change.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"

enum { FIELD_NOTE_TEXT = 1, FIELD_DIRECTION, FIELD_NUMBER };

struct note_view {
	struct form_view form;
	bool call;
};

static void
build(struct note_view *nv, const struct model *model)
{
	struct form *form = &nv->form.form;
	struct form_field *field;

	if (nv->call) {
		field = form_add(form, FORM_CHOICE, FIELD_DIRECTION, _("Call"));
		field->pointer = "/direction";
		field->required = true;
		form_add_choice(field, "in", _("they called"));
		form_add_choice(field, "out", _("I called"));
		field = form_add(form, FORM_TEXT, FIELD_NUMBER, _("Number"));
		field->pointer = "/number";
	}
	field = form_add(form, FORM_LINES, FIELD_NOTE_TEXT, nv->call ? _("What was said") : _("Note"));
	field->pointer = "/text";
	field->required = true;
	field->lines = nv->call ? 12 : 15;
	field->hint = _("For the file; the customer does not see it. ^R saves.");
	form_view_restore(&nv->form, model);
}

static void
send(struct note_view *nv, struct fx *fx)
{
	const struct form *form = &nv->form.form;
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(64 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	json_put_text(&out, "text", form_text(form, FIELD_NOTE_TEXT));
	json_put_text(&out, "kind", nv->call ? "call" : "note");
	if (nv->call) {
		json_put_text(&out, "direction", form_text(form, FIELD_DIRECTION));
		if (!str_empty(form_text(form, FIELD_NUMBER)))
			json_put_text(&out, "number", form_text(form, FIELD_NUMBER));
	}
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/notes", nv->form.view.place.id);
	form_view_send(&nv->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data });
	buf_done(&path);
	buf_done(&body);
}

static bool
note_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct note_view *nv = (struct note_view *)view;

	switch (form_view_handle(&nv->form, model, msg, fx)) {
	case FORM_USED:
	case FORM_REFUSED:
		return true;
	case FORM_SENT:
		fx_tell(fx, TELL_RESULT, nv->call ? _("The call is on the file.") : _("The note is on the file."));
		view_back(view, fx);
		return true;
	case FORM_NOT_MINE:
		break;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		if (form_check(&nv->form.form))
			send(nv, fx);
		else
			fx_tell(fx, TELL_REFUSAL, _("Nothing is saved: fill in the marked fields."));
		return true;
	}
	return false;
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops note_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = note_handle,
	.layout = form_view_layout,
	.draw = form_view_draw,
	.close = form_view_close,
};

static struct view *
make(const struct place *place, struct model *model, struct fx *fx, bool call)
{
	struct note_view *nv = view_alloc(sizeof(*nv), &note_ops, place);

	nv->call = call;
	form_view_open(&nv->form, model, fx, call ? _("Call") : _("Note"));
	build(nv, model);
	return &nv->form.view;
}

struct view *
note_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	return make(place, model, fx, false);
}

struct view *
call_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	return make(place, model, fx, true);
}
