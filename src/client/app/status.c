/* SPDX-License-Identifier: Apache-2.0
 *
 * The top line, the status line and the messages behind it.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/ui/bar.h"
#include "client/ui/wrap.h"
#include "client/view/show.h"

enum { LINE_BYTES = 1000, HINTS_SHOWN = 6, ASK_YES_COLS = 6, ASK_WORD_COLS = 5 };

void
tell(struct app *app, enum tell rank, const char *text)
{
	struct told *told = &app->told[rank];

	*told = (struct told){ .tell = rank, .at_ms = app->model.mono_ms };
	if (told->at_ms == 0)
		told->at_ms = 1;
	str_copy(told->text, sizeof told->text, text);
	app->dirty = true;
	if (rank == TELL_HINT)
		return;
	struct log_line_kept *kept = &app->log[app->log_next];
	*kept = (struct log_line_kept){ .real_ms = app->model.real_ms, .tell = rank };
	str_copy(kept->text, sizeof kept->text, text);
	app->log_next = (app->log_next + 1) % LOG_MAX;
	if (app->log_count < LOG_MAX)
		app->log_count++;
}

void
tell_more(struct app *app, enum tell rank, const char *text)
{
	char both[sizeof app->told[rank].text];

	snprintf(both, sizeof both, "%s %s", app->told[rank].text, text);
	tell(app, rank, both);
}

void
app_exported(struct app *app, const char *path, const struct err *err)
{
	char text[ASK_TEXT_MAX];

	if (path)
		snprintf(text, sizeof(text), _("Written to %s"), path);
	else
		snprintf(text, sizeof(text), _("Nothing was exported: %s"), err->detail);
	tell(app, path ? TELL_RESULT : TELL_REFUSAL, text);
	app->dirty = true;
}

/* What is said now; NULL: only hints. */
static const struct told *
told_now(const struct app *app)
{
	for (int rank = TELL_REFUSAL; rank >= TELL_HINT; rank--) {
		if (app->told[rank].at_ms)
			return &app->told[rank];
	}
	return NULL;
}

void
tell_key_pressed(struct app *app)
{
	struct told *refusal = &app->told[TELL_REFUSAL];

	app->told[TELL_HINT].at_ms = 0;
	if (refusal->at_ms && refusal->painted_ms &&
	    app->model.mono_ms - refusal->painted_ms >= REFUSAL_READ_MS)
		refusal->at_ms = 0;
}

void
tell_forget(struct app *app)
{
	memset(app->told, 0, sizeof app->told);
	memset(app->log, 0, sizeof app->log);
	app->log_count = app->log_next = 0;
}

static bool
prefix_is_shown(const struct app *app)
{
	return app->typed.count > 0 && app->model.mono_ms - app->typed_ms >= PREFIX_MS;
}

void
tell_expire(struct app *app)
{
	for (int rank = TELL_HINT; rank < TELL_REFUSAL; rank++) {
		struct told *told = &app->told[rank];
		if (told->at_ms && app->model.mono_ms - told->at_ms >= TOLD_MS) {
			told->at_ms = 0;
			app->dirty = true;
		}
	}
}

/* Of what stands over the line of what is said: a question, what may follow a
 * key, or another screen. */
static bool
is_covered(const struct app *app)
{
	return app->asking.active || prefix_is_shown(app) || app->lock.on || app->model.covered;
}

void
tell_painted(struct app *app)
{
	const struct told *now = told_now(app);

	/* What was covered has to be read from now on. */
	if (now && is_covered(app))
		app->told[now->tell].painted_ms = 0;
	else if (now && now->painted_ms == 0)
		app->told[now->tell].painted_ms = app->model.mono_ms ? app->model.mono_ms : 1;
}

static bool
is_among(const enum cmd_id *list, enum cmd_id cmd)
{
	for (; list && *list; list++) {
		if (*list == cmd)
			return true;
	}
	return false;
}

static const char *
hint_word(const struct app *app, const struct view *view, enum cmd_id cmd)
{
	struct subject subject;

	for (const struct hint_word *at = view->ops->hint_words; at && at->cmd; at++) {
		if (at->cmd == cmd)
			return _(at->word);
	}
	app_subject(app, view, &subject);
	return cmd_hint(cmd, &subject);
}

