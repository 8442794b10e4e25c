/* SPDX-License-Identifier: Apache-2.0
 *
 * The person's own filters, and how they left each room: kept by the server,
 * the same at every terminal.
 */
#ifndef CLIENT_MODEL_SAVED_FILTERS_H
#define CLIENT_MODEL_SAVED_FILTERS_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "proto/requests.h"

struct saved_filters {
	struct arena arena;
	struct saved_filter *at;
	size_t count;
	bool asked, loaded;
};

void saved_filters_ask(struct saved_filters *saved, struct fx *fx);
/* Answers to OWNER_SAVED.  True when the filters are others than before. */
bool saved_filters_reply(struct saved_filters *saved, const struct reply *reply, struct fx *fx);
/* Under a name; without one (NULL) it is how the room was left. */
void saved_filters_keep(const struct saved_filter *filter, struct fx *fx);
void saved_filters_drop(const char *id, struct fx *fx);
/* How the room was left; NULL: as it comes. */
const struct saved_filter *saved_filters_room(const struct saved_filters *saved, const char *room);
/* The nth with a name of that room; NULL: there are fewer. */
const struct saved_filter *saved_filters_named(const struct saved_filters *saved, const char *room, int nth);
void saved_filters_done(struct saved_filters *saved);

#endif
