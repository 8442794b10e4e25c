/* SPDX-License-Identifier: Apache-2.0
 *
 * A terminal for tests: runs a program in a pty, interprets what it writes
 * with libvterm, and takes orders on standard input, one a line.
 *
 *   spawn ROWS COLS PROGRAM ARG...   once
 *   type TEXT          bytes as they are, \n \e \xNN understood
 *   key NAME...        Enter Esc Tab S-Tab Space BS Del Up Down Left Right Home
 *                      End PgUp PgDn F1 C-x, or one character
 *   wait MS TEXT       until TEXT is on the screen
 *   gone MS TEXT       until it is not
 *   idle MS            until the program has used every key, has taken its size and
 *                      waits for no answer
 *   screen             the rows, then a line with the cursor
 *   attrs              a letter a cell: r reverse, b bold, u underline, . plain
 *   size ROWS COLS     as a window manager would
 *   terminal           the modes it is in: alt, cursor, paste, echo, lines
 *   bytes              bytes and writes of the program since the last "bytes"
 *   place              the name of the screen it is at, as of its last idle line
 *   log FILE           from now on every byte written goes there too
 *   fg | hup | kill | term | int | status
 *   quit
 *
 * Each order is answered by "ok ...", "no ..." (with the screen after it), or
 * rows and a line "." .
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "terminal.h"

enum { LINE_MAX_BYTES = 65536, ARGS_MAX = 64 };

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

/* ---- the screen as text ---- */

static size_t
put_utf8(char *out, uint32_t point)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xC0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3F));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xE0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3F));
		out[2] = (char)(0x80 | (point & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3F));
	out[2] = (char)(0x80 | (point >> 6 & 0x3F));
	out[3] = (char)(0x80 | (point & 0x3F));
	return 4;
}

