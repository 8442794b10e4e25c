/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server customer: what the operator does to one person's record.
 */
#include "server/cmd/customer.h"

#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"

#define USAGE                                                                                     \
	"Usage: caseload-server customer erase  NUMBER --db DB --ground TEXT [--key-file FILE]\n"  \
	"                              [--dry-run] [--no-rewrite]\n"                               \
	"       caseload-server customer seal   NUMBER --db DB --for USERNAME,USERNAME\n"          \
	"                              --reason TEXT [--key-file FILE]\n"                          \
	"       caseload-server customer unseal NUMBER --db DB --reason TEXT [--key-file FILE]"

/* What a word cannot do without. */
enum { WANTS_GROUND = 1, WANTS_NAMES = 2, WANTS_REASON = 4 };

static const struct {
	const char *word;
	bool (*run)(struct db *db, const struct customer_words *to, struct err *err);
	unsigned wants;
} verbs[] = {
	{ "erase", customer_word_erase, WANTS_GROUND },
	{ "seal", customer_word_seal, WANTS_NAMES | WANTS_REASON },
	{ "unseal", customer_word_unseal, WANTS_REASON },
};

/* Only what the word takes, and all of it. */
static bool
is_whole(unsigned wants, const struct customer_words *to)
{
	return !(wants & WANTS_GROUND) == !to->ground && !(wants & WANTS_NAMES) == !to->named &&
	       !(wants & WANTS_REASON) == !to->reason &&
	       ((wants & WANTS_GROUND) || (!to->dry_run && !to->no_rewrite));
}

int
cmd_customer(int argc, char **argv)
{
	struct customer_words to = { 0 };
	const struct option options[] = {
		{ "db", &to.where, NULL, true },
		{ "key-file", &to.key_file, NULL, false },
		{ "ground", &to.ground, NULL, false },
		{ "dry-run", NULL, &to.dry_run, false },
		{ "no-rewrite", NULL, &to.no_rewrite, false },
		{ "for", &to.named, NULL, false },
		{ "reason", &to.reason, NULL, false },
		{ 0 },
	};
	struct option_words words;
	struct err err = { 0 };
	struct db *db;
	size_t verb = 0;
	int status;

	if (!options_read(USAGE, options, argc, argv, &words, &status))
		return status;
	while (verb < countof(verbs) && !(words.count == 2 && str_eq(verbs[verb].word, words.at[0])))
		verb++;
	if (verb == countof(verbs))
		return cmd_usage(USAGE, "%s", _("Say what to do and with whom: erase, seal or unseal, and a case number."));
	if (!is_whole(verbs[verb].wants, &to))
		return cmd_usage(USAGE, _("These are not the options of \"%s\"."), verbs[verb].word);
	to.number = words.at[1];
	if (!cmd_open(&db, to.where, DB_WRITE, &err))
		return cmd_fail("customer", &err);
	bool ok = verbs[verb].run(db, &to, &err);
	db_close(db);
	if (ok)
		return 0;
	(void)cmd_fail("customer", &err);
	return err.code == ERR_USAGE ? EXIT_USAGE : 1;
}
