/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations that go on: those that wait for a worker first, then those
 * somebody is in.  They are read here; Enter opens one from its beginning.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/model/rows.h"
#include "client/ui/list.h"
#include "client/view/chat_row.h"
#include "client/view/drill.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { CHAT_STATES = 3 };

static const char *const states[CHAT_STATES] = { "waiting", "active", "bot" };
/* Of one worker, or of a team's: what a number on the board counts. */
static const char *const workers_states[CHAT_STATES] = { "waiting", "active", "wrap_up" };

struct chats_view {
	struct view view;
	struct pages *lists[CHAT_STATES]; /* one after the other on the screen */
	struct list_widget list;
	civil_date today;
};

/* ---- rows ---- */

/* The list that has the row, and the row's place in it. */
static struct pages *
list_of(const struct chats_view *cv, int64_t row, int64_t *ret_place)
{
	for (int i = 0; i < CHAT_STATES && row >= 0; i++) {
		int64_t count = pages_count(cv->lists[i]);

		if (row < count) {
			*ret_place = row;
			return cv->lists[i];
		}
		row -= count;
	}
	return NULL;
}

static const struct interaction *
row_at(const struct chats_view *cv, int64_t row)
{
	int64_t place;
	const struct pages *pages = list_of(cv, row, &place);

	return pages ? pages_row(pages, place) : NULL;
}

static int64_t
row_count(const void *data)
{
	const struct chats_view *cv = data;
	int64_t count = 0;

	for (int i = 0; i < CHAT_STATES; i++)
		count += pages_count(cv->lists[i]);
	return count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct interaction *chat = row_at(data, row);

	return chat ? chat->id : NULL;
}

static int64_t
row_find(const void *data, const char *id)
{
	const struct chats_view *cv = data;
	int64_t before = 0;

	for (int i = 0; i < CHAT_STATES; i++) {
		int64_t row = pages_find(cv->lists[i], id);

		if (row >= 0)
			return before + row;
		before += pages_count(cv->lists[i]);
	}
	return -1;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct chats_view *cv = data;

	chat_row_draw(row_at(cv, row), true, ZONE_CENTRAL, cv->today, canvas,
	              (struct rect){ line, col, 1, cols }, is_cursor);
}

static const struct list_source rows = { row_count, row_id, row_find, row_draw, NULL };

static void
want(const struct chats_view *cv, int64_t row, struct fx *fx)
{
	int64_t place;
	struct pages *pages = list_of(cv, row, &place);

	if (pages)
		pages_want(pages, place, fx);
}

static bool
is_any(const struct chats_view *cv, enum pages_state state)
{
	for (int i = 0; i < CHAT_STATES; i++)
		if (cv->lists[i]->state == state)
			return true;
	return false;
}

static bool
is_all(const struct chats_view *cv, enum pages_state state)
{
	for (int i = 0; i < CHAT_STATES; i++)
		if (cv->lists[i]->state != state)
			return false;
	return true;
}

/* A row stands below those of the lists before its own. */
static bool
is_coming(const struct chats_view *cv)
{
	return is_any(cv, PAGES_LOADING) && !is_any(cv, PAGES_FAILED);
}

static void
sync(struct chats_view *cv)
{
	list_sync(&cv->list, &rows, cv);
	/* On no conversation yet: another may come to stand above it. */
	if (is_coming(cv))
		cv->list.id[0] = '\0';
}

/* ---- messages ---- */

static bool
command(struct chats_view *cv, int command, struct fx *fx)
{
	const struct interaction *chat = row_at(cv, cv->list.cursor);
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		want(cv, list_move(&cv->list, &rows, cv, move), fx);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		if (chat)
			fx_open(fx, PLACE_TRANSCRIPT, chat->id, "");
		return true;
	case CMD_HOUSEHOLD:
		if (chat && !str_empty(chat->customer_id))
			fx_open(fx, PLACE_CUSTOMER, chat->customer_id, "");
		return true;
	case CMD_REFRESH:
		for (int i = 0; i < CHAT_STATES; i++)
			pages_refresh(cv->lists[i], fx);
		return true;
	default:
		return false;
	}
}

static bool
chats_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct chats_view *cv = (struct chats_view *)view;

	cv->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(cv, msg->command, fx);
	case MSG_SHOWN:
	case MSG_CHANGED:
		sync(cv);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
chats_layout(struct view *view)
{
	struct chats_view *cv = (struct chats_view *)view;

	list_widget_place(&cv->list, view->area);
	sync(cv);
}

static void
chats_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct chats_view *cv = (const struct chats_view *)view;
	const char *words = _("Loading...");

	(void)model;
	list_draw(&cv->list, &rows, cv, canvas);
	if (row_count(cv) > 0)
		return;
	if (is_all(cv, PAGES_READY))
		words = _("No conversation goes on. Past ones are in each customer's history.");
	else if (is_any(cv, PAGES_FAILED))
		words = _("The conversations cannot be loaded now. R tries again.");
	canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1, INK_DIM, words);
}

/* Opened from a number. */
static bool
is_drill(const struct chats_view *cv)
{
	return cv->view.place.arg[0] != '\0';
}

static void
chats_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct chats_view *cv = (const struct chats_view *)view;

	(void)model;
	if (is_drill(cv)) {
		buf_puts(out, drill_title(&cv->view.place));
		return;
	}
	buf_puts(out, _("Chats"));
	if (is_all(cv, PAGES_READY))
		buf_printf(out, _(": %d waiting, %d active, %d with the bot"),
		           (int)pages_count(cv->lists[0]), (int)pages_count(cv->lists[1]),
		           (int)pages_count(cv->lists[2]));
}

static void
chats_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct chats_view *cv = (const struct chats_view *)view;
	int64_t count = row_count(cv);

	(void)model;
	buf_printf(out, _("times %s  "), show_zone(ZONE_CENTRAL));
	buf_printf(out, _("%d of %d"), count ? (int)cv->list.cursor + 1 : 0, (int)count);
}

static const char *
chats_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	(void)model;
	return view_empty_why_not(row_count(view), cmd);
}

static void
chats_close(struct view *view, struct model *model, struct fx *fx)
{
	struct chats_view *cv = (struct chats_view *)view;

	(void)fx;
	for (int i = 0; i < CHAT_STATES; i++)
		model_list_done(model, cv->lists[i]);
	list_widget_done(&cv->list);
}

static enum key_use
chats_key_use(const struct view *view)
{
	return is_coming((const struct chats_view *)view) ? KEYS_AHEAD : KEYS_COMMANDS;
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_REFRESH, CMD_NONE };

static const struct view_ops chats_ops = {
	.scope = SCOPE_LIST,
	.hints = hints,
	.handle = chats_handle,
	.layout = chats_layout,
	.draw = chats_draw,
	.close = chats_close,
	.title = chats_title,
	.place = chats_place,
	.why_not = chats_why_not,
	.key_use = chats_key_use,
};

struct view *
chats_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct chats_view *cv = view_alloc(sizeof(*cv), &chats_ops, place);

	char query[PLACE_ARG_MAX];

	drill_query(place, query);
	list_widget_init(&cv->list);
	cv->today = model_today(model);
	for (int i = 0; i < CHAT_STATES; i++) {
		struct buf path = BUF_INIT(LIST_PATH_MAX);

		buf_puts(&path, "/v1/interactions");
		path_add(&path, "state", query[0] ? workers_states[i] : states[i]);
		if (query[0])
			buf_printf(&path, "&%s", query);
		cv->lists[i] = model_list(model, &interaction_rows, path.data, fx);
		buf_done(&path);
	}
	return &cv->view;
}
