/* SPDX-License-Identifier: Apache-2.0
 *
 * A job's rest; the promises are in the header.
 */
#include "server/job/rest.h"

#include "base/clock.h"
#include "base/timed_wait.h"

void
rest_init(struct rest *rest)
{
	pthread_mutex_init(&rest->lock, NULL);
	timed_wait_init(&rest->woken);
	rest->is_over = false;
}

void
rest_done(struct rest *rest)
{
	pthread_cond_destroy(&rest->woken);
	pthread_mutex_destroy(&rest->lock);
}

bool
rest_for(struct rest *rest, int64_t wait_ms)
{
	int64_t until_ms = clock_mono_ms() + wait_ms;

	pthread_mutex_lock(&rest->lock);
	while (!rest->is_over && timed_wait(&rest->woken, &rest->lock, until_ms))
		continue;
	bool is_over = rest->is_over;
	pthread_mutex_unlock(&rest->lock);
	return !is_over;
}

bool
rest_is_over(struct rest *rest)
{
	pthread_mutex_lock(&rest->lock);
	bool is_over = rest->is_over;
	pthread_mutex_unlock(&rest->lock);
	return is_over;
}

void
rest_end(struct rest *rest)
{
	pthread_mutex_lock(&rest->lock);
	rest->is_over = true;
	pthread_cond_broadcast(&rest->woken);
	pthread_mutex_unlock(&rest->lock);
}
