/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a record stands among those that are held, for its own files alone: the
 * tag of a request or a timer names the slot and what of it is meant, a part or
 * one of those below.
 */
#ifndef CLIENT_MODEL_RECORD_SLOT_H
#define CLIENT_MODEL_RECORD_SLOT_H

#include "client/model/record.h"

enum {
	RECORD_SLOT_FIRST_TAG = 1000,
	RECORD_SLOT_TAGS = 16,
	RECORD_SLOT_PRESENCE = RECORD_SLOT_TAGS - 1,
	RECORD_SLOT_AGAIN = RECORD_SLOT_TAGS - 2
};
static_assert((int)RECORD_PARTS <= (int)RECORD_SLOT_AGAIN, "a tag names slot and part");

static inline int
record_slot_tag(const struct record *record, int what)
{
	return RECORD_SLOT_FIRST_TAG + record->slot * RECORD_SLOT_TAGS + what;
}

/* record_presence.c: says that it is still open, now and every so often. */
void record_attend(struct record *record, struct fx *fx);

#endif
