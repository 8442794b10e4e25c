/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts to read over a screen: what fills them, and their keys.
 */
#include "client/view/reading.h"

#include "base/money.h"
#include "base/str.h"
#include "base/words.h"
#include "client/view/moves.h"
#include "client/view/sheet_lines.h"
#include "client/view/show.h"
#include "domain/names.h"
#include "domain/decision.h"

void
reading_init(struct reading *reading)
{
	*reading = (struct reading){ .zone = ZONE_CENTRAL };
	text_init(&reading->text);
}

void
reading_done(struct reading *reading, struct fx *fx)
{
	if (reading->thing.request != 0)
		fx_cancel(fx, reading->thing.request);
	thing_done(&reading->thing);
	text_done(&reading->text);
}

void
reading_layout(struct reading *reading, struct rect area)
{
	reading->area = area;
	/* The first row is the title's. */
	text_place(&reading->text, (struct rect){ area.row + 1, area.col + 1,
	                                          area.rows > 1 ? area.rows - 1 : 0,
	                                          area.cols > 1 ? area.cols - 1 : 0 });
}

static void
begin(struct reading *reading, const char *title)
{
	reading->open = true;
	str_copy(reading->title, sizeof(reading->title), title);
	text_clear(&reading->text);
	reading->text.top = reading->text.cursor = 0;
}

static void
end(struct reading *reading)
{
	reading_layout(reading, reading->area);
}

/* "Asked for    17 Nov"; nothing where there is nothing to say. */
static void
add(struct reading *reading, const char *label, const char *words)
{
	struct buf lead = BUF_INIT(200);

	if (str_empty(words))
		return;
	buf_printf(&lead, "%s", label);
	for (int cols = canvas_width(label); cols < 14; cols++)
		buf_putc(&lead, ' ');
	text_add_lead(&reading->text, INK_LABEL, lead.data, INK_TEXT, words);
	buf_done(&lead);
}

static void
add_date(struct reading *reading, const char *label, civil_date date)
{
	char text[SHOW_MAX];

	add(reading, label, show_date(text, date, reading->today));
}

static void
add_time(struct reading *reading, const char *label, int64_t at_ms)
{
	char text[SHOW_MAX];

	add(reading, label, show_time(text, at_ms, reading->zone, reading->today));
}

static void
add_body(struct reading *reading, const char *words)
{
	text_add(&reading->text, INK_TEXT, "");
	text_add(&reading->text, INK_TEXT, words);
}

/* ---- what there is to read ---- */

void
reading_item(struct reading *reading, const struct missing_item *item)
{
	begin(reading, item->label);
	add(reading, _("State"), show_item_state(item->state));
	add(reading, _("Person"), item->person);
	add(reading, _("Source"), item->source);
	add(reading, _("Period"), item->period);
	add(reading, _("Supplied by"), item->cured_by == CURED_BY_APPLICANT ? _("the customer")
	                               : item->cured_by == CURED_BY_WORKER  ? _("the worker")
	                               : item->cured_by == CURED_BY_AGENCY  ? _("the agency")
	                                                                    : "");
	add_date(reading, _("Asked for"), item->requested_on);
	add_date(reading, _("Due"), item->due_on);
	add_time(reading, _("Came"), item->received_at_ms);
	if (item->received_at_ms > 0 && item->looked_at_ms == 0)
		add(reading, _("Looked at"), _("nobody yet; a proof nobody looked at cannot be accepted"));
	else
		add_time(reading, _("Looked at"), item->looked_at_ms);
	add(reading, item->state == ITEM_INSUFFICIENT ? _("Not enough") : _("How"), item->how);
	end(reading);
}

/* A proof's value is its state, as a wire word. */
static const char *
evidence_value(const struct worksheet_evidence *evidence)
{
	const char *name = evidence->item ? name_of(NAMES_ITEM, evidence->value) : NULL;

	if (name)
		return _(name);
	return str_empty(evidence->value) ? _("not known") : evidence->value;
}

void
reading_step(struct reading *reading, const struct worksheet_step *step)
{
	struct buf title = BUF_INIT(TITLE_MAX);
	struct buf line = BUF_INIT(2000);

	buf_printf(&title, _("Step %lld: %s"), (long long)step->number, step->label);
	begin(reading, title.data);
	add(reading, _("Comes to"), str_empty(step->value) ? _("not known") : step->value);
	add(reading, _("Working"), step->working);
	add(reading, _("Unrounded"), step->unrounded);
	add(reading, _("Limit"), step->limit);
	add(reading, _("Law"), step->citation);
	for (size_t i = 0; i < step->unknown.count; i++)
		add(reading, _("Not known"), step->unknown.at[i].label);
	text_add(&reading->text, INK_TEXT, "");
	for (size_t i = 0; i < step->evidence.count; i++) {
		buf_reset(&line);
		buf_printf(&line, "%s: %s", step->evidence.at[i].label,
		           evidence_value(&step->evidence.at[i]));
		text_add(&reading->text, INK_TEXT, line.data);
	}
	text_add(&reading->text, INK_TEXT, "");
	add(reading, _("Rule"), step->rule);
	end(reading);
	buf_done(&title);
	buf_done(&line);
}

