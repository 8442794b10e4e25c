/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server export: the log as JSON lines, for an auditor.  That it was
 * exported is itself in the log.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/audit.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/store/event_export.h"
#include "server/store/event_log.h"

#define USAGE "Usage: caseload-server export --db DB [--after SEQ] [--to FILE] [--no-payload]"

static bool
write_line(void *ctx, const struct buf *line)
{
	if (ctx != stdout)
		return fwrite(line->data, 1, line->len, ctx) == line->len;
	safe_put_exact(line->data, line->len);
	return !ferror(stdout);
}

static bool
record(struct db *db, struct err *err)
{
	struct txn txn;
	struct event event = { .type = EVENT_AUDIT_EXPORTED };

	if (!txn_begin(&txn, db, clock_real_ms(), err))
		return false;
	cmd_actor(&event.actor);
	if (event_append(&txn, &event, NULL))
		return txn_commit(&txn, err);
	(void)db_take_failure(db, err);
	txn_rollback(&txn);
	return false;
}

/* NULL path: standard output. */
static bool
open_output(const char *path, FILE **ret, struct err *err)
{
	*ret = stdout;
	if (!path)
		return true;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(err, ERR_LOCAL_FILE, _("%s cannot be made: %s."), path,
		               strerror(errno));
	*ret = fdopen(fd, "w");
	if (!*ret)
		oom_exit();
	return true;
}

static bool
run(struct db *db, int64_t after, const char *path, bool with_payload, struct err *err)
{
	FILE *out;
	int64_t count;

	if (!open_output(path, &out, err))
		return false;
	/* First: an export that fails half way was still an export. */
	bool ok = record(db, err) && event_export(db, after, with_payload, write_line, out, &count, err);
	if (fflush(out) != 0 && ok)
		ok = err_set(err, ERR_LOCAL_FILE, _("The export could not be written: %s."),
		             strerror(errno));
	bool kept = !path || !ok || fsync(fileno(out)) == 0;
	if (path && fclose(out) != 0)
		kept = false;
	if (ok && !kept)
		ok = err_set(err, ERR_LOCAL_FILE, _("%s could not be written: %s."), path,
		             strerror(errno));
	if (!ok && path)
		(void)unlink(path);
	if (ok && path)
		safe_say(_("%lld events in %s.\n"), (long long)count, path);
	return ok;
}

int
audit_export(struct db *db, const struct audit_words *words)
{
	struct err err = { 0 };
	int64_t after;

	if (!str_to_i64(words->after, &after) || after < 0)
		return cmd_usage(USAGE, _("--after wants an event's number, not \"%s\"."),
		                 words->after);
	return run(db, after, words->to, !words->no_payload, &err) ? 0 : cmd_fail("export", &err);
}

/* The same as "audit export", by its first name. */
int
cmd_export(int argc, char **argv)
{
	struct audit_words words = { .after = "0" };
	const struct option options[] = { { "db", &words.where, NULL, true },
		                          { "after", &words.after, NULL, false },
		                          { "to", &words.to, NULL, false },
		                          { "no-payload", NULL, &words.no_payload, false },
		                          { 0 } };
	struct err err = { 0 };
	struct db *db;
	int status;

	if (!options_read(USAGE, options, argc, argv, NULL, &status))
		return status;
	if (!cmd_open(&db, words.where, DB_WRITE, &err))
		return cmd_fail("export", &err);
	status = audit_export(db, &words);
	db_close(db);
	return status;
}
