/* SPDX-License-Identifier: Apache-2.0
 *
 * My agenda: interviews, proofs, decisions, reminders and appeals by the day
 * they are due, and how the last interviews went, in the zone of the county
 * each belongs to.  What is past and still open comes
 * first.
 */
#include "client/model/agenda.h"

#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/ui/list.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"
#include "domain/words.h"

enum { TAG_LOAD = 1, TAG_DONE, TIMER_RELOAD = 1, QUESTION_SEARCH = 1, RELOAD_DELAY_MS = 500 };
enum { COL_WHAT = 11, COL_NUMBER = COL_WHAT + 11, COL_NAME = COL_NUMBER + 12,
       COL_PROGRAM = COL_NAME + 21, COL_ACT = COL_PROGRAM + 6 };

#define TALKS_OVER ((civil_date)INT32_MAX) /* the heading of interviews that are over */

/* A day's heading, or one thing on that day. */
struct agenda_row {
	char id[PLACE_ID_MAX + 16];
	civil_date day;
	const struct agenda_entry *entry; /* NULL: the heading */
};

struct agenda_view {
	struct view view;
	struct agenda agenda;
	struct arena arena;
	struct agenda_row *rows;
	int64_t row_count;
	struct list_widget list;
	bool placed; /* the cursor was put on today once */
	bool stale;  /* something changed since the last load */
	char search[120];
	civil_date today;
};

/* ---- rows ---- */

static int64_t
row_count(const void *data)
{
	return ((const struct agenda_view *)data)->row_count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct agenda_view *av = data;

	return row >= 0 && row < av->row_count ? av->rows[row].id : NULL;
}

static void
draw_heading(const struct agenda_view *av, civil_date day, struct canvas *canvas, int line, int col)
{
	static const char *const days[] = { N_("Sunday"),    N_("Monday"),   N_("Tuesday"),
		                            N_("Wednesday"), N_("Thursday"), N_("Friday"),
		                            N_("Saturday") };
	char date[SHOW_MAX];

	if (day == TALKS_OVER)
		canvas_text(canvas, line, col, -1, INK_HEADING, _("Interviews of the last two weeks"));
	else if (day < av->today)
		canvas_text(canvas, line, col, -1, INK_OVERDUE, _("Past, and still open"));
	else
		canvas_textf(canvas, line, col, -1, INK_HEADING, "%s %s%s", _(days[date_weekday(day)]),
		             show_date(date, day, av->today), day == av->today ? _(", today") : "");
}

static const char *
what_text(enum agenda_kind kind)
{
	switch (kind) {
	case AGENDA_INTERVIEW:
	case AGENDA_OVER: return _("interview");
	case AGENDA_REMINDER: return _("remind");
	case AGENDA_APPEAL: return _("appeal by");
	case AGENDA_PROOF: return _("proof due");
	case AGENDA_DECISION: return _("decide by");
	}
	return "";
}

/* Which offer it was, and what came of it: two missed are as many as are owed. */
static const char *
how_it_went(char out[SHOW_ACT_MAX], const struct agenda_item *item)
{
	enum interview_state state =
		(enum interview_state)word_find(words_interview, item->state);

	snprintf(out, SHOW_ACT_MAX, _("%d. %s"), (int)item->offer, show_interview_state(state));
	return out;
}

static const char *
last_column(char out[SHOW_ACT_MAX], const struct agenda_entry *entry, civil_date today)
{
	switch (entry->kind) {
	case AGENDA_INTERVIEW:
		return entry->application->county;
	case AGENDA_OVER:
		return how_it_went(out, entry->item);
	case AGENDA_REMINDER:
		return entry->item->text;
	case AGENDA_APPEAL:
		return str_eq(entry->item->state, "benefits_go_on") ? _("benefit goes on") : _("open");
	case AGENDA_PROOF:
	case AGENDA_DECISION:
		break;
	}
	return show_next_act(out, entry->application, entry->zone, today);
}

