/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys as curses reads them, and pastes between their brackets.  Whatever is
 * inside a paste is text, also when it looks like keys.
 */
#include "client/term/input.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "client/term/term.h"

/* After ours: curses has an ERR of its own. */
#include <curses.h>

/* Ours, past all that curses defines. */
enum { PASTE_BEGIN = 0x1000, PASTE_END };

/*
 * On a slow line a bracket may arrive in two pieces, further apart than the
 * escape key waits.  Then curses hands out its characters one by one; they are
 * held until it is clear that they are no bracket.
 */
enum { SPLIT_WAIT_MS = 300 };
static const char split_begin[] = "[200~";
static const char split_end[] = "\033[201~";

/* The beginning of a character whose other bytes are still on the line. */
static struct {
	char bytes[4];
	size_t count;
} partial;

static bool in_paste;
static struct buf pasting = BUF_INIT(TERM_PASTE_MAX);
static struct {
	bool after_escape; /* the last key was a lone escape */
	size_t count;      /* characters of split_begin held back */
	int64_t since_ms;
	size_t given;      /* of those that were no bracket after all */
	bool giving;
} split;

void
input_start(void)
{
	static const struct {
		const char *bytes;
		int key;
	} more[] = {
		{ "\033[200~", PASTE_BEGIN }, { "\033[201~", PASTE_END },
		/* Both cursor key modes: some terminals ignore the switch. */
		{ "\033[A", KEY_UP }, { "\033OA", KEY_UP }, { "\033[B", KEY_DOWN },
		{ "\033OB", KEY_DOWN }, { "\033[C", KEY_RIGHT }, { "\033OC", KEY_RIGHT },
		{ "\033[D", KEY_LEFT }, { "\033OD", KEY_LEFT }, { "\033[H", KEY_HOME },
		{ "\033OH", KEY_HOME }, { "\033[1~", KEY_HOME }, { "\033[F", KEY_END },
		{ "\033OF", KEY_END }, { "\033[4~", KEY_END }, { "\033[Z", KEY_BTAB },
		{ "\033OP", KEY_F(1) }, { "\033[11~", KEY_F(1) },
	};

	for (size_t i = 0; i < countof(more); i++)
		define_key(more[i].bytes, more[i].key);
	in_paste = false;
	partial.count = 0;
	memset(&split, 0, sizeof split);
}

static uint32_t
function_key(wint_t code)
{
	static const struct {
		int curses;
		uint32_t ours;
	} keys[] = {
		{ KEY_ENTER, K_ENTER },   { KEY_BTAB, K_SHIFT_TAB }, { KEY_BACKSPACE, K_BACKSPACE },
		{ KEY_DC, K_DELETE },     { KEY_UP, K_UP },          { KEY_DOWN, K_DOWN },
		{ KEY_LEFT, K_LEFT },     { KEY_RIGHT, K_RIGHT },    { KEY_HOME, K_HOME },
		{ KEY_FIND, K_HOME },     { KEY_END, K_END },        { KEY_SELECT, K_END },
		{ KEY_PPAGE, K_PAGE_UP }, { KEY_NPAGE, K_PAGE_DOWN },
	};

	for (size_t i = 0; i < countof(keys); i++) {
		if ((int)code == keys[i].curses)
			return keys[i].ours;
	}
	if ((int)code >= KEY_F(1) && (int)code <= KEY_F(12))
		return K_F1 + (code - (wint_t)KEY_F(1));
	return 0; /* KEY_RESIZE and the like: the size comes by signal */
}

