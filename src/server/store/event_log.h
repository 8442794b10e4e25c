/* SPDX-License-Identifier: Apache-2.0
 *
 * The one log.  Appending gives the event its seq from the chain's head and
 * its hash over everything before it; it happens in the same transaction as
 * the change it tells of.
 *
 * The chain, byte for byte, so that anyone can recompute it from an export:
 *
 *   hash = SHA-256("caseload-event-1" 00
 *                  seq, at                  8 bytes each, most significant first
 *                  type subject customer actor scope
 *                                           each 4 bytes of length, then the bytes
 *                  payload_hash prev_hash)  32 bytes each
 *
 *   subject   subject_type|subject_id|version|application_id|interaction_id|
 *             decision_id|notice_id|changed|history_kind|public_code
 *   actor     kind|id|name
 *   scope     the column as it stands: team|county|program|before|after|sealed, and |team before where it was another
 *
 * with numbers in decimal and empty text for what is absent.  payload_hash is
 * SHA-256(16 bytes of salt, payload), or SHA-256 of nothing for an event that
 * has none.  The prev_hash of seq 1 is 32 zero bytes.
 */
#ifndef STORE_EVENT_LOG_H
#define STORE_EVENT_LOG_H

#include "base/checkpoint.h"
#include "domain/event.h"
#include "server/store/db.h"
#include "server/store/writer.h"

enum { EVENT_CHAIN = 1, EVENT_SALT_BYTES = 16 };

/*
 * Append one event.  event->seq and at_ms are filled in.  payload is a JSON
 * object (version 1, members as in events.def), or NULL for none.  A customer's
 * name is never kept in the envelope: readers find it by the id.
 */
bool event_append(struct txn *txn, struct event *event, const char *payload) must_use;

/* The newest seq this connection's snapshot sees, and its hash. */
int64_t event_head_seq(struct db *db);
int64_t event_head(struct db *db, uint8_t ret_hash[SECRET_HASH_BYTES]);
/* Of one event; false: there is none. */
bool event_hash(struct db *db, int64_t seq, uint8_t ret_hash[SECRET_HASH_BYTES]) must_use;

/* What its hash says of its payload, erased or not; false: there is none. */
bool event_payload_hash_at(struct db *db, int64_t seq, uint8_t ret_hash[SECRET_HASH_BYTES]) must_use;

/* Envelopes after a seq, oldest first, at most limit; lives in the arena. */
size_t event_list(struct db *db, int64_t after, size_t limit, struct arena *arena,
                  struct event **ret);

/* The payload of one event, in the arena; NULL when it has none any more. */
const char *event_payload(struct db *db, int64_t seq, struct arena *arena);
/* Forgets payload and salt; the chain stays whole. */
bool event_erase_payload(struct txn *txn, int64_t seq) must_use;

/* ---- for the writer ---- */

struct event_log;
struct event_log *event_log_new(void);
void event_log_free(struct event_log *log);
bool event_log_load(struct event_log *log, struct db *db) must_use; /* after taking the lock */
void event_log_mark(struct event_log *log);                         /* at a savepoint */
void event_log_restore(struct event_log *log);                      /* at its rollback */
bool event_log_save(struct event_log *log, struct db *db) must_use; /* before the commit */
int64_t event_log_seq(const struct event_log *log);

/* ---- proving it ---- */

struct chain_fault {
	int64_t seq;         /* first bad row */
	int64_t until;       /* or one up to this; 0: that very one */
	const char *what;    /* a msgid; NULL: nothing is wrong */
};

struct chain_count {
	int64_t events;
	int64_t erased; /* of them, payloads forgotten since */
};

struct chain_watch {
	void (*progress)(void *ctx, int64_t seq); /* now and then; may be NULL */
	void *ctx;
	const _Atomic bool *stop; /* give up when it becomes true; may be NULL */
	struct checkpoint_check *checkpoints; /* signed earlier, kept elsewhere; may be NULL */
};

/* Recomputes the chain; watch may be NULL.  False only when the database
 * cannot be read; a fault is an answer. */
bool event_verify(struct db *db, const struct chain_watch *watch, struct chain_fault *ret_fault,
                  struct chain_count *ret_count, struct err *err) must_use;
/* That each text that is gone went with a person whose erasure the log tells of;
 * of a chain that was found whole, and after its decisions, of which it says less. */
bool event_texts_verify(struct db *db, struct chain_fault *ret_fault, struct err *err) must_use;

#endif
