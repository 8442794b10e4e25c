/* SPDX-License-Identifier: Apache-2.0
 *
 * What the log says of a list in a file.  The words may name somebody, so they
 * are in the payload, where erasing finds them.
 */
#include "server/service/list_export.h"

#include "base/json.h"
#include "server/service/application_file.h"
#include "server/store/event_log.h"

enum { EXPORT_PAYLOAD_MAX = 64 * 1024 };

bool
list_export_tell(struct call *call, const struct list_export *list, struct err *err)
{
	assert(call && call->txn && list && list->where && list->words);
	struct event event = {
		.type = EVENT_LIST_EXPORTED,
		.subject = { "worker", call->actor->id },
		.actor = call_author(call),
	};
	struct buf payload = BUF_INIT(EXPORT_PAYLOAD_MAX);
	struct json_out out = JSON_OUT(&payload);

	json_begin_object(&out, NULL);
	json_put_int(&out, "v", 1);
	json_put_text(&out, "where", list->where);
	json_put_text(&out, "q", list->words);
	json_end_object(&out);
	bool ok = buf_ok(&payload) && event_append(call->txn, &event, payload.data);
	buf_done(&payload);
	if (!ok && !db_take_failure(call->db, err))
		(void)err_set(err, ERR_INTERNAL, "The export could not be written down.");
	return ok;
}