/* As many as fit in cols, the most useful first. */
static void
add_hints(const struct app *app, int cols, struct buf *out)
{
	const struct view *view = app_top(app);
	static const enum cmd_id common[] = { CMD_SWITCH, CMD_HELP, CMD_NONE };
	enum key_use use = view && view->ops->key_use ? view->ops->key_use(view) : KEYS_COMMANDS;
	bool in_text = use == KEYS_TEXT || (use == KEYS_AHEAD && ahead_in_text(app, view));
	const enum cmd_id *lists[] = { view ? view->ops->hints : NULL, common };
	int shown = 0;

	for (size_t i = 0; i < countof(lists); i++) {
		int most = i == 0 ? HINTS_SHOWN : HINTS_SHOWN + 2;
		for (const enum cmd_id *cmd = lists[i]; cmd && *cmd && shown < most; cmd++) {
			char keys[KEYS_TEXT_MAX];
			if (app_why_not(app, view, *cmd) || (in_text && !(cmd_of(*cmd)->flags & CMD_IN_TEXT)))
				continue;
			if (i > 0 && is_among(lists[0], *cmd))
				continue;
			if (!*keymap_keys(&app->keymap, *cmd, app_scope(app_top(app)), keys))
				continue;
			const char *word = hint_word(app, view, *cmd);
			if (canvas_width(out->data) + canvas_width(keys) + canvas_width(word) + 3 > cols)
				continue;
			buf_printf(out, "%s%s %s", shown ? "  " : " ", keys, word);
			shown++;
		}
	}
}

/* A sentence that the bottom row cannot hold begins on the row above, which
 * shows again when it was read.  Returns the column after its end. */
static int
draw_sentence(struct canvas *canvas, int row, int room, enum ink ink, const char *text)
{
	canvas_fill(canvas, (struct rect){ row, 0, 1, canvas->cols }, INK_TEXT);
	if (canvas_width(text) <= room)
		return canvas_text(canvas, row, 1, room, ink, text);
	struct wrap first = wrap_line(text, strlen(text), canvas->cols - 2);
	canvas_fill(canvas, (struct rect){ row - 1, 0, 1, canvas->cols }, INK_TEXT);
	canvas_textf(canvas, row - 1, 1, canvas->cols - 1, ink, "%.*s", (int)first.len, text);
	return canvas_text(canvas, row, 1, room, ink, text + first.next);
}

static void
draw_question(const struct app *app, struct canvas *canvas)
{
	const struct asking *asking = &app->asking;
	int row = canvas->rows - 1;
	struct rect above = { 1, 0, canvas->rows - 2, canvas->cols };

	if (asking->kind == ASK_MENU) {
		canvas_fill(canvas, (struct rect){ row, 0, 1, canvas->cols }, INK_TEXT);
		menu_draw(&asking->menu, canvas, above, asking->text);
		canvas_text(canvas, row, 0, -1, INK_HINT, _(" a letter or Enter chooses  Esc cancels"));
		return;
	}
	int room = canvas->cols - ASK_YES_COLS;
	if (asking->kind == ASK_WORD)
		room = canvas->cols - canvas_width(asking->word) - ASK_WORD_COLS;
	else if (asking->kind == ASK_TEXT)
		room = canvas->cols * 2 / 3;
	int col = draw_sentence(canvas, row, room, INK_QUESTION, asking->text);
	if (asking->kind == ASK_YES) {
		col = canvas_text(canvas, row, col + 1, -1, INK_QUESTION, "y/N");
		canvas_cursor(canvas, row, col);
		return;
	}
	col++;
	edit_draw(&asking->edit, canvas, (struct rect){ row, col, 1, canvas->cols - col }, true);
}

