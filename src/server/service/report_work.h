/* SPDX-License-Identifier: Apache-2.0
 *
 * A report while its figures are counted.  For report*.c alone.
 */
#ifndef SERVICE_REPORT_WORK_H
#define SERVICE_REPORT_WORK_H

#include "domain/tally.h"
#include "server/service/report.h"
#include "server/store/report.h"

struct report_work {
	struct call *call;
	struct report *report;
	struct report_filter filter;
	size_t cap;
};

/* One group of what is counted, by its key. */
struct report_group {
	const char *key;
	struct tally tally;
	int64_t count, denied, in_clock, in_target, amount[8];
};

struct report_groups {
	struct arena *arena;
	struct report_group **at; /* in order of key, once report_sort() ran */
	size_t count, cap;
};

void report_add(struct report_work *work, const struct figure *figure);
/* Numbers as figures have them. */
const char *report_count_text(struct report_work *work, int64_t count);
const char *report_tenths_text(struct report_work *work, int64_t tenths); /* NULL for -1 */

/* The group of that key, made where there is none.  NULL is "". */
struct report_group *report_group(struct report_groups *groups, const char *key);
void report_sort(struct report_groups *groups);

/* The day in the county's zone; false: outside of the period, which in
 * milliseconds reaches from the first zone's morning to the last one's night. */
bool report_day(const struct report_work *work, const char *county, int64_t at_ms, civil_date *ret);
/* What a program is called; NULL where it is not known. */
const char *report_program_name(const struct report_work *work, const char *program_id);

void report_caseload(struct report_work *work);
void report_timeliness(struct report_work *work);
void report_decisions(struct report_work *work);
void report_fairness(struct report_work *work);
void report_channels(struct report_work *work);
void report_feedback(struct report_work *work);
void report_quality(struct report_work *work);

#endif
