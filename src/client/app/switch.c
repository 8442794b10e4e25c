/* SPDX-License-Identifier: Apache-2.0
 *
 * Go to: what is open, newest first and the one before this on top, then
 * whom the server finds by name, number, telephone or birth date.  An auditor
 * finds workers, too, and goes to what they saw.
 */
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/app/state.h"
#include "client/model/audit.h"
#include "client/ui/list.h"

enum { SWITCH_TEXT_MAX = 200, FOUND_MAX = 20, SEARCH_DELAY_MS = 150, SEARCH_LETTERS_MIN = 2 };
enum { TAG_SEARCH = 1, TAG_WORKERS };
enum { WORKERS_FOUND_MAX = 20 };

struct switch_row {
	char id[LIST_ID_MAX + 16]; /* place name and id */
	struct place place;
	char text[TITLE_MAX];
	bool open;
	bool unsaved;
};

struct switch_view {
	struct view view;
	struct app *app;
	struct edit words;
	struct list_widget list;
	struct switch_row rows[OPEN_MAX + FOUND_MAX + WORKERS_FOUND_MAX];
	int count;
	struct switch_row found[FOUND_MAX];
	int found_count;
	uint64_t request;
	struct audit_answer workers; /* for an auditor */
	bool due;   /* the search waits a moment for more letters */
	bool going; /* Enter came before the answer: go if one alone is meant */
};

static const struct switch_view *
switcher(const struct view *view)
{
	return (const struct switch_view *)view;
}

static int64_t
row_count(const void *data)
{
	return switcher(data)->count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct switch_view *v = switcher(data);

	return row >= 0 && row < v->count ? v->rows[row].id : NULL;
}

static int64_t
row_find(const void *data, const char *id)
{
	const struct switch_view *v = switcher(data);

	for (int row = 0; row < v->count; row++) {
		if (str_starts(v->rows[row].id, id))
			return row;
	}
	return -1;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct switch_row *at = &switcher(data)->rows[row];
	const char *state = at->unsaved ? _("draft") : at->open ? _("is open") : "";

	canvas_text(canvas, line, col, 7, INK_LABEL, state);
	canvas_text(canvas, line, col + 8, cols - 8, is_cursor ? INK_CURSOR : INK_TEXT, at->text);
}

static const struct list_source source = { row_count, row_id, row_find, row_draw, NULL };

/* Every word somewhere in the text, in any order, without accents. */
static bool
matches(const char *text, const char *words)
{
	struct buf hay = BUF_INIT(4 * TITLE_MAX), needle = BUF_INIT(4 * SWITCH_TEXT_MAX);
	bool all = true;

	utf8_fold(&hay, text, strlen(text));
	utf8_fold(&needle, words, strlen(words));
	for (const char *at = needle.data; all;) {
		char word[64];
		at += strspn(at, " ");
		size_t len = strcspn(at, " ");
		if (len == 0)
			break;
		snprintf(word, sizeof word, "%.*s", (int)len, at);
		all = strstr(hay.data, word) != NULL;
		at += len;
	}
	buf_done(&hay);
	buf_done(&needle);
	return all;
}

static void
add_row(struct switch_view *v, const struct switch_row *row)
{
	for (int i = 0; i < v->count; i++) {
		if (place_same(&v->rows[i].place, &row->place))
			return;
	}
	struct switch_row *at = &v->rows[v->count++];
	*at = *row;
	snprintf(at->id, sizeof at->id, "%d:%s", (int)row->place.kind, row->place.id);
}

static void
add_workers(struct switch_view *v)
{
	const struct worker_list *all = v->workers.object;
	int found = 0;

	if (!all || v->words.text.len < SEARCH_LETTERS_MIN)
		return;
	for (size_t i = 0; i < all->count && found < WORKERS_FOUND_MAX; i++) {
		const struct worker *worker = &all->at[i];
		struct switch_row row = { .open = false };
		char arg[PLACE_ARG_MAX];

		if (!matches(worker->name, v->words.text.data))
			continue;
		snprintf(arg, sizeof arg, "worker %s", worker->name);
		row.place = place_make(PLACE_LOOKS, worker->id, arg);
		snprintf(row.text, sizeof row.text, _("%.100s  what this worker saw"), worker->name);
		add_row(v, &row);
		found++;
	}
}

