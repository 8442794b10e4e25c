/* SPDX-License-Identifier: Apache-2.0
 *
 * The record's first tab: what one has to know before doing anything, a line
 * to each question a caseworker asks.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/record_view.h"
#include "client/view/show.h"
#include "domain/county.h"
#include "domain/deadline.h"

enum { LABEL_COLS = 8, LINE_MAX = 4000, PINS_SHOWN = 3, ALIKE_SHOWN = 2 };

/* "NEXT   " and so on before the words; long words go on below. */
static void
record_line(struct record_view *rv, enum ink ink, const char *label, const char *words)
{
	struct buf lead = BUF_INIT(100);

	if (str_empty(words))
		return;
	buf_puts(&lead, label);
	for (int cols = canvas_width(label); cols < LABEL_COLS - 1; cols++)
		buf_putc(&lead, ' ');
	text_add_lead(&rv->text, INK_LABEL, lead.data, ink, words);
	buf_done(&lead);
}

static void
add_pins(struct record_view *rv, const struct customer *customer)
{
	struct buf line = BUF_INIT(LINE_MAX);
	int shown = 0, valid = 0;
	char date[SHOW_MAX];

	for (size_t i = 0; i < customer->pinned_notes.count; i++) {
		const struct pinned_note *pin = &customer->pinned_notes.at[i];
		valid += pin->until == DATE_NONE || pin->until >= rv->today;
	}
	/* In order of priority, which is the order they come in. */
	for (size_t i = 0; i < customer->pinned_notes.count && shown < PINS_SHOWN; i++) {
		const struct pinned_note *pin = &customer->pinned_notes.at[i];

		if (pin->until != DATE_NONE && pin->until < rv->today)
			continue;
		buf_reset(&line);
		buf_puts(&line, pin->text);
		if (pin->until != DATE_NONE)
			buf_printf(&line, _(" (to %s)"), show_date(date, pin->until, rv->today));
		if (++shown == PINS_SHOWN && valid > PINS_SHOWN)
			buf_printf(&line, _("   %d of %d pins"), shown, valid);
		record_line(rv, INK_WARN, shown == 1 ? _("PIN") : "", line.data);
	}
	if (customer->vulnerable)
		record_line(rv, INK_WARN, _("CARE"), _("marked as vulnerable"));
	if (customer->address_hidden)
		record_line(rv, INK_WARN, _("SAFE"), _("the address is hidden: never say or write it"));
	buf_done(&line);
}

static const char *
whose_move(enum turn turn)
{
	switch (turn) {
	case TURN_ME: return _("yours");
	case TURN_CUSTOMER: return _("the customer's");
	case TURN_SECOND: return _("a second person's");
	case TURN_AGENCY: return _("the agency's");
	case TURN_NONE: break;
	}
	return _("nobody's");
}

static void
add_next(struct record_view *rv, const struct application *app)
{
	struct buf line = BUF_INIT(LINE_MAX);
	char act[SHOW_ACT_MAX];

	buf_puts(&line, whose_move(app->turn));
	show_next_act(act, app, rv->zone, rv->today);
	if (act[0])
		buf_printf(&line, ": %s", act);
	record_line(rv, app->turn == TURN_ME ? INK_HEADING : INK_TEXT, _("NEXT"), line.data);
	buf_reset(&line);
	buf_puts(&line, _(application_status_text(app->status)));
	if (app->assignee)
		buf_printf(&line, _(", with %s"), app->assignee->name);
	else
		buf_puts(&line, _(", with nobody"));
	if (!str_empty(app->county))
		buf_printf(&line, ", %s", app->county);
	if (!str_empty(app->channel))
		buf_printf(&line, _(", filed by %s"), show_means(app->channel));
	record_line(rv, INK_TEXT, _("STATE"), line.data);
	buf_done(&line);
}

