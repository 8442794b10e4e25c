/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server audit verify: proves that nothing in the log was altered.
 * Exit status 0 when the chain is whole, 1 when it is not, 2 when it could not
 * be read.
 */
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/store/event_log.h"

#define USAGE "Usage: caseload-server audit verify --db DB"

enum { EXIT_BROKEN = 1, EXIT_UNREADABLE = 2, PROGRESS_EVENTS = 50000 };

static void
show_progress(void *ctx, int64_t seq)
{
	int64_t *shown = ctx;
	if (seq - *shown < PROGRESS_EVENTS)
		return;
	*shown = seq;
	(void)fputc('\r', stderr);
	(void)fprintf(stderr, _("%lld events"), (long long)seq);
}

static int
verify(struct db *db)
{
	struct chain_fault fault;
	struct chain_count count;
	struct err err = { 0 };
	int64_t shown = 0;
	bool talks = isatty(STDERR_FILENO);

	bool ok = event_verify(db, talks ? show_progress : NULL, &shown, &fault, &count, &err);
	if (shown)
		(void)fputc('\n', stderr);
	if (!ok) {
		(void)cmd_fail("audit", &err);
		return EXIT_UNREADABLE;
	}
	if (fault.what) {
		printf(_("Broken at event %lld: %s\n"), (long long)fault.seq, _(fault.what));
		printf(n_("%lld event before it is whole.\n", "%lld events before it are whole.\n",
		          count.events),
		       (long long)count.events);
		return EXIT_BROKEN;
	}
	printf(_("Whole: %lld events, %lld of them with an erased text.\n"),
	       (long long)count.events, (long long)count.erased);
	return 0;
}

int
cmd_audit(int argc, char **argv)
{
	const char *where = NULL;
	const struct option options[] = { { "db", &where, NULL, true }, { 0 } };
	struct option_words words;
	struct err err = { 0 };
	struct db *db;
	int status;

	if (!options_read(USAGE, options, argc, argv, &words, &status))
		return status;
	if (words.count != 1 || !str_eq(words.at[0], "verify"))
		return cmd_usage(USAGE, "%s", _("The one thing to do here is: verify."));
	if (!cmd_open(&db, where, DB_READ, &err)) {
		(void)cmd_fail("audit", &err);
		return EXIT_UNREADABLE;
	}
	status = verify(db);
	db_close(db);
	return status;
}
