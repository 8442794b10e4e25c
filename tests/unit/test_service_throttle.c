/* SPDX-License-Identifier: Apache-2.0
 *
 * Guessing at passwords is slowed down without keeping anybody out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <time.h>

#include "base/secret.h"
#include "server/limits.h"
#include "server/service/throttle.h"

static int
guess(struct throttle *throttle, const char *account, const char *address)
{
	int wait_s = throttle_wait_s(throttle, account, address);

	if (wait_s == 0)
		throttle_result(throttle, account, address, false);
	return wait_s;
}

static void
a_few_mistakes_are_free_then_waiting_begins(void **state)
{
	struct throttle *throttle = throttle_new();
	int i;

	(void)state;
	for (i = 0; i < THROTTLE_FREE_FAILURES; i++)
		assert_int_equal(guess(throttle, "ana", "10.0.0.1"), 0);
	assert_int_equal(guess(throttle, "ana", "10.0.0.1"), 0);
	assert_true(guess(throttle, "ana", "10.0.0.1") > 0);
	assert_int_equal(guess(throttle, "ben", "10.0.0.1"), 0);
	throttle_free(throttle);
}

static void
many_addresses_do_not_help_a_guesser(void **state)
{
	struct throttle *throttle = throttle_new();
	char address[32];
	int evaluated = 0, i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		snprintf(address, sizeof(address), "10.0.%d.%d", i / 250, i % 250);
		evaluated += guess(throttle, "ana", address) == 0;
	}
	assert_true(evaluated <= THROTTLE_FREE_FAILURES + 2);
	throttle_free(throttle);
}

static void
the_owner_gets_in_from_where_she_was_before(void **state)
{
	struct throttle *throttle = throttle_new();
	int i;

	(void)state;
	assert_int_equal(throttle_wait_s(throttle, "ana", "10.0.0.1"), 0);
	throttle_result(throttle, "ana", "10.0.0.1", true);
	for (i = 0; i < 100; i++)
		(void)guess(throttle, "ana", "10.9.9.9");
	assert_true(guess(throttle, "ana", "10.9.9.9") > 0);
	assert_int_equal(throttle_wait_s(throttle, "ana", "10.0.0.1"), 0);
	throttle_free(throttle);
}

static void
tries_at_once_are_counted_before_they_fail(void **state)
{
	struct throttle *throttle = throttle_new();
	int let_through = 0, i;

	(void)state;
	/* A hundred that all arrive before the first has an answer. */
	for (i = 0; i < 100; i++)
		let_through += throttle_wait_s(throttle, "ana", "10.0.0.1") == 0;
	assert_true(let_through <= THROTTLE_FREE_FAILURES + 1);
	throttle_free(throttle);
}

/* A guesser who asks without pause does not take every turn. */
static void
a_newcomer_has_a_turn_after_the_wait_it_is_told(void **state)
{
	struct throttle *throttle = throttle_new();
	struct timespec pause = { .tv_sec = 0, .tv_nsec = 10 * 1000000L };
	int i, wait_s = 0, evaluated = 0;

	(void)state;
	for (i = 0; i < THROTTLE_FREE_FAILURES + 1; i++)
		assert_int_equal(guess(throttle, "ana", "10.9.9.9"), 0);
	/* Both wait for the next try; the guesser stands in front and has it. */
	assert_true(guess(throttle, "ana", "10.9.9.9") > 0);
	assert_true(throttle_wait_s(throttle, "ana", "10.0.0.1") > THROTTLE_TURN_S);
	for (i = 0; i < 400 && evaluated == 0; i++) {
		evaluated += guess(throttle, "ana", "10.9.9.9") == 0;
		nanosleep(&pause, NULL);
	}
	assert_int_equal(evaluated, 1);
	/* From then on the turn is the owner's, however often the guesser asks. */
	for (i = 0; i < 400; i++) {
		assert_true(guess(throttle, "ana", "10.9.9.9") > 0);
		nanosleep(&pause, NULL);
		if (i % 10 == 0 && (wait_s = throttle_wait_s(throttle, "ana", "10.0.0.1")) == 0)
			break;
	}
	assert_int_equal(wait_s, 0);
	throttle_free(throttle);
}

/* The table is of fixed size: names made up to fill it push out one another,
 * not the count of somebody who is being guessed at, nor who is known. */
static void
a_flood_of_names_washes_no_count_away(void **state)
{
	enum { ROUNDS = 10, NAMES = 20000, TRIES = 10 };
	struct throttle *throttle = throttle_new();
	char name[32], address[32];
	int evaluated = 0, round, i;

	(void)state;
	assert_int_equal(throttle_wait_s(throttle, "ben", "10.0.0.1"), 0);
	throttle_result(throttle, "ben", "10.0.0.1", true);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < TRIES; i++)
			evaluated += guess(throttle, "ana", "10.9.9.9") == 0;
		for (i = 0; i < TRIES; i++)
			(void)guess(throttle, "ben", "10.9.9.9");
		for (i = 0; i < NAMES; i++) {
			snprintf(name, sizeof(name), "nobody%d", round * NAMES + i);
			snprintf(address, sizeof(address), "10.1.%d.%d", i % 16, i % 250);
			(void)guess(throttle, name, address);
		}
	}
	/* One a second is let through once its waiting is over, and this takes a few. */
	assert_true(evaluated <= THROTTLE_FREE_FAILURES + 1 + ROUNDS / 2);
	assert_int_equal(throttle_wait_s(throttle, "ben", "10.0.0.1"), 0);
	throttle_free(throttle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_few_mistakes_are_free_then_waiting_begins),
		cmocka_unit_test(many_addresses_do_not_help_a_guesser),
		cmocka_unit_test(the_owner_gets_in_from_where_she_was_before),
		cmocka_unit_test(a_newcomer_has_a_turn_after_the_wait_it_is_told),
		cmocka_unit_test(a_flood_of_names_washes_no_count_away),
		cmocka_unit_test(tries_at_once_are_counted_before_they_fail),
	};

	if (!secret_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
