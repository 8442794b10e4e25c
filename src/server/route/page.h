/* SPDX-License-Identifier: Apache-2.0
 *
 * Keyset pages: an opaque authenticated cursor in, one page and the cursors
 * either side out.  Bound to the actor and to the filter.
 */
#ifndef ROUTE_PAGE_H
#define ROUTE_PAGE_H

#include "server/store/page_key.h"
#include "server/route/request.h"

/* Reads limit=, cursor=, from=, sort= of a request.  sorts lists the words
 * allowed, NULL-terminated, the first being the default. */
bool page_from_request(const struct request *rq, const char *const *sorts, struct page_key *ret,
                       struct err *err) must_use;

/*
 * Answers with one page.  rows holds what the store returned in list order;
 * first and last are the edges of its first and last row (not looked at when
 * there are none); more says that the store saw another row beyond the page
 * in the direction it read (ask it for limit + 1).
 */
void page_reply(struct request *rq, const struct page_key *page, const struct resource *resource,
                const void *rows, size_t count, const struct page_edge *first,
                const struct page_edge *last, bool more);
/* Only its cursors, where the rows are written one by one. */
void page_cursors(struct request *rq, const struct page_key *page, size_t count,
                  const struct page_edge *first, const struct page_edge *last, bool more);

#endif
