/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers about the agency's work, counted as they are asked for inside what
 * the reader may see.  There is no figure about one worker, on purpose: staff
 * are not ranked by speed or by denials.
 *
 * What came of applications (decided, approved, denied, days to it) and what
 * people said is told of TALLY_SMALL people or more alone: a smaller figure is
 * hidden, in every report and form, whether of a group, of a filter by program
 * or county, or of all.  With it is hidden
 * - as many more groups of the same report as keep it from being had by
 *   subtraction,
 * - the answer to a filter when the same question without one of its filters
 *   hides that group, or has so few people more that the two tell of those,
 * - of a filter: what was decided each day, and denials by reason.
 * Open work stays as it is: who may ask may open those applications anyway.
 */
#ifndef SERVICE_REPORT_H
#define SERVICE_REPORT_H

#include "domain/report.h"
#include "server/service/service.h"

struct report_request {
	enum report_kind report;
	civil_date from, to; /* DATE_NONE: this month so far */
	const char *program, *team, *county;
};

bool report_make(struct call *call, const struct report_request *request, struct report **ret,
                 struct err *err) must_use;

#endif
