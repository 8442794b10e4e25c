/* SPDX-License-Identifier: Apache-2.0
 *
 * Tab 4: the worksheet as the server works it out.  Its numbers are read, not
 * taken: no key copies one into a decision.
 */
#include "base/str.h"
#include "client/view/record_view.h"
#include "client/view/show.h"
#include "client/view/sheet_lines.h"
#include "domain/program_rules.h"

static void
put_unknown(struct record_view *rv, const struct worksheet_unknown *unknown)
{
	const struct missing_item *item = unknown->item ? record_item(rv->record, unknown->item) : NULL;
	struct buf line = BUF_INIT(2000);
	char name[SHOW_ITEM_MAX];

	if (str_starts(unknown->path, "table."))
		buf_printf(&line, _("  ? the program has no figure for this month: %s"), unknown->label);
	else if (item)
		buf_printf(&line, _("  ? to be asked: %s; would be proved by: %s"), unknown->label,
		           show_item(name, item, rv->today));
	else
		buf_printf(&line, _("  ? to be asked: %s"), unknown->label);
	text_add(&rv->text, INK_WARN, line.data);
	buf_done(&line);
}

bool
record_fill_steps(struct record_view *rv)
{
	const struct record_load *load = &rv->record->load[RECORD_WORKSHEET];
	const struct worksheet *sheet = rv->record->worksheet;
	int cols = rv->body.cols > 0 ? rv->body.cols : 80;

	rv->first_step = -1;
	if (!rv->record->form || !rv->record->form->rules)
		return false;
	if (!sheet) {
		text_add(&rv->text, load->state == RECORD_FAILED ? INK_ERROR : INK_DIM,
		         load->state == RECORD_FAILED ? _(" It cannot be loaded now. R tries again.")
		                                      : _(" Loading..."));
		return true;
	}
	sheet_heading_line(&rv->text, sheet);
	rv->first_step = (int)rv->text.paragraph_count;
	for (size_t i = 0; i < sheet->steps.count; i++)
		sheet_step_line(&rv->text, &sheet->steps.at[i], cols);
	sheet_advice_line(&rv->text, sheet, _("Enter: the evidence of a step"));
	for (size_t i = 0; i < sheet->tests.count; i++)
		sheet_test_line(&rv->text, &sheet->tests.at[i]);
	for (size_t i = 0; i < sheet->unknown.count; i++)
		put_unknown(rv, &sheet->unknown.at[i]);
	for (size_t i = 0; i < sheet->doubts.count; i++)
		sheet_doubt_line(&rv->text, &sheet->doubts.at[i]);
	return true;
}

void
record_open_step(struct record_view *rv)
{
	const struct worksheet *sheet = rv->record->worksheet;
	int step = text_paragraph_at(&rv->text) - rv->first_step;

	if (sheet && rv->first_step >= 0 && step >= 0 && (size_t)step < sheet->steps.count)
		reading_step(&rv->reading, &sheet->steps.at[step]);
}
