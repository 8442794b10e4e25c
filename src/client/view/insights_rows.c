/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines out of figures.  What is not known yet has no line; a hidden count is
 * said to be hidden, and never drawn.
 */
#include "client/view/insights_rows.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"
#include "domain/application.h"
#include "domain/review.h"
#include "domain/words.h"

enum { TREND_COL = 30, BAR_COL = 40, TEXT_MAX = 300 };

/* ---- building ---- */

struct building {
	struct insight_rows *rows;
	const struct insights *known;
};

static struct insight_row *
add(struct building *to, const char *id, const char *head, const char *text)
{
	static struct insight_row beyond;
	struct insight_rows *rows = to->rows;
	struct insight_row *row = rows->count < INSIGHT_ROWS_MAX ? &rows->at[rows->count++] : &beyond;

	*row = (struct insight_row){ .head = head, .text = arena_strdup(&rows->arena, text) };
	snprintf(row->id, sizeof row->id, "%s", id);
	return row;
}

static const char *
value(const struct building *to, enum report_kind kind, const char *group, const char *key, const char *name)
{
	const struct figure *figure = insights_find(to->known, kind, group, key, name);

	return figure && figure->value ? figure->value : "-";
}

/* Instead of figures that are not told. */
static const char *
hidden_text(void)
{
	return _("hidden: fewer than 11 people, or it would tell of them");
}

static int64_t
number(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

static void
lead(struct insight_row *row, const struct figure *figure, const char *title)
{
	row->list = figure->list;
	row->title = title;
}

/* A number of each day of the period, or hour, in order. */
static void
add_trend(struct building *to, enum report_kind kind, const char *group, const char *name, const char *label)
{
	const struct report *report = to->known->known[kind].report;
	struct arena *arena = &to->rows->arena;
	int64_t *values = arena_array(arena, report->figures.count + 1, sizeof *values), most = 0;
	char text[TEXT_MAX], id[LIST_ID_MAX];
	int count = 0;

	for (size_t i = 0; i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];

		if (!str_eq(figure->group, group) || !str_eq(figure->name, name) || figure->hidden)
			continue;
		values[count] = number(figure->value);
		most = values[count] > most ? values[count] : most;
		count++;
	}
	if (count == 0)
		return;
	snprintf(text, sizeof text, _("%s, at most %lld"), label, (long long)most);
	snprintf(id, sizeof id, "trend-%s-%s", group, name);
	struct insight_row *row = add(to, id, NULL, text);
	row->chart = CHART_TREND;
	row->chart_col = INSIGHT_HEAD_COLS + TREND_COL;
	row->values = values;
	row->value_count = count;
}

static void
add_times(struct building *to, const char *id, const char *head, const char *label, const char *group,
          const char *key)
{
	const struct figure *decided = insights_find(to->known, REPORT_TIMELINESS, group, key, "decided");
	char text[TEXT_MAX];

	if (decided && decided->hidden)
		snprintf(text, sizeof text, "%5s  %s  %s", "-", hidden_text(), label);
	else
		snprintf(text, sizeof text, _("%5s  median %sd  p90 %sd  law's clock %s%%  target %s%%  %s"),
		         value(to, REPORT_TIMELINESS, group, key, "decided"),
		         value(to, REPORT_TIMELINESS, group, key, "median_days"),
		         value(to, REPORT_TIMELINESS, group, key, "p90_days"),
		         value(to, REPORT_TIMELINESS, group, key, "legal_clock"),
		         value(to, REPORT_TIMELINESS, group, key, "service_target"), label);
	struct insight_row *row = add(to, id, group ? arena_strdup(&to->rows->arena, head) : head, text);
	if (group) {
		row->narrow_group = group;
		row->narrow_key = arena_strdup(&to->rows->arena, key);
	}
}

/* Groups of which nothing is told. */
static void
add_hidden(struct building *to, enum report_kind kind, const char *id)
{
	const struct report *report = to->known->known[kind].report;
	char text[TEXT_MAX];
	int hidden = 0;

	for (size_t i = 0; i < report->figures.count; i++)
		hidden += report->figures.at[i].hidden && str_eq(report->figures.at[i].name, "decided")
			&& !str_eq(report->figures.at[i].group, "day");
	snprintf(text, sizeof text, n_("%d group is hidden: fewer than 11 people, or it would tell of them",
	                               "%d groups are hidden: fewer than 11 people, or would tell of them",
	                               (unsigned long)hidden), hidden);
	if (hidden > 0)
		add(to, id, NULL, text);
}

