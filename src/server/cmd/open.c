/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening the database for a command, and who the log says ran it.
 */
#include "server/cmd/open.h"

#include <pwd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "server/service/agency.h"
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

	/* Out of memory, the C library's lookup ends in an assertion. */
	heap_must_have(true);
	(void)getpwuid_r(getuid(), &entry, storage, sizeof(storage), &found);
	heap_must_have(false);
	(void)str_copy(name, sizeof(name), found ? found->pw_name : "");
	*ret = (struct author){ AUTHOR_SYSTEM, "operator", name };
}

bool
cmd_commit(struct db *db, const char *where, const char *key_file, struct arena *arena,
           cmd_change_fn *change, void *ctx, struct err *err)
{
	struct agency *agency;
	struct author by;
	struct txn txn;

	if (!agency_load(&agency, db, where, key_file, err))
		return false;
	cmd_actor(&by);
	const struct actor actor = { .kind = ACTOR_SYSTEM, .id = by.id, .name = by.name };
	bool ok = txn_begin(&txn, db, agency_now_ms(agency), err);
	if (ok) {
		struct call call = { .agency = agency, .db = db, .txn = &txn, .arena = arena,
			             .actor = &actor, .now_ms = txn.now_ms, .language = "en",
			             .if_match = -1 };
		ok = change(&call, ctx, err);
		if (ok)
			ok = txn_commit(&txn, err);
		else
			txn_rollback(&txn);
	}
	agency_free(agency);
	return ok;
}
