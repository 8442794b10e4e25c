/* SPDX-License-Identifier: Apache-2.0
 *
 * A customer's page: who it is, who lives with them, what each has applied
 * for, and the history of everything.  Lines with something behind them open
 * it; the commands of an application act on the one under the cursor.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/application_list.h"
#include "client/model/model.h"
#include "client/ui/bar.h"
#include "client/view/customer_view.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "domain/county.h"

enum { TAG_CUSTOMER = 1, TAG_ALIKE, QUESTION_SEARCH = 1 };
/* ---- the list of lines ---- */

static int64_t
row_count(const void *data)
{
	return ((const struct customer_view *)data)->line_count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct customer_view *cv = data;

	return row >= 0 && row < cv->line_count ? cv->lines[row].id : NULL;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct customer_view *cv = data;
	const struct page_line *at = &cv->lines[row];
	bool opens = at->target.kind != PLACE_NONE;

	canvas_text(canvas, line, col, PAGE_LABEL_COLS - 1, INK_LABEL, at->label);
	canvas_text(canvas, line, col + PAGE_LABEL_COLS, cols - PAGE_LABEL_COLS,
	            is_cursor && opens ? INK_CURSOR : at->ink, at->text);
}

static const struct list_source rows = { row_count, row_id, NULL, row_draw, NULL };

/* The lines as they are now; the cursor stays on what it was on. */
static void
fill(struct customer_view *cv)
{
	customer_fill_lines(cv);
	if (customer_of(cv) && cv->to_household) {
		int64_t row = list_find(&rows, cv, "h-0");
		cv->to_household = false;
		if (row >= 0)
			list_go(&cv->list, &rows, cv, row);
	}
	list_sync(&cv->list, &rows, cv);
}

static const struct page_line *
here(const struct customer_view *cv)
{
	return cv->tab == TAB_PAGE && cv->list.cursor < cv->line_count ? &cv->lines[cv->list.cursor]
	                                                               : NULL;
}

/* ---- loading ---- */

static void
want_members(struct customer_view *cv, struct model *model, struct fx *fx)
{
	const struct customer *customer = customer_of(cv);

	for (size_t i = 0; i < customer->household.count && cv->member_count < MEMBER_LISTS_MAX; i++) {
		const char *id = customer->household.at[i].customer_id;
		struct member_list *member = &cv->members[cv->member_count];
		struct buf path = BUF_INIT(LIST_PATH_MAX);

		if (!str_empty(id) && !str_eq(id, customer->id) && !customer_member_list(cv, id)) {
			buf_puts(&path, "/v1/applications");
			path_add(&path, "customer", id);
			str_copy(member->customer_id, sizeof(member->customer_id), id);
			member->pages = model_list(model, &application_list, path.data, fx);
			cv->member_count++;
		}
		buf_done(&path);
	}
}

static void
ask_alike(const struct customer_view *cv, struct fx *fx)
{
	view_get(&cv->view, fx, TAG_ALIKE, "/v1/customers/%s/alike", cv->view.place.id);
}

static void
take_alike(struct customer_view *cv, const struct reply *reply)
{
	struct buf line = BUF_INIT(1000);

	if (!reply->ok)
		return;
	arena_reset(&cv->alike_arena);
	cv->alike_count = 0;
	for (const struct json *item = json_first(json_get(reply->json, "items"));
	     item && cv->alike_count < ALIKE_LINES_MAX; item = json_next(item)) {
		const struct json *other = json_get(item, "customer");
		const char *name = json_text(json_get(other, "name"));
		const char *number = json_text(json_get(other, "case_number"));
		struct alike_line *at = &cv->alike[cv->alike_count];
		const char *lead = ": ";

		buf_reset(&line);
		buf_printf(&line, "%s %s", number ? number : "", name ? name : "");
		for (const struct json *word = json_first(json_get(item, "because")); word;
		     word = json_next(word)) {
			buf_printf(&line, "%s%s", lead, show_shared(json_text(word)));
			lead = ", ";
		}
		str_copy(at->id, sizeof(at->id), json_text(json_get(other, "id")));
		at->text = arena_strdup(&cv->alike_arena, line.data);
		cv->alike_count++;
	}
	buf_done(&line);
}

