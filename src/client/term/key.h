/* SPDX-License-Identifier: Apache-2.0
 *
 * One key press and its name ("j", "^T", "S-Tab", "PgDn").  No curses here.
 */
#ifndef CLIENT_TERM_KEY_H
#define CLIENT_TERM_KEY_H

#include "base/base.h"

/* A character is its code point, Ctrl + letter is 1..26; the rest: */
enum {
	K_ENTER = 0x110000,
	K_TAB,
	K_SHIFT_TAB,
	K_ESC,
	K_BACKSPACE,
	K_DELETE,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_F1 /* to K_F1 + 11 */
};

#define K_CTRL(letter) ((uint32_t)(letter) & 0x1f)

struct key {
	uint32_t code; /* 0: none */
};

/* What keys mean where the focus is: commands; letters first and commands for
 * the letters not wanted (a choice); text, where only CMD_IN_TEXT acts; or
 * what waits for fields, a record or rows that are still to come. */
enum key_use { KEYS_COMMANDS, KEYS_LETTERS, KEYS_TEXT, KEYS_AHEAD };

enum { KEY_NAME_MAX = 12, KEYS_MAX = 2, KEYS_TEXT_MAX = 24 };

/* What one binding waits for: one key, or a prefix and a key. */
struct keys {
	struct key at[KEYS_MAX];
	int count;
};

bool key_is_text(struct key key); /* something a text field would insert */
/* "^T", "Down", "'1", "Space"; false when it names no key. */
bool keys_from_text(const char *text, struct keys *ret) must_use;
const char *keys_text(const struct keys *keys, char *out); /* KEYS_TEXT_MAX */
bool keys_equal(const struct keys *a, const struct keys *b);

#endif
