/* SPDX-License-Identifier: Apache-2.0
 *
 * The reports as lines: sums, trends, bars, gaps; and where each leads.
 */
#ifndef CLIENT_VIEW_INSIGHTS_ROWS_H
#define CLIENT_VIEW_INSIGHTS_ROWS_H

#include "client/model/insights.h"
#include "client/ui/list.h"

enum insight_chart { CHART_NONE, CHART_BAR, CHART_TREND };

struct insight_row {
	char id[LIST_ID_MAX];
	const char *head;  /* "DECIDED", or NULL */
	const char *text;
	bool warn;
	enum insight_chart chart;
	int chart_col;     /* where it stands */
	int64_t value, full;
	const int64_t *values;
	int value_count;
	const char *list;  /* query of the applications behind it; NULL none */
	const char *title; /* of that list */
	const char *narrow_group, *narrow_key; /* Enter narrows to these; NULL none */
};

enum { INSIGHT_ROWS_MAX = 200, INSIGHT_HEAD_COLS = 10 };

struct insight_rows {
	struct arena arena;
	struct insight_row at[INSIGHT_ROWS_MAX];
	size_t count;
	bool ascii;
};

void insight_rows_build(struct insight_rows *rows, const struct insights *insights);

/* As the reports at hand call it; NULL: none of them does. */
const char *insight_program_name(const struct insights *known, const char *id);

#endif
