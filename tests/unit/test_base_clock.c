/* SPDX-License-Identifier: Apache-2.0
 *
 * Civil dates and zones, against arithmetic done the slow way and against
 * the C library where it has zone data.
 */
#include "test_base.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

static const int64_t day_ms = 24 * 60 * 60 * 1000;

static void
dates_count_every_day_of_three_centuries(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	civil_date wanted = -25567; /* 1900-01-01, a Monday */
	int weekday = 1;

	(void)state;
	for (int year = 1900; year <= 2200; year++) {
		bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

		for (int month = 1; month <= 12; month++) {
			int days = lengths[month - 1] + (month == 2 && is_leap);

			for (int day = 1; day <= days; day++, wanted++, weekday = (weekday + 1) % 7) {
				int back_year, back_month, back_day;
				char text[DATE_TEXT_MAX], expected[40];
				civil_date parsed = 0;

				assert_int_equal(date_make(year, month, day), wanted);
				date_split(wanted, &back_year, &back_month, &back_day);
				assert_true(back_year == year && back_month == month && back_day == day);
				assert_int_equal(date_weekday(wanted), weekday);
				snprintf(expected, sizeof(expected), "%04d-%02d-%02d", year, month, day);
				assert_string_equal(date_to_text(wanted, text), expected);
				assert_true(date_from_text(text, &parsed));
				assert_int_equal(parsed, wanted);
			}
		}
	}
	assert_int_equal(date_make(1970, 1, 1), 0);
}

static void
dates_are_read_strictly(void **state)
{
	static const char *const bad[] = { "", "2026", "2026-11", "2026-1-02", "2026-11-2", "2026-11-02 ",
		" 2026-11-02", "2026-11-02T00:00:00Z", "2026/11/02", "20261102", "2026-00-02", "2026-13-02",
		"2026-11-00", "2026-11-31", "2026-02-29", "1900-02-29", "2100-02-29", "0000-01-01",
		"-026-11-02", "+2026-11-02", "2026-11-0x", "12026-11-02", "2026-1\xD9\xA1-02", NULL };
	civil_date date;
	char text[DATE_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		date = 77;
		if (date_from_text(bad[i], &date))
			fail_msg("\"%s\" was read as a date", bad[i] ? bad[i] : "NULL");
		assert_int_equal(date, 77);
	}
	assert_true(date_from_text("2000-02-29", &date));
	assert_true(date_from_text("0001-01-01", &date));
	assert_string_equal(date_to_text(date, text), "0001-01-01");
	assert_string_equal(date_to_text(date - 1, text), "");
	assert_true(date_from_text("9999-12-31", &date));
	assert_string_equal(date_to_text(date, text), "9999-12-31");
	assert_string_equal(date_to_text(date + 1, text), "");
	assert_string_equal(date_to_text(DATE_NONE, text), "");
	assert_string_equal(date_to_text(INT32_MAX, text), "");
}

static void
instants_are_read_and_written(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01T00:00:00.001Z", 1 },
		{ "2026-11-02T14:05:00Z", 1793628300000 },
		{ "2026-11-02T14:05:00.5Z", 1793628300500 },
		{ "2026-11-02T14:05:00.1239999Z", 1793628300123 },
		{ "1969-12-31T23:59:59Z", -1000 },
		{ "2038-01-19T03:14:08Z", INT64_C(2147483648000) },
		{ "9999-12-31T23:59:59.999Z", INT64_C(253402300799999) },
	};
	static const char *const bad[] = { "", "2026-11-02", "2026-11-02T14:05Z", "2026-11-02T14:05:00",
		"2026-11-02 14:05:00Z", "2026-11-02t14:05:00z", "2026-11-02T14:05:00+00:00",
		"2026-11-02T24:00:00Z", "2026-11-02T14:60:00Z", "2026-11-02T14:05:60Z",
		"2026-11-02T14:05:00.Z", "2026-11-02T14:05:00,5Z", "2026-11-02T14:05:00ZZ",
		"2026-02-30T14:05:00Z", "2026-11-02T-1:05:00Z", "2026-11-02T14:05:00.5", NULL };
	int64_t ms;
	char text[INSTANT_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < countof(good); i++) {
		assert_true(instant_from_text(good[i].text, &ms));
		assert_true(ms == good[i].ms);
	}
	for (size_t i = 0; i < countof(bad); i++) {
		ms = 77;
		if (instant_from_text(bad[i], &ms))
			fail_msg("\"%s\" was read as an instant", bad[i] ? bad[i] : "NULL");
		assert_int_equal(ms, 77);
	}
	assert_string_equal(instant_to_text(1793628300999, text), "2026-11-02T14:05:00Z");
	assert_string_equal(instant_to_text(-1, text), "1969-12-31T23:59:59Z");
	assert_string_equal(instant_to_text(0, text), "");
	assert_string_equal(instant_to_text(INT64_MAX, text), "");
	assert_string_equal(instant_to_text(INT64_MIN, text), "");
}

