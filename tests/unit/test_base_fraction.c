/* SPDX-License-Identifier: Apache-2.0
 *
 * Fractions: exact, rounded as the law says, and none rather than wrong.
 */
#include "test_base.h"

#include "base/fraction.h"
#include "base/str.h"

static struct fraction
of(const char *text)
{
	struct fraction value;

	if (!fraction_from_text(text, &value))
		fail_msg("not a number: %s", text);
	return value;
}

static void
assert_text(struct fraction value, const char *expected)
{
	char text[FRACTION_TEXT_MAX];

	assert_string_equal(fraction_to_text(value, text), expected);
}

static void
texts_are_read_to_the_last_digit(void **state)
{
	static const char *const bad[] = { "", "-", ".", "1.2.3", "12a", " 1", "1e", "1e99", "1234567890123456789012" };
	struct fraction value = fraction_of(7);

	(void)state;
	assert_text(of("12.50"), "12.5");
	assert_text(of("-0.1"), "-0.1");
	assert_text(of(".5"), "0.5");
	assert_text(of("1e3"), "1000");
	assert_text(of("25e-2"), "0.25");
	assert_text(of("000000000000000000000001"), "1");
	for (size_t i = 0; i < countof(bad); i++)
		assert_false(fraction_from_text(bad[i], &value));
	assert_text(value, "7");
}

static void
nothing_is_lost_on_the_way(void **state)
{
	struct fraction third = fraction_divide(fraction_of(1), fraction_of(3));

	(void)state;
	assert_int_equal(fraction_compare(fraction_multiply(third, fraction_of(3)), fraction_of(1)), 0);
	assert_int_equal(fraction_compare(fraction_add(of("0.1"), of("0.2")), of("0.3")), 0);
	assert_text(third, "0.333333");
	assert_text(fraction_divide(fraction_of(2), fraction_of(3)), "0.666667");
	assert_text(fraction_remainder(of("-7.5"), fraction_of(2)), "-1.5");
	assert_text(fraction_subtract(of("0.3"), of("0.3")), "0");
}

/* 30 % of every whole net income there is, beside whole-number arithmetic. */
static void
thirty_percent_is_never_off_by_one(void **state)
{
	(void)state;
	for (int64_t net = 0; net < 20000; net++) {
		struct fraction share = fraction_round(
			fraction_multiply(fraction_of(net), of("0.3")), FRACTION_UP, 1);

		assert_int_equal(share.over, 1);
		assert_int_equal(share.part, (net * 3 + 9) / 10);
	}
}

static void
rounding_is_what_its_name_says(void **state)
{
	static const struct {
		const char *value, *down, *up, *half_up;
	} cases[] = { { "1.5", "1", "2", "2" }, { "1.49", "1", "2", "1" }, { "-1.5", "-2", "-1", "-2" },
		{ "-1.2", "-2", "-1", "-1" }, { "2", "2", "2", "2" }, { "0.000001", "0", "1", "0" } };

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		assert_text(fraction_round(of(cases[i].value), FRACTION_DOWN, 1), cases[i].down);
		assert_text(fraction_round(of(cases[i].value), FRACTION_UP, 1), cases[i].up);
		assert_text(fraction_round(of(cases[i].value), FRACTION_HALF_UP, 1), cases[i].half_up);
	}
	assert_text(fraction_round(of("368.405"), FRACTION_HALF_UP, 100), "368.41");
	assert_text(fraction_round(of("368.409"), FRACTION_DOWN, 100), "368.4");
}

static void
what_does_not_fit_is_no_number_and_stays_none(void **state)
{
	struct fraction large = fraction_of(INT64_MAX);
	struct fraction none = fraction_multiply(large, large);

	(void)state;
	assert_false(fraction_is_number(none));
	assert_false(fraction_is_number(fraction_add(none, fraction_of(1))));
	assert_false(fraction_is_number(fraction_multiply(none, fraction_of(0))));
	assert_false(fraction_is_number(fraction_divide(fraction_of(1), fraction_of(0))));
	assert_false(fraction_is_number(fraction_divide(fraction_of(1), none)));
	assert_false(fraction_is_number(fraction_round(none, FRACTION_UP, 1)));
	assert_text(none, "NaN");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_to_the_last_digit),
		cmocka_unit_test(nothing_is_lost_on_the_way),
		cmocka_unit_test(thirty_percent_is_never_off_by_one),
		cmocka_unit_test(rounding_is_what_its_name_says),
		cmocka_unit_test(what_does_not_fit_is_no_number_and_stays_none),
	};

	return cmocka_run_group_tests_name("fraction", tests, NULL, NULL);
}
