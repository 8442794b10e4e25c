/* SPDX-License-Identifier: Apache-2.0
 *
 * Medians, shares, and which counts stay hidden.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "domain/tally.h"

static void
add_all(struct tally *tally, const int *days, size_t count)
{
	*tally = (struct tally){ 0 };
	for (size_t i = 0; i < count; i++)
		tally_add(tally, days[i]);
}

static void
a_median_lies_in_the_middle(void **state)
{
	static const int odd[] = { 9, 1, 3 }, even[] = { 1, 4, 3, 90 };
	struct tally tally = { 0 };

	(void)state;
	assert_int_equal(tally_median_tenths(&tally), -1);
	assert_int_equal(tally_within_tenths(&tally, 90), -1);
	add_all(&tally, odd, 3);
	assert_int_equal(tally_median_tenths(&tally), 30);
	add_all(&tally, even, 4);
	assert_int_equal(tally_median_tenths(&tally), 35);
	assert_int_equal(tally_within_tenths(&tally, 90), 900);
	assert_int_equal(tally_within_tenths(&tally, 75), 40);
}

static void
what_is_out_of_range_counts_at_its_edge(void **state)
{
	static const int days[] = { -4, 100000 };
	struct tally tally;

	(void)state;
	add_all(&tally, days, 2);
	assert_int_equal(tally_within_tenths(&tally, 50), 0);
	assert_int_equal(tally_within_tenths(&tally, 100), TALLY_DAYS_MAX * 10);
}

static void
the_others_are_all_but_these(void **state)
{
	static const int all[] = { 1, 2, 3, 8, 9 }, some[] = { 8, 9 };
	struct tally whole, part, others;

	(void)state;
	add_all(&whole, all, 5);
	add_all(&part, some, 2);
	tally_without(&whole, &part, &others);
	assert_int_equal(others.count, 3);
	assert_int_equal(tally_median_tenths(&others), 20);
}

static void
a_share_is_rounded_and_of_nothing_there_is_none(void **state)
{
	(void)state;
	assert_int_equal(percent_tenths(1, 3), 333);
	assert_int_equal(percent_tenths(2, 3), 667);
	assert_int_equal(percent_tenths(0, 7), 0);
	assert_int_equal(percent_tenths(7, 7), 1000);
	assert_int_equal(percent_tenths(0, 0), -1);
}

static void
expect_hidden(const int64_t *counts, size_t count, const char *expected)
{
	bool hidden[16] = { false };

	tally_hide(counts, count, hidden);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(hidden[i], expected[i] == 'x');
}

static void
a_small_count_takes_others_with_it_until_it_cannot_be_worked_out(void **state)
{
	static const int64_t none[] = { 11, 400, 0 }, one[] = { 400, 10, 44, 90 };
	static const int64_t two[] = { 400, 3, 4, 20 }, enough[] = { 400, 6, 7 }, alone[] = { 5, 0 };

	(void)state;
	expect_hidden(none, 3, "...");
	/* One alone would be the total less the rest. */
	expect_hidden(one, 4, ".xx.");
	/* Two that are seven together are few people still. */
	expect_hidden(two, 4, ".xxx");
	expect_hidden(enough, 3, ".xx");
	/* Nothing else to hide it among: the caller hides the total. */
	expect_hidden(alone, 2, "x.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_median_lies_in_the_middle),
		cmocka_unit_test(what_is_out_of_range_counts_at_its_edge),
		cmocka_unit_test(the_others_are_all_but_these),
		cmocka_unit_test(a_share_is_rounded_and_of_nothing_there_is_none),
		cmocka_unit_test(a_small_count_takes_others_with_it_until_it_cannot_be_worked_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
