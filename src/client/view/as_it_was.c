/* SPDX-License-Identifier: Apache-2.0
 *
 * An application as it was after one of its entries, made by the server from
 * the log alone.  Read only; a banner says of which moment, a star what that
 * entry changed, [ and ] step from entry to entry.
 */
#include <ctype.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"
#include "client/model/audit.h"
#include "client/model/model.h"
#include "client/view/moves.h"
#include "client/view/record_view.h"
#include "client/view/show.h"
#include "domain/county.h"
#include "domain/names.h"
#include "domain/words.h"

enum { TAG_REPLAY = 1 };
enum { QUESTION_MOMENT = 1, QUESTION_SEARCH };
enum { LABEL_COLS = 13, LINE_MAX = 4000, BANNER_ROWS = 2, MINUTE_MS = 60 * 1000 };

struct as_it_was_view {
	struct view view;
	struct record *record; /* of today: what its proofs are called */
	struct audit_answer answer;
	struct text_widget text;
	struct rect banner;
	char search[120];
	civil_date today;
	enum zone zone;
	int steps; /* keys pressed while an answer is on its way */
};

static const struct replay_view *
shown(const struct as_it_was_view *wv)
{
	return wv->answer.object;
}

/* ---- asking ---- */

static void
ask(struct as_it_was_view *wv, const char *name, const char *value, struct fx *fx)
{
	struct buf path = BUF_INIT(LIST_PATH_MAX);

	buf_printf(&path, "/v1/audit/applications/%s", wv->view.place.id);
	path_add(&path, name, value);
	audit_ask(&wv->answer, wv->view.owner, TAG_REPLAY, path.data, fx);
	buf_done(&path);
}

static void
ask_entry(struct as_it_was_view *wv, int64_t seq, struct fx *fx)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)seq);
	ask(wv, "seq", text, fx);
}

static void
step(struct as_it_was_view *wv, int by, struct fx *fx)
{
	const struct replay_view *at = shown(wv);
	int64_t seq = at ? (by < 0 ? at->previous_seq : at->next_seq) : 0;

	if (wv->answer.request != 0) {
		wv->steps += by;
		return;
	}
	if (seq > 0)
		ask_entry(wv, seq, fx);
	else if (at)
		fx_tell(fx, TELL_REFUSAL, "%s", by < 0 ? _("This is its first entry; before it there was nothing.")
		                                       : _("This is its newest entry: so it is now."));
}

/* What was pressed meanwhile, one entry at a time. */
static void
step_on(struct as_it_was_view *wv, struct fx *fx)
{
	int by = wv->steps < 0 ? -1 : 1;

	if (wv->steps == 0)
		return;
	wv->steps -= by;
	step(wv, by, fx);
	if (wv->answer.request == 0)
		wv->steps = 0;
}

/* A number is an entry's; a day means its end, a minute its last second. */
static bool
read_moment(const struct as_it_was_view *wv, const char *text, char *ret_at, int64_t *ret_seq)
{
	char day[DATE_TEXT_MAX];
	int hour = 23, minute = 59, used = 0;
	civil_date date;

	*ret_seq = strtoll(text, NULL, 10);
	ret_at[0] = '\0';
	if (text[0] != '\0' && text[strspn(text, "0123456789")] == '\0')
		return *ret_seq > 0;
	snprintf(day, sizeof(day), "%.10s", text);
	if (!date_from_text(day, &date))
		return false;
	text += strlen(day);
	text += strspn(text, " ");
	if (*text && (sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || text[used] != '\0' ||
	              hour < 0 || hour > 23 || minute < 0 || minute > 59))
		return false;
	minute += hour * 60;
	int64_t at_ms = zone_midnight_ms(wv->zone, date) + (int64_t)minute * MINUTE_MS;
	/* On the two days with 23 and 25 hours. */
	at_ms += (int64_t)(minute - zone_minute_of_day(wv->zone, at_ms)) * MINUTE_MS;
	instant_to_text(at_ms + MINUTE_MS - 1000, ret_at);
	return true;
}

