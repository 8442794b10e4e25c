/* SPDX-License-Identifier: Apache-2.0
 *
 * Whatever a terminal sends: keys that mean something, or pastes, and after
 * them a plain letter is a plain letter again.
 */
#include <fcntl.h>
#include <locale.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include "base/utf8.h"
#include "client/term/input.h"
#include "client/term/term.h"
#include "fuzz.h"

enum { PIECE_MAX = 2048 };

static int terminal = -1; /* our end of it */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct err err = { .code = ERR_NONE };
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int slave;

	(void)argc;
	(void)argv;
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TERM", "xterm-256color", 1);
	setenv("ESCDELAY", "1", 1);
	if (openpty(&terminal, &slave, NULL, NULL, &size) < 0)
		abort();
	dup2(slave, STDIN_FILENO);
	dup2(slave, STDOUT_FILENO);
	fcntl(terminal, F_SETFL, O_NONBLOCK);
	if (!term_start(&err))
		abort();
	return 0;
}

static void
send(const char *bytes, size_t len)
{
	fuzz_claim(write(terminal, bytes, len) == (ssize_t)len);
}

/* Everything that waits; the last key. */
static uint32_t
take_all(struct buf *paste)
{
	enum term_input input;
	struct key key = { 0 };
	uint32_t last = 0;

	for (int left = 4 * PIECE_MAX; left > 0; left--) {
		input = term_take(&key, paste);
		/* What is held back comes with the next key. */
		if (input == TERM_NOTHING)
			return last;
		if (input == TERM_PASTE) {
			fuzz_claim(utf8_valid(paste->data, paste->len));
			fuzz_claim(!memmem(paste->data, paste->len, "\033[201~", 6));
		} else {
			fuzz_claim(key.code > 0 && key.code <= K_F1 + 11);
			fuzz_claim(key.code < 0x80 || key.code >= 0xa0);
			last = key.code;
		}
	}
	fuzz_claim(false); /* the keys never end */
	return last;
}

FUZZ_ONE(bytes, len)
{
	struct buf paste = BUF_INIT(TERM_PASTE_MAX);
	char rest[4096];

	if (len > PIECE_MAX)
		return;
	send(bytes, len);
	take_all(&paste);
	/* An end to whatever was begun, twice: an escape sequence may have eaten one. */
	if (!fuzz_planted())
		send("\033[201~\033[201~", 12);
	take_all(&paste);
	send("a", 1);
	fuzz_claim(take_all(&paste) == 'a');
	buf_done(&paste);
	while (read(terminal, rest, sizeof rest) > 0)
		;
}