static void
add_ssn(const struct record_view *rv, const struct customer *customer, struct buf *out)
{
	if (rv->ssn)
		buf_printf(out, "  %s", rv->ssn);
	else if (!str_empty(customer->ssn_last4))
		buf_printf(out, "  ***-**-%s", customer->ssn_last4);
}

static void
add_languages(const struct customer *customer, struct buf *out)
{
	if (!str_empty(customer->language))
		buf_printf(out, "  %s", show_language_name(customer->language));
	if (!str_empty(customer->spoken_language) &&
	    !str_eq(customer->spoken_language, customer->language))
		buf_printf(out, _(", speaks %s"), show_language_name(customer->spoken_language));
}

static void
add_who(struct record_view *rv, const struct customer *customer)
{
	struct buf line = BUF_INIT(LINE_MAX);
	char date[SHOW_MAX];

	if (customer->born_on != DATE_NONE)
		buf_printf(&line, _("b. %s  "), show_birth(date, customer->born_on));
	buf_puts(&line, customer->case_number ? customer->case_number : "");
	add_ssn(rv, customer, &line);
	if (!str_empty(customer->phone))
		buf_printf(&line, "  %s", customer->phone);
	add_languages(customer, &line);
	if (customer->household.count > 1)
		buf_printf(&line, _("  home of %d"), (int)customer->household.count);
	record_line(rv, INK_TEXT, _("WHO"), line.data);
	buf_reset(&line);
	for (size_t i = 0; i < customer->contacts.count; i++) {
		const struct contact *contact = &customer->contacts.at[i];
		buf_printf(&line, "%s%s %s %s", line.len ? "; " : "", contact->role ? contact->role : "",
		           contact->name, contact->phone ? contact->phone : "");
	}
	record_line(rv, INK_TEXT, "", line.data);
	buf_reset(&line);
	for (size_t i = 0; i < customer->applications.count; i++) {
		const struct application_ref *ref = &customer->applications.at[i];
		enum application_status status = application_status_from_wire(ref->status);

		if (str_eq(ref->id, rv->record->id) || !application_status_is_open(status))
			continue;
		buf_printf(&line, "%s%s %s", line.len ? ", " : _("also open: "),
		           ref->program_name ? ref->program_name : ref->program_id, ref->number);
	}
	record_line(rv, INK_TEXT, "", line.data);
	buf_done(&line);
}

/* Nobody makes two records one but a worker, and only one who is told. */
static void
add_alike(struct record_view *rv)
{
	struct buf line = BUF_INIT(LINE_MAX);

	for (size_t i = 0; i < rv->record->alike.count && i < ALIKE_SHOWN; i++) {
		const struct alike_view *alike = &rv->record->alike.at[i];
		const char *lead = ": ";

		buf_reset(&line);
		buf_printf(&line, "%s %s", alike->customer->case_number ? alike->customer->case_number : "",
		           alike->customer->name);
		for (size_t k = 0; k < alike->because.count; k++) {
			buf_printf(&line, "%s%s", lead, show_shared(alike->because.at[k]));
			lead = ", ";
		}
		if (i == 0)
			buf_puts(&line, _("   Enter compares"));
		record_line(rv, INK_WARN, i == 0 ? _("SAME?") : "", line.data);
	}
	buf_done(&line);
}

/* The reason codes that have to wait for the day of inaction. */
static void
add_inaction(const struct record_view *rv, const struct application *app, struct buf *out)
{
	const struct program *program = rv->record->form;
	char date[SHOW_MAX];
	int codes = 0;

	if (!program || program->clocks.inaction_days == 0 || app->filed_on == DATE_NONE)
		return;
	for (size_t i = 0; i < program->reasons.count; i++) {
		const struct program_reason *reason = &program->reasons.at[i];

		if (!reason->for_inaction || reason->kind != REASON_DENY)
			continue;
		if (codes++ == 0)
			buf_printf(out, _("  day %d %s, first for"), program->clocks.inaction_days,
			           show_date(date, deadline_inaction(program, app->filed_on), rv->today));
		buf_printf(out, " %s", reason->code);
	}
}