static void
add_decided(struct building *to)
{
	const struct report *report = to->known->known[REPORT_TIMELINESS].report;
	char id[LIST_ID_MAX], initials[SHOW_MAX];

	if (!report)
		return;
	add_times(to, "decided", _("DECIDED"), "", NULL, NULL);
	for (size_t i = 0; i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];

		if (!str_eq(figure->group, "program") || !str_eq(figure->name, "decided"))
			continue;
		snprintf(id, sizeof id, "program-%.30s", figure->key);
		/* As in a queue; the whole name stands where there is room for it. */
		const char *name = figure->label ? figure->label : figure->key;
		show_program_name(initials, name);
		add_times(to, id, initials, str_eq(initials, name) ? "" : name, "program", figure->key);
	}
	add_hidden(to, REPORT_TIMELINESS, "decided-hidden");
	add_trend(to, REPORT_TIMELINESS, "day", "filed", _("filed a day"));
	add_trend(to, REPORT_TIMELINESS, "day", "decided", _("decided a day"));
}

static const char *
age_text(const char *key)
{
	static const struct {
		const char *key, *text;
	} ages[] = { { "0-3", N_("0-3 days") }, { "4-14", N_("4-14 days") }, { "15-30", N_("15-30 days") },
		     { "31+", N_("over 30 days") } };

	for (size_t i = 0; i < countof(ages); i++)
		if (str_eq(ages[i].key, key))
			return _(ages[i].text);
	return key;
}

static const char *
open_text(const struct figure *figure)
{
	static const struct {
		const char *name, *text;
	} names[] = { { "unassigned", N_("nobody's yet") }, { "overdue", N_("overdue") },
		      { "due_soon", N_("due soon") }, { "waiting_on_customer", N_("waiting on the customer") } };

	if (str_eq(figure->group, "age"))
		return age_text(figure->key);
	if (str_eq(figure->group, "status"))
		return _(application_status_text(application_status_from_wire(figure->key)));
	if (figure->group)
		return figure->label ? figure->label : figure->key;
	for (size_t i = 0; i < countof(names); i++)
		if (str_eq(names[i].name, figure->name))
			return _(names[i].text);
	return figure->name;
}

static void
add_open_row(struct building *to, const struct figure *figure, const char *head)
{
	int64_t open = number(value(to, REPORT_CASELOAD, NULL, NULL, "open"));
	bool is_all = !figure->group && str_eq(figure->name, "open");
	const char *label = arena_strdup(&to->rows->arena, is_all ? _("open now") : open_text(figure));
	char text[TEXT_MAX], id[LIST_ID_MAX];

	snprintf(text, sizeof text, "%5s %s", figure->value, label);
	snprintf(id, sizeof id, "open-%.10s-%.20s", figure->group ? figure->group : figure->name,
	         figure->key ? figure->key : "");
	struct insight_row *row = add(to, id, head, text);
	lead(row, figure, label);
	row->warn = !figure->group && str_eq(figure->name, "overdue") && number(figure->value) > 0;
	if (is_all)
		return;
	row->chart = CHART_BAR;
	row->chart_col = INSIGHT_HEAD_COLS + BAR_COL - 4;
	row->value = number(figure->value);
	row->full = open;
}

/* Those of one group, the first of them headed. */
static void
add_open(struct building *to, const char *group, const char *head)
{
	const struct report *report = to->known->known[REPORT_CASELOAD].report;

	for (size_t i = 0; report && i < report->figures.count; i++) {
		if (!str_eq(report->figures.at[i].group, group))
			continue;
		add_open_row(to, &report->figures.at[i], head);
		head = NULL;
	}
}

const char *
insight_program_name(const struct insights *known, const char *id)
{
	const struct figure *figure = insights_find(known, REPORT_CASELOAD, "program", id, "open");

	if (!figure || !figure->label)
		figure = insights_find(known, REPORT_TIMELINESS, "program", id, "decided");
	return figure ? figure->label : NULL;
}

/* A key begins with the program's id: "snap D07". */
static const char *
program_of(const struct building *to, const char *key)
{
	const char *id = arena_printf(&to->rows->arena, "%.*s", (int)strcspn(key, " "), key);
	const char *name = insight_program_name(to->known, id);

	return name ? name : id;
}

static void
add_pended(struct building *to)
{
	const struct report *report = to->known->known[REPORT_CASELOAD].report;
	const char *head = _("PENDED");
	char text[TEXT_MAX], id[LIST_ID_MAX];

	for (size_t i = 0; report && i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];

		if (!str_eq(figure->group, "missing"))
			continue;
		snprintf(text, sizeof text, _("%5s wait for %s: %s"), figure->value, program_of(to, figure->key),
		         figure->label ? figure->label : figure->key);
		snprintf(id, sizeof id, "pended-%.32s", figure->key);
		add(to, id, head, text);
		head = NULL;
	}
}

