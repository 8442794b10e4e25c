/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server backup: a whole copy, also while the server runs.
 */
#include <unistd.h>

#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/options.h"
#include "server/store/backup.h"

#define USAGE "Usage: caseload-server backup --db FILE --to FILE"

static void
show_progress(void *ctx, int done, int total)
{
	(void)ctx;
	if (total == 0)
		return;
	(void)fputc('\r', stderr);
	(void)fprintf(stderr, _("%d of %d pages"), done, total);
}

int
cmd_backup(int argc, char **argv)
{
	const char *where = NULL, *to = NULL;
	const struct option options[] = { { "db", &where, NULL, true },
		                          { "to", &to, NULL, true },
		                          { 0 } };
	struct err err = { 0 };
	bool talks = isatty(STDERR_FILENO);
	int status;

	if (!options_read(USAGE, options, argc, argv, NULL, &status))
		return status;
	if (strstr(where, "://"))
		return cmd_usage(USAGE, "%s",
		                 _("A PostgreSQL database is backed up by its own programs: pg_dump -Fc "
		                   "for a copy, or pg_basebackup and archived WAL to go back to any moment."));
	if (access(where, R_OK) != 0) {
		err_set(&err, ERR_LOCAL_FILE, _("%s cannot be read."), where);
		return cmd_fail("backup", &err);
	}
	bool ok = backup_make(where, to, talks ? show_progress : NULL, NULL, &err);
	if (talks)
		(void)fputc('\n', stderr);
	if (!ok)
		return cmd_fail("backup", &err);
	safe_say(_("Copied to %s. The key file is not in it: keep a copy of that elsewhere.\n"), to);
	return 0;
}
