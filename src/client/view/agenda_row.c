/* SPDX-License-Identifier: Apache-2.0 */
#include "client/view/agenda_row.h"

#include "base/str.h"
#include "base/words.h"
#include "client/view/show.h"
#include "domain/words.h"

enum { COL_WHAT = 11, COL_NUMBER = COL_WHAT + 11, COL_NAME = COL_NUMBER + 12,
       COL_PROGRAM = COL_NAME + 21, COL_ACT = COL_PROGRAM + 6 };

static void
draw_heading(civil_date day, civil_date today, struct canvas *canvas, int line, int col)
{
	static const char *const days[] = { N_("Sunday"),    N_("Monday"),   N_("Tuesday"),
		                            N_("Wednesday"), N_("Thursday"), N_("Friday"),
		                            N_("Saturday") };
	char date[SHOW_MAX];

	if (day == TALKS_OVER)
		canvas_text(canvas, line, col, -1, INK_HEADING, _("Interviews of the last two weeks"));
	else if (day < today)
		canvas_text(canvas, line, col, -1, INK_OVERDUE, _("Past, and still open"));
	else
		canvas_textf(canvas, line, col, -1, INK_HEADING, "%s %s%s", _(days[date_weekday(day)]),
		             show_date(date, day, today), day == today ? _(", today") : "");
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

void
agenda_row_draw(const struct agenda_row *row, civil_date today, struct canvas *canvas,
                struct rect area, bool is_cursor)
{
	const struct agenda_entry *entry = row->entry;
	char time[SHOW_MAX] = "", program[SHOW_MAX], act[SHOW_ACT_MAX], date[SHOW_MAX];
	int line = area.row, col = area.col;

	if (!entry) {
		draw_heading(row->day, today, canvas, line, col);
		return;
	}
	const struct application *app = entry->application;
	/* What is over is no longer late. */
	bool past = entry->day < today && entry->kind != AGENDA_OVER;
	if (entry->day < today)
		str_copy(time, sizeof(time), show_date(date, entry->day, today));
	else if (entry->minute >= 0)
		snprintf(time, sizeof(time), "%02d:%02d %s", entry->minute / 60, entry->minute % 60,
		         show_zone(entry->zone));
	canvas_text(canvas, line, col + 2, 8, past ? INK_OVERDUE : INK_TEXT, time);
	canvas_text(canvas, line, col + COL_WHAT, 10, INK_LABEL, what_text(entry->kind));
	canvas_text(canvas, line, col + COL_NUMBER, 11, is_cursor ? INK_CURSOR : INK_TEXT, app->number);
	canvas_text(canvas, line, col + COL_NAME, 20, INK_TEXT, app->customer.name);
	canvas_text(canvas, line, col + COL_PROGRAM, 5, INK_TEXT, show_program(program, app));
	canvas_text(canvas, line, col + COL_ACT, area.cols - COL_ACT, INK_DIM,
	            last_column(act, entry, today));
}

const char *
agenda_row_cut(const struct agenda_row *row, int cols)
{
	const struct agenda_entry *entry = row->entry;

	if (!entry || entry->kind != AGENDA_REMINDER || canvas_width(entry->item->text) <= cols - COL_ACT)
		return NULL;
	return entry->item->text;
}
