/* SPDX-License-Identifier: Apache-2.0
 *
 * Help and the palette: the commands of the screen beneath, found by words.
 * One that cannot be run now stands there with its reason.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/cmd/palette.h"
#include "client/ui/list.h"

enum { FINDER_TEXT_MAX = 200, NAME_COLS = 15, KEYS_COLS = 12 };
enum { QUESTION_SEARCH = 1 };

struct finder_view {
	struct view view;
	struct app *app;
	bool typing; /* the palette: letters narrow; help: they move */
	struct edit words;
	struct list_widget list;
	enum cmd_id found[CMD_COUNT];
	size_t count;
};

static const struct finder_view *
finder(const struct view *view)
{
	return (const struct finder_view *)view;
}

static int64_t
row_count(const void *data)
{
	return (int64_t)finder(data)->count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct finder_view *v = finder(data);

	return row >= 0 && row < (int64_t)v->count ? cmd_of(v->found[row])->name : NULL;
}

static int64_t
row_find(const void *data, const char *id)
{
	for (int64_t row = 0; row < row_count(data); row++) {
		if (str_eq(row_id(data, row), id))
			return row;
	}
	return -1;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct finder_view *v = finder(data);
	const struct cmd *cmd = cmd_of(v->found[row]);
	const char *why = app_why_not(v->app, app_focus(v->app), cmd->id);
	struct buf keys = BUF_INIT(200);
	int end = col + cols;

	keymap_all_keys(&v->app->keymap, cmd->id, &keys);
	canvas_text(canvas, line, col, KEYS_COLS - 1, INK_LABEL, keys.data);
	buf_done(&keys);
	col += KEYS_COLS;
	canvas_text(canvas, line, col, NAME_COLS - 1, is_cursor ? INK_CURSOR : INK_TEXT, cmd->name);
	col += NAME_COLS;
	if (why)
		canvas_textf(canvas, line, col, end - col, INK_DIM, "- %s", why);
	else
		canvas_text(canvas, line, col, end - col, INK_TEXT, _(cmd->help));
}

static const struct list_source source = { row_count, row_id, row_find, row_draw, NULL };

static void
draw_sentence(const struct finder_view *v, struct canvas *canvas, struct rect area)
{
	const struct cmd *cmd;
	const char *why;

	if (v->list.cursor >= (int64_t)v->count)
		return;
	cmd = cmd_of(v->found[v->list.cursor]);
	why = app_why_not(v->app, app_focus(v->app), cmd->id);
	canvas_text(canvas, area.row + area.rows - 1, area.col + 1, area.cols - 1, INK_HEADING,
	            why ? why : _(cmd->help));
}

/* A key that does nothing on the screen below is not its key. */
static bool
is_offered(const struct view *focus, enum cmd_id cmd)
{
	const enum cmd_id *rare = focus ? focus->ops->rare : NULL;

	if (cmd != CMD_LEFT && cmd != CMD_RIGHT && cmd != CMD_FOLLOW)
		return true;
	for (; rare && *rare != CMD_NONE; rare++)
		if (*rare == cmd)
			return true;
	return false;
}

static void
find(struct finder_view *v)
{
	const struct view *focus = app_focus(v->app);
	size_t count = palette_find(v->words.text.data, app_scope(focus), v->found);

	v->count = 0;
	for (size_t i = 0; i < count; i++)
		if (is_offered(focus, v->found[i]))
			v->found[v->count++] = v->found[i];
	list_sync(&v->list, &source, v);
	/* The best match is what Enter takes, whatever was there before a letter. */
	if (v->count > 0)
		list_go(&v->list, &source, v, 0);
}

static void
run(struct finder_view *v, struct fx *fx)
{
	if (v->list.cursor >= (int64_t)v->count)
		return;
	enum cmd_id cmd = v->found[v->list.cursor];
	fx_back(fx, v->view.owner);
	fx_run(fx, (int)cmd);
}

