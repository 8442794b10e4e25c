/* SPDX-License-Identifier: Apache-2.0
 *
 * The State's working days.  Holidays are computed from the law's wording
 * (T.C.A. 15-1-101): no table runs out.
 */
#include "domain/deadline.h"

enum weekday { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };
enum month { JANUARY = 1, FEBRUARY, MARCH, APRIL, MAY, JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER,
	NOVEMBER, DECEMBER };

/* The count-th weekday of a month. */
static civil_date
nth_weekday(int year, int month, int weekday, int count)
{
	civil_date first = date_make(year, month, 1);

	return first + (weekday - date_weekday(first) + 7) % 7 + (count - 1) * 7;
}

/* Memorial Day: the last Monday of May. */
static civil_date
last_weekday(int year, int month, int weekday)
{
	civil_date last = date_make(year, month + 1, 1) - 1;

	return last - (date_weekday(last) - weekday + 7) % 7;
}

/* Sunday of Easter in the Gregorian calendar (Butcher's computus). */
static civil_date
easter(int year)
{
	int golden = year % 19;
	int century = year / 100;
	int epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
	int day = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7;
	int correction = (golden + 11 * epact + 22 * day) / 451;
	int month_day = epact + day - 7 * correction + 114;

	return date_make(year, month_day / 31, month_day % 31 + 1);
}

/* A fixed day is kept on Friday when it falls on Saturday, on Monday when on Sunday. */
static civil_date
kept_on(civil_date date)
{
	if (date_weekday(date) == SATURDAY)
		return date - 1;
	if (date_weekday(date) == SUNDAY)
		return date + 1;
	return date;
}

static bool
is_holiday(civil_date date)
{
	int year, month, day;
	civil_date thanksgiving;

	date_split(date, &year, &month, &day);
	thanksgiving = nth_weekday(year, NOVEMBER, THURSDAY, 4);
	return date == kept_on(date_make(year, JANUARY, 1)) ||
		date == kept_on(date_make(year + 1, JANUARY, 1)) || /* 31 December */
		date == nth_weekday(year, JANUARY, MONDAY, 3) ||    /* Martin Luther King */
		date == nth_weekday(year, FEBRUARY, MONDAY, 3) ||   /* Washington */
		date == easter(year) - 2 ||                         /* Good Friday */
		date == last_weekday(year, MAY, MONDAY) ||          /* Memorial */
		date == kept_on(date_make(year, JUNE, 19)) ||       /* Juneteenth */
		date == kept_on(date_make(year, JULY, 4)) ||        /* Independence */
		date == nth_weekday(year, SEPTEMBER, MONDAY, 1) ||  /* Labor */
		date == kept_on(date_make(year, NOVEMBER, 11)) ||   /* Veterans */
		date == thanksgiving ||
		date == thanksgiving + 1 || /* Columbus Day, moved here by the governor */
		date == kept_on(date_make(year, DECEMBER, 25));
}

/* Offices are shut; the law's days go on. */
bool
workday_is(civil_date date)
{
	int weekday = date_weekday(date);

	return weekday != SATURDAY && weekday != SUNDAY && !is_holiday(date);
}

civil_date
workday_act_by(civil_date due_on)
{
	while (!workday_is(due_on))
		due_on--;
	return due_on;
}

civil_date
workday_after(civil_date date, int count)
{
	assert(count >= 0);
	while (count > 0)
		if (workday_is(++date))
			count--;
	return date;
}
