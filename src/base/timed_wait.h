/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for a condition, but not for ever: on the clock that never goes
 * back, so that setting the machine's time neither ends a wait nor drags it.
 */
#ifndef BASE_TIMED_WAIT_H
#define BASE_TIMED_WAIT_H

#include <pthread.h>

#include "base/base.h"

/* A condition for timed_wait() alone; the caller ends it with
 * pthread_cond_destroy(). */
void timed_wait_init(pthread_cond_t *cond);
/* With lock held.  True: woken, perhaps for nothing, so ask again what was
 * waited for.  False: clock_mono_ms() has come to until_ms. */
bool timed_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t until_ms) must_use;

#endif
