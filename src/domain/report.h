/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers about the agency's work, as figures: what was counted, of which
 * group, and how much.  No figure is about one worker.
 */
#ifndef DOMAIN_REPORT_H
#define DOMAIN_REPORT_H

#include "base/buf.h"
#include "base/clock.h"
#include "domain/list.h"

enum report_kind {
	REPORT_NONE,
#define REPORT(id, wire, text) REPORT_##id,
#include "domain/reports.def"
#undef REPORT
	REPORT_COUNT
};

enum figure_unit { UNIT_NONE, UNIT_COUNT, UNIT_DAYS, UNIT_PERCENT, UNIT_SCORE };

struct figure {
	const char *group; /* NULL: of all; else program, county, language, status, ... */
	const char *key;   /* which of them */
	const char *label; /* what the key is called, where it is a code */
	const char *name;  /* what was counted: decided, median_days, ... */
	enum figure_unit unit;
	const char *value;   /* decimal; NULL while hidden */
	const char *against; /* the same of all others; NULL: not compared */
	bool hidden;         /* a small count, or one that would tell of it */
	bool gap;            /* clearly worse than for all others */
	const char *list;    /* query of the applications behind it; NULL: none */
};

struct report {
	enum report_kind report;
	civil_date from, to;
	const char *program, *team, *county; /* NULL: all */
	int64_t target_days; /* the agency's own, beside the law's */
	int64_t as_of_seq, as_of_ms;
	LIST_OF(struct figure) figures;
};

/* A table for spreadsheets: the same figures, one a line; after another report, under the same head. */
enum { REPORT_CSV_MAX = 4 * 1024 * 1024 };
void report_csv(struct buf *out, const struct report *report);

enum report_kind report_from_wire(const char *word); /* REPORT_NONE: unknown */

#endif
