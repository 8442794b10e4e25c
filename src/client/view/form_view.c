/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms about an application: typing, drafts, one write, its answer.
 */
#include "client/view/form_view.h"

#include "base/str.h"
#include "client/model/record.h"

enum { DRAFT_JSON_MAX = DRAFT_TEXT_MAX };

void
form_view_subject_text(const struct form_view *fv, struct buf *out)
{
	const struct application *app = fv->record ? fv->record->application : NULL;

	if (app)
		buf_printf(out, "%s %s", app->number, app->customer.name);
}

static void
name_draft(struct form_view *fv)
{
	struct buf title = BUF_INIT(TITLE_MAX - 1);

	buf_puts(&title, fv->what);
	if (fv->record && fv->record->application) {
		buf_puts(&title, ", ");
		form_view_subject_text(fv, &title);
	}
	str_copy(fv->title, sizeof(fv->title), title.data);
	buf_done(&title);
}

void
form_view_open(struct form_view *fv, struct model *model, struct fx *fx, const char *what)
{
	fv->what = what;
	form_init(&fv->form, model_today(model));
	if (fv->view.place.id[0] != '\0')
		fv->record = model_record(model, fv->view.place.id, fx);
	/* Others see that somebody writes in it. */
	if (fv->record)
		record_enter(fv->record, RECORD_TYPING, fx);
	name_draft(fv);
}

void
form_view_close(struct view *view, struct model *model, struct fx *fx)
{
	struct form_view *fv = (struct form_view *)view;

	form_done(&fv->form);
	arena_done(&fv->seen.arena);
	if (fv->record)
		record_leave(fv->record, RECORD_TYPING, fx);
	model_record_done(model, fv->record);
}

/* ---- drafts: the fields by their pointers, as one JSON object ---- */

bool
form_view_values(const struct form_view *fv, struct buf *out)
{
	struct json_out json = JSON_OUT(out);

	json_begin_object(&json, NULL);
	for (int i = 0; i < fv->form.count; i++) {
		const struct form_field *field = &fv->form.fields[i];

		if (!field->pointer || field->kind == FORM_LABEL || field->kind == FORM_SECRET)
			continue;
		if (field->kind == FORM_CHECK)
			json_put_text(&json, field->pointer, field->checked ? "true" : "false");
		else
			json_put_text(&json, field->pointer, form_text(&fv->form, field->tag));
	}
	json_end_object(&json);
	return buf_ok(out);
}

void
form_view_fill(struct form_view *fv, const struct json *values)
{
	for (int i = 0; i < fv->form.count; i++) {
		const struct form_field *field = &fv->form.fields[i];
		const char *value = field->pointer ? json_text(json_get(values, field->pointer)) : NULL;

		if (value)
			form_set(&fv->form, field->tag, value);
	}
}

static void
keep_draft(struct form_view *fv, struct fx *fx)
{
	struct buf text = BUF_INIT(DRAFT_JSON_MAX);

	if (fv->put_values ? fv->put_values(fv, &text) : form_view_values(fv, &text))
		fx_draft(fx, &fv->view.place, fv->title, text.data, fv->version);
	else
		fx_tell(fx, TELL_REFUSAL, _("This is longer than a draft can be; shorten it to have it kept."));
	buf_done(&text);
}

void
form_view_restore(struct form_view *fv, const struct model *model)
{
	const struct draft *draft = model_draft(model, &fv->view.place);
	struct err err = { 0 };
	struct json *kept;

	fv->built = true;
	if (!draft)
		return;
	kept = json_parse(draft->text, strlen(draft->text), &err);
	if (kept)
		form_view_fill(fv, kept);
	fv->version = draft->version;
	fv->restored = kept != NULL;
	json_free(kept);
}

/* ---- sending ---- */

void
form_view_send(struct form_view *fv, struct fx *fx, const struct write *write)
{
	if (fv->sending != 0 || fv->sent_before) {
		fx_tell(fx, TELL_HINT, _("It is being sent already."));
		return;
	}
	form_clear_errors(&fv->form);
	/* What is typed from here on would go with what is sent. */
	fv->form.fixed = true;
	fv->sending = view_write(&fv->view, fx, FORM_VIEW_SEND, write);
}

void
form_view_want_letter(struct form_view *fv, struct fx *fx)
{
	if (!fv->record)
		return;
	record_want(fv->record, RECORD_CUSTOMER, fx);
	record_want(fv->record, RECORD_PROGRAM, fx);
}

bool
form_view_waits_for_letter(const struct form_view *fv)
{
	return fv->record && (fv->record->load[RECORD_CUSTOMER].state == RECORD_LOADING ||
	                      fv->record->load[RECORD_PROGRAM].state == RECORD_LOADING);
}

void
form_view_discard(struct form_view *fv, struct fx *fx)
{
	fv->form.changed = false;
	fx_draft_done(fx, &fv->view.place);
	view_back(&fv->view, fx);
}

void
form_view_refused(struct form_view *fv, const struct err *err, struct fx *fx)
{
	form_errors_from(&fv->form, err);
	if (err->code == ERR_VERSION_CONFLICT && fv->record) {
		record_refresh(fv->record, fx);
		fv->lost = *err;
	}
	fx_tell_err(fx, err);
}

static enum form_use
take_reply(struct form_view *fv, const struct reply *reply, struct fx *fx)
{
	fv->sending = 0;
	fv->form.fixed = false;
	if (reply->ok) {
		fv->form.changed = false;
		fx_draft_done(fx, &fv->view.place);
		if (fv->record)
			record_refresh(fv->record, fx);
		return FORM_SENT;
	}
	form_view_refused(fv, reply->err, fx);
	return FORM_REFUSED;
}

