/* SPDX-License-Identifier: Apache-2.0
 *
 * The pay periods that proof is asked for: those that ended in the last so
 * many days before the filing date, whatever the rhythm of the pay.
 */
#include "domain/pay_period.h"

#include "base/str.h"

static int
days_in_month(int year, int month)
{
	civil_date first = date_make(year, month, 1);
	civil_date next = month == 12 ? date_make(year + 1, 1, 1) : date_make(year, month + 1, 1);

	return next - first;
}

/* The first day of the month-long period that ends on a day. */
static civil_date
month_before(int year, int month, int day)
{
	int before = month == 1 ? 12 : month - 1;
	int before_year = month == 1 ? year - 1 : year;
	int last = days_in_month(before_year, before);

	if (day == days_in_month(year, month))
		return date_make(year, month, 1);
	return date_make(before_year, before, day < last ? day : last) + 1;
}

static civil_date
half_month_before(civil_date end, int year, int month, int day)
{
	if (day == days_in_month(year, month))
		return date_make(year, month, 16);
	return end - 14;
}

static civil_date
period_start(const char *every, civil_date end)
{
	int year, month, day;

	date_split(end, &year, &month, &day);
	if (str_eq(every, PAY_WEEK))
		return end - 6;
	if (str_eq(every, PAY_TWO_WEEKS))
		return end - 13;
	if (str_eq(every, PAY_HALF_MONTH))
		return half_month_before(end, year, month, day);
	if (str_eq(every, PAY_MONTH))
		return month_before(year, month, day);
	return DATE_NONE;
}

size_t
pay_periods(struct pay_period out[PAY_PERIODS_MAX], int days, const char *every,
	civil_date last_ended, civil_date filed_on)
{
	civil_date from = filed_on - days + 1;
	size_t count = 0;

	if (last_ended == DATE_NONE || last_ended > filed_on || !every ||
		period_start(every, last_ended) == DATE_NONE) {
		out[0] = (struct pay_period){ from, filed_on };
		return 1;
	}
	do {
		out[count].to = last_ended;
		out[count].from = period_start(every, last_ended);
		last_ended = out[count].from - 1;
		count++;
	} while (last_ended >= from && count < PAY_PERIODS_MAX);
	for (size_t i = 0; i < count / 2; i++) { /* oldest first */
		struct pay_period swap = out[i];

		out[i] = out[count - 1 - i];
		out[count - 1 - i] = swap;
	}
	return count;
}
