/* SPDX-License-Identifier: Apache-2.0
 *
 * The clocks of an application, as civil dates in its county's zone.  The
 * filing date is day 0; weekends and holidays never move a due date, they
 * only move the day by which to act.
 */
#ifndef DOMAIN_DEADLINE_H
#define DOMAIN_DEADLINE_H

#include "domain/application.h"
#include "domain/program.h"

/* 7 CFR 273.13(a)(1) and 273.15(s). */
enum { KEEP_BENEFITS_DAYS = 10, HEARING_ORDER_DAYS = 10 };

/* Does the application call for the expedited clock?  Unknown while the
 * answers that would tell are missing.  ret_test (may be NULL) gets the test
 * that was met. */
enum truth deadline_expedited(const struct program *program, const struct json *answers,
	const struct expedited_test **ret_test);

/* One of its ways to the expedited clock by itself. */
enum truth deadline_expedited_test(const struct program *program, size_t number, const struct json *answers);

/* found_on: the day an expedited need was seen, DATE_NONE for the day of filing. */
civil_date deadline_decision(const struct program *program, civil_date filed_on, bool expedited,
	civil_date found_on);
/* The due date of one that is found expedited on a day; never later than it was. */
civil_date deadline_expedite(const struct program *program, civil_date due_on, civil_date found_on);
enum clock_state deadline_clock(const struct program *program, civil_date due_on, bool expedited,
	civil_date today);
/* The first day on which inaction can be a reason to deny. */
civil_date deadline_inaction(const struct program *program, civil_date filed_on);
/* The first on which proof can be that was asked for on a day, to come by another. */
civil_date deadline_inaction_on_proof(const struct program *program, civil_date filed_on,
	civil_date asked_on, civil_date due_on);
/* The earliest due date a request for proof may carry. */
civil_date deadline_proof(const struct program *program, civil_date asked_on);
civil_date deadline_appeal(const struct program *program, civil_date decided_on);
/* The day by which an appeal asked for on a day has to be decided. */
civil_date deadline_appeal_decision(const struct program *program, civil_date asked_on);
/* The last day to ask that a benefit goes on while an appeal of its reduction
 * or end is open; moved to the next working day. */
civil_date deadline_keep_benefits(civil_date decided_on);
/* The first day a reduction or end told of on a day can begin. */
civil_date deadline_adverse_action(civil_date told_on);
/* What a hearing ordered is done by this day. */
civil_date deadline_hearing_order(civil_date ordered_on);
/* The last day on which the customer can reopen without a new form. */
civil_date deadline_reopen(const struct program *program, civil_date decided_on);

/* Holidays of the State of Tennessee, on the day they are kept. */
bool workday_is(civil_date date);
/* The last working day on or before date. */
civil_date workday_act_by(civil_date due_on);
/* The working day that is count working days after date; count >= 0. */
civil_date workday_after(civil_date date, int count);

#endif
