/* SPDX-License-Identifier: Apache-2.0
 *
 * The one agency of a test program, and what its tests begin with: an
 * application put where they want it.
 */
#ifndef TESTS_DESK_FIXTURE_H
#define TESTS_DESK_FIXTURE_H

#include "domain/application.h"
#include "service_fixture.h"

#define DAY_MS (24 * 3600 * 1000LL)

extern struct test_agency agency;

/* Set-up and teardown of a group, and of one test. */
int test_desk_open(void **state);
int test_desk_close(void **state);
int test_same_day_again(void **state);

/* As Sam reads it: a supervisor of its team. */
int64_t test_version_of(const char *id);
/* Past all services, into a status and a worker's hands (NULL: nobody's).  One that waits for a
 * second person gets a decision of Ana's. */
void test_put(const char *id, enum application_status status, const char *assignee_id);
/* To a worker, by Sam. */
void test_give(const char *id, const char *worker_id);
/* In the county's zone. */
civil_date test_today(void);
/* How many of one type an application has. */
int64_t test_events_of(const char *type, const char *id);

#endif
