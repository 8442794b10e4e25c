/* SPDX-License-Identifier: Apache-2.0
 *
 * One row of the decision table; for what reads decisions and what proves them.
 */
#ifndef STORE_DECISION_ROW_H
#define STORE_DECISION_ROW_H

#include "server/store/decision.h"

#define DECISION_COLUMNS                                                                     \
	"id, version, application_id, application_version, outcome, state, reasons, amounts, " \
	"rationale, advice_differs_because, decided_by_id, decided_by_name, approved_by_id, "  \
	"approved_by_name, decided_at, approved_at, notice_id, appeal_deadline_on, supersedes, " \
	"return_reason, override_reason, statement, signature, worksheet"

/* Id and name in two columns; NULL where there is nobody. */
struct person_ref *person_read(struct stmt *stmt, int column, struct arena *arena);
void decision_row_read(struct stmt *stmt, struct arena *arena, struct decision_row *ret);

#endif
