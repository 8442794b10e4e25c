/* SPDX-License-Identifier: Apache-2.0
 *
 * Which keys run which command, by scope: the defaults of commands.def, then
 * the person's keys file.
 */
#ifndef CLIENT_CMD_KEYMAP_H
#define CLIENT_CMD_KEYMAP_H

#include "base/buf.h"
#include "client/cmd/cmd.h"
#include "client/term/key.h"

enum { KEYMAP_MAX = 256, KEYS_FILE_MAX = 64 * 1024 };

struct binding {
	struct keys keys;
	enum scope scope;
	enum cmd_id cmd;
	int line; /* of the keys file; 0: a default */
};

struct keymap {
	struct binding at[KEYMAP_MAX];
	size_t count;
};

void keymap_init(struct keymap *map); /* the defaults */

struct key_match {
	enum cmd_id cmd; /* CMD_NONE: nothing bound */
	bool prefix;     /* another key is needed */
};
/* in_text: only commands that act inside a text field, and no plain letters. */
struct key_match keymap_find(const struct keymap *map, enum scope scope, const struct keys *keys,
                             bool in_text);
/* The first keys bound to cmd and seen from scope; "" when there are none. */
const char *keymap_keys(const struct keymap *map, enum cmd_id cmd, enum scope scope, char *out);
/* All of them, with spaces between. */
void keymap_all_keys(const struct keymap *map, enum cmd_id cmd, struct buf *out);

/*
 * A keys file: lines "command-name = key key ...", "none" unbinds, # comments.
 * Every line that cannot be used, every clash and unknown name is added to
 * problems as "keys:12: sentence" lines; the rest still counts.
 */
void keymap_read(struct keymap *map, const char *text, size_t len, struct buf *problems);

#endif
