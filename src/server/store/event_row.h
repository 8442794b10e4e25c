/* SPDX-License-Identifier: Apache-2.0
 *
 * One row of the log as it stands in its table and as it is hashed.  Shared by
 * what appends, what verifies and what exports; nobody else includes it.
 */
#ifndef STORE_EVENT_ROW_H
#define STORE_EVENT_ROW_H

#include "base/buf.h"
#include "base/secret.h"
#include "server/store/event_log.h"

struct event_row {
	int64_t seq, at_ms, version, actor_kind, history_kind, public_code;
	const char *type, *subject_type, *subject_id;
	const char *customer_id, *application_id, *interaction_id, *decision_id, *notice_id;
	const char *actor_id, *actor_name, *changed, *scope;
	uint8_t payload_hash[SECRET_HASH_BYTES];
	uint8_t prev_hash[SECRET_HASH_BYTES];
	uint8_t hash[SECRET_HASH_BYTES];
};

enum { EVENT_COLUMN_COUNT = 21 };
#define EVENT_COLUMNS                                                                          \
	"event.seq, event.at, event.type, event.subject_type, event.subject_id, event.version,"  \
	" event.customer_id, event.application_id, event.interaction_id, event.decision_id,"     \
	" event.notice_id, event.actor_kind, event.actor_id, event.actor_name, event.changed,"   \
	" event.scope, event.history_kind, event.public_code, event.payload_hash,"               \
	" event.prev_hash, event.hash"

/* $1 chain, $2 after, $3 rows; salt and payload follow the columns, null where
 * there is none any more. */
#define EVENT_WITH_PAYLOAD                                                                     \
	"SELECT " EVENT_COLUMNS ", event_payload.salt, event_payload.payload FROM event"         \
	" LEFT JOIN event_payload ON event_payload.chain_id = event.chain_id"                    \
	" AND event_payload.seq = event.seq"                                                     \
	" WHERE event.chain_id = $1 AND event.seq > $2 ORDER BY event.seq LIMIT $3"

/* Texts are borrowed from the statement until its next step. */
void event_row_read(struct event_row *row, struct stmt *stmt);
void event_row_hash(const struct event_row *row, struct buf *scratch,
                    uint8_t ret[SECRET_HASH_BYTES]);
/* Gives the row its seq and its place in the chain, and writes it. */
bool event_row_append(struct txn *txn, struct event_row *row) must_use;
/* payload NULL: the event has none. */
void event_payload_hash(const uint8_t salt[EVENT_SALT_BYTES], const char *payload,
                        uint8_t ret[SECRET_HASH_BYTES]);

#endif
