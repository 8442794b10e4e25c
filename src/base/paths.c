/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the program's own files from where its executable is, so that a build
 * folder, an installed copy and a moved installation all work unconfigured.
 */
#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <unistd.h>

/* The folder of the running executable, without a slash at the end; "." when
 * /proc is not there to ask. */
static const char *
exe_folder(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));

	/* A path that fills the space may have been cut. */
	if (len <= 0 || (size_t)len == sizeof(path))
		return ".";
	while (len > 1 && path[len - 1] != '/')
		len--;
	if (len > 1)
		len--;
	return arena_strndup(arena, path, (size_t)len);
}

static const char *
first_there(struct arena *arena, const char *share, const char *configured)
{
	const char *folder = exe_folder(arena);
	const char *places[] = {
		arena_printf(arena, "%s/share/%s", folder, share),
		arena_printf(arena, "%s/../share/%s", folder, share),
	};

	for (size_t i = 0; i < countof(places); i++) {
		if (access(places[i], R_OK | X_OK) == 0)
			return places[i];
	}
	return configured;
}

const char *
path_data(struct arena *arena)
{
	return first_there(arena, "caseload", PKGDATADIR);
}

const char *
path_locale(struct arena *arena)
{
	return first_there(arena, "locale", LOCALEDIR);
}

const char *
path_sibling(struct arena *arena, const char *program)
{
	return arena_printf(arena, "%s/%s", exe_folder(arena), program);
}

bool
path_sync_folder(const char *path)
{
	char folder[PATH_MAX];
	size_t len = strlen(path);

	if (len >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(folder, path, len + 1);
	int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* Some file systems cannot sync a folder, and need not. */
	bool ok = fsync(fd) == 0 || errno == EINVAL;
	int why = errno;
	close(fd);
	errno = why;
	return ok;
}
