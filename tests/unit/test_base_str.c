/* SPDX-License-Identifier: Apache-2.0
 *
 * Small strings, errors and amounts of money.
 */
#include "test_base.h"

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"

/* ---- str ---- */

static void
str_null_is_empty(void **state)
{
	(void)state;
	assert_true(str_eq(NULL, ""));
	assert_true(str_eq("a", "a"));
	assert_false(str_eq(NULL, "a"));
	assert_true(str_empty(NULL) && str_empty("") && !str_empty(" "));
	assert_true(str_starts("abc", "ab") && str_starts("abc", NULL) && !str_starts(NULL, "a"));
	assert_true(str_ends("abc", "bc") && str_ends("abc", "") && !str_ends("c", "abc"));
	assert_false(str_is_id(NULL));
}

static void
str_integers_are_whole_texts(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} good[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "42", 42 },
		{ "-42", -42 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1",
		"9223372036854775808", "-9223372036854775809", "99999999999999999999", "\xD9\xA1", NULL };
	int64_t value;

	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		assert_true(str_to_i64(good[i].text, &value));
		assert_true(value == good[i].value);
	}
	for (size_t i = 0; i < countof(bad); i++) {
		value = 77;
		assert_false(str_to_i64(bad[i], &value));
		assert_int_equal(value, 77);
	}
}

static void
str_copy_cuts_whole_characters(void **state)
{
	char small[5];

	(void)state;
	assert_true(str_copy(small, sizeof(small), "abcd"));
	assert_string_equal(small, "abcd");
	assert_false(str_copy(small, sizeof(small), "abcde"));
	assert_string_equal(small, "abcd");
	assert_false(str_copy(small, sizeof(small), "abc\xC3\xA9"));
	assert_string_equal(small, "abc");
	assert_false(str_copy(small, sizeof(small), "a\xF0\x9F\x98\x80"));
	assert_string_equal(small, "a");
	assert_true(str_copy(small, sizeof(small), NULL));
	assert_string_equal(small, "");
	assert_false(str_copy(small, 1, "x"));
	assert_string_equal(small, "");
}

static void
str_lists_and_ids(void **state)
{
	(void)state;
	assert_true(str_in_list("snap,child-care", "snap"));
	assert_true(str_in_list("snap,child-care", "child-care"));
	assert_false(str_in_list("snap,child-care", "child"));
	assert_false(str_in_list("snap,child-care", "snap,child-care"));
	assert_false(str_in_list("", "") || str_in_list(NULL, "a") || str_in_list("a,,b", ""));

	assert_true(str_is_id("a") && str_is_id("app_01J-Z"));
	assert_true(str_is_id("0123456789012345678901234567890123456789"));
	assert_false(str_is_id("01234567890123456789012345678901234567890"));
	assert_false(str_is_id("") || str_is_id("a b") || str_is_id("../x") || str_is_id("\xC3\xA9"));
}

/* ---- err ---- */

static void
err_table_is_whole(void **state)
{
	(void)state;
	for (enum err_code code = ERR_NONE + 1; code < ERR_COUNT; code++) {
		assert_false(str_empty(err_wire(code)));
		assert_true(str_ends(err_title(code), "."));
		assert_true(err_http(code) == 0 || (err_http(code) >= 400 && err_http(code) < 600));
		assert_int_equal(err_from_wire(err_wire(code)), code);
	}
	assert_int_equal(err_from_wire("no_such_code"), ERR_INTERNAL);
	assert_int_equal(err_from_wire(NULL), ERR_INTERNAL);
	assert_int_equal(err_from_wire(""), ERR_INTERNAL);
	assert_int_equal(err_http(ERR_VERSION_CONFLICT), 412);
	assert_true(err_retryable(ERR_RATE_LIMITED));
	assert_false(err_retryable(ERR_VERSION_CONFLICT));
}

static void
err_details_end_in_whole_characters(void **state)
{
	struct err err = { 0 };
	char long_text[400];

	(void)state;
	assert_false(err_set(NULL, ERR_NOT_FOUND, "nobody asked"));
	assert_false(err_set(&err, ERR_NOT_FOUND, "no %s", "one"));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_string_equal(err.detail, "no one");

	memset(long_text, 'x', sizeof(long_text));
	memcpy(long_text + ERR_DETAIL_MAX - 3, "\xF0\x9F\x98\x80", 4);
	long_text[sizeof(long_text) - 1] = '\0';
	assert_false(err_set(&err, ERR_NOT_FOUND, "%s", long_text));
	assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 3);
	memset(long_text, 'x', sizeof(long_text) - 1);
	assert_false(err_set(&err, ERR_NOT_FOUND, "%s", long_text));
	assert_int_equal(strlen(err.detail), ERR_DETAIL_MAX - 1);
}

static void
err_fields_are_counted_and_bounded(void **state)
{
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < ERR_FIELDS_MAX + 5; i++)
		assert_false(err_field(&err, "/reasons/0/code", "unknown", "code %d is unknown", i));
	assert_int_equal(err.code, ERR_VALIDATION_FAILED);
	assert_int_equal(err.field_count, ERR_FIELDS_MAX);
	assert_string_equal(err.fields[3].detail, "code 3 is unknown");
	assert_string_equal(err.fields[3].pointer, "/reasons/0/code");

	struct err other = { .code = ERR_UNKNOWN_PARAMETER };
	assert_false(err_field(&other, "/x", "unknown", "there is no member x"));
	assert_int_equal(other.code, ERR_UNKNOWN_PARAMETER);
}