static void
add_author(struct reading *reading, const struct author *author)
{
	char text[SHOW_ACT_MAX];

	add(reading, _("By"), show_author(text, author));
}

void
reading_entry(struct reading *reading, const struct history_entry *entry)
{
	begin(reading, _(history_kind_text(entry->kind)));
	add_time(reading, _("When"), entry->at_ms);
	add_author(reading, &entry->actor);
	add(reading, _("Seen by"), entry->is_public ? _("the customer too") : _("the file only"));
	add_body(reading, entry->summary);
	if (!str_empty(entry->detail))
		add_body(reading, entry->detail);
	end(reading);
}

void
reading_note(struct reading *reading, const struct note *note)
{
	begin(reading, _("Note"));
	add_time(reading, _("When"), note->at_ms);
	add_author(reading, &note->author);
	add_body(reading, note->text);
	end(reading);
}

static void
fill_letter(struct reading *reading)
{
	const struct notice *notice = reading->thing.object;
	char title[SHOW_ACT_MAX];

	snprintf(title, sizeof(title), _("Letter: %s"), show_notice_kind(notice->kind));
	begin(reading, title);
	add_time(reading, _("Written"), notice->created_at_ms);
	add(reading, _("State"), show_notice_state(notice));
	add(reading, _("Channel"), show_channel(notice->channel));
	if (notice->sent_at_ms)
		add_time(reading, _("Sent"), notice->sent_at_ms);
	if (notice->back_at_ms)
		add_time(reading, _("Came back"), notice->back_at_ms);
	add(reading, _("Language"), show_language_name(notice->language));
	add_body(reading, notice->rendered_text);
	end(reading);
}

static void
add_reasons(struct reading *reading, const struct decision *decision)
{
	for (size_t i = 0; i < decision->reasons.count; i++) {
		const struct decision_reason *reason = &decision->reasons.at[i];
		struct buf lead = BUF_INIT(40);

		text_add(&reading->text, INK_TEXT, "");
		buf_printf(&lead, "%-6.20s", reason->code);
		text_add_lead(&reading->text, INK_HEADING, lead.data, INK_TEXT, reason->text);
		if (!str_empty(reason->legal_basis))
			text_add_lead(&reading->text, INK_DIM, "      ", INK_DIM, reason->legal_basis);
		buf_done(&lead);
	}
}

static void
add_amounts(struct reading *reading, const struct decision *decision)
{
	char from[SHOW_MAX], to[SHOW_MAX], money[MONEY_TEXT_MAX], text[SHOW_ACT_MAX];

	if (decision->amounts.count > 0)
		text_add(&reading->text, INK_TEXT, "");
	for (size_t i = 0; i < decision->amounts.count; i++) {
		const struct decision_amount *amount = &decision->amounts.at[i];

		if (amount->to == DATE_NONE)
			snprintf(text, sizeof(text), _("$%s from %s on"), money_to_text(amount->amount, money),
			         show_date(from, amount->from, reading->today));
		else
			snprintf(text, sizeof(text), _("$%s from %s to %s"), money_to_text(amount->amount, money),
			         show_date(from, amount->from, reading->today), show_date(to, amount->to, reading->today));
		add(reading, _("Amount"), text);
	}
}

static void
add_signature(struct reading *reading, const struct person_ref *by, const struct signature *signature)
{
	char text[SHOW_ACT_MAX];

	if (!by)
		return;
	if (signature)
		/* TRANSLATORS: a person, and the first digits of their signing key */
		snprintf(text, sizeof(text), _("signed by %s, key %.8s"), by->name, signature->key);
	else
		snprintf(text, sizeof(text), _("not signed by %s"), by->name);
	add(reading, _("Signature"), text);
}

/* What was known when it was decided; today's may come to something else. */
static void
add_sheet(struct reading *reading, const struct worksheet *sheet)
{
	int cols = reading->area.cols > 1 ? reading->area.cols - 1 : 79;

	if (!sheet)
		return;
	text_add(&reading->text, INK_TEXT, "");
	text_add(&reading->text, INK_HEADING, _("Worksheet, as it was when this was decided"));
	sheet_heading_line(&reading->text, sheet);
	for (size_t i = 0; i < sheet->steps.count; i++)
		sheet_step_line(&reading->text, &sheet->steps.at[i], cols);
	sheet_advice_line(&reading->text, sheet, NULL);
	for (size_t i = 0; i < sheet->tests.count; i++)
		sheet_test_line(&reading->text, &sheet->tests.at[i]);
	for (size_t i = 0; i < sheet->doubts.count; i++)
		sheet_doubt_line(&reading->text, &sheet->doubts.at[i]);
}

