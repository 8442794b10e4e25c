/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of a program that has no memory left.  Knows nothing of screens or
 * databases: whoever owns the terminal leaves the bytes that restore it here.
 */
#include "base/base.h"

#include <errno.h>
#include <termios.h>
#include <unistd.h>

enum { EXIT_TEMPORARY_FAILURE = 75 }; /* EX_TEMPFAIL */

static const char *restore_bytes;
static const struct termios *restore_modes;
static int restore_fd = -1;

void
oom_restore_with(const char *static_bytes, const struct termios *modes, int fd)
{
	restore_bytes = static_bytes;
	restore_modes = modes;
	restore_fd = fd;
}

static void
write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t written = write(fd, text, left);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		text += written;
		left -= (size_t)written;
	}
}

noreturn void
oom_exit(void)
{
	/* No gettext here: it may allocate. */
	static const char farewell[] =
		"Out of memory: the program had to stop. What was acknowledged is saved; "
		"start it again when memory is free.\n";

	if (restore_bytes)
		write_all(restore_fd, restore_bytes);
	if (restore_modes)
		(void)tcsetattr(restore_fd, TCSANOW, restore_modes);
	write_all(STDERR_FILENO, farewell);
	_exit(EXIT_TEMPORARY_FAILURE);
}
