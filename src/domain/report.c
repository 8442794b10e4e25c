/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports as spreadsheets read them.
 */
#include "domain/report.h"

#include "base/safe_text.h"
#include "base/str.h"
#include "domain/words.h"

enum report_kind
report_from_wire(const char *word)
{
	for (int i = 1; i < REPORT_COUNT; i++)
		if (str_eq(words_report[i], word))
			return (enum report_kind)i;
	return REPORT_NONE;
}

void
report_csv(struct buf *out, const struct report *report)
{
	static const char *const units[] = { "", "count", "days", "percent", "score" };
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];

	if (out->len == 0)
		buf_puts(out, "report,from,to,program,team,county,group,key,label,name,unit,value,against,hidden,gap\r\n");
	for (size_t i = 0; i < report->figures.count; i++) {
		const struct figure *figure = &report->figures.at[i];
		const char *const cells[] = {
			words_report[report->report], date_to_text(report->from, from),
			date_to_text(report->to, to), report->program, report->team, report->county,
			figure->group, figure->key, figure->label, figure->name, units[figure->unit],
			figure->value, figure->against, figure->hidden ? "yes" : "", figure->gap ? "yes" : "",
		};

		for (size_t cell = 0; cell < countof(cells); cell++) {
			if (cell > 0)
				buf_putc(out, ',');
			csv_cell(out, cells[cell]);
		}
		buf_puts(out, "\r\n");
	}
}