static void
draw_prefix(const struct app *app, struct canvas *canvas)
{
	struct buf line = BUF_INIT(LINE_BYTES);
	char text[KEYS_TEXT_MAX];

	buf_printf(&line, " %s", keys_text(&app->typed, text));
	for (size_t i = 0; i < app->keymap.count; i++) {
		const struct binding *binding = &app->keymap.at[i];
		if (binding->keys.count <= app->typed.count ||
		    binding->keys.at[0].code != app->typed.at[0].code ||
		    !scope_reaches(app_scope(app_top(app)), binding->scope))
			continue;
		buf_printf(&line, "  %s %s", keys_text(&binding->keys, text),
		           _(cmd_of(binding->cmd)->hint));
	}
	bar_draw(canvas, canvas->rows - 1, INK_HINT, line.data, INK_HINT, "");
	buf_done(&line);
}

static enum ink
ink_of(enum tell rank)
{
	switch (rank) {
	case TELL_REFUSAL: return INK_ERROR;
	case TELL_RESULT: return INK_RESULT;
	case TELL_ALERT: return INK_ALERT;
	case TELL_HINT: break;
	}
	return INK_HINT;
}

void
status_draw(const struct app *app, struct canvas *canvas)
{
	const struct view *view = app_top(app);
	const struct told *now = told_now(app);
	struct buf left = BUF_INIT(LINE_BYTES), right = BUF_INIT(LINE_BYTES);

	if (app->asking.active) {
		draw_question(app, canvas);
		return;
	}
	if (prefix_is_shown(app)) {
		draw_prefix(app, canvas);
		return;
	}
	if (view && view->ops->place)
		view->ops->place(view, &app->model, &right);
	if (now && canvas_width(now->text) >= canvas->cols) {
		draw_sentence(canvas, canvas->rows - 1, canvas->cols - 1, ink_of(now->tell), now->text);
		buf_done(&left);
		buf_done(&right);
		return;
	}
	if (now)
		buf_printf(&left, " %s", now->text);
	else
		add_hints(app, canvas->cols - canvas_width(right.data) - 1, &left);
	/* A whole sentence is worth more than the place. */
	if (now && canvas_width(left.data) + canvas_width(right.data) >= canvas->cols)
		buf_reset(&right);
	bar_draw(canvas, canvas->rows - 1, now ? ink_of(now->tell) : INK_HINT, left.data, INK_LABEL,
	         right.data);
	buf_done(&left);
	buf_done(&right);
}

static void
line_words(const struct app *app, struct buf *out)
{
	const struct model *model = &app->model;

	if (model->sending)
		buf_printf(out, _("sending %d "), model->sending);
	if (model->asking)
		buf_printf(out, _("asking %d "), model->asking);
	switch (model->line) {
	case LINE_OFF:
		break;
	case LINE_LIVE:
		buf_puts(out, _("live"));
		break;
	case LINE_STALE:
		buf_printf(out, _("stale %d s"), (int)((model->mono_ms - model->heard_ms) / 1000));
		break;
	case LINE_OFFLINE:
		buf_puts(out, _("offline"));
		break;
	}
}

/* Where the title is long, that it is a sample is told without its date. */
static void
sample_words(const struct app *app, int cols, struct buf *right)
{
	struct buf state = BUF_INIT(LINE_BYTES);
	civil_date as_of;
	char date[SHOW_MAX];

	line_words(app, &state);
	if (date_from_text(app->model.sample_as_of, &as_of)) {
		buf_printf(right, _("sample of %s  "), show_date(date, as_of, model_today(&app->model)));
		if (canvas_width(right->data) + canvas_width(state.data) + 2 > cols) {
			buf_reset(right);
			buf_printf(right, "%s  ", _("sample"));
		}
	}
	buf_puts(right, state.data);
	buf_done(&state);
}

void
top_draw(const struct app *app, struct canvas *canvas)
{
	const struct view *view = app_top(app);
	struct buf left = BUF_INIT(LINE_BYTES), right = BUF_INIT(LINE_BYTES);

	buf_putc(&left, ' ');
	if (view && view->ops->title)
		view->ops->title(view, &app->model, &left);
	else if (view)
		buf_puts(&left, _(place_title(view->place.kind)));
	sample_words(app, canvas->cols - canvas_width(left.data), &right);
	bar_draw(canvas, 0, INK_TITLE, left.data, INK_STATE, right.data);
	buf_done(&left);
	buf_done(&right);
}
