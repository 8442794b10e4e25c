/* SPDX-License-Identifier: Apache-2.0
 *
 * A customer's whole history: every kind of entry merged, newest first, read
 * straight from the log.
 */
#ifndef SERVICE_HISTORY_H
#define SERVICE_HISTORY_H

#include "domain/interaction.h"
#include "server/service/service.h"
#include "server/store/page_key.h"

struct history_row;
struct customer;

struct history_query {
	enum history_kind kind; /* HISTORY_NONE: all but views */
	int64_t before_ms;      /* 0: up to now */
	const char *application_id;
	const char *text; /* only entries with these words; NULL: all */
};

/* The page's edge is a seq.  Rows come newest first; more: there was another
 * one beyond the page in the direction read, or may be: where the search was
 * broken off after many rows, stop is set and says where to go on. */
bool customer_history(struct call *call, const char *customer_id, const struct history_query *query,
	const struct page_key *page, struct history_entry **ret, size_t *ret_count, bool *ret_more,
	struct page_edge *ret_stop,
	struct err *err) must_use;

/* One sentence for a worker, from events.def and the payload; ret_whole gets
 * all of it where that is longer, else NULL. */
const char *history_summary(
	struct call *call, const struct history_row *row, enum zone zone, const char **ret_whole);

#endif
