/* SPDX-License-Identifier: Apache-2.0
 *
 * A few threads for work that would hold up an HTTP thread: password hashes
 * and wide searches.
 */
#ifndef ROUTE_POOL_H
#define ROUTE_POOL_H

#include "base/base.h"

struct pool;

struct pool_job {
	void (*run)(struct pool_job *job);
	struct pool_job *next;
};

/* niceness: how much these threads give way to others. */
struct pool *pool_start(int threads, size_t queue_max, int niceness);
/* False when too much waits already, or the pool is stopping. */
bool pool_submit(struct pool *pool, struct pool_job *job) must_use;
/* Runs what is queued, ends the threads; what is submitted later is refused.
 * Freed only when nobody can submit any more. */
void pool_stop(struct pool *pool);
void pool_free(struct pool *pool);

#endif