static void
fill_decision(struct reading *reading)
{
	const struct decision *decision = reading->thing.object;

	begin(reading, show_outcome(decision->outcome));
	add(reading, _("State"), show_decision_state(decision->state));
	add_time(reading, _("When"), decision->decided_at_ms);
	add(reading, _("Decided by"), decision->decided_by ? decision->decided_by->name : "");
	add(reading, _("Second person"), decision->approved_by ? decision->approved_by->name : "");
	add_signature(reading, decision->decided_by, decision->signature);
	add_signature(reading, decision->approved_by, decision->approval_signature);
	add_date(reading, _("Appeal by"), decision->appeal_deadline_on);
	add(reading, _("Returned"), decision->return_reason);
	add(reading, _("STOP lifted"), decision->override_reason);
	add_reasons(reading, decision);
	add_amounts(reading, decision);
	if (!str_empty(decision->rationale)) {
		text_add(&reading->text, INK_TEXT, "");
		add(reading, _("File only"), decision->rationale);
	}
	add(reading, _("Advice"), decision->advice_differs_because);
	add_sheet(reading, reading->thing.sheet);
	end(reading);
}

static void
fill(struct reading *reading)
{
	struct thing *thing = &reading->thing;
	bool letter = thing->kind == THING_NOTICE;

	if (thing->state == THING_READY && letter) {
		fill_letter(reading);
	} else if (thing->state == THING_READY) {
		fill_decision(reading);
	} else {
		begin(reading, letter ? _("Letter") : _("Decision"));
		text_add(&reading->text, INK_DIM, thing->state == THING_FAILED
		                                  ? _("It cannot be loaded now. q closes, R tries again.")
		                                  : _("Loading..."));
		end(reading);
	}
}

void
reading_letter(struct reading *reading, const struct view *view, const char *notice_id, struct fx *fx)
{
	thing_load(&reading->thing, THING_NOTICE, notice_id, view->owner, READING_TAG, fx);
	fill(reading);
}

void
reading_decision(struct reading *reading, const struct view *view, const char *decision_id,
                 struct fx *fx)
{
	thing_load(&reading->thing, THING_DECISION, decision_id, view->owner, READING_TAG, fx);
	fill(reading);
}

/* ---- keys ---- */

static void
search(struct reading *reading, int by, struct fx *fx)
{
	if (!reading->search[0])
		fx_tell(fx, TELL_HINT, "%s", _("/ searches first."));
	else if (!text_search(&reading->text, reading->search, by))
		fx_tell(fx, TELL_REFUSAL, _("Not found: %s"), reading->search);
}

static bool
command(struct reading *reading, const struct view *view, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		text_move(&reading->text, move);
		return true;
	}
	switch (command) {
	case CMD_BACK:
	case CMD_CANCEL:
		reading->open = false;
		return true;
	case CMD_SEARCH:
		view_ask_text(view, fx, READING_QUESTION, "", "/");
		return true;
	case CMD_NEXT_MATCH:
		search(reading, 1, fx);
		return true;
	case CMD_PREV_MATCH:
		search(reading, -1, fx);
		return true;
	case CMD_REFRESH:
		if (reading->thing.id[0] == '\0')
			return false;
		thing_refresh(&reading->thing, view->owner, READING_TAG, fx);
		return true;
	case CMD_OPEN:
		/* What is open cannot be opened. */
		return true;
	default:
		return false;
	}
}

bool
reading_handle(struct reading *reading, const struct view *view, const struct msg *msg, struct fx *fx)
{
	switch (msg->kind) {
	case MSG_REPLY:
		if (!thing_reply(&reading->thing, &msg->reply, view->owner, fx))
			return false;
		if (reading->open)
			fill(reading);
		return true;
	case MSG_ANSWER:
		if (msg->answer.question != READING_QUESTION)
			return false;
		if (msg->answer.yes && !str_empty(msg->answer.text)) {
			str_copy(reading->search, sizeof(reading->search), msg->answer.text);
			search(reading, 1, fx);
		}
		return true;
	case MSG_COMMAND:
		return reading->open && command(reading, view, msg->command, fx);
	default:
		return false;
	}
}

void
reading_draw(const struct reading *reading, struct canvas *canvas)
{
	canvas_fill(canvas, reading->area, INK_TEXT);
	canvas_text(canvas, reading->area.row, reading->area.col + 1, reading->area.cols - 1,
	            INK_HEADING, reading->title);
	text_draw(&reading->text, canvas);
}

void
reading_place_text(const struct reading *reading, struct buf *out)
{
	buf_printf(out, _("line %d of %d"), (int)reading->text.cursor + 1,
	           (int)reading->text.line_count);
}
