/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding a customer: by case number, parts of the name in any order,
 * telephone or birth date.  One field and what the server found for it.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/model/rows.h"
#include "client/ui/edit.h"
#include "client/ui/list.h"
#include "client/view/list_export.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"

enum { TIMER_SEARCH = 1, SEARCH_DELAY_MS = 200, WORDS_MAX = 200, LETTERS_MIN = 2 };
enum { COL_NAME = 10, COL_BORN = 37, COL_PHONE = COL_BORN + 12, COL_COUNTY = COL_PHONE + 15,
       WIDE_COLS = 78 };

struct customers_view {
	struct view view;
	struct edit words;
	bool in_list;        /* the list has the keys, not the field */
	bool due; /* the search for what is typed now has not begun */
	bool open_first;     /* Enter was pressed before the answer came */
	struct pages *found; /* NULL: nothing asked */
	struct list_widget list;
	struct list_export exported;
};

/* ---- rows ---- */

static const struct customer *
row_at(const struct customers_view *cv, int64_t row)
{
	return cv->found ? pages_row(cv->found, row) : NULL;
}

static int64_t
row_count(const void *data)
{
	const struct customers_view *cv = data;

	return cv->found ? pages_count(cv->found) : 0;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct customers_view *cv = data;

	return cv->found ? pages_id(cv->found, row) : NULL;
}

static int64_t
row_find(const void *data, const char *id)
{
	const struct customers_view *cv = data;

	return cv->found ? pages_find(cv->found, id) : -1;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct customers_view *cv = data;
	const struct customer *customer = row_at(cv, row);
	int end = col + cols;
	char date[SHOW_MAX];
	char open[SHOW_MAX] = "";

	canvas_text(canvas, line, col, COL_NAME - 1, is_cursor ? INK_CURSOR : INK_TEXT,
	            customer->case_number);
	canvas_text(canvas, line, col + COL_NAME, COL_BORN - COL_NAME - 1, INK_TEXT, customer->name);
	canvas_text(canvas, line, col + COL_BORN, 11, INK_TEXT,
	            show_birth(date, customer->born_on));
	canvas_text(canvas, line, col + COL_PHONE, 14, INK_TEXT, customer->phone ? customer->phone : "");
	canvas_text(canvas, line, col + COL_COUNTY, end - col - COL_COUNTY - (cols > WIDE_COLS ? 6 : 0),
	            INK_TEXT, customer->county ? customer->county : "");
	if (customer->open_applications > 0)
		snprintf(open, sizeof open, _("%d open"), (int)customer->open_applications);
	if (cols > WIDE_COLS)
		canvas_text_right(canvas, line, end, INK_LABEL, open);
}

static const struct list_source rows = { row_count, row_id, row_find, row_draw, NULL };

/* ---- asking ---- */

static void
search(struct customers_view *cv, struct model *model, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);
	struct pages *before = cv->found;

	cv->due = false;
	cv->found = NULL;
	if (cv->words.text.len >= LETTERS_MIN) {
		buf_puts(&path, "/v1/customers");
		path_add(&path, "q", cv->words.text.data);
		cv->found = model_list(model, &customer_rows, path.data, fx);
	}
	model_list_done(model, before);
	cv->list.id[0] = '\0';
	cv->list.cursor = cv->list.top = 0;
	cv->list.pending = -1;
	list_sync(&cv->list, &rows, cv);
	buf_done(&path);
}

static void
words_changed(struct customers_view *cv, struct fx *fx)
{
	cv->open_first = false;
	cv->due = true;
	view_timer(&cv->view, fx, TIMER_SEARCH, SEARCH_DELAY_MS);
}

static void
open_row(const struct customers_view *cv, struct fx *fx)
{
	const struct customer *customer = row_at(cv, cv->list.cursor);

	if (customer)
		fx_open(fx, PLACE_CUSTOMER, customer->id, "");
}

/* Enter in the field: down to what was found, or into the only one. */
static void
leave_field(struct customers_view *cv, struct fx *fx)
{
	/* What is there was found by earlier words. */
	if (cv->due || row_count(cv) == 0) {
		if (!cv->due && cv->found && cv->found->state == PAGES_FAILED)
			pages_reload(cv->found, fx);
		cv->open_first = cv->words.text.len >= LETTERS_MIN;
		return;
	}
	cv->in_list = true;
	if (row_count(cv) == 1)
		open_row(cv, fx);
}

/* ---- messages ---- */

static bool
command(struct customers_view *cv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		bool top = cv->list.cursor == 0 && move == LIST_UP;

		if (!cv->in_list && !cv->due && row_count(cv) > 0)
			cv->in_list = true;
		else if (top)
			cv->in_list = false;
		else if (cv->found)
			pages_want(cv->found, list_move(&cv->list, &rows, cv, move), fx);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		if (cv->in_list)
			open_row(cv, fx);
		else
			leave_field(cv, fx);
		return true;
	case CMD_NEXT_PANE:
	case CMD_PREV_PANE:
		cv->in_list = !cv->in_list && row_count(cv) > 0;
		return true;
	case CMD_EXPORT:
		if (cv->found)
			list_export_ask(&cv->view, fx);
		else
			fx_tell(fx, TELL_REFUSAL, "%s", _("There is nothing to export yet."));
		return true;
	case CMD_SEARCH:
	case CMD_FILTER:
		cv->in_list = false;
		return true;
	case CMD_CANCEL:
		if (cv->in_list)
			cv->in_list = false;
		else
			view_back(&cv->view, fx);
		return true;
	default:
		return false;
	}
}

