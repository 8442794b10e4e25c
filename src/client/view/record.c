/* SPDX-License-Identifier: Apache-2.0
 *
 * The record of one application: seven tabs over what the model knows of it,
 * what fills them and which of them is seen.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/ui/bar.h"
#include "client/view/record_view.h"
#include "client/view/show.h"
#include "domain/county.h"

bool
record_tab_is_text(enum record_tab tab)
{
	return tab == TAB_SUMMARY || tab == TAB_ANSWERS || tab == TAB_WORKSHEET;
}

bool
record_tab_is_list(enum record_tab tab)
{
	return tab == TAB_PROOFS || tab == TAB_CHATS || tab == TAB_PAPERS;
}

/* ---- filling ---- */

/* The oldest of the changes since this worker last looked; stays marked as
 * long as the record is open, though the server is told after a second. */
static bool
counts_as_change(const struct history_entry *entry, const char *application_id, const char *my_id)
{
	return str_eq(entry->application_id, application_id) && entry->kind != HISTORY_VIEW &&
	       !str_eq(entry->actor.id, my_id);
}

static void
find_new(struct record_view *rv, const struct model *model)
{
	const struct application *app = rv->record->application;
	int64_t left = app ? app->unseen_changes : 0;

	if (!rv->history.all || rv->history.all->state != PAGES_READY)
		return;
	for (int64_t row = 0; left > 0; row++) {
		const struct history_entry *entry = timeline_newest(&rv->history, row);

		if (!entry)
			return;
		if (!counts_as_change(entry, rv->record->id, model->me.id))
			continue;
		left--;
		if (rv->history.new_from == 0 || entry->seq < rv->history.new_from)
			rv->history.new_from = entry->seq;
	}
}

static void
fill_text(struct record_view *rv, const struct model *model)
{
	int64_t match = rv->text.match;

	text_clear(&rv->text);
	if (rv->tab == TAB_SUMMARY)
		record_fill_summary(rv, model);
	else if (rv->tab == TAB_ANSWERS)
		record_fill_answers(rv);
	else if (rv->tab == TAB_WORKSHEET)
		record_fill_worksheet(rv);
	text_place(&rv->text, rv->body);
	rv->text.match = match < (int64_t)rv->text.line_count ? match : -1;
}

/* What the tabs want once the application names its customer. */
static void
want(struct record_view *rv, struct model *model, struct fx *fx)
{
	const struct application *app = rv->record->application;
	const struct customer *customer = rv->record->customer;

	record_want(rv->record, RECORD_CUSTOMER, fx);
	record_want(rv->record, RECORD_PROGRAM, fx);
	record_want(rv->record, RECORD_NOTICES, fx);
	if (rv->tab == TAB_WORKSHEET && rv->record->form && rv->record->form->rules)
		record_want(rv->record, RECORD_WORKSHEET, fx);
	if (rv->tab == TAB_ANSWERS)
		record_want(rv->record, RECORD_CHANGES, fx);
	if (rv->tab == TAB_SUMMARY)
		record_want(rv->record, RECORD_ALIKE, fx);
	record_lists_open(rv, model, fx);
	if (!app)
		return;
	rv->zone = rv->history.zone = county_zone(app->county);
	timeline_open(&rv->history, model, app->customer.id, fx);
	timeline_about(&rv->history, app->id);
	for (size_t i = 0; customer && i < customer->applications.count; i++)
		timeline_about(&rv->history, customer->applications.at[i].id);
}

static void
refill(struct record_view *rv, struct model *model, struct fx *fx)
{
	rv->today = rv->history.today = model_today(model);
	want(rv, model, fx);
	find_new(rv, model);
	timeline_sync(&rv->history);
	record_lists_sync(rv);
	if (record_tab_is_text(rv->tab))
		fill_text(rv, model);
}

void
record_go_to_tab(struct record_view *rv, enum record_tab tab, struct model *model, struct fx *fx)
{
	rv->reading.open = false;
	if (tab != rv->tab)
		rv->text.top = rv->text.cursor = 0;
	rv->tab = tab;
	refill(rv, model, fx);
}

