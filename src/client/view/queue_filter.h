/* SPDX-License-Identifier: Apache-2.0
 *
 * What is typed after f: words for the server to look for, and name:value for
 * its own filters.
 */
#ifndef CLIENT_VIEW_QUEUE_FILTER_H
#define CLIENT_VIEW_QUEUE_FILTER_H

#include "base/buf.h"

/* "clock:overdue county:Van_Buren nguyen" as parameters of a path. */
void queue_filter_path(struct buf *path, const char *typed);

#endif
