/* SPDX-License-Identifier: Apache-2.0
 *
 * The signal pipe.
 */
#include "client/loop/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int pipe_fds[2] = { -1, -1 };

static const int watched[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT };

static void
handler(int number)
{
	int kept = errno;
	unsigned char byte = (unsigned char)number;
	/* Full only when the loop is already about to wake. */
	ssize_t written = write(pipe_fds[1], &byte, 1);

	(void)written;
	errno = kept;
}

bool
signals_start(struct err *err)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	if (pipe2(pipe_fds, O_NONBLOCK | O_CLOEXEC) < 0)
		return err_set(err, ERR_INTERNAL, "pipe2: %s", strerror(errno));
	for (size_t i = 0; i < countof(watched); i++)
		sigaction(watched[i], &action, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	return true;
}

void
signals_stop(void)
{
	for (size_t i = 0; i < countof(watched); i++)
		signal(watched[i], SIG_DFL);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	pipe_fds[0] = pipe_fds[1] = -1;
}

int
signals_fd(void)
{
	return pipe_fds[0];
}

int
signals_take(void)
{
	unsigned char byte;

	return read(pipe_fds[0], &byte, 1) == 1 ? byte : 0;
}
