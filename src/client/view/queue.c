/* SPDX-License-Identifier: Apache-2.0
 *
 * The queues: mine, the team's, unassigned, approvals.  One row says when it
 * is due, who it is, whose move it is and what the move is, and what changed
 * since it was last looked at.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/application_list.h"
#include "client/ui/bar.h"
#include "client/ui/list.h"
#include "client/view/acts.h"
#include "client/view/drill.h"
#include "client/view/list_export.h"
#include "client/view/queue_filter.h"
#include "client/view/queue_marks.h"
#include "client/view/queue_readers.h"
#include "client/view/queue_row.h"
#include "client/view/queue_turns.h"
#include "client/view/show.h"
#include "client/view/view.h"
#include "domain/county.h"

enum { QUESTION_FILTER = 1, QUESTION_SEARCH, QUESTION_SORT, QUESTION_COLUMN, QUESTION_SAVED, QUESTION_NAME,
       QUESTION_DROP };
enum { FILTER_MAX = 120, FOLDED_MAX = 4096 };

static const char *const sorts[] = { "due", "filed", "customer", "updated" };
static const char *const columns[QUEUE_COLUMNS] = { "next_act", "worker", "county", "filed", "status" };

struct queue_view {
	struct view view;
	struct pages *pages;
	struct list_widget list;
	struct rect preview;
	char filter[FILTER_MAX]; /* words the server looks for; "" all */
	char search[FILTER_MAX]; /* / */
	int sort;
	civil_date today;
	enum queue_column column; /* the last one of a row */ /* when last drawn rows were right */
	bool arranged; /* as the person left it last, or chose since */
	struct acts acts;
	struct queue_marks marked;
	struct queue_turns turns; /* PLACE_MINE */
	struct list_export exported;
	struct queue_readers readers;
};

static const struct application *
row_at(const struct queue_view *v, int64_t row)
{
	return v->pages ? application_row(v->pages, row) : NULL;
}

static const struct application *
here(const struct queue_view *v)
{
	return row_at(v, v->list.cursor);
}

/* ---- rows ---- */

static int64_t
row_count(const void *data)
{
	return pages_count(((const struct queue_view *)data)->pages);
}

static const char *
row_id(const void *data, int64_t row)
{
	return pages_id(((const struct queue_view *)data)->pages, row);
}

static int64_t
row_find(const void *data, const char *id)
{
	return pages_find(((const struct queue_view *)data)->pages, id);
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct queue_view *v = data;

	const struct application *app = row_at(v, row);
	const struct row_reader *reader = queue_reader_of(&v->readers, app->id);

	queue_row_draw(app, v->column, v->today, canvas, (struct rect){ line, col, 1, cols },
	               is_cursor);
	/* Beside the mark of urgency: r reads, w writes; who, is below on the right. */
	if (reader)
		canvas_text(canvas, line, col + 1, 1, INK_WARN,
		            reader->typing ? "w" : "r");
}

static bool
row_is_marked(const void *data, const char *id)
{
	return marks_have(&((const struct queue_view *)data)->marked.marks, id);
}

static const struct list_source rows = { row_count, row_id, row_find, row_draw, row_is_marked };

/* ---- loading ---- */

static void
build_path(const struct queue_view *v, const struct model *model, struct buf *path)
{
	char query[PLACE_ARG_MAX];

	buf_puts(path, "/v1/applications");
	switch (v->view.place.kind) {
	case PLACE_MINE:
		path_add(path, "assignee", "me");
		break;
	case PLACE_UNASSIGNED:
		path_add(path, "assignee", "none");
		break;
	case PLACE_APPROVALS:
		path_add(path, "status", "awaiting_second_approval");
		break;
	case PLACE_DRILL:
		drill_query(&v->view.place, query);
		buf_printf(path, "?%s", query);
		break;
	default:
		if (model->me.team_ids.count == 1)
			path_add(path, "team", model->me.team_ids.at[0]);
		break;
	}
	queue_filter_path(path, v->filter);
	path_add(path, "sort", sorts[v->sort]);
}

static void
open_list(struct queue_view *v, struct model *model, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);
	struct pages *before = v->pages;

	build_path(v, model, &path);
	v->pages = model_list(model, &application_list, path.data, fx);
	model_list_done(model, before);
	v->list.id[0] = '\0';
	v->list.cursor = v->list.top = 0;
	v->list.pending = -1;
	v->marked.marks.count = 0;
	list_sync(&v->list, &rows, v);
	buf_done(&path);
}