static void
want(struct customer_view *cv, struct model *model, struct fx *fx)
{
	const struct customer *customer = customer_of(cv);

	if (!customer)
		return;
	want_members(cv, model, fx);
	cv->history.zone = county_zone(customer->county);
	if (cv->tab == TAB_TIMELINE)
		timeline_open(&cv->history, model, customer->id, fx);
	for (size_t i = 0; i < customer->applications.count; i++)
		timeline_about(&cv->history, customer->applications.at[i].id);
}

static void
refill(struct customer_view *cv, struct model *model, struct fx *fx)
{
	cv->today = cv->history.today = model_today(model);
	want(cv, model, fx);
	timeline_sync(&cv->history);
	fill(cv);
}

/* ---- messages ---- */

static void
search(struct customer_view *cv, const char *words, struct fx *fx)
{
	for (int64_t i = 1; i <= cv->line_count; i++) {
		int64_t row = (cv->list.cursor + i) % cv->line_count;
		if (utf8_has(cv->lines[row].text, words)) {
			list_go(&cv->list, &rows, cv, row);
			return;
		}
	}
	fx_tell(fx, TELL_REFUSAL, _("Not on this page: %s"), words);
}

static bool
page_command(struct customer_view *cv, int command, struct fx *fx)
{
	const struct page_line *line = here(cv);
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		list_move(&cv->list, &rows, cv, move);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		if (line && line->target.kind != PLACE_NONE)
			fx_open(fx, line->target.kind, line->target.id, line->target.arg);
		return true;
	case CMD_SEARCH:
		view_ask_text(&cv->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	default:
		return false;
	}
}

static bool
command(struct customer_view *cv, struct model *model, const struct msg *msg, struct fx *fx)
{
	int tab;

	if (reading_handle(&cv->reading, &cv->view, msg, fx))
		return true;
	switch (msg->command) {
	case CMD_TAB_1: tab = TAB_PAGE; break;
	case CMD_TAB_2: tab = TAB_TIMELINE; break;
	case CMD_NEXT_PANE:
	case CMD_PREV_PANE: tab = cv->tab == TAB_PAGE ? TAB_TIMELINE : TAB_PAGE; break;
	case CMD_HOUSEHOLD:
		cv->to_household = true;
		cv->tab = TAB_PAGE;
		fill(cv);
		return true;
	case CMD_EDIT:
		fx_open(fx, PLACE_CUSTOMER_EDIT, cv->view.place.id, "");
		return true;
	case CMD_DECLARE_CONFLICT:
		if (customer_of(cv))
			conflict_ask(&cv->conflict, &cv->view, customer_of(cv)->id, customer_of(cv)->name, fx);
		return true;
	case CMD_LINK_CUSTOMER:
		linking_ask(&cv->linking, fx);
		return true;
	case CMD_REFRESH:
		thing_refresh(&cv->customer, cv->view.owner, TAG_CUSTOMER, fx);
		ask_alike(cv, fx);
		if (cv->history.pages)
			pages_refresh(cv->history.pages, fx);
		return true;
	default:
		if (cv->tab == TAB_TIMELINE)
			return timeline_handle(&cv->history, &cv->view, model, msg, &cv->reading, fx);
		return page_command(cv, msg->command, fx);
	}
	cv->reading.open = false;
	cv->tab = tab;
	refill(cv, model, fx);
	return true;
}

static bool
answer(struct customer_view *cv, struct model *model, const struct msg *msg, struct fx *fx)
{
	if (msg->answer.question == QUESTION_SEARCH) {
		if (msg->answer.yes && !str_empty(msg->answer.text))
			search(cv, msg->answer.text, fx);
		return true;
	}
	return reading_handle(&cv->reading, &cv->view, msg, fx) ||
	       conflict_handle(&cv->conflict, &cv->view, model, msg, fx) ||
	       linking_handle(&cv->linking, msg, fx) ||
	       timeline_handle(&cv->history, &cv->view, model, msg, &cv->reading, fx);
}

