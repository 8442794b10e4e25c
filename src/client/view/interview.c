/* SPDX-License-Identifier: Apache-2.0
 *
 * An interview: set one, or say that it was held, missed or waived.  A missed
 * one carries the second offer, so that the letter can go in the same act.
 * Times are those of the county's own zone.
 */
#include "base/str.h"
#include "client/model/record.h"
#include "client/view/form_view.h"
#include "client/view/show.h"
#include "domain/county.h"
#include "domain/deadline.h"
#include "domain/words.h"

enum { FIELD_STATE = 1, FIELD_AT, FIELD_MODE, FIELD_NOTE };
enum { QUESTION_SEND = 1 };
enum { OFFER_WORKDAYS = 2, OFFER_MINUTE = 9 * 60 };

struct interview_view {
	struct form_view form;
	bool offered; /* a time was proposed */
	int64_t fitted_version; /* of the application that the choices are for; 0 none */
};

/* What can be said of it: of one that is set, or where none is. */
static const struct {
	const char *state;
	const char *text;
	bool where_set, where_none;
} choices[] = {
	{ "set", N_("set"), false, true },
	{ "held", N_("held"), true, true },
	{ "missed", N_("no-show"), true, false },
	{ "moved", N_("moved"), true, false },
	{ "waived", N_("waived"), true, true },
};

static enum zone
zone_of(const struct interview_view *iv)
{
	const struct application *app = iv->form.record->application;

	return county_zone(app ? app->county : NULL);
}

/* "2025-11-24 15:30" */
static void
time_text(char *out, size_t size, enum zone zone, int64_t at_ms)
{
	char date[DATE_TEXT_MAX];
	int minute = zone_minute_of_day(zone, at_ms);

	snprintf(out, size, "%s %02d:%02d", date_to_text(zone_date(zone, at_ms), date), minute / 60,
	         minute % 60);
}

static bool
time_from_text(const char *text, enum zone zone, int64_t *ret_ms)
{
	char date[DATE_TEXT_MAX] = "";
	int hour, minute, used = 0;
	civil_date day;

	if (sscanf(text, "%10[0-9-] %2d:%2d%n", date, &hour, &minute, &used) != 3 ||
	    text[used] != '\0' || hour > 23 || minute > 59 || hour < 0 || minute < 0 ||
	    !date_from_text(date, &day))
		return false;
	*ret_ms = zone_midnight_ms(zone, day) + ((int64_t)hour * 60 + minute) * 60000;
	/* The clock may have been put forward or back since midnight. */
	*ret_ms += ((int64_t)(hour * 60 + minute) - zone_minute_of_day(zone, *ret_ms)) * 60000;
	return true;
}

static void
build(struct interview_view *iv, const struct model *model)
{
	struct form *form = &iv->form.form;
	struct form_field *field = form_add(form, FORM_CHOICE, FIELD_STATE, _("Interview"));

	field->pointer = "/state";
	field->required = true;
	field->hint = _("By its first letter.");
	for (size_t i = 0; i < countof(choices); i++)
		form_add_choice(field, choices[i].state, _(choices[i].text));
	field = form_add(form, FORM_TEXT, FIELD_AT, _("When"));
	field->pointer = "/at";
	field->hint = _("Day and time in the county; after a no-show the next offer, or nothing.");
	field = form_add(form, FORM_CHOICE, FIELD_MODE, _("How"));
	field->pointer = "/mode";
	form_add_choice(field, "phone", _("by phone"));
	form_add_choice(field, "office", _("at the office"));
	form_add_choice(field, "video", _("by video"));
	field->chosen = 0;
	field = form_add(form, FORM_LINES, FIELD_NOTE, _("Note"));
	field->pointer = "/note";
	field->lines = 6;
	form_view_restore(&iv->form, model);
}

/* Only what its record allows; what a draft chose stays if it still fits. */
static void
fit_choices(struct interview_view *iv, const struct application *app)
{
	struct form_field *field = form_find(&iv->form.form, FIELD_STATE);
	bool is_set = app->interview_at_ms > 0;
	char chosen[16];

	str_copy(chosen, sizeof(chosen), form_text(&iv->form.form, FIELD_STATE));
	field->choice_count = 0;
	field->chosen = -1;
	for (size_t i = 0; i < countof(choices); i++) {
		if (is_set ? !choices[i].where_set : !choices[i].where_none)
			continue;
		if (str_eq(chosen, choices[i].state))
			field->chosen = field->choice_count;
		form_add_choice(field, choices[i].state, _(choices[i].text));
	}
}

