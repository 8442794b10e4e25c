/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening the database for a command, and who the log says ran it.
 */
#include "server/cmd/open.h"

#include <pwd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "server/store/migration.h"

bool
cmd_open(struct db **ret, const char *where, enum db_mode mode, struct err *err)
{
	struct db *db;

	if (!db_open(&db, where, mode, err))
		return false;
	bool ok = mode == DB_WRITE ? schema_upgrade(db, clock_real_ms(), err)
	                           : schema_check(db, err);
	if (!ok) {
		db_close(db);
		return false;
	}
	*ret = db;
	return true;
}

void
cmd_actor(struct author *ret)
{
	static char name[80], storage[4096];
	struct passwd entry, *found = NULL;

	(void)getpwuid_r(getuid(), &entry, storage, sizeof(storage), &found);
	(void)str_copy(name, sizeof(name), found ? found->pw_name : "");
	*ret = (struct author){ AUTHOR_SYSTEM, "operator", name };
}
