/* SPDX-License-Identifier: Apache-2.0
 *
 * A log of notes, and its proof.
 */
#ifndef TESTS_EVENT_FIXTURE_H
#define TESTS_EVENT_FIXTURE_H

#include "server/store/event_log.h"
#include "store_fixture.h"

/* An event with every part of an envelope. */
struct event test_note_event(const char *id);
/* So many, in one transaction; every third without a payload. */
void test_append_notes(struct test_store *store, int count);
/* The first fault of the chain, with what was read of it. */
struct chain_fault test_verify_chain(struct test_store *store, struct chain_count *ret);

#endif
