/* SPDX-License-Identifier: Apache-2.0
 *
 * The queues: mine, the team's, unassigned, approvals, reviews.  One row says when it
 * is due, who it is, whose move it is and what the move is, and what changed
 * since it was last looked at.
 */
#include "base/str.h"
#include "client/view/drill.h"
#include "client/view/queue_filter.h"
#include "client/view/queue_view.h"

const struct application *
queue_row_at(const struct queue_view *v, int64_t row)
{
	return v->pages ? application_row(v->pages, row) : NULL;
}

const struct application *
queue_here(const struct queue_view *v)
{
	return queue_row_at(v, v->list.cursor);
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

	const struct application *app = queue_row_at(v, row);
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

const struct list_source queue_row_source = { row_count, row_id, row_find, row_draw, row_is_marked };

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
	case PLACE_REVIEWS:
		path_add(path, "review", "open");
		break;
	case PLACE_CORRECTIONS:
		path_add(path, "review", "correct");
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
	path_add(path, "sort", queue_sort_word(v));
}

void
queue_open_list(struct queue_view *v, struct model *model, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);
	struct pages *before = v->pages;

	build_path(v, model, &path);
	v->pages = model_list(model, &application_list, path.data, fx);
	model_list_done(model, before);
	v->list.id[0] = '\0';
	v->list.cursor = v->list.top = 0;
	v->list.pending = -1;
	v->list.frozen = false; /* the other list was */
	queue_marks_clear(&v->marked, fx);
	list_sync(&v->list, &queue_row_source, v);
	buf_done(&path);
}

static void
move(struct queue_view *v, enum list_move by, struct fx *fx)
{
	pages_want(v->pages, list_move(&v->list, &queue_row_source, v, by), fx);
}

/* ---- commands ---- */

static void
mark(struct queue_view *v, const struct application *app)
{
	marks_set(&v->marked.marks, app->id, app->number, app->version);
}

/* All of them are on their way: one that is met twice would be done twice. */
static bool
is_marking(const struct queue_view *v, struct fx *fx)
{
	if (v->marked.gather.asking)
		fx_tell(fx, TELL_HINT, "%s", _("Marking every page ..."));
	return v->marked.gather.asking != 0;
}

static void
mark_here(struct queue_view *v, struct fx *fx)
{
	const struct application *app = queue_here(v);

	if (!app || is_marking(v, fx))
		return;
	if (marks_have(&v->marked.marks, app->id))
		marks_drop(&v->marked.marks, app->id);
	else
		mark(v, app);
	move(v, LIST_DOWN, fx);
}

static void
mark_range(struct queue_view *v, struct fx *fx)
{
	int64_t from = v->list.cursor;

	if (is_marking(v, fx))
		return;
	/* From the nearest marked row above. */
	while (from > 0 && queue_row_at(v, from) && !row_is_marked(v, queue_row_at(v, from)->id))
		from--;
	/* Without one it would be all rows from the first on, or from the first at hand. */
	if (!queue_row_at(v, from) || !row_is_marked(v, queue_row_at(v, from)->id)) {
		fx_tell(fx, TELL_REFUSAL, "%s", _("Mark the first one with Space; V then marks from it to here."));
		return;
	}
	for (int64_t row = from; row <= v->list.cursor; row++) {
		if (queue_row_at(v, row))
			mark(v, queue_row_at(v, row));
	}
}

static void
mark_all(struct queue_view *v, const struct model *model, struct fx *fx)
{
	struct buf path = BUF_INIT(GATHER_PATH_MAX), whole = BUF_INIT(GATHER_PATH_MAX);
	char filter[QUEUE_FILTER_MAX];

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
	const struct application *app = queue_here(v);

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
	list_sync(&v->list, &queue_row_source, v);
	if (row >= 0)
		pages_want(v->pages, list_go(&v->list, &queue_row_source, v, row), fx);
}

