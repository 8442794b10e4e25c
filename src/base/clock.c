/* SPDX-License-Identifier: Apache-2.0
 *
 * Civil dates and the state's two zones by arithmetic alone: the same answer
 * on a machine without tzdata, in any locale, on any thread.
 */
#include "base/clock.h"

enum {
	MINUTE_MS = 60 * 1000,
	DAY_MS = 24 * 60 * MINUTE_MS,
	DAYS_IN_ERA = 146097, /* 400 Gregorian years */
	EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
	YEAR_MIN = 1,
	YEAR_MAX = 9999
};

static int64_t
now_ms(clockid_t clock)
{
	struct timespec now;

	int failed = clock_gettime(clock, &now);
	assert(!failed);
	(void)failed;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_real_ms(void)
{
	return now_ms(CLOCK_REALTIME);
}

int64_t
clock_mono_ms(void)
{
	return now_ms(CLOCK_MONOTONIC);
}

static int64_t
divide_down(int64_t value, int64_t by)
{
	return value / by - (value % by < 0);
}

/* What divide_down() leaves, 0 to by - 1. */
static int64_t
remainder_up(int64_t value, int64_t by)
{
	return value % by + (value % by < 0 ? by : 0);
}

/* Years counted from March, so that the leap day is the last of its year. */
civil_date
date_make(int year, int month, int day)
{
	assert(month >= 1 && month <= 12);
	assert(day >= 1 && day <= 31);

	int64_t shifted = (int64_t)year - (month <= 2);
	int64_t era = divide_down(shifted, 400);
	int64_t year_of_era = shifted - era * 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	int64_t date = era * DAYS_IN_ERA + day_of_era - EPOCH_SHIFT;

	assert(date > INT32_MIN && date <= INT32_MAX);
	return (civil_date)date;
}

void
date_split(civil_date date, int *year, int *month, int *day)
{
	int64_t days = (int64_t)date + EPOCH_SHIFT;
	int64_t era = divide_down(days, DAYS_IN_ERA);
	int64_t day_of_era = days - era * DAYS_IN_ERA;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
				      day_of_era / (DAYS_IN_ERA - 1)) /
		365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (int)((5 * day_of_year + 2) / 153);

	*day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	*month = (month_from_march + 2) % 12 + 1;
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

int
date_weekday(civil_date date)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(((int64_t)date % 7 + 7 + 4) % 7);
}

/* Exactly count digits at *text, which moves past them. */
static bool
take_digits(const char **text, int count, int *ret)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		value = value * 10 + (**text - '0');
	}
	*ret = value;
	return true;
}

static bool
take_char(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

static bool
take_date(const char **text, civil_date *ret)
{
	int year, month, day;

	if (!take_digits(text, 4, &year) || !take_char(text, '-') ||
		!take_digits(text, 2, &month) || !take_char(text, '-') ||
		!take_digits(text, 2, &day))
		return false;
	if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 ||
		day > days_in_month(year, month))
		return false;
	*ret = date_make(year, month, day);
	return true;
}

bool
date_from_text(const char *text, civil_date *ret)
{
	civil_date date;

	if (!text || !take_date(&text, &date) || *text)
		return false;
	*ret = date;
	return true;
}

static void
put_digits(char *out, int value, int count)
{
	while (count-- > 0) {
		out[count] = (char)('0' + value % 10);
		value /= 10;
	}
}

char *
date_to_text(civil_date date, char *out)
{
	int year, month, day;

	out[0] = '\0';
	if (date == DATE_NONE)
		return out;
	date_split(date, &year, &month, &day);
	if (year < YEAR_MIN || year > YEAR_MAX)
		return out;
	memcpy(out, "0000-00-00", sizeof("0000-00-00"));
	put_digits(out, year, 4);
	put_digits(out + 5, month, 2);
	put_digits(out + 8, day, 2);
	return out;
}

/* The fraction of a second, cut (not rounded) to milliseconds. */
static bool
take_fraction(const char **text, int *ret_ms)
{
	int ms = 0, digits = 0;

	if (!take_char(text, '.'))
		return true;
	for (; **text >= '0' && **text <= '9'; (*text)++, digits++) {
		if (digits < 3)
			ms = ms * 10 + (**text - '0');
	}
	if (digits == 0)
		return false;
	for (; digits < 3; digits++)
		ms *= 10;
	*ret_ms = ms;
	return true;
}

