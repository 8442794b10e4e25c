/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a password to its first newline, into guarded memory.
 */
#include "client/line/password.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "base/safe_text.h"
#include "base/secret.h"
#include "base/words.h"

enum { PASSWORD_MAX = 256, PROMPT_MAX = 160 };

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
			               _("that file descriptor cannot be read"));
		if (got == 0 || password[len] == '\n')
			break;
		len++;
	}
	password[len] = '\0';
	return len > 0 || err_set(err, ERR_USAGE, "%s", _("nothing came from that file descriptor"));
}

static bool
ask(char *password, const char *prompt, struct err *err)
{
	struct termios before, quiet;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &before) != 0) {
		if (fd >= 0)
			close(fd);
		return err_set(err, ERR_USAGE, "%s",
		               _("no terminal to ask on; use --password-fd, and --otp-fd for a second factor"));
	}
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	struct buf shown = BUF_INIT(8 * PROMPT_MAX);

	/* The name may be of a file or a script. */
	safe_text(&shown, prompt, strlen(prompt), SAFE_ONE_LINE);
	dprintf(fd, "%s", shown.data);
	buf_done(&shown);
	tcsetattr(fd, TCSAFLUSH, &quiet);
	bool ok = read_line(fd, password, err);
	tcsetattr(fd, TCSAFLUSH, &before);
	dprintf(fd, "\n");
	close(fd);
	return ok;
}

static bool
secret_read(char **ret, int fd, const char *prompt, struct err *err)
{
	char *secret = secret_alloc(PASSWORD_MAX);

	if (fd >= 0 ? read_line(fd, secret, err) : ask(secret, prompt, err)) {
		*ret = secret;
		return true;
	}
	secret_free(secret);
	return false;
}

bool
password_read(char **ret, int fd, const char *user, struct err *err)
{
	char prompt[PROMPT_MAX];

	snprintf(prompt, sizeof(prompt), _("Password of %s: "), user);
	return secret_read(ret, fd, prompt, err);
}

bool
otp_read(char **ret, int fd, const char *user, struct err *err)
{
	char prompt[PROMPT_MAX];

	snprintf(prompt, sizeof(prompt), _("Code of %s's second factor: "), user);
	return secret_read(ret, fd, prompt, err);
}