/* One row without trailing blanks; the caller frees it. */
static char *
row_text(int row)
{
	char *text = malloc((size_t)pty.cols * VTERM_MAX_CHARS_PER_CELL * 4 + 1);
	size_t len = 0, used = 0;

	for (int col = 0; col < pty.cols; col++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(pty.screen, (VTermPos){ .row = row, .col = col }, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0) {
			text[len++] = ' ';
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			len += put_utf8(text + len, cell.chars[i]);
		if (cell.chars[0] != ' ')
			used = len;
	}
	text[used] = '\0';
	return text;
}

static bool
on_screen(const char *wanted)
{
	bool found = false;

	for (int row = 0; row < pty.rows && !found; row++) {
		char *text = row_text(row);

		found = strstr(text, wanted) != NULL;
		free(text);
	}
	return found;
}

static void
print_screen(void)
{
	VTermPos at;

	for (int row = 0; row < pty.rows; row++) {
		char *text = row_text(row);

		printf("%s\n", text);
		free(text);
	}
	vterm_state_get_cursorpos(vterm_obtain_state(pty.vterm), &at);
	printf("cursor %d %d state %c %d\n.\n", at.row, at.col, pty.state, pty.status);
	fflush(stdout);
}

static void
print_attrs(void)
{
	for (int row = 0; row < pty.rows; row++) {
		for (int col = 0; col < pty.cols; col++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(pty.screen, (VTermPos){ .row = row, .col = col }, &cell);
			putchar(cell.attrs.reverse ? 'r' : cell.attrs.bold ? 'b' : cell.attrs.underline ? 'u' : '.');
		}
		putchar('\n');
	}
	printf(".\n");
	fflush(stdout);
}

/* ---- orders ---- */

static void
send_bytes(const char *bytes, size_t len, long keys)
{
	pty.keys_sent += keys;
	while (len > 0 && pty.master >= 0) {
		ssize_t done = write(pty.master, bytes, len);

		if (done <= 0)
			return;
		bytes += done;
		len -= (size_t)done;
	}
}

static void
do_type(char *text)
{
	char bytes[LINE_MAX_BYTES];
	size_t len = 0;
	long keys = 0;

	for (char *at = text; *at; at++, keys++) {
		if (*at == '\\' && at[1] == 'n') {
			bytes[len++] = '\n';
			at++;
		} else if (*at == '\\' && at[1] == 'e') {
			bytes[len++] = '\033';
			at++;
		} else if (*at == '\\' && at[1] == 'x') {
			char hex[3] = { at[2], at[2] ? at[3] : '\0', '\0' };
			bytes[len++] = (char)strtol(hex, NULL, 16);
			at += 3;
		} else {
			bytes[len++] = *at;
		}
	}
	send_bytes(bytes, len, keys);
	say("ok");
}

static const struct {
	const char *name, *bytes;
} key_names[] = {
	{ "Enter", "\r" },      { "Esc", "\033" },      { "Tab", "\t" },       { "S-Tab", "\033[Z" },
	{ "Space", " " },       { "BS", "\177" },       { "Del", "\033[3~" },  { "Up", "\033OA" },
	{ "Down", "\033OB" },   { "Right", "\033OC" },  { "Left", "\033OD" },  { "Home", "\033OH" },
	{ "End", "\033OF" },    { "PgUp", "\033[5~" },  { "PgDn", "\033[6~" }, { "F1", "\033OP" },
};

static void
do_keys(char *names)
{
	for (char *name = strtok(names, " "); name; name = strtok(NULL, " ")) {
		const char *bytes = NULL;
		char control;

		for (size_t i = 0; i < sizeof(key_names) / sizeof(key_names[0]); i++)
			if (strcmp(key_names[i].name, name) == 0)
				bytes = key_names[i].bytes;
		if (bytes) {
			send_bytes(bytes, strlen(bytes), 1);
		} else if (name[0] == 'C' && name[1] == '-' && name[2]) {
			control = (char)(name[2] & 0x1F);
			send_bytes(&control, 1, 1);
		} else {
			send_bytes(name, strlen(name), 1);
		}
	}
	say("ok");
}

static void
do_wait(char *rest, bool wanted)
{
	char *text;
	int64_t start = now_ms(), limit = strtol(rest, &text, 10);

	while (*text == ' ')
		text++;
	for (;;) {
		pty_pump(0);
		if (on_screen(text) == wanted) {
			say("ok %ld", (long)(now_ms() - start));
			return;
		}
		if (now_ms() - start > limit || (pty.state == 'x' && pty.master < 0))
			break;
		pty_pump(20);
	}
	say("no");
	print_screen();
}

static bool
is_idle(void)
{
	return pty.state == 'r' && pty.keys_used >= pty.keys_sent && pty.requests_open == 0 &&
	       pty.rows_used == pty.rows && pty.cols_used == pty.cols;
}

/* What was written before the idle line may still be on its way through the
 * kernel: quiet is a while in which neither came. */
static void
settle(void)
{
	enum { QUIET_MS = 20, SETTLE_MAX_MS = 500 };
	int64_t start = now_ms(), quiet = start;

	while (now_ms() - quiet < QUIET_MS && now_ms() - start < SETTLE_MAX_MS) {
		size_t bytes = pty.bytes;
		long lines = pty.idle_lines;

		pty_pump(5);
		if (pty.bytes != bytes || pty.idle_lines != lines)
			quiet = now_ms();
	}
}

static void
do_idle(char *rest)
{
	int64_t start = now_ms(), limit = strtol(rest, NULL, 10);

	while (now_ms() - start <= limit) {
		pty_pump(20);
		if (pty.state != 'r')
			break;
		if (!is_idle())
			continue;
		settle();
		if (is_idle()) {
			say("ok %ld", (long)(now_ms() - start));
			return;
		}
	}
	say("no keys %ld of %ld, requests %ld, size %dx%d of %dx%d, state %c", pty.keys_used,
	    pty.keys_sent, pty.requests_open, pty.rows_used, pty.cols_used, pty.rows, pty.cols,
	    pty.state);
	print_screen();
}

static void
do_size(char *rest)
{
	struct winsize size = { 0 };

	if (sscanf(rest, "%d %d", &pty.rows, &pty.cols) != 2) {
		say("no such size");
		return;
	}
	size.ws_row = (unsigned short)pty.rows;
	size.ws_col = (unsigned short)pty.cols;
	vterm_set_size(pty.vterm, pty.rows, pty.cols);
	ioctl(pty.master, TIOCSWINSZ, &size);
	say("ok");
}

static void
do_spawn(char *rest)
{
	char *argv[ARGS_MAX + 1] = { NULL };
	int rows, cols, count = 0, used;

	if (sscanf(rest, "%d %d %n", &rows, &cols, &used) != 2) {
		say("no size");
		return;
	}
	/* Arguments are separated by tabs, so that they may hold blanks. */
	for (char *arg = strtok(rest + used, "\t"); arg && count < ARGS_MAX; arg = strtok(NULL, "\t"))
		argv[count++] = arg;
	if (count > 0 && pty_spawn(rows, cols, argv))
		say("ok");
	else
		say("no %s", strerror(errno));
}

static void
tell_leader(char what)
{
	(void)!write(pty.orders, &what, 1);
	for (int i = 0; i < 20; i++)
		pty_pump(10);
	say("ok %c", pty.state);
}

static bool
obey(char *line)
{
	char *rest = strchr(line, ' ');

	if (rest)
		*rest++ = '\0';
	else
		rest = line + strlen(line);
	if (strcmp(line, "spawn") == 0)
		do_spawn(rest);
	else if (strcmp(line, "quit") == 0)
		return false;
	else if (pty.state == '-')
		say("no program; spawn one first");
	else if (strcmp(line, "type") == 0)
		do_type(rest);
	else if (strcmp(line, "key") == 0)
		do_keys(rest);
	else if (strcmp(line, "wait") == 0)
		do_wait(rest, true);
	else if (strcmp(line, "gone") == 0)
		do_wait(rest, false);
	else if (strcmp(line, "idle") == 0)
		do_idle(rest);
	else if (strcmp(line, "screen") == 0)
		print_screen();
	else if (strcmp(line, "attrs") == 0)
		print_attrs();
	else if (strcmp(line, "size") == 0)
		do_size(rest);
	else if (strcmp(line, "terminal") == 0)
		say("ok alt=%d cursor=%d paste=%d echo=%d lines=%d", pty.alt, pty.cursor, pty.paste,
		    (pty.modes.c_lflag & ECHO) != 0, (pty.modes.c_lflag & ICANON) != 0);
	else if (strcmp(line, "bytes") == 0) {
		say("ok %zu %zu", pty.bytes, pty.writes);
		pty.bytes = pty.writes = 0;
	} else if (strcmp(line, "place") == 0)
		say("ok %s", pty.place);
	else if (strcmp(line, "log") == 0) {
		pty.log = fopen(rest, "wb");
		say(pty.log ? "ok" : "no such file");
	} else if (strcmp(line, "fg") == 0)
		tell_leader('f');
	else if (strcmp(line, "hup") == 0)
		tell_leader('h');
	else if (strcmp(line, "kill") == 0)
		tell_leader('k');
	else if (strcmp(line, "term") == 0)
		tell_leader('t');
	else if (strcmp(line, "int") == 0)
		tell_leader('i');
	else if (strcmp(line, "close") == 0) {
		/* The line drops: the kernel sends SIGHUP. */
		close(pty.master);
		pty.master = -1;
		for (int i = 0; i < 50 && pty.state != 'x'; i++)
			pty_pump(20);
		say("ok %c %d", pty.state, pty.status);
	} else if (strcmp(line, "status") == 0) {
		for (int i = 0; i < 5; i++)
			pty_pump(10);
		say("ok %c %d", pty.state, pty.status);
	} else
		say("no such order: %s", line);
	return true;
}

int
main(void)
{
	char *line = NULL;
	size_t size = 0;

	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		struct pollfd in = { .fd = 0, .events = POLLIN };
		ssize_t len;

		/* Output is taken between orders too, so the program never blocks. */
		while (poll(&in, 1, 0) == 0) {
			if (pty.state == '-')
				poll(&in, 1, 50);
			else
				pty_pump(20);
		}
		len = getline(&line, &size, stdin);
		if (len <= 0)
			break;
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (!obey(line))
			break;
	}
	free(line);
	if (pty.vterm)
		vterm_free(pty.vterm);
	return 0;
}
