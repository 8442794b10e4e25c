/* SPDX-License-Identifier: Apache-2.0
 *
 * Who saw this record, newest first; or, of a worker, what he or she saw and
 * searched for.  The place's argument is what it is about and what that is
 * called: "application A-26-000412", "customer C-104882", "worker Ana Ruiz".
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/audit.h"
#include "client/model/model.h"
#include "client/ui/list.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { QUESTION_SEARCH = 1, QUESTION_WHOLE };
enum { SEARCH_MAX = 120, FOLDED_MAX = 4096 };
enum { COL_WHO = 13, COL_WHAT = COL_WHO + 21, COL_TEXT = COL_WHAT + 16 };

struct looks_view {
	struct view view;
	struct pages *pages;
	struct list_widget list;
	char type[16], label[PLACE_ARG_MAX];
	bool of_worker;
	bool whole; /* of an application: all looks at its customer, too */
	char search[SEARCH_MAX];
	civil_date today;
};

static const struct access_view *
look_at(const struct looks_view *lv, int64_t row)
{
	const struct look_row *at = lv->pages ? pages_row(lv->pages, row) : NULL;

	return at ? &at->look : NULL;
}

static const struct access_view *
here(const struct looks_view *lv)
{
	return look_at(lv, lv->list.cursor);
}

/* ---- rows ---- */

static int64_t
row_count(const void *data)
{
	return pages_count(((const struct looks_view *)data)->pages);
}

static const char *
row_id(const void *data, int64_t row)
{
	return pages_id(((const struct looks_view *)data)->pages, row);
}

static int64_t
row_find(const void *data, const char *id)
{
	return pages_find(((const struct looks_view *)data)->pages, id);
}

static const char *
what_of(const struct access_view *look)
{
	if (str_eq(look->type, "ssn.revealed"))
		return _("SSN SHOWN");
	if (str_eq(look->type, "document.viewed"))
		return _("document");
	if (str_eq(look->type, "search.done"))
		return _("searched for");
	if (str_eq(look->type, "list.exported"))
		return _("list in a file");
	return str_empty(look->application_id) ? _("customer's page") : _("application");
}

/* Of a worker whom he or she looked at; else who it was. */
static const char *
who_of(const struct looks_view *lv, const struct access_view *look)
{
	if (!lv->of_worker)
		return look->worker && !str_empty(look->worker->name) ? look->worker->name : _("the system");
	return look->customer && look->customer->name ? look->customer->name : "-";
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct looks_view *lv = data;
	const struct access_view *look = look_at(lv, row);
	bool secret = str_eq(look->type, "ssn.revealed");
	char time[SHOW_MAX];

	canvas_text(canvas, line, col, COL_WHO - 1, is_cursor ? INK_CURSOR : INK_TEXT,
	            show_short_time(time, look->at_ms, ZONE_CENTRAL, lv->today));
	canvas_text(canvas, line, col + COL_WHO, COL_WHAT - COL_WHO - 1, INK_TEXT, who_of(lv, look));
	canvas_text(canvas, line, col + COL_WHAT, COL_TEXT - COL_WHAT - 1,
	            secret ? INK_WARN : INK_LABEL, what_of(look));
	canvas_text(canvas, line, col + COL_TEXT, cols - COL_TEXT, INK_TEXT,
	            look->text ? look->text : "");
}

static const struct list_source rows = { row_count, row_id, row_find, row_draw, NULL };

/* ---- loading ---- */

/* The customer of an application is known from its record or from a row. */
static const char *
customer_of(const struct looks_view *lv, const struct model *model)
{
	const struct record *record = model_record_find(model, lv->view.place.id);
	const struct access_view *first = look_at(lv, 0);

	if (record && record->application)
		return record->application->customer.id;
	return first && first->customer ? first->customer->id : NULL;
}

static void
open_list(struct looks_view *lv, struct model *model, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);
	struct pages *before = lv->pages;
	const char *customer = lv->whole ? customer_of(lv, model) : NULL;

	buf_puts(&path, "/v1/audit/access");
	lv->whole = customer != NULL;
	path_add(&path, customer ? "customer" : lv->type, customer ? customer : lv->view.place.id);
	lv->pages = model_list(model, &look_rows, path.data, fx);
	model_list_done(model, before);
	lv->list.id[0] = '\0';
	lv->list.cursor = lv->list.top = 0;
	lv->list.pending = -1;
	list_sync(&lv->list, &rows, lv);
	buf_done(&path);
}

