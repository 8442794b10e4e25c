/* SPDX-License-Identifier: Apache-2.0
 *
 * Who has a record open: what the server is told of this workstation, for as
 * long as it is so.
 */
#include "client/model/record_slot.h"

/* The server forgets a reader after 30 s. */
enum { PRESENCE_EVERY_MS = 20000 };

static void
say_presence(struct record *record, struct fx *fx)
{
	struct buf path = BUF_INIT(200);

	if (record->unannounced)
		return;
	buf_printf(&path, "/v1/applications/%s/presence", record->id);
	fx_write(fx, OWNER_MODEL, record_slot_tag(record, RECORD_SLOT_PRESENCE),
	         &(struct write){ .method = "PUT",
	                          .path = path.data,
	                          .body = record->typing > 0 ? "{\"typing\":true}"
	                                                     : "{\"typing\":false}" });
	buf_done(&path);
}

void
record_attend(struct record *record, struct fx *fx)
{
	say_presence(record, fx);
	fx_timer(fx, OWNER_MODEL, record_slot_tag(record, RECORD_SLOT_PRESENCE),
	         PRESENCE_EVERY_MS);
}

void
record_enter(struct record *record, enum record_presence presence, struct fx *fx)
{
	int *count = presence == RECORD_TYPING ? &record->typing : &record->reading;

	if (++*count == 1)
		record_attend(record, fx);
	record_want(record, RECORD_READERS, fx);
}

void
record_leave(struct record *record, enum record_presence presence, struct fx *fx)
{
	int *count = presence == RECORD_TYPING ? &record->typing : &record->reading;

	assert(*count > 0);
	if (--*count > 0)
		return;
	/* No word for "closed": the server forgets by itself. */
	if (record->reading + record->typing > 0)
		record_attend(record, fx);
	else
		fx_timer(fx, OWNER_MODEL, record_slot_tag(record, RECORD_SLOT_PRESENCE), -1);
}