/* ---- messages ---- */

static bool
reply(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx)
{
	switch (msg->reply.tag) {
	case RECORD_TAG_SEEN:
		/* Another screen may show the count; no event tells of this. */
		if (msg->reply.ok) {
			record_refresh_part(rv->record, RECORD_APPLICATION, fx);
			model_refresh_lists(model, "application", fx);
		}
		return true;
	case RECORD_TAG_LETTER:
		if (msg->reply.ok)
			fx_tell(fx, TELL_RESULT, "%s", _("It is on the letter list."));
		else
			fx_tell_err(fx, msg->reply.err);
		record_refresh(rv->record, fx);
		return true;
	case RECORD_TAG_SSN:
		record_take_ssn(rv, model, &msg->reply, fx);
		return true;
	case READING_TAG:
		return reading_handle(&rv->reading, &rv->view, msg, fx);
	case CONFLICT_TAG:
		return conflict_handle(&rv->conflict, &rv->view, model, msg, fx);
	default:
		if (!acts_handle(&rv->acts, &rv->view, msg, fx))
			return false;
		record_refresh(rv->record, fx);
		return true;
	}
}

static bool
take(struct record_view *rv, struct model *model, const struct msg *msg, struct fx *fx)
{
	switch (msg->kind) {
	case MSG_COMMAND:
		return record_command(rv, model, msg, fx);
	case MSG_ANSWER:
		return record_answered(rv, model, msg, fx);
	case MSG_REPLY:
		return reply(rv, model, msg, fx);
	case MSG_TIMER:
		if (msg->timer == RECORD_TIMER_SEEN)
			record_tell_seen(rv, model, fx);
		else if (msg->timer == RECORD_TIMER_SSN)
			record_hide_ssn(rv);
		return true;
	case MSG_SHOWN:
		str_copy(model->record_shown, sizeof(model->record_shown), rv->record->id);
		return true;
	case MSG_CHANGED:
	case MSG_EVENT:
		return true;
	default:
		return false;
	}
}

static const struct view_ops record_ops[TAB_COUNT];

static bool
record_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct record_view *rv = (struct record_view *)view;
	bool used = take(rv, model, msg, fx);

	if (!view->shown || model->locked || model->covered || msg->kind == MSG_SIGNAL)
		record_hide_ssn(rv);
	/* What is shown follows what is known; pages and records may have been
	 * replaced by this very message.  One that waits beneath another screen
	 * is filled when it is shown again. */
	if (view->shown && msg->kind != MSG_COMMAND && msg->kind != MSG_ANSWER)
		refill(rv, model, fx);
	record_watch_seen(rv, model, fx);
	/* A letter or a decision laid over the tab has nothing to open. */
	view->ops = &record_ops[rv->reading.open ? TAB_SUMMARY : rv->tab];
	return used;
}

/* ---- showing ---- */

static void
record_layout(struct view *view)
{
	struct record_view *rv = (struct record_view *)view;
	struct rect body = view->area;

	body.row += 1;
	body.rows = body.rows > 1 ? body.rows - 1 : 0;
	for (int tab = 0; tab < TAB_COUNT; tab++)
		list_widget_place(&rv->lists[tab], body);
	timeline_layout(&rv->history, body);
	reading_layout(&rv->reading, body);
	split_wide(body, view->preview_cols, &body, &rv->side);
	rv->body = (struct rect){ body.row, body.col + 1, body.rows, body.cols > 1 ? body.cols - 1 : 0 };
	/* The columns of a form's answers are made to the width. */
	if (rv->tab == TAB_ANSWERS || rv->tab == TAB_WORKSHEET) {
		text_clear(&rv->text);
		if (rv->tab == TAB_ANSWERS)
			record_fill_answers(rv);
		else
			record_fill_worksheet(rv);
	}
	text_place(&rv->text, rv->body);
	record_lists_sync(rv);
}

