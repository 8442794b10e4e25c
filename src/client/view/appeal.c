/* SPDX-License-Identifier: Apache-2.0
 *
 * An appeal: recorded however the customer says it, and, while one is open,
 * how it ended.  What it means for their benefit the server works out; nobody
 * here judges whether it came in time.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/appeal.h"
#include "domain/names.h"

enum { FIELD_HOW = 1, FIELD_ON, FIELD_KEEP, FIELD_WORDS, FIELD_RESULT, FIELD_NOTE };
enum { QUESTION_SEND = 1 };
enum { TAG_APPEALS = 1 };

struct appeal_view {
	struct form_view form;
	struct arena arena;
	bool offered;       /* the fields are there */
	bool ends;          /* one is open: this is about its result */
	struct appeal open; /* that one, once it came */
	bool failed;
};

static void
build_asking(struct appeal_view *av, const struct model *model)
{
	struct form *form = &av->form.form;
	struct form_field *field = form_add(form, FORM_CHOICE, FIELD_HOW, _("How it came"));
	char date[DATE_TEXT_MAX];

	field->pointer = "/how";
	field->required = true;
	field->hint = _("Any clear word counts, and needs no form. By its first letter.");
	form_add_choice(field, "phone", _("by phone"));
	form_add_choice(field, "letter", _("by letter"));
	form_add_choice(field, "office", _("at the office"));
	field = form_add(form, FORM_DATE, FIELD_ON, _("It came on"));
	field->pointer = "/asked_on";
	field->hint = _("A late one is recorded too: the hearing judges that.");
	field = form_add(form, FORM_CHECK, FIELD_KEEP, _("Asks to keep the benefit until it is decided"));
	field->pointer = "/keep_benefits";
	field->hint = _("Goes on only where one was cut, and asked for within 10 days.");
	field = form_add(form, FORM_LINES, FIELD_WORDS, _("In their own words"));
	field->pointer = "/text";
	field->lines = 6;
	form_set(form, FIELD_ON, date_to_text(model_today(model), date));
}

static void
build_ending(struct appeal_view *av)
{
	static const char *const results[] = { "upheld", "overturned", "dismissed", "withdrawn" };
	struct form *form = &av->form.form;
	struct form_field *field = form_add(form, FORM_CHOICE, FIELD_RESULT, _("The hearing"));

	field->pointer = "/result";
	field->required = true;
	field->hint = _("Overturned opens a denied application again. By its first letter.");
	for (size_t i = 0; i < countof(results); i++)
		form_add_choice(field, results[i], _(name_of(NAMES_APPEAL, results[i])));
	field = form_add(form, FORM_LINES, FIELD_NOTE, _("What was ordered, or how it ended"));
	field->pointer = "/note";
	field->required = true;
	field->lines = 8;
}

static void
ask_appeals(const struct appeal_view *av, struct fx *fx)
{
	view_get(&av->form.view, fx, TAG_APPEALS, "/v1/applications/%s/appeals", av->form.view.place.id);
}

/* What the form is about is known with the application, before the appeal
 * itself has come. */
static void
offer(struct appeal_view *av, const struct model *model, struct fx *fx)
{
	const struct application *app = av->form.record->application;

	if (av->offered || !app)
		return;
	av->offered = true;
	av->ends = app->appeal_open;
	if (av->ends) {
		build_ending(av);
		ask_appeals(av, fx);
	} else {
		build_asking(av, model);
	}
	form_view_restore(&av->form, model);
}

static void
take_appeals(struct appeal_view *av, const struct reply *reply)
{
	av->failed = !reply->ok;
	for (const struct json *item = reply->ok ? json_first(json_get(reply->json, "items")) : NULL;
	     item; item = json_next(item)) {
		const char *asked_on = json_text(json_get(item, "asked_on"));
		const char *decide_by = json_text(json_get(item, "decide_by"));

		if (!str_eq(json_text(json_get(item, "state")), "open"))
			continue;
		av->open.id = arena_strdup(&av->arena, json_text(json_get(item, "id")));
		av->open.how = arena_strdup(&av->arena, json_text(json_get(item, "how")));
		if (!asked_on || !date_from_text(asked_on, &av->open.asked_on))
			av->open.asked_on = DATE_NONE;
		if (!decide_by || !date_from_text(decide_by, &av->open.decide_by))
			av->open.decide_by = DATE_NONE;
		av->open.benefits_go_on = json_bool(json_get(item, "benefits_go_on"), false);
	}
}

/* ---- sending ---- */

static void
put_asking(const struct form *form, struct json_out *out)
{
	char date[DATE_TEXT_MAX];
	civil_date on;

	json_put_text(out, "how", form_text(form, FIELD_HOW));
	if (form_date(form, FIELD_ON, &on))
		json_put_text(out, "asked_on", date_to_text(on, date));
	json_put_bool(out, "keep_benefits", form_checked(form, FIELD_KEEP));
	if (!str_empty(form_text(form, FIELD_WORDS)))
		json_put_text(out, "text", form_text(form, FIELD_WORDS));
}