/* Its own record, or one of its applications that is in sight. */
static bool
is_about(const struct customer_view *cv, const struct event_note *event)
{
	const struct customer *customer = cv->customer.object;

	if (str_eq(event->subject_id, cv->view.place.id))
		return true;
	for (size_t i = 0; customer && i < customer->applications.count; i++)
		if (str_eq(event->application_id, customer->applications.at[i].id))
			return !str_eq(event->type, "presence");
	return false;
}

/* What it was opened for, once. */
static void
shown_for(struct customer_view *cv, struct fx *fx)
{
	char *arg = cv->view.place.arg;

	if (str_eq(arg, "household") || str_eq(arg, "link"))
		cv->to_household = true;
	if (str_eq(arg, "link"))
		linking_ask(&cv->linking, fx);
	arg[0] = '\0';
}

static bool
customer_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct customer_view *cv = (struct customer_view *)view;

	switch (msg->kind) {
	case MSG_COMMAND:
		return command(cv, model, msg, fx);
	case MSG_ANSWER:
		return answer(cv, model, msg, fx);
	case MSG_REPLY:
		if (msg->reply.tag == TAG_ALIKE)
			take_alike(cv, &msg->reply);
		else if (!thing_reply(&cv->customer, &msg->reply, view->owner, fx) &&
		         !conflict_handle(&cv->conflict, view, model, msg, fx) &&
		         !linking_handle(&cv->linking, msg, fx))
			reading_handle(&cv->reading, view, msg, fx);
		linking_go_on(&cv->linking, fx);
		refill(cv, model, fx);
		return true;
	case MSG_EVENT:
		if (is_about(cv, &msg->event))
			thing_refresh(&cv->customer, view->owner, TAG_CUSTOMER, fx);
		if (str_eq(msg->event.subject_id, view->place.id))
			ask_alike(cv, fx);
		return true;
	case MSG_SHOWN:
		shown_for(cv, fx);
		/* Back from comparing, two may have become one. */
		if (cv->alike_count > 0) {
			thing_refresh(&cv->customer, view->owner, TAG_CUSTOMER, fx);
			ask_alike(cv, fx);
		}
		refill(cv, model, fx);
		return true;
	case MSG_CHANGED:
		refill(cv, model, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
customer_layout(struct view *view)
{
	struct customer_view *cv = (struct customer_view *)view;
	struct rect body = view->area;

	body.row += 1;
	body.rows = body.rows > 1 ? body.rows - 1 : 0;
	cv->cols = body.cols;
	list_widget_place(&cv->list, body);
	timeline_layout(&cv->history, body);
	reading_layout(&cv->reading, body);
	fill(cv);
}

static void
customer_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct customer_view *cv = (const struct customer_view *)view;
	const char *const tabs[] = { _("Customer"), _("History"), NULL };

	(void)model;
	tabs_draw(canvas, view->area.row, tabs, cv->tab);
	if (cv->reading.open)
		reading_draw(&cv->reading, canvas);
	else if (cv->tab == TAB_TIMELINE)
		timeline_draw(&cv->history, canvas);
	else
		list_draw(&cv->list, &rows, cv, canvas);
	if (!customer_of(cv))
		canvas_text(canvas, view->area.row + 2, view->area.col + 2, -1, INK_DIM,
		            cv->customer.state != THING_FAILED ? _("Loading...")
		            : cv->customer.err.code == ERR_NOT_FOUND
		                    ? _("Not open to you: no application of theirs is your team's.")
		                    : _("The customer cannot be loaded now. R tries again."));
}

static void
customer_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct customer *customer = customer_of((const struct customer_view *)view);

	(void)model;
	if (customer)
		buf_printf(out, "%s %s", customer->case_number ? customer->case_number : "",
		           customer->name);
	else
		buf_puts(out, _("Customer"));
}