/* Something is out of sight from now on: no row of before stays. */
static void
begin_again(struct looks_view *lv, struct model *model, struct fx *fx)
{
	model_list_done(model, lv->pages);
	lv->pages = NULL;
	open_list(lv, model, fx);
}

/* ---- commands ---- */

/* From who it was to what else that worker saw; from what it was to there. */
static void
open_row(const struct looks_view *lv, struct fx *fx)
{
	const struct access_view *look = here(lv);
	char arg[PLACE_ARG_MAX];

	if (!look)
		return;
	if (lv->of_worker && !str_empty(look->application_id)) {
		fx_open(fx, PLACE_RECORD, look->application_id, "");
	} else if (lv->of_worker && look->customer) {
		fx_open(fx, PLACE_CUSTOMER, look->customer->id, "");
	} else if (lv->of_worker) {
		fx_tell(fx, TELL_REFUSAL, _("A search opened nothing; there is no record behind it."));
	} else if (look->worker && !str_empty(look->worker->id)) {
		snprintf(arg, sizeof(arg), "worker %s", look->worker->name);
		fx_open(fx, PLACE_LOOKS, look->worker->id, arg);
	}
}

static bool
has_words(const struct looks_view *lv, const struct access_view *look, const char *folded)
{
	const char *const texts[] = { who_of(lv, look), " ", what_of(look), " ", look->text };
	struct buf own = BUF_INIT(FOLDED_MAX);

	for (size_t i = 0; i < countof(texts); i++)
		if (texts[i])
			utf8_fold(&own, texts[i], strlen(texts[i]));
	bool has = strstr(own.data, folded) != NULL;
	buf_done(&own);
	return has;
}

static void
search(struct looks_view *lv, int by, struct fx *fx)
{
	struct buf folded = BUF_INIT(FOLDED_MAX);
	int64_t count = row_count(lv), row = -1;

	utf8_fold(&folded, lv->search, strlen(lv->search));
	for (int64_t i = 1; folded.len > 0 && row < 0 && i <= count; i++) {
		int64_t at = (lv->list.cursor + by * i + count) % count;
		if (look_at(lv, at) && has_words(lv, look_at(lv, at), folded.data))
			row = at;
	}
	if (row >= 0)
		pages_want(lv->pages, list_go(&lv->list, &rows, lv, row), fx);
	else if (folded.len > 0)
		fx_tell(fx, TELL_REFUSAL, _("Not among the rows at hand: %s. G goes to the oldest."),
		        lv->search);
	buf_done(&folded);
}

static bool
command(struct looks_view *lv, int command, struct fx *fx)
{
	const char *lines[] = { _("this application"), _("whatever is the customer's"), NULL };
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		pages_want(lv->pages, list_move(&lv->list, &rows, lv, move), fx);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		open_row(lv, fx);
		return true;
	case CMD_FILTER:
		view_ask_menu(&lv->view, fx, QUESTION_WHOLE, _("Who saw"), lines);
		return true;
	case CMD_SEARCH:
		view_ask_text(&lv->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
	case CMD_PREV_MATCH:
		search(lv, command == CMD_NEXT_MATCH ? 1 : -1, fx);
		return true;
	case CMD_REFRESH:
		pages_refresh(lv->pages, fx);
		return true;
	default:
		return false;
	}
}

static void
answer(struct looks_view *lv, struct model *model, const struct answer *given, struct fx *fx)
{
	if (given->yes && given->question == QUESTION_WHOLE) {
		lv->whole = given->choice == 1;
		open_list(lv, model, fx);
	} else if (given->yes) {
		str_copy(lv->search, sizeof(lv->search), given->text);
		search(lv, 1, fx);
	}
}

static bool
looks_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct looks_view *lv = (struct looks_view *)view;

	lv->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(lv, msg->command, fx);
	case MSG_ANSWER:
		answer(lv, model, &msg->answer, fx);
		return true;
	case MSG_EVENT:
		if (msg->event.gone)
			begin_again(lv, model, fx);
		return true;
	case MSG_CHANGED:
	case MSG_SHOWN:
		list_sync(&lv->list, &rows, lv);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
looks_layout(struct view *view)
{
	struct looks_view *lv = (struct looks_view *)view;
	struct rect area = view->area;

	area.row += 1;
	area.rows = area.rows > 1 ? area.rows - 1 : 0;
	list_widget_place(&lv->list, area);
	list_sync(&lv->list, &rows, lv);
}