static void
fill(struct switch_view *v)
{
	const struct model *model = &v->app->model;
	const struct view *here = app_focus(v->app);

	v->count = 0;
	/* A form and its record are one matter: another matter is meant first. */
	for (size_t turn = 0; turn < 2 * model->open_count; turn++) {
		const struct open_thing *open = &model->open[turn % model->open_count];
		bool same = here && !str_empty(here->place.id) && str_eq(here->place.id, open->place.id);
		if (same != (turn >= model->open_count))
			continue;
		struct switch_row row = { .place = open->place, .open = true, .unsaved = open->unsaved };
		bool is_here = here && place_same(&here->place, &open->place);

		str_copy(row.text, sizeof row.text, open->title);
		if (!is_here && matches(row.text, v->words.text.data))
			add_row(v, &row);
	}
	for (int i = 0; i < v->found_count; i++)
		add_row(v, &v->found[i]);
	add_workers(v);
	list_sync(&v->list, &source, v);
}

static void
search(struct switch_view *v, struct fx *fx)
{
	struct buf path = BUF_INIT(2000);

	fx_cancel(fx, v->request);
	v->request = 0;
	v->due = false;
	if (v->words.text.len >= SEARCH_LETTERS_MIN) {
		buf_puts(&path, "/v1/search");
		path_add(&path, "types", "application,customer");
		path_add(&path, "q", v->words.text.data);
		v->request = fx_get(fx, v->view.owner, TAG_SEARCH, path.data);
	}
	buf_done(&path);
}

static const char *
text_of(const struct json *item, const char *name)
{
	const char *text = json_text(json_get(item, name));

	return text ? text : "";
}

static void
take_found(struct switch_view *v, const struct json *json)
{
	v->found_count = 0;
	for (const struct json *item = json_first(json_get(json, "items"));
	     item && v->found_count < FOUND_MAX; item = json_next(item)) {
		bool application = str_eq(text_of(item, "type"), "application");
		struct switch_row *row = &v->found[v->found_count++];

		*row = (struct switch_row){ .place = place_make(application ? PLACE_RECORD : PLACE_CUSTOMER,
		                                                text_of(item, "id"), "") };
		snprintf(row->text, sizeof row->text, "%s  %s", text_of(item, "title"),
		         text_of(item, "excerpt"));
	}
	fill(v);
}

static void
words_changed(struct switch_view *v, struct fx *fx)
{
	/* What earlier words find is not to be gone to by Enter after these. */
	fx_cancel(fx, v->request);
	v->request = 0;
	v->found_count = 0;
	v->going = false;
	v->due = true;
	v->list.id[0] = '\0';
	v->list.cursor = 0;
	fill(v);
	view_timer(&v->view, fx, TAG_SEARCH, SEARCH_DELAY_MS);
}

static void
go(struct switch_view *v, struct fx *fx)
{
	/* Whoever is not on the screen yet is gone to only when nobody else is
	 * meant: the wrong person's record is not to be opened by speed. */
	if (v->count == 0 && (v->due || v->request)) {
		v->going = true;
		return;
	}
	if (v->list.cursor >= v->count) {
		fx_tell(fx, TELL_REFUSAL, _("Nobody and nothing is found by these words."));
		return;
	}
	const struct place *place = &v->rows[v->list.cursor].place;
	fx_back(fx, v->view.owner);
	fx_open(fx, place->kind, place->id, place->arg);
}

/* "A-26-000453" by "a-26-000453", "26-000453" or "000453". */
static bool
has_number(const char *text, const char *words)
{
	size_t len = strcspn(text, " "), typed = strlen(words);
	const char *at = text + len - typed;

	return typed > 0 && typed <= len && strpbrk(words, "0123456789") && strncasecmp(at, words, typed) == 0 &&
	       (at == text || at[-1] == '-');
}

/* A number is one application's, and its customer, who is found by it too, is
 * not meant.  -1: who is meant is to be chosen. */
static int
row_meant(const struct switch_view *v)
{
	int meant = -1;

	for (int row = 0; row < v->count; row++) {
		if (v->rows[row].place.kind != PLACE_RECORD || !has_number(v->rows[row].text, v->words.text.data))
			continue;
		if (meant >= 0)
			return -1;
		meant = row;
	}
	return meant >= 0 ? meant : v->count <= 1 ? 0 : -1;
}

/* What was typed after Enter was for the record, and is not for these words. */
static void
go_after_answer(struct switch_view *v, bool found, struct fx *fx)
{
	struct ahead *ahead = &v->app->ahead;
	/* Those of a form beneath wait for it, and are for nothing else. */
	bool is_own = ahead->owner == v->view.owner;
	int row = found ? row_meant(v) : -1;

	v->going = false;
	if (row >= 0 && row < v->count) {
		v->list.cursor = row;
		ahead->goes_along = is_own;
		go(v, fx);
		return;
	}
	if (is_own)
		ahead->count = 0;
	if (found && row >= 0)
		go(v, fx);
	else if (found)
		fx_tell(fx, TELL_HINT, "%s", _("More than one is found: choose, then Enter."));
}

