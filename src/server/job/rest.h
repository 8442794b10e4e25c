/* SPDX-License-Identifier: Apache-2.0
 *
 * How a job's thread rests between two looks, and learns that it is to end.
 */
#ifndef JOB_REST_H
#define JOB_REST_H

#include <pthread.h>

#include "base/base.h"

struct rest {
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool is_over;
};

void rest_init(struct rest *rest);
void rest_done(struct rest *rest);

/* The thread's own.  rest_for() is false, at once, when the job is to end. */
bool rest_for(struct rest *rest, int64_t wait_ms);
bool rest_is_over(struct rest *rest);

/* Whoever ends the job: wakes its thread, which the caller then joins. */
void rest_end(struct rest *rest);

#endif
