/* SPDX-License-Identifier: Apache-2.0
 *
 * What is typed after f: words for the server to look for, and name:value for
 * its own filters.
 */
#ifndef CLIENT_VIEW_QUEUE_FILTER_H
#define CLIENT_VIEW_QUEUE_FILTER_H

#include "base/buf.h"

/* "clock:overdue county:\"Van Buren\" nguyen" as parameters of a path. */
void queue_filter_path(struct buf *path, const char *typed);
/* False, and a sentence that says which word is none and what there is. */
bool queue_filter_is_known(const char *typed, struct buf *why) must_use;
/* What was typed for a filter; false when nothing was. */
bool queue_filter_value(const char *typed, const char *wanted, char *ret, size_t size);

#endif
