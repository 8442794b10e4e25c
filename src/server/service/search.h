/* SPDX-License-Identifier: Apache-2.0
 *
 * One search over applications, customers, messages and notes.
 */
#ifndef SERVICE_SEARCH_H
#define SERVICE_SEARCH_H

#include "proto/requests.h"
#include "server/service/service.h"

enum { SEARCH_EACH_MAX = 50 };

/* types: comma-separated among application customer message note; NULL or
 * empty: all four.  Hits come by type in that order, at most so many each. */
bool search_all(struct call *call, const char *query, const char *types, size_t each,
	struct search_hit **ret, size_t *ret_count, struct err *err) must_use;

#endif
