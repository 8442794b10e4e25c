/* SPDX-License-Identifier: Apache-2.0
 *
 * What was decided, counted for a question and for the wider ones that it is
 * part of, and what of it is hidden.  For report_decided*.c alone.
 */
#ifndef SERVICE_REPORT_DECIDED_H
#define SERVICE_REPORT_DECIDED_H

#include "server/service/report_work.h"

struct decided_count {
	struct report_work *work;
	struct report_group all;
	int64_t approved, superseding, second_person;
	struct report_groups programs, counties, languages, days, reasons;
	struct report_group asked; /* those of whom it is known whether somebody has a disability, ... */
	struct report_groups disabilities; /* ... and which way */
	/* Rows come in the order of time: the next is often of the same day. */
	civil_date last_day;
	struct report_group *last;
	bool hidden, outcome_hidden; /* the whole, as the rule has it */
};

/* The question's filters by attributes of applicants; any set of them is a wider question. */
enum { BY_PROGRAM = 1, BY_COUNTY = 2, QUESTION_COUNT = 4 };
enum dimension { DIMENSION_COUNTY, DIMENSION_LANGUAGE, DIMENSION_DISABILITY, DIMENSION_PROGRAM };

struct decided_answers {
	struct report_work *work;
	int asked;                                  /* the filters there are */
	bool with_reasons;
	struct decided_count *of[QUESTION_COUNT];   /* by the filters kept; NULL: not among the wider ones */
};

struct hidden_groups {
	bool *people, *outcome; /* group by group */
};

/* Counts; returns the answer to the question that was asked. */
struct decided_count *decided_answer(struct decided_answers *answers, struct report_work *work, bool with_reasons);
/* Which groups of an answer are not told; sorts them. */
struct hidden_groups hide_groups(struct decided_answers *answers, int which, enum dimension by);
struct report_groups *groups_by(struct decided_count *count, enum dimension by);
struct report_group *group_of_day(struct decided_count *count, civil_date day);

#endif