static void
instants_go_to_text_and_back(void **state)
{
	uint64_t seed = 11;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		char text[INSTANT_TEXT_MAX];
		int64_t second = (int64_t)(test_random(&seed) % UINT64_C(7258118400)) - 2208988800;
		int64_t back = 0;

		if (second == 0)
			continue;
		assert_true(instant_from_text(instant_to_text(second * 1000, text), &back));
		assert_true(back == second * 1000);
	}
}

static void
zones_change_where_the_law_says(void **state)
{
	static const struct {
		const char *at;
		enum zone zone;
		int offset_min;
	} rows[] = {
		{ "2026-03-08T07:59:59Z", ZONE_CENTRAL, -360 },
		{ "2026-03-08T08:00:00Z", ZONE_CENTRAL, -300 },
		{ "2026-11-01T06:59:59Z", ZONE_CENTRAL, -300 },
		{ "2026-11-01T07:00:00Z", ZONE_CENTRAL, -360 },
		{ "2026-03-08T06:59:59Z", ZONE_EASTERN, -300 },
		{ "2026-03-08T07:00:00Z", ZONE_EASTERN, -240 },
		{ "2026-11-01T05:59:59Z", ZONE_EASTERN, -240 },
		{ "2026-11-01T06:00:00Z", ZONE_EASTERN, -300 },
		{ "2026-07-01T00:00:00Z", ZONE_UTC, 0 },
		{ "2027-01-01T03:00:00Z", ZONE_CENTRAL, -360 },
	};
	int64_t at;

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		assert_true(instant_from_text(rows[i].at, &at));
		assert_int_equal(zone_offset_min(rows[i].zone, at), rows[i].offset_min);
	}
	assert_true(instant_from_text("2026-11-02T05:30:00Z", &at));
	assert_int_equal(zone_date(ZONE_CENTRAL, at), date_make(2026, 11, 1));
	assert_int_equal(zone_minute_of_day(ZONE_CENTRAL, at), 23 * 60 + 30);
	assert_int_equal(zone_date(ZONE_EASTERN, at), date_make(2026, 11, 2));
	assert_int_equal(zone_minute_of_day(ZONE_EASTERN, at), 30);
	assert_int_equal(zone_minute_of_day(ZONE_UTC, -1), 24 * 60 - 1);
}

static void
midnight_is_the_first_instant_of_the_day(void **state)
{
	static const enum zone zones[] = { ZONE_UTC, ZONE_CENTRAL, ZONE_EASTERN };

	(void)state;
	for (size_t i = 0; i < countof(zones); i++) {
		for (civil_date date = date_make(1960, 1, 1); date < date_make(2100, 1, 1); date++) {
			int64_t midnight = zone_midnight_ms(zones[i], date);

			assert_int_equal(zone_date(zones[i], midnight), date);
			assert_int_equal(zone_minute_of_day(zones[i], midnight), 0);
			assert_int_equal(zone_date(zones[i], midnight - 1), date - 1);
		}
	}
}

static void
compare_with_library(enum zone zone, const char *name)
{
	int64_t from = date_make(2007, 3, 1) * day_ms, to = date_make(2037, 12, 31) * day_ms;
	char path[128];

	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	if (access(path, R_OK) != 0)
		skip_because("no zone data on this machine (Debian: tzdata)");
	setenv("TZ", name, 1);
	tzset();
	/* Odd steps, so that all minutes of the day come up. */
	for (int64_t at = from; at < to; at += 17 * 60 * 1000 + 13) {
		time_t second = (time_t)(at / 1000);
		struct tm local;

		assert_non_null(localtime_r(&second, &local));
		assert_int_equal(zone_offset_min(zone, at) * 60, local.tm_gmtoff);
		assert_int_equal(zone_minute_of_day(zone, at), local.tm_hour * 60 + local.tm_min);
		assert_int_equal(zone_date(zone, at),
			date_make(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday));
		assert_int_equal(date_weekday(zone_date(zone, at)), local.tm_wday);
	}
}

