/* SPDX-License-Identifier: Apache-2.0
 *
 * A log of notes, and its proof.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "event_fixture.h"

struct event
test_note_event(const char *id)
{
	return (struct event){
		.type = EVENT_NOTE_ADDED,
		.subject = { "note", id },
		.application_id = "a_1",
		.version = 3,
		.actor = { AUTHOR_WORKER, "w_ana", "Ana Ruiz" },
		.scope = { .customer_id = "c_1", .team_id = "t_1", .county = "Van Buren",
		           .program_id = "snap", .assignee_before = "w_ben",
		           .assignee_after = "w_ana", .sealed = true },
	};
}

void
test_append_notes(struct test_store *store, int count)
{
	struct txn txn;
	test_txn_begin(store, &txn);
	for (int i = 0; i < count; i++) {
		struct event event = test_note_event("n_1");
		assert_true(event_append(&txn, &event, i % 3 ? "{\"v\":1,\"text\":\"hello\"}" : NULL));
	}
	test_txn_commit(&txn);
}

struct chain_fault
test_verify_chain(struct test_store *store, struct chain_count *ret)
{
	struct err err = { 0 };
	struct chain_fault fault;
	struct db *db = test_store_reader(store);

	if (!event_verify(db, NULL, &fault, ret, &err))
		fail_msg("%s", err.detail);
	db_close(db);
	return fault;
}
