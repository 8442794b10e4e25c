/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers about the agency's work, counted as they are asked for inside what
 * the reader may see.  There is no figure about one worker, on purpose: staff
 * are not ranked by speed or by denials.
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