static void
central_time_agrees_with_the_library(void **state)
{
	(void)state;
	compare_with_library(ZONE_CENTRAL, "America/Chicago");
}

static void
eastern_time_agrees_with_the_library(void **state)
{
	(void)state;
	compare_with_library(ZONE_EASTERN, "America/New_York");
}

static void
clocks_go(void **state)
{
	int64_t real = clock_real_ms(), mono = clock_mono_ms();

	(void)state;
	assert_true(real > INT64_C(1577836800000)); /* 2020 */
	for (int i = 0; i < 1000; i++) {
		int64_t next = clock_mono_ms();
		assert_true(next >= mono);
		mono = next;
	}
}

static void
a_date_with_slashes_begins_with_its_month(void **state)
{
	static const char *const bad[] = {
		"", "5", "5/9", "5/9/", "5/9/01", "5/9/20011", "13/1/2026", "2/29/2026", "0/1/2026", "1/0/2026",
		"1/32/2026", "+5/9/2001", "5/ 9/2001", "5/9/2001 ", "005/9/2001", "5-9-2001", "2001/5/9", "1/1/0000", NULL,
	};
	civil_date date = 7;

	(void)state;
	for (size_t i = 0; i < countof(bad); i++)
		if (date_from_slashes(bad[i], &date) || date != 7)
			fail_msg("\"%s\" was read as a date", bad[i] ? bad[i] : "NULL");
	assert_true(date_from_slashes("5/9/2001", &date));
	assert_int_equal(date, date_make(2001, 5, 9));
	assert_true(date_from_slashes("02/29/2028", &date));
	assert_int_equal(date, date_make(2028, 2, 29));
	assert_true(date_from_slashes("12/31/9999", &date));
	assert_int_equal(date, date_make(9999, 12, 31));
}

static void
a_date_that_was_given_is_looked_at(void **state)
{
	civil_date today = date_make(2025, 11, 21), first = date_make(1900, 1, 1);
	static const char *const slips[] = { "3/4/95", "95-03-04", "03/04/61", "1/1/1" };
	static const char *const others[] = { "", "3/4/1995", "1995-03-04", "+10", "3/4", "3/4/", "3//95", "3/4/95 ", "soon" };

	(void)state;
	assert_int_equal(date_look(first, true, today), DATE_FITS);
	assert_int_equal(date_look(today, true, today), DATE_FITS);
	assert_int_equal(date_look(first - 1, true, today), DATE_NOT_OF_BIRTH);
	assert_int_equal(date_look(today + 1, true, today), DATE_NOT_OF_BIRTH);
	assert_int_equal(date_look(first, false, today), DATE_FITS);
	assert_int_equal(date_look(date_make(2125, 12, 31), false, today), DATE_FITS);
	assert_int_equal(date_look(first - 1, false, today), DATE_OUT_OF_RANGE);
	assert_int_equal(date_look(date_make(2126, 1, 1), false, today), DATE_OUT_OF_RANGE);
	for (size_t i = 0; i < countof(slips); i++)
		assert_true(date_has_short_year(slips[i]));
	for (size_t i = 0; i < countof(others); i++)
		assert_false(date_has_short_year(others[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_count_every_day_of_three_centuries),
		cmocka_unit_test(dates_are_read_strictly),
		cmocka_unit_test(instants_are_read_and_written),
		cmocka_unit_test(instants_go_to_text_and_back),
		cmocka_unit_test(zones_change_where_the_law_says),
		cmocka_unit_test(midnight_is_the_first_instant_of_the_day),
		cmocka_unit_test(central_time_agrees_with_the_library),
		cmocka_unit_test(eastern_time_agrees_with_the_library),
		cmocka_unit_test(clocks_go),
		cmocka_unit_test(a_date_with_slashes_begins_with_its_month),
		cmocka_unit_test(a_date_that_was_given_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