bool
instant_from_text(const char *text, int64_t *ret_ms)
{
	civil_date date;
	int hour, minute, second, ms = 0;

	if (!text || !take_date(&text, &date) || !take_char(&text, 'T') ||
		!take_digits(&text, 2, &hour) || !take_char(&text, ':') ||
		!take_digits(&text, 2, &minute) || !take_char(&text, ':') ||
		!take_digits(&text, 2, &second) || !take_fraction(&text, &ms) ||
		!take_char(&text, 'Z') || *text)
		return false;
	if (hour > 23 || minute > 59 || second > 59)
		return false;
	*ret_ms =
		(int64_t)date * DAY_MS + ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms;
	return true;
}

char *
instant_to_text(int64_t ms, char *out)
{
	int64_t days = divide_down(ms, DAY_MS);
	int second = (int)(remainder_up(ms, DAY_MS) / 1000);

	out[0] = '\0';
	if (ms == 0 || days < date_make(YEAR_MIN, 1, 1) || days > date_make(YEAR_MAX, 12, 31))
		return out;
	date_to_text((civil_date)days, out);
	memcpy(out + 10, "T00:00:00Z", sizeof("T00:00:00Z"));
	put_digits(out + 11, second / 3600, 2);
	put_digits(out + 14, second / 60 % 60, 2);
	put_digits(out + 17, second % 60, 2);
	return out;
}

static int
standard_offset_min(enum zone zone)
{
	switch (zone) {
	case ZONE_UTC:
		return 0;
	case ZONE_CENTRAL:
		return -6 * 60;
	case ZONE_EASTERN:
		return -5 * 60;
	}
	abort();
}

/* The nth Sunday of a month. */
static civil_date
nth_sunday(int year, int month, int nth)
{
	civil_date first = date_make(year, month, 1);

	return first + (7 - date_weekday(first)) % 7 + 7 * (nth - 1);
}

int
zone_offset_min(enum zone zone, int64_t at_ms)
{
	int standard = standard_offset_min(zone);
	int year, month, day;

	if (zone == ZONE_UTC)
		return 0;
	/* Both changes are far from New Year, so the standard year will do. */
	date_split((civil_date)divide_down(at_ms + (int64_t)standard * MINUTE_MS, DAY_MS), &year,
		&month, &day);

	/* From the second Sunday of March, 2:00 standard time, to the first
	 * Sunday of November, 2:00 daylight time, which is 1:00 standard. */
	int64_t standard_ms = at_ms + (int64_t)standard * MINUTE_MS;
	int64_t start_ms = (int64_t)nth_sunday(year, 3, 2) * DAY_MS + 120 * MINUTE_MS;
	int64_t end_ms = (int64_t)nth_sunday(year, 11, 1) * DAY_MS + 60 * MINUTE_MS;
	bool is_daylight = standard_ms >= start_ms && standard_ms < end_ms;

	return standard + (is_daylight ? 60 : 0);
}

static int64_t
local_ms(enum zone zone, int64_t at_ms)
{
	return at_ms + (int64_t)zone_offset_min(zone, at_ms) * MINUTE_MS;
}

civil_date
zone_date(enum zone zone, int64_t at_ms)
{
	return (civil_date)divide_down(local_ms(zone, at_ms), DAY_MS);
}

int
zone_minute_of_day(enum zone zone, int64_t at_ms)
{
	return (int)(remainder_up(local_ms(zone, at_ms), DAY_MS) / MINUTE_MS);
}

int64_t
zone_midnight_ms(enum zone zone, civil_date date)
{
	/* Clocks change at 2:00, never at midnight: the offset at midnight in
	 * standard time, at most an hour late, is the offset at midnight. */
	int64_t midnight = (int64_t)date * DAY_MS;
	int64_t guess = midnight - (int64_t)standard_offset_min(zone) * MINUTE_MS;

	return midnight - (int64_t)zone_offset_min(zone, guess) * MINUTE_MS;
}
