/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting with an end; the promise is in the header.
 */
#include "base/timed_wait.h"

#include <errno.h>

void
timed_wait_init(pthread_cond_t *cond)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attributes);
	pthread_condattr_destroy(&attributes);
}

bool
timed_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms)
{
	assert(until_ms >= 0);
	const struct timespec until = {
		.tv_sec = (time_t)(until_ms / 1000),
		.tv_nsec = (long)(until_ms % 1000) * 1000000,
	};
	int why = pthread_cond_timedwait(cond, lock, &until);

	assert(why == 0 || why == ETIMEDOUT);
	return why == 0;
}