static size_t
bytes_begun_by(unsigned char byte)
{
	if (byte < 0x80)
		return 1;
	if (byte < 0xc2 || byte > 0xf4)
		return 0;
	return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/* What is on the screen's way out goes first, for which this curses may want memory. */
static int
next_byte(void)
{
	int byte;

	heap_must_have(true);
	byte = getch();
	heap_must_have(false);
	return byte;
}

/*
 * As get_wch() would, which takes a byte that begins no character for the
 * beginning of a long one and swallows the keys after it, and forgets a
 * character that comes in two pieces.  What is no character is U+FFFD, once.
 */
static int
next_code(wint_t *ret)
{
	int byte;

	while ((byte = next_byte()) != ERR) {
		if (byte >= KEY_MIN) {
			partial.count = 0;
			*ret = (wint_t)byte;
			return KEY_CODE_YES;
		}
		if (partial.count > 0 && (byte & 0xc0) != 0x80) {
			partial.count = 0;
			ungetch(byte);
			*ret = UTF8_REPLACEMENT;
			return OK;
		}
		partial.bytes[partial.count++] = (char)byte;
		if (partial.count < bytes_begun_by((unsigned char)partial.bytes[0]))
			continue;
		uint32_t point;
		utf8_decode(partial.bytes, partial.count, &point);
		partial.count = 0;
		*ret = (wint_t)point;
		return OK;
	}
	return ERR;
}

static uint32_t
plain_key(wint_t code)
{
	switch (code) {
	case '\r': return K_ENTER;
	case '\t': return K_TAB;
	case 0x1b: return K_ESC;
	case 0x08:
	case 0x7f: return K_BACKSPACE;
	default: return code >= 0x80 && code < 0xa0 ? 0 : (uint32_t)code;
	}
}

/* True when the paste is whole. */
static bool
paste_takes(int kind, wint_t code)
{
	if (kind == KEY_CODE_YES && code == PASTE_END) {
		in_paste = false;
		return true;
	}
	if (kind == OK)
		utf8_encode(&pasting, (uint32_t)code);
	else if (code == KEY_ENTER)
		buf_putc(&pasting, '\n');
	/* The bracket in pieces. */
	if (pasting.len < sizeof split_end - 1 ||
	    memcmp(pasting.data + pasting.len - (sizeof split_end - 1), split_end,
	           sizeof split_end - 1) != 0)
		return false;
	pasting.len -= sizeof split_end - 1;
	pasting.data[pasting.len] = '\0';
	in_paste = false;
	return true;
}

static void
paste_begins(void)
{
	in_paste = true;
	split.after_escape = false;
	split.count = 0;
	buf_reset(&pasting);
}

/* True when the character is held back, or completed the bracket. */
static bool
split_takes(int kind, wint_t code)
{
	bool follows = kind == OK && (split.count > 0 || split.after_escape) &&
	               code == (wint_t)split_begin[split.count];

	split.after_escape = kind == OK && code == 0x1b;
	if (!follows) {
		split.giving = split.count > 0;
		return false;
	}
	split.since_ms = clock_mono_ms();
	if (++split.count == sizeof split_begin - 1)
		paste_begins();
	return true;
}

/* What was held back and is no bracket, one key at a time. */
static bool
split_gives(struct key *ret_key)
{
	if (!split.giving)
		return false;
	ret_key->code = (uint32_t)split_begin[split.given++];
	if (split.given == split.count) {
		split.giving = false;
		split.given = split.count = 0;
	}
	return true;
}

int64_t
term_held_ms(void)
{
	int64_t left;

	if (split.count == 0)
		return -1;
	left = split.since_ms + SPLIT_WAIT_MS - clock_mono_ms();
	return left > 0 ? left : 0;
}

enum term_input
term_take(struct key *ret_key, struct buf *paste)
{
	static int kept_kind = ERR; /* read, and to be taken after what was held */
	static wint_t kept;
	wint_t code;
	int kind;

	for (;;) {
		if (split_gives(ret_key))
			return TERM_KEY;
		kind = kept_kind;
		code = kept;
		kept_kind = ERR;
		if (kind == ERR && (kind = next_code(&code)) == ERR) {
			if (term_held_ms() != 0)
				return TERM_NOTHING;
			split.giving = true;
			continue;
		}
		if (kind == KEY_CODE_YES && code == PASTE_BEGIN) {
			paste_begins();
			continue;
		}
		if (in_paste) {
			if (!paste_takes(kind, code))
				continue;
			buf_reset(paste);
			buf_add(paste, pasting.data, pasting.len);
			return TERM_PASTE;
		}
		if (split_takes(kind, code))
			continue;
		if (split.giving) {
			kept_kind = kind;
			kept = code;
			continue;
		}
		ret_key->code = kind == KEY_CODE_YES ? function_key(code) : plain_key(code);
		if (ret_key->code != 0)
			return TERM_KEY;
	}
}
