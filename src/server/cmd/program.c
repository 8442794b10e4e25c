/* SPDX-License-Identifier: Apache-2.0
 *
 * caseload-server program: a program author's words.  What check says is what
 * publish refuses.
 */
#include "base/clock.h"
#include "base/safe_text.h"
#include "base/str.h"
#include "base/words.h"
#include "server/cmd/cmd.h"
#include "server/cmd/open.h"
#include "server/cmd/options.h"
#include "server/cmd/program.h"
#include "server/cmd/program_file.h"
#include "server/cmd/program_test.h"
#include "server/store/event_log.h"
#include "server/store/setting.h"

#define USAGE                                                                   \
	"Usage: caseload-server program check FILE...\n"                           \
	"       caseload-server program diff [--db DB] OLD NEW\n"                  \
	"       caseload-server program test FILE...\n"                            \
	"       caseload-server program worksheet FILE <INPUTS\n"                  \
	"       caseload-server program publish --db DB FILE...\n"                 \
	"       caseload-server program review --db DB ID|FILE\n"                  \
	"       caseload-server program list --db DB"

static int
check(const struct option_words *files)
{
	int status = 0;

	for (int i = 1; i < files->count; i++) {
		struct arena arena = ARENA_INIT;
		struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
		struct program *program = program_file_read(files->at[i], &text, &arena);
		if (program)
			safe_say(_("%s: %s version %lld, good.\n"), files->at[i], program->id,
			       (long long)program->version);
		else
			status = 1;
		buf_done(&text);
		arena_done(&arena);
	}
	return status;
}

static bool
append_published(struct txn *txn, const struct program *program)
{
	char payload[200];
	struct event event = {
		.type = EVENT_PROGRAM_PUBLISHED,
		.subject = { "program", program->id },
		.version = program->version,
		.scope = { .program_id = program->id },
	};

	/* An id is made of letters, digits and hyphens: nothing to escape. */
	(void)snprintf(payload, sizeof(payload), "{\"v\":1,\"program\":\"%s\",\"version\":%lld}",
	               program->id, (long long)program->version);
	cmd_actor(&event.actor);
	return event_append(txn, &event, payload);
}

/* A version, once published, does not change. */
static bool
check_newer(struct db *db, const struct program *program, struct arena *arena, struct err *err)
{
	struct program_row *rows;
	size_t count = program_row_list(db, false, arena, &rows);

	for (size_t i = 0; i < count; i++) {
		if (str_eq(rows[i].id, program->id) && rows[i].version >= program->version)
			return err_set(err, ERR_USAGE,
			               _("%s version %lld is published already: give this file a "
			                 "version above it."),
			               program->id, (long long)rows[i].version);
	}
	return !db_take_failure(db, err);
}

static bool
publish(struct db *db, const struct program *program, const char *text, struct arena *arena,
        struct err *err)
{
	struct txn txn;
	struct program_row row = { program->id, program->version, text, clock_real_ms() };

	if (!txn_begin(&txn, db, row.published_at_ms, err))
		return false;
	bool newer = check_newer(db, program, arena, err);
	if (newer && program_row_insert(db, &row) && append_published(&txn, program))
		return txn_commit(&txn, err);
	if (newer && !db_take_failure(db, err))
		err_set(err, ERR_INTERNAL, "%s", _("The program could not be published."));
	txn_rollback(&txn);
	return false;
}

static int
publish_all(struct db *db, const struct option_words *files)
{
	int status = 0;

	for (int i = 1; i < files->count && status == 0; i++) {
		struct arena arena = ARENA_INIT;
		struct buf text = BUF_INIT(PROGRAM_FILE_MAX);
		struct err err = { 0 };
		struct program *program = program_file_read(files->at[i], &text, &arena);
		if (!program)
			status = 1;
		else if (!publish(db, program, text.data, &arena, &err))
			status = cmd_fail("program", &err);
		else
			safe_say(_("Published %s version %lld.\n"), program->id,
			       (long long)program->version);
		buf_done(&text);
		arena_done(&arena);
	}
	return status;
}

