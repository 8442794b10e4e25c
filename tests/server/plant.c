/* SPDX-License-Identifier: Apache-2.0
 *
 * Faults planted in a server from outside, between it and SQLite, to show that
 * the sweeps would see one.  Loaded with LD_PRELOAD; PLANT says which:
 *
 *   early   a commit is done when the next transaction begins: what is
 *           acknowledged is not saved yet
 *   half    what was written before the event is committed by itself
 *   twice   what a key did is not remembered
 *   nosync  nothing is synced
 *   deaf    a sync that fails is taken for done
 *   restless  no thread rests
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static _Thread_local sqlite3_stmt *late; /* a COMMIT that was not done */

static bool
planted(const char *name)
{
	const char *plant = getenv("PLANT");
	return plant && strcmp(plant, name) == 0;
}

static bool
starts(const char *text, const char *with)
{
	return text && strncmp(text, with, strlen(with)) == 0;
}

int
sqlite3_step(sqlite3_stmt *stmt)
{
	int (*step)(sqlite3_stmt *) = (int (*)(sqlite3_stmt *))dlsym(RTLD_NEXT, "sqlite3_step");
	const char *sql = sqlite3_sql(stmt);

	if (planted("early") && starts(sql, "COMMIT")) {
		late = stmt;
		return SQLITE_DONE;
	}
	if (late && starts(sql, "BEGIN")) {
		(void)step(late);
		(void)sqlite3_reset(late);
		late = NULL;
	}
	if (planted("half") && starts(sql, "INSERT INTO event "))
		(void)sqlite3_exec(sqlite3_db_handle(stmt), "COMMIT; BEGIN IMMEDIATE; SAVEPOINT job",
		                   NULL, NULL, NULL);
	if (planted("twice") && starts(sql, "INSERT INTO outcome"))
		return SQLITE_DONE;
	return step(stmt);
}

int
sqlite3_get_autocommit(sqlite3 *db)
{
	int (*autocommit)(sqlite3 *) = (int (*)(sqlite3 *))dlsym(RTLD_NEXT, "sqlite3_get_autocommit");
	return late || autocommit(db);
}

static int
sync_by(const char *name, int fd)
{
	int (*sync)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);

	if (planted("nosync"))
		return 0;
	int failed = sync(fd);
	return planted("deaf") ? 0 : failed;
}

int
fsync(int fd)
{
	return sync_by("fsync", fd);
}

int
fdatasync(int fd)
{
	return sync_by("fdatasync", fd);
}

int
nanosleep(const struct timespec *wanted, struct timespec *left)
{
	int (*rest)(const struct timespec *, struct timespec *) =
		(int (*)(const struct timespec *, struct timespec *))dlsym(RTLD_NEXT, "nanosleep");

	return planted("restless") ? 0 : rest(wanted, left);
}
