/* SPDX-License-Identifier: Apache-2.0
 *
 * Which worker an auditor asks about: parts of the name narrow the list, Enter
 * shows what that worker saw.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/audit.h"
#include "client/model/model.h"
#include "client/ui/edit.h"
#include "client/ui/list.h"
#include "client/view/moves.h"
#include "client/view/view.h"

enum { TAG_WORKERS = 1 };
enum { WORDS_MAX = 120, FOLDED_MAX = 2048 };
enum { COL_USERNAME = 28, COL_ROLES = COL_USERNAME + 14 };

struct workers_view {
	struct view view;
	struct audit_answer answer;
	struct edit words;
	struct list_widget list;
	struct arena arena;
	size_t *found; /* of the answer's workers */
	int count;
};

static const struct worker *
worker_at(const struct workers_view *wv, int64_t row)
{
	const struct worker_list *all = wv->answer.object;

	return all && row >= 0 && row < wv->count ? &all->at[wv->found[row]] : NULL;
}

/* ---- rows ---- */

static int64_t
row_count(const void *data)
{
	return ((const struct workers_view *)data)->count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct worker *worker = worker_at(data, row);

	return worker ? worker->id : NULL;
}

static const char *
role_text(const char *wire)
{
	static const struct {
		const char *wire, *text;
	} roles[] = {
		{ "caseworker", N_("caseworker") }, { "supervisor", N_("supervisor") },
		{ "intake", N_("intake") },         { "auditor", N_("auditor") },
		{ "admin", N_("administrator") },
	};

	for (size_t i = 0; i < countof(roles); i++)
		if (str_eq(roles[i].wire, wire))
			return _(roles[i].text);
	return wire;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct worker *worker = worker_at(data, row);
	struct buf roles = BUF_INIT(FOLDED_MAX);

	for (size_t i = 0; i < worker->roles.count; i++)
		buf_printf(&roles, "%s%s", i ? ", " : "", role_text(worker->roles.at[i]));
	canvas_text(canvas, line, col, COL_USERNAME - 1, is_cursor ? INK_CURSOR : INK_TEXT, worker->name);
	canvas_text(canvas, line, col + COL_USERNAME, COL_ROLES - COL_USERNAME - 1, INK_LABEL,
	            worker->username);
	canvas_text(canvas, line, col + COL_ROLES, cols - COL_ROLES, INK_TEXT, roles.data);
	buf_done(&roles);
}

static const struct list_source rows = { row_count, row_id, NULL, row_draw, NULL };

/* ---- narrowing ---- */

/* Every part that was typed is somewhere in the name or the user name. */
static bool
is_meant(const struct worker *worker, const char *folded)
{
	struct buf own = BUF_INIT(FOLDED_MAX);
	bool all = true;

	utf8_fold(&own, worker->name, strlen(worker->name));
	buf_putc(&own, ' ');
	utf8_fold(&own, worker->username, strlen(worker->username));
	for (const char *at = folded + strspn(folded, " "); all && *at; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		all = memmem(own.data, own.len, at, len) != NULL;
		at += len;
	}
	buf_done(&own);
	return all;
}

static void
narrow(struct workers_view *wv)
{
	const struct worker_list *all = wv->answer.object;
	struct buf folded = BUF_INIT(FOLDED_MAX);

	utf8_fold(&folded, wv->words.text.data, wv->words.text.len);
	arena_reset(&wv->arena);
	wv->found = arena_array(&wv->arena, all ? all->count + 1 : 1, sizeof(*wv->found));
	wv->count = 0;
	for (size_t i = 0; all && i < all->count; i++)
		if (is_meant(&all->at[i], folded.data))
			wv->found[wv->count++] = i;
	list_sync(&wv->list, &rows, wv);
	buf_done(&folded);
}

static void
words_changed(struct workers_view *wv)
{
	wv->list.id[0] = '\0';
	wv->list.cursor = wv->list.top = 0;
	narrow(wv);
}

/* ---- messages ---- */