static void
send(struct appeal_view *av, struct fx *fx)
{
	const struct form *form = &av->form.form;
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(64 * 1024);
	struct json_out out = JSON_OUT(&body);

	json_begin_object(&out, NULL);
	if (av->ends) {
		json_put_text(&out, "result", form_text(form, FIELD_RESULT));
		json_put_text(&out, "note", form_text(form, FIELD_NOTE));
		buf_printf(&path, "/v1/appeals/%s/result", av->open.id);
	} else {
		put_asking(form, &out);
		buf_printf(&path, "/v1/applications/%s/appeals", av->form.view.place.id);
	}
	json_end_object(&out);
	form_view_send(&av->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data,
	                                .if_match = av->form.version });
	buf_done(&path);
	buf_done(&body);
}

static void
ask(struct appeal_view *av, struct fx *fx)
{
	const struct application *app = av->form.record->application;

	if (av->failed) {
		av->failed = false;
		ask_appeals(av, fx);
	}
	if (!app || (av->ends && !av->open.id)) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	if (!form_check(&av->form.form)) {
		fx_tell(fx, TELL_REFUSAL, _("Nothing is saved: fill in the marked fields."));
		return;
	}
	if (!av->ends)
		view_ask_yes(&av->form.view, fx, QUESTION_SEND,
		             _("Appeal of %s, %s; they read of it at once. Record?"), app->customer.name,
		             app->program.name);
	else
		view_ask_yes(&av->form.view, fx, QUESTION_SEND,
		             _("%s, %s: %s. Cannot be recalled. Record?"), app->customer.name,
		             app->program.name,
		             form_find(&av->form.form, FIELD_RESULT)
		                     ->choices[form_find(&av->form.form, FIELD_RESULT)->chosen]
		                     .text);
}

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	const struct appeal_view *av = (const struct appeal_view *)fv;
	const struct application *app = fv->record->application;

	(void)model;
	if (!av->ends)
		fx_tell(fx, TELL_RESULT, "%s", _("The appeal is recorded; S and appeal again records its result."));
	else if (str_eq(form_text(&fv->form, FIELD_RESULT), "overturned") && app && app->status == APPLICATION_DENIED)
		fx_tell(fx, TELL_RESULT, "%s", _("Recorded; what was denied is open again: C takes it."));
	else
		fx_tell(fx, TELL_RESULT, "%s", _("The result is recorded and cannot be recalled."));
}

static bool
appeal_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct appeal_view *av = (struct appeal_view *)view;

	offer(av, model, fx);
	if (msg->kind == MSG_REPLY && msg->reply.tag == TAG_APPEALS) {
		take_appeals(av, &msg->reply);
		return true;
	}
	if (msg->kind == MSG_ANSWER && msg->answer.question == QUESTION_SEND) {
		if (msg->answer.yes)
			send(av, fx);
		return true;
	}
	if (msg->kind == MSG_COMMAND && msg->command == CMD_REHEARSE) {
		ask(av, fx);
		return true;
	}
	return form_view_finish(&av->form, model, msg, fx, tell_sent);
}

/* The last row says which appeal it is; the fields and their hint stand above. */
static void
appeal_layout(struct view *view)
{
	struct rect area = view->area;

	area.rows -= area.rows > 1;
	form_place(&((struct appeal_view *)view)->form.form, area);
}

static void
appeal_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct appeal_view *av = (const struct appeal_view *)view;
	char asked[SHOW_MAX], by[SHOW_MAX];
	civil_date today = model_today(model);
	int row = view->area.row + view->area.rows - 1;

	form_view_draw(view, model, canvas);
	if (av->failed)
		canvas_text(canvas, row, view->area.col + 1, -1, INK_ERROR, _("The appeals cannot be read now; ^R tries again."));
	else if (!av->offered || (av->ends && !av->open.id))
		canvas_text(canvas, row, view->area.col + 1, -1, INK_DIM, _("Loading..."));
	else if (av->open.id)
		canvas_textf(canvas, row, view->area.col + 1, -1, INK_TEXT,
		             av->open.benefits_go_on
		                     ? _("Asked for %s by %s, to be decided by %s. The benefit goes on.")
		                     : _("Asked for %s by %s, to be decided by %s."),
		             show_date(asked, av->open.asked_on, today), show_means(av->open.how),
		             show_date(by, av->open.decide_by, today));
}

static void
appeal_close(struct view *view, struct model *model, struct fx *fx)
{
	struct appeal_view *av = (struct appeal_view *)view;

	arena_done(&av->arena);
	form_view_close(view, model, fx);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("record") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops appeal_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = appeal_handle,
	.layout = appeal_layout,
	.draw = appeal_draw,
	.close = appeal_close,
};

struct view *
appeal_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct appeal_view *av = view_alloc(sizeof(*av), &appeal_ops, place);

	form_view_open(&av->form, model, fx, _("Appeal"));
	offer(av, model, fx);
	return &av->form.view;
}
