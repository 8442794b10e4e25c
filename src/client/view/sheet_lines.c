/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of a worksheet.  Knows of no record: what was kept with a decision
 * reads as the one of today does.
 */
#include "client/view/sheet_lines.h"

#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"
#include "client/view/show.h"

enum { LABEL_COLS = 21, WORKING_COLS = 23, VALUE_COLS = 9 };

/* Fills up to so many columns; longer words are cut and say so. */
static void
put_cell(struct buf *line, const char *words, int cols)
{
	size_t bytes = strlen(words);
	int wide = canvas_width(words);

	if (wide > cols) {
		bytes = utf8_fit(words, bytes, cols - 1);
		buf_add(line, words, bytes);
		buf_putc(line, '>');
		return;
	}
	buf_puts(line, words);
	buf_printf(line, "%*s", show_blanks(words, cols), "");
}

static void
put_number(struct buf *line, const char *words, int cols)
{
	buf_printf(line, "%*s%s", show_blanks(words, cols), "", words);
}

static const char *
value_of(char out[MONEY_SHORT_MAX], const struct worksheet_step *step)
{
	if (str_empty(step->value))
		return "?";
	if (str_eq(step->unit, "yesno"))
		return str_eq(step->value, "yes") ? _("yes") : _("no");
	return money_short(step->value, out);
}

/* "limit 2888 ok", "cap 744" */
static void
put_limit(struct buf *line, const struct worksheet_step *step)
{
	char number[MONEY_SHORT_MAX];

	if (str_empty(step->limit))
		return;
	if (str_eq(step->verdict, "cap"))
		buf_printf(line, _("  cap %s"), money_short(step->limit, number));
	else
		buf_printf(line, _("  limit %s"), money_short(step->limit, number));
	if (str_eq(step->verdict, "ok"))
		buf_printf(line, " %s", _("ok"));
	else if (str_eq(step->verdict, "not_met"))
		buf_printf(line, " %s", _("NOT MET"));
}

/* The law stands beside the number where there is room for it. */
static void
put_citation(struct buf *line, const char *citation, int cols)
{
	int room = cols - canvas_width(line->data) - 4;

	if (canvas_width(citation) + 2 <= room)
		buf_printf(line, "  %s", citation);
}

void
sheet_step_line(struct text_widget *text, const struct worksheet_step *step, int cols)
{
	struct buf line = BUF_INIT(2000);
	struct buf lead = BUF_INIT(400);
	char number[MONEY_SHORT_MAX];
	enum ink ink = str_empty(step->value) ? INK_WARN
	             : str_eq(step->verdict, "not_met") ? INK_ERROR : INK_TEXT;

	buf_printf(&lead, "%3lld ", (long long)step->number);
	/* A long name takes the room of a working that is not there. */
	bool spills = str_empty(step->working) && canvas_width(step->label) > LABEL_COLS;
	if (spills) {
		put_cell(&line, step->label, LABEL_COLS + 1 + WORKING_COLS);
	} else {
		put_cell(&lead, step->label, LABEL_COLS);
		buf_putc(&lead, ' ');
		put_cell(&line, step->working ? step->working : "", WORKING_COLS);
	}
	put_number(&line, value_of(number, step), VALUE_COLS);
	put_limit(&line, step);
	if (str_empty(step->value) && step->unknown.count > 0)
		buf_printf(&line, _("  not known: %s"), step->unknown.at[0].label);
	else
		put_citation(&line, step->citation, cols - canvas_width(lead.data));
	text_add_lead(text, INK_LABEL, lead.data, ink, line.data);
	buf_done(&lead);
	buf_done(&line);
}

void
sheet_test_line(struct text_widget *text, const struct worksheet_test *test)
{
	struct buf line = BUF_INIT(2000);
	enum ink ink = INK_TEXT;

	if (str_eq(test->verdict, "passed_over") || (str_eq(test->verdict, "met") && !test->reason))
		return;
	if (str_eq(test->verdict, "not_met") && test->reason) {
		ink = INK_ERROR;
		buf_printf(&line, _("  ! not met: %s (%s)  %s"), test->label, test->reason, test->citation);
	} else if (str_eq(test->verdict, "met")) {
		buf_printf(&line, _("  . holds: %s (%s)  %s"), test->label, test->reason, test->citation);
	} else if (str_eq(test->verdict, "unknown")) {
		ink = INK_WARN;
		buf_printf(&line, _("  ? not known: %s  %s"), test->label, test->citation);
	}
	if (line.len > 0)
		text_add(text, ink, line.data);
	buf_done(&line);
}

void
sheet_doubt_line(struct text_widget *text, const struct worksheet_doubt *doubt)
{
	struct buf line = BUF_INIT(2000);
	char number[MONEY_SHORT_MAX];

	if (doubt->step_number == 0)
		buf_printf(&line, _("  ! %s: not proved; the result is the same without it"), doubt->label);
	else
		buf_printf(&line, _("  ! %s: not proved; without it step %lld is %s"), doubt->label,
		           (long long)doubt->step_number,
		           doubt->value ? money_short(doubt->value, number) : "?");
	text_add(text, INK_WARN, line.data);
	buf_done(&line);
}

void
sheet_heading_line(struct text_widget *text, const struct worksheet *sheet)
{
	struct buf line = BUF_INIT(600);

	buf_printf(&line, _(" %s version %lld, %s"), sheet->program.name,
	           (long long)sheet->program.version, sheet->month);
	if (sheet->size > 0)
		buf_printf(&line, _(", home of %lld"), (long long)sheet->size);
	buf_printf(&line, "    %s", _("a calculation, not a decision"));
	text_add(text, INK_WARN, line.data);
	buf_done(&line);
}

void
sheet_advice_line(struct text_widget *text, const struct worksheet *sheet, const char *hint)
{
	struct buf line = BUF_INIT(600);

	buf_printf(&line, _("  Comes to: %s"),
	           str_eq(sheet->advice, "approved") ? _("every rule is met")
	           : str_eq(sheet->advice, "denied") ? _("a rule is not met")
	                                             : _("not known yet"));
	for (size_t i = 0; i < sheet->reasons.count; i++)
		buf_printf(&line, " %s", sheet->reasons.at[i]);
	if (hint)
		buf_printf(&line, "    %s", hint);
	text_add(text, INK_TEXT, line.data);
	for (size_t i = 0; i < sheet->months.count; i++) {
		buf_reset(&line);
		buf_printf(&line, _("  By the figures of %s a month: %s"), sheet->months.at[i].month,
		           sheet->months.at[i].amount ? sheet->months.at[i].amount : "?");
		text_add(text, INK_TEXT, line.data);
	}
	buf_done(&line);
}