static bool
customers_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct customers_view *cv = (struct customers_view *)view;

	switch (msg->kind) {
	case MSG_KEY:
		if (cv->in_list || !edit_key(&cv->words, msg->key))
			return false;
		words_changed(cv, fx);
		return true;
	case MSG_PASTE:
		edit_paste(&cv->words, msg->text, msg->text_len);
		words_changed(cv, fx);
		return true;
	case MSG_TIMER:
		search(cv, model, fx);
		return true;
	case MSG_COMMAND:
		return command(cv, msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.yes && msg->answer.question == LIST_EXPORT_QUESTION && cv->found)
			list_export_start(&cv->exported, view, &msg->answer, cv->found->path, NULL, fx);
		return true;
	case MSG_REPLY:
		return list_export_reply(&cv->exported, view, &msg->reply, model, fx);
	case MSG_CHANGED:
	case MSG_SHOWN:
		list_sync(&cv->list, &rows, cv);
		if (cv->open_first && !cv->due && cv->found && cv->found->state == PAGES_READY) {
			cv->open_first = false;
			leave_field(cv, fx);
			cv->open_first = false;
		}
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
customers_layout(struct view *view)
{
	struct customers_view *cv = (struct customers_view *)view;
	struct rect area = view->area;

	area.row += 2;
	area.rows = area.rows > 2 ? area.rows - 2 : 0;
	list_widget_place(&cv->list, area);
	list_sync(&cv->list, &rows, cv);
}

static const char *
empty_words(const struct customers_view *cv)
{
	if (cv->words.text.len < LETTERS_MIN)
		return _("Type a case number, parts of a name, a telephone or a birth date.");
	if (!cv->found || cv->found->state == PAGES_LOADING)
		return _("Searching...");
	if (cv->found->state == PAGES_FAILED)
		return _("The search did not work. Enter tries again.");
	return _("Nobody by these words that you may see.");
}

static void
customers_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct customers_view *cv = (const struct customers_view *)view;
	struct rect area = view->area;
	int col;

	(void)model;
	list_draw(&cv->list, &rows, cv, canvas);
	if (row_count(cv) == 0)
		canvas_text(canvas, area.row + 3, area.col + 2, -1, INK_DIM, empty_words(cv));
	col = canvas_text(canvas, area.row, area.col + 1, -1, INK_LABEL, _("Find")) + 1;
	/* The field is drawn last: it has the cursor while one types. */
	struct rect field = { area.row, col, 1, area.cols - col };
	if (cv->in_list) {
		canvas_text(canvas, field.row, field.col, field.cols, INK_FIELD, cv->words.text.data);
		return;
	}
	edit_draw(&cv->words, canvas, field, true);
}

static enum key_use
customers_key_use(const struct view *view)
{
	return ((const struct customers_view *)view)->in_list ? KEYS_COMMANDS : KEYS_TEXT;
}

static void
customers_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct customers_view *cv = (const struct customers_view *)view;
	int64_t count = row_count(cv);

	(void)model;
	if (cv->found && cv->found->state == PAGES_READY)
		buf_printf(out, _("%lld of %lld%s"), (long long)(count ? cv->list.cursor + 1 : 0),
		           (long long)count, pages_is_exact(cv->found) || count == 0 ? "" : "+");
}

static void
customers_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct customers_view *cv = (const struct customers_view *)view;
	const struct customer *customer = row_at(cv, cv->list.cursor);

	(void)model;
	if (!customer)
		return;
	ret->type = "customer";
	ret->id = customer->id;
	ret->number = customer->case_number;
}

static void
customers_close(struct view *view, struct model *model, struct fx *fx)
{
	struct customers_view *cv = (struct customers_view *)view;

	list_export_done(&cv->exported, fx);
	model_list_done(model, cv->found);
	edit_done(&cv->words);
	list_widget_done(&cv->list);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_NEXT_PANE, CMD_CANCEL, CMD_NONE };

static const struct view_ops customers_ops = {
	.scope = SCOPE_LIST,
	.hints = hints,
	.handle = customers_handle,
	.layout = customers_layout,
	.draw = customers_draw,
	.close = customers_close,
	.place = customers_place,
	.key_use = customers_key_use,
	.subject = customers_subject,
};

struct view *
customers_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct customers_view *cv = view_alloc(sizeof(*cv), &customers_ops, place);

	(void)model, (void)fx;
	edit_init(&cv->words, WORDS_MAX, false, false);
	list_widget_init(&cv->list);
	list_export_init(&cv->exported, LIST_EXPORT_CUSTOMERS);
	return &cv->view;
}
