/* SPDX-License-Identifier: Apache-2.0
 *
 * Insights: numbers of a period as they happen.  Left and Right go from month
 * to month, Enter to the applications behind a number or into a part of it.
 */
#include "base/str.h"
#include "base/words.h"
#include "client/ui/chart.h"
#include "client/view/drill.h"
#include "client/view/insights_rows.h"
#include "client/view/moves.h"
#include "client/view/show.h"
#include "client/view/view.h"
#include "domain/county.h"
#include "domain/words.h"

enum { TAG_REPORT = 1, TIMER_REFRESH = 1 };
enum { QUESTION_FILTER = 1, QUESTION_EXPORT };
enum { FILTER_MAX = 200, NAME_MAX_BYTES = 120, NAME_COLS = 20, EXPORT_MAX = 8 * 1024 * 1024 };

struct insights_view {
	struct view view;
	struct insights known;
	struct insight_rows rows;
	struct list_widget list;
	civil_date today;
	char program_name[NAME_MAX_BYTES]; /* of the one that is counted alone; "" not known yet */
	bool refresh_due;
};

/* ---- lines; data is struct insight_rows ---- */

enum { BAR_COLS = 31 };

static int64_t
row_count(const void *data)
{
	return (int64_t)((const struct insight_rows *)data)->count;
}

static const char *
row_id(const void *data, int64_t row)
{
	const struct insight_rows *rows = data;

	return row >= 0 && (size_t)row < rows->count ? rows->at[row].id : NULL;
}

static void
row_draw(const void *data, int64_t number, struct canvas *canvas, int line, int col, int cols, bool is_cursor)
{
	const struct insight_rows *rows = data;
	const struct insight_row *row = &rows->at[number];
	int end = col + cols;
	int text_end = row->chart == CHART_NONE ? end : col + row->chart_col - 1;
	bool leads = row->list || row->narrow_group;

	if (row->head)
		canvas_text(canvas, line, col, INSIGHT_HEAD_COLS - 1, is_cursor ? INK_CURSOR : INK_HEADING, row->head);
	col += INSIGHT_HEAD_COLS;
	canvas_text(canvas, line, col, text_end - col,
	            is_cursor && !row->head && leads ? INK_CURSOR : row->warn ? INK_WARN : INK_TEXT, row->text);
	col += row->chart_col - INSIGHT_HEAD_COLS;
	if (row->chart == CHART_BAR && col < end)
		chart_bar(canvas, line, col, end - col < BAR_COLS ? end - col : BAR_COLS, row->value, row->full,
		          rows->ascii);
	if (row->chart == CHART_TREND && col < end)
		chart_trend(canvas, line, col, end - col, row->values, row->value_count, rows->ascii);
}

static const struct list_source insight_row_source = { row_count, row_id, NULL, row_draw, NULL };

static const struct insight_row *
here(const struct insights_view *iv)
{
	int64_t row = iv->list.cursor;

	return row >= 0 && (size_t)row < iv->rows.count ? &iv->rows.at[row] : NULL;
}

/* A long one as in a queue. */
static void
name_program(struct insights_view *iv)
{
	const char *name = iv->known.program[0] ? insight_program_name(&iv->known, iv->known.program) : NULL;
	char initials[SHOW_MAX];

	if (name)
		str_copy(iv->program_name, sizeof iv->program_name,
		         canvas_width(name) > NAME_COLS ? show_program_name(initials, name) : name);
}

static void
build(struct insights_view *iv)
{
	name_program(iv);
	insight_rows_build(&iv->rows, &iv->known);
	list_sync(&iv->list, &insight_row_source, &iv->rows);
}

static void
ask(struct insights_view *iv, struct fx *fx)
{
	iv->known.export_as = NULL;
	insights_ask(&iv->known, iv->view.owner, TAG_REPORT, fx);
}