/* ---- money ---- */

static void
money_reads_only_decimal_amounts(void **state)
{
	static const struct {
		const char *text;
		int64_t cents;
	} good[] = {
		{ "291.00", 29100 }, { "291.5", 29150 }, { "291", 29100 }, { "0", 0 }, { "0.07", 7 },
		{ "-3.10", -310 }, { "-0.01", -1 }, { "-0.00", 0 }, { "9999999999.99", MONEY_CENTS_MAX },
		{ "-9999999999.99", -MONEY_CENTS_MAX },
	};
	static const char *const bad[] = { "", "-", ".", ".5", "5.", "1.234", "1,000", "$5", "+5", " 5",
		"5 ", "007", "00", "-01", "1e3", "0x5", "1.2.3", "1.-2", "--1", "nan", "10000000000",
		"99999999999999999999999999", "1\xD9\xA1", NULL };
	int64_t cents;

	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		assert_true(money_from_text(good[i].text, &cents));
		assert_int_equal(cents, good[i].cents);
	}
	for (size_t i = 0; i < countof(bad); i++) {
		cents = 77;
		if (money_from_text(bad[i], &cents))
			fail_msg("\"%s\" was read as money", bad[i] ? bad[i] : "NULL");
		assert_int_equal(cents, 77);
	}
}

static void
typed_money_takes_a_comma_only_between_thousands(void **state)
{
	static const struct {
		const char *text;
		int64_t cents;
	} good[] = {
		{ "291.5", 29150 }, { "$1,250.50", 125050 }, { " $ 40 ", 4000 }, { "40 $", 4000 }, { "1,234", 123400 },
		{ "1 234.56", 123456 }, { "1,234,567", 123456700 }, { "12,345.6", 1234560 }, { "-5", -500 },
		{ "-$5", -500 }, { "$-5", -500 }, { "0", 0 },
	};
	static const char *const comma[] = { "50,00", "12,5", "$0,50", "1.234,56", "1,2345", "12,34,567", "1234,567",
		",50", "5,", "1,234,56", "1,234.567", "1,,234", "0,500" };
	static const char *const unread[] = { "", " ", "$", "75O", "12 50", "1.234", "$$5", "1$5", "5 $$", "-", "--5",
		"a lot", "11111111111111111111111111111111111111111111" };
	int64_t cents;

	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		if (money_typed(good[i].text, &cents) != MONEY_READ)
			fail_msg("\"%s\" was not read", good[i].text);
		assert_int_equal(cents, good[i].cents);
	}
	for (size_t i = 0; i < countof(comma); i++)
		if (money_typed(comma[i], &cents) != MONEY_COMMA)
			fail_msg("\"%s\" has its comma in the wrong place", comma[i]);
	for (size_t i = 0; i < countof(unread); i++)
		if (money_typed(unread[i], &cents) != MONEY_UNREAD)
			fail_msg("\"%s\" is no amount", unread[i]);
}

static void
money_goes_to_text_and_back(void **state)
{
	char text[MONEY_TEXT_MAX];
	uint64_t seed = 3;

	(void)state;
	assert_string_equal(money_to_text(29100, text), "291.00");
	assert_string_equal(money_to_text(-5, text), "-0.05");
	assert_string_equal(money_to_text(0, text), "0.00");
	assert_string_equal(money_to_text(INT64_MIN, text), "-92233720368547758.08");
	assert_string_equal(money_to_text(INT64_MAX, text), "92233720368547758.07");
	for (int i = 0; i < 100000; i++) {
		int64_t cents = (int64_t)(test_random(&seed) % (2 * MONEY_CENTS_MAX)) - MONEY_CENTS_MAX;
		int64_t back = 0;

		assert_true(money_from_text(money_to_text(cents, text), &back));
		assert_true(back == cents);
	}
}

static void
money_is_said_short_where_it_has_no_cents(void **state)
{
	static const struct { const char *text, *wanted; } said[] = {
		{ "2310.00", "2310" }, { "-5.00", "-5" }, { "528.70", "528.70" }, { "0.00", "0" },
		{ "100", "100" }, { "1000.000", "1000.000" }, { "", "" }, { NULL, "" },
	};
	char text[MONEY_SHORT_MAX];

	(void)state;
	for (size_t i = 0; i < countof(said); i++)
		assert_string_equal(money_short(said[i].text, text), said[i].wanted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str_null_is_empty),
		cmocka_unit_test(str_integers_are_whole_texts),
		cmocka_unit_test(str_copy_cuts_whole_characters),
		cmocka_unit_test(str_lists_and_ids),
		cmocka_unit_test(err_table_is_whole),
		cmocka_unit_test(err_details_end_in_whole_characters),
		cmocka_unit_test(err_fields_are_counted_and_bounded),
		cmocka_unit_test(money_reads_only_decimal_amounts),
		cmocka_unit_test(typed_money_takes_a_comma_only_between_thousands),
		cmocka_unit_test(money_goes_to_text_and_back),
		cmocka_unit_test(money_is_said_short_where_it_has_no_cents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
