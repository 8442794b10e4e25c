/* SPDX-License-Identifier: Apache-2.0
 *
 * A terminal for tests: runs a program in a pty, interprets what it writes
 * with libvterm, and takes orders on standard input, one a line.  A small
 * session leader stands between, so that Ctrl-Z and fg behave as in a shell.
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
 *   log FILE           from now on every byte written goes there too
 *   fg | hup | kill | term | int | status
 *   quit
 *
 * Each order is answered by "ok ...", "no ..." (with the screen after it), or
 * rows and a line "." .
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { LINE_MAX_BYTES = 65536, ARGS_MAX = 64 };

static struct {
	VTerm *vterm;
	VTermScreen *screen;
	int rows, cols;
	int master;       /* -1 once the program is gone */
	pid_t leader;
	int orders;       /* to the leader: 'f' fg, 'h' hup ... */
	int news;         /* from the leader: "s", "x STATUS" */
	int idle;         /* from the program: "idle KEYS REQUESTS ROWS COLS" */
	char state;       /* r running, s stopped, x gone */
	int status;
	long keys_sent;
	long keys_used, requests_open;
	int rows_used, cols_used;
	long idle_lines;
	char idle_rest[256];
	size_t bytes, writes;
	bool alt, cursor, paste;
	char paste_rest[16];
	struct termios modes; /* as they were when the program was last heard */
	FILE *log;
} pty = { .master = -1, .state = '-' };

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

static int note_property(VTermProp property, VTermValue *value, void *user);
static const VTermScreenCallbacks callbacks = { .settermprop = note_property };

/* ---- the session leader ---- */

static void
leader_tell(int news, const char *fmt, int value)
{
	char line[32];
	int len = snprintf(line, sizeof(line), fmt, value);

	(void)!write(news, line, (size_t)len);
}

