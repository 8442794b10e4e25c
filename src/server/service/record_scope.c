/* SPDX-License-Identifier: Apache-2.0
 *
 * Scopes of records.
 */
#include "server/service/record_scope.h"

#include "base/str.h"
#include "domain/application.h"
#include "server/store/customer.h"
#include "server/store/queue.h"

void
record_scope(struct call *call, const char *application_id, const char *customer_id,
	struct event_scope *ret)
{
	struct queue_row row;
	struct customer_record record;

	*ret = (struct event_scope){ .customer_id = customer_id };
	if (application_id && queue_find(call->db, application_id, call->arena, &row))
		*ret = queue_row_scope(&row, row.assignee_id);
	else if (customer_id && customer_read_line(call->db, customer_id, call->arena, &record))
		*ret = (struct event_scope){
			.customer_id = customer_id,
			.county = record.customer.county,
			.sealed = record.sealed,
		};
}

/* Of several open cases one that somebody has. */
struct event_scope
customer_scope(struct call *call, const struct customer_record *record)
{
	struct event_scope scope = {
		.customer_id = record->customer.id,
		.county = record->customer.county,
		.sealed = record->sealed,
	};
	struct policy_subject *subjects;
	size_t count = customer_subjects(call->db, record, call->arena, &subjects);
	const struct policy_subject *found = NULL;

	for (size_t i = 0; i < count; i++)
		if (subjects[i].application_id && application_status_is_open(subjects[i].status)
			&& (!found || (str_empty(found->assignee_id) && !str_empty(subjects[i].assignee_id))))
			found = &subjects[i];
	if (!found)
		return scope;
	scope.team_id = found->team_id;
	scope.county = found->county;
	scope.program_id = found->program_id;
	scope.assignee_before = scope.assignee_after = found->assignee_id;
	return scope;
}
