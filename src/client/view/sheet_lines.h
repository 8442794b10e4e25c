/* SPDX-License-Identifier: Apache-2.0
 *
 * A worksheet as lines of a text: on the record's own tab, and as it was kept
 * with a decision.
 */
#ifndef CLIENT_VIEW_SHEET_LINES_H
#define CLIENT_VIEW_SHEET_LINES_H

#include "client/ui/text.h"
#include "domain/worksheet.h"

void sheet_heading_line(struct text_widget *text, const struct worksheet *sheet);
/* Number, label, working, value and limit; the law where there is room for it. */
void sheet_step_line(struct text_widget *text, const struct worksheet_step *step, int cols);
/* What it comes to, and a hint behind it; NULL: none. */
void sheet_advice_line(struct text_widget *text, const struct worksheet *sheet, const char *hint);
/* Nothing for a test that is passed over or plainly met. */
void sheet_test_line(struct text_widget *text, const struct worksheet_test *test);
void sheet_doubt_line(struct text_widget *text, const struct worksheet_doubt *doubt);

#endif