/* ---- as the person likes it ---- */

static int
word_at(const char *const *words, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (str_eq(words[i], word))
			return i;
	return 0;
}

static void
take_arrangement(struct queue_view *v, const struct saved_filter *filter)
{
	v->sort = word_at(sorts, (int)countof(sorts), filter->sort);
	v->column = (enum queue_column)word_at(columns, QUEUE_COLUMNS, filter->column);
}

/* Once, when it is known how this room was left. */
static void
arrange(struct queue_view *v, struct model *model, struct fx *fx)
{
	const struct saved_filter *left = saved_filters_room(&model->saved, place_name(v->view.place.kind));
	int sort = v->sort;

	if (v->arranged || !model->saved.loaded)
		return;
	v->arranged = true;
	if (left)
		take_arrangement(v, left);
	if (v->sort != sort && v->pages)
		open_list(v, model, fx);
}

/* name NULL: how the room is left. */
static void
keep(struct queue_view *v, const char *name, struct fx *fx)
{
	struct saved_filter filter = { .name = name, .room = place_name(v->view.place.kind), .sort = sorts[v->sort],
		                       .words = name ? v->filter : "", .column = columns[v->column] };

	v->arranged = true;
	saved_filters_keep(&filter, fx);
}

static void
ask_words(const struct queue_view *v, struct fx *fx)
{
	view_ask_text(&v->view, fx, QUESTION_FILTER, v->filter, _("Show only (name, number, clock:overdue, county:Knox ...):"));
}

/* Those of this room by name; the first line goes on with a filter of words. */
static void
ask_saved(const struct queue_view *v, const struct model *model, int question, struct fx *fx)
{
	const char *lines[MENU_MAX + 1] = { NULL };
	const char *room = place_name(v->view.place.kind);
	int count = 0, named = 0;

	if (question == QUESTION_SAVED)
		lines[count++] = _("(words)");
	while (count < MENU_MAX && saved_filters_named(&model->saved, room, named))
		lines[count++] = saved_filters_named(&model->saved, room, named++)->name;
	if (named > 0)
		view_ask_menu(&v->view, fx, question, question == QUESTION_SAVED ? _("Filter") : _("Drop which filter"), lines);
	else if (question == QUESTION_SAVED)
		ask_words(v, fx);
	else
		fx_tell(fx, TELL_REFUSAL, "%s", _("No filter is kept for this list; :save-filter keeps one."));
}

static void
take_saved(struct queue_view *v, struct model *model, int choice, struct fx *fx)
{
	const struct saved_filter *chosen =
		saved_filters_named(&model->saved, place_name(v->view.place.kind), choice - 1);

	if (!chosen) {
		ask_words(v, fx);
		return;
	}
	str_copy(v->filter, sizeof v->filter, chosen->words ? chosen->words : "");
	take_arrangement(v, chosen);
	v->arranged = true;
	open_list(v, model, fx);
}

static void
move(struct queue_view *v, enum list_move by, struct fx *fx)
{
	pages_want(v->pages, list_move(&v->list, &rows, v, by), fx);
}

/* ---- commands ---- */

static bool
has_words(const char *text, const char *folded)
{
	struct buf own = BUF_INIT(FOLDED_MAX);

	if (text)
		utf8_fold(&own, text, strlen(text));
	bool has = strstr(own.data, folded) != NULL;
	buf_done(&own);
	return has;
}

/* Along the list from the cursor. False where a row in the way is not at
 * hand, or the list goes on past what is counted: only the server can say. */
static bool
search_at_hand(struct queue_view *v, int by, const char *folded, struct fx *fx)
{
	int64_t count = pages_count(v->pages);
	bool all_at_hand = v->pages->total_exact;

	for (int64_t i = 1; i <= count; i++) {
		int64_t row = (v->list.cursor + by * i + count) % count;
		const struct application *app = row_at(v, row);
		if (!app)
			all_at_hand = false;
		else if (has_words(app->customer.name, folded) || has_words(app->number, folded)) {
			if (row == v->list.cursor)
				fx_tell(fx, TELL_HINT, "%s", _("No other row of this list has that."));
			pages_want(v->pages, list_go(&v->list, &rows, v, row), fx);
			return true;
		}
	}
	if (all_at_hand)
		fx_tell(fx, TELL_REFUSAL, _("No row of this list has that."));
	return all_at_hand;
}