static bool
command(struct queue_view *v, struct model *model, const struct msg *msg, struct fx *fx)
{
	const struct application *app = queue_here(v);
	enum cmd_id cmd = (enum cmd_id)msg->command;

	if (move_command(v, cmd, fx))
		return true;
	if (queue_marks_command(&v->marked, &v->view, cmd, model, fx) || queue_arrange_command(v, model, cmd, fx))
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
	case CMD_SEARCH:
		view_ask_text(&v->view, fx, QUEUE_QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH: queue_search(v, model, 1, fx); return true;
	case CMD_PREV_MATCH: queue_search(v, model, -1, fx); return true;
	case CMD_NEXT_CHANGE: queue_next_change(v, fx); return true;
	case CMD_REFRESH: pages_refresh(v->pages, fx); return true;
	case CMD_MARK: mark_here(v, fx); return true;
	case CMD_MARK_RANGE: mark_range(v, fx); return true;
	case CMD_MARK_ALL: mark_all(v, model, fx); return true;
	case CMD_UNMARK: queue_marks_clear(&v->marked, fx); return true;
	case CMD_FREEZE: freeze(v, fx); return true;
	case CMD_HOUSEHOLD:
		if (app)
			fx_open(fx, PLACE_CUSTOMER, app->customer.id, "");
		return true;
	case CMD_EXPORT:
		list_export_ask(&v->view, fx);
		return true;
	default:
		return false;
	}
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
	if (!given->yes || queue_arrange_answer(v, model, given, fx))
		return;
	if (given->question == LIST_EXPORT_QUESTION) {
		export(v, model, given, fx);
	} else if (given->question == QUEUE_QUESTION_SEARCH) {
		str_copy(v->search, sizeof v->search, given->text);
		queue_search(v, model, 1, fx);
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
	v->marked.start.led_team_ids = &model->me.led_team_ids;
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
		if (turns_handle(&v->turns, view, msg, fx))
			return true;
		/* It is marked still: X takes back what C did to it. */
		if (msg->reply.ok)
			marks_renew_one(&v->marked.marks, msg->reply.json);
		return acts_handle(&v->acts, view, msg, fx);
	case MSG_TIMER:
		return turns_handle(&v->turns, view, msg, fx) || acts_handle(&v->acts, view, msg, fx);
	case MSG_EVENT:
		somebody_moved(v, &msg->event, fx);
		return false;
	case MSG_SHOWN:
		marks_catch_up(&v->marked.marks, &model->bulk_marks);
		return_to_record(v, model, fx);
		return true;
	case MSG_CHANGED:
		queue_arrange(v, model, fx);
		list_sync(&v->list, &queue_row_source, v);
		if (view->place.kind == PLACE_MINE && v->pages->state == PAGES_READY)
			turns_list_changed(&v->turns, view, v->pages->as_of_seq, fx);
		return true;
	default:
		return false;
	}
}

static void
queue_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct queue_view *v = (const struct queue_view *)view;
	const struct application *app = queue_here(v);

	(void)model;
	if (!app)
		return;
	ret->type = "application";
	ret->id = app->id;
	ret->number = app->number;
	ret->version = app->version;
	ret->allowed_actions = app->allowed_actions.count > 0 ? &app->allowed_actions : NULL;
	ret->status = app->status;
	ret->marked = (int)v->marked.marks.count;
}

/* What is done to a row waits until there are rows. */
static enum key_use
queue_key_use(const struct view *view)
{
	const struct queue_view *v = (const struct queue_view *)view;

	return v->pages->state == PAGES_LOADING && v->pages->request ? KEYS_AHEAD : KEYS_COMMANDS;
}

static const char *
queue_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	(void)model;
	return view_empty_why_not(queue_row_source.count(view), cmd);
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

/* Of a list of what is decided. */
static const enum cmd_id review_hints[] = { CMD_OPEN, CMD_REVIEW, CMD_STATUS_MENU, CMD_NOTE, CMD_FILTER, CMD_NONE };

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
	.why_not = queue_why_not,
	.key_use = queue_key_use,
};

static const struct view_ops review_list_ops = {
	.scope = SCOPE_APP,
	.hints = review_hints,
	.handle = queue_handle,
	.layout = queue_layout,
	.draw = queue_draw,
	.close = queue_close,
	.title = queue_title,
	.place = queue_place,
	.subject = queue_subject,
	.why_not = queue_why_not,
	.key_use = queue_key_use,
};

struct view *
queue_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	bool reviews = place->kind == PLACE_REVIEWS || place->kind == PLACE_CORRECTIONS;
	struct queue_view *v = view_alloc(sizeof *v, reviews ? &review_list_ops : &queue_ops, place);

	list_widget_init(&v->list);
	turns_init(&v->turns);
	list_export_init(&v->exported, LIST_EXPORT_APPLICATIONS);
	v->today = model_today(model);
	queue_arrange(v, model, fx);
	queue_open_list(v, model, fx);
	if (!model->saved.asked)
		saved_filters_ask(&model->saved, fx);
	return &v->view;
}
