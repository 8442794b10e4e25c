/* SPDX-License-Identifier: Apache-2.0
 *
 * The history as a list; its filter and its search are the server's.
 */
#include "client/view/timeline.h"

#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/moves.h"
#include "client/view/show.h"

enum { COL_TIME = 1, COL_KIND = COL_TIME + 13, COL_SUMMARY = COL_KIND + 11, ACTOR_COLS = 14 };

void
timeline_init(struct timeline *timeline)
{
	*timeline = (struct timeline){ .zone = ZONE_CENTRAL };
	list_widget_init(&timeline->list);
}

void
timeline_done(struct timeline *timeline, struct model *model)
{
	model_list_done(model, timeline->pages);
	model_list_done(model, timeline->all);
	list_widget_done(&timeline->list);
}

/* ---- rows ---- */

static const struct history_row *
row_at(const struct timeline *timeline, int64_t row)
{
	return timeline->pages ? pages_row(timeline->pages, row) : NULL;
}

static int64_t
row_count(const void *data)
{
	const struct timeline *timeline = data;

	return timeline->pages ? pages_count(timeline->pages) : 0;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct timeline *timeline = data;

	return timeline->pages ? pages_id(timeline->pages, row) : NULL;
}

static int64_t
row_find(const void *data, const char *id)
{
	const struct timeline *timeline = data;

	return timeline->pages ? pages_find(timeline->pages, id) : -1;
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct timeline *timeline = data;
	const struct history_entry *entry = &row_at(timeline, row)->entry;
	bool is_new = timeline->new_from > 0 && entry->seq >= timeline->new_from;
	char time[SHOW_MAX], actor[SHOW_ACT_MAX];
	int end = col + cols;

	if (is_new)
		canvas_text(canvas, line, col, 1, INK_NEW, "+");
	canvas_text(canvas, line, col + COL_TIME, 12, is_cursor ? INK_CURSOR : INK_TEXT,
	            show_short_time(time, entry->at_ms, timeline->zone, timeline->today));
	canvas_text(canvas, line, col + COL_KIND, 10, INK_LABEL, _(history_kind_text(entry->kind)));
	canvas_text(canvas, line, col + COL_SUMMARY, end - col - COL_SUMMARY - ACTOR_COLS - 1,
	            is_new ? INK_NEW : INK_TEXT, entry->summary);
	canvas_text(canvas, line, end - ACTOR_COLS, ACTOR_COLS, INK_DIM,
	            show_author(actor, &entry->actor));
}

static const struct list_source rows = { row_count, row_id, row_find, row_draw, NULL };

void
timeline_sync(struct timeline *timeline)
{
	list_sync(&timeline->list, &rows, timeline);
}

void
timeline_layout(struct timeline *timeline, struct rect area)
{
	list_widget_place(&timeline->list, area);
	timeline_sync(timeline);
}

/* ---- loading ---- */

static struct pages *
ask(struct timeline *timeline, struct model *model, enum history_kind kind, const char *words,
    struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);

	buf_printf(&path, "/v1/customers/%s/history", timeline->customer_id);
	path_add(&path, "kind", kind == HISTORY_NONE ? "" : history_kind_wire(kind));
	path_add(&path, "q", words);
	struct pages *pages = model_list(model, &history_rows, path.data, fx);
	pages_about(pages, timeline->customer_id);
	buf_done(&path);
	return pages;
}

void
timeline_open(struct timeline *timeline, struct model *model, const char *customer_id, struct fx *fx)
{
	if (timeline->pages)
		return;
	str_copy(timeline->customer_id, sizeof(timeline->customer_id), customer_id);
	timeline->all = ask(timeline, model, HISTORY_NONE, "", fx);
	timeline->pages = ask(timeline, model, HISTORY_NONE, "", fx);
	timeline_sync(timeline);
}

void
timeline_about(struct timeline *timeline, const char *id)
{
	if (timeline->all)
		pages_about(timeline->all, id);
	if (timeline->pages)
		pages_about(timeline->pages, id);
}

static void
narrow(struct timeline *timeline, struct model *model, struct fx *fx)
{
	struct pages *before = timeline->pages;

	if (!before)
		return;
	timeline->pages = ask(timeline, model, timeline->kind, timeline->words, fx);
	for (int i = 0; i < timeline->all->about_count; i++)
		pages_about(timeline->pages, timeline->all->about[i]);
	model_list_done(model, before);
	timeline->list.id[0] = '\0';
	timeline->list.cursor = timeline->list.top = 0;
	timeline->list.pending = -1;
	timeline_sync(timeline);
}

const struct history_entry *
timeline_here(const struct timeline *timeline)
{
	const struct history_row *at = row_at(timeline, timeline->list.cursor);

	return at ? &at->entry : NULL;
}

const struct history_entry *
timeline_newest(const struct timeline *timeline, int64_t row)
{
	const struct history_row *at = timeline->all ? pages_row(timeline->all, row) : NULL;

	return at ? &at->entry : NULL;
}