static void
draw_text_tab(const struct record_view *rv, struct canvas *canvas)
{
	if (rv->side.cols > 0)
		record_side_draw(rv, canvas);
	text_draw(&rv->text, canvas);
}

static void
record_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct record_view *rv = (const struct record_view *)view;
	const char *const tabs[] = { _("Summary"), _("Answers"), _("Proofs"), _("Worksheet"),
		                     _("History"), _("Chats"),   _("Notices"), NULL };

	(void)model;
	tabs_draw(canvas, view->area.row, tabs, (int)rv->tab);
	if (rv->reading.open)
		reading_draw(&rv->reading, canvas);
	else if (record_tab_is_text(rv->tab))
		draw_text_tab(rv, canvas);
	else if (rv->tab == TAB_HISTORY)
		timeline_draw(&rv->history, canvas);
	else
		record_list_draw(rv, canvas);
}

static void
record_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct record_view *rv = (const struct record_view *)view;

	if (model->asking > 0 && rv->record->application && record_is_loading(rv->record))
		buf_printf(out, "%s ", _("loading"));
	if (!record_title_has_readers(rv, model)) {
		record_readers_text(rv, out);
		buf_puts(out, rv->record->readers.count > 0 ? "  " : "");
	}
	if (rv->reading.open)
		reading_place_text(&rv->reading, out);
	else if ((rv->tab == TAB_HISTORY || record_tab_is_list(rv->tab)) && rv->zone != ZONE_CENTRAL)
		buf_printf(out, _("times %s  "), show_zone(rv->zone));
	if (rv->reading.open)
		return;
	if (rv->tab == TAB_HISTORY)
		timeline_place_text(&rv->history, model, out);
	else if (record_tab_is_list(rv->tab))
		record_list_place_text(rv, out);
	else if (rv->text.line_count > (size_t)rv->body.rows)
		buf_printf(out, _("line %d of %d"), (int)rv->text.cursor + 1, (int)rv->text.line_count);
}

static void
record_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct record_view *rv = (const struct record_view *)view;

	(void)model;
	subject_of(rv->record->application, ret);
}

/* What is done to it waits until it is there. */
static enum key_use
record_key_use(const struct view *view)
{
	const struct record *record = ((const struct record_view *)view)->record;

	return !record->application && record->load[RECORD_APPLICATION].request ? KEYS_AHEAD : KEYS_COMMANDS;
}

static const char *
record_why_not(const struct view *view, const struct model *model, enum cmd_id cmd)
{
	const struct record_view *rv = (const struct record_view *)view;

	(void)model;
	if (cmd == CMD_EDIT && rv->tab == TAB_PROOFS && !record_may(rv->record, "verify"))
		return _("Only the worker it is with can accept a proof, while it is open.");
	if (cmd == CMD_EDIT && rv->tab == TAB_ANSWERS && !record_may(rv->record, "answer"))
		return _("Only the worker it is with can change an answer, while it is open.");
	if (cmd == CMD_EDIT && rv->tab == TAB_ANSWERS && !record_answer_here(rv))
		return _("Go to an answer, an entry or a list by j and k.");
	if (cmd == CMD_SEND_LETTER && !record_letter_here(rv))
		return _("No letter came back. For another, go to it in Notices (7).");
	if (cmd == CMD_REVEAL_SSN && !rv->record->customer)
		return _("The customer is not loaded yet.");
	if (cmd == CMD_REVEAL_SSN && str_empty(rv->record->customer->ssn_last4))
		return _("No social security number is on this record.");
	return NULL;
}

static void
record_close(struct view *view, struct model *model, struct fx *fx)
{
	struct record_view *rv = (struct record_view *)view;

	record_hide_ssn(rv);
	timeline_done(&rv->history, model);
	reading_done(&rv->reading, fx);
	text_done(&rv->text);
	for (int tab = 0; tab < TAB_COUNT; tab++)
		list_widget_done(&rv->lists[tab]);
	model_list_done(model, rv->chats);
	record_leave(rv->record, RECORD_READING, fx);
	model_record_done(model, rv->record);
}