/* Among the rows at hand first; what is not there the server looks for. */
static void
search(struct queue_view *v, struct model *model, int by, struct fx *fx)
{
	struct buf folded = BUF_INIT(FOLDED_MAX);

	utf8_fold(&folded, v->search, strlen(v->search));
	if (folded.len == 0)
		fx_tell(fx, TELL_HINT, "%s", _("Nothing was searched for yet: / does."));
	else if (!search_at_hand(v, by, folded.data, fx)) {
		str_copy(v->filter, sizeof v->filter, v->search);
		open_list(v, model, fx);
		fx_tell(fx, TELL_RESULT, _("Not at hand, so the server was asked; f shows all again."));
	}
	buf_done(&folded);
}

static void
next_change(struct queue_view *v, struct fx *fx)
{
	int64_t count = pages_count(v->pages);

	for (int64_t i = 1; i <= count; i++) {
		int64_t row = (v->list.cursor + i) % count;
		const struct application *app = row_at(v, row);
		if (app && app->unseen_changes > 0) {
			pages_want(v->pages, list_go(&v->list, &rows, v, row), fx);
			return;
		}
	}
	fx_tell(fx, TELL_RESULT, "%s", _("Nothing changed since you last looked."));
}

static void
mark(struct queue_view *v, const struct application *app)
{
	marks_set(&v->marked.marks, app->id, app->number, app->version);
}

static void
mark_here(struct queue_view *v, struct fx *fx)
{
	const struct application *app = here(v);

	if (!app)
		return;
	if (marks_have(&v->marked.marks, app->id))
		marks_drop(&v->marked.marks, app->id);
	else
		mark(v, app);
	move(v, LIST_DOWN, fx);
}

static void
mark_range(struct queue_view *v)
{
	int64_t from = v->list.cursor;

	/* From the nearest marked row above. */
	while (from > 0 && row_at(v, from) && !row_is_marked(v, row_at(v, from)->id))
		from--;
	for (int64_t row = from; row <= v->list.cursor; row++) {
		if (row_at(v, row))
			mark(v, row_at(v, row));
	}
}

static void
mark_all(struct queue_view *v, const struct model *model, struct fx *fx)
{
	struct buf path = BUF_INIT(GATHER_PATH_MAX), whole = BUF_INIT(GATHER_PATH_MAX);
	char filter[FILTER_MAX];

	build_path(v, model, &path);
	str_copy(filter, sizeof filter, v->filter);
	v->filter[0] = '\0';
	if (filter[0])
		build_path(v, model, &whole);
	str_copy(v->filter, sizeof v->filter, filter);
	queue_marks_all(&v->marked, &v->view, path.data, whole.data, fx);
	buf_done(&path);
	buf_done(&whole);
}

/* What an act is done to: the marked rows, else the one under the cursor. */
static void
set_targets(struct queue_view *v)
{
	const struct application *app = here(v);

	v->acts.count = 0;
	for (size_t i = 0; i < v->marked.marks.count; i++) {
		const struct marked *marked = &v->marked.marks.at[i];

		acts_add(&v->acts, marked->id, marked->number, marked->version);
	}
	if (v->acts.count == 0 && app)
		acts_add(&v->acts, app->id, app->number, app->version);
}

static bool
move_command(struct queue_view *v, enum cmd_id cmd, struct fx *fx)
{
	switch (cmd) {
	case CMD_MOVE_DOWN:
	case CMD_NEXT_RECORD: move(v, LIST_DOWN, fx); return true;
	case CMD_MOVE_UP:
	case CMD_PREV_RECORD: move(v, LIST_UP, fx); return true;
	case CMD_TOP: move(v, LIST_TOP, fx); return true;
	case CMD_BOTTOM: move(v, LIST_BOTTOM, fx); return true;
	case CMD_HALF_DOWN: move(v, LIST_HALF_DOWN, fx); return true;
	case CMD_HALF_UP: move(v, LIST_HALF_UP, fx); return true;
	case CMD_PAGE_DOWN: move(v, LIST_PAGE_DOWN, fx); return true;
	case CMD_PAGE_UP: move(v, LIST_PAGE_UP, fx); return true;
	default: return false;
	}
}

static void
freeze(struct queue_view *v, struct fx *fx)
{
	v->list.frozen = !v->list.frozen;
	v->pages->held = v->list.frozen;
	if (!v->list.frozen && v->pages->stale)
		pages_refresh(v->pages, fx);
}

