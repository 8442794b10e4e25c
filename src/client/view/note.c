/* SPDX-License-Identifier: Apache-2.0
 *
 * A note on the file, and the record of a telephone call.  Neither needs a
 * version: they never lose to somebody else's change.  While nothing is
 * written yet, / offers the program's templates: what the record knows is
 * filled in, the rest is left blank, and all of it can be changed.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/program.h"

enum { FIELD_NOTE_TEXT = 1, FIELD_DIRECTION, FIELD_NUMBER };
enum { QUESTION_TEMPLATE = 1, TEMPLATES_SHOWN_MAX = 20 };

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
	field->hint = _("For the file; the customer does not see it. ^R saves; / first: templates.");
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

/* ---- templates ---- */

static bool
is_wanted(const struct note_view *nv, const struct msg *msg)
{
	return msg->kind == MSG_KEY && msg->key.code == '/' &&
	       form_focused(&nv->form.form) == FIELD_NOTE_TEXT &&
	       str_empty(form_text(&nv->form.form, FIELD_NOTE_TEXT));
}

static void
offer(const struct note_view *nv, struct fx *fx)
{
	const struct program *program = nv->form.record ? nv->form.record->form : NULL;
	const char *lines[TEMPLATES_SHOWN_MAX + 1] = { NULL };

	if (!program || program->note_templates.count == 0) {
		fx_tell(fx, TELL_REFUSAL, program ? _("This program carries no templates for notes.")
		                                  : _("The program is still being loaded; try again."));
		return;
	}
	for (size_t i = 0; i < program->note_templates.count && i < TEMPLATES_SHOWN_MAX; i++)
		lines[i] = program_say(program, &program->note_templates.at[i].label, show_language(), NULL);
	view_ask_menu(&nv->form.view, fx, QUESTION_TEMPLATE, _("Begin with"), lines);
}

static void
fill(struct note_view *nv, const struct model *model, int choice)
{
	const struct program *program = nv->form.record->form;
	struct note_facts facts = { .today = model_today(model),
		                    .application = nv->form.record->application,
		                    .worker = model->me.name };
	struct arena arena = ARENA_INIT;

	if (!program || choice < 0 || (size_t)choice >= program->note_templates.count)
		return;
	form_set(&nv->form.form, FIELD_NOTE_TEXT,
	         program_note_text(&arena, program, &program->note_templates.at[choice], &facts,
	                           show_language()));
	nv->form.form.changed = true;
	arena_done(&arena);
}

static bool
note_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct note_view *nv = (struct note_view *)view;

	if (is_wanted(nv, msg)) {
		offer(nv, fx);
		return true;
	}
	if (msg->kind == MSG_ANSWER && msg->answer.question == QUESTION_TEMPLATE) {
		if (msg->answer.yes)
			fill(nv, model, msg->answer.choice);
		return true;
	}
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
	if (nv->form.record)
		record_want(nv->form.record, RECORD_PROGRAM, fx);
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