static const char *
empty_words(const struct looks_view *lv)
{
	if (lv->pages->state == PAGES_LOADING)
		return _("Loading...");
	if (lv->pages->state == PAGES_FAILED)
		return lv->pages->err.code == ERR_NOT_FOUND
		               ? _("There is nothing here by that name that you may see.")
		               : _("This list cannot be loaded now. R tries again.");
	return lv->of_worker ? _("This worker saw nothing yet, and searched for nothing.")
	                     : _("Nobody has looked at it yet.");
}

static void
looks_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct looks_view *lv = (const struct looks_view *)view;
	int line = view->area.row, col = lv->list.area.col + 1, end = view->area.col + view->area.cols;

	(void)model;
	canvas_text(canvas, line, col, COL_WHO - 1, INK_LABEL, _("When"));
	canvas_text(canvas, line, col + COL_WHO, COL_WHAT - COL_WHO - 1, INK_LABEL,
	            lv->of_worker ? _("Whose record") : _("Who"));
	canvas_text(canvas, line, col + COL_WHAT, COL_TEXT - COL_WHAT - 1, INK_LABEL, _("What"));
	canvas_text(canvas, line, col + COL_TEXT, end - col - COL_TEXT, INK_LABEL, _("Why, or the words"));
	list_draw(&lv->list, &rows, lv, canvas);
	if (row_count(lv) == 0)
		canvas_text(canvas, line + 2, view->area.col + 2, -1, INK_DIM, empty_words(lv));
}

static void
looks_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct looks_view *lv = (const struct looks_view *)view;
	const struct access_view *first = look_at(lv, 0);

	(void)model;
	buf_printf(out, lv->of_worker ? _("What %s saw") : _("Who saw %s"), lv->label);
	if (!lv->of_worker && first && first->customer && first->customer->name)
		buf_printf(out, " %s", first->customer->name);
}

static void
looks_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct looks_view *lv = (const struct looks_view *)view;
	int64_t count = row_count(lv);

	if (model->asking > 0 && lv->list.pending >= 0)
		buf_printf(out, "%s ", _("loading"));
	buf_printf(out, _("%lld of %lld%s"), (long long)(count ? lv->list.cursor + 1 : 0),
	           (long long)count, pages_is_exact(lv->pages) || count == 0 ? "" : "+");
	if (lv->whole)
		buf_printf(out, ", %s", _("whatever is the customer's"));
}

/* :as-it-was from here is about the application, y about its number. */
static void
looks_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct looks_view *lv = (const struct looks_view *)view;
	const struct access_view *look = here(lv);

	(void)model;
	if (!lv->of_worker) {
		ret->type = lv->type;
		ret->id = view->place.id;
		ret->number = lv->label;
	} else if (look && !str_empty(look->application_id)) {
		ret->type = "application";
		ret->id = look->application_id;
	} else if (look && look->customer) {
		ret->type = "customer";
		ret->id = look->customer->id;
	}
}

static const char *
looks_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	(void)model;
	if (cmd == CMD_FILTER && !str_eq(((const struct looks_view *)view)->type, "application"))
		return _("All of it is shown; / searches in it.");
	return NULL;
}

static void
looks_close(struct view *view, struct model *model, struct fx *fx)
{
	struct looks_view *lv = (struct looks_view *)view;

	(void)fx;
	model_list_done(model, lv->pages);
	list_widget_done(&lv->list);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_FILTER, CMD_SEARCH, CMD_REFRESH, CMD_BACK,
	                             CMD_NONE };

static const struct view_ops looks_ops = {
	.scope = SCOPE_ALL,
	.hints = hints,
	.handle = looks_handle,
	.layout = looks_layout,
	.draw = looks_draw,
	.close = looks_close,
	.title = looks_title,
	.place = looks_place,
	.subject = looks_subject,
	.why_not = looks_why_not,
};

struct view *
looks_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct looks_view *lv = view_alloc(sizeof(*lv), &looks_ops, place);
	size_t len = strcspn(place->arg, " ");

	snprintf(lv->type, sizeof(lv->type), "%.*s", (int)len, place->arg);
	str_copy(lv->label, sizeof(lv->label), place->arg + len + (place->arg[len] != '\0'));
	lv->of_worker = str_eq(lv->type, "worker");
	lv->today = model_today(model);
	list_widget_init(&lv->list);
	open_list(lv, model, fx);
	return &lv->view;
}
