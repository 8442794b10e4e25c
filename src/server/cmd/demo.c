/* SPDX-License-Identifier: Apache-2.0
 *
 * "demo": the private server of a workstation that shows itself.  Fills a
 * sample agency into a folder of its own, serves it on one socket, ends when
 * the workstation does, and leaves nothing behind.
 */
#include "config.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/options.h"
#include "server/sample/sample.h"
#include "server/serve.h"

#define USAGE                                                                             \
	"Usage: caseload-server demo --dir FOLDER --socket PATH [--portal-address-file FILE]\n" \
	"           [--die-with-fd N]\n"                                                        \
	"Prints \"ready\" when it serves. FOLDER is removed at the end, with all in it."

struct demo {
	const char *folder, *socket, *portal_file, *die_with;
	struct arena arena;
};

static const char *
inside(struct demo *demo, const char *name)
{
	return arena_printf(&demo->arena, "%s/%s", demo->folder, name);
}

/* Everything in it was made for this demo: files, the socket, and the folder
 * of a workstation's drafts. */
static void
folder_remove(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *found;

	while (dir != NULL && (found = readdir(dir)) != NULL) {
		if (str_eq(found->d_name, ".") || str_eq(found->d_name, ".."))
			continue;
		if (unlinkat(dirfd(dir), found->d_name, 0) < 0) {
			struct arena arena = ARENA_INIT;
			folder_remove(arena_printf(&arena, "%s/%s", folder, found->d_name));
			arena_done(&arena);
		}
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(folder);
}

/* Where whoever starts a demo may send its standard error. */
#define DEMO_LOG "server.log"

/* A private folder that is empty, so that removing it loses nothing. */
static bool
folder_ready(const char *folder, struct err *err)
{
	struct stat found;
	DIR *dir;
	struct dirent *entry;
	bool empty = true;

	if (mkdir(folder, 0700) == 0)
		return true;
	if (lstat(folder, &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid()
	    || (found.st_mode & 077) != 0)
		return err_set(err, ERR_LOCAL_FILE, "%.140s is not a private folder of yours (mode 0700).", folder);
	dir = opendir(folder);
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		empty = empty && (str_eq(entry->d_name, ".") || str_eq(entry->d_name, "..")
			|| str_eq(entry->d_name, DEMO_LOG));
	if (dir != NULL)
		(void)closedir(dir);
	return empty || err_set(err, ERR_LOCAL_FILE, "%.140s is not empty; a demo needs a folder to itself.", folder);
}

static bool
demo_run(struct demo *demo, int die_with_fd, struct err *err)
{
	struct serve_options serve = SERVE_OPTIONS_INIT;
	struct sample_options sample;

	sample_defaults(&sample);
	sample.database = inside(demo, "agency.db");
	sample.receipts = inside(demo, "receipts");
	sample.progress = false;
	serve.db = sample.database;
	serve.listen[serve.listen_count++] = arena_printf(&demo->arena, "unix:%s", demo->socket);
	serve.listen_portal[serve.listen_portal_count++] = "127.0.0.1:0";
	serve.portal_address_file = demo->portal_file;
	serve.die_with_fd = die_with_fd;
	serve.threads = 1;
	serve.say_ready = true;
	return serve_prepare_process(err) && sample_fill(&sample, err) && serve_run(&serve, err);
}

int
cmd_demo(int argc, char **argv)
{
	struct demo demo = { .arena = ARENA_INIT };
	struct err err = { .code = ERR_NONE };
	int64_t die_with_fd = -1;
	int status;
	bool done;
	const struct option options[] = {
		{ "dir", &demo.folder, NULL, true },
		{ "socket", &demo.socket, NULL, true },
		{ "portal-address-file", &demo.portal_file, NULL, false },
		{ "die-with-fd", &demo.die_with, NULL, false },
		{ 0 },
	};

	if (!options_read(USAGE, options, argc, argv, NULL, &status))
		return status;
	if (demo.die_with != NULL && (!str_to_i64(demo.die_with, &die_with_fd) || die_with_fd < 0 || die_with_fd > 1 << 20))
		return cmd_usage(USAGE, "%s", _("--die-with-fd takes the number of an open file."));
	if (!folder_ready(demo.folder, &err))
		return cmd_fail("demo", &err);
	done = demo_run(&demo, (int)die_with_fd, &err);
	folder_remove(demo.folder);
	arena_done(&demo.arena);
	return done ? 0 : cmd_fail("demo", &err);
}