static void
ask_anew(struct insights_view *iv, struct fx *fx)
{
	iv->program_name[0] = '\0';
	name_program(iv);
	insights_forget(&iv->known, fx);
	build(iv);
	ask(iv, fx);
}

/* ---- period and filter ---- */

static void
set_month(struct insights_view *iv, int year, int month)
{
	civil_date next = month == 12 ? date_make(year + 1, 1, 1) : date_make(year, month + 1, 1);

	iv->known.from = date_make(year, month, 1);
	iv->known.to = next - 1 > iv->today ? iv->today : next - 1;
}

static void
go_month(struct insights_view *iv, int by, struct fx *fx)
{
	int year, month, day;

	date_split(iv->known.from, &year, &month, &day);
	month += by;
	if (month < 1 || month > 12) {
		year += by;
		month = by < 0 ? 12 : 1;
	}
	if (date_make(year, month, 1) > iv->today) {
		fx_tell(fx, TELL_HINT, "%s", _("That is the month we are in; Left goes back."));
		return;
	}
	set_month(iv, year, month);
	ask_anew(iv, fx);
}

/* "program:snap county:Van_Buren team:t_1"; what is not named is all. */
static void
filter(struct insights_view *iv, const char *typed, struct fx *fx)
{
	struct {
		const char *name;
		char *to;
	} words[] = { { "program:", iv->known.program }, { "county:", iv->known.county }, { "team:", iv->known.team } };
	char copy[FILTER_MAX], *rest = copy, *word;

	str_copy(copy, sizeof copy, typed);
	for (size_t i = 0; i < countof(words); i++)
		words[i].to[0] = '\0';
	while ((word = strsep(&rest, " "))) {
		bool known = word[0] == '\0';

		for (size_t i = 0; i < countof(words); i++) {
			if (!str_starts(word, words[i].name))
				continue;
			str_copy(words[i].to, INSIGHTS_WORD_MAX, word + strlen(words[i].name));
			for (char *c = words[i].to; *c; c++) {
				if (*c == '_' && words[i].to == iv->known.county)
					*c = ' ';
				/* The id of SNAP is snap. */
				if (*c >= 'A' && *c <= 'Z' && words[i].to == iv->known.program)
					*c = (char)(*c - 'A' + 'a');
			}
			known = true;
		}
		if (!known)
			fx_tell(fx, TELL_REFUSAL, _("\"%s\" is none of program:, county:, team:."), word);
	}
	ask_anew(iv, fx);
}

static void
print_filter(const struct insights_view *iv, struct buf *out)
{
	if (iv->known.program[0])
		buf_printf(out, "program:%s ", iv->known.program);
	if (iv->known.team[0])
		buf_printf(out, "team:%s ", iv->known.team);
	if (iv->known.county[0]) {
		buf_puts(out, "county:");
		for (const char *c = iv->known.county; *c; c++)
			buf_putc(out, *c == ' ' ? '_' : *c);
	}
}

/* ---- commands ---- */

static void
open_row(struct insights_view *iv, struct fx *fx)
{
	const struct insight_row *row = here(iv);

	if (row && row->list) {
		drill_open(fx, row->list[0] ? row->list : "sort=due", row->title);
	} else if (row && row->narrow_group) {
		str_copy(str_eq(row->narrow_group, "county") ? iv->known.county : iv->known.program, INSIGHTS_WORD_MAX,
		         row->narrow_key);
		ask_anew(iv, fx);
		fx_tell(fx, TELL_RESULT, "%s", _("Only these are counted now; f Enter on an empty line shows all."));
	} else {
		fx_tell(fx, TELL_HINT, "%s", _("No list is behind this line."));
	}
}

