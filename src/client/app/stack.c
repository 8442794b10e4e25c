/* SPDX-License-Identifier: Apache-2.0
 *
 * Open views: the last one is on the screen, the rest wait as they were left.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"

struct view *
app_top(const struct app *app)
{
	return app->open_count > 0 ? app->open[app->open_count - 1] : NULL;
}

struct view *
app_focus(const struct app *app)
{
	for (int i = app->open_count - 1; i >= 0; i--) {
		if (!app_is_overlay(app->open[i]->place.kind))
			return app->open[i];
	}
	return NULL;
}

struct view *
app_view_by_owner(const struct app *app, int owner)
{
	for (int i = 0; i < app->open_count; i++) {
		if (app->open[i]->owner == owner)
			return app->open[i];
	}
	return NULL;
}

bool
app_is_overlay(enum place_kind kind)
{
	return kind == PLACE_HELP || kind == PLACE_PALETTE || kind == PLACE_MESSAGES ||
	       kind == PLACE_SWITCH;
}

static struct view *
make(struct app *app, const struct place *place, struct fx *fx)
{
	switch (place->kind) {
	case PLACE_HELP:
	case PLACE_PALETTE: return finder_view_new(app, place);
	case PLACE_MESSAGES: return messages_view_new(app, place);
	case PLACE_SWITCH: return switch_view_new(app, place);
	default: return view_open(place, &app->model, fx);
	}
}

static int
find_open(const struct app *app, const struct place *place)
{
	for (int i = 0; i < app->open_count; i++) {
		if (place_same(&app->open[i]->place, place))
			return i;
	}
	return -1;
}

static void
raise_view(struct app *app, int at)
{
	struct view *view = app->open[at];

	memmove(&app->open[at], &app->open[at + 1],
	        (size_t)(app->open_count - at - 1) * sizeof app->open[0]);
	app->open[app->open_count - 1] = view;
}

void
app_layout(struct app *app)
{
	for (int i = 0; i < app->open_count; i++) {
		struct view *view = app->open[i];
		view->area = (struct rect){ 1, 0, app->rows > 2 ? app->rows - 2 : 0, app->cols };
		view->preview_cols = config_number(&app->config, SETTING_PREVIEW_COLUMNS);
		if (view->ops->layout)
			view->ops->layout(view);
	}
}

static void
show_top(struct app *app, struct fx *fx)
{
	struct view *top = app_top(app);

	for (int i = 0; i < app->open_count; i++)
		app->open[i]->shown = app->open[i] == top;
	app_layout(app);
	if (!top)
		return;
	struct msg msg = app_msg(app, MSG_SHOWN);
	app_send(app, top, &msg, fx);
}

void
app_open_place(struct app *app, const struct place *place, struct fx *fx)
{
	int at = find_open(app, place);

	app->typed.count = 0;
	if (at >= 0) {
		raise_view(app, at);
		/* A place may be opened again for another part of it. */
		app_top(app)->place = *place;
		show_top(app, fx);
		return;
	}
	if (app->open_count == OPEN_MAX) {
		tell(app, TELL_REFUSAL, _("32 things are open; close one with q first."));
		return;
	}
	struct view *view = make(app, place, fx);
	if (!view) {
		tell(app, TELL_REFUSAL, _("This workstation has no such screen."));
		return;
	}
	app->open[app->open_count++] = view;
	show_top(app, fx);
}

void
app_open_beneath(struct app *app, const struct place *place, struct fx *fx)
{
	struct view *front = app_top(app);
	char text[ASK_TEXT_MAX];

	if (front && place_same(&front->place, place))
		return;
	app_open_place(app, place, fx);
	for (int i = 0; front && app_top(app) != front && i < app->open_count; i++) {
		if (app->open[i] != front)
			continue;
		raise_view(app, i);
		show_top(app, fx);
		snprintf(text, sizeof text, _("Opened behind this: %s. ^T goes there."), _(place_title(place->kind)));
		tell(app, TELL_ALERT, text);
	}
}

void
app_close_view(struct app *app, struct view *view, struct fx *fx)
{
	bool was_top = view == app_top(app);

	for (int i = 0; i < app->open_count; i++) {
		if (app->open[i] == view) {
			raise_view(app, i);
			break;
		}
	}
	assert(app_top(app) == view);
	app->open_count--;
	if (app->asking.active && app->asking.owner == view->owner)
		ask_stop(app);
	for (int rank = TELL_HINT; rank <= TELL_REFUSAL; rank++)
		if (app->told[rank].owner == view->owner)
			app->told[rank].at_ms = 0;
	view_close(view, &app->model, fx);
	if (was_top)
		show_top(app, fx);
}

void
app_close_place(struct app *app, const struct place *place, struct fx *fx)
{
	int at = find_open(app, place);

	if (at >= 0)
		app_close_view(app, app->open[at], fx);
}

void
app_close_all(struct app *app, struct fx *fx)
{
	while (app->open_count > 0) {
		struct view *view = app->open[--app->open_count];
		view_close(view, &app->model, fx);
	}
}

void
app_list_open(struct app *app)
{
	struct model *model = &app->model;

	model->open_count = 0;
	for (int i = app->open_count - 1; i >= 0; i--) {
		const struct view *view = app->open[i];
		struct buf title = BUF_INIT(TITLE_MAX);
		struct subject subject = { 0 };

		if (app_is_overlay(view->place.kind) || view->place.kind == PLACE_SIGN_IN)
			continue;
		struct open_thing *open = &model->open[model->open_count++];
		*open = (struct open_thing){ .place = view->place };
		if (view->ops->title)
			view->ops->title(view, model, &title);
		else
			buf_puts(&title, _(place_title(view->place.kind)));
		str_copy(open->title, sizeof open->title, title.data);
		buf_done(&title);
		if (view->ops->subject)
			view->ops->subject(view, model, &subject);
		if (view->place.id[0])
			str_copy(open->number, sizeof open->number, subject.number);
		open->unsaved = view->ops->is_unsaved && view->ops->is_unsaved(view);
	}
}
