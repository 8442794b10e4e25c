/* SPDX-License-Identifier: Apache-2.0
 *
 * The wire form of reports.
 */
#include "domain/report.h"

#include "proto/table.h"

static const char *const words_unit[] = { "", "count", "days", "percent", "score", NULL };

#define NOUN struct figure
static const struct field figure_fields[] = {
	PLAIN(TEXT, "group", group, 0, "What it is about: county, program, ...; absent: all."),
	PLAIN(TEXT, "key", key, 0, NULL),
	PLAIN(TEXT, "label", label, 0, NULL),
	PLAIN(TEXT, "name", name, FIELD_REQUIRED, "What was counted."),
	WORD("unit", unit, FIELD_REQUIRED, words_unit, NULL),
	PLAIN(TEXT, "value", value, FIELD_NULLABLE, "Decimal; null while hidden, or of nothing."),
	PLAIN(TEXT, "against", against, 0, "The same of all others."),
	PLAIN(BOOL, "hidden", hidden, 0, "A small count, or one that would give one away."),
	PLAIN(BOOL, "gap", gap, 0, "Clearly worse than for all others."),
	PLAIN(TEXT, "list", list, 0, "Query of GET /v1/applications that lists them."),
};
static const struct resource resource_figure = { "Figure", sizeof(NOUN), figure_fields,
	                                         countof(figure_fields), "One number." };
#undef NOUN

#define NOUN struct report
static const struct field report_fields[] = {
	WORD("report", report, FIELD_REQUIRED, words_report, NULL),
	PLAIN(DATE, "from", from, FIELD_REQUIRED, NULL),
	PLAIN(DATE, "to", to, FIELD_REQUIRED, NULL),
	PLAIN(ID, "program", program, 0, NULL),
	PLAIN(ID, "team", team, 0, NULL),
	PLAIN(TEXT, "county", county, 0, NULL),
	PLAIN(INT, "target_days", target_days, FIELD_ALWAYS, "The agency's own, beside the law's."),
	PLAIN(INT, "as_of_seq", as_of_seq, FIELD_REQUIRED, "The last event that counts."),
	PLAIN(INSTANT, "as_of", as_of_ms, FIELD_REQUIRED, NULL),
	PART(LIST, "figures", figures, FIELD_ALWAYS, resource_figure, NULL),
};
RESOURCE(resource_report, "Report", report_fields, "Numbers about the agency's work, never about one worker.");
#undef NOUN