static void
export(const struct insights_view *iv, bool csv, struct fx *fx)
{
	struct buf out = BUF_INIT(EXPORT_MAX);
	char name[80], from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	const char *lead = "{\"reports\":[";

	for (int kind = 1; kind < REPORT_COUNT; kind++) {
		const struct report *report = iv->known.known[kind].report;

		if (!report)
			continue;
		if (csv) {
			report_csv(&out, report);
		} else {
			buf_puts(&out, lead);
			buf_puts(&out, iv->known.known[kind].json);
			lead = ",";
		}
	}
	if (!csv && out.len > 0)
		buf_puts(&out, "]}\n");
	snprintf(name, sizeof name, "insights-%s-%s.%s", date_to_text(iv->known.from, from),
	         date_to_text(iv->known.to, to), csv ? "csv" : "json");
	if (out.len == 0 || !buf_ok(&out))
		fx_tell(fx, TELL_REFUSAL, "%s", _("There is nothing to export yet."));
	else
		fx_export(fx, name, out.data);
	buf_done(&out);
}

/* Asked for anew: the server writes down that they leave, and what is written is what it says then. */
static void
begin_export(struct insights_view *iv, const char *format, struct fx *fx)
{
	iv->known.export_as = format;
	insights_ask(&iv->known, iv->view.owner, TAG_REPORT, fx);
}

static void
end_export(struct insights_view *iv, struct fx *fx)
{
	bool csv = str_eq(iv->known.export_as, "csv");

	iv->known.export_as = NULL;
	if (iv->known.failed)
		fx_tell(fx, TELL_REFUSAL, "%s", _("The numbers cannot be loaded now. R tries again."));
	else
		export(iv, csv, fx);
}

static bool
command(struct insights_view *iv, enum cmd_id cmd, struct fx *fx)
{
	static const char *const formats[] = { "csv", "json", NULL };
	struct buf text = BUF_INIT(FILTER_MAX);
	enum list_move move;

	if (list_move_of(cmd, &move)) {
		list_move(&iv->list, &insight_row_source, &iv->rows, move);
		return true;
	}
	switch (cmd) {
	case CMD_LEFT: go_month(iv, -1, fx); return true;
	case CMD_RIGHT: go_month(iv, 1, fx); return true;
	case CMD_OPEN: open_row(iv, fx); return true;
	case CMD_REFRESH: ask(iv, fx); return true;
	case CMD_EXPORT:
		view_ask_menu(&iv->view, fx, QUESTION_EXPORT, _("Export as"), formats);
		return true;
	case CMD_FILTER:
		print_filter(iv, &text);
		view_ask_text(&iv->view, fx, QUESTION_FILTER, text.data, _("Count only (program: county: team:):"));
		buf_done(&text);
		return true;
	default:
		return false;
	}
}

static bool
insights_handle(struct view *view, struct model *model, const struct msg *msg, struct fx *fx)
{
	struct insights_view *iv = (struct insights_view *)view;

	iv->today = model_today(model);
	iv->rows.ascii = model->ascii_charts;
	switch (msg->kind) {
	case MSG_COMMAND:
		return command(iv, (enum cmd_id)msg->command, fx);
	case MSG_ANSWER:
		if (msg->answer.yes && msg->answer.question == QUESTION_FILTER)
			filter(iv, msg->answer.text, fx);
		else if (msg->answer.yes)
			begin_export(iv, msg->answer.choice == 0 ? "csv" : "json", fx);
		return true;
	case MSG_REPLY:
		if (!insights_reply(&iv->known, &msg->reply, view->owner, TAG_REPORT, fx))
			return false;
		build(iv);
		if (iv->known.export_as && !insights_are_asking(&iv->known))
			end_export(iv, fx);
		return true;
	case MSG_EVENT:
		if (!iv->refresh_due && !str_eq(msg->event.type, "presence")) {
			iv->refresh_due = true;
			view_timer(view, fx, TIMER_REFRESH, INSIGHTS_REFRESH_MS / 2);
		}
		return false;
	case MSG_TIMER:
		/* A count that still runs is not begun again. */
		if (insights_are_asking(&iv->known)) {
			view_timer(view, fx, TIMER_REFRESH, INSIGHTS_REFRESH_MS / 2);
			return true;
		}
		iv->refresh_due = false;
		if (iv->known.to >= iv->today - 1)
			ask(iv, fx);
		return true;
	default:
		return false;
	}
}

