/* SPDX-License-Identifier: Apache-2.0
 *
 * Who else has a row of the list open now: a mark on the row, and the name
 * where the cursor is.
 */
#ifndef CLIENT_VIEW_QUEUE_READERS_H
#define CLIENT_VIEW_QUEUE_READERS_H

#include "client/view/view.h"

enum { READERS_MAX = 16, READER_NAME_MAX = 60, READERS_TAG_FIRST = 400 };

struct queue_readers {
	struct row_reader {
		char id[PLACE_ID_MAX];      /* of the application; "" a free place */
		char name[READER_NAME_MAX]; /* "" nobody */
		bool typing;
		int more;                   /* others beside the one named */
	} at[READERS_MAX];
	int next; /* the place that is given away when all are taken */
};

/* Somebody opened or closed it: asks who is there now. */
void queue_readers_event(struct queue_readers *readers, const struct view *view,
                         const char *application_id, struct fx *fx);
bool queue_readers_reply(struct queue_readers *readers, const struct reply *reply);
/* NULL: nobody else has it open. */
const struct row_reader *queue_reader_of(const struct queue_readers *readers,
                                         const char *application_id);
/* "R. Hall is reading" */
void queue_reader_print(const struct row_reader *reader, struct buf *out);

#endif