/* ] and [ there go along this list. */
static void
open_record(const struct queue_view *v, const struct application *app, struct fx *fx)
{
	char arg[PLACE_ARG_MAX];

	snprintf(arg, sizeof arg, "list:%d %d", v->pages->id, (int)v->list.cursor);
	fx_open(fx, PLACE_RECORD, app->id, arg);
}

/* Back from a record: the cursor is on the one that was read last. */
static void
return_to_record(struct queue_view *v, struct model *model, struct fx *fx)
{
	int64_t row = model->record_shown[0] ? pages_find(v->pages, model->record_shown) : -1;

	model->record_shown[0] = '\0';
	list_sync(&v->list, &rows, v);
	if (row >= 0)
		pages_want(v->pages, list_go(&v->list, &rows, v, row), fx);
}

static void
ask_column(const struct queue_view *v, struct fx *fx)
{
	const char *lines[QUEUE_COLUMNS + 1] = { NULL };

	for (int i = 0; i < QUEUE_COLUMNS; i++)
		lines[i] = queue_column_name((enum queue_column)i);
	view_ask_menu(&v->view, fx, QUESTION_COLUMN, _("Last column"), lines);
}

static bool
command(struct queue_view *v, struct model *model, const struct msg *msg, struct fx *fx)
{
	static const char *const sort_lines[] = { N_("due"), N_("filed"), N_("customer"),
		                                  N_("updated"), NULL };
	const char *lines[countof(sort_lines)] = { NULL };
	const struct application *app = here(v);
	enum cmd_id cmd = (enum cmd_id)msg->command;

	if (move_command(v, cmd, fx))
		return true;
	if (queue_marks_command(&v->marked, &v->view, cmd, model, fx))
		return true;
	if (acts_has(cmd) && v->marked.marks.count > ACT_TARGETS_MAX) {
		fx_tell(fx, TELL_REFUSAL, _("At most %d at once: %d are marked. U unmarks."), ACT_TARGETS_MAX,
		        (int)v->marked.marks.count);
		return true;
	}
	if (acts_has(cmd)) {
		set_targets(v);
		return acts_handle(&v->acts, &v->view, msg, fx);
	}
	switch (cmd) {
	case CMD_OPEN:
		if (app)
			open_record(v, app, fx);
		return true;
	case CMD_FILTER:
		ask_saved(v, model, QUESTION_SAVED, fx);
		return true;
	case CMD_SAVE_FILTER:
		view_ask_text(&v->view, fx, QUESTION_NAME, "", _("Keep this filter as:"));
		return true;
	case CMD_DROP_FILTER:
		ask_saved(v, model, QUESTION_DROP, fx);
		return true;
	case CMD_SEARCH:
		view_ask_text(&v->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH: search(v, model, 1, fx); return true;
	case CMD_PREV_MATCH: search(v, model, -1, fx); return true;
	case CMD_NEXT_CHANGE: next_change(v, fx); return true;
	case CMD_REFRESH: pages_refresh(v->pages, fx); return true;
	case CMD_MARK: mark_here(v, fx); return true;
	case CMD_MARK_RANGE: mark_range(v); return true;
	case CMD_MARK_ALL: mark_all(v, model, fx); return true;
	case CMD_UNMARK: v->marked.marks.count = 0; return true;
	case CMD_FREEZE: freeze(v, fx); return true;
	case CMD_HOUSEHOLD:
		if (app)
			fx_open(fx, PLACE_CUSTOMER, app->customer.id, "");
		return true;
	case CMD_SORT:
		for (size_t i = 0; sort_lines[i]; i++)
			lines[i] = _(sort_lines[i]);
		view_ask_menu(&v->view, fx, QUESTION_SORT, _("Order"), lines);
		return true;
	case CMD_EXPORT:
		list_export_ask(&v->view, fx);
		return true;
	case CMD_COLUMNS:
		ask_column(v, fx);
		return true;
	default:
		return false;
	}
}

static void
drop_saved(const struct queue_view *v, const struct model *model, int choice, struct fx *fx)
{
	const struct saved_filter *chosen =
		saved_filters_named(&model->saved, place_name(v->view.place.kind), choice);

	if (!chosen)
		return;
	fx_tell(fx, TELL_RESULT, _("Dropped \"%s\"."), chosen->name);
	saved_filters_drop(chosen->id, fx);
}

static void
export(struct queue_view *v, const struct model *model, const struct answer *given, struct fx *fx)
{
	struct buf path = BUF_INIT(GATHER_PATH_MAX);

	build_path(v, model, &path);
	list_export_start(&v->exported, &v->view, given, path.data, &v->marked.marks, fx);
	buf_done(&path);
}

static void
answer(struct queue_view *v, struct model *model, const struct answer *given, struct fx *fx)
{
	if (!given->yes)
		return;
	switch (given->question) {
	case QUESTION_FILTER:
		str_copy(v->filter, sizeof v->filter, given->text);
		open_list(v, model, fx);
		break;
	case QUESTION_SEARCH:
		str_copy(v->search, sizeof v->search, given->text);
		search(v, model, 1, fx);
		break;
	case QUESTION_COLUMN:
		v->column = (enum queue_column)given->choice;
		keep(v, NULL, fx);
		break;
	case QUESTION_SORT:
		v->sort = given->choice;
		open_list(v, model, fx);
		keep(v, NULL, fx);
		break;
	case QUESTION_SAVED:
		take_saved(v, model, given->choice, fx);
		break;
	case QUESTION_NAME:
		if (str_empty(given->text))
			break;
		keep(v, given->text, fx);
		fx_tell(fx, TELL_RESULT, _("Kept as \"%s\": f offers it, here and at any terminal."), given->text);
		break;
	case LIST_EXPORT_QUESTION:
		export(v, model, given, fx);
		break;
	case QUESTION_DROP:
		drop_saved(v, model, given->choice, fx);
		break;
	}
}

/* Of a row at hand: the others are asked about when they are. */
static void
somebody_moved(struct queue_view *v, const struct event_note *event, struct fx *fx)
{
	const char *id = str_empty(event->application_id) ? event->subject_id : event->application_id;

	if (str_eq(event->type, "presence") && !str_empty(id) && pages_find(v->pages, id) >= 0)
		queue_readers_event(&v->readers, &v->view, id, fx);
}

static bool
queue_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct queue_view *v = (struct queue_view *)view;

	v->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(v, model, msg, fx);
	case MSG_ANSWER:
		if (!queue_marks_answer(&v->marked, view, &msg->answer, fx) && !acts_handle(&v->acts, view, msg, fx))
			answer(v, model, &msg->answer, fx);
		return true;
	case MSG_REPLY:
		if (queue_marks_reply(&v->marked, view, &msg->reply, fx) ||
		    queue_readers_reply(&v->readers, &msg->reply) ||
		    list_export_reply(&v->exported, view, &msg->reply, model, fx))
			return true;
		return turns_handle(&v->turns, view, msg, fx) || acts_handle(&v->acts, view, msg, fx);
	case MSG_TIMER:
		return turns_handle(&v->turns, view, msg, fx) || acts_handle(&v->acts, view, msg, fx);
	case MSG_EVENT:
		somebody_moved(v, &msg->event, fx);
		return false;
	case MSG_SHOWN:
		return_to_record(v, model, fx);
		return true;
	case MSG_CHANGED:
		arrange(v, model, fx);
		list_sync(&v->list, &rows, v);
		if (view->place.kind == PLACE_MINE && v->pages->state == PAGES_READY)
			turns_list_changed(&v->turns, view, v->pages->as_of_seq, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
queue_layout(struct view *view)
{
	struct queue_view *v = (struct queue_view *)view;
	struct rect list;

	split_wide(view->area, view->preview_cols, &list, &v->preview);
	list_widget_place(&v->list, list);
	list_sync(&v->list, &rows, v);
}

/* What a person of this role does first. */
static const char *
nothing_mine(const struct model *model)
{
	if (model->roles & ROLE_CASEWORKER)
		return _("Nothing is assigned to you. B takes what needs you most, 3 shows what is free.");
	if (model->roles & ROLE_SUPERVISOR)
		return _("Nothing is yours. 2 shows your teams, :approvals what waits for you.");
	if (model->roles & ROLE_INTAKE)
		return _("Nothing is assigned to you. :intake takes an application in.");
	if (model->roles & ROLE_AUDITOR)
		return _("Nothing is assigned to you. 2 shows every application, ^T finds anyone.");
	return _("Nothing is assigned to you.");
}

static void
draw_empty(const struct queue_view *v, const struct model *model, struct canvas *canvas)
{
	const char *words = _("Loading...");

	if (model->roles == ROLE_ADMIN)
		words = _("Your role sees no applications; caseload-server manages workers.");
	else if (v->pages->state == PAGES_FAILED)
		words = _("This list cannot be loaded now. R tries again.");
	else if (v->pages->state == PAGES_READY && v->filter[0])
		words = _("Nothing matches the filter. f changes it.");
	else if (v->pages->state == PAGES_READY && v->view.place.kind == PLACE_MINE)
		words = nothing_mine(model);
	else if (v->pages->state == PAGES_READY && v->view.place.kind == PLACE_APPROVALS)
		words = _("No decision waits for a second person.");
	else if (v->pages->state == PAGES_READY)
		words = _("Nothing here.");
	canvas_text(canvas, v->list.area.row + 1, v->list.area.col + 2, -1, INK_DIM, words);
}

static void
queue_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct queue_view *v = (const struct queue_view *)view;

	list_draw(&v->list, &rows, v, canvas);
	if (pages_count(v->pages) == 0)
		draw_empty(v, model, canvas);
	if (v->preview.cols > 0)
		queue_preview_draw(here(v), v->today, canvas, v->preview);
}

static void
queue_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct queue_view *v = (const struct queue_view *)view;

	(void)model;
	buf_puts(out, view->place.kind == PLACE_DRILL ? drill_title(&view->place) : _(place_title(view->place.kind)));
	if (v->pages->state == PAGES_READY)
		buf_printf(out, " %lld%s", (long long)pages_count(v->pages),
		           v->pages->total_exact ? "" : "+");
	if (view->place.kind == PLACE_MINE && !v->filter[0])
		turns_print(&v->turns, out);
}