static bool
command(struct workers_view *wv, int command, struct fx *fx)
{
	const struct worker *worker = worker_at(wv, wv->list.cursor);
	char arg[PLACE_ARG_MAX];
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		list_move(&wv->list, &rows, wv, move);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		if (!worker && wv->answer.request == 0 && wv->answer.failed)
			audit_ask(&wv->answer, wv->view.owner, TAG_WORKERS, "/v1/workers", fx);
		if (!worker)
			return true;
		snprintf(arg, sizeof(arg), "worker %s", worker->name);
		fx_open(fx, PLACE_LOOKS, worker->id, arg);
		return true;
	case CMD_CANCEL:
		view_back(&wv->view, fx);
		return true;
	default:
		return false;
	}
}

static bool
workers_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct workers_view *wv = (struct workers_view *)view;

	(void)model;
	switch (msg->kind) {
	case MSG_KEY:
		if (!edit_key(&wv->words, msg->key))
			return false;
		words_changed(wv);
		return true;
	case MSG_PASTE:
		edit_paste(&wv->words, msg->text, msg->text_len);
		words_changed(wv);
		return true;
	case MSG_REPLY:
		if (audit_reply(&wv->answer, &msg->reply))
			narrow(wv);
		return true;
	case MSG_COMMAND:
		return command(wv, msg->command, fx);
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
workers_layout(struct view *view)
{
	struct workers_view *wv = (struct workers_view *)view;
	struct rect area = view->area;

	area.row += 2;
	area.rows = area.rows > 2 ? area.rows - 2 : 0;
	list_widget_place(&wv->list, area);
	narrow(wv);
}

static void
workers_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct workers_view *wv = (const struct workers_view *)view;
	struct rect area = view->area;
	int col;

	(void)model;
	list_draw(&wv->list, &rows, wv, canvas);
	if (wv->count == 0)
		canvas_text(canvas, area.row + 3, area.col + 2, -1, INK_DIM,
		            wv->answer.object   ? _("No worker has that name.")
		            : wv->answer.failed ? _("The workers could not be loaded; Enter tries again.")
		                                : _("Loading..."));
	col = canvas_text(canvas, area.row, area.col + 1, -1, INK_LABEL, _("Whose looks")) + 1;
	edit_draw(&wv->words, canvas,
	          (struct rect){ area.row, col, 1, area.col + area.cols - col }, true);
}

static enum key_use
workers_key_use(const struct view *view)
{
	(void)view;
	return KEYS_TEXT;
}

static void
workers_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct workers_view *wv = (const struct workers_view *)view;

	(void)model;
	buf_printf(out, _("%lld of %lld%s"), (long long)(wv->count ? wv->list.cursor + 1 : 0),
	           (long long)wv->count, "");
}

static void
workers_close(struct view *view, struct model *model, struct fx *fx)
{
	struct workers_view *wv = (struct workers_view *)view;

	(void)model;
	audit_answer_done(&wv->answer, fx);
	arena_done(&wv->arena);
	edit_done(&wv->words);
	list_widget_done(&wv->list);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_CANCEL, CMD_NONE };

static const struct hint_word words[] = {
	{ CMD_OPEN, N_("what this worker saw") },
	{ CMD_CANCEL, N_("leave") },
	{ CMD_NONE, NULL },
};

static const struct view_ops workers_ops = {
	.scope = SCOPE_FORM,
	.hints = hints,
	.hint_words = words,
	.handle = workers_handle,
	.layout = workers_layout,
	.draw = workers_draw,
	.close = workers_close,
	.place = workers_place,
	.key_use = workers_key_use,
};

struct view *
workers_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct workers_view *wv = view_alloc(sizeof(*wv), &workers_ops, place);

	(void)model;
	wv->answer.kind = AUDIT_WORKERS;
	edit_init(&wv->words, WORDS_MAX, false, false);
	list_widget_init(&wv->list);
	audit_ask(&wv->answer, wv->view.owner, TAG_WORKERS, "/v1/workers", fx);
	return &wv->view;
}
