/* SPDX-License-Identifier: Apache-2.0
 *
 * Where one is, or wants to go: a screen and what it is about.
 */
#ifndef CLIENT_MODEL_PLACE_H
#define CLIENT_MODEL_PLACE_H

#include "base/base.h"

enum place_kind {
	PLACE_NONE,
#define PLACE(id, name, title) PLACE_##id,
#include "client/model/places.def"
#undef PLACE
	PLACE_COUNT
};

enum { PLACE_ID_MAX = 41, PLACE_ARG_MAX = 240 };

struct place {
	enum place_kind kind;
	char id[PLACE_ID_MAX];   /* of the application, customer, chat; "" for a room */
	char arg[PLACE_ARG_MAX]; /* what else the screen wants to know: a tab, an outcome */
};

struct place place_make(enum place_kind kind, const char *id, const char *arg);
bool place_same(const struct place *a, const struct place *b); /* kind and id */
const char *place_name(enum place_kind kind);
const char *place_title(enum place_kind kind); /* msgid */
enum place_kind place_from_name(const char *name); /* PLACE_NONE: unknown */

#endif
