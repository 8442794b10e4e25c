/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys as curses reads them, and pastes between their brackets.  Whatever is
 * inside a paste is text, also when it looks like keys.
 */
#include "client/term/input.h"

#include "base/utf8.h"
#include "client/term/term.h"

/* After ours: curses has an ERR of its own. */
#include <curses.h>

/* Ours, past all that curses defines. */
enum { PASTE_BEGIN = 0x1000, PASTE_END };

static bool in_paste;
static struct buf pasting = BUF_INIT(TERM_PASTE_MAX);

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
	return false;
}

bool
term_in_paste(void)
{
	return in_paste;
}

enum term_input
term_take(struct key *ret_key, struct buf *paste)
{
	wint_t code;
	int kind;

	while ((kind = get_wch(&code)) != ERR) {
		if (kind == KEY_CODE_YES && code == PASTE_BEGIN) {
			in_paste = true;
			buf_reset(&pasting);
			continue;
		}
		if (in_paste) {
			if (!paste_takes(kind, code))
				continue;
			buf_reset(paste);
			buf_add(paste, pasting.data, pasting.len);
			return TERM_PASTE;
		}
		ret_key->code = kind == KEY_CODE_YES ? function_key(code) : plain_key(code);
		if (ret_key->code != 0)
			return TERM_KEY;
	}
	return TERM_NOTHING;
}