/* ---- messages ---- */

static bool
take_command(struct form_view *fv, int command)
{
	switch (command) {
	case CMD_NEXT_PANE:
		form_move(&fv->form, 1);
		return true;
	case CMD_PREV_PANE:
		form_move(&fv->form, -1);
		return true;
	case CMD_OPEN:
		if (!form_enter(&fv->form))
			form_move(&fv->form, 1);
		return true;
	case CMD_MOVE_DOWN:
		form_vertical(&fv->form, 1);
		return true;
	case CMD_MOVE_UP:
		form_vertical(&fv->form, -1);
		return true;
	case CMD_LEFT:
		form_sideways(&fv->form, -1);
		return true;
	case CMD_RIGHT:
		form_sideways(&fv->form, 1);
		return true;
	default:
		return false;
	}
}

const enum cmd_id form_view_rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };

/* The application may come after the first key. */
static void
note_version(struct form_view *fv, const struct model *model)
{
	if (!fv->record || !fv->record->application)
		return;
	name_draft(fv);
	if (fv->version == 0)
		fv->version = fv->record->application->version;
	/* A restored draft began on an older one: nobody knows what was seen. */
	if (fv->seen.count == 0 && fv->version == fv->record->application->version)
		form_view_look(fv, model);
}

enum form_use
form_view_handle(struct form_view *fv, struct model *model, const struct msg *msg, struct fx *fx)
{
	bool used = false;

	/* Fields that were built anew, too. */
	fv->form.fixed = fv->sending != 0;
	fv->sent_before = fv->sending == 0 && drafts_sent_from(&model->drafts, &fv->view.place);
	form_view_follow_race(fv, model, msg, fx);
	note_version(fv, model);
	switch (msg->kind) {
	case MSG_KEY:
		used = form_key(&fv->form, msg->key);
		break;
	case MSG_PASTE:
		form_paste(&fv->form, msg->text, msg->text_len);
		used = true;
		break;
	case MSG_COMMAND:
		used = take_command(fv, msg->command);
		if (msg->command == CMD_LOOK && fv->record) {
			fx_open(fx, PLACE_RECORD, fv->record->id, "");
			used = true;
		}
		/* q is a letter here, so Esc leaves; the draft stays. */
		if (msg->command == CMD_CANCEL) {
			if (model_draft(model, &fv->view.place))
				fx_tell(fx, TELL_RESULT, _("Kept as a draft; open it again to go on."));
			view_back(&fv->view, fx);
			used = true;
		}
		break;
	case MSG_REPLY:
		if (msg->reply.tag == FORM_VIEW_SEND && msg->reply.request == fv->sending)
			return take_reply(fv, &msg->reply, fx);
		break;
	default:
		break;
	}
	if (fv->form.refused) {
		fv->form.refused = false;
		fx_tell(fx, TELL_HINT, _("It is being sent already."));
	}
	if (fv->form.changed) {
		fv->form.changed = false;
		keep_draft(fv, fx);
	}
	return used ? FORM_USED : FORM_NOT_MINE;
}

bool
form_view_finish(struct form_view *fv, struct model *model, const struct msg *msg, struct fx *fx,
                 form_tell_fn *tell)
{
	enum form_use use = form_view_handle(fv, model, msg, fx);

	if (use == FORM_SENT) {
		tell(fv, model, fx);
		view_back(&fv->view, fx);
	}
	return use != FORM_NOT_MINE;
}

/* ---- shared members of view_ops ---- */

const enum cmd_id form_step_hints[] = { CMD_OPEN, CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

const struct hint_word form_step_words[] = {
	{ CMD_REHEARSE, N_("go on") },
	{ CMD_OPEN, N_("next") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

void
form_view_layout(struct view *view)
{
	struct form_view *fv = (struct form_view *)view;

	form_place(&fv->form, view->area);
}

void
form_view_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct form_view *fv = (const struct form_view *)view;

	(void)model;
	form_draw(&fv->form, canvas);
}

void
form_view_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct form_view *fv = (const struct form_view *)view;

	(void)model;
	buf_printf(out, "%s - ", fv->what);
	form_view_subject_text(fv, out);
}

void
form_view_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct form_view *fv = (const struct form_view *)view;
	const struct draft *draft = model_draft(model, &view->place);
	int minute;

	if (fv->sending != 0) {
		buf_puts(out, _("sending"));
		return;
	}
	if (!draft)
		return;
	minute = zone_minute_of_day(ZONE_CENTRAL, draft->changed_ms + model->clock_ahead_ms);
	if (model->drafts.unkept) {
		buf_puts(out, _("NOT kept here"));
		return;
	}
	buf_printf(out, draft->unsaved ? _("typed %02d:%02d") : _("saved %02d:%02d"), minute / 60,
	           minute % 60);
}

void
form_view_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct form_view *fv = (const struct form_view *)view;

	(void)model;
	subject_of(fv->record ? fv->record->application : NULL, ret);
	ret->id = fv->record ? fv->record->id : "";
}

bool
form_view_is_unsaved(const struct view *view)
{
	const struct form_view *fv = (const struct form_view *)view;

	return fv->sending != 0 || fv->form.changed;
}

/* What its fields are made from is on its way. */
static bool
is_coming(const struct form_view *fv)
{
	const struct record *record = fv->record;

	return fv->form.count == 0 && record &&
	       (record->load[RECORD_APPLICATION].state == RECORD_LOADING ||
	        record->load[RECORD_PROGRAM].state == RECORD_LOADING);
}

enum key_use
form_view_key_use(const struct view *view)
{
	const struct form_view *fv = (const struct form_view *)view;

	return is_coming(fv) ? KEYS_AHEAD : form_key_use(&fv->form);
}
