/* SPDX-License-Identifier: Apache-2.0
 *
 * Nothing that is there is ever written over, and no link is followed.
 */
#include "client/loop/exporter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/words.h"

enum { PATH_BYTES_MAX = 4096, NAMES_MAX = 1000 };

static int
open_new(const char *folder, const char *name, char *path, size_t size)
{
	size_t stem = strcspn(name, ".");

	for (int number = 1; number <= NAMES_MAX; number++) {
		int len = number == 1 ? snprintf(path, size, "%s/%s", folder, name)
		                      : snprintf(path, size, "%s/%.*s-%d%s", folder, (int)stem, name, number, name + stem);
		if (len < 0 || (size_t)len >= size) {
			errno = ENAMETOOLONG;
			return -1;
		}
		int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static bool
write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t done = write(fd, text, left);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		text += done;
		left -= (size_t)done;
	}
	return true;
}

void
export_write(struct app *app, const char *name, const char *text)
{
	const char *home = getenv("HOME");
	char folder[PATH_BYTES_MAX], path[PATH_BYTES_MAX];
	struct err err = { 0 };
	int fd = -1, len;

	errno = ENOENT;
	len = home && home[0] == '/' ? snprintf(folder, sizeof folder, "%s/caseload-exports", home) : -1;
	if (len > 0 && (size_t)len < sizeof folder && (mkdir(folder, 0700) == 0 || errno == EEXIST))
		fd = open_new(folder, name, path, sizeof path);
	bool ok = fd >= 0 && write_all(fd, text);
	int problem = errno;
	if (fd >= 0 && close(fd) != 0 && ok) {
		ok = false;
		problem = errno;
	}
	if (!ok && fd >= 0)
		unlink(path);
	if (!ok)
		(void)err_set(&err, ERR_LOCAL_FILE, "~/caseload-exports: %s", strerror(problem));
	/* As a person says it. */
	char shown[PATH_BYTES_MAX + 1];
	snprintf(shown, sizeof shown, "~%s", ok ? path + strlen(home) : "");
	app_exported(app, ok ? shown : NULL, &err);
}