static void
lead(char **argv, int orders, int news, int idle_fd)
{
	pid_t program = fork();

	if (program == 0) {
		char fd[16];

		setpgid(0, 0);
		signal(SIGTTOU, SIG_IGN);
		tcsetpgrp(0, getpid());
		signal(SIGTTOU, SIG_DFL);
		snprintf(fd, sizeof(fd), "%d", idle_fd);
		setenv("APP_TEST_FD", fd, 1);
		fcntl(idle_fd, F_SETFD, 0);
		execvp(argv[0], argv);
		dprintf(2, "cannot run %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	close(idle_fd);
	setpgid(program, program);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	tcsetpgrp(0, program);
	for (;;) {
		int status = 0;
		struct pollfd order = { .fd = orders, .events = POLLIN };
		char what;
		pid_t pid = waitpid(program, &status, WUNTRACED | WNOHANG);

		if (pid == program && WIFSTOPPED(status)) {
			tcsetpgrp(0, getpgrp());
			leader_tell(news, "s %d\n", WSTOPSIG(status));
		} else if (pid == program) {
			leader_tell(news, "x %d\n",
			            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
			_exit(0);
		}
		if (poll(&order, 1, 10) <= 0)
			continue;
		if (read(orders, &what, 1) != 1) {
			kill(-program, SIGKILL);
			_exit(0);
		}
		switch (what) {
		case 'f':
			tcsetpgrp(0, program);
			kill(-program, SIGCONT);
			leader_tell(news, "r %d\n", 0);
			break;
		case 'h':
			kill(program, SIGHUP);
			break;
		case 'k':
			kill(program, SIGKILL);
			break;
		case 't':
			kill(program, SIGTERM);
			break;
		case 'i':
			kill(program, SIGINT);
			break;
		default:
			break;
		}
	}
}

static void
answer_terminal(const char *bytes, size_t len, void *user)
{
	(void)user;
	if (pty.master >= 0)
		(void)!write(pty.master, bytes, len);
}

static bool
spawn(int rows, int cols, char **argv)
{
	struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
	int orders[2], news[2], idle[2];

	if (pipe2(orders, O_CLOEXEC) || pipe2(news, O_CLOEXEC) || pipe2(idle, O_CLOEXEC))
		return false;
	pty.leader = forkpty(&pty.master, NULL, NULL, &size);
	if (pty.leader < 0)
		return false;
	if (pty.leader == 0) {
		close(orders[1]);
		close(news[0]);
		close(idle[0]);
		lead(argv, orders[0], news[1], idle[1]);
		_exit(0);
	}
	close(orders[0]);
	close(news[1]);
	close(idle[1]);
	fcntl(idle[0], F_SETFL, O_NONBLOCK);
	pty.orders = orders[1];
	pty.news = news[0];
	pty.idle = idle[0];
	pty.rows = rows;
	pty.cols = cols;
	pty.state = 'r';
	pty.vterm = vterm_new(rows, cols);
	vterm_set_utf8(pty.vterm, 1);
	vterm_output_set_callback(pty.vterm, answer_terminal, NULL);
	pty.screen = vterm_obtain_screen(pty.vterm);
	vterm_screen_set_callbacks(pty.screen, &callbacks, NULL);
	vterm_screen_enable_altscreen(pty.screen, 1);
	vterm_screen_reset(pty.screen, 1);
	return true;
}

/* ---- what comes from the program ---- */

static int
note_property(VTermProp property, VTermValue *value, void *user)
{
	(void)user;
	if (property == VTERM_PROP_ALTSCREEN)
		pty.alt = value->boolean;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		pty.cursor = value->boolean;
	return 1;
}

/* Bracketed paste, which the library does not tell of. */
static void
note_paste(const char *bytes, size_t len)
{
	static const char on[] = "\033[?2004h", off[] = "\033[?2004l";
	enum { TAIL = sizeof(on) - 1 };

	for (size_t i = 0; i < len; i++) {
		memmove(pty.paste_rest, pty.paste_rest + 1, TAIL - 1);
		pty.paste_rest[TAIL - 1] = bytes[i];
		if (memcmp(pty.paste_rest, on, TAIL) == 0)
			pty.paste = true;
		else if (memcmp(pty.paste_rest, off, TAIL) == 0)
			pty.paste = false;
	}
}

static void
take_output(void)
{
	char bytes[65536];
	ssize_t got = read(pty.master, bytes, sizeof(bytes));

	(void)tcgetattr(pty.master, &pty.modes);
	if (got <= 0) {
		close(pty.master);
		pty.master = -1;
		return;
	}
	note_paste(bytes, (size_t)got);
	pty.bytes += (size_t)got;
	pty.writes++;
	if (pty.log) {
		fwrite(bytes, 1, (size_t)got, pty.log);
		fflush(pty.log);
	}
	vterm_input_write(pty.vterm, bytes, (size_t)got);
}

static void
take_idle(void)
{
	char bytes[4096];
	ssize_t got = read(pty.idle, bytes, sizeof(bytes) - 1);
	size_t rest = strlen(pty.idle_rest);
	char all[sizeof(bytes) + sizeof(pty.idle_rest)];
	char *line = all, *end;

	if (got <= 0) {
		if (got == 0) {
			close(pty.idle);
			pty.idle = -1;
		}
		return;
	}
	memcpy(all, pty.idle_rest, rest);
	memcpy(all + rest, bytes, (size_t)got);
	all[rest + (size_t)got] = '\0';
	while ((end = strchr(line, '\n'))) {
		*end = '\0';
		if (sscanf(line, "idle %ld %ld %d %d", &pty.keys_used, &pty.requests_open,
		           &pty.rows_used, &pty.cols_used) == 4)
			pty.idle_lines++;
		line = end + 1;
	}
	snprintf(pty.idle_rest, sizeof(pty.idle_rest), "%.200s", line);
}

static void
take_news(void)
{
	char line[64];
	ssize_t got = read(pty.news, line, sizeof(line) - 1);

	if (got <= 0) {
		close(pty.news);
		pty.news = -1;
		pty.state = 'x';
		return;
	}
	line[got] = '\0';
	for (char *at = line; at && *at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL)
		if (sscanf(at, "%c %d", &pty.state, &pty.status) != 2)
			break;
}

/* Takes what there is; waits at most wait_ms for something. */
static void
pump(int wait_ms)
{
	struct pollfd fds[] = { { .fd = pty.master, .events = POLLIN },
		                { .fd = pty.idle, .events = POLLIN },
		                { .fd = pty.news, .events = POLLIN } };

	if (pty.state == '-' || poll(fds, 3, wait_ms) <= 0)
		return;
	if (fds[0].revents)
		take_output();
	if (fds[1].revents)
		take_idle();
	if (fds[2].revents)
		take_news();
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
		pump(0);
		if (on_screen(text) == wanted) {
			say("ok %ld", (long)(now_ms() - start));
			return;
		}
		if (now_ms() - start > limit || (pty.state == 'x' && pty.master < 0))
			break;
		pump(20);
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

		pump(5);
		if (pty.bytes != bytes || pty.idle_lines != lines)
			quiet = now_ms();
	}
}

static void
do_idle(char *rest)
{
	int64_t start = now_ms(), limit = strtol(rest, NULL, 10);

	while (now_ms() - start <= limit) {
		pump(20);
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
	if (count > 0 && spawn(rows, cols, argv))
		say("ok");
	else
		say("no %s", strerror(errno));
}

static void
tell_leader(char what)
{
	(void)!write(pty.orders, &what, 1);
	for (int i = 0; i < 20; i++)
		pump(10);
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
	} else if (strcmp(line, "log") == 0) {
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
			pump(20);
		say("ok %c %d", pty.state, pty.status);
	} else if (strcmp(line, "status") == 0) {
		for (int i = 0; i < 5; i++)
			pump(10);
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
				pump(20);
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
