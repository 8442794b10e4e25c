/* SPDX-License-Identifier: Apache-2.0
 *
 * What a worker has read of an application.
 */
#include "server/service/seen.h"

#include "base/str.h"
#include "domain/turn.h"
#include "server/service/application_file.h"
#include "server/store/event_log.h"
#include "server/store/seen.h"

static bool
put_seen(struct call *call, struct application_file *file,
         const struct seen_request *request, struct err *err)
{
	const char *id = file->now.queue.application_id, *reader = call->actor->id;
	int64_t before = seen_seq(call->db, reader, id);
	int64_t seq = request->unread ? request->seq - 1 : request->seq;
	bool ok = true;

	/* Reading never goes back by itself: a late report of an older entry does
	 * not make the newer ones unread. */
	if (request->unread ? before >= 0 && seq >= before : seq <= before)
		return true;
	ok = seen_put(call->txn, reader, id, seq);
	if (ok && str_eq(file->now.queue.assignee_id, reader)) {
		struct queue_row *row = &file->now.queue;

		row->unseen_changes = unseen_count(call->db, reader, id, seq);
		/* Reading a change of the answers is all that it asked for. */
		ok = str_eq(row->next_act, NEXT_LOOK_AT_CHANGE)
			? application_turn_again(call, file)
			: queue_put_unseen(call->txn, id, row->unseen_changes);
	}
	if (!ok && !db_take_failure(call->db, err))
		err_set(err, ERR_INTERNAL, "What was read could not be kept.");
	return ok;
}

bool
application_seen(struct call *call, const char *id, const struct seen_request *request,
                 struct err *err)
{
	assert(call && request && err);
	struct application_file file;
	bool ok = application_open(call, id, &file, err) && call_body_fits(call, err);

	if (ok && (request->seq < 1 || request->seq > event_head_seq(call->db)))
		ok = err_field(err, "/seq", "unknown", "There is no such event yet.");
	if (ok && call->txn)
		ok = put_seen(call, &file, request, err);
	application_close(&file);
	return ok;
}
