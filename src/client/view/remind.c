/* SPDX-License-Identifier: Apache-2.0
 *
 * A reminder: a day, a few words, and whose it is.  It stands beside the legal
 * clocks in the queue and the agenda, never in their place.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/deadline.h"

enum { FIELD_ON = 1, FIELD_TEXT, FIELD_MINE };

struct remind_view {
	struct form_view form;
};

static void
build(struct remind_view *rv, const struct model *model)
{
	struct form *form = &rv->form.form;
	struct form_field *field = form_add(form, FORM_DATE, FIELD_ON, _("Remind on"));
	char date[DATE_TEXT_MAX];

	field->pointer = "/on";
	field->required = true;
	field->hint = _("A date, or +3 for days from today.");
	field = form_add(form, FORM_TEXT, FIELD_TEXT, _("Of what"));
	field->pointer = "/text";
	field->required = true;
	field = form_add(form, FORM_CHECK, FIELD_MINE, _("Mine: stays with me when the application moves"));
	field->pointer = "/mine";
	form_set(form, FIELD_ON, date_to_text(workday_after(model_today(model), 1), date));
	form_view_restore(&rv->form, model);
}

static void
send(struct remind_view *rv, struct fx *fx)
{
	const struct form *form = &rv->form.form;
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(8 * 1024);
	struct json_out out = JSON_OUT(&body);
	char date[DATE_TEXT_MAX];
	civil_date on = DATE_NONE;

	if (!form_date(form, FIELD_ON, &on))
		on = DATE_NONE;
	json_begin_object(&out, NULL);
	json_put_text(&out, "on", date_to_text(on, date));
	json_put_text(&out, "text", form_text(form, FIELD_TEXT));
	json_put_bool(&out, "mine", form_checked(form, FIELD_MINE));
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/reminders", rv->form.view.place.id);
	form_view_send(&rv->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data });
	buf_done(&path);
	buf_done(&body);
}

static void
save(struct remind_view *rv, struct fx *fx)
{
	if (form_check(&rv->form.form))
		send(rv, fx);
	else
		fx_tell(fx, TELL_REFUSAL, _("Nothing is saved: fill in the marked fields."));
}

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	char date[SHOW_MAX];
	civil_date on;

	if (form_date(&fv->form, FIELD_ON, &on))
		fx_tell(fx, TELL_RESULT, _("It comes up on %s, here and in the agenda; X there ends it."),
		        show_date(date, on, model_today(model)));
}

static bool
remind_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct remind_view *rv = (struct remind_view *)view;

	/* Enter on the words is enough. */
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && form_focused(&rv->form.form) == FIELD_TEXT &&
	      !str_empty(form_text(&rv->form.form, FIELD_TEXT))))) {
		save(rv, fx);
		return true;
	}
	return form_view_finish(&rv->form, model, msg, fx, tell_sent);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops remind_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = remind_handle,
	.layout = form_view_layout,
	.draw = form_view_draw,
	.close = form_view_close,
};

struct view *
remind_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct remind_view *rv = view_alloc(sizeof(*rv), &remind_ops, place);

	form_view_open(&rv->form, model, fx, _("Reminder"));
	build(rv, model);
	return &rv->form.view;
}