static void
queue_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct queue_view *v = (const struct queue_view *)view;
	int64_t count = pages_count(v->pages);

	if (v->marked.marks.count > 0)
		buf_printf(out, n_("%d marked ", "%d marked ", v->marked.marks.count), (int)v->marked.marks.count);
	if (v->list.frozen)
		buf_printf(out, "%s ", _("FROZEN"));
	const struct application *app = here(v);
	const struct row_reader *reader = app ? queue_reader_of(&v->readers, app->id) : NULL;
	if (reader) {
		queue_reader_print(reader, out);
		buf_puts(out, "  ");
	}
	if (model->asking > 0 && v->list.pending >= 0)
		buf_printf(out, "%s ", _("loading"));
	buf_printf(out, _("%lld of %lld%s"), (long long)(count ? v->list.cursor + 1 : 0),
	           (long long)count, v->pages->total_exact || count == 0 ? "" : "+");
	if (v->filter[0])
		buf_printf(out, _(", filter: %s"), v->filter);
	if (v->sort > 0)
		buf_printf(out, _(", by %s"), _(sorts[v->sort]));
}

static void
queue_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct queue_view *v = (const struct queue_view *)view;
	const struct application *app = here(v);

	(void)model;
	if (!app)
		return;
	ret->type = "application";
	ret->id = app->id;
	ret->number = app->number;
	ret->version = app->version;
	ret->allowed_actions = app->allowed_actions.count > 0 ? &app->allowed_actions : NULL;
	ret->marked = (int)v->marked.marks.count;
}