static void
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct agenda_view *av = data;
	const struct agenda_row *at = &av->rows[row];
	const struct agenda_entry *entry = at->entry;
	char time[SHOW_MAX] = "", program[SHOW_MAX], act[SHOW_ACT_MAX], date[SHOW_MAX];

	if (!entry) {
		draw_heading(av, at->day, canvas, line, col);
		return;
	}
	const struct application *app = entry->application;
	/* What is over is no longer late. */
	bool past = entry->day < av->today && entry->kind != AGENDA_OVER;
	if (entry->day < av->today)
		str_copy(time, sizeof(time), show_date(date, entry->day, av->today));
	else if (entry->minute >= 0)
		snprintf(time, sizeof(time), "%02d:%02d %s", entry->minute / 60, entry->minute % 60,
		         entry->zone == ZONE_EASTERN ? "ET" : "CT");
	canvas_text(canvas, line, col + 2, 8, past ? INK_OVERDUE : INK_TEXT, time);
	canvas_text(canvas, line, col + COL_WHAT, 10, INK_LABEL, what_text(entry->kind));
	canvas_text(canvas, line, col + COL_NUMBER, 11, is_cursor ? INK_CURSOR : INK_TEXT, app->number);
	canvas_text(canvas, line, col + COL_NAME, 20, INK_TEXT, app->customer.name);
	canvas_text(canvas, line, col + COL_PROGRAM, 5, INK_TEXT, show_program(program, app));
	canvas_text(canvas, line, col + COL_ACT, cols - COL_ACT, INK_DIM,
	            last_column(act, entry, av->today));
}

static const struct list_source rows = { row_count, row_id, NULL, row_draw, NULL };

static void
add_row(struct agenda_view *av, civil_date day, const struct agenda_entry *entry)
{
	struct agenda_row *row = &av->rows[av->row_count++];

	*row = (struct agenda_row){ .day = day, .entry = entry };
	if (entry)
		snprintf(row->id, sizeof(row->id), "%d-%s-%d", (int)entry->kind,
		         entry->item && entry->item->id ? entry->item->id : entry->application->id,
		         entry->item ? (int)entry->item->offer : 0);
	else
		snprintf(row->id, sizeof(row->id), "day-%d", (int)day);
}

/* Neither due nor late, so at the end. */
static bool
is_talk_over(const struct agenda_view *av, const struct agenda_entry *entry)
{
	return entry->kind == AGENDA_OVER && entry->day < av->today;
}

static void
fill(struct agenda_view *av)
{
	const struct agenda *agenda = &av->agenda;
	civil_date heading = DATE_NONE;
	int64_t first_today = -1;

	arena_reset(&av->arena);
	av->rows = arena_array(&av->arena, agenda->entry_count * 2 + 1, sizeof(*av->rows));
	av->row_count = 0;
	for (size_t i = 0; i < agenda->entry_count; i++) {
		const struct agenda_entry *entry = &agenda->entries[i];

		if (is_talk_over(av, entry))
			continue;
		/* All that is past stands under one heading. */
		civil_date day = entry->day < av->today ? av->today - 1 : entry->day;

		if (day != heading)
			add_row(av, day, NULL);
		heading = day;
		add_row(av, entry->day, entry);
		if (first_today < 0 && entry->day >= av->today)
			first_today = av->row_count - 1;
	}
	for (size_t i = 0; i < agenda->entry_count; i++) {
		if (!is_talk_over(av, &agenda->entries[i]))
			continue;
		if (heading != TALKS_OVER)
			add_row(av, TALKS_OVER, NULL);
		heading = TALKS_OVER;
		add_row(av, agenda->entries[i].day, &agenda->entries[i]);
	}
	list_sync(&av->list, &rows, av);
	if (!av->placed && agenda->ready && av->row_count > 0) {
		av->placed = true;
		list_go(&av->list, &rows, av, first_today >= 0 ? first_today : 1);
	}
}

static const struct agenda_entry *
here(const struct agenda_view *av)
{
	int64_t row = av->list.cursor;

	return row >= 0 && row < av->row_count ? av->rows[row].entry : NULL;
}

/* ---- messages ---- */