static bool
command(struct finder_view *v, enum cmd_id cmd, struct fx *fx)
{
	static const struct {
		enum cmd_id cmd;
		enum list_move move;
	} moves[] = {
		{ CMD_MOVE_DOWN, LIST_DOWN }, { CMD_MOVE_UP, LIST_UP }, { CMD_TOP, LIST_TOP },
		{ CMD_BOTTOM, LIST_BOTTOM }, { CMD_HALF_DOWN, LIST_HALF_DOWN },
		{ CMD_HALF_UP, LIST_HALF_UP }, { CMD_PAGE_DOWN, LIST_PAGE_DOWN },
		{ CMD_PAGE_UP, LIST_PAGE_UP },
	};

	for (size_t i = 0; i < countof(moves); i++) {
		if (moves[i].cmd == cmd) {
			list_move(&v->list, &source, v, moves[i].move);
			return true;
		}
	}
	if (cmd == CMD_OPEN) {
		run(v, fx);
		return true;
	}
	if (cmd == CMD_SEARCH || cmd == CMD_FILTER) {
		view_ask_text(&v->view, fx, QUESTION_SEARCH, v->words.text.data, _("Find:"));
		return true;
	}
	return false;
}

static bool
finder_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct finder_view *v = (struct finder_view *)view;

	(void)model;
	switch (msg->kind) {
	case MSG_KEY:
		if (!edit_key(&v->words, msg->key))
			return false;
		find(v);
		return true;
	case MSG_PASTE:
		edit_paste(&v->words, msg->text, msg->text_len);
		find(v);
		return true;
	case MSG_MATCH:
		edit_set(&v->words, msg->text);
		find(v);
		return true;
	case MSG_COMMAND:
		return command(v, (enum cmd_id)msg->command, fx);
	case MSG_SHOWN:
		find(v);
		return true;
	default:
		return false;
	}
}

static void
finder_layout(struct view *view)
{
	struct finder_view *v = (struct finder_view *)view;
	struct rect area = view->area;

	/* Above it the words, below it the sentence of the row in focus, whole. */
	area.row += 1;
	area.rows -= 2;
	list_widget_place(&v->list, area);
}

static void
finder_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct finder_view *v = finder(view);
	struct rect area = view->area;

	list_draw(&v->list, &source, v, canvas);
	draw_sentence(v, canvas, area);
	if (v->typing) {
		canvas_text(canvas, area.row, area.col, 1, INK_LABEL, ":");
		edit_draw(&v->words, canvas,
		          (struct rect){ area.row, area.col + 1, 1, area.cols - 1 }, true);
	} else if (v->words.text.len > 0) {
		canvas_textf(canvas, area.row, area.col + 1, area.cols - 2, INK_LABEL, "/%s",
		             v->words.text.data);
	} else if (model->demo_portal) {
		canvas_textf(canvas, area.row, area.col + 1, area.cols - 2, INK_LABEL,
		             _("Applicant's page: %s"), model->demo_portal);
	}
}

static enum key_use
finder_key_use(const struct view *view)
{
	return finder(view)->typing ? KEYS_TEXT : KEYS_COMMANDS;
}

static void
finder_close(struct view *view, struct model *model, struct fx *fx)
{
	struct finder_view *v = (struct finder_view *)view;

	(void)model;
	(void)fx;
	edit_done(&v->words);
	list_widget_done(&v->list);
}

static void
finder_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct finder_view *v = finder(view);

	(void)model;
	buf_printf(out, _("%d of %d"), v->count ? (int)v->list.cursor + 1 : 0, (int)v->count);
}

static const enum cmd_id finder_hints[] = { CMD_OPEN, CMD_SEARCH, CMD_CANCEL, CMD_NONE };

static const struct hint_word finder_words[] = { { CMD_OPEN, N_("run it") }, { CMD_NONE, NULL } };

static const struct view_ops finder_ops = {
	.scope = SCOPE_ALL,
	.hints = finder_hints,
	.hint_words = finder_words,
	.handle = finder_handle,
	.layout = finder_layout,
	.draw = finder_draw,
	.close = finder_close,
	.place = finder_place,
	.key_use = finder_key_use,
};

struct view *
finder_view_new(struct app *app, const struct place *place)
{
	struct finder_view *v = view_alloc(sizeof *v, &finder_ops, place);

	v->app = app;
	v->typing = place->kind == PLACE_PALETTE;
	edit_init(&v->words, FINDER_TEXT_MAX, false, false);
	list_widget_init(&v->list);
	return &v->view;
}
