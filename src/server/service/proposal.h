/* SPDX-License-Identifier: Apache-2.0
 *
 * A decision before it counts: the reasons with their facts, what the checks
 * find, and what the applicant would be told.  Built anew by the rehearsal, by
 * the decision itself and by the second person, so that all three see the
 * record as it is at that moment.
 */
#ifndef SERVICE_PROPOSAL_H
#define SERVICE_PROPOSAL_H

#include "domain/decision_check.h"
#include "proto/requests.h"
#include "server/service/application_file.h"

struct proposal {
	const struct decision_request *request;
	struct reason_facts *reasons;
	size_t reason_count;
	struct fact_record record;
	struct decision_findings findings;
	struct telling telling;
	civil_date appeal_on;
	struct worksheet *sheet; /* NULL: the program carries no arithmetic */
	const struct worksheet **amount_sheets;
};

/* False for what cannot even be looked at: an unknown code, a fact of the
 * wrong kind.  What is wrong with the decision itself is in findings. */
bool proposal_build(struct call *call, struct application_file *file,
                    const struct decision_request *request, struct proposal *ret,
                    struct err *err) must_use;

/* The reasons as far as they are known while a STOP stands: codes, texts with
 * their braces, and the facts that the record or the worker gave. */
void proposal_show_reasons(struct call *call, const struct application_file *file,
                           const struct proposal *proposal, struct decision *ret);

/* Every STOP as a field of err; false. */
bool proposal_refuse(const struct proposal *proposal, struct err *err);

/* The rehearsal's answer: letter in the customer's language and in English,
 * status update, decision.  Where a STOP keeps the letter from being filled in
 * it is empty. */
bool proposal_rehearse(struct call *call, struct application_file *file,
                       const struct proposal *proposal, struct decision *decision,
                       const struct rehearsal **ret, struct err *err) must_use;

/* The columns kept: reasons with their texts in every language, and amounts. */
bool proposal_reasons(struct call *call, const struct proposal *proposal, const char **ret,
                      struct err *err) must_use;
const char *proposal_amounts(struct call *call, const struct proposal *proposal);

/* Plans the event of an issued decision, the letter, and the update. */
bool proposal_issue(struct call *call, struct application_file *file,
                    const struct proposal *proposal, const char *decision_id,
                    struct err *err) must_use;
/* Adds members outcome and codes to a payload. */
void proposal_put_outcome(struct json_out *out, const struct proposal *proposal);

/* Rows to nouns. */
void decision_from_row(struct call *call, const struct decision_row *row, struct decision *ret);
/* Why it needs, or needed, a second person: as it was on the day it was made,
 * by the program of the application it is about. */
void decision_fill_grounds(struct call *call, const struct queue_row *application, struct decision *decision);
/* It replaces an approval by less, or by nothing (7 CFR 273.13(a)(2)). */
bool request_takes_away(struct call *call, const struct decision_request *request);
/* The first day from which it pays less than the approval it replaces; DATE_NONE: it does not,
 * or that one is over. */
civil_date request_less_from(struct call *call, const struct decision_request *request, civil_date today);
/* What was asked for, read back from a row. */
struct decision_request *request_from_row(struct call *call, const struct decision_row *row);

#endif
