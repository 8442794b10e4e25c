/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLite's file and the log beside it: filling it in bulk, overwriting what was
 * erased, checkpoints, the folder, the disk.  For PostgreSQL, which sees to its
 * own files, they answer that there is nothing to do.
 */
#include "server/store/sqlite_db.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "base/paths.h"

static bool
file_sync(const char *file, struct err *err)
{
	int fd = open(file, O_RDWR | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		err_set(err, ERR_LOCAL_FILE, "%s: %s.", file, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ok;
}

bool
db_bulk(struct db *db, enum bulk bulk, struct err *err)
{
	static const char *const modes[] = {
		[BULK_OFF] = "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE);"
		             " PRAGMA secure_delete = FAST",
		[BULK_UNSYNCED] = "PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF",
		[BULK_WITHOUT_JOURNAL] = "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
		                         " PRAGMA secure_delete = OFF",
		[BULK_SCRATCH] = "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;"
		                 " PRAGMA secure_delete = OFF",
	};
	char sql[160];

	if (!is_sqlite(db))
		return bulk != BULK_OFF || db_exec(db, "ANALYZE", err);
	assert(db->mode == DB_WRITE && !db_in_transaction(db));
	(void)snprintf(sql, sizeof(sql), "PRAGMA wal_autocheckpoint = %d; PRAGMA cache_size = -%d",
	               bulk == BULK_OFF ? 1000 : DB_BULK_WAL_PAGES,
	               bulk == BULK_OFF               ? DB_CACHE_KIB
	               : bulk == BULK_WITHOUT_JOURNAL ? DB_FILL_CACHE_KIB
	                                              : DB_BULK_CACHE_KIB);
	struct sqlite_db *sqlite = sqlite_of(db);
	sqlite->set_up = false;
	/* A defensive connection keeps its journal. */
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	bool ok = (bulk != BULK_OFF || db_exec(db, "PRAGMA analysis_limit = 2000; ANALYZE", err)) && db_exec(db, modes[bulk], err) &&
	          db_exec(db, sql, err);
	sqlite3_db_config(sqlite->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite->set_up = true;
	/* The log's own sync does not reach what was written without one. */
	if (ok && bulk == BULK_OFF)
		ok = file_sync(sqlite->file, err);
	return ok;
}

/* What only the driver may say: PRAGMA, and ATTACH inside VACUUM. */
static bool
exec_freely(struct db *db, const char *sql, struct err *err)
{
	assert(db->mode == DB_WRITE && !db_in_transaction(db));
	sqlite_of(db)->set_up = false;
	(void)sqlite3_limit(sqlite_of(db)->handle, SQLITE_LIMIT_ATTACHED, 1);
	bool ok = db_exec(db, sql, err);
	(void)sqlite3_limit(sqlite_of(db)->handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite_of(db)->set_up = true;
	return ok;
}

bool
db_overwrite(struct db *db, struct err *err)
{
	return !is_sqlite(db) || exec_freely(db, "PRAGMA secure_delete = ON", err);
}

bool
db_rewrite(struct db *db, struct err *err)
{
	if (!is_sqlite(db))
		return db_exec(db, "VACUUM FULL", err);
	/* Its temporary copy may be larger than memory. */
	return exec_freely(db, "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY", err);
}

bool
db_empty_log(struct db *db)
{
	int in_log = 0, done = 0;

	if (!is_sqlite(db))
		return true;
	sqlite3_busy_timeout(sqlite_of(db)->handle, WAL_CEILING_WAIT_MS);
	int code = sqlite3_wal_checkpoint_v2(sqlite_of(db)->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE,
	                                     &in_log, &done);
	sqlite3_busy_timeout(sqlite_of(db)->handle, DB_BUSY_WAIT_MS);
	return code == SQLITE_OK;
}

static int
count_wal_pages(void *ctx, sqlite3 *handle, const char *database, int pages)
{
	struct sqlite_db *sqlite = ctx;
	(void)handle;
	(void)database;
	sqlite->wal_pages = pages;
	return SQLITE_OK;
}

void
db_leave_checkpoints(struct db *db)
{
	if (is_sqlite(db))
		sqlite3_wal_hook(sqlite_of(db)->handle, count_wal_pages, sqlite_of(db));
}

int
db_wal_pages(const struct db *db)
{
	return is_sqlite(db) ? sqlite_of(db)->wal_pages : 0;
}

bool
db_checkpoint(struct db *db, bool full)
{
	int in_log = 0, done = 0;

	if (!is_sqlite(db))
		return true;
	sqlite3_busy_timeout(sqlite_of(db)->handle, WAL_CEILING_WAIT_MS);
	int code = sqlite3_wal_checkpoint_v2(sqlite_of(db)->handle, NULL,
	                                     full ? SQLITE_CHECKPOINT_RESTART
	                                          : SQLITE_CHECKPOINT_PASSIVE,
	                                     &in_log, &done);
	if (code != SQLITE_OK && code != SQLITE_BUSY)
		log_line(LOG_ERROR, "checkpoint", "SQLite %d: %s", code,
		         sqlite3_errmsg(sqlite_of(db)->handle));
	/* What the system did not write it may have forgotten: asked to sync
	 * again it would say yes.  The log still has it, for the next start. */
	if (code == SQLITE_IOERR_FSYNC) {
		log_line(LOG_ERROR, "sync_failed",
		         "The database cannot be synced; stopping so that nothing is acknowledged");
		_exit(EXIT_STORAGE);
	}
	return code == SQLITE_OK && in_log == done;
}

/* The log's file is made by whoever opens the database first, and SQLite does
 * not mind if its folder cannot be synced then. */
bool
db_sync_folder(const struct db *db, struct err *err)
{
	if (!is_sqlite(db) || path_sync_folder(sqlite_of(db)->file))
		return true;
	return err_set(err, ERR_LOCAL_FILE, "The folder of %s cannot be synced: %s",
	               sqlite_of(db)->file, strerror(errno));
}

int64_t
db_disk_free_mib(const struct db *db)
{
	struct statvfs disk;

	if (!is_sqlite(db) || statvfs(sqlite_of(db)->file, &disk) != 0)
		return INT64_MAX;
	return (int64_t)(disk.f_bavail * (disk.f_frsize >> 10) >> 10);
}
