/* SPDX-License-Identifier: Apache-2.0
 *
 * A wait with an end: it does not end before its time, it ends when woken, and
 * it ends at all.
 */
#include "test_base.h"

#include "base/clock.h"
#include "base/timed_wait.h"

/* Far longer than any machine takes to wake a thread. */
enum { LONG_MS = 60 * 1000, SHORT_MS = 30 };

struct bell {
	pthread_mutex_t lock;
	pthread_cond_t rung;
	bool is_rung;
};

static int
setup(void **state)
{
	static struct bell bell;

	pthread_mutex_init(&bell.lock, NULL);
	timed_wait_init(&bell.rung);
	bell.is_rung = false;
	*state = &bell;
	return 0;
}

static int
teardown(void **state)
{
	struct bell *bell = *state;

	pthread_cond_destroy(&bell->rung);
	pthread_mutex_destroy(&bell->lock);
	return 0;
}

/* True: rung before until_ms. */
static bool
listen_until(struct bell *bell, int64_t until_ms)
{
	pthread_mutex_lock(&bell->lock);
	while (!bell->is_rung && timed_wait(&bell->rung, &bell->lock, until_ms))
		continue;
	bool is_rung = bell->is_rung;
	pthread_mutex_unlock(&bell->lock);
	return is_rung;
}

static void *
ring(void *ctx)
{
	struct bell *bell = ctx;

	pthread_mutex_lock(&bell->lock);
	bell->is_rung = true;
	pthread_cond_signal(&bell->rung);
	pthread_mutex_unlock(&bell->lock);
	return NULL;
}

static void
a_wait_ends_at_its_time_and_not_before(void **state)
{
	for (int64_t wait_ms = 0; wait_ms <= SHORT_MS; wait_ms += SHORT_MS / 2) {
		int64_t until_ms = clock_mono_ms() + wait_ms;

		assert_false(listen_until(*state, until_ms));
		assert_true(clock_mono_ms() >= until_ms);
	}
}

static void
a_time_that_has_passed_ends_at_once(void **state)
{
	assert_false(listen_until(*state, 0));
}

static void
who_is_woken_does_not_wait_for_the_end(void **state)
{
	int64_t until_ms = clock_mono_ms() + LONG_MS;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, ring, *state), 0);
	assert_true(listen_until(*state, until_ms));
	assert_true(clock_mono_ms() < until_ms);
	pthread_join(thread, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_wait_ends_at_its_time_and_not_before, setup, teardown),
		cmocka_unit_test_setup_teardown(a_time_that_has_passed_ends_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(who_is_woken_does_not_wait_for_the_end, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