static void
search(struct agenda_view *av, int by, struct fx *fx)
{
	if (!av->search[0]) {
		fx_tell(fx, TELL_HINT, "%s", _("/ searches first."));
		return;
	}
	for (int64_t i = 1; i <= av->row_count; i++) {
		int64_t row = ((av->list.cursor + by * i) % av->row_count + av->row_count) % av->row_count;
		const struct agenda_entry *entry = av->rows[row].entry;

		if (entry && (utf8_has(entry->application->customer.name, av->search) ||
		              utf8_has(entry->application->number, av->search))) {
			list_go(&av->list, &rows, av, row);
			return;
		}
	}
	fx_tell(fx, TELL_REFUSAL, _("Not on the agenda: %s"), av->search);
}

static void
end_reminder(struct agenda_view *av, const struct agenda_entry *entry, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	buf_printf(&path, "/v1/reminders/%s/done", entry->item->id);
	view_write(&av->view, fx, TAG_DONE, &(struct write){ .method = "POST", .path = path.data });
	buf_done(&path);
}

static bool
command(struct agenda_view *av, int command, struct fx *fx)
{
	const struct agenda_entry *entry = here(av);
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		list_move(&av->list, &rows, av, move);
		return true;
	}
	switch (command) {
	case CMD_OPEN:
		if (entry)
			fx_open(fx, PLACE_RECORD, entry->application->id, "");
		return true;
	case CMD_HOUSEHOLD:
		if (entry && entry->application->customer.id)
			fx_open(fx, PLACE_CUSTOMER, entry->application->customer.id, "household");
		return true;
	case CMD_REMINDER_DONE:
		if (entry && entry->kind == AGENDA_REMINDER)
			end_reminder(av, entry, fx);
		return true;
	case CMD_REFRESH:
		agenda_load(&av->agenda, av->view.owner, TAG_LOAD, fx);
		return true;
	case CMD_SEARCH:
		view_ask_text(&av->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
		search(av, 1, fx);
		return true;
	case CMD_PREV_MATCH:
		search(av, -1, fx);
		return true;
	default:
		return false;
	}
}

/* Of one on the agenda, or one that may have come to me. */
static bool
may_change(const struct agenda_view *av, const struct event_note *event)
{
	if (str_empty(event->application_id) || str_eq(event->type, "presence"))
		return false;
	for (size_t i = 0; i < av->agenda.shown.count; i++)
		if (str_eq(av->agenda.shown.applications[i]->id, event->application_id))
			return true;
	return str_starts(event->type, "application.");
}

static void
reload_soon(const struct agenda_view *av, struct fx *fx)
{
	if (av->stale && av->view.shown)
		view_timer(&av->view, fx, TIMER_RELOAD, RELOAD_DELAY_MS);
}

static bool
agenda_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct agenda_view *av = (struct agenda_view *)view;

	av->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(av, msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.yes) {
			str_copy(av->search, sizeof(av->search), msg->answer.text);
			search(av, 1, fx);
		}
		return true;
	case MSG_REPLY:
		if (msg->reply.tag == TAG_DONE) {
			if (msg->reply.ok)
				fx_tell(fx, TELL_RESULT, "%s", _("Done with it; T sets another."));
			else
				fx_tell_err(fx, msg->reply.err);
			agenda_load(&av->agenda, view->owner, TAG_LOAD, fx);
			return true;
		}
		agenda_reply(&av->agenda, &msg->reply, view->owner, fx);
		fill(av);
		return true;
	case MSG_EVENT:
		/* Many at once are one load; none while nobody looks. */
		if (may_change(av, &msg->event)) {
			av->stale = true;
			reload_soon(av, fx);
		}
		return true;
	case MSG_TIMER:
		av->stale = false;
		agenda_load(&av->agenda, view->owner, TAG_LOAD, fx);
		return true;
	case MSG_SHOWN:
		fill(av);
		reload_soon(av, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
agenda_layout(struct view *view)
{
	struct agenda_view *av = (struct agenda_view *)view;
	struct rect area = view->area;

	area.rows -= area.rows > 1;
	list_widget_place(&av->list, area);
	list_sync(&av->list, &rows, av);
}

/* Of the reminder under the cursor all its words, where its row has no room for them. */
static void
draw_words(const struct agenda_view *av, struct canvas *canvas)
{
	const struct agenda_entry *entry = here(av);
	const char *words = entry && entry->kind == AGENDA_REMINDER ? entry->item->text : NULL;
	struct rect area = av->view.area;

	if (words && canvas_width(words) > av->list.area.cols - 1 - COL_ACT)
		canvas_text(canvas, area.row + area.rows - 1, area.col + 3, area.cols - 3, INK_TEXT, words);
}

static void
agenda_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct agenda_view *av = (const struct agenda_view *)view;
	const char *words = _("Loading...");

	(void)model;
	draw_words(av, canvas);
	list_draw(&av->list, &rows, av, canvas);
	if (av->row_count > 0)
		return;
	if (av->agenda.failed)
		words = _("The agenda cannot be loaded now. R tries again.");
	else if (av->agenda.ready)
		words = _("Nothing is due: no interview is set, no proof is out, nothing is to decide.");
	canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1, INK_DIM, words);
}