static void
go_to_moment(struct as_it_was_view *wv, const char *text, struct fx *fx)
{
	char at[INSTANT_TEXT_MAX];
	int64_t seq;

	wv->steps = 0;
	if (!read_moment(wv, text, at, &seq))
		fx_tell(fx, TELL_REFUSAL, "%s", _("A moment is like 2025-11-12 14:05, or 2025-11-12, or an entry's number."));
	else if (at[0])
		ask(wv, "at", at, fx);
	else
		ask_entry(wv, seq, fx);
}

/* ---- lines ---- */

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
		changed = changed || has_changed(shown(wv), *members);
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
	const struct replay_view *at = shown(wv);
	struct buf words = BUF_INIT(LINE_MAX);
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
	struct buf words = BUF_INIT(LINE_MAX);
	char date[SHOW_MAX];

	buf_puts(&words, day_of(wv, record, "filed_on", date));
	if (!str_empty(text_of(record, "channel")))
		buf_printf(&words, _(" by %s"), show_means(text_of(record, "channel")));
	if (!str_empty(text_of(record, "language")))
		buf_printf(&words, _(", letters in %s"), show_language_name(text_of(record, "language")));
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

static void
add_decision(struct as_it_was_view *wv, const struct json *record)
{
	const struct replay_view *at = shown(wv);

	if (!str_empty(text_of(record, "decision_id")))
		LINE(wv, _("Decision"), text_of(record, "decision_id"), "decision_id");
	if (at->decision_maker)
		LINE(wv, _("Proposed by"), at->decision_maker->name, "decision_maker_id");
}

/* As today's record calls it; else as the program calls its kind. */
static const char *
item_name(const struct as_it_was_view *wv, const char *id, const char *requirement)
{
	const struct missing_item *item = record_item(wv->record, id);
	const struct program *program = wv->record->form;
	const struct program_requirement *kind =
		program ? program_find_requirement(program, requirement) : NULL;

	if (item)
		return item->label;
	return kind ? program_say(program, &kind->label, show_language(), NULL) : requirement;
}

