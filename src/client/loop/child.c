/* SPDX-License-Identifier: Apache-2.0
 *
 * Starting and ending the demo's server.
 */
#include "client/loop/child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/paths.h"
#include "base/str.h"
#include "base/words.h"

#define LOG_NAME "server.log"

enum { CHILD_SAYS_MAX = 200 };

static const char *
private_folder(struct arena *arena)
{
	const char *base = getenv("XDG_RUNTIME_DIR");

	if (!base || base[0] != '/' || access(base, W_OK | X_OK) != 0)
		base = "/tmp";
	char *folder = arena_printf(arena, "%s/caseload-XXXXXX", base);
	return mkdtemp(folder); /* 0700 */
}

static void
remove_folder(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct stat info;
		if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, ".."))
			continue;
		if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISDIR(info.st_mode)) {
			struct arena arena = ARENA_INIT;
			remove_folder(arena_printf(&arena, "%s/%s", path, entry->d_name));
			arena_done(&arena);
		} else {
			unlinkat(dirfd(dir), entry->d_name, 0);
		}
	}
	if (dir)
		closedir(dir);
	rmdir(path);
}

/* In the child: its standard input is the pipe that keeps it alive. */
static noreturn void
become_server(const char *program, const struct child *child, const char *portal_file, int life,
              int says)
{
	setsid(); /* ^C at the terminal is not for it */
	dup2(life, STDIN_FILENO);
	dup2(says, STDOUT_FILENO);
	int fd = open(child->folder, O_RDONLY | O_DIRECTORY);
	int log_fd = openat(fd, LOG_NAME, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (log_fd >= 0)
		dup2(log_fd, STDERR_FILENO);
	execl(program, program, "demo", "--socket", child->socket, "--dir", child->folder,
	      "--portal-address-file", portal_file, "--die-with-fd", "0", (char *)NULL);
	_exit(127);
}

/* The last line of its log: the folder goes, so the reason has to be said. */
static void
last_words(const struct child *child, char *out, size_t size)
{
	char path[400], line[400];
	FILE *file;

	snprintf(path, sizeof path, "%s/" LOG_NAME, child->folder);
	str_copy(out, size, _("it said nothing"));
	file = fopen(path, "r");
	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		str_copy(out, size, line);
	}
	if (file)
		fclose(file);
}

/* Reads what the server says until "ready"; dots show that time passes. */
static bool
wait_ready(const struct child *child, int says, struct err *err)
{
	int64_t end = clock_mono_ms() + CHILD_START_MS;
	char text[CHILD_SAYS_MAX] = "";
	size_t len = 0;

	while (clock_mono_ms() < end) {
		struct pollfd fd = { .fd = says, .events = POLLIN };
		if (poll(&fd, 1, 500) == 0) {
			fputc('.', stderr);
			continue;
		}
		ssize_t got = read(says, text + len, sizeof text - 1 - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			char words[ERR_DETAIL_MAX / 2];

			last_words(child, words, sizeof words);
			return err_set(err, ERR_BACKEND_UNAVAILABLE, _("the sample server did not start: %s"),
			               words);
		}
		len += (size_t)got;
		text[len] = '\0';
		if (strstr(text, "ready"))
			return true;
		if (len == sizeof text - 1)
			len = 0;
	}
	return err_set(err, ERR_BACKEND_UNAVAILABLE, "%s", _("the sample server takes too long to start"));
}

static const char *
read_line(struct arena *arena, const char *path)
{
	char line[200] = "";
	FILE *file = fopen(path, "r");

	if (file && !fgets(line, sizeof line, file))
		line[0] = '\0';
	if (file)
		fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return line[0] ? arena_strdup(arena, line) : NULL;
}

/* The applicant's pages, with the number and access code of one receipt. */
static const char *
read_portal(struct arena *arena, const struct child *child, const char *portal_file)
{
	const char *address = read_line(arena, portal_file);
	const char *receipt = read_line(arena, arena_printf(arena, "%s/receipts", child->folder));

	if (!address)
		return NULL;
	if (!receipt)
		return address;
	/* number, code, then what else is known, with tabs between */
	int number = (int)strcspn(receipt, "\t");
	const char *code = receipt[number] ? receipt + number + 1 : "";
	return arena_printf(arena, "%s/status  %.*s  %.*s", address, number, receipt,
	                    (int)strcspn(code, "\t"), code);
}

bool
child_start(struct child *child, struct arena *arena, struct err *err)
{
	const char *program = path_sibling(arena, "caseload-server");
	int life[2], says[2];

	*child = (struct child){ .life_fd = -1 };
	if (access(program, X_OK) != 0)
		return err_set(err, ERR_LOCAL_FILE, _("%s is not there"), program);
	child->folder = private_folder(arena);
	if (!child->folder)
		return err_set(err, ERR_LOCAL_FILE, _("no private folder can be made: %s"), strerror(errno));
	child->socket = arena_printf(arena, "%s/api", child->folder);
	const char *portal_file = arena_printf(arena, "%s/portal-address", child->folder);
	if (pipe2(life, O_CLOEXEC) < 0 || pipe2(says, O_CLOEXEC) < 0)
		return err_set(err, ERR_INTERNAL, "pipe2: %s", strerror(errno));
	fputs(_("Making a sample agency"), stderr);
	child->pid = fork();
	if (child->pid < 0)
		return err_set(err, ERR_INTERNAL, "fork: %s", strerror(errno));
	if (child->pid == 0)
		become_server(program, child, portal_file, life[0], says[1]);
	close(life[0]);
	close(says[1]);
	child->life_fd = life[1];
	bool ok = wait_ready(child, says[0], err);
	close(says[0]);
	fputs("\n", stderr);
	child->portal = ok ? read_portal(arena, child, portal_file) : NULL;
	return ok;
}

void
child_stop(struct child *child)
{
	int64_t end = clock_mono_ms() + CHILD_END_MS;
	bool gone = false;

	if (child->life_fd >= 0)
		close(child->life_fd);
	while (child->pid > 0 && !gone) {
		gone = waitpid(child->pid, NULL, WNOHANG) != 0;
		if (!gone && clock_mono_ms() >= end) {
			kill(child->pid, SIGKILL);
			gone = waitpid(child->pid, NULL, 0) != 0;
		}
		if (!gone)
			poll(NULL, 0, 10);
	}
	if (child->folder)
		remove_folder(child->folder);
	*child = (struct child){ .life_fd = -1 };
}