static void
take_answer(struct switch_view *v, const struct reply *reply, struct fx *fx)
{
	v->request = 0;
	if (reply->ok)
		take_found(v, reply->json);
	else
		fx_tell_err(fx, reply->err);
	if (v->going)
		go_after_answer(v, reply->ok, fx);
}

static bool
switch_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct switch_view *v = (struct switch_view *)view;

	switch (msg->kind) {
	case MSG_SHOWN:
		app_list_open(v->app);
		if ((model->roles & ROLE_AUDITOR) && v->workers.request == 0 && !v->workers.object)
			audit_ask(&v->workers, view->owner, TAG_WORKERS, "/v1/workers", fx);
		fill(v);
		return true;
	case MSG_KEY:
		if (!edit_key(&v->words, msg->key))
			return false;
		words_changed(v, fx);
		return true;
	case MSG_PASTE:
		edit_paste(&v->words, msg->text, msg->text_len);
		words_changed(v, fx);
		return true;
	case MSG_TIMER:
		search(v, fx);
		/* So few letters are not asked about: there is no answer to wait for. */
		if (v->going && !v->request)
			go_after_answer(v, true, fx);
		return true;
	case MSG_REPLY:
		if (audit_reply(&v->workers, &msg->reply)) {
			fill(v);
			return true;
		}
		if (msg->reply.request != v->request)
			return true;
		take_answer(v, &msg->reply, fx);
		return true;
	case MSG_COMMAND:
		if (msg->command == CMD_MOVE_DOWN || msg->command == CMD_NEXT_PANE)
			list_move(&v->list, &source, v, LIST_DOWN);
		else if (msg->command == CMD_MOVE_UP || msg->command == CMD_PREV_PANE)
			list_move(&v->list, &source, v, LIST_UP);
		else if (msg->command == CMD_OPEN)
			go(v, fx);
		else if (msg->command == CMD_SWITCH)
			fx_back(fx, v->view.owner);
		else
			return false;
		return true;
	default:
		return false;
	}
}

static void
switch_layout(struct view *view)
{
	struct rect area = view->area;

	area.row += 1;
	area.rows -= 1;
	list_widget_place(&((struct switch_view *)view)->list, area);
}

static void
switch_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct switch_view *v = switcher(view);
	struct rect area = view->area;

	(void)model;
	list_draw(&v->list, &source, v, canvas);
	canvas_text(canvas, area.row, area.col, 2, INK_LABEL, "^T");
	edit_draw(&v->words, canvas, (struct rect){ area.row, area.col + 3, 1, area.cols - 3 }, true);
	if (v->count == 0 && v->words.text.len == 0)
		canvas_text(canvas, area.row + 2, area.col + 1, -1, INK_DIM,
		            _("Type a name, a number, a telephone's last four digits or a birth date."));
}

static enum key_use
switch_key_use(const struct view *view)
{
	return switcher(view)->going ? KEYS_AHEAD : KEYS_TEXT;
}

static void
switch_close(struct view *view, struct model *model, struct fx *fx)
{
	struct switch_view *v = (struct switch_view *)view;

	(void)model;
	fx_cancel(fx, v->request);
	audit_answer_done(&v->workers, fx);
	edit_done(&v->words);
	list_widget_done(&v->list);
}

static const enum cmd_id switch_hints[] = { CMD_OPEN, CMD_CANCEL, CMD_NONE };

static const struct hint_word switch_words[] = { { CMD_OPEN, N_("go there") }, { CMD_NONE, NULL } };

static const struct view_ops switch_ops = {
	.scope = SCOPE_FORM,
	.hints = switch_hints,
	.hint_words = switch_words,
	.handle = switch_handle,
	.layout = switch_layout,
	.draw = switch_draw,
	.close = switch_close,
	.key_use = switch_key_use,
};

struct view *
switch_view_new(struct app *app, const struct place *place)
{
	struct switch_view *v = view_alloc(sizeof *v, &switch_ops, place);

	v->app = app;
	v->workers.kind = AUDIT_WORKERS;
	edit_init(&v->words, SWITCH_TEXT_MAX, false, false);
	list_widget_init(&v->list);
	return &v->view;
}
