/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of keys, both ways.
 */
#include "client/term/key.h"

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

static const struct {
	uint32_t code;
	const char *name;
} named[] = {
	{ K_ENTER, "Enter" },     { K_TAB, "Tab" },       { K_SHIFT_TAB, "S-Tab" },
	{ K_ESC, "Esc" },         { K_BACKSPACE, "BS" },  { K_DELETE, "Del" },
	{ K_UP, "Up" },           { K_DOWN, "Down" },     { K_LEFT, "Left" },
	{ K_RIGHT, "Right" },     { K_HOME, "Home" },     { K_END, "End" },
	{ K_PAGE_UP, "PgUp" },    { K_PAGE_DOWN, "PgDn" }, { ' ', "Space" },
	{ K_F1, "F1" },           { K_F1 + 1, "F2" },     { K_F1 + 2, "F3" },
	{ K_F1 + 3, "F4" },       { K_F1 + 4, "F5" },     { K_F1 + 5, "F6" },
	{ K_F1 + 6, "F7" },       { K_F1 + 7, "F8" },     { K_F1 + 8, "F9" },
	{ K_F1 + 9, "F10" },      { K_F1 + 10, "F11" },   { K_F1 + 11, "F12" },
};

bool
key_is_text(struct key key)
{
	return key.code >= ' ' && key.code != 0x7f && key.code < 0x110000;
}

/* As it is written where another follows, whose letters would run into a name. */
static uint32_t
control_of(uint32_t code)
{
	return code == K_TAB ? K_CTRL('I') : code == K_ENTER ? K_CTRL('M') : code;
}

/* Writes at most KEY_NAME_MAX bytes; returns out. */
static const char *
key_label(struct key key, bool is_last, char *out)
{
	if (!is_last)
		key.code = control_of(key.code);
	for (size_t i = 0; i < countof(named); i++) {
		if (named[i].code == key.code) {
			str_copy(out, KEY_NAME_MAX, named[i].name);
			return out;
		}
	}
	if (key.code > 0 && key.code < ' ') {
		snprintf(out, KEY_NAME_MAX, "^%c", (char)(key.code + '@'));
	} else {
		struct buf text = BUF_INIT(KEY_NAME_MAX);
		utf8_encode(&text, key.code);
		str_copy(out, KEY_NAME_MAX, text.data);
		buf_done(&text);
	}
	return out;
}

/* One key at the front of text; bytes used, 0 when there is none. */
static size_t
key_from_text(const char *text, struct key *ret)
{
	size_t len = strlen(text);

	if (len == 0)
		return 0;
	for (size_t i = 0; i < countof(named); i++) {
		if (str_eq(text, named[i].name)) {
			ret->code = named[i].code;
			return len;
		}
	}
	if (text[0] == '^' && len >= 2 && text[1] >= '@' && text[1] <= '_') {
		uint32_t code = K_CTRL(text[1]);
		/* Those two are keys of their own on every keyboard. */
		ret->code = code == K_CTRL('I') ? K_TAB : code == K_CTRL('M') ? K_ENTER : code;
		return ret->code == 0 ? 0 : 2;
	}
	uint32_t point;
	size_t used = utf8_decode(text, len, &point);
	if (point == UTF8_REPLACEMENT || point < ' ' || point == 0x7f)
		return 0;
	ret->code = point;
	return used;
}

bool
keys_from_text(const char *text, struct keys *ret)
{
	struct keys keys = { .count = 0 };

	while (*text) {
		if (keys.count == KEYS_MAX)
			return false;
		size_t used = key_from_text(text, &keys.at[keys.count]);
		if (used == 0)
			return false;
		text += used;
		keys.count++;
	}
	if (keys.count == 0)
		return false;
	*ret = keys;
	return true;
}

const char *
keys_text(const struct keys *keys, char *out)
{
	char name[KEY_NAME_MAX];

	out[0] = '\0';
	for (int i = 0; i < keys->count; i++) {
		size_t used = strlen(out);
		str_copy(out + used, KEYS_TEXT_MAX - used, key_label(keys->at[i], i + 1 == keys->count, name));
	}
	return out;
}

bool
keys_equal(const struct keys *a, const struct keys *b)
{
	if (a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++) {
		if (a->at[i].code != b->at[i].code)
			return false;
	}
	return true;
}