/* ---- showing ---- */

static void
insights_layout(struct view *view)
{
	struct insights_view *iv = (struct insights_view *)view;

	list_widget_place(&iv->list, view->area);
	list_sync(&iv->list, &insight_row_source, &iv->rows);
}

static void
insights_draw(const struct view *view, const struct model *model, struct canvas *canvas)
{
	const struct insights_view *iv = (const struct insights_view *)view;

	(void)model;
	list_draw(&iv->list, &insight_row_source, &iv->rows, canvas);
	if (iv->rows.count > 0)
		return;
	canvas_text(canvas, view->area.row + 1, view->area.col + 2, -1, INK_DIM,
	            iv->known.failed && iv->known.err.code == ERR_VALIDATION_FAILED
	                    ? _("There is no such county or program. f changes it.")
	            : iv->known.failed ? _("The numbers cannot be loaded now. R tries again.")
	                               : _("Counting..."));
}

static void
insights_title(const struct view *view, const struct model *model, struct buf *out)
{
	const struct insights_view *iv = (const struct insights_view *)view;
	const struct report *first = iv->known.known[REPORT_CASELOAD].report;
	char from[SHOW_MAX], to[SHOW_MAX], at[SHOW_MAX];

	(void)model;
	buf_printf(out, "%s  %s - %s", _(place_title(PLACE_INSIGHTS)), show_date(from, iv->known.from, iv->today),
	           show_date(to, iv->known.to, iv->today));
	const char *const only[] = { iv->known.county, iv->program_name[0] ? iv->program_name : iv->known.program,
		                     iv->known.team };
	for (size_t i = 0; i < countof(only); i++)
		if (only[i][0])
			buf_printf(out, "  %s", only[i]);
	if (first)
		buf_printf(out, _("  as of %s"), show_time(at, first->as_of_ms, ZONE_CENTRAL, iv->today));
}

static void
insights_place(const struct view *view, const struct model *model, struct buf *out)
{
	const struct insights_view *iv = (const struct insights_view *)view;

	(void)model;
	buf_printf(out, _("%lld of %lld%s"), (long long)(iv->rows.count ? iv->list.cursor + 1 : 0),
	           (long long)iv->rows.count, "");
}

static void
insights_close(struct view *view, struct model *model, struct fx *fx)
{
	struct insights_view *iv = (struct insights_view *)view;

	(void)model;
	insights_done(&iv->known, fx);
	arena_done(&iv->rows.arena);
	list_widget_done(&iv->list);
}

static const enum cmd_id hints[] = { CMD_OPEN, CMD_LEFT, CMD_RIGHT, CMD_FILTER, CMD_EXPORT, CMD_REFRESH, CMD_NONE };
static const enum cmd_id rare[] = { CMD_LEFT, CMD_RIGHT, CMD_NONE };
static const struct hint_word words[] = {
	{ CMD_OPEN, N_("show them") },
	{ CMD_LEFT, N_("month before") },
	{ CMD_RIGHT, N_("next month") },
	{ CMD_NONE, NULL },
};

static const struct view_ops insights_ops = {
	.scope = SCOPE_LIST,
	.hints = hints,
	.hint_words = words,
	.rare = rare,
	.handle = insights_handle,
	.layout = insights_layout,
	.draw = insights_draw,
	.close = insights_close,
	.title = insights_title,
	.place = insights_place,
};

struct view *
insights_view_new(const struct place *place, struct model *model, struct fx *fx)
{
	struct insights_view *iv = view_alloc(sizeof *iv, &insights_ops, place);
	int year, month, day;

	list_widget_init(&iv->list);
	iv->today = model_today(model);
	iv->rows.ascii = model->ascii_charts;
	date_split(iv->today, &year, &month, &day);
	set_month(iv, year, month);
	ask(iv, fx);
	return &iv->view;
}
