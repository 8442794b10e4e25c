/* SPDX-License-Identifier: Apache-2.0
 *
 * Scopes of records that are only read.
 */
#include "server/service/record_scope.h"

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
