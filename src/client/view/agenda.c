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
#include "client/view/agenda_row.h"
#include "client/view/moves.h"
#include "client/view/view.h"

enum { TAG_LOAD = 1, TAG_DONE, TIMER_RELOAD = 1, QUESTION_SEARCH = 1, RELOAD_DELAY_MS = 500 };
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
row_draw(const void *data, int64_t row, struct canvas *canvas, int line, int col, int cols,
         bool is_cursor)
{
	const struct agenda_view *av = data;

	agenda_row_draw(&av->rows[row], av->today, canvas, (struct rect){ line, col, 1, cols }, is_cursor);
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
	const char *words = here(av) ? agenda_row_cut(&av->rows[av->list.cursor], av->list.area.cols - 1) : NULL;
	struct rect area = av->view.area;

	if (words)
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

static enum key_use
agenda_key_use(const struct view *view)
{
	const struct agenda_view *av = (const struct agenda_view *)view;

	return !av->agenda.ready && av->agenda.request ? KEYS_AHEAD : KEYS_COMMANDS;
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
	.key_use = agenda_key_use,
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
