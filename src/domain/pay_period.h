/* SPDX-License-Identifier: Apache-2.0
 *
 * Pay periods before a filing date.  Knows calendars and no program.
 */
#ifndef DOMAIN_PAY_PERIOD_H
#define DOMAIN_PAY_PERIOD_H

#include "base/clock.h"

/* What a form's question "how often" may answer. */
#define PAY_WEEK "week"
#define PAY_TWO_WEEKS "two_weeks"
#define PAY_HALF_MONTH "half_month" /* to the 15th, to the end */
#define PAY_MONTH "month"

enum { PAY_PERIODS_MAX = 54 };

struct pay_period {
	civil_date from;
	civil_date to; /* the day it ended */
};

/*
 * The periods that ended within so many days up to the filing date, oldest
 * first; at least the newest one.  Where the rhythm or the last end is not
 * known (NULL, DATE_NONE), the days themselves are the one period.
 */
size_t pay_periods(struct pay_period out[PAY_PERIODS_MAX], int days, const char *every,
	civil_date last_ended, civil_date filed_on);

#endif
