/* SPDX-License-Identifier: Apache-2.0
 *
 * One record, and a server that has all there is to read of it.
 */
#ifndef TESTS_RECORD_FIXTURE_H
#define TESTS_RECORD_FIXTURE_H

#include "client_begin.h"

/* The answers to their paths; record_nothing is a list without rows. */
extern const char record_application[], record_worksheet[];
extern const char *const record_nothing;

/* What the server has of these; NULL: nothing. */
struct record_served {
	const char *decisions, *answer_changes, *alike;
};
extern struct record_served record_served;

/* Set-up of one test: from Ana's queue to its first record, not answered yet. */
int record_open(void **state);
/* Answers all that was asked, also what is asked because of an answer. */
void record_serve(void);

#endif
