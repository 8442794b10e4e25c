/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a password to its first newline, into guarded memory.
 */
#include "client/line/password.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/words.h"

enum { PASSWORD_MAX = 256 };

static bool
read_line(int fd, char *password, struct err *err)
{
	size_t len = 0;

	while (len + 1 < PASSWORD_MAX) {
		ssize_t got = read(fd, password + len, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_USAGE, "%s",
			               _("the password cannot be read from that file descriptor"));
		if (got == 0 || password[len] == '\n')
			break;
		len++;
	}
	password[len] = '\0';
	return len > 0 ||
	       err_set(err, ERR_USAGE, "%s", _("no password came from that file descriptor"));
}

static bool
ask(char *password, const char *user, struct err *err)
{
	struct termios before, quiet;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			close(fd);
		return err_set(err, ERR_USAGE, "%s",
		               _("no terminal to ask for the password on; use --password-fd"));
	}
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	dprintf(fd, _("Password of %s: "), user);
	tcsetattr(fd, TCSAFLUSH, &quiet);
	bool ok = read_line(fd, password, err);
	tcsetattr(fd, TCSAFLUSH, &before);
	dprintf(fd, "\n");
	close(fd);
	return ok;
}

bool
password_read(char **ret, int fd, const char *user, struct err *err)
{
	char *password = secret_alloc(PASSWORD_MAX);

	if (fd >= 0 ? read_line(fd, password, err) : ask(password, user, err)) {
		*ret = password;
		return true;
	}
	secret_free(password);
	return false;
}
