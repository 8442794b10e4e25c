/* SPDX-License-Identifier: Apache-2.0
 *
 * The lines of an application as it was: its state, clock, proofs, decision and
 * answers out of the log's record, a star before what the entry changed, and
 * what the log cannot tell.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/model/model.h"
#include "client/view/as_it_was_view.h"
#include "client/view/record_view.h"
#include "client/view/show.h"
#include "domain/names.h"
#include "domain/words.h"

enum { LABEL_COLS = 13 };

static bool
has_changed(const struct replay_view *at, const char *member)
{
	return member && text_list_has(&at->changed, member);
}

/* "* State     in review"; members: what the line is made of, ended by NULL. */
static void
line(struct as_it_was_view *wv, const char *label, const char *words, const char *const *members)
{
	struct buf lead = BUF_INIT(200);
	bool changed = false;

	if (str_empty(words))
		return;
	for (; *members; members++)
		changed = changed || has_changed(as_it_was_shown(wv), *members);
	buf_printf(&lead, "%s%s", changed ? "* " : "  ", label);
	for (int cols = canvas_width(lead.data); cols < LABEL_COLS + 2; cols++)
		buf_putc(&lead, ' ');
	text_add_lead(&wv->text, changed ? INK_NEW : INK_LABEL, lead.data, changed ? INK_NEW : INK_TEXT,
	              words);
	buf_done(&lead);
}

#define LINE(wv, label, words, ...) \
	line((wv), (label), (words), (const char *const[]){ __VA_ARGS__, NULL })

static const char *
text_of(const struct json *record, const char *name)
{
	const char *text = json_text(json_get(record, name));

	return text ? text : "";
}

static bool
is_set(const struct json *record, const char *name)
{
	return json_bool(json_get(record, name), false);
}

static void
add_state(struct as_it_was_view *wv, const struct json *record)
{
	const struct replay_view *at = as_it_was_shown(wv);
	struct buf words = BUF_INIT(AS_IT_WAS_LINE_MAX);
	enum application_status status = application_status_from_wire(text_of(record, "status"));

	if (status)
		buf_puts(&words, _(application_status_text(status)));
	LINE(wv, _("State"), words.data, "status");
	if (at->assignee)
		LINE(wv, _("With"), at->assignee->name, "assignee_id");
	else if (json_get(record, "assignee_id"))
		LINE(wv, _("With"), str_empty(text_of(record, "assignee_id")) ? _("nobody") : _("a worker who is gone"),
		     "assignee_id");
	buf_reset(&words);
	buf_puts(&words, text_of(record, "county"));
	if (!str_empty(at->team_name))
		buf_printf(&words, _(", team %s"), at->team_name);
	LINE(wv, _("Where"), words.data, "county", "team_id");
	buf_done(&words);
}

static const char *
day_of(const struct as_it_was_view *wv, const struct json *record, const char *name,
       char out[SHOW_MAX])
{
	civil_date date;

	out[0] = '\0';
	if (date_from_text(text_of(record, name), &date))
		show_date(out, date, wv->today);
	return out;
}

static const char *
time_of(const struct as_it_was_view *wv, const char *instant, char out[SHOW_MAX])
{
	int64_t at_ms;

	out[0] = '\0';
	if (instant_from_text(instant, &at_ms))
		show_time(out, at_ms, wv->zone, wv->today);
	return out;
}

static void
add_clock(struct as_it_was_view *wv, const struct json *record)
{
	struct buf words = BUF_INIT(AS_IT_WAS_LINE_MAX);
	char date[SHOW_MAX], language[SHOW_ACT_MAX];

	buf_puts(&words, day_of(wv, record, "filed_on", date));
	if (!str_empty(text_of(record, "channel")))
		buf_printf(&words, _(" by %s"), show_means(text_of(record, "channel")));
	if (!str_empty(text_of(record, "language")))
		buf_printf(&words, _(", letters in %s"),
		           show_letter_language(language, wv->record->form, NULL, text_of(record, "language")));
	LINE(wv, _("Filed"), words.data, "filed_on", "filed_at", "channel", "language");
	buf_reset(&words);
	buf_puts(&words, day_of(wv, record, "due_on", date));
	if (is_set(record, "expedited"))
		buf_printf(&words, ", %s", _("expedited"));
	LINE(wv, _("Due"), words.data, "due_on", "expedited");
	LINE(wv, _("Proofs due"), day_of(wv, record, "proof_due_on", date), "proof_due_on");
	LINE(wv, _("Interview"), time_of(wv, text_of(record, "interview_at"), date), "interview_at");
	if (is_set(record, "sealed"))
		LINE(wv, _("Sealed"), _("only those named on it may see it"), "sealed");
	buf_done(&words);
}

/* What it was, where today's record has it; else its name alone. */
static void
put_decision(const struct as_it_was_view *wv, const char *id, struct buf *out)
{
	const struct decision_list *decisions = &wv->record->decisions;
	char date[SHOW_MAX];

	for (size_t i = 0; i < decisions->count; i++) {
		const struct decision *decision = &decisions->at[i];

		if (!str_eq(decision->id, id))
			continue;
		buf_printf(out, _("%s %s by %s"), show_outcome(decision->outcome),
		           show_date(date, zone_date(wv->zone, decision->decided_at_ms), wv->today),
		           decision->decided_by ? decision->decided_by->name : "-");
		return;
	}
	buf_puts(out, id);
}