static void
agenda_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct agenda_view *av = (const struct agenda_view *)view;
	int past = 0, today = 0;

	(void)model;
	for (size_t i = 0; i < av->agenda.entry_count; i++) {
		if (av->agenda.entries[i].kind == AGENDA_OVER)
			continue;
		past += av->agenda.entries[i].day < av->today;
		today += av->agenda.entries[i].day == av->today;
	}
	buf_puts(out, _("Agenda"));
	if (av->agenda.ready)
		buf_printf(out, _(": %d past, %d today"), past, today);
}

static void
agenda_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct agenda_view *av = (const struct agenda_view *)view;

	(void)model;
	if (av->agenda.ready && (av->agenda.request || av->agenda.failed))
		buf_printf(out, "%s ", av->agenda.failed ? _("old") : _("loading"));
	if (av->agenda.cut)
		buf_printf(out, _("the first %d only "), AGENDA_APPLICATIONS_MAX);
	buf_printf(out, _("times of the county"));
}

static void
agenda_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct agenda_entry *entry = here((const struct agenda_view *)view);

	(void)model;
	if (!entry)
		return;
	ret->type = "application";
	ret->id = entry->application->id;
	ret->number = entry->application->number;
	ret->version = entry->application->version;
	/* One that is not in my queue: only the server knows. */
	if (entry->application->version > 0)
		ret->allowed_actions = &entry->application->allowed_actions;
	ret->status = entry->application->status;
}

static const char *
agenda_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	(void)model;
	const struct agenda_entry *entry = here((const struct agenda_view *)view);

	if (cmd == CMD_REMINDER_DONE && (!entry || entry->kind != AGENDA_REMINDER))
		return _("Only a reminder is ended here.");
	if (cmd == CMD_CLAIM || cmd == CMD_RELEASE || cmd == CMD_NEXT_BEST)
		return _("Open the application first: Enter.");
	return view_empty_why_not(row_count(view), cmd);
}

static void
agenda_close(struct view *view, struct model *model, struct fx *fx)
{
	struct agenda_view *av = (struct agenda_view *)view;

	(void)model;
	if (av->agenda.request)
		fx_cancel(fx, av->agenda.request);
	agenda_done(&av->agenda);
	arena_done(&av->arena);
	list_widget_done(&av->list);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_INTERVIEW, CMD_DECIDE, CMD_NOTE,
	                             CMD_CALL, CMD_REMIND, CMD_REMINDER_DONE, CMD_NONE };

static const struct view_ops agenda_ops = {
	.scope = SCOPE_AGENDA,
	.hints = hints,
	.handle = agenda_handle,
	.layout = agenda_layout,
	.draw = agenda_draw,
	.close = agenda_close,
	.title = agenda_title,
	.place = agenda_place,
	.subject = agenda_subject,
	.why_not = agenda_why_not,
};

struct view *
agenda_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct agenda_view *av = view_alloc(sizeof(*av), &agenda_ops, place);

	list_widget_init(&av->list);
	av->today = model_today(model);
	agenda_load(&av->agenda, av->view.owner, TAG_LOAD, fx);
	return &av->view;
}
