/* SPDX-License-Identifier: Apache-2.0
 *
 * The one workstation of a test program, and how its tests begin and end: at
 * sign-in, at the queue, as somebody else, in another language.
 */
#ifndef TESTS_CLIENT_BEGIN_H
#define TESTS_CLIENT_BEGIN_H

#include "client_fake.h"

/* The end of a list that has one page. */
#define LIST_END "\"next_cursor\":null,\"prev_cursor\":null," \
	     "\"as_of\":{\"seq\":100,\"at\":\"2025-11-21T21:00:00Z\"}}"

extern struct fake fake;

/* Set-up and teardown of one test: the sign-in screen, or Ana's queue of
 * three; 24 rows by 80. */
int fake_open(void **state);
int fake_open_queue(void **state);
int fake_close(void **state);

/* Signs in by that name; session is what the server answers, JSON. */
void fake_begin_as(const char *username, const char *session);
/* Types a command after ":". */
void fake_command(const char *words);
/* From here on in Spanish, by the catalogue that was built; no locale need be
 * installed. */
void fake_speak_spanish(void);
/* A program as it is shipped, in the answer it comes in. */
const char *fake_program(const char *id);
/* Signs in; of a queue of so many the first page is there. */
void fake_queue_of(int total);
/* Customer c_1, Nguyen Thi Hoa, with these. */
const char *fake_customer(const char *phone, const char *city, int version);

#endif
