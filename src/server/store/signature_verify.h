/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving signatures: that the keys are those the log tells of, that each
 * decision was signed by whom it names, and that its columns say what its
 * statement says.  Whoever rewrites rows and restamps the whole log still
 * lacks the workers' keys.
 */
#ifndef STORE_SIGNATURE_VERIFY_H
#define STORE_SIGNATURE_VERIFY_H

#include "server/store/decision.h"
#include "server/store/signing_key.h"

struct key_ring {
	struct signing_key_row *keys;
	size_t count;
};

/* Every key in the arena; *ret_fault the id of one that is not what the log
 * says of it, and why; NULL: all are. */
void key_ring_verify(struct db *db, struct arena *arena, struct key_ring *ret,
                     const char **ret_fault_id, const char **ret_what);

/* A msgid, NULL when nothing is wrong; *ret_signed: its maker signed it. */
const char *decision_signature_verify(struct db *db, const struct key_ring *ring,
                                      const struct decision_row *row, struct arena *arena,
                                      bool *ret_signed);

#endif