/* A time is proposed once the application is there: two working days on, or
 * the hour of the interview that was missed. */
static void
propose(struct interview_view *iv, const struct model *model)
{
	const struct application *app = iv->form.record->application;
	enum zone zone = zone_of(iv);
	int minute = OFFER_MINUTE;
	char text[40];

	if (app && app->version != iv->fitted_version) {
		iv->fitted_version = app->version;
		fit_choices(iv, app);
	}
	if (iv->offered || iv->form.restored || !app)
		return;
	iv->offered = true;
	if (app->interview_at_ms > 0)
		minute = zone_minute_of_day(zone, app->interview_at_ms);
	time_text(text, sizeof(text), zone,
	          zone_midnight_ms(zone, workday_after(model_today(model), OFFER_WORKDAYS)) +
	                  (int64_t)minute * 60000);
	form_set(&iv->form.form, FIELD_AT, text);
}

static bool
needs_time(const char *state)
{
	return str_eq(state, "set") || str_eq(state, "missed") || str_eq(state, "moved");
}

/* Whom nobody reached twice is not owed a third time. */
static bool
offers_none(const struct interview_view *iv)
{
	return str_eq(form_text(&iv->form.form, FIELD_STATE), "missed") &&
	       str_empty(form_text(&iv->form.form, FIELD_AT));
}

static void
send(struct interview_view *iv, struct fx *fx)
{
	const struct form *form = &iv->form.form;
	const char *state = form_text(form, FIELD_STATE);
	struct buf path = BUF_INIT(200);
	struct buf body = BUF_INIT(64 * 1024);
	struct json_out out = JSON_OUT(&body);
	char at[INSTANT_TEXT_MAX];
	int64_t at_ms = 0;

	json_begin_object(&out, NULL);
	json_put_text(&out, "state", state);
	if (needs_time(state) && time_from_text(form_text(form, FIELD_AT), zone_of(iv), &at_ms)) {
		json_put_text(&out, "at", instant_to_text(at_ms, at));
		json_put_text(&out, "mode", form_text(form, FIELD_MODE));
	} else if (str_eq(state, "held") && iv->form.record->application->interview_at_ms == 0) {
		/* They simply called, or came by. */
		json_put_text(&out, "mode", form_text(form, FIELD_MODE));
	}
	if (!str_empty(form_text(form, FIELD_NOTE)))
		json_put_text(&out, "note", form_text(form, FIELD_NOTE));
	json_end_object(&out);
	buf_printf(&path, "/v1/applications/%s/interview", iv->form.view.place.id);
	form_view_send(&iv->form, fx,
	               &(struct write){ .method = "POST", .path = path.data, .body = body.data,
	                                .if_match = iv->form.version });
	buf_done(&path);
	buf_done(&body);
}

static void
refuse_time(struct interview_view *iv, const char *why)
{
	form_error(&iv->form.form, FIELD_AT, why);
	form_focus(&iv->form.form, FIELD_AT);
}

/* "15:30 ET": the county's hour is not everybody's. */
static void
show_set(char out[SHOW_MAX], const struct interview_view *iv, const struct model *model)
{
	show_appointment(out, iv->form.record->application->interview_at_ms, zone_of(iv), model_today(model));
}

static bool
is_still_to_come(const struct application *app, const struct model *model)
{
	return app->interview_at_ms > model_now_ms(model);
}

/* One letter chooses it, and it may be the wrong customer's: who is asked after
 * may have called before the time, or may not. */
static void
ask_early(struct interview_view *iv, const struct model *model, struct fx *fx)
{
	char time[SHOW_MAX];

	show_set(time, iv, model);
	view_ask_yes(&iv->form.view, fx, QUESTION_SEND,
	             /* TRANSLATORS: person, then day and time */
	             _("The interview with %s is set for %s, and that has not come yet. Held early?"),
	             iv->form.record->application->customer.name, time);
}

/* Nobody is late for what is still to come, and no letter may say so. */
static void
refuse_early(struct interview_view *iv, const struct model *model)
{
	char time[SHOW_MAX], why[FORM_ERROR_MAX];

	show_set(time, iv, model);
	snprintf(why, sizeof why, _("It is set for %s, and that has not come yet: nobody has missed it."), time);
	form_error(&iv->form.form, FIELD_STATE, why);
	form_focus(&iv->form.form, FIELD_STATE);
}

