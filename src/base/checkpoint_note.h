/* SPDX-License-Identifier: Apache-2.0
 *
 * A note's bytes, shared by what writes and what reads one.
 */
#ifndef BASE_CHECKPOINT_NOTE_H
#define BASE_CHECKPOINT_NOTE_H

#include "base/checkpoint.h"

#define CHECKPOINT_DASH "\xe2\x80\x94 "

enum { CHECKPOINT_SIGNATURE_BYTES = 4 + SIGN_SIGNATURE_BYTES };

/* The signed lines, the last newline included. */
void checkpoint_body(struct buf *out, const char *origin, const struct checkpoint *checkpoint);

#endif
