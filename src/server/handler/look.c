/* SPDX-License-Identifier: Apache-2.0
 *
 * Looks at applications.
 */
#include "server/handler/look.h"

#include "server/service/record_scope.h"

void
look_at_application(struct request *rq, const char *id)
{
	struct event_scope scope;

	if (reply_view_is_known(rq, "application", id))
		return;
	record_scope(&rq->call, id, NULL, &scope);
	reply_viewed(rq, "application", id, id, &scope);
}