static void
add_chats(struct building *to)
{
	char text[TEXT_MAX];

	if (!to->known->known[REPORT_CHANNELS].report)
		return;
	snprintf(text, sizeof text, _("%s, %s%% out of hours: bot %s%% person %s%% left %s%% wait %s%%"),
	         value(to, REPORT_CHANNELS, NULL, NULL, "chats"),
	         value(to, REPORT_CHANNELS, NULL, NULL, "outside_hours"),
	         value(to, REPORT_CHANNELS, NULL, NULL, "bot"), value(to, REPORT_CHANNELS, NULL, NULL, "person"),
	         value(to, REPORT_CHANNELS, NULL, NULL, "left"), value(to, REPORT_CHANNELS, NULL, NULL, "waiting"));
	add(to, "chats", _("CHATS"), text);
	add_trend(to, REPORT_CHANNELS, "hour", "chats", _("by hour, 0 to 23"));
	add_trend(to, REPORT_CHANNELS, "day", "chats", _("by day"));
}

static void
add_feedback(struct building *to)
{
	const struct figure *answers = insights_find(to->known, REPORT_FEEDBACK, NULL, NULL, "answers");
	char text[TEXT_MAX];

	if (!answers || str_eq(answers->value, "0"))
		return;
	if (answers->hidden)
		snprintf(text, sizeof text, "%s", _("too few answers to show what they said"));
	else
		snprintf(text, sizeof text, _("%s answers, %s of 5 on average"), answers->value,
		         value(to, REPORT_FEEDBACK, NULL, NULL, "score"));
	add(to, "feedback", _("FEEDBACK"), text);
}

static void
add_outcomes(struct building *to)
{
	const struct report *report = to->known->known[REPORT_DECISIONS].report;
	const struct figure *denied = insights_find(to->known, REPORT_DECISIONS, NULL, NULL, "denied");
	char text[TEXT_MAX];

	if (!report)
		return;
	snprintf(text, sizeof text, _("%s approved, %s denied; %s by two people, %s returned, %s superseding"),
	         value(to, REPORT_DECISIONS, NULL, NULL, "approved"), value(to, REPORT_DECISIONS, NULL, NULL, "denied"),
	         value(to, REPORT_DECISIONS, NULL, NULL, "second_person"),
	         value(to, REPORT_DECISIONS, NULL, NULL, "returned"),
	         value(to, REPORT_DECISIONS, NULL, NULL, "superseding"));
	add(to, "outcomes", _("OUTCOMES"), text);
	if (denied && denied->hidden) {
		snprintf(text, sizeof text, "%5s  %s", "-", hidden_text());
		add(to, "outcomes-hidden", NULL, text);
	}
}

static void
add_reasons(struct building *to)
{
	const struct report *report = to->known->known[REPORT_DECISIONS].report;
	const char *head = _("REASONS");
	struct buf words = BUF_INIT(8000);
	char id[LIST_ID_MAX];

	for (size_t i = 0; report && i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];

		if (!str_eq(figure->group, "reason") || figure->hidden)
			continue;
		snprintf(id, sizeof id, "reason-%.32s", figure->key);
		buf_reset(&words);
		show_with_dots(&words, figure->label ? figure->label : "");
		add(to, id, head, arena_printf(&to->rows->arena, _("%5s denied by %s%s: %s"), figure->value,
		                               program_of(to, figure->key),
		                               figure->key + strcspn(figure->key, " "), words.data));
		head = NULL;
	}
	buf_done(&words);
}

/* ---- quality ---- */

static void
add_found_row(struct building *to, const struct figure *figure, const char *head, const char *label)
{
	const char *errors = value(to, REPORT_QUALITY, figure->group, figure->key, "errors");
	char text[TEXT_MAX], id[LIST_ID_MAX];

	snprintf(text, sizeof text, _("%5s%% in error (%s): %s"), figure->value, errors, label);
	snprintf(id, sizeof id, "quality-%.7s-%.20s", figure->group, figure->key);
	add(to, id, head, text);
}

static const char *
kind_text(const char *word)
{
	int kind = word_find(words_review_kind, word);

	return kind > REVIEW_NO_KIND ? _(review_kind_text((enum review_kind)kind)) : word;
}

