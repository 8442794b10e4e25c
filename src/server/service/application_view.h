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

/* Takes one row; its texts are there until the next. */
typedef void application_row_fn(void *taker, const struct application *row);

struct application_page {
	struct queue_page found;
	int64_t total;
	bool total_at_least;
	/* Of one worker's whole list, by enum turn; has_turns is false for lists
	 * that no assignee bounds, for longer ones than QUEUE_TURNS_MAX, and on
	 * pages that a cursor leads to: their reader has them from the first. */
	bool has_turns;
	int64_t turns[TURN_AGENCY + 1];
};

/* When an application of each program counts as due soon, where clock= asks. */
void application_filter_clocks(struct call *call, struct queue_filter *filter);
/* What of it the actor may see, or leads, where that is asked for. */
void application_filter_scope(struct call *call, struct queue_filter *filter, struct policy_scope *scope);

/* One page of a queue, inside the actor's scope, its rows taken as they are
 * read.  wanted->scope, now_ms and the clocks are filled in here; "me" is the
 * handler's to resolve. */
bool application_page(struct call *call, struct queue_filter *wanted, const struct page_key *page,
                      application_row_fn *take, void *taker, struct application_page *ret,
                      struct err *err) must_use;

#endif
