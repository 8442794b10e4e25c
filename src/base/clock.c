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
	/* Whole eras are moved to where all is positive and fits 32 bits. */
	int64_t era = divide_down((int64_t)date + EPOCH_SHIFT, DAYS_IN_ERA);
	uint32_t day_of_era = (uint32_t)((int64_t)date + EPOCH_SHIFT - era * DAYS_IN_ERA);
	uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
				       day_of_era / (DAYS_IN_ERA - 1)) /
		365;
	uint32_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	uint32_t month_from_march = (5 * day_of_year + 2) / 153;

	*day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	*month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
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
date_checked(int year, int month, int day, civil_date *ret)
{
	if (year < YEAR_MIN || month < 1 || month > 12 || day < 1 ||
		day > days_in_month(year, month))
		return false;
	*ret = date_make(year, month, day);
	return true;
}

static bool
take_date(const char **text, civil_date *ret)
{
	int year, month, day;

	if (!take_digits(text, 4, &year) || !take_char(text, '-') ||
		!take_digits(text, 2, &month) || !take_char(text, '-') ||
		!take_digits(text, 2, &day))
		return false;
	return date_checked(year, month, day, ret);
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

/* One digit or two. */
static bool
take_one_or_two(const char **text, int *ret)
{
	return take_digits(text, text[0][0] && text[0][1] >= '0' && text[0][1] <= '9' ? 2 : 1, ret);
}

bool
date_from_slashes(const char *text, civil_date *ret)
{
	int year, month, day;

	return text && take_one_or_two(&text, &month) && take_char(&text, '/') &&
		take_one_or_two(&text, &day) && take_char(&text, '/') &&
		take_digits(&text, 4, &year) && !*text && date_checked(year, month, day, ret);
}

/* ---- what a date may be ---- */

enum { YEAR_TYPED_MIN = 1900, YEARS_AHEAD_MAX = 100 };

enum date_fault
date_look(civil_date date, bool is_birth, civil_date today)
{
	int year, month, day;
	civil_date first = date_make(YEAR_TYPED_MIN, 1, 1);

	if (is_birth)
		return date < first || date > today ? DATE_NOT_OF_BIRTH : DATE_FITS;
	date_split(today, &year, &month, &day);
	return date < first || date > date_make(year + YEARS_AHEAD_MAX, 12, 31) ? DATE_OUT_OF_RANGE : DATE_FITS;
}

bool
date_has_short_year(const char *text)
{
	static const char digits[] = "0123456789";
	size_t lengths[3];

	for (int i = 0; i < 3; i++) {
		lengths[i] = strspn(text, digits);
		text += lengths[i];
		if (lengths[i] == 0 || lengths[i] > 2 || (i < 2 && *text != '/' && *text != '-'))
			return false;
		text += i < 2;
	}
	return *text == '\0';
}

const char *
date_fault_words(enum date_fault fault)
{
	switch (fault) {
	case DATE_SHORT_YEAR:
		return N_("Please write the year with four digits, for example 1961.");
	case DATE_NOT_OF_BIRTH:
		return N_("A date of birth lies between 1900 and today. Please write the year with four digits.");
	case DATE_OUT_OF_RANGE:
		return N_("This date is too long ago or too far ahead. Please write the year with four digits.");
	case DATE_FITS:
		break;
	}
	return "";
}

static void
put_two(char *out, int value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
}

/* "2026-10-27" without its end. */
static void
put_date(char *out, int year, int month, int day)
{
	put_two(out, year / 100);
	put_two(out + 2, year % 100);
	out[4] = '-';
	put_two(out + 5, month);
	out[7] = '-';
	put_two(out + 8, day);
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
	put_date(out, year, month, day);
	out[10] = '\0';
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
	int second, year, month, day;

	out[0] = '\0';
	if (ms == 0 || days <= INT32_MIN || days > INT32_MAX)
		return out;
	date_split((civil_date)days, &year, &month, &day);
	if (year < YEAR_MIN || year > YEAR_MAX)
		return out;
	second = (int)((ms - days * DAY_MS) / 1000);
	put_date(out, year, month, day);
	memcpy(out + 10, "T00:00:00Z", sizeof("T00:00:00Z"));
	put_two(out + 11, second / 3600);
	put_two(out + 14, second / 60 % 60);
	put_two(out + 17, second % 60);
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

/* An offset and the time for which it is known to hold. */
struct offset_span {
	int64_t from_ms, until_ms;
	int offset_min;
};

static struct offset_span
span_around(enum zone zone, int64_t at_ms)
{
	int standard = standard_offset_min(zone);
	int64_t shift_ms = (int64_t)standard * MINUTE_MS;
	int year, month, day;

	/* Both changes are far from New Year, so the standard year will do. */
	date_split((civil_date)divide_down(at_ms + shift_ms, DAY_MS), &year, &month, &day);

	/* From the second Sunday of March, 2:00 standard time, to the first
	 * Sunday of November, 2:00 daylight time, which is 1:00 standard. */
	int64_t year_ms = (int64_t)date_make(year, 1, 1) * DAY_MS - shift_ms;
	int64_t next_year_ms = (int64_t)date_make(year + 1, 1, 1) * DAY_MS - shift_ms;
	int64_t start_ms = (int64_t)nth_sunday(year, 3, 2) * DAY_MS + 120 * MINUTE_MS - shift_ms;
	int64_t end_ms = (int64_t)nth_sunday(year, 11, 1) * DAY_MS + 60 * MINUTE_MS - shift_ms;

	if (at_ms < start_ms)
		return (struct offset_span){ year_ms, start_ms, standard };
	if (at_ms < end_ms)
		return (struct offset_span){ start_ms, end_ms, standard + 60 };
	return (struct offset_span){ end_ms, next_year_ms, standard };
}

int
zone_offset_min(enum zone zone, int64_t at_ms)
{
	/* Lists ask for the same few days again and again. */
	static _Thread_local struct offset_span known[ZONE_EASTERN + 1];
	struct offset_span *span = &known[zone];

	if (zone == ZONE_UTC)
		return 0;
	if (at_ms < span->from_ms || at_ms >= span->until_ms)
		*span = span_around(zone, at_ms);
	return span->offset_min;
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
