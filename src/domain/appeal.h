/* SPDX-License-Identifier: Apache-2.0
 *
 * An appeal: the customer asks for a fair hearing about a decision, or about
 * none having come in time.  Any clear expression counts.  And a reminder,
 * which is a worker's own date beside the legal ones.
 */
#ifndef DOMAIN_APPEAL_H
#define DOMAIN_APPEAL_H

#include "domain/application.h"

enum appeal_state {
	APPEAL_NONE,
	APPEAL_OPEN,
	APPEAL_UPHELD,     /* the decision stands */
	APPEAL_OVERTURNED, /* the hearing orders another */
	APPEAL_DISMISSED,
	APPEAL_WITHDRAWN,  /* by the customer */
	APPEAL_STATE_COUNT
};

struct appeal {
	const char *id;
	const char *application_id;
	const char *number;        /* of the application; so the next */
	const char *customer_id, *customer_name, *program_id, *county;
	const char *decision_id;   /* NULL: that none came in time */
	enum appeal_state state;
	civil_date asked_on;
	int64_t asked_at_ms;
	const char *how;           /* web, phone, letter, office */
	const char *text;          /* the customer's own words; may be NULL */
	bool is_late;              /* asked for after its last day: the hearing judges that */
	bool keep_benefits;        /* asked for */
	bool benefits_go_on;       /* asked for in time, about a benefit they had */
	civil_date decide_by;
	const char *recorded_by;
	int64_t ended_at_ms;       /* 0: open */
	const char *ended_by;
	const char *note;          /* of its result */
};

/* Something to look at again on a day.  It stands beside the legal clocks and
 * never instead of them. */
struct reminder {
	const char *id;
	const char *application_id;
	const char *number, *customer_name, *program_id, *county;
	const char *worker_id;     /* NULL: whoever has the application */
	civil_date on;
	const char *text;
	int64_t made_at_ms;
	const char *made_by;
	int64_t done_at_ms;        /* 0: not yet */
};

#endif
