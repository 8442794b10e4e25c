/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server audit: proves that nothing in the log was altered, prints the
 * key its checkpoints are signed with, and writes it out for others to prove.
 * Exit status of verify 0 when all is whole, 1 when it is not, 2 when it could
 * not be read.
 */
#include <unistd.h>

#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/audit.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/service/agency.h"
#include "server/store/audit_checkpoint.h"
#include "server/store/decision.h"
#include "server/store/event_log.h"

#define USAGE                                                                                  \
	"Usage: caseload-server audit verify --db DB [--checkpoints FILE] [--key KEY]\n"         \
	"       caseload-server audit key --db DB [--key-file FILE]\n"                           \
	"       caseload-server audit checkpoints --db DB\n"                                     \
	"       caseload-server audit export --db DB [--after SEQ] [--to FILE] [--no-payload]"

enum { EXIT_BROKEN = 1, EXIT_UNREADABLE = 2, PROGRESS_EVENTS = 50000, CHECKPOINT_PAGE = 500 };

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

/* ---- verify ---- */

static void
tell_fault(const struct chain_fault *fault, int64_t whole)
{
	if (fault->until)
		safe_say(_("Broken at event %lld, or one up to %lld: %s\n"), (long long)fault->seq,
		       (long long)fault->until, _(fault->what));
	else
		safe_say(_("Broken at event %lld: %s\n"), (long long)fault->seq, _(fault->what));
	if (fault->seq <= whole)
		whole = fault->seq - 1;
	printf(n_("%lld event before it is whole.\n", "%lld events before it are whole.\n", whole),
	       (long long)whole);
}

static void
tell_checkpoints(const struct checkpoint_check *check, int64_t events)
{
	if (!check) {
		puts(_("That all was stamped anew, cut off, or set back to an old copy can only be seen "
		       "with checkpoints kept elsewhere: --checkpoints FILE."));
		return;
	}
	const struct checkpoint_finding *finding = checkpoint_finding(check);
	printf(n_("%lld signed checkpoint matches, the last at event %lld of %lld.\n",
	          "%lld signed checkpoints match, the last at event %lld of %lld.\n",
	          finding->checked),
	       (long long)finding->checked, (long long)finding->last, (long long)events);
	if (finding->torn)
		printf(n_("%lld unfinished checkpoint was passed over.\n",
		          "%lld unfinished checkpoints were passed over.\n", finding->torn),
		       (long long)finding->torn);
}

static bool
verify_chain(struct db *db, struct checkpoint_check *check, bool *ret_whole, struct err *err)
{
	struct chain_fault fault;
	struct chain_count count;
	int64_t shown = 0;
	struct chain_watch watch = { .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
		                     .ctx = &shown,
		                     .checkpoints = check };

	bool ok = event_verify(db, &watch, &fault, &count, err);
	if (shown)
		(void)fputc('\n', stderr);
	if (!ok)
		return false;
	*ret_whole = !fault.what;
	if (fault.what) {
		tell_fault(&fault, count.events);
		return true;
	}
	safe_say(_("Whole: %lld events, %lld of them with an erased text.\n"),
	       (long long)count.events, (long long)count.erased);
	tell_checkpoints(check, count.events);
	return true;
}

static bool
verify_decisions(struct db *db, bool *ret_whole, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct decision_fault fault;
	struct decision_count count;
	bool ok = decision_verify(db, &arena, &fault, &count, err);

	*ret_whole = ok && !fault.what;
	if (ok && fault.what && fault.is_key)
		safe_say(_("Signing key %s differs from the log: %s\n"), fault.id, _(fault.what));
	else if (ok && fault.what && fault.seq)
		safe_say(_("Decision %s differs from the log (event %lld): %s\n"), fault.id,
		       (long long)fault.seq, _(fault.what));
	else if (ok && fault.what)
		safe_say(_("Decision %s differs from the log: %s\n"), fault.id, _(fault.what));
	else if (ok)
		safe_say(_("%lld decisions are as the log says, %lld of them signed, %lld without proof.\n"),
		       (long long)count.rows, (long long)count.with_signature,
		       (long long)count.unproved);
	arena_done(&arena);
	return ok;
}

static bool
verify_texts(struct db *db, bool *ret_whole, struct err *err)
{
	struct chain_fault fault;
	bool ok = event_texts_verify(db, &fault, err);

	*ret_whole = ok && !fault.what;
	if (ok && fault.what)
		tell_fault(&fault, fault.seq);
	return ok;
}

