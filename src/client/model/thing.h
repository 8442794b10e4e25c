/* SPDX-License-Identifier: Apache-2.0
 *
 * One object of the server's that a screen loads for itself: a customer, a
 * letter, a decision, a conversation.  A reply is decoded into a fresh arena
 * which then replaces the old one.
 */
#ifndef CLIENT_MODEL_THING_H
#define CLIENT_MODEL_THING_H

#include "base/arena.h"
#include "client/model/fx.h"
#include "client/model/msg.h"
#include "domain/worksheet.h"

enum thing_kind { THING_CUSTOMER, THING_NOTICE, THING_DECISION, THING_INTERACTION };
enum thing_state { THING_NONE, THING_LOADING, THING_READY, THING_FAILED };

struct thing {
	enum thing_kind kind;
	char id[PLACE_ID_MAX];
	enum thing_state state; /* READY also while it loads again */
	bool stale;             /* changed while a load was under way */
	uint64_t request;
	struct arena arena;
	const void *object;     /* struct customer, notice, decision, interaction; NULL before */
	const struct worksheet *sheet; /* kept with a decision; NULL: none */
	int64_t event_seq;
	struct err err;
};

/* Zeroed memory is an empty thing. */
void thing_done(struct thing *thing);
/* Another id: what was there goes. */
void thing_load(struct thing *thing, enum thing_kind kind, const char *id, int owner, int tag,
                struct fx *fx);
/* Again, keeping what is shown until it comes. */
void thing_refresh(struct thing *thing, int owner, int tag, struct fx *fx);
/* True when the reply was to this. */
bool thing_reply(struct thing *thing, const struct reply *reply, int owner, struct fx *fx);
/* Takes in what a write answered with, the object as it is now. */
bool thing_take(struct thing *thing, const struct json *json);

#endif