static void
add_clock(struct record_view *rv, const struct application *app)
{
	struct buf line = BUF_INIT(LINE_MAX);
	char date[SHOW_MAX];

	buf_printf(&line, _("filed %s"), show_date(date, app->filed_on, rv->today));
	if (app->due_on != DATE_NONE)
		buf_printf(&line, app->expedited ? _("  expedited %s") : _("  due %s"),
		           show_date(date, app->due_on, rv->today));
	if (application_status_is_open(app->status))
		add_inaction(rv, app, &line);
	record_line(rv, app->clock == CLOCK_OVERDUE ? INK_OVERDUE : INK_TEXT, _("CLOCK"), line.data);
	buf_done(&line);
}

static void
add_talk(struct record_view *rv, const struct application *app)
{
	struct buf line = BUF_INIT(LINE_MAX);
	char time[SHOW_MAX];

	for (size_t i = 0; i < app->interviews.count; i++) {
		const struct interview *interview = &app->interviews.at[i];

		buf_printf(&line, _("%s%d. %s %s"), line.len ? ", " : "", (int)interview->number,
		           show_interview_state(interview->state),
		           show_appointment(time, interview->at_ms, rv->zone, rv->today));
		if (interview->state == INTERVIEW_SET && !str_empty(interview->mode))
			buf_printf(&line, _(" by %s"), show_means(interview->mode));
	}
	record_line(rv, INK_TEXT, _("TALK"), line.data);
	buf_done(&line);
}

/* ---- proofs: what came first, then what was asked for, by requirement ---- */

static const char *
requirement_name(const struct record_view *rv, const struct missing_item *item)
{
	const struct program *program = rv->record->form;
	const struct program_requirement *requirement =
		program ? program_find_requirement(program, item->requirement) : NULL;

	return requirement ? program_say(program, &requirement->label, show_language(), NULL)
	                   : item->label;
}

/* The interview is on the line TALK. */
static bool
is_proof(const struct record_view *rv, const struct missing_item *item)
{
	const struct program *program = rv->record->form;
	const struct program_requirement *requirement =
		program ? program_find_requirement(program, item->requirement) : NULL;

	return !requirement || requirement->met_by != MET_BY_INTERVIEW;
}

/* "Pay stub 1 of 2" where not all of them are in this state. */
static void
add_requirement(const struct record_view *rv, size_t at, enum item_state state, struct buf *line)
{
	const struct application *app = rv->record->application;
	const struct missing_item *item = &app->missing.at[at];
	int all = 0, here = 0;

	for (size_t i = 0; i < app->missing.count; i++) {
		if (!str_eq(app->missing.at[i].requirement, item->requirement))
			continue;
		all++;
		here += app->missing.at[i].state == state;
		/* Named once, at its first item in this state. */
		if (i < at && app->missing.at[i].state == state)
			return;
	}
	buf_puts(line, line->len && line->data[line->len - 1] != ' ' ? ", " : "");
	buf_puts(line, requirement_name(rv, item));
	if (here < all)
		buf_printf(line, _(" %d of %d"), here, all);
	if (state == ITEM_REQUESTED && item->due_on != DATE_NONE) {
		char date[SHOW_MAX];
		buf_printf(line, item->due_on < rv->today ? " %s" : _(" due %s"),
		           show_due(date, item->due_on, rv->today));
	}
}

