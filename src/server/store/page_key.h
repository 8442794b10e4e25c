/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a page of a list begins: the sort column's value and the id of the
 * row next to it.  Every sort ends in the id.
 */
#ifndef STORE_PAGE_KEY_H
#define STORE_PAGE_KEY_H

#include "base/base.h"

enum { PAGE_LIMIT_DEFAULT = 50, PAGE_LIMIT_MAX = 200, TOTAL_COUNT_MAX = 10000 };

struct page_edge {
	bool set;
	int64_t number;   /* for sorts by a number or date */
	const char *text; /* for sorts by a key text */
	const char *id;
};

struct page_key {
	const char *sort;  /* one of the list's words */
	bool descending;   /* sort=-due */
	bool backwards;    /* the page before the edge */
	bool from_end;     /* no edge: start at the last page */
	int limit;
	struct page_edge edge; /* not set: from the start (or end) */
};

#endif