bool
timeline_next_new(struct timeline *timeline, bool here_too, struct fx *fx)
{
	int64_t count = row_count(timeline);

	for (int64_t i = here_too ? 0 : 1; timeline->new_from > 0 && i <= count; i++) {
		int64_t row = (timeline->list.cursor + i) % (count ? count : 1);
		const struct history_row *at = row_at(timeline, row);
		if (at && at->entry.seq >= timeline->new_from) {
			pages_want(timeline->pages, list_go(&timeline->list, &rows, timeline, row), fx);
			return true;
		}
	}
	return false;
}

/* ---- commands ---- */

static void
open_entry(const struct timeline *timeline, const struct view *view, struct reading *reading,
           struct fx *fx)
{
	const struct history_row *at = row_at(timeline, timeline->list.cursor);
	const struct history_entry *entry = at ? &at->entry : NULL;

	if (!entry)
		return;
	reading->zone = timeline->zone;
	reading->today = timeline->today;
	if (!str_empty(entry->interaction_id))
		fx_open(fx, PLACE_TRANSCRIPT, entry->interaction_id, "");
	else if (!str_empty(entry->notice_id) && entry->kind == HISTORY_NOTICE)
		reading_letter(reading, view, entry->notice_id, fx);
	else if (!str_empty(entry->decision_id))
		reading_decision(reading, view, entry->decision_id, fx);
	else if (!str_empty(entry->notice_id))
		reading_letter(reading, view, entry->notice_id, fx);
	else
		reading_entry(reading, entry);
}

static void
ask_kind(const struct view *view, struct fx *fx)
{
	const char *lines[HISTORY_COUNT + 1] = { _("all") };

	for (int kind = 1; kind < HISTORY_COUNT; kind++)
		lines[kind] = _(history_kind_text((enum history_kind)kind));
	view_ask_menu(view, fx, TIMELINE_QUESTION_KIND, _("Show only"), lines);
}

static bool
command(struct timeline *timeline, const struct view *view, int command, struct reading *reading,
        struct fx *fx)
{
	enum list_move move;

	if (!timeline->pages)
		return false;
	if (list_move_of((enum cmd_id)command, &move)) {
		pages_want(timeline->pages, list_move(&timeline->list, &rows, timeline, move), fx);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		open_entry(timeline, view, reading, fx);
		return true;
	case CMD_FILTER:
		ask_kind(view, fx);
		return true;
	case CMD_SEARCH:
		view_ask_text(view, fx, TIMELINE_QUESTION_WORDS, timeline->words,
		              _("Entries with the words:"));
		return true;
	case CMD_NEXT_MATCH:
	case CMD_PREV_MATCH:
		/* Every entry that is listed is a match. */
		move = command == CMD_NEXT_MATCH ? LIST_DOWN : LIST_UP;
		pages_want(timeline->pages, list_move(&timeline->list, &rows, timeline, move), fx);
		return true;
	case CMD_REFRESH:
		pages_refresh(timeline->pages, fx);
		return true;
	default:
		return false;
	}
}

static bool
answer(struct timeline *timeline, struct model *model, const struct answer *given, struct fx *fx)
{
	if (given->question == TIMELINE_QUESTION_KIND) {
		if (given->yes)
			timeline->kind = (enum history_kind)given->choice;
	} else if (given->question == TIMELINE_QUESTION_WORDS) {
		if (given->yes)
			str_copy(timeline->words, sizeof(timeline->words), given->text);
	} else {
		return false;
	}
	if (given->yes)
		narrow(timeline, model, fx);
	return true;
}

bool
timeline_handle(struct timeline *timeline, const struct view *view, struct model *model,
                const struct msg *msg, struct reading *reading, struct fx *fx)
{
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(timeline, view, msg->command, reading, fx);
	case MSG_ANSWER:
		return answer(timeline, model, &msg->answer, fx);
	default:
		return false;
	}
}

/* ---- showing ---- */

void
timeline_draw(const struct timeline *timeline, struct canvas *canvas)
{
	const struct rect *area = &timeline->list.area;
	const char *words = _("Loading...");

	list_draw(&timeline->list, &rows, timeline, canvas);
	if (row_count(timeline) > 0)
		return;
	if (timeline->pages && timeline->pages->state == PAGES_FAILED)
		words = _("The history cannot be loaded now. R tries again.");
	else if (timeline->pages && timeline->pages->state == PAGES_READY)
		words = timeline->kind != HISTORY_NONE || timeline->words[0]
		                ? _("Nothing like that. f and / change what is shown.")
		                : _("Nothing has happened yet.");
	canvas_text(canvas, area->row + 1, area->col + 2, -1, INK_DIM, words);
}

void
timeline_place_text(const struct timeline *timeline, const struct model *model, struct buf *out)
{
	int64_t count = row_count(timeline);
	bool exact = timeline->pages && pages_is_exact(timeline->pages);

	if (model->asking > 0 && timeline->list.pending >= 0)
		buf_printf(out, "%s ", _("loading"));
	buf_printf(out, _("%lld of %lld%s"), (long long)(count ? timeline->list.cursor + 1 : 0),
	           (long long)count, exact || count == 0 ? "" : "+");
	if (timeline->kind != HISTORY_NONE)
		buf_printf(out, _(", only: %s"), _(history_kind_text(timeline->kind)));
	if (timeline->words[0])
		buf_printf(out, ", /%s", timeline->words);
}