static void
add_proofs(struct record_view *rv, const struct application *app)
{
	static const enum item_state states[] = { ITEM_RECEIVED, ITEM_INSUFFICIENT, ITEM_REQUESTED,
		                                  ITEM_UNMET, ITEM_ACCEPTED };
	struct buf line = BUF_INIT(LINE_MAX);
	bool first = true;

	for (size_t k = 0; k < countof(states); k++) {
		buf_reset(&line);
		for (size_t i = 0; i < app->missing.count; i++) {
			const struct missing_item *item = &app->missing.at[i];

			if (item->state != states[k] || !is_proof(rv, item))
				continue;
			if (line.len == 0)
				buf_printf(&line, "%s: ", show_item_state(states[k]));
			add_requirement(rv, i, states[k], &line);
		}
		record_line(rv, states[k] == ITEM_RECEIVED ? INK_NEW : INK_TEXT, first ? _("PROOF") : "",
		            line.data);
		first = first && line.len == 0;
	}
	buf_done(&line);
}

/* ---- what went out, what is being written, what is new ---- */

static void
add_sent(struct record_view *rv)
{
	const struct record *record = rv->record;
	struct buf line = BUF_INIT(LINE_MAX);
	char time[SHOW_MAX];

	if (record->notices.count > 0) {
		const struct notice *notice = &record->notices.at[0];

		buf_printf(&line, _("letter: %s  %s, %s"), show_notice_kind(notice->kind),
		           show_time(time, notice->created_at_ms, rv->zone, rv->today),
		           show_notice_state(notice));
	}
	record_line(rv, INK_TEXT, _("SENT"), line.data);
	buf_done(&line);
}

/* A draft's existence shows, never its text. */
static void
add_drafts(struct record_view *rv, const struct model *model)
{
	struct buf line = BUF_INIT(LINE_MAX);

	for (size_t i = 0; i < model->drafts.draft_count; i++) {
		const struct draft *draft = &model->drafts.drafts[i];

		if (str_eq(draft->place.id, rv->record->id))
			buf_printf(&line, "%s%s", line.len ? ", " : "",
			           _(place_title(draft->place.kind)));
	}
	record_line(rv, INK_WARN, _("DRAFT"), line.data);
	buf_done(&line);
}

static void
add_new(struct record_view *rv)
{
	struct buf line = BUF_INIT(LINE_MAX);
	char time[SHOW_MAX];
	int shown = 0;

	for (int64_t row = 0; rv->history.new_from > 0 && shown < NEW_SHOWN_MAX; row++) {
		const struct history_entry *entry = timeline_newest(&rv->history, row);

		if (!entry || entry->seq < rv->history.new_from)
			break;
		buf_reset(&line);
		buf_printf(&line, "%s %s: %s", show_time(time, entry->at_ms, rv->zone, rv->today),
		           _(history_kind_text(entry->kind)), entry->summary);
		record_line(rv, INK_NEW, shown++ == 0 ? _("NEW") : "", line.data);
	}
	buf_done(&line);
}

static void
add_failed(struct record_view *rv)
{
	const struct record_load *load = &rv->record->load[RECORD_APPLICATION];

	if (load->state != RECORD_FAILED) {
		text_add(&rv->text, INK_DIM, _("Loading..."));
		return;
	}
	text_add(&rv->text, INK_ERROR, _(err_title(load->err.code)));
	if (load->err.code == ERR_NOT_FOUND)
		text_add(&rv->text, INK_TEXT,
		         _("It may have moved to somebody else, or never have been there."));
	text_add(&rv->text, INK_HINT, _("q goes back, R asks again."));
}

void
record_fill_summary(struct record_view *rv, const struct model *model)
{
	const struct record *record = rv->record;
	const struct application *app = record->application;

	if (!app) {
		add_failed(rv);
		return;
	}
	if (record->customer)
		add_pins(rv, record->customer);
	add_next(rv, app);
	if (record->customer)
		add_who(rv, record->customer);
	else
		record_line(rv, INK_DIM, _("WHO"), _("loading"));
	add_alike(rv);
	add_clock(rv, app);
	add_talk(rv, app);
	add_proofs(rv, app);
	add_sent(rv);
	add_drafts(rv, model);
	add_new(rv);
}