static void
add_items(struct as_it_was_view *wv, const struct json *record)
{
	struct buf words = BUF_INIT(LINE_MAX);
	char time[SHOW_MAX];
	bool first = true;

	for (const struct json *item = json_first(json_get(record, "items")); item;
	     item = json_next(item)) {
		enum item_state state = (enum item_state)word_find(words_item_state, text_of(item, "state"));

		buf_reset(&words);
		buf_printf(&words, "%s: %s", item_name(wv, json_name(item), text_of(item, "requirement")),
		           show_item_state(state));
		if (state == ITEM_REQUESTED && *day_of(wv, item, "due_on", time))
			buf_printf(&words, _(" due %s"), time);
		if (*time_of(wv, text_of(item, "received_at"), time))
			buf_printf(&words, _(", came %s"), time);
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
	const struct replay_view *at = shown(wv);
	struct buf words = BUF_INIT(LINE_MAX);

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
	bool changed = has_changed(shown(wv), "answers");

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

static void
fill(struct as_it_was_view *wv)
{
	const struct replay_view *at = shown(wv);
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

/* ---- messages ---- */

static bool
command(struct as_it_was_view *wv, int command, struct fx *fx)
{
	enum list_move move;

	if (list_move_of((enum cmd_id)command, &move)) {
		text_move(&wv->text, move);
		return true;
	}
	switch (command) {
	case CMD_ENTRY_BEFORE:
	case CMD_LEFT:
		step(wv, -1, fx);
		return true;
	case CMD_ENTRY_AFTER:
	case CMD_RIGHT:
		step(wv, 1, fx);
		return true;
	case CMD_MOMENT:
		view_ask_text(&wv->view, fx, QUESTION_MOMENT, "",
		              _("Moment (2025-11-12 14:05, or an entry's number):"));
		return true;
	case CMD_SEARCH:
		view_ask_text(&wv->view, fx, QUESTION_SEARCH, "", "/");
		return true;
	case CMD_NEXT_MATCH:
	case CMD_PREV_MATCH:
		if (!text_search(&wv->text, wv->search, command == CMD_NEXT_MATCH ? 1 : -1))
			fx_tell(fx, TELL_REFUSAL, _("Not found: %s."), wv->search);
		return true;
	case CMD_REFRESH:
		if (shown(wv))
			ask_entry(wv, shown(wv)->seq, fx);
		else
			ask(wv, "", "", fx);
		return true;
	default:
		return false;
	}
}

static void
answer(struct as_it_was_view *wv, const struct answer *given, struct fx *fx)
{
	if (!given->yes || str_empty(given->text))
		return;
	if (given->question == QUESTION_MOMENT) {
		go_to_moment(wv, given->text, fx);
		return;
	}
	str_copy(wv->search, sizeof(wv->search), given->text);
	if (!text_search(&wv->text, wv->search, 1))
		fx_tell(fx, TELL_REFUSAL, _("Not found: %s."), wv->search);
}

static void
reply(struct as_it_was_view *wv, const struct msg *msg, struct fx *fx)
{
	if (!audit_reply(&wv->answer, &msg->reply))
		return;
	if (!wv->answer.failed) {
		step_on(wv, fx);
		return;
	}
	wv->steps = 0;
	if (wv->answer.err.code == ERR_NOT_FOUND && shown(wv))
		fx_tell(fx, TELL_REFUSAL, "%s", _("It was not there yet at that moment."));
	else
		fx_tell_err(fx, &wv->answer.err);
}

/* The application itself is asked for beside it, and again at each event. */
static bool
is_out_of_sight(const struct as_it_was_view *wv)
{
	const struct record_load *load = &wv->record->load[RECORD_APPLICATION];

	return load->state == RECORD_FAILED && !wv->record->application &&
	       (load->err.code == ERR_NOT_FOUND || load->err.code == ERR_FORBIDDEN ||
	        load->err.code == ERR_CONFLICT_OF_INTEREST);
}

static bool
as_it_was_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct as_it_was_view *wv = (struct as_it_was_view *)view;
	bool used = true;

	wv->today = model_today(model);
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(wv, msg->command, fx);
	case MSG_ANSWER:
		answer(wv, &msg->answer, fx);
		return true;
	case MSG_REPLY:
		reply(wv, msg, fx);
		break;
	case MSG_EVENT:
		/* The newest entry may have one after it now. */
		if (str_eq(msg->event.application_id, view->place.id) && shown(wv) &&
		    shown(wv)->next_seq == 0 && wv->answer.request == 0)
			ask_entry(wv, shown(wv)->seq, fx);
		break;
	case MSG_CHANGED:
	case MSG_SHOWN:
		break;
	default:
		used = false;
		break;
	}
	record_want(wv->record, RECORD_PROGRAM, fx);
	if (shown(wv) && is_out_of_sight(wv))
		audit_blank(&wv->answer, fx);
	if (used)
		fill(wv);
	return used;
}

/* ---- showing ---- */

static void
as_it_was_layout(struct view *view)
{
	struct as_it_was_view *wv = (struct as_it_was_view *)view;
	struct rect area = view->area;

	wv->banner = (struct rect){ area.row, area.col, BANNER_ROWS, area.cols };
	area.row += BANNER_ROWS;
	area.rows = area.rows > BANNER_ROWS ? area.rows - BANNER_ROWS : 0;
	text_place(&wv->text, area);
	fill(wv);
}

static void
draw_banner(const struct as_it_was_view *wv, struct canvas *canvas)
{
	const struct replay_view *at = shown(wv);
	struct rect banner = wv->banner;
	struct buf words = BUF_INIT(LINE_MAX);
	char time[SHOW_MAX];

	show_time(time, at->at_ms, wv->zone, wv->today);
	if (at->next_seq)
		buf_printf(&words, _(" AS IT WAS %s, before entry %lld "), time, (long long)at->next_seq);
	else
		buf_printf(&words, _(" AS IT IS since %s, after its newest entry "), time);
	canvas_text(canvas, banner.row, banner.col, banner.cols, INK_STOP, words.data);
	buf_reset(&words);
	buf_printf(&words, _("* entry %lld, %s: %s"), (long long)at->seq,
	           str_empty(at->actor_name) ? _("the system") : at->actor_name,
	           str_empty(at->summary) ? at->type : at->summary);
	canvas_text(canvas, banner.row + 1, banner.col, banner.cols, INK_NEW, words.data);
	buf_done(&words);
}

static void
as_it_was_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;

	(void)model;
	if (shown(wv)) {
		draw_banner(wv, canvas);
		text_draw(&wv->text, canvas);
		return;
	}
	canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1,
	            wv->answer.failed ? INK_ERROR : INK_DIM,
	            !wv->answer.failed                         ? _("Loading...")
	            : wv->answer.err.code == ERR_NOT_FOUND ? _("The log tells of no such application that you may see.")
	                                                   : _("It cannot be loaded now. R tries again."));
}

