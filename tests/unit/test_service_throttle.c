/* SPDX-License-Identifier: Apache-2.0
 *
 * Guessing at passwords is slowed down without keeping anybody out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <time.h>

#include "base/clock.h"
#include "base/secret.h"
#include "server/limits.h"
#include "server/service/throttle.h"
#include "server/store/throttle.h"
#include "store_fixture.h"

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
	int64_t begun = clock_mono_ms();
	int evaluated = 0, round, i, seconds;

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
	seconds = (int)((clock_mono_ms() - begun) / 1000);
	assert_true(evaluated <= THROTTLE_FREE_FAILURES + 2 + seconds);
	assert_int_equal(throttle_wait_s(throttle, "ben", "10.0.0.1"), 0);
	throttle_free(throttle);
}

static const uint8_t agency_key[SECRET_KEY_BYTES] = "the agency's own";

/* A server's throttle: its memory is its own, the writer's database is everybody's. */
static struct throttle *
server_of(struct writer *writer, const char *door)
{
	struct throttle *throttle = throttle_new();

	throttle_share(throttle, agency_key, door, writer);
	return throttle;
}

static struct writer *
open_writer(const struct test_store *store)
{
	struct writer *writer;
	struct err err = { .code = ERR_NONE };

	assert_true(writer_start(&writer, store->where, (struct write_clock){ 0 }, &err));
	return writer;
}

static void
a_restart_gives_no_try_back(void **state)
{
	struct test_store store;
	int evaluated = 0;

	(void)state;
	test_store_open(&store);
	for (int start = 0; start < 6; start++) {
		struct writer *writer = open_writer(&store);
		struct throttle *throttle = server_of(writer, "status");
		for (int i = 0; i < 3; i++) {
			char address[32];
			snprintf(address, sizeof(address), "10.0.%d.%d", start, i);
			evaluated += guess(throttle, "A-25-000001", address) == 0;
		}
		/* Another door counts its own. */
		if (start == 5) {
			struct throttle *other = server_of(writer, "worker");
			assert_int_equal(guess(other, "A-25-000001", "10.0.0.1"), 0);
			throttle_free(other);
		}
		writer_free(writer);
		throttle_free(throttle);
	}
	/* The free ones, and what the first seconds of waiting let through. */
	assert_in_range(evaluated, THROTTLE_FREE_FAILURES + 1, THROTTLE_FREE_FAILURES + 3);
	test_store_close(&store);
}

static void
two_servers_have_one_count_and_know_the_owner_together(void **state)
{
	struct test_store store;
	int evaluated = 0;

	(void)state;
	test_store_open(&store);
	struct writer *writer = open_writer(&store);
	struct throttle *here = server_of(writer, "worker"), *there = server_of(writer, "worker");
	assert_int_equal(throttle_wait_s(here, "ana", "10.0.0.1"), 0);
	throttle_result(here, "ana", "10.0.0.1", true);
	for (int i = 0; i < 40; i++)
		evaluated += guess(i % 2 ? here : there, "ana", "10.9.9.9") == 0;
	assert_in_range(evaluated, THROTTLE_FREE_FAILURES + 1, THROTTLE_FREE_FAILURES + 3);
	assert_true(guess(here, "ana", "10.9.9.9") > 0);
	assert_true(guess(there, "ana", "10.9.9.9") > 0);
	/* She signed in here once: the other server lets her in, too. */
	assert_int_equal(throttle_wait_s(there, "ana", "10.0.0.1"), 0);
	throttle_result(there, "ana", "10.0.0.1", true);
	writer_free(writer);
	throttle_free(here);
	throttle_free(there);
	test_store_close(&store);
}

static void
a_right_password_clears_the_count_everywhere(void **state)
{
	struct test_store store;

	(void)state;
	test_store_open(&store);
	struct writer *writer = open_writer(&store);
	struct throttle *here = server_of(writer, "worker");
	for (int i = 0; i < THROTTLE_FREE_FAILURES; i++)
		assert_int_equal(guess(here, "ana", "10.0.0.1"), 0);
	assert_int_equal(throttle_wait_s(here, "ana", "10.0.0.1"), 0);
	throttle_result(here, "ana", "10.0.0.1", true);
	struct throttle *there = server_of(writer, "worker");
	for (int i = 0; i < THROTTLE_FREE_FAILURES; i++)
		assert_int_equal(guess(there, "ana", "10.0.0.1"), 0);
	writer_free(writer);
	throttle_free(here);
	throttle_free(there);
	/* What counts no more goes; who is known stays a month. */
	struct txn txn;
	test_txn_begin(&store, &txn);
	assert_true(throttle_expire(&txn, clock_real_ms() + 2LL * THROTTLE_KEEP_MS));
	test_txn_commit(&txn);
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM throttle"), 1);
	assert_int_equal(test_store_int(&store, "SELECT known FROM throttle"), 1);
	test_txn_begin(&store, &txn);
	assert_true(throttle_expire(&txn, clock_real_ms() + 31LL * 24 * 3600 * 1000));
	test_txn_commit(&txn);
	assert_int_equal(test_store_int(&store, "SELECT count(*) FROM throttle"), 0);
	test_store_close(&store);
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
		cmocka_unit_test(a_restart_gives_no_try_back),
		cmocka_unit_test(two_servers_have_one_count_and_know_the_owner_together),
		cmocka_unit_test(a_right_password_clears_the_count_everywhere),
		cmocka_unit_test(tries_at_once_are_counted_before_they_fail),
	};

	if (!secret_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