static void
queue_close(struct view *view, struct model *model, struct fx *fx)
{
	struct queue_view *v = (struct queue_view *)view;

	queue_marks_done(&v->marked, fx);
	list_export_done(&v->exported, fx);
	model_list_done(model, v->pages);
	list_widget_done(&v->list);
}

static const enum cmd_id queue_hints[] = { CMD_OPEN, CMD_NEXT_BEST, CMD_CLAIM, CMD_DECIDE,
	                                   CMD_ASK_MISSING, CMD_NOTE, CMD_FILTER, CMD_NONE };

static const struct view_ops queue_ops = {
	.scope = SCOPE_APP,
	.hints = queue_hints,
	.handle = queue_handle,
	.layout = queue_layout,
	.draw = queue_draw,
	.close = queue_close,
	.title = queue_title,
	.place = queue_place,
	.subject = queue_subject,
};

struct view *
queue_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct queue_view *v = view_alloc(sizeof *v, &queue_ops, place);

	list_widget_init(&v->list);
	turns_init(&v->turns);
	list_export_init(&v->exported, LIST_EXPORT_APPLICATIONS);
	v->today = model_today(model);
	arrange(v, model, fx);
	open_list(v, model, fx);
	if (!model->saved.asked)
		saved_filters_ask(&model->saved, fx);
	return &v->view;
}
