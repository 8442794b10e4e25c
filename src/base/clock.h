/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants, civil dates and the two zones of the state.  Only clock_*_ms()
 * read a clock; all else is arithmetic on what the caller passes in.
 *
 * An instant is int64 milliseconds since 1970 UTC, 0 for none.  A civil date
 * is int32 days since 1970-01-01, DATE_NONE for none.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/base.h"

#define DATE_NONE INT32_MIN

enum { INSTANT_TEXT_MAX = 32, DATE_TEXT_MAX = 16 };

typedef int32_t civil_date;

int64_t clock_real_ms(void);
int64_t clock_mono_ms(void); /* for waiting and measuring; never goes back */

/* "2026-11-02"; strict, years 0001 to 9999; ret is untouched on false. */
bool date_from_text(const char *text, civil_date *ret) must_use;
/* "5/9/2001", month first, as people here write it; the year in four digits. */
bool date_from_slashes(const char *text, civil_date *ret) must_use;
/* Writes at most DATE_TEXT_MAX bytes, "" for DATE_NONE and for what
 * date_from_text() could not read back; returns out. */
char *date_to_text(civil_date date, char *out);
/*
 * What a date that a person gave may be: of birth from 1900 to today, any other
 * from 1900 to a hundred years from now.  A year in two digits reads as one long
 * ago, so what says what is wrong says how the year is written, too.
 */
enum date_fault { DATE_FITS, DATE_SHORT_YEAR, DATE_NOT_OF_BIRTH, DATE_OUT_OF_RANGE };
enum date_fault date_look(civil_date date, bool is_birth, civil_date today);
/* "3/4/95", "95-03-04": no date, for its year has less than four digits. */
bool date_has_short_year(const char *text);
/* A msgid. */
const char *date_fault_words(enum date_fault fault);
civil_date date_make(int year, int month, int day);
void date_split(civil_date date, int *year, int *month, int *day);
int date_weekday(civil_date date); /* 0 Sunday */

/* RFC 3339 in UTC, "2026-11-02T14:05:00Z" (fractions accepted, kept to ms).
 * Only "Z": no offsets, no leap second; ret_ms is untouched on false. */
bool instant_from_text(const char *text, int64_t *ret_ms) must_use;
/* Writes at most INSTANT_TEXT_MAX bytes, whole seconds; "" for 0. */
char *instant_to_text(int64_t ms, char *out);

/* United States rules since 2007 (15 U.S.C. 260a), applied to every year. */
enum zone { ZONE_UTC, ZONE_CENTRAL, ZONE_EASTERN };
int zone_offset_min(enum zone zone, int64_t at_ms); /* minutes east of UTC */
civil_date zone_date(enum zone zone, int64_t at_ms);
int zone_minute_of_day(enum zone zone, int64_t at_ms);
/* First instant of a civil day in a zone. */
int64_t zone_midnight_ms(enum zone zone, civil_date date);

#endif
