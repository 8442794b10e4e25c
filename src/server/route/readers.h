/* SPDX-License-Identifier: Apache-2.0
 *
 * Who has which application open at this moment.  In memory alone, and
 * forgotten after half a minute.
 */
#ifndef ROUTE_READERS_H
#define ROUTE_READERS_H

#include "base/arena.h"
#include "proto/requests.h"

struct feed;
struct readers;

struct readers *readers_new(void);
void readers_free(struct readers *readers);

/* Tells the others who have it open, through the feed. */
void readers_put(struct readers *readers, struct feed *feed, const char *application_id,
                 const char *worker_id, const char *name, bool typing);
/* Everybody but one worker (NULL: everybody). */
size_t readers_list(struct readers *readers, const char *application_id, const char *but_worker_id,
                    struct arena *arena, struct reader_view **ret);
/*
 * The next application after *ret_change that this worker has open and whose
 * readers changed; false when there is none.
 */
bool readers_changed(struct readers *readers, const char *worker_id, int64_t *change,
                     char application_id[64]);

#endif
