/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLite's backup interface, with what it leaves to its caller: a source that
 * stands still, a name that appears only when the copy is whole and on disk.
 */
#include "server/store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/str.h"
#include "server/store/limits.h"

enum { BACKUP_PATH_MAX = 1024, BACKUP_STEP_PAGES = 2048 };

struct backup {
	sqlite3 *source;
	sqlite3 *target;
	char part[BACKUP_PATH_MAX + 8];
};

static bool
failed(struct err *err, const char *what, sqlite3 *handle)
{
	return err_set(err, ERR_LOCAL_FILE, "%s: %s.", what,
	               handle ? sqlite3_errmsg(handle) : "no memory");
}

/* A read transaction keeps the source at one moment; without it every write
 * would make the copy begin again. */
static bool
open_source(struct backup *backup, const char *database, struct err *err)
{
	if (sqlite3_open_v2(database, &backup->source, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return failed(err, database, backup->source);
	sqlite3_busy_timeout(backup->source, DB_BUSY_WAIT_MS);
	if (sqlite3_exec(backup->source, "BEGIN; SELECT count(*) FROM migration", NULL, NULL,
	                 NULL) != SQLITE_OK)
		return err_set(err, ERR_LOCAL_FILE, "%s is not a caseload database: %s.", database,
		               sqlite3_errmsg(backup->source));
	return true;
}

static bool
open_target(struct backup *backup, const char *to, struct err *err)
{
	if (access(to, F_OK) == 0)
		return err_set(err, ERR_LOCAL_FILE, "%s is there already; a backup replaces nothing.",
		               to);
	(void)snprintf(backup->part, sizeof(backup->part), "%s.part", to);
	int fd = open(backup->part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, "%s cannot be made: %s.", backup->part,
		               strerror(errno));
	close(fd);
	if (sqlite3_open_v2(backup->part, &backup->target, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return failed(err, backup->part, backup->target);
	return true;
}

static bool
copy(struct backup *backup, void (*progress)(void *ctx, int done, int total), void *ctx,
     struct err *err)
{
	sqlite3_backup *job = sqlite3_backup_init(backup->target, "main", backup->source, "main");
	int code;

	if (!job)
		return failed(err, backup->part, backup->target);
	do {
		code = sqlite3_backup_step(job, BACKUP_STEP_PAGES);
		int total = sqlite3_backup_pagecount(job);
		if (progress)
			progress(ctx, total - sqlite3_backup_remaining(job), total);
	} while (code == SQLITE_OK);
	if (sqlite3_backup_finish(job) != SQLITE_OK || code != SQLITE_DONE)
		return failed(err, backup->part, backup->target);
	return true;
}

static int
is_ok(void *ctx, int columns, char **values, char **names)
{
	bool *ok = ctx;
	(void)names;
	*ok = columns == 1 && str_eq(values[0], "ok");
	return 0;
}

/* One plain file: no log beside it that could be left behind. */
static bool
prove(struct backup *backup, struct err *err)
{
	bool ok = false;

	if (sqlite3_exec(backup->target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) !=
	            SQLITE_OK ||
	    sqlite3_exec(backup->target, "PRAGMA quick_check(1)", is_ok, &ok, NULL) != SQLITE_OK)
		return failed(err, backup->part, backup->target);
	return ok || err_set(err, ERR_LOCAL_FILE,
	                     "The copy is damaged, and so is the database: keep both, and restore "
	                     "an older backup.");
}

static bool
sync_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

static bool
give_name(const struct backup *backup, const char *to, struct err *err)
{
	if (sync_file(backup->part) && link(backup->part, to) == 0 && path_sync_folder(to))
		return true;
	return err_set(err, ERR_LOCAL_FILE, "%s cannot be written: %s.", to, strerror(errno));
}

bool
backup_make(const char *database, const char *to,
            void (*progress)(void *ctx, int done, int total), void *ctx, struct err *err)
{
	struct backup backup = { 0 };

	if (strlen(to) >= BACKUP_PATH_MAX)
		return err_set(err, ERR_USAGE, "The name of the backup is too long.");
	bool ok = open_source(&backup, database, err) && open_target(&backup, to, err) &&
	          copy(&backup, progress, ctx, err) && prove(&backup, err);
	sqlite3_close(backup.target);
	sqlite3_close(backup.source);
	ok = ok && give_name(&backup, to, err);
	if (*backup.part)
		(void)unlink(backup.part);
	return ok;
}
