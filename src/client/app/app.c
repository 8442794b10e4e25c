/* SPDX-License-Identifier: Apache-2.0
 *
 * The app's life and what it shows.
 */
#include "client/app/app.h"

#include <stdlib.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/ui/wrap.h"

static void
tell_problems(struct app *app, const char *problems)
{
	char line[ASK_TEXT_MAX];
	int count = 0;

	if (str_empty(problems))
		return;
	while (*problems) {
		size_t len = strcspn(problems, "\n");
		snprintf(line, sizeof line, "%.*s", (int)len, problems);
		tell(app, TELL_REFUSAL, line);
		count++;
		problems += len + (problems[len] == '\n');
	}
	if (count > 1) {
		snprintf(line, sizeof line,
		         n_("%d line of the settings cannot be used; a shows it",
		            "%d lines of the settings cannot be used; a shows them", count),
		         count);
		tell(app, TELL_REFUSAL, line);
	}
}

struct app *
app_new(const struct app_options *options, struct fx *fx)
{
	struct app *app = calloc(1, sizeof *app);

	if (!app)
		oom_exit();
	model_init(&app->model);
	app->config = *options->config;
	app->keymap = *options->keymap;
	app->model.server_name = options->server_name;
	app->model.user = options->user;
	app->model.demo = options->demo;
	app->model.demo_portal = options->demo_portal;
	app->model.ascii_charts = options->plain_charts || config_yes(&app->config, SETTING_ASCII_CHARTS);
	if (options->password) {
		size_t size = strlen(options->password) + 1;
		app->model.password_once = secret_alloc(size);
		memcpy(app->model.password_once, options->password, size);
	}
	if (options->otp) {
		size_t size = strlen(options->otp) + 1;
		app->model.otp_once = secret_alloc(size);
		memcpy(app->model.otp_once, options->otp, size);
	}
	app->rows = 24;
	app->cols = 80;
	app->dirty = true;
	struct place place = place_make(PLACE_SIGN_IN, "", "");
	app_open_place(app, &place, fx);
	app_carry_out(app, fx);
	tell_problems(app, options->problems);
	return app;
}

void
app_free(struct app *app, struct fx *fx)
{
	ask_stop(app);
	app_close_all(app, fx);
	if (app->lock.on) {
		edit_done(&app->lock.password);
		edit_done(&app->lock.code);
	}
	model_done(&app->model);
	free(app->pending);
	free(app);
}

bool
app_dirty(const struct app *app)
{
	return app->dirty;
}

bool
app_take_redraw(struct app *app)
{
	bool redraw = app->redraw;

	app->redraw = false;
	return redraw;
}

static bool
too_small(const struct canvas *canvas)
{
	return canvas->rows < SCREEN_ROWS_MIN || canvas->cols < SCREEN_COLS_MIN;
}

static void
draw_too_small(struct canvas *canvas)
{
	const char *text = _("Make the window 60x15 or larger (q quits).");

	for (int row = 0; row < canvas->rows && *text; row++) {
		struct wrap line = wrap_line(text, strlen(text), canvas->cols);
		int end = canvas_textf(canvas, row, 0, -1, INK_TEXT, "%.*s", (int)line.len, text);
		canvas_cursor(canvas, row, end);
		text += line.next;
	}
}

void
app_draw(struct app *app, struct canvas *canvas)
{
	const struct view *view = app_top(app);

	app->dirty = false;
	pending_count_waits(app);
	canvas_clear(canvas);
	if (app->lock.on) {
		lock_draw(app, canvas);
		return;
	}
	if (too_small(canvas)) {
		draw_too_small(canvas);
		return;
	}
	if (view) {
		struct rect before = canvas_clip(canvas, view->area);
		view->ops->draw(view, &app->model, canvas);
		canvas_unclip(canvas, before);
	}
	top_draw(app, canvas);
	status_draw(app, canvas);
}

bool
app_has_unsaved(const struct app *app)
{
	for (int i = 0; i < app->open_count; i++) {
		const struct view *view = app->open[i];
		if (view->ops->is_unsaved && view->ops->is_unsaved(view))
			return true;
	}
	return false;
}

const struct model *
app_model(const struct app *app)
{
	return &app->model;
}

const char *
app_place_name(const struct app *app)
{
	const struct view *top = app_top(app);

	return top ? place_name(top->place.kind) : "nowhere";
}