static void
add_decision(struct as_it_was_view *wv, const struct json *record)
{
	const struct replay_view *at = as_it_was_shown(wv);
	struct buf words = BUF_INIT(AS_IT_WAS_LINE_MAX);

	put_decision(wv, text_of(record, "decision_id"), &words);
	LINE(wv, _("Decision"), words.data, "decision_id");
	buf_done(&words);
	if (at->decision_maker)
		LINE(wv, _("Proposed by"), at->decision_maker->name, "decision_maker_id");
}

/* As today's record calls it; else as the program calls its kind. */
static const char *
item_name(char out[SHOW_ITEM_MAX], const struct as_it_was_view *wv, const char *id, const char *requirement)
{
	const struct missing_item *item = record_item(wv->record, id);
	const struct program *program = wv->record->form;
	const struct program_requirement *kind =
		program ? program_find_requirement(program, requirement) : NULL;

	if (item)
		return show_item(out, item, wv->today);
	return kind ? program_say(program, &kind->label, show_language(), NULL) : requirement;
}

static void
add_items(struct as_it_was_view *wv, const struct json *record)
{
	struct buf words = BUF_INIT(AS_IT_WAS_LINE_MAX);
	char time[SHOW_MAX], name[SHOW_ITEM_MAX];
	bool first = true;

	for (const struct json *item = json_first(json_get(record, "items")); item;
	     item = json_next(item)) {
		enum item_state state = (enum item_state)word_find(words_item_state, text_of(item, "state"));

		buf_reset(&words);
		buf_printf(&words, "%s: %s",
		           item_name(name, wv, json_name(item), text_of(item, "requirement")),
		           show_item_state(state));
		if (state == ITEM_REQUESTED && *day_of(wv, item, "due_on", time))
			buf_printf(&words, _(" due %s"), time);
		if (*time_of(wv, text_of(item, "received_at"), time))
			buf_printf(&words, state == ITEM_RECEIVED ? " (%s)" : _(", came %s"), time);
		/* Which of them the entry changed, the log's answer does not tell apart. */
		if (first)
			LINE(wv, _("Proofs"), words.data, "items");
		else
			LINE(wv, "", words.data, "");
		first = false;
	}
	buf_done(&words);
}

/* What cannot be told is said. */
static void
add_limits(struct as_it_was_view *wv)
{
	const struct replay_view *at = as_it_was_shown(wv);
	struct buf words = BUF_INIT(AS_IT_WAS_LINE_MAX);

	for (size_t i = 0; i < at->not_recorded.count; i++) {
		const char *name = name_of(NAMES_MEMBER, at->not_recorded.at[i]);
		buf_printf(&words, "%s%s", i ? ", " : "", name ? _(name) : at->not_recorded.at[i]);
	}
	if (words.len > 0)
		text_add_lead(&wv->text, INK_WARN, _("  NOT TOLD by the log: "), INK_TEXT, words.data);
	buf_reset(&words);
	if (at->erased > 0) {
		buf_printf(&words, n_("%d entry up to here was erased by law.",
		                      "%d entries up to here were erased by law.", at->erased),
		           (int)at->erased);
		text_add_lead(&wv->text, INK_WARN, "  ", INK_WARN, words.data);
	}
	buf_done(&words);
}

static void
add_answers(struct as_it_was_view *wv, const struct json *record)
{
	const struct json *answers = json_get(record, "answers");
	bool changed = has_changed(as_it_was_shown(wv), "answers");

	if (!answers)
		return;
	text_add(&wv->text, INK_TEXT, "");
	text_add(&wv->text, changed ? INK_NEW : INK_HEADING,
	         changed ? _("* The answers, changed by this entry") : _("  The answers"));
	if (json_kind(answers) != JSON_OBJECT)
		text_add(&wv->text, INK_WARN, _("  too long for the log; only that they changed is recorded"));
	else if (wv->record->form)
		answers_put(&wv->text, wv->record->form, answers, wv->view.area.cols - 1, wv->today);
	else
		text_add(&wv->text, INK_DIM, _("  Loading..."));
}

void
as_it_was_fill(struct as_it_was_view *wv)
{
	const struct replay_view *at = as_it_was_shown(wv);
	int64_t top = wv->text.top, cursor = wv->text.cursor;
	struct err err = { 0 };
	struct json *record = at ? json_parse(at->record, strlen(at->record), &err) : NULL;

	text_clear(&wv->text);
	if (record) {
		wv->zone = county_zone(text_of(record, "county"));
		add_state(wv, record);
		add_clock(wv, record);
		add_items(wv, record);
		add_decision(wv, record);
		add_limits(wv);
		add_answers(wv, record);
	}
	json_free(record);
	/* Two moments are compared line by line: the place on the screen stays. */
	wv->text.top = top;
	wv->text.cursor = cursor;
	text_place(&wv->text, wv->text.area);
}
