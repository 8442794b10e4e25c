/* SPDX-License-Identifier: Apache-2.0
 *
 * The program's side of the terminal: its session leader, the pty, and what
 * comes out of it.
 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct pty pty = { .master = -1, .state = '-' };

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

bool
pty_spawn(int rows, int cols, char **argv)
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
		if (sscanf(line, "idle %ld %ld %d %d %63s", &pty.keys_used, &pty.requests_open,
		           &pty.rows_used, &pty.cols_used, pty.place) == 5)
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

void
pty_pump(int wait_ms)
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
