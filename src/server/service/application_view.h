/* SPDX-License-Identifier: Apache-2.0
 *
 * An application as a reader sees it: clock and turn of today, labels in the
 * reader's language, what they may do.  Writes nothing.
 */
#ifndef SERVICE_APPLICATION_VIEW_H
#define SERVICE_APPLICATION_VIEW_H

#include "server/service/service.h"
#include "server/store/queue.h"
#include "server/store/queue_list.h"

struct application_file;

/* All members. */
struct application *application_view(struct call *call, struct application_file *file);

/* Read one, by id. */
bool application_read(struct call *call, const char *id, const struct application **ret,
                      struct err *err) must_use;

struct application_page {
	struct application *rows; /* in the list's order */
	size_t count;
	struct page_edge first, last;
	bool more;
	int64_t total;
	bool total_at_least;
	/* Of one worker's whole list, by enum turn; has_turns is false for lists
	 * that no assignee bounds, and for longer ones than QUEUE_TURNS_MAX. */
	bool has_turns;
	int64_t turns[TURN_AGENCY + 1];
};

/* One page of a queue, inside the actor's scope.  wanted->scope, now_ms and
 * the clocks are filled in here; "me" is the handler's to resolve. */
bool application_page(struct call *call, struct queue_filter *wanted, const struct page_key *page,
                      struct application_page *ret, struct err *err) must_use;

#endif