static void
customer_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct customer_view *cv = (const struct customer_view *)view;

	(void)model;
	if (cv->reading.open)
		reading_place_text(&cv->reading, out);
	else if (cv->tab == TAB_TIMELINE)
		timeline_place_text(&cv->history, model, out);
}

/* An application under the cursor is what its commands act on. */
static void
customer_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct customer_view *cv = (const struct customer_view *)view;
	const struct page_line *line = here(cv);
	const struct customer *customer = customer_of(cv);

	(void)model;
	if (line && line->target.kind == PLACE_RECORD) {
		ret->type = "application";
		ret->id = line->target.id;
		ret->number = line->number;
	} else if (customer) {
		ret->type = "customer";
		ret->id = customer->id;
		ret->number = customer->case_number;
	}
}

static const char *
customer_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct customer_view *cv = (const struct customer_view *)view;

	(void)model;
	if ((cmd == CMD_EDIT || cmd == CMD_DECLARE_CONFLICT || cmd == CMD_LINK_CUSTOMER) && !customer_of(cv))
		return _("The customer is not loaded yet.");
	if (cmd == CMD_LINK_CUSTOMER && customer_of(cv)->kind == CUSTOMER_ORGANIZATION)
		return _("A business has no household.");
	if (cmd == CMD_CLAIM || cmd == CMD_RELEASE || cmd == CMD_REVEAL_SSN)
		return _("Open the application first: Enter.");
	const struct page_line *line = here(cv);
	bool on_application = line && line->target.kind == PLACE_RECORD;
	if (cmd == CMD_OPEN && cv->tab == TAB_PAGE && !cv->reading.open && !(line && line->target.kind != PLACE_NONE))
		return _("Nothing is behind this line.");
	/* The subject is the customer then, and these are not about customers. */
	if (!on_application && cmd_of(cmd)->scope == SCOPE_APP && cmd != CMD_HOUSEHOLD &&
	    (cmd_of(cmd)->flags & CMD_SUBJECT))
		return _("Put the cursor on an application first.");
	return NULL;
}

static void
customer_close(struct view *view, struct model *model, struct fx *fx)
{
	struct customer_view *cv = (struct customer_view *)view;

	if (cv->customer.request)
		fx_cancel(fx, cv->customer.request);
	for (int i = 0; i < cv->member_count; i++)
		model_list_done(model, cv->members[i].pages);
	thing_done(&cv->customer);
	timeline_done(&cv->history, model);
	reading_done(&cv->reading, fx);
	linking_done(&cv->linking);
	list_widget_done(&cv->list);
	arena_done(&cv->arena);
	arena_done(&cv->alike_arena);
}

static enum key_use
customer_key_use(const struct view *view)
{
	const struct customer_view *cv = (const struct customer_view *)view;

	return cv->customer.state == THING_LOADING ? KEYS_AHEAD : KEYS_COMMANDS;
}

static const enum cmd_id hints[] = { CMD_OPEN,      CMD_EDIT, CMD_NEXT_PANE,
	                             CMD_HOUSEHOLD, CMD_NOTE, CMD_CALL, CMD_NONE };

static const struct view_ops customer_ops = {
	.scope = SCOPE_RECORD,
	.hints = hints,
	.handle = customer_handle,
	.layout = customer_layout,
	.draw = customer_draw,
	.close = customer_close,
	.title = customer_title,
	.place = customer_place,
	.subject = customer_subject,
	.why_not = customer_why_not,
	.key_use = customer_key_use,
};

struct view *
customer_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct customer_view *cv = view_alloc(sizeof(*cv), &customer_ops, place);

	list_widget_init(&cv->list);
	timeline_init(&cv->history);
	reading_init(&cv->reading);
	linking_init(&cv->linking, &cv->view, &cv->customer, TAG_CUSTOMER);
	cv->today = model_today(model);
	thing_load(&cv->customer, THING_CUSTOMER, place->id, cv->view.owner, TAG_CUSTOMER, fx);
	ask_alike(cv, fx);
	return &cv->view;
}
