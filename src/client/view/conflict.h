/* SPDX-License-Identifier: Apache-2.0
 *
 * Declaring one's own conflict of interest, on a record and on a customer's
 * page alike: why, whether, and then that screen is left.  A part of other
 * views, not a view itself.
 */
#ifndef CLIENT_VIEW_CONFLICT_H
#define CLIENT_VIEW_CONFLICT_H

#include "client/view/view.h"

/* Taken from the tags and questions of the view it is part of. */
enum { CONFLICT_TAG = 800, CONFLICT_QUESTION = 800 };

struct conflict {
	char customer_id[PLACE_ID_MAX]; /* as it was when it was asked */
	char name[120];
	char reason[ASK_TEXT_MAX];
};

/* The command: asks why. */
void conflict_ask(struct conflict *conflict, const struct view *view, const char *customer_id,
                  const char *name, struct fx *fx);
/* MSG_ANSWER, MSG_REPLY: true when it was about this. */
bool conflict_handle(struct conflict *conflict, const struct view *view, struct model *model,
                     const struct msg *msg, struct fx *fx);

#endif
