/* SPDX-License-Identifier: Apache-2.0
 *
 * What may interrupt: a word on the status line, never the focus.  Kind and
 * number, never a name.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/model/application_list.h"

static const struct {
	const char *type;
	const char *open_only; /* "" : also when the record is not open here */
	const char *text;      /* msgid; %s is the number, or "an application" */
} kinds[] = {
	{ "interaction.waiting", "", N_("A chat waits (room 4).") },
	{ "interaction.transferred", "", N_("A chat was passed on (room 4).") },
	{ "decision.returned", "", N_("A decision was returned: %s.") },
	{ "application.assigned", "", N_("Moved to another worker: %s.") },
	{ "decision.issued", "open", N_("Decided by someone else: %s.") },
	{ "application.answered", "open", N_("Answers were changed: %s.") },
	{ "document.received", "open", N_("A document came: %s.") },
	{ "message.added", "open", N_("A message came: %s.") },
	{ "application.updated", "open", N_("Changed by someone else: %s.") },
	{ "verification.changed", "open", N_("A proof changed: %s.") },
};

static const char *
open_number(const struct app *app, const char *application_id)
{
	if (str_empty(application_id))
		return NULL;
	for (size_t i = 0; i < app->model.open_count; i++) {
		const struct open_thing *open = &app->model.open[i];
		if (str_eq(open->place.id, application_id))
			return open->number[0] ? open->number : open->title;
	}
	return NULL;
}

/* Of a row in a list that some screen shows or keeps. */
static const char *
listed_number(const struct model *model, const char *application_id)
{
	for (size_t i = 0; !str_empty(application_id) && i < LISTS_MAX; i++) {
		const struct pages *list = &model->lists[i];
		int64_t place = model->list_used[i] && list->kind == &application_list ?
		                        pages_find(list, application_id) : -1;
		const struct application *row = place < 0 ? NULL : pages_row(list, place);

		if (row && !str_empty(row->number))
			return row->number;
	}
	return NULL;
}

/* The third within ten seconds becomes a count. */
static bool
fold(struct app *app)
{
	int64_t now = app->model.mono_ms;

	memmove(&app->alert_ms[0], &app->alert_ms[1],
	        (ALERT_FOLD_COUNT - 1) * sizeof app->alert_ms[0]);
	app->alert_ms[ALERT_FOLD_COUNT - 1] = now;
	if (app->alert_ms[0] == 0 || now - app->alert_ms[0] > ALERT_FOLD_MS) {
		app->alerts_folded = 0;
		return false;
	}
	app->alerts_folded = app->alerts_folded ? app->alerts_folded + 1 : ALERT_FOLD_COUNT;
	return true;
}

void
alert_event(struct app *app, const struct event_note *event, struct fx *fx)
{
	char text[ASK_TEXT_MAX];
	const char *id = str_eq(event->subject_type, "application") ? event->subject_id
	                                                             : event->application_id;
	const char *number = open_number(app, id);

	if (event->by_me || app->lock.on || !app->model.signed_in)
		return;
	for (size_t i = 0; i < countof(kinds); i++) {
		if (!str_eq(kinds[i].type, event->type))
			continue;
		if (kinds[i].open_only[0] && !number)
			return;
		if (!number)
			number = listed_number(&app->model, id);
		snprintf(text, sizeof text, _(kinds[i].text), number ? number : _("an application"));
		tell(app, TELL_ALERT, text);
		if (str_starts(event->type, "interaction.") && config_yes(&app->config, SETTING_BELL))
			fx_simple(fx, FX_BELL);
		if (fold(app)) {
			/* The list has each; the line only says how many. */
			snprintf(app->told[TELL_ALERT].text, ASK_TEXT_MAX, _("%d changes: a shows them"),
			         app->alerts_folded);
		}
		return;
	}
}
