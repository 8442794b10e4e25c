/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server init: an empty agency, its tables and its key file.  What it
 * began it takes away again when it fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/service/agency.h"
#include "server/service/key_file.h"
#include "server/store/event_log.h"
#include "server/store/migration.h"

#define USAGE "Usage: caseload-server init --db FILE|postgresql://... [--key-file FILE]"

struct init {
	const char *where;
	const char *key_file;
	char default_key_file[KEY_FILE_PATH_MAX];
	bool made_database;
	bool made_key_file;
};

/* An empty file that is there already is taken as it is. */
static bool
make_database_file(struct init *init, struct err *err)
{
	struct stat status;

	if (strstr(init->where, "://"))
		return true;
	int fd = open(init->where, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		close(fd);
		init->made_database = true;
		return true;
	}
	if (errno == EEXIST && stat(init->where, &status) == 0 && S_ISREG(status.st_mode))
		return true;
	return err_set(err, ERR_LOCAL_FILE, _("%s cannot be made: %s."), init->where,
	               strerror(errno));
}

static bool
make_key_file(struct init *init, struct err *err)
{
	uint8_t *key;

	if (access(init->key_file, F_OK) != 0) {
		init->made_key_file = key_file_create(init->key_file, err);
		return init->made_key_file;
	}
	/* Servers of one agency share theirs; it has to be a good one. */
	key = secret_alloc(SECRET_KEY_BYTES);
	bool ok = key_file_read(init->key_file, key, err);
	secret_free(key);
	return ok;
}

static bool
fill(struct db *db, const struct init *init, struct err *err)
{
	struct txn txn;
	struct event event = { .type = EVENT_DATABASE_CREATED };

	if (!schema_create(db, clock_real_ms(), err) ||
	    !txn_begin(&txn, db, clock_real_ms(), err))
		return false;
	cmd_actor(&event.actor);
	if (agency_adopt_key(db, init->key_file, err) && event_append(&txn, &event, NULL))
		return txn_commit(&txn, err);
	(void)db_take_failure(db, err);
	txn_rollback(&txn);
	return false;
}

static void
undo(const struct init *init)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[KEY_FILE_PATH_MAX + 8];

	for (size_t i = 0; init->made_database && i < countof(ends); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", init->where, ends[i]);
		(void)unlink(path);
	}
	if (init->made_key_file)
		(void)unlink(init->key_file);
}

static bool
run(struct init *init, struct err *err)
{
	struct db *db = NULL;
	bool ok = make_database_file(init, err) && make_key_file(init, err) &&
	          db_open(&db, init->where, DB_WRITE, err) && fill(db, init, err);

	db_close(db);
	if (!ok)
		undo(init);
	return ok;
}

int
cmd_init(int argc, char **argv)
{
	struct init init = { 0 };
	const struct option options[] = {
		{ "db", &init.where, NULL, true },
		{ "key-file", &init.key_file, NULL, false },
		{ 0 },
	};
	struct err err = { 0 };
	int status;

	if (!options_read(USAGE, options, argc, argv, NULL, &status))
		return status;
	if (!init.key_file) {
		if (!key_file_default(init.where, init.default_key_file))
			return cmd_usage(USAGE, "%s", _("For PostgreSQL, name the key file: --key-file FILE."));
		init.key_file = init.default_key_file;
	}
	if (!run(&init, &err))
		return cmd_fail("init", &err);
	safe_say(_("Made %s.\n"), init.where);
	safe_say(_("Its key file is %s: keep a copy apart from the database; without it SSNs and drafts cannot be read.\n"),
	         init.key_file);
	puts(_("Next: caseload-server worker team, worker add, program publish, serve."));
	return 0;
}
