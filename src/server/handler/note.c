/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes and calls over HTTP.
 */
#include "server/handler/handlers.h"
#include "server/handler/look.h"
#include "server/route/page.h"
#include "server/service/note.h"

bool
note_list_run(struct request *rq, struct err *err)
{
	static const char *const sorts[] = { "at", NULL };
	struct page_edge first = { .set = false }, last = { .set = false };
	struct note_page found;
	struct page_key page;

	if (!page_from_request(rq, sorts, &page, err)
		|| !note_page(&rq->call, rq->path_args[0], &page, &found, err))
		return false;
	if (found.count) {
		const struct note *a = &found.rows[0], *b = &found.rows[found.count - 1];

		first = (struct page_edge) { .set = true, .number = a->at_ms, .id = a->id };
		last = (struct page_edge) { .set = true, .number = b->at_ms, .id = b->id };
	}
	look_at_application(rq, rq->path_args[0]);
	page_reply(rq, &page, &resource_note, found.rows, found.count, &first, &last, found.more);
	return true;
}

bool
note_get_run(struct request *rq, struct err *err)
{
	const struct note *note;

	if (!note_read_one(&rq->call, rq->path_args[0], &note, err))
		return false;
	reply_object(rq, 200, &resource_note, note, 0);
	return true;
}

bool
note_add_run(struct request *rq, struct err *err)
{
	const struct note *note;

	if (!note_write(&rq->call, rq->path_args[0], rq->args, &note, err))
		return false;
	reply_object(rq, 201, &resource_note, note, 0);
	reply_effect(rq, "note", note->id);
	return true;
}