/* About the letter that goes with it. */
static void
ask_letter(struct interview_view *iv, const struct application *app, int64_t at_ms, const struct model *model,
           struct fx *fx)
{
	char time[SHOW_MAX], language[SHOW_ACT_MAX];

	show_letter_language(language, iv->form.record->form, iv->form.record->customer, app->language);
	if (at_ms && str_eq(form_text(&iv->form.form, FIELD_STATE), "missed"))
		view_ask_yes(&iv->form.view, fx, QUESTION_SEND,
		             /* TRANSLATORS: day and time, then language, person, program */
		             _("No-show; offer %s, letter in %s to %s, %s?"),
		             show_time(time, at_ms, zone_of(iv), model_today(model)),
		             language, app->customer.name, app->program.name);
	else if (at_ms)
		view_ask_yes(&iv->form.view, fx, QUESTION_SEND,
		             /* TRANSLATORS: day and time, then language, person, program */
		             _("Interview %s, letter in %s to %s, %s?"),
		             show_time(time, at_ms, zone_of(iv), model_today(model)),
		             language, app->customer.name, app->program.name);
	else
		view_ask_yes(&iv->form.view, fx, QUESTION_SEND,
		             /* TRANSLATORS: language, person, program */
		             _("No other time: letter in %s to %s, %s, to call us?"),
		             language, app->customer.name, app->program.name);
}

static void
ask(struct interview_view *iv, struct model *model, struct fx *fx)
{
	const struct application *app = iv->form.record->application;
	const char *state = form_text(&iv->form.form, FIELD_STATE);
	int64_t at_ms = 0;

	if (!app || (needs_time(state) && form_view_waits_for_letter(&iv->form))) {
		fx_tell(fx, TELL_REFUSAL, _("The application is still being loaded; try again."));
		return;
	}
	if (!form_check(&iv->form.form)) {
		fx_tell(fx, TELL_REFUSAL, _("Nothing is saved: fill in the marked fields."));
		return;
	}
	if (str_eq(state, "held") && is_still_to_come(app, model))
		ask_early(iv, model, fx);
	else if (str_eq(state, "missed") && is_still_to_come(app, model))
		refuse_early(iv, model);
	else if (!needs_time(state))
		send(iv, fx);
	else if (offers_none(iv))
		ask_letter(iv, app, 0, model, fx);
	else if (!time_from_text(form_text(&iv->form.form, FIELD_AT), zone_of(iv), &at_ms))
		refuse_time(iv, _("A day and a time, like 2025-11-24 15:30."));
	else if (at_ms <= model_now_ms(model))
		refuse_time(iv, _("That time has passed."));
	else
		ask_letter(iv, app, at_ms, model, fx);
}

static void
tell_sent(const struct form_view *fv, const struct model *model, struct fx *fx)
{
	(void)model;
	fx_tell(fx, TELL_RESULT, _("The interview is recorded; %s"),
	        needs_time(form_text(&fv->form, FIELD_STATE)) ?
	                _("the letter is on its way and cannot be recalled.") :
	                _("record another to correct it."));
}

static bool
interview_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct interview_view *iv = (struct interview_view *)view;

	propose(iv, model);
	if (msg->kind == MSG_ANSWER && msg->answer.question == QUESTION_SEND) {
		if (msg->answer.yes && iv->form.record->application)
			send(iv, fx);
		return true;
	}
	/* Enter on the time is enough: how and note have their defaults. */
	if (msg->kind == MSG_COMMAND &&
	    (msg->command == CMD_REHEARSE ||
	     (msg->command == CMD_OPEN && form_focused(&iv->form.form) == FIELD_AT))) {
		ask(iv, model, fx);
		return true;
	}
	return form_view_finish(&iv->form, model, msg, fx, tell_sent);
}

static const enum cmd_id hints[] = { CMD_REHEARSE, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_REHEARSE, N_("save") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops interview_ops = {
	FORM_VIEW_SHARED,
	.hints = hints,
	.hint_words = words,
	.handle = interview_handle,
	.layout = form_view_layout,
	.draw = form_view_draw,
	.close = form_view_close,
};

struct view *
interview_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct interview_view *iv = view_alloc(sizeof(*iv), &interview_ops, place);

	form_view_open(&iv->form, model, fx, _("Interview"));
	form_view_want_letter(&iv->form, fx);
	build(iv, model);
	propose(iv, model);
	return &iv->form.view;
}