static int
list(struct db *db)
{
	struct arena arena = ARENA_INIT;
	struct program_row *rows;
	struct err err = { 0 };
	char at[INSTANT_TEXT_MAX];
	size_t count = program_row_list(db, false, &arena, &rows);
	bool ok = !db_take_failure(db, &err);

	for (size_t i = 0; ok && i < count; i++) {
		safe_put(rows[i].id);
		printf("\t%lld\t%s\n", (long long)rows[i].version,
		       instant_to_text(rows[i].published_at_ms, at));
	}
	arena_done(&arena);
	return ok ? 0 : cmd_fail("program", &err);
}

static int
do_check(struct db *db, const struct option_words *words)
{
	(void)db;
	return check(words);
}

static int
do_diff(struct db *db, const struct option_words *words)
{
	return program_diff_say(words->at[1], words->at[2], db);
}

static int
do_test(struct db *db, const struct option_words *words)
{
	(void)db;
	return program_test(words);
}

static int
do_worksheet(struct db *db, const struct option_words *words)
{
	(void)db;
	return program_worksheet(words);
}

static int
do_review(struct db *db, const struct option_words *words)
{
	return program_review_say(words->at[1], db);
}

static int
do_list(struct db *db, const struct option_words *words)
{
	(void)words;
	return list(db);
}

enum need_db { DB_NOT, DB_MAY, DB_MUST };

static const struct verb {
	const char *word;
	int least, most; /* words after it */
	const char *names; /* what they are; msgid */
	enum need_db need_db;
	enum db_mode mode;
	int (*run)(struct db *db, const struct option_words *words);
} verbs[] = {
	{ "check", 1, OPTION_WORDS_MAX, N_("Name a program file."), DB_NOT, DB_READ, do_check },
	{ "test", 1, OPTION_WORDS_MAX, N_("Name a program file."), DB_NOT, DB_READ, do_test },
	{ "worksheet", 1, 1, N_("Name a program file."), DB_NOT, DB_READ, do_worksheet },
	{ "diff", 2, 2, N_("Name two versions, the older one first."), DB_MAY, DB_READ, do_diff },
	{ "publish", 1, OPTION_WORDS_MAX, N_("Name a program file."), DB_MUST, DB_WRITE, publish_all },
	{ "review", 1, 1, N_("Name one version: a file, or an id."), DB_MUST, DB_WRITE, do_review },
	{ "list", 0, 0, N_("list takes no file."), DB_MUST, DB_READ, do_list },
};

static const struct verb *
find_verb(const char *word)
{
	for (size_t i = 0; i < countof(verbs); i++)
		if (str_eq(verbs[i].word, word))
			return &verbs[i];
	return NULL;
}

int
cmd_program(int argc, char **argv)
{
	const char *where = NULL;
	const struct option options[] = { { "db", &where, NULL, false }, { 0 } };
	struct option_words words;
	struct err err = { 0 };
	struct db *db = NULL;
	int status;

	if (!options_read(USAGE, options, argc, argv, &words, &status))
		return status;
	const struct verb *verb = find_verb(words.count ? words.at[0] : "");
	if (!verb)
		return cmd_usage(USAGE, "%s", _("Say what to do with programs."));
	if (words.count - 1 < verb->least || words.count - 1 > verb->most)
		return cmd_usage(USAGE, "%s", _(verb->names));
	if (verb->need_db == DB_MUST && !where)
		return cmd_usage(USAGE, _("The option --%s is needed."), "db");
	if (verb->need_db != DB_NOT && where && !cmd_open(&db, where, verb->mode, &err))
		return cmd_fail("program", &err);
	status = verb->run(db, &words);
	if (db)
		db_close(db);
	return status;
}
