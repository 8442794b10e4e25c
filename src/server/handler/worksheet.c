/* SPDX-License-Identifier: Apache-2.0
 *
 * Worksheets over HTTP.
 */
#include "server/service/worksheet.h"

#include "server/handler/handlers.h"
#include "server/handler/look.h"

bool
worksheet_get_run(struct request *rq, struct err *err)
{
	const struct worksheet *sheet;

	if (!worksheet_read(&rq->call, rq->path_args[0], request_query(rq, "month"), &sheet, err))
		return false;
	look_at_application(rq, rq->path_args[0]);
	reply_object(rq, 200, &resource_worksheet, sheet, 0);
	return true;
}