static void
as_it_was_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;
	const struct application *app = wv->record->application;

	(void)model;
	buf_puts(out, _("As it was"));
	if (app)
		buf_printf(out, ": %s %s", app->number, app->customer.name);
}

static void
as_it_was_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;

	(void)model;
	if (wv->answer.request != 0 && shown(wv))
		buf_printf(out, "%s ", _("loading"));
	buf_puts(out, _("read only"));
	if (wv->text.line_count > (size_t)wv->text.area.rows)
		buf_printf(out, _(", line %d of %d"), (int)wv->text.cursor + 1, (int)wv->text.line_count);
}

static void
as_it_was_subject(const struct view *view, const struct model *model, struct subject *ret)
{
	const struct as_it_was_view *wv = (const struct as_it_was_view *)view;

	(void)model;
	ret->type = "application";
	ret->id = view->place.id;
	ret->number = wv->record->application ? wv->record->application->number : "";
}

static void
as_it_was_close(struct view *view, struct model *model, struct fx *fx)
{
	struct as_it_was_view *wv = (struct as_it_was_view *)view;

	audit_answer_done(&wv->answer, fx);
	text_done(&wv->text);
	model_record_done(model, wv->record);
}

static const enum cmd_id hints[] = { CMD_ENTRY_BEFORE, CMD_ENTRY_AFTER, CMD_MOMENT, CMD_SEARCH,
	                             CMD_BACK, CMD_NONE };

static const enum cmd_id rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };

static const struct view_ops as_it_was_ops = {
	.scope = SCOPE_MOMENT,
	.hints = hints,
	.rare = rare,
	.handle = as_it_was_handle,
	.layout = as_it_was_layout,
	.draw = as_it_was_draw,
	.close = as_it_was_close,
	.title = as_it_was_title,
	.place = as_it_was_place,
	.subject = as_it_was_subject,
};

struct view *
as_it_was_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct as_it_was_view *wv = view_alloc(sizeof(*wv), &as_it_was_ops, place);
	long long seq = 0;

	wv->answer.kind = AUDIT_REPLAY;
	wv->zone = ZONE_CENTRAL;
	wv->today = model_today(model);
	text_init(&wv->text);
	wv->record = model_record(model, place->id, fx);
	record_want(wv->record, RECORD_PROGRAM, fx);
	if (sscanf(place->arg, "entry:%lld", &seq) == 1 && seq > 0)
		ask_entry(wv, seq, fx);
	else
		ask(wv, "", "", fx);
	return &wv->view;
}
