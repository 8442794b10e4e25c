/* SPDX-License-Identifier: Apache-2.0
 *
 * The one log.  Appending gives the event its seq from the chain's head and
 * its hash over everything before it (README, "The event chain"); it happens in the
 * same transaction as the change it tells of.
 */
#ifndef STORE_EVENT_LOG_H
#define STORE_EVENT_LOG_H

#include "domain/event.h"
#include "server/store/db.h"
#include "server/store/writer.h"

/*
 * Append one event.  event->seq and at_ms are filled in.  payload is a JSON
 * object (version 1, members as in events.def), or NULL for none.
 */
bool event_append(struct txn *txn, struct event *event, const char *payload) must_use;

/* The newest seq this connection's snapshot sees. */
int64_t event_head_seq(struct db *db);

/* Envelopes after a seq, oldest first, at most limit; lives in the arena. */
size_t event_list(struct db *db, int64_t after, size_t limit, struct arena *arena,
                  struct event **ret);

struct chain_fault {
	int64_t seq;         /* first bad row, 0: none */
	const char *what;    /* a sentence */
};
/* Recomputes the chain; calls progress now and then. */
bool event_verify(struct db *db, void (*progress)(void *ctx, int64_t seq), void *ctx,
                  struct chain_fault *ret_fault, int64_t *ret_count, struct err *err) must_use;

#endif