static bool
agency_checkpoint_key(struct db *db, const char *where, const char *key_file,
                      struct checkpoint_key *ret, struct err *err)
{
	struct agency *agency;

	if (!agency_load(&agency, db, where, key_file, err))
		return false;
	checkpoint_key_from_seed(ret, agency_key(agency, KEY_CHECKPOINT));
	agency_free(agency);
	return true;
}

static bool
open_checkpoints(struct db *db, const struct audit_words *words, struct checkpoint_check **ret,
                 struct err *err)
{
	struct checkpoint_key key;

	*ret = NULL;
	if (!words->checkpoints)
		return true;
	bool ok = words->key ? checkpoint_key_from_text(&key, words->key, err)
	                     : agency_checkpoint_key(db, words->where, words->key_file, &key, err);
	return ok && checkpoint_check_open(ret, words->checkpoints, &key, err);
}

static int
verify(struct db *db, const struct audit_words *words)
{
	struct checkpoint_check *check;
	struct err err = { 0 };
	bool chain = false, decisions = false, texts = false;
	bool ok = open_checkpoints(db, words, &check, &err);

	if (ok)
		ok = verify_chain(db, check, &chain, &err);
	/* A log that was changed proves nothing of the rows. */
	if (ok && chain)
		ok = verify_decisions(db, &decisions, &err);
	if (ok && decisions)
		ok = verify_texts(db, &texts, &err);
	if (ok && check && chain && !checkpoint_finding(check)->checked)
		ok = err_set(&err, ERR_LOCAL_FILE, _("%s holds no checkpoint: it proves nothing."),
		             words->checkpoints);
	checkpoint_check_close(check);
	if (!ok) {
		(void)cmd_fail("audit", &err);
		return EXIT_UNREADABLE;
	}
	return texts ? 0 : EXIT_BROKEN;
}

/* ---- key and checkpoints ---- */

static int
show_key(struct db *db, const struct audit_words *words)
{
	char text[CHECKPOINT_KEY_TEXT_MAX];
	struct checkpoint_key key;
	struct err err = { 0 };

	if (!agency_checkpoint_key(db, words->where, words->key_file, &key, &err))
		return cmd_fail("audit", &err);
	checkpoint_key_text(&key, text);
	puts(text);
	return 0;
}

/* Those the database itself keeps, in the form of the file. */
static int
show_checkpoints(struct db *db, const struct audit_words *words)
{
	struct audit_checkpoint *rows;
	struct err err = { 0 };
	int64_t after = 0;
	size_t count;

	(void)words;
	do {
		struct arena arena = ARENA_INIT;
		count = audit_checkpoint_list(db, after, CHECKPOINT_PAGE, &arena, &rows);
		for (size_t i = 0; i < count; i++)
			safe_put_exact(rows[i].note, strlen(rows[i].note));
		if (count)
			after = rows[count - 1].count;
		arena_done(&arena);
	} while (count == CHECKPOINT_PAGE);
	if (db_take_failure(db, &err))
		return cmd_fail("audit", &err);
	return 0;
}

static const struct {
	const char *word;
	enum db_mode mode;
	int (*run)(struct db *db, const struct audit_words *words);
} acts[] = {
	{ "verify", DB_READ, verify },
	{ "key", DB_READ, show_key },
	{ "checkpoints", DB_READ, show_checkpoints },
	{ "export", DB_WRITE, audit_export },
};

int
cmd_audit(int argc, char **argv)
{
	struct audit_words words = { .after = "0" };
	const struct option options[] = {
		{ "db", &words.where, NULL, true },
		{ "key-file", &words.key_file, NULL, false },
		{ "checkpoints", &words.checkpoints, NULL, false },
		{ "key", &words.key, NULL, false },
		{ "after", &words.after, NULL, false },
		{ "to", &words.to, NULL, false },
		{ "no-payload", NULL, &words.no_payload, false },
		{ 0 },
	};
	struct option_words given;
	struct err err = { 0 };
	struct db *db;
	size_t act = 0;
	int status;

	if (!options_read(USAGE, options, argc, argv, &given, &status))
		return status;
	while (act < countof(acts) && (given.count != 1 || !str_eq(given.at[0], acts[act].word)))
		act++;
	if (act == countof(acts))
		return cmd_usage(USAGE, "%s",
		                 _("The things to do here are: verify, key, checkpoints, export."));
	if (!cmd_open(&db, words.where, acts[act].mode, &err)) {
		(void)cmd_fail("audit", &err);
		return EXIT_UNREADABLE;
	}
	status = acts[act].run(db, &words);
	db_close(db);
	return status;
}
