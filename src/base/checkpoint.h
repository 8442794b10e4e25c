/* SPDX-License-Identifier: Apache-2.0
 *
 * Signed checkpoints of a log, in the form of a C2SP signed note
 * (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint):
 *
 *   caseload/1f0c9a52b07de1c4           origin: made from the public key
 *   4711                                how many events
 *   base64 of 32 bytes                  the hash of the last of them
 *   time 2026-11-02T14:05:00Z
 *                                       an empty line
 *   — caseload/1f0c9a52b07de1c4 base64  4 bytes of key id, 64 of Ed25519
 *
 * A file of them has an empty line after each.  Such a file lies where the
 * owner of the database cannot write, and so shows what a chain alone cannot:
 * that all was stamped anew, cut off at the end, or set back to an old copy.
 * Knows neither the database nor what an event is.
 */
#ifndef BASE_CHECKPOINT_H
#define BASE_CHECKPOINT_H

#include "base/secret.h"
#include "base/sign.h"

enum {
	CHECKPOINT_ORIGIN_MAX = 32,
	CHECKPOINT_KEY_TEXT_MAX = 96,
	CHECKPOINT_NOTE_MAX = 512
};

struct checkpoint {
	int64_t count;
	int64_t at_ms; /* whole seconds */
	uint8_t head[SECRET_HASH_BYTES];
};

struct checkpoint_key {
	char origin[CHECKPOINT_ORIGIN_MAX];
	uint8_t public_key[SIGN_PUBLIC_BYTES];
	uint8_t id[4];
};

void checkpoint_key_from_seed(struct checkpoint_key *ret, const uint8_t seed[SECRET_KEY_BYTES]);
/* The verifier key of a signed note: origin+id+base64. */
void checkpoint_key_text(const struct checkpoint_key *key, char out[CHECKPOINT_KEY_TEXT_MAX]);
bool checkpoint_key_from_text(struct checkpoint_key *ret, const char *text, struct err *err)
	must_use;

/* The note and the empty line after it. */
void checkpoint_write(struct buf *out, const uint8_t seed[SECRET_KEY_BYTES],
                      const struct checkpoint *checkpoint);

/* ---- comparing a log with its checkpoints ---- */

struct checkpoint_check;

struct checkpoint_finding {
	int64_t seq;       /* the first event that cannot be as it was */
	int64_t until;     /* or one up to this; 0: that very one */
	const char *what;  /* a msgid; NULL: nothing is wrong */
	int64_t line;      /* of the checkpoint file, where it says so; 0: none */
	int64_t checked;   /* checkpoints that match */
	int64_t last;      /* events that the last of them covers */
	int64_t torn;      /* unfinished ones, as a crash leaves them: passed over */
};

/* Reads as far as the file goes now: what is appended later tells of events
 * that a snapshot taken after this does not miss. */
bool checkpoint_check_open(struct checkpoint_check **ret, const char *path,
                           const struct checkpoint_key *key, struct err *err) must_use;
void checkpoint_check_close(struct checkpoint_check *check); /* NULL is fine */
/* The log to compare begins after this event. */
void checkpoint_check_skip(struct checkpoint_check *check, int64_t after);
/* Each event in order, once it is known to follow from those before.  False
 * at the first one that a checkpoint contradicts. */
bool checkpoint_check_event(struct checkpoint_check *check, int64_t seq,
                            const uint8_t hash[SECRET_HASH_BYTES]) must_use;
/* After the last event. */
bool checkpoint_check_end(struct checkpoint_check *check, int64_t last_seq) must_use;
const struct checkpoint_finding *checkpoint_finding(const struct checkpoint_check *check);

#endif
