/* SPDX-License-Identifier: Apache-2.0
 *
 * Drawing an access code that is shown once.
 */
#include "client/view/code_shown.h"

#include "base/str.h"
#include "base/words.h"
#include "client/ui/text.h"

void
code_shown_draw(struct canvas *canvas, struct rect area, const char *title, const char *code,
                const char *lost, const char *leave)
{
	int row = text_paragraph(canvas, area, area.row + 1, INK_TITLE, title) + 1;

	canvas_cursor(canvas, row, area.col + 2);
	if (!str_empty(code)) {
		canvas_textf(canvas, row, area.col + 2, -1, INK_TEXT, _("Access code: %s"), code);
		row = text_paragraph(canvas, area, row + 1, INK_WARN,
		                _("It is shown this once and cannot be shown again. Give the customer both:"));
		row = text_paragraph(canvas, area, row, INK_TEXT,
		                _("with number and code they see their application on the agency's pages."));
	} else {
		row = text_paragraph(canvas, area, row, INK_WARN, lost);
	}
	(void)text_paragraph(canvas, area, row + 1, INK_HINT, leave);
}