/* Of each tab what one does there first. */
static const enum cmd_id summary_hints[] = { CMD_DECIDE, CMD_ASK_MISSING, CMD_NOTE, CMD_INTERVIEW,
	                                     CMD_CALL,   CMD_CLAIM,       CMD_NEXT_RECORD,
	                                     CMD_NEXT_CHANGE, CMD_NONE };
static const enum cmd_id answers_hints[] = { CMD_EDIT, CMD_SEARCH, CMD_DECIDE, CMD_ASK_MISSING, CMD_NOTE,
	                                     CMD_NEXT_RECORD, CMD_NONE };
static const enum cmd_id proofs_hints[] = { CMD_VIEW_DOCUMENT, CMD_EDIT, CMD_OPEN, CMD_ASK_MISSING, CMD_DECIDE,
	                                    CMD_NOTE, CMD_NEXT_RECORD, CMD_NONE };
static const enum cmd_id worksheet_hints[] = { CMD_OPEN, CMD_DECIDE, CMD_ASK_MISSING, CMD_NOTE,
	                                       CMD_NEXT_RECORD, CMD_NONE };
static const enum cmd_id history_hints[] = { CMD_OPEN, CMD_FILTER, CMD_SEARCH, CMD_NEXT_CHANGE, CMD_NOTE,
	                                     CMD_NEXT_RECORD, CMD_NONE };
static const enum cmd_id chats_hints[] = { CMD_OPEN, CMD_SEARCH, CMD_NOTE, CMD_CALL, CMD_NEXT_RECORD, CMD_NONE };
static const enum cmd_id papers_hints[] = { CMD_OPEN, CMD_SEND_LETTER, CMD_SEARCH, CMD_NOTE, CMD_NEXT_RECORD,
	                                    CMD_NONE };

static const struct hint_word proofs_words[] = { { CMD_VIEW_DOCUMENT, N_("look at it") },
	                                         { CMD_EDIT, N_("accept or not") },
	                                         { CMD_NONE, NULL } };
static const struct hint_word worksheet_words[] = { { CMD_OPEN, N_("evidence") }, { CMD_NONE, NULL } };

static const enum cmd_id rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };

#define RECORD_OPS(tab_hints, tab_words)                                                     \
	{                                                                                    \
		.scope = SCOPE_RECORD, .rare = rare, .hints = (tab_hints), .hint_words = (tab_words), \
		.handle = record_handle, .layout = record_layout, .draw = record_draw,       \
		.close = record_close, .title = record_title, .place = record_place,         \
		.subject = record_subject, .why_not = record_why_not,                        \
		.key_use = record_key_use,                                                   \
	}

static const struct view_ops record_ops[TAB_COUNT] = {
	[TAB_SUMMARY] = RECORD_OPS(summary_hints, NULL),
	[TAB_ANSWERS] = RECORD_OPS(answers_hints, NULL),
	[TAB_PROOFS] = RECORD_OPS(proofs_hints, proofs_words),
	[TAB_WORKSHEET] = RECORD_OPS(worksheet_hints, worksheet_words),
	[TAB_HISTORY] = RECORD_OPS(history_hints, NULL),
	[TAB_CHATS] = RECORD_OPS(chats_hints, NULL),
	[TAB_PAPERS] = RECORD_OPS(papers_hints, NULL),
};

struct view *
record_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct record_view *rv = view_alloc(sizeof(*rv), &record_ops[TAB_SUMMARY], place);

	rv->record = model_record(model, place->id, fx);
	rv->zone = ZONE_CENTRAL;
	text_init(&rv->text);
	for (int tab = 0; tab < TAB_COUNT; tab++)
		list_widget_init(&rv->lists[tab]);
	timeline_init(&rv->history);
	reading_init(&rv->reading);
	record_enter(rv->record, RECORD_READING, fx);
	refill(rv, model, fx);
	return &rv->view;
}