/* Nothing was drawn: no line. */
static void
add_quality(struct building *to)
{
	const struct report *report = to->known->known[REPORT_QUALITY].report;
	const struct figure *rate = insights_find(to->known, REPORT_QUALITY, NULL, NULL, "error_rate");
	char text[TEXT_MAX], found[TEXT_MAX / 3];

	if (!report || str_eq(value(to, REPORT_QUALITY, NULL, NULL, "drawn"), "0"))
		return;
	if (rate && rate->hidden)
		snprintf(found, sizeof found, "%s", _("too few to show what they found"));
	else if (!rate || !rate->value)
		snprintf(found, sizeof found, "%s", _("nothing is known yet"));
	else
		snprintf(found, sizeof found, _("%s%% in error, %s put right"), rate->value,
		         value(to, REPORT_QUALITY, NULL, NULL, "corrected"));
	snprintf(text, sizeof text, _("%s drawn, %s reviewed, %s wait: %s"),
	         value(to, REPORT_QUALITY, NULL, NULL, "drawn"), value(to, REPORT_QUALITY, NULL, NULL, "reviewed"),
	         value(to, REPORT_QUALITY, NULL, NULL, "waiting"), found);
	add(to, "quality", _("QUALITY"), text);
}

/* What was found, by program and kind; without an error there is no line. */
static void
add_errors_found(struct building *to)
{
	const struct report *report = to->known->known[REPORT_QUALITY].report;
	const char *head = _("ERRORS");

	for (size_t i = 0; report && i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];

		if (!figure->group || !str_eq(figure->name, "error_rate") || !figure->value
			|| str_eq(figure->value, "0.0"))
			continue;
		add_found_row(to, figure, head, str_eq(figure->group, "kind") ? kind_text(figure->key)
		                                : figure->label               ? figure->label
		                                                              : figure->key);
		head = NULL;
	}
}

/* ---- fairness ---- */

static const char *
group_name(const struct figure *figure)
{
	if (str_eq(figure->group, "language"))
		return show_language_name(figure->key);
	if (str_eq(figure->group, "disability"))
		return str_eq(figure->key, "yes") ? _("With a disability in the home") : _("Without a disability in the home");
	return figure->label ? figure->label : figure->key;
}

static void
add_gap(struct building *to, const struct figure *figure)
{
	const struct figure *counted = insights_find(to->known, REPORT_FAIRNESS, figure->group, figure->key, "decided");
	char text[TEXT_MAX], id[LIST_ID_MAX];
	bool days = figure->unit == UNIT_DAYS;

	snprintf(text, sizeof text, days ? _("! %s: median %sd, all others %sd (n %s)")
	                                 : _("! %s: %s%% denied, all others %s%% (n %s)"),
	         group_name(figure), figure->value, figure->against,
	         counted && counted->value ? counted->value : "-");
	snprintf(id, sizeof id, "gap-%.10s-%.20s-%c", figure->group, figure->key, days ? 'd' : 'r');
	struct insight_row *row = add(to, id, NULL, text);
	row->warn = true;
	/* Lists have a filter for these, not for the others. */
	if (str_eq(figure->group, "county") || str_eq(figure->group, "program")) {
		row->narrow_group = str_eq(figure->group, "county") ? "county" : "program";
		row->narrow_key = arena_strdup(&to->rows->arena, figure->key);
	}
}

static void
add_fairness(struct building *to)
{
	const struct report *report = to->known->known[REPORT_FAIRNESS].report;
	int gaps = 0, asked = 0;
	char text[TEXT_MAX];

	if (!report)
		return;
	for (size_t i = 0; i < report->figures.count; i++) {
		gaps += report->figures.at[i].gap;
		asked += str_eq(report->figures.at[i].group, "disability");
	}
	snprintf(text, sizeof text, n_("%d where customers wait longer or are denied more than others",
	                               "%d where customers wait longer or are denied more than others",
	                               (unsigned long)gaps), gaps);
	add(to, "gaps", _("GAPS"), text);
	for (size_t i = 0; i < report->figures.count; i++)
		if (report->figures.at[i].gap)
			add_gap(to, &report->figures.at[i]);
	add_hidden(to, REPORT_FAIRNESS, "hidden");
	if (asked == 0)
		add(to, "disability", NULL, _("Nobody decided on in this time was asked about disability."));
}

void
insight_rows_build(struct insight_rows *rows, const struct insights *insights)
{
	struct building to = { rows, insights };

	arena_reset(&rows->arena);
	rows->count = 0;
	add_decided(&to);
	add_open(&to, NULL, _("OPEN"));
	add_open(&to, "age", NULL);
	add_chats(&to);
	add_feedback(&to);
	add_outcomes(&to);
	add_quality(&to);
	add_fairness(&to);
	add_open(&to, "program", _("PROGRAMS"));
	add_open(&to, "status", _("STATUS"));
	add_pended(&to);
	add_reasons(&to);
	add_errors_found(&to);
}
